"""Two rows that are one person."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from portal.people.domain import merging
from portal.people.domain.queries import canonical
from portal.people.models import Person, PersonMerge
from tests.factories.people import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 4, 1, 30, tzinfo=UTC)


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def four():
    return PersonFactory.create_batch(4)


def merge(source, target, by):
    return merging.merge(source=source, target=target, by=by, at=AT, reason="同一人，换了手机号")


def derived():
    return dict(Person.objects.filter(canonical__isnull=False).values_list("pk", "canonical_id"))


def test_merge_is_a_row_and_leads_to_the_target(four, by):
    a, b, *_rest = four

    made = merge(a, b, by)

    assert (made.source, made.target, made.merged_by, made.merged_at, made.reason) == (
        a,
        b,
        by,
        AT,
        "同一人，换了手机号",
    )
    assert derived() == canonical.mapping() == {a.pk: b.pk}


def test_chain_leads_to_its_end(four, by):
    a, b, c, d = four

    merge(a, b, by)
    merge(c, d, by)
    merge(b, c, by)

    assert derived() == canonical.mapping() == {a.pk: d.pk, b.pk: d.pk, c.pk: d.pk}


def test_undo_restores_what_was(four, by):
    a, b, c, d = four
    merge(a, b, by)
    merge(c, d, by)
    before = derived()

    made = merging.undo(made=merge(b, c, by), by=by, at=AT)

    assert derived() == canonical.mapping() == before
    assert (made.undone_at, made.undone_by) == (AT, by)


def test_undo_inside_a_chain_leaves_the_rest(four, by):
    a, b, c, _d = four
    first = merge(a, b, by)
    merge(b, c, by)

    merging.undo(made=first, by=by, at=AT)

    assert derived() == canonical.mapping() == {b.pk: c.pk}


def test_undone_merge_can_be_made_again(four, by):
    a, b, *_rest = four
    merging.undo(made=merge(a, b, by), by=by, at=AT)

    merge(a, b, by)

    assert derived() == {a.pk: b.pk}
    assert PersonMerge.objects.count() == 2


def test_undo_twice_is_refused(four, by):
    a, b, *_rest = four
    made = merge(a, b, by)
    merging.undo(made=made, by=by, at=AT)

    with pytest.raises(merging.AlreadyUndone):
        merging.undo(made=made, by=by, at=AT)


def test_ring_is_refused(four, by):
    a, b, c, _d = four
    merge(a, b, by)
    merge(b, c, by)

    for source, target in [(c, a), (c, b), (a, c), (a, a)]:
        with pytest.raises(merging.SamePerson):
            merge(source, target, by)


def test_merging_a_merged_person_elsewhere_is_refused(four, by):
    a, b, c, _d = four
    merge(a, b, by)

    with pytest.raises(merging.AlreadyMerged):
        merge(a, c, by)


def test_merge_without_reason_is_refused(four, by):
    with pytest.raises(merging.ReasonMissing):
        merging.merge(source=four[0], target=four[1], by=by, at=AT, reason=" ")


def test_merge_that_slips_in_before_the_lock_is_seen(four, by):
    a, b, c, _d = four
    slipped = []

    def slip_in(execute, sql, params, many, context):
        if "ORDER BY" in sql and not slipped:
            slipped.append(sql)
            merge(b, c, by)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(slip_in):
        merge(a, b, by)

    assert derived() == canonical.mapping() == {a.pk: c.pk, b.pk: c.pk}
