from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from portal.notices.domain import delivery
from portal.notices.models import Notice
from tests.factories.notices import NoticeFactory
from tests.factories.people import PersonFactory

NINE = datetime(2025, 6, 16, 1, tzinfo=UTC)


class Recorder:
    """A channel that keeps what it is given; `reaches` says whether it has an address."""

    def __init__(self, reaches=True, fails=None):
        self.reaches, self.fails, self.sent = reaches, fails, []

    def __call__(self, person, message):
        if self.fails:
            raise self.fails
        if self.reaches:
            self.sent.append((person, message))
        return self.reaches


@pytest.mark.django_db
def test_due_message_is_sent_once():
    notice = NoticeFactory(person__name="王小明")
    NoticeFactory(due_at=NINE + timedelta(minutes=1))
    mail = Recorder()

    first = delivery.send_due(at=NINE, channels=[mail])
    second = delivery.send_due(at=NINE, channels=[mail])

    notice.refresh_from_db()
    assert (first, second, notice.sent_at, notice.attempts) == (1, 0, NINE, 1)
    words = delivery.Message("通知", "王小明：\n\n正文\n\nhttp://127.0.0.1:8000\n")
    assert mail.sent == [(notice.person, words)]


@pytest.mark.django_db
def test_second_channel_is_used_where_the_first_has_no_address():
    NoticeFactory()
    mail, sms = Recorder(reaches=False), Recorder()

    assert delivery.send_due(at=NINE, channels=[mail, sms]) == 1
    assert len(sms.sent) == 1


@pytest.mark.django_db
def test_second_channel_rests_where_the_first_reaches():
    NoticeFactory()
    mail, sms = Recorder(), Recorder()

    delivery.send_due(at=NINE, channels=[mail, sms])

    assert (len(mail.sent), sms.sent) == (1, [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("channel", "error"),
    [
        (Recorder(fails=ConnectionRefusedError("no route")), "ConnectionRefusedError: no route"),
        (Recorder(reaches=False), "NoWayToReach: "),
    ],
)
def test_failure_is_kept_and_tried_again_later(channel, error):
    notice = NoticeFactory()

    assert delivery.send_due(at=NINE, channels=[channel]) == 0

    notice.refresh_from_db()
    assert (notice.error, notice.attempts, notice.sent_at) == (error, 1, None)
    assert notice.due_at == NINE + timedelta(minutes=2)
    later = NINE + timedelta(minutes=2)
    assert delivery.send_due(at=later, channels=[Recorder()]) == 1
    notice.refresh_from_db()
    assert (notice.error, notice.sent_at) == ("", later)


@pytest.mark.django_db
def test_failing_message_does_not_hold_up_the_next():
    NoticeFactory(template="missing")
    NoticeFactory()

    assert delivery.send_due(at=NINE, channels=[Recorder()]) == 1


@pytest.mark.django_db
def test_nothing_is_tried_after_the_last_attempt():
    NoticeFactory(attempts=len(delivery.PAUSES))

    assert delivery.send_due(at=NINE, channels=[Recorder()]) == 0
    assert Notice.objects.get().attempts == len(delivery.PAUSES)


@pytest.mark.django_db
def test_no_more_than_the_limit_at_once_and_the_oldest_first():
    NoticeFactory(due_at=NINE - timedelta(minutes=1))
    oldest = NoticeFactory(due_at=NINE - timedelta(hours=1))

    delivery.send_due(at=NINE, channels=[Recorder()], limit=1)

    assert list(Notice.objects.filter(sent_at=NINE)) == [oldest]


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_message_once():
    person = PersonFactory()
    for _ in range(20):
        NoticeFactory(person=person)
    mail, together = Recorder(), Barrier(2)

    def sender():
        together.wait()
        delivery.send_due(at=NINE, channels=[mail])
        connection.close()

    threads = [Thread(target=sender) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(mail.sent) == 20


@pytest.mark.parametrize("end", ["\r", "\u2028", "\x0b", "\x85"])
def test_subject_is_one_line_whatever_a_title_holds(end):
    notice = NoticeFactory.build(values={"subject": f"通知{end}Bcc: a@b.cn", "text": "正文"})

    assert delivery.in_words(notice).subject == "通知 Bcc: a@b.cn"
