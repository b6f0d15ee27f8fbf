"""Letters for a new password: asked for, sent later, forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import get_language

from portal.people.domain import letters
from portal.people.models import PasswordLetter

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 4, 9, tzinfo=UTC)
ADDRESS = "wang@example.cn"


def fail(address):
    raise OSError("no mail server")


def test_letter_is_sent_once_in_the_language_of_its_page():
    kept = letters.ask(address=ADDRESS, language="en", at=AT)
    sent = []

    first = letters.send_due(at=AT, send=lambda address: sent.append((address, get_language())))
    second = letters.send_due(at=AT, send=lambda address: sent.append(address))

    assert (first, second, sent) == (1, 0, [(ADDRESS, "en")])
    assert not PasswordLetter.objects.exists()
    assert ADDRESS not in kept.address


def test_letter_that_cannot_be_sent_is_tried_again_later_and_then_dropped(caplog):
    letters.ask(address=ADDRESS, language="zh-hans", at=AT)
    at = AT

    for pause in letters.PAUSES:
        assert letters.send_due(at=at, send=fail) == 0
        assert not PasswordLetter.objects.due(at).exists()
        at += pause
    letters.send_due(at=at, send=fail)

    assert not PasswordLetter.objects.exists()
    assert caplog.text.count("Could not send letter") == len(letters.PAUSES)
    assert ADDRESS not in caplog.text


def test_letter_is_not_sent_before_its_time():
    letters.ask(address=ADDRESS, language="zh-hans", at=AT)

    assert letters.send_due(at=AT - timedelta(seconds=1), send=fail) == 0
