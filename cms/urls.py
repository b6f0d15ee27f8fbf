"""Addresses of the public site that belong to no page: for machines, and cards kept by readers."""

from django.urls import path

from cms.views import finding, keeping, sharing

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

# In each language.
feeds = [
    path("feed.xml", finding.EverythingFeed.as_view(), name="all"),
    path("feeds/<slug:section>.xml", finding.SectionFeed.as_view(), name="section"),
    path("feeds/kind/<slug:kind>.xml", finding.KindFeed.as_view(), name="kind"),
    path("feeds/topic/<slug:code>.xml", finding.TopicFeed.as_view(), name="topic"),
]

cards = [path("cards/", keeping.show_cards, name="list")]
