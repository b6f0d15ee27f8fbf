"""Those who are registered hear of a new time or of the end of a plan, and hear the last."""

from datetime import timedelta

import pytest

from portal.events.domain import announcing, lifecycle
from portal.events.enums import EventStatus, RegistrationStatus
from portal.notices.domain import delivery
from portal.notices.models import Notice
from tests.factories.events import NOON, VenueFactory
from tests.factories.people import UserFactory
from tests.factories.registrations import OpenEventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
AT = NOON - timedelta(days=2)


@pytest.fixture
def event():
    event = OpenEventFactory(title="动火 & 用电", place="三楼")
    RegistrationFactory(event=event)
    RegistrationFactory(event=event, status=RegistrationStatus.WAITLISTED, waitlisted_at=AT)
    RegistrationFactory(event=event, status=RegistrationStatus.CANCELLED)
    return event


def _waiting():
    rows = Notice.objects.filter(withdrawn_at__isnull=True).order_by("pk")
    return list(rows.values_list("template", flat=True))


def test_cancelling_tells_everybody_who_is_registered_and_why(event, settings):
    settings.PORTAL_BASE_URL = "https://portal.example"

    lifecycle.cancel(event=event, by=UserFactory(), at=AT, reason="台风 <预警>")

    assert _waiting() == ["events/event_cancelled"] * 2
    words = delivery.in_words(Notice.objects.first())
    assert "动火 & 用电" in words.subject
    missing = [
        said
        for said in (
            "台风 <预警>",
            "2025年6月11日 (星期三) 12:00–14:00",
            "https://portal.example/r/",
        )
        if said not in words.text
    ]
    assert missing == []


def test_new_place_is_told_and_a_new_summary_is_not(event):
    by = UserFactory()

    lifecycle.change(event=event, by=by, at=AT, summary="请带身份证")
    assert _waiting() == []
    lifecycle.change(event=event, by=by, at=AT, venue=VenueFactory(name="四楼"))

    assert _waiting() == ["events/event_moved"] * 2
    assert "四楼" in delivery.in_words(Notice.objects.first()).text


def test_new_day_is_heard_and_not_that_it_was_put_off_before(event):
    """Put off and given a new day before the first was sent, when the old day is over."""
    by, late = UserFactory(), event.ends_at - timedelta(minutes=1)
    lifecycle.postpone(event=event, by=by, at=late, reason="台风")
    day = event.starts_at + timedelta(days=7)

    lifecycle.resume(
        event=event,
        by=by,
        at=event.ends_at,
        starts_at=day,
        ends_at=day + timedelta(hours=2),
    )

    told = [template for template in _waiting() if template.startswith("events/event_")]
    assert told == ["events/event_moved"] * 2


def test_of_two_changes_in_a_row_the_last_is_heard(event):
    by = UserFactory()
    lifecycle.change(event=event, by=by, at=AT, place="四楼")

    lifecycle.change(event=event, by=by, at=AT, place="五楼")

    waiting = Notice.objects.filter(withdrawn_at__isnull=True)
    assert [notice.values["where"] for notice in waiting] == ["五楼", "五楼"]


def test_postponing_and_a_new_time_are_told_with_the_new_time(event):
    by = UserFactory()

    event = lifecycle.postpone(event=event, by=by, at=AT, reason="台风")
    assert _waiting() == ["events/event_postponed"] * 2
    assert "台风" in delivery.in_words(Notice.objects.first()).text
    later = NOON + timedelta(days=7)
    lifecycle.resume(event=event, by=by, at=AT, starts_at=later, ends_at=later + timedelta(hours=2))

    # Seats that nobody took are offered for the new day.
    assert _waiting() == [*["events/event_moved"] * 2, "events/registration_offered"]
    words = delivery.in_words(Notice.objects.filter(withdrawn_at__isnull=True).first())
    assert "2025年6月18日" in words.text


@pytest.mark.parametrize(
    ("status", "at"), [(EventStatus.DRAFT, AT), (EventStatus.PUBLISHED, NOON + timedelta(hours=2))]
)
def test_drafts_and_what_is_over_are_not_announced(event, status, at):
    event.status = status
    event.save()

    assert announcing.announce(event=event, at=at) == 0
    assert _waiting() == []


def test_only_who_holds_a_confirmed_seat_gets_the_calendar_entry(event):
    lifecycle.change(event=event, by=UserFactory(), at=AT, venue=VenueFactory(name="四楼"))
    lifecycle.cancel(event=event, by=UserFactory(), at=AT, reason="台风")

    said = {
        (notice.template, message.entry.sequence, message.entry.cancelled)
        for notice in Notice.objects.all()
        if (message := delivery.in_words(notice)).entry
    }

    assert said == {("events/event_moved", 1, False), ("events/event_cancelled", 2, True)}
    assert Notice.objects.count() == 4
