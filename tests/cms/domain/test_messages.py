"""Messages to the office."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from cms.domain import messages
from cms.models import Message
from cms.tasks import forget_phones
from tests.factories.cms import MessageFactory
from tests.factories.events import NOON
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def send(**more):
    said = {
        "ref": uuid4(),
        "kind": "QUESTION",
        "text": "报警器装在哪里？",
        "phone": "13800138000",
        "language": "zh-hans",
        "days": 5,
        "at": NOON,
    }
    return messages.send(**{**said, **more})


def test_message_has_a_number_a_day_and_an_address_of_its_own():
    received = send()

    message = received.message
    assert message.due_date == date(2025, 6, 18)
    assert message.reference.startswith("250611-")
    assert (message.phone_last4, messages.phone_of(message)) == ("8000", "13800138000")
    assert "13800138000" not in message.phone_sealed
    assert messages.of_secret(received.secret) == message
    assert messages.of_secret(message.secret_digest) is None


def test_form_sent_twice_is_one_message():
    ref = uuid4()

    assert send(ref=ref) == send(ref=ref, text="anders")
    assert Message.objects.get().text == "报警器装在哪里？"


def test_number_that_is_taken_is_drawn_again(monkeypatch):
    numbers = iter(["250611-AAAA", "250611-AAAA", "250611-BBBB"])
    monkeypatch.setattr(messages, "_reference", lambda at: next(numbers))

    assert [send().message.reference, send().message.reference] == ["250611-AAAA", "250611-BBBB"]


def test_answer_counts_from_the_first_time_and_may_be_put_right():
    message, by = send().message, UserFactory()
    later = NOON + timedelta(days=2)

    messages.close(message=message, state="ANSWERED", answer=" 装在灶台上方。 ", by=by, at=later)
    messages.close(
        message=message, state="ANSWERED", answer="改正。", by=by, at=later + timedelta(days=30)
    )

    message.refresh_from_db()
    assert (message.answer, message.answered_at, message.answered_within) == ("改正。", later, 2)
    assert message.is_answered_in_time
    assert message.answered_by == by


@pytest.mark.parametrize(("state", "answer"), [("ANSWERED", "  "), ("OPEN", "x"), ("?", "x")])
def test_message_is_not_closed_without_words(state, answer):
    message = send().message

    with pytest.raises(messages.AnswerRefused):
        messages.close(message=message, state=state, answer=answer, by=UserFactory(), at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(state="ANSWERED")


@pytest.mark.parametrize(("days", "late"), [(0, 0), (7, 0), (8, 1), (12, 3)])
def test_late_is_counted_in_working_days_from_the_day_after(days, late):
    message, at = MessageFactory(), NOON + timedelta(days=days)

    assert message.days_late(at) == late
    assert message.is_overdue(at) == bool(late)
    assert Message.objects.overdue(at=at).exists() == bool(late)


def test_phones_are_forgotten_thirty_days_after_the_answer():
    message = send().message
    assert messages.forget_phones(at=NOON + timedelta(days=400)) == 0
    messages.close(message=message, state="SET_ASIDE", answer="广告", by=UserFactory(), at=NOON)

    assert messages.forget_phones(at=NOON + timedelta(days=30)) == 0
    assert forget_phones.delay().get() == 1

    message.refresh_from_db()
    assert (messages.phone_of(message), message.masked_phone) == ("", "")


def test_promises_of_the_last_year_are_counted():
    for days, answered in [(1, 2), (1, 30), (400, 402)]:
        message = send(at=NOON - timedelta(days=days)).message
        messages.close(
            message=message,
            state="ANSWERED",
            answer="x",
            by=UserFactory(),
            at=NOON - timedelta(days=days - answered),
        )
    send()

    assert messages.kept_promises(at=NOON) == (2, 1)
