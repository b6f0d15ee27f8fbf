from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from portal.lib.periods import BUSINESS_ZONE, Period
from portal.people.domain import merging
from portal.people.models import Organisation, Person, User
from portal.totals.domain import annual, closing, evidence
from portal.totals.models import FrozenRowChanged, Snapshot, SnapshotRow
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory
from tests.factories.totals import came, drilled, headed, held
from tests.factories.training import CourseRunFactory, TrainingSessionFactory

pytestmark = pytest.mark.django_db

YEAR = Period(2025)
LATER = datetime(2026, 1, 12, 9, tzinfo=BUSINESS_ZONE)


def freeze(**values) -> Snapshot:
    return closing.freeze(
        **{"period": YEAR, "organisation": None, "by": UserFactory(), "at": LATER, **values}
    )


def small_year() -> None:
    event = held()
    came(event, *PersonFactory.create_batch(2))
    headed(event, 5)
    TrainingSessionFactory(run=CourseRunFactory(), event=event)
    drilled(joined_by=[OrganisationFactory()])


def test_frozen_year_keeps_figures_rows_and_digest():
    small_year()

    snapshot = freeze()

    assert closing.figures_of(snapshot) == annual.totals(period=YEAR, organisation=None, at=LATER)
    assert snapshot.rows_total == snapshot.rows.count()
    assert {
        kind: snapshot.rows.filter(kind=kind).count()
        for kind in ("EVENT", "ATTENDANCE", "RUN", "SEAT", "TOOK_PART", "UNIT")
    } == {
        "EVENT": 2,
        "ATTENDANCE": 2,
        "RUN": 1,
        "SEAT": 0,
        "TOOK_PART": 0,
        "UNIT": Organisation.objects.count(),
    }
    assert closing.is_intact(snapshot)
    assert (snapshot.revision, snapshot.signed_at, len(snapshot.digest)) == (1, None, 64)


def test_same_question_on_the_same_data_has_the_same_digest_at_any_time_by_anybody():
    small_year()
    first = freeze()

    digest, rows = closing.digest_of(
        figures=annual.totals(
            period=YEAR, organisation=None, at=LATER + timedelta(days=30)
        ).to_values(),
        rows=evidence.rows(period=YEAR, organisation=None, at=LATER + timedelta(days=30)),
    )

    assert (digest, rows) == (first.digest, first.rows_total)


def test_digest_is_the_same_on_every_database():
    """The bytes, spelt out: neither a primary key nor the order of a database is in them."""
    unit = OrganisationFactory(name="总局", uuid="00000000-0000-0000-0000-00000000000a")
    person = PersonFactory(organisation=unit, uuid="00000000-0000-0000-0000-00000000000b")
    came(held(code="AAAAAAAA", title="讲座", organiser=unit), person)

    lines = [row.line.decode() for row in evidence.rows(period=YEAR, organisation=None, at=LATER)]

    assert lines == [
        (
            '["EVENT","TRAINING","AAAAAAAA","AAAAAAAA","","","",'
            '{"audience":"PUBLIC","head_count":null,"host_name":"","lesson_minutes":45,"month":6,'
            '"organiser":"00000000-0000-0000-0000-00000000000a","organiser_name":"总局",'
            '"planned_minutes":90,"provisional":false,"starts_at":"2025-06-11T12:00:00+08:00",'
            '"title":"讲座","took_part":[],"topic":"fire"}]\n'
        ),
        (
            '["ATTENDANCE","TRAINING","AAAAAAAA/00000000-0000-0000-0000-00000000000b","AAAAAAAA",'
            '"00000000-0000-0000-0000-00000000000b","00000000-0000-0000-0000-00000000000a",'
            '"ENTERPRISE",{"half_hours":4,"minutes":90,'
            '"person":"00000000-0000-0000-0000-00000000000b","provisional":false}]\n'
        ),
        (
            '["UNIT","","00000000-0000-0000-0000-00000000000a","","",'
            '"00000000-0000-0000-0000-00000000000a","ENTERPRISE",{"name":"总局"}]\n'
        ),
    ]
    snapshot = freeze()
    assert snapshot.digest == ("1cf0909055d746eb4e6a5749bb9e019e4b891164727d365c55c0b42d8737dc3f")


def test_thawed_data_changes_no_frozen_figure():
    small_year()
    snapshot = freeze()
    frozen = closing.figures_of(snapshot)

    came(held(), PersonFactory())
    Person.objects.update(name="化名")
    snapshot = Snapshot.objects.get()

    assert closing.figures_of(snapshot) == frozen
    assert closing.is_intact(snapshot)
    assert annual.totals(period=YEAR, organisation=None, at=LATER) != frozen


def test_no_name_of_a_person_is_frozen():
    came(held(), PersonFactory(name="欧阳不见"))

    snapshot = freeze()

    assert "欧阳不见" not in "".join(str(row.values) for row in snapshot.rows.all())


def test_freezing_before_the_end_is_refused():
    with pytest.raises(closing.NotOver) as refused:
        freeze(at=YEAR.end - timedelta(seconds=1))

    assert "2026" in str(refused.value)


def test_period_is_frozen_from_the_moment_it_ends():
    assert freeze(at=YEAR.end).revision == 1


def test_later_revision_needs_a_reason_and_a_change():
    small_year()
    first = freeze()
    with pytest.raises(closing.ReasonMissing):
        freeze()
    with pytest.raises(closing.NothingChanged):
        freeze(reason="复核")
    came(held(), PersonFactory())

    second = freeze(reason="补录一场")

    assert (second.revision, second.supersedes, second.reason) == (2, first, "补录一场")
    assert closing.latest(period=YEAR, organisation=None) == second
    assert closing.latest(period=YEAR, organisation=None, signed=True) is None


def test_revisions_of_an_organisation_are_its_own():
    town = OrganisationFactory()
    small_year()
    freeze()

    snapshot = freeze(organisation=town)

    assert snapshot.revision == 1
    assert closing.latest(period=YEAR, organisation=town) == snapshot


def test_drills_taken_part_in_are_frozen_as_rows():
    town = OrganisationFactory()
    drill = drilled(joined_by=[town])

    snapshot = freeze(organisation=town)

    assert list(snapshot.rows.filter(kind="TOOK_PART").values_list("key", flat=True)) == [
        drill.event.code
    ]


def test_second_account_of_one_person_does_not_sign():
    """Two rows of the register that are one, an account for each."""
    first, twin = (UserFactory(person=PersonFactory()) for _account in range(2))
    snapshot = freeze(by=first)
    merging.merge(source=twin.person, target=first.person, by=first, at=LATER, reason="同一人")

    with pytest.raises(closing.SecondPersonNeeded):
        closing.sign(snapshot=snapshot, by=User.objects.get(pk=twin.pk), at=LATER)


def test_signing_takes_a_second_person_once():
    snapshot = freeze()
    other = UserFactory(username="second")
    with pytest.raises(closing.SecondPersonNeeded):
        closing.sign(snapshot=snapshot, by=snapshot.frozen_by, at=LATER)

    signed = closing.sign(snapshot=snapshot, by=other, at=LATER)

    assert (signed.signed_by, signed.signed_at) == (other, LATER)
    assert closing.latest(period=YEAR, organisation=None, signed=True) == signed
    with pytest.raises(closing.AlreadySigned) as refused:
        closing.sign(snapshot=snapshot, by=UserFactory(), at=LATER)
    assert "second" in str(refused.value)


def test_edited_row_is_noticed():
    small_year()
    snapshot = freeze()
    row = snapshot.rows.get(kind="RUN")
    row.values = {"title": "别的"}
    if connection.vendor == "postgresql":
        return  # The trigger does not let it come to that; see below.
    row.save()

    assert not closing.is_intact(snapshot)


def test_frozen_rows_are_neither_updated_nor_deleted():
    small_year()
    freeze()

    for queryset in (Snapshot.objects.all(), SnapshotRow.objects.all()):
        with pytest.raises(FrozenRowChanged):
            queryset.update(id=1)
        with pytest.raises(FrozenRowChanged):
            queryset.delete()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="a trigger on PostgreSQL")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE totals_snapshot SET figures = '{}'",
        "UPDATE totals_snapshot SET digest = 'x'",
        "DELETE FROM totals_snapshot",
        "UPDATE totals_snapshotrow SET values = '{}'",
        "DELETE FROM totals_snapshotrow",
    ],
)
def test_database_itself_keeps_what_is_frozen(statement):
    small_year()
    freeze()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"revision": 1}, "totals_snapshot_revision_once"),
        ({"revision": 2}, "totals_snapshot_later_revision_has_reason"),
        ({"revision": 1, "period": "2024", "sign": True}, "totals_snapshot_signed_by_another"),
        (
            {"revision": 1, "period": "2024", "signed_at": LATER},
            "totals_snapshot_signed_at_a_moment",
        ),
    ],
)
def test_database_refuses_what_must_never_be(fields, constraint):
    first = freeze()
    if fields.pop("sign", False):
        fields |= {"signed_by": first.frozen_by, "signed_at": LATER}

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Snapshot.objects.create(
            **{
                "period": "2025",
                "definitions_version": 1,
                "figures": {},
                "rows_total": 0,
                "digest": "x",
                "counted_at": LATER,
                "frozen_by": first.frozen_by,
                **fields,
            }
        )
    assert constraint in str(refused.value) or "UNIQUE" in str(refused.value)


@pytest.mark.django_db(transaction=True)
def test_freezing_outside_a_transaction_sees_one_moment():
    came(held(), PersonFactory())

    assert closing.is_intact(freeze())


def test_large_year_is_kept_in_batches(monkeypatch):
    monkeypatch.setattr(closing, "ROWS_AT_ONCE", 2)
    small_year()

    snapshot = freeze()

    assert snapshot.rows.count() == snapshot.rows_total
    assert closing.is_intact(snapshot)
