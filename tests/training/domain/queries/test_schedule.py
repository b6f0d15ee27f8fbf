"""Who sees which sessions."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.factories.events import NOON
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.training import (
    CourseFactory,
    CourseRunFactory,
    TrainerFactory,
    TrainingSessionFactory,
)
from training.domain.queries import schedule

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return OrganisationFactory()


@pytest.fixture
def user(office):
    return UserFactory(scope=office)


def test_sessions_of_the_scope_as_organiser_or_host(office, user):
    below = OrganisationFactory(parent=office)
    mine = TrainingSessionFactory(event__organiser=below)
    hosted = TrainingSessionFactory(event__host=below, event__starts_at=NOON - timedelta(days=1))
    TrainingSessionFactory()

    assert list(schedule.sessions(user=user)) == [mine, hosted]


def test_runs_of_the_scope(office, user):
    mine = CourseRunFactory(organiser=office)
    CourseRunFactory()

    assert list(schedule.runs(user=user)) == [mine]


def test_trainers_of_the_scope_and_experts_of_nobody(office, user):
    mine, expert = TrainerFactory(name="甲", organisation=office), TrainerFactory(name="乙")
    TrainerFactory(organisation=OrganisationFactory())

    assert set(schedule.trainers(user=user)) == {mine, expert}


def test_courses_are_read_by_every_account(user):
    course = CourseFactory()

    assert list(schedule.courses(user=user)) == [course]


@pytest.mark.parametrize("query", [schedule.sessions, schedule.trainers, schedule.courses])
def test_nothing_is_shown_without_an_account(query):
    TrainingSessionFactory().trainers.add(TrainerFactory())

    assert list(query(user=AnonymousUser())) == []
