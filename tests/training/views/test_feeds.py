"""The calendar of a trainer, in the back office's list and over HTTP."""

import uuid
from datetime import timedelta

import icalendar
import pytest
from django.utils import timezone

from tests.factories.events import EventFactory
from tests.factories.people import UserFactory
from tests.factories.training import TrainerFactory, TrainingSessionFactory

pytestmark = pytest.mark.django_db


def _session(title, *trainers, **fields):
    starts_at = timezone.now() + timedelta(days=1)
    session = TrainingSessionFactory(event=EventFactory(title=title, starts_at=starts_at, **fields))
    session.trainers.set(trainers)


def test_trainer_calendar_has_the_public_classes_he_teaches(client):
    li, han = TrainerFactory(name="李老师"), TrainerFactory()
    _session("消防课", li, han)
    _session("内部课", li, public=False)
    _session("别人的课", han)

    response = client.get(f"/calendar/trainer/{li.uuid}.ics")

    whole = icalendar.Calendar.from_ical(response.content)
    assert [str(event["SUMMARY"]) for event in whole.events] == ["消防课"]
    assert whole["X-WR-CALNAME"] == "李老师讲授的课程"
    again = client.get(response.request["PATH_INFO"], headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_calendar_of_nobody_is_not_found(client):
    assert client.get(f"/calendar/trainer/{uuid.uuid4()}.ics").status_code == 404


def test_list_of_trainers_leads_to_their_calendars(client):
    trainer = TrainerFactory()
    client.force_login(UserFactory(is_superuser=True))

    page = client.get("/admin/trainer/").content.decode()

    assert f"/calendar/trainer/{trainer.uuid}.ics" in page
