"""What is said about overdue actions, to whom, and only once."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from drills.domain import reminders
from portal.lib.periods import BUSINESS_ZONE
from portal.notices.models import Notice
from portal.people.domain import roles
from portal.people.enums import MembershipRole, RoleCode
from portal.people.models import Membership
from tests.drills.domain.test_actions import AT, DUE, occasions
from tests.factories.drills import ActionFactory
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("days", "keys"),
    [
        (1, []),
        (7, ["unit_leader"]),
        (8, ["unit_leader", "week1"]),
        (15, ["programme_manager", "unit_leader", "week2"]),
    ],
)
def test_overdue_action_is_told_weekly_then_upwards_and_only_once(days, keys):
    roles.sync()
    unit = OrganisationFactory()
    action = ActionFactory(assigned=True, owner_unit=unit, due_date=DUE)
    ActionFactory(submitted=True, due_date=DUE)
    leader, manager = PersonFactory(), UserFactory(person=PersonFactory())
    Membership.objects.create(
        person=leader,
        organisation=unit,
        role=MembershipRole.PRINCIPAL,
        since_date=date(2020, 1, 1),
    )
    manager.groups.add(roles.sync()[RoleCode.DISTRICT_MANAGER])
    at = datetime.combine(
        DUE + timedelta(days=days), reminders.MORNING, tzinfo=BUSINESS_ZONE
    ) - timedelta(hours=2)

    assert [reminders.remind(at=at), reminders.remind(at=at)] == [1, 1]

    assert occasions(action) == keys
    told = {notice.key.rpartition(".")[2]: notice for notice in Notice.objects.all()}
    assert all(notice.due_at == at + timedelta(hours=2) for notice in told.values())
    if "unit_leader" in told:
        assert told["unit_leader"].person == leader
    if "programme_manager" in told:
        assert told["programme_manager"].person == manager.person


def test_action_that_was_given_more_time_is_told_anew_when_it_is_overdue_again():
    owner = PersonFactory()
    action = ActionFactory(assigned=True, owner=owner, due_date=DUE)
    late = datetime.combine(DUE + timedelta(days=8), reminders.MORNING, tzinfo=BUSINESS_ZONE)
    reminders.remind(at=late)
    action.due_date = DUE + timedelta(days=60)
    action.save()

    reminders.remind(at=late + timedelta(days=60))

    assert Notice.objects.filter(person=owner, key__endswith="week1").count() == 2


def test_nothing_overdue_nothing_told():
    ActionFactory(assigned=True, due_date=DUE)

    assert reminders.remind(at=AT) == 0


def test_looking_for_leaders_costs_the_same_for_one_and_for_three_actions():
    unit = OrganisationFactory()
    at = datetime.combine(DUE + timedelta(days=7), reminders.MORNING, tzinfo=BUSINESS_ZONE)
    counts = []
    for rows in (1, 2):
        for _row in range(rows):
            ActionFactory(assigned=True, owner_unit=unit, due_date=DUE)
        reminders.remind(at=at)
        with CaptureQueriesContext(connection) as captured:
            reminders.remind(at=at)
        counts.append(len(captured))

    assert counts[0] == counts[1]
