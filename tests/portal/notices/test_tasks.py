import pytest

from portal.notices import tasks
from tests.factories.notices import NoticeFactory
from tests.factories.people import UserFactory


@pytest.mark.django_db
def test_task_mails_what_is_due(mailoutbox):
    NoticeFactory()
    reached = NoticeFactory().person
    UserFactory(person=reached, email="wang@example.com")

    assert tasks.send_due() == 1
    assert [mail.to for mail in mailoutbox] == [["wang@example.com"]]
