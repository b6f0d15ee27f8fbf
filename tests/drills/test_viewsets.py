"""Lists of drills, actions and forms in the back office; planning and changing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from drills.enums import DrillForm, DrillState
from drills.models import Drill, FormTemplate
from portal.events.models import Topic
from portal.lib import sheets
from tests.drills.views.test_board import plan_values
from tests.factories.drills import ActionFactory, DrillFactory
from tests.factories.events import NOON

pytestmark = pytest.mark.django_db


def shown(client, **query):
    return set(client.get(reverse("drill:index"), query).context["object_list"])


def test_list_shows_the_drills_of_the_scope(client, office):
    mine, theirs = office.drill(), DrillFactory(event__organiser=office.other)
    client.force_login(office.organiser)
    assert shown(client) == {mine}
    client.force_login(office.manager)
    assert shown(client) == {mine, theirs}


def test_list_is_filtered(client, office):
    fire = office.drill()
    flood = office.drill(preparing=True, level="TOWN", event__topic=Topic.objects.get(code="flood"))
    client.force_login(office.manager)

    assert shown(client, state=DrillState.PREPARING) == {flood}
    assert shown(client, topic=fire.event.topic_id) == {fire}
    assert shown(client, level="TOWN") == {flood}
    assert shown(client, lead=office.department.pk) == {fire, flood}
    assert shown(client, period_from="2025-06-11", period_to="2025-06-11") == {fire, flood}
    assert shown(client, period_from="2025-06-12") == set()
    assert shown(client, period_to="2025-06-10") == set()
    assert shown(client, q=flood.event.title) == {flood}


@pytest.mark.parametrize("address", ["drill:index", "improvement_action:index"])
def test_list_costs_the_same_with_ten_and_two_hundred(client, office, address):
    client.force_login(office.manager)
    counts = []
    for rows in (10, 190):
        for _row in range(rows):
            drill = office.drill(archived=True)
            drill.co_organisers.add(office.other)
            ActionFactory(finding__drill=drill, finding__state="ACTIONED", assigned=True)
        client.get(reverse(address))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(address))
        counts.append(len(captured))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_lists_are_exported(client, office, kind):
    drill = office.drill(archived=True, is_practice=True, event__title="=SUM(A1)")
    drill.co_organisers.add(office.other)
    drill.decisions.create(
        proposed="GOOD", confirmed="GOOD", coverage=100, made_by=office.chief, made_at=NOON
    )
    ActionFactory(finding__drill=drill, finding__state="ACTIONED", assigned=True)
    client.force_login(office.manager)

    for address in ("drill:index", "improvement_action:index"):
        answer = client.get(reverse(address), {"export": kind})
        rows = sheets.read(answer.content)[0].rows
        assert len(rows) == 2
        assert answer["Content-Disposition"].endswith(f'.{kind}"')
        assert "=SUM(A1)" in " ".join(rows[1].cells)


def test_actions_are_filtered_by_standing(client, office):
    drill = office.drill(evaluating=True)
    given = {"finding__drill": drill, "finding__state": "ACTIONED"}
    late = ActionFactory(assigned=True, owner_unit=office.department, **given)
    later = ActionFactory(assigned=True, due_date=date(2099, 1, 1), **given)
    closed = ActionFactory(verified=True, **given)
    client.force_login(office.organiser)

    def found(**query):
        answer = client.get(reverse("improvement_action:index"), query)
        return set(answer.context["object_list"])

    assert found() == {late, later, closed}
    assert found(standing="OPEN") == {late, later}
    assert found(standing="OVERDUE") == {late}
    assert found(standing="CLOSED") == {closed}
    assert found(state="VERIFIED") == {closed}
    assert found(unit=office.department.pk) == {late}


def test_plan_is_checked_and_kept(client, office):
    client.force_login(office.organiser)

    for changes, field in (
        ({"end_time": "09:00"}, "end_time"),
        ({"title": ""}, "title"),
        ({"organiser": office.other.pk}, "organiser"),
    ):
        answer = client.post(reverse("drill:add"), plan_values(office, **changes))
        assert list(answer.context["form"].errors) == [field]
    assert Drill.objects.count() == 0


def test_plan_outside_the_programme_is_the_managers(client, office):
    client.force_login(office.organiser)
    client.post(
        reverse("drill:add"), plan_values(office, unplanned="on", unplanned_reason="临时要求")
    )
    assert Drill.objects.get().state == DrillState.PROPOSED
    Drill.objects.all().delete()
    client.force_login(office.manager)

    answer = client.post(reverse("drill:add"), plan_values(office, unplanned="on"))
    assert list(answer.context["form"].errors) == ["unplanned_reason"]
    client.post(
        reverse("drill:add"),
        plan_values(office, unplanned="on", unplanned_reason="上级临时要求"),
    )

    assert Drill.objects.get().state == DrillState.PROGRAMMED


def test_planning_is_for_organisers(client, office):
    client.force_login(office.evaluator)

    assert client.get(reverse("drill:add")).status_code == 302


def test_plan_is_changed(client, office):
    drill = office.drill(preparing=True)
    client.force_login(office.organiser)
    page = client.get(reverse("drill:edit", args=[drill.pk]))
    assert page.context["form"].initial["title"] == drill.event.title

    answer = client.post(
        reverse("drill:edit", args=[drill.pk]),
        plan_values(office, title="换了名称", form=DrillForm.FIELD),
    )

    drill.refresh_from_db()
    assert answer.url == reverse("drill:board", args=[drill.pk])
    assert (drill.event.title, drill.form) == ("换了名称", DrillForm.FIELD)


def test_refused_change_is_said_in_the_form(client, office):
    drill = office.drill(ready=True)
    client.force_login(office.organiser)

    answer = client.post(reverse("drill:edit", args=[drill.pk]), plan_values(office))

    assert answer.status_code == 200
    assert len(answer.context["form"].non_field_errors()) == 1


def test_forms_are_read_only(client, office):
    template = FormTemplate.objects.get(code="A1")
    client.force_login(office.evaluator)

    index = client.get(reverse("evaluation_form:index"))
    page = client.get(reverse("evaluation_form:inspect", args=[template.pk]))

    assert [row.code for row in index.context["object_list"]] == ["A1", "A2", "B1"]
    assert [len(section.items.all()) for section in page.context["sections"]] == [10, 9, 9]
    assert "A1-3.9" in page.content.decode()
