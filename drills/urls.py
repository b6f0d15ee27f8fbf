"""Addresses of drills that people read: the public list, and the pages on a phone."""

from django.urls import path

from drills import api, views

app_name = "drills"

urlpatterns = [
    path("", views.ListDrills.as_view(), name="list"),
    path("mine/", views.SeeMyTasks.as_view(), name="mine"),
    path("actions/<uuid:uuid>/", views.SeeAction.as_view(), name="action"),
    path("evidence/<uuid:uuid>/", views.ShowEvidence.as_view(), name="evidence"),
    path("documents/<uuid:uuid>/", views.ShowDocument.as_view(), name="document"),
    path("<slug:code>/rate/", views.RateDrill.as_view(), name="rate"),
    path("<slug:code>/rate/items/<int:item>/", api.rate_item, name="rate-item"),
    path("<slug:code>/rate/<str:section>/", views.RateSection.as_view(), name="rate-section"),
]
