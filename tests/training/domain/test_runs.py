"""Runs follow their sessions."""

import pytest

from portal.events.enums import EventStatus
from tests.factories.events import NOON
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.training import CourseFactory, CourseRunFactory, TrainingSessionFactory
from training.domain import runs
from training.enums import RunStatus

pytestmark = pytest.mark.django_db


def test_begin_numbers_runs_within_course_and_year():
    course, user, office = CourseFactory(), UserFactory(), OrganisationFactory()

    begun = [
        runs.begin(course=course, organiser=office, year=year, by=user, at=NOON)
        for year in (2025, 2025, 2026)
    ]

    assert [(run.year, run.number, run.status) for run in begun] == [
        (2025, 1, RunStatus.PLANNED),
        (2025, 2, RunStatus.PLANNED),
        (2026, 1, RunStatus.PLANNED),
    ]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([], RunStatus.PLANNED),
        (["DRAFT"], RunStatus.PLANNED),
        (["DRAFT", "CANCELLED"], RunStatus.PLANNED),
        (["CANCELLED", "CANCELLED"], RunStatus.CANCELLED),
        (["PUBLISHED", "DRAFT"], RunStatus.RUNNING),
        (["POSTPONED"], RunStatus.RUNNING),
        (["ENDED", "LOCKED"], RunStatus.RUNNING),
        (["LOCKED", "DRAFT"], RunStatus.RUNNING),
        (["LOCKED", "RECONCILED", "CANCELLED"], RunStatus.CLOSED),
    ],
)
def test_status_from_those_of_the_sessions(statuses, expected):
    assert runs.status_from(statuses) == expected


def test_settle_writes_only_a_change():
    run = TrainingSessionFactory(event__status=EventStatus.PUBLISHED).run

    assert runs.settle(run_id=run.pk).status == RunStatus.RUNNING
    assert runs.settle(run_id=run.pk).status == RunStatus.RUNNING


def test_settle_open_finds_what_changed_without_us():
    changed = TrainingSessionFactory(event__status=EventStatus.CANCELLED).run
    CourseRunFactory()
    closed = TrainingSessionFactory(run__status=RunStatus.CLOSED, event__status="LOCKED").run

    assert runs.settle_open() == 1
    changed.refresh_from_db()
    closed.refresh_from_db()
    assert (changed.status, closed.status) == (RunStatus.CANCELLED, RunStatus.CLOSED)
