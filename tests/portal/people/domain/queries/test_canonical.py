"""Merged persons, followed in SQL."""

from datetime import date

import pytest
from django.db.models import Count

from portal.people.domain.queries.canonical import canonical_id
from portal.people.models import Membership, Person
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def test_canonical_id_of_persons_and_of_what_points_to_them():
    target, alone = PersonFactory.create_batch(2)
    merged = PersonFactory(canonical=target)
    for person in (target, alone, merged):
        Membership.objects.create(
            person=person, organisation=person.organisation, since_date=date(2025, 1, 1)
        )

    persons = dict(Person.objects.annotate(who=canonical_id()).values_list("pk", "who"))
    people = Membership.objects.aggregate(n=Count(canonical_id("person"), distinct=True))

    assert persons == {target.pk: target.pk, alone.pk: alone.pk, merged.pk: target.pk}
    assert people == {"n": 2}
