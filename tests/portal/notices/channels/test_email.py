import pytest

from portal.notices.channels import email
from portal.notices.domain.delivery import Message
from tests.factories.people import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
MESSAGE = Message("候补转正", "王小明：\n\n您已候补成功。\n")


def test_mail_goes_to_the_address_of_the_account(mailoutbox):
    person = UserFactory(person=PersonFactory(), email="wang@example.com").person

    assert email.send(person, MESSAGE) is True
    mail = mailoutbox[0]
    assert (mail.to, mail.subject, mail.body) == (["wang@example.com"], *MESSAGE)


def test_person_without_account_has_no_address(mailoutbox):
    assert email.send(PersonFactory(), MESSAGE) is False
    assert mailoutbox == []


def test_account_without_address_is_not_mailed(mailoutbox):
    person = UserFactory(person=PersonFactory(), email="").person

    assert email.send(person, MESSAGE) is False
    assert mailoutbox == []
