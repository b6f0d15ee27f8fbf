import logging

import pytest

from portal.lib.sealing import seal
from portal.notices.channels import sms
from portal.notices.domain.delivery import Message
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
MESSAGE = Message("候补转正", "您已候补成功。")


def test_short_message_is_written_to_the_log_without_the_number(settings, caplog):
    settings.SMS = "console"
    person = PersonFactory(phone_sealed=seal("13800138000"), phone_last4="8000")

    with caplog.at_level(logging.INFO):
        assert sms.send(person, MESSAGE) is True

    assert caplog.messages == ["Short message to …8000: 您已候补成功。"]


def test_nothing_is_sent_without_a_gateway(settings):
    settings.SMS = "none"

    assert sms.send(PersonFactory(phone_sealed=seal("13800138000")), MESSAGE) is False


def test_person_without_phone_is_not_reached(settings):
    settings.SMS = "console"

    assert sms.send(PersonFactory(), MESSAGE) is False
