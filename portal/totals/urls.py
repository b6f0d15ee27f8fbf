"""Addresses of the public figures; those of the back office are in wagtail_hooks."""

from django.urls import path

from portal.totals.views import figures

app_name = "totals"

urlpatterns = [
    path("figures/", figures.ShowYear.as_view(), name="figures"),
    path("figures/events/", figures.ShowEvents.as_view(), name="rows"),
]
