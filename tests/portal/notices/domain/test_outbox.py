from datetime import UTC, datetime, timedelta

import pytest

from portal.lib import ical
from portal.notices.domain import delivery, outbox
from portal.notices.models import Notice
from tests.factories.notices import NoticeFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
NINE = datetime(2025, 6, 16, 1, tzinfo=UTC)


def put(person, **changes):
    given = {"template": "plain", "values": {"text": "一"}, "key": "offer:1", "due_at": NINE}
    return outbox.put(person=person, **{**given, **changes})


def test_message_waits_until_it_is_due():
    notice = put(PersonFactory())

    assert list(Notice.objects.due(NINE - timedelta(seconds=1))) == []
    assert list(Notice.objects.due(NINE)) == [notice]


def test_same_occasion_twice_leaves_the_first_message():
    person = PersonFactory()
    first = put(person)

    second = put(person, values={"text": "二"})

    assert second == first
    assert Notice.objects.get().values == {"text": "一"}


def test_same_occasion_is_told_to_each_person():
    put(PersonFactory())
    put(PersonFactory())

    assert Notice.objects.count() == 2


def test_withdrawn_message_is_not_due():
    put(PersonFactory())
    other = put(PersonFactory(), key="offer:2")

    assert outbox.withdraw(key="offer:1") == 1
    assert list(Notice.objects.due(NINE)) == [other]


def test_sent_message_cannot_be_withdrawn():
    notice = NoticeFactory(key="offer:1", sent_at=NINE)

    assert outbox.withdraw(key="offer:1") == 0
    notice.refresh_from_db()
    assert notice.withdrawn_at is None


def test_withdrawn_message_is_taken_up_again_with_new_values():
    person = PersonFactory()
    NoticeFactory(person=person, key="offer:1", withdrawn_at=NINE, attempts=3, error="x")

    notice = put(person, values={"text": "二"}, due_at=NINE + timedelta(hours=1))

    assert notice.withdrawn_at is None
    assert (notice.values, notice.due_at) == ({"text": "二"}, NINE + timedelta(hours=1))
    assert (notice.attempts, notice.error) == (0, "")


def test_message_that_was_sent_stays_sent_after_its_withdrawal():
    person = PersonFactory()
    NoticeFactory(person=person, key="offer:1", withdrawn_at=NINE, sent_at=NINE)

    assert put(person).withdrawn_at == NINE


def test_secret_stands_sealed_and_is_said_all_the_same():
    notice = put(PersonFactory(), values={}, secrets={"text": "VRUEO5KS"})

    assert "VRUEO5KS" not in str(notice.values)
    assert "VRUEO5KS" in delivery.in_words(notice).text


def test_calendar_entry_is_kept_with_the_message():
    entry = ical.Entry(
        uid="a@b",
        sequence=1,
        starts_at=NINE,
        ends_at=NINE + timedelta(hours=1),
        changed_at=NINE,
        title="课",
        alarm=timedelta(minutes=90),
    )

    kept = [delivery.in_words(put(PersonFactory(), entry=one)).entry for one in (entry, None)]

    assert kept == [entry, None]
