"""Constraints of the training app, tested by trying to break them."""

from datetime import date

import pytest
from django.db import IntegrityError

from tests.factories.events import NOON
from tests.factories.people import PersonFactory
from tests.factories.training import (
    CourseFactory,
    CourseRunFactory,
    LessonLengthFactory,
    TrainingSessionFactory,
)
from training.models import CreditEntry

pytestmark = pytest.mark.django_db


def test_course_takes_time():
    with pytest.raises(IntegrityError, match="training_course_takes_time"):
        CourseFactory(planned_minutes=0)


def test_run_number_is_given_once_a_year():
    run = CourseRunFactory()

    with pytest.raises(IntegrityError):
        CourseRunFactory(course=run.course, number=run.number)


def test_session_number_is_given_once_in_a_run():
    session = TrainingSessionFactory()

    with pytest.raises(IntegrityError):
        TrainingSessionFactory(run=session.run, number=session.number)


def test_lesson_length_takes_time():
    with pytest.raises(IntegrityError, match="training_lessonlength_takes_time"):
        LessonLengthFactory(minutes=0)


def test_lesson_length_is_set_once_a_day():
    LessonLengthFactory()

    with pytest.raises(IntegrityError):
        LessonLengthFactory()


def entry(session=None, **fields):
    return CreditEntry.objects.create(
        session=session or TrainingSessionFactory(),
        person=PersonFactory(),
        entered_at=NOON,
        **fields,
    )


def test_credit_is_not_negative():
    with pytest.raises(IntegrityError, match="only_reversals_are_negative"):
        entry(minutes=-1)


def test_reversal_is_not_positive():
    with pytest.raises(IntegrityError, match="only_reversals_are_negative"):
        entry(minutes=1, reverses=entry(minutes=10))


def test_credit_is_reversed_once():
    first = entry(minutes=10)
    entry(minutes=-10, reverses=first)

    with pytest.raises(IntegrityError):
        entry(minutes=-10, reverses=first)


def test_names_of_rows():
    run = CourseRunFactory(course__title="消防培训", year=2025, number=3)

    assert [
        str(LessonLengthFactory(since_date=date(2025, 1, 1))),
        str(run.course),
        "消防培训" in str(run),
    ] == [str(LessonLengthFactory.build(since_date=date(2025, 1, 1))), "消防培训", True]
