"""Addresses of what stands in the communities, for whoever scans a code there."""

from django.urls import path, re_path

from cms.views import facilities, opinions

# In capitals, as it stands in QR codes; without a language, which the phone says.
scanned = [
    re_path(r"^F/(?P<code>[0-9A-Za-z]{8})/?$", facilities.open_scanned, name="scanned"),
]

pages = [
    path("f/<slug:code>/", facilities.ShowFacility.as_view(), name="facility"),
    path("opinion/", opinions.SayOpinion.as_view(), name="opinion"),
    path("opinion/<slug:code>/", opinions.AskAboutEvent.as_view(), name="opinion-event"),
]
