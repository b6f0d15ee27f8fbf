"""Addresses of the publicity that are no pages; those of the back office are in wagtail_hooks."""

from django.urls import path, re_path

from cms.views import facilities, finding, keeping, messages, opinions, searching, sharing
from cms.views.reach import NoteReach

app_name = "cms"

urlpatterns = [
    path("reach/", NoteReach.as_view(), name="reach"),
]

machines = [
    path("sitemap.xml", finding.show_sitemap, name="sitemap"),
    path("robots.txt", finding.show_robots, name="robots"),
    path("sw.js", keeping.show_worker, name="worker"),
]

pictures = [
    path("share/<int:pk>-<slug:digest>.png", sharing.show_picture, name="page"),
    path(
        "share/<slug:language>/e/<slug:code>-<slug:digest>.png",
        sharing.show_event_picture,
        name="event",
    ),
    path("share/<slug:language>.png", sharing.show_site, name="site"),
]

# In capitals, as it stands in QR codes; without a language, which the phone says.
scanned = [
    re_path(r"^F/(?P<code>[0-9A-Za-z]{8})/?$", facilities.open_scanned, name="scanned"),
]

# --- In each language ---------------------------------------------------------------------
search = [
    path("", searching.Search.as_view(), name="search"),
    path("suggest.json", searching.suggest_json, name="suggest"),
]

feeds = [
    path("feed.xml", finding.EverythingFeed.as_view(), name="all"),
    path("feeds/<slug:section>.xml", finding.SectionFeed.as_view(), name="section"),
    path("feeds/kind/<slug:kind>.xml", finding.KindFeed.as_view(), name="kind"),
    path("feeds/topic/<slug:code>.xml", finding.TopicFeed.as_view(), name="topic"),
]

cards = [path("cards/", keeping.show_cards, name="list")]

# Messages to the office.
letters = [
    path("messages/send/<int:pk>/", messages.SendMessage.as_view(), name="send"),
    path("messages/<slug:secret>/", messages.ShowMessage.as_view(), name="show"),
]

# What stands in the communities, for whoever scans a code there.
places = [
    path("f/<slug:code>/", facilities.ShowFacility.as_view(), name="facility"),
    path("opinion/", opinions.SayOpinion.as_view(), name="opinion"),
    path("opinion/<slug:code>/", opinions.AskAboutEvent.as_view(), name="opinion-event"),
]
