"""Addresses of the search; pages have those that their editors give them."""

from django.urls import path

from cms.views import searching

app_name = "search"

urlpatterns = [
    path("", searching.Search.as_view(), name="search"),
    path("suggest.json", searching.suggest_json, name="suggest"),
]
