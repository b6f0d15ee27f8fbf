"""Addresses beside the page tree: messages to the office."""

from django.urls import path

from cms.views import messages

app_name = "messages"

urlpatterns = [
    path("messages/send/<int:pk>/", messages.SendMessage.as_view(), name="send"),
    path("messages/<slug:secret>/", messages.ShowMessage.as_view(), name="show"),
]
