from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes

import icalendar
import pytest

from portal.lib import ical
from portal.lib.periods import BUSINESS_ZONE
from portal.notices.channels import email
from portal.notices.domain.delivery import Message
from tests.factories.people import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
MESSAGE = Message("候补转正", "王小明：\n\n您已候补成功。\n")
ENTRY = ical.Entry(
    uid="4c1b@portal.example",
    sequence=2,
    starts_at=datetime(2025, 6, 16, 9, tzinfo=BUSINESS_ZONE),
    ends_at=datetime(2025, 6, 16, 11, tzinfo=BUSINESS_ZONE),
    changed_at=datetime(2025, 6, 1, tzinfo=BUSINESS_ZONE),
    title="消防课, 第一讲；" + "很长的题目" * 20,
    contact='应急"管理"局',
    alarm=timedelta(hours=1),
)


def test_mail_goes_to_the_address_of_the_account(mailoutbox):
    person = UserFactory(person=PersonFactory(), email="wang@example.com").person

    assert email.send(person, MESSAGE) is True
    mail = mailoutbox[0]
    assert (mail.to, mail.subject, mail.body) == (["wang@example.com"], *MESSAGE[:2])
    assert mail.alternatives == []


def test_person_without_account_has_no_address(mailoutbox):
    assert email.send(PersonFactory(), MESSAGE) is False
    assert mailoutbox == []


def test_account_without_address_is_not_mailed(mailoutbox):
    person = UserFactory(person=PersonFactory(), email="").person

    assert email.send(person, MESSAGE) is False
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("cancelled", "method", "status"),
    [(False, "REQUEST", "CONFIRMED"), (True, "CANCEL", "CANCELLED")],
)
def test_entry_goes_along_as_an_invitation(mailoutbox, settings, cancelled, method, status):
    settings.DEFAULT_FROM_EMAIL = "安全文化门户 <portal@example.com>"
    person = UserFactory(person=PersonFactory(name="王强"), email="wang@example.com").person

    email.send(person, MESSAGE._replace(entry=replace(ENTRY, cancelled=cancelled)))

    mail = message_from_bytes(mailoutbox[0].message().as_bytes())
    assert mail.get_content_type() == "multipart/alternative"
    text, invitation = mail.get_payload()
    assert text.get_content_type() == "text/plain"
    assert invitation.get_content_type() == "text/calendar"
    assert dict(invitation.get_params()[1:]) == {"method": method, "charset": "utf-8"}
    data = invitation.get_payload(decode=True)
    whole = icalendar.Calendar.from_ical(data)
    (event,) = whole.events
    assert (whole["METHOD"], event["STATUS"], event["UID"], event["SEQUENCE"]) == (
        method,
        status,
        ENTRY.uid,
        2,
    )
    assert (event["ORGANIZER"], event["ORGANIZER"].params["CN"]) == (
        "mailto:portal@example.com",
        "应急'管理'局",
    )
    assert (event["ATTENDEE"], dict(event["ATTENDEE"].params)) == (
        "mailto:wang@example.com",
        {"CN": "王强", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"},
    )
    assert event["SUMMARY"] == ENTRY.title
    assert event.decoded("DTSTAMP") > event.decoded("LAST-MODIFIED")
    assert bool(event.walk("VALARM")) is not cancelled
    assert max(map(len, data.splitlines())) <= 75
