"""What the drills app tells the pages of events."""

import pytest
from django.urls import reverse

from portal.events.enums import EventKind
from tests.factories.drills import EvaluationTaskFactory
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db


def test_event_of_a_drill_leads_to_its_board(client, office):
    drill = office.drill(ready=True)
    client.force_login(office.organiser)

    answer = client.get(reverse("event:inspect", args=[drill.event_id]))

    board = reverse("drill:board", args=[drill.pk])
    assert answer.context["facts"][0][2] == board
    # The books of who came are kept here; the rest is the board's.
    assert [step.code for step, _address in answer.context["steps"]] == ["reconcile"]


def test_steps_of_a_drills_event_are_not_taken_behind_its_back(client, office):
    drill = office.drill(ready=True)
    client.force_login(office.organiser)

    answer = client.post(
        reverse("event:step", args=[drill.event_id, "cancel"]), {"reason": "不办了"}
    )

    drill.event.refresh_from_db()
    assert (answer.status_code, drill.event.status) == (404, "PUBLISHED")


def test_drill_event_without_a_drill_is_described_plainly(client, office):
    event = EventFactory(kind=EventKind.DRILL, organiser=office.department)
    client.force_login(office.organiser)

    assert client.get(reverse("event:inspect", args=[event.pk])).context["facts"] == []


@pytest.mark.parametrize(("who", "offered"), [("organiser", True), ("evaluator", False)])
def test_planning_a_drill_is_offered_on_the_dashboard(client, office, who, offered):
    client.force_login(getattr(office, who))

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert (reverse("drill:add") in page) is offered


@pytest.mark.parametrize(("who", "offered"), [("organiser", False), ("evaluator", True)])
def test_tasks_are_offered_on_the_dashboard_to_whom_they_wait_for(client, office, who, offered):
    EvaluationTaskFactory(evaluator=office.evaluator)
    client.force_login(getattr(office, who))

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert (reverse("drills:mine") in page) is offered
