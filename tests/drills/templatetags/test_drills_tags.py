"""Clock, words and signs."""

from datetime import timedelta

import pytest

from drills.enums import DrillState, FindingKind, Grade
from drills.templatetags import drills_tags
from tests.factories.drills import ActionFactory
from tests.factories.events import NOON


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (timedelta(), "00:00:00"),
        (timedelta(minutes=12, seconds=47.9), "00:12:47"),
        (timedelta(hours=26), "26:00:00"),
    ],
)
def test_running_clock(value, text):
    assert drills_tags.running(value) == text


def test_every_state_grade_and_kind_has_its_sign():
    assert set(drills_tags.STATE_SIGNS) == set(DrillState)
    assert set(drills_tags.GRADE_SIGNS) == set(Grade)
    assert set(drills_tags.FINDING_SIGNS) == set(FindingKind)
    assert drills_tags.state_sign("READY") == "safe"
    assert drills_tags.grade_sign("POOR") == "stop"
    assert drills_tags.finding_sign("MAJOR") == "care"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("trait", "sign"),
    [("assigned", "stop"), ("verified", "safe"), ("waived", "plain"), ("open", "care")],
)
def test_sign_of_an_action(trait, sign):
    action = ActionFactory(**({} if trait == "open" else {trait: True}))

    assert drills_tags.action_sign(action, (NOON + timedelta(days=60)).date()) == sign
