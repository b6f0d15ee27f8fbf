"""An event's page in the back office, asked for and answered."""

from django.urls import reverse
from django.utils import timezone

from portal.events.models import Registration
from tests.factories.people import PersonFactory


def url(name, event, *args):
    return reverse(f"event:{name}", args=[event.pk, *args])


def page(browser, event):
    return browser.get(url("inspect", event))


def said(response):
    return [str(message) for message in response.context["messages"]]


def register(event, **fields):
    at = timezone.now()
    return Registration.objects.create(
        **{
            "event": event,
            "person": PersonFactory(organisation=event.organiser),
            "requested_at": at,
            "changed_at": at,
            **fields,
        }
    )
