"""Addresses of the training app outside the back office."""

from django.urls import path

from training.views import feeds

app_name = "training"
urlpatterns = [
    path(
        "calendar/trainer/<uuid:trainer>.ics",
        feeds.TrainerCalendar.as_view(),
        name="trainer-calendar",
    ),
]
