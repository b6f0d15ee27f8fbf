"""Addresses of the publicity that are no pages; those of the back office are in wagtail_hooks."""

from django.urls import path

from cms.views import searching
from cms.views.reach import NoteReach

app_name = "cms"

urlpatterns = [
    path("reach/", NoteReach.as_view(), name="reach"),
]

# In the reader's language.
search = [
    path("", searching.Search.as_view(), name="search"),
    path("suggest.json", searching.suggest_json, name="suggest"),
]
