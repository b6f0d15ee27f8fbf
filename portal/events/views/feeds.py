"""Calendars to subscribe to, outside the languages' prefixes: programs read them."""

import uuid
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views import View

from portal.events import calendars
from portal.events.domain import entries, subscribing
from portal.events.domain.queries import seats, upcoming
from portal.events.models import Event, Registration
from portal.people.domain.queries.canonical import last_merged_at, same_person
from portal.people.enums import Audience
from portal.people.models import Organisation

MAX_AGE = int(calendars.KEPT.total_seconds())


class Calendar(View):
    """Answers with the bytes of a calendar, or 304 when the asker has them."""

    cache_control = f"max-age={MAX_AGE}"
    filename = "calendar.ics"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        language = request.GET.get("lang")
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        with translation.override(language):
            feed = self.feed(**kwargs)
        response = HttpResponse(feed.data, content_type="text/calendar; charset=utf-8")
        response["ETag"] = feed.etag
        response["Last-Modified"] = http_date(feed.last_modified.timestamp())
        response["Cache-Control"] = self.cache_control
        response["Content-Disposition"] = f'inline; filename="{self.filename}"'
        return get_conditional_response(
            request, feed.etag, int(feed.last_modified.timestamp()), response
        )

    def feed(self, **kwargs: Any) -> calendars.Feed:
        """Return the calendar asked for, or raise Http404."""
        raise NotImplementedError("subclasses of Calendar must provide a feed() method")


class PublicCalendar(Calendar):
    """Everything the public may come to."""

    filename = "public.ics"

    def feed(self) -> calendars.Feed:
        return calendars.feed(
            key="public",
            name=_("Safety classes, drills and activities"),
            events=upcoming.public(),
            at=timezone.now(),
        )


class AudienceCalendar(Calendar):
    """What is for one audience."""

    filename = "audience.ics"

    def feed(self, audience: str) -> calendars.Feed:
        try:
            chosen = Audience(audience.upper())
        except ValueError as error:
            raise Http404 from error
        return calendars.feed(
            key=f"audience:{chosen}",
            name=_("Safety classes for: %(audience)s") % {"audience": chosen.label},
            events=upcoming.public(audience=chosen),
            at=timezone.now(),
        )


class OrganisationCalendar(Calendar):
    """What an organisation, or one below it, arranges or is host to."""

    filename = "organisation.ics"

    def feed(self, organisation: uuid.UUID) -> calendars.Feed:
        top = get_object_or_404(Organisation, uuid=organisation)
        return calendars.feed(
            key=f"organisation:{organisation}",
            name=_("Safety activities of %(name)s") % {"name": top.name},
            events=upcoming.public(below=top),
            at=timezone.now(),
        )


class PersonalCalendar(Calendar):
    """What one person has a seat in, internal events too, with a reminder."""

    cache_control = f"private, max-age={MAX_AGE}"
    filename = "mine.ics"

    def feed(self, secret: str) -> calendars.Feed:
        person = subscribing.owner(secret)
        if person is None:
            raise Http404
        at = timezone.now()
        mine = Registration.objects.filter(same_person(person))
        moments = (
            mine.aggregate(changed_at=Max("changed_at"))["changed_at"],
            last_merged_at(person),
        )
        return calendars.feed(
            key=f"person:{person.pk}",
            name=_("My safety calendar"),
            events=Event.objects.filter(pk__in=mine.filter(seats.holding(at)).values("event")),
            at=at,
            alarm=entries.ALARM,
            changed_at=max((moment for moment in moments if moment), default=None),
        )


class EventCalendar(Calendar):
    """One event as a file for any calendar program."""

    @property
    def filename(self) -> str:
        return f"{self.kwargs['code']}.ics"

    def feed(self, code: str) -> calendars.Feed:
        return calendars.single(get_object_or_404(upcoming.public(), code=code.upper()))
