"""Who may do what with runs and sessions."""

import pytest

from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.training import CourseRunFactory, TrainingSessionFactory
from training import permissions

pytestmark = pytest.mark.django_db


def test_organiser_may_plan_and_change_what_is_his_units(office, organiser):
    run = CourseRunFactory(organiser=office)
    session = TrainingSessionFactory(event__organiser=office)

    assert permissions.may_plan(organiser)
    assert permissions.may_change_run(organiser, run)
    assert permissions.may_change_session(organiser, session)


def test_organiser_may_not_change_what_is_not(organiser):
    assert not permissions.may_change_run(organiser, CourseRunFactory())
    assert not permissions.may_change_session(organiser, TrainingSessionFactory())


def test_others_may_not_plan(office):
    user = UserFactory(scope=office)

    assert not permissions.may_plan(user)
    assert not permissions.may_change_run(user, CourseRunFactory(organiser=office))
    assert not permissions.may_plan(UserFactory(scope=OrganisationFactory()))
