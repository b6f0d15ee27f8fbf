"""Three faces: once a visit, counted by day, nobody named."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cms.domain import opinions
from cms.models import OpinionCount
from portal.lib.throttles import TriedTooOften
from portal.lib.tokens import TokenExpired, TokenInvalid
from tests.factories.events import NOON, EventFactory

pytestmark = pytest.mark.django_db


def touch(face="GOOD", *, pk, target="event", address="203.0.113.5", browser="A"):
    opinions.say(target=target, pk=pk, face=face, address=address, browser=browser, at=NOON)


def test_faces_are_counted_by_day_and_once_a_visit(homes):
    event, page = EventFactory(), homes["zh-hans"]
    touch(pk=event.pk)
    touch(pk=event.pk, browser="B")
    touch("POOR", pk=event.pk, address="203.0.113.6")
    touch(pk=page.pk, target="page")

    with pytest.raises(opinions.SaidAlready):
        touch("POOR", pk=event.pk)

    rows = OpinionCount.objects.order_by("event", "face").values_list("event", "face", "count")
    assert sorted(rows.exclude(event=None)) == [(event.pk, "GOOD", 2), (event.pk, "POOR", 1)]
    assert OpinionCount.objects.get(page=page.page_ptr).count == 1


def test_another_word_is_no_face():
    with pytest.raises(opinions.NoSuchFace):
        touch("ANGRY", pk=EventFactory().pk)


def test_many_answers_from_one_line_are_stopped(monkeypatch):
    monkeypatch.setattr(opinions, "MOST_FROM_ONE_LINE", 2)
    event = EventFactory()
    touch(pk=event.pk)
    touch(pk=event.pk, browser="B")

    with pytest.raises(TriedTooOften):
        touch(pk=event.pk, browser="C")


def test_ticket_is_of_one_page_and_grows_old():
    ticket = opinions.ticket(target="page", pk=7, at=NOON)

    assert opinions.read(token=ticket, at=NOON) == ("page", 7)
    with pytest.raises(TokenExpired):
        opinions.read(token=ticket, at=NOON + opinions.GOOD_FOR)
    with pytest.raises(TokenInvalid):
        opinions.read(token=ticket[:-1] + "2", at=NOON + timedelta(hours=1))


def test_count_is_of_a_page_or_of_an_event(homes):
    event, page = EventFactory(), homes["zh-hans"].page_ptr
    for wrong in ({}, {"event": event, "page": page}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OpinionCount.objects.create(date=NOON.date(), face="GOOD", count=1, **wrong)
