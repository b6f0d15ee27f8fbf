"""The public's list."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from drills.enums import PublicMode
from tests.factories.drills import DrillFactory

pytestmark = pytest.mark.django_db


def public_drill(**fields):
    return DrillFactory(event__public=True, public_mode=PublicMode.OBSERVE, **fields)


def test_coming_drills_stand_first_and_internal_ones_nowhere(client):
    soon = timezone.now() + timedelta(days=3)
    coming = public_drill(ready=True, event__starts_at=soon)
    later = public_drill(ready=True, event__starts_at=soon + timedelta(days=1))
    held = public_drill(archived=True)
    DrillFactory(ready=True, event__starts_at=soon)

    answer = client.get(reverse("drills:list"))

    assert answer.context["coming"] == [coming, later]
    assert list(answer.context["page_obj"]) == [held]


def test_held_drill_shows_its_year_and_the_list_leads_to_the_calendar(client):
    held = public_drill(archived=True)

    page = client.get(reverse("drills:list")).content.decode()

    assert f"{held.event.starts_at.year}年" in page
    assert 'href="/exercises/"' in page


def test_empty_list_says_so(client):
    answer = client.get(reverse("drills:list"))

    assert (answer.status_code, answer.context["coming"]) == (200, [])


def test_list_costs_the_same_with_one_and_three(client, django_assert_max_num_queries):
    counts = []
    for _round in range(2):
        with django_assert_max_num_queries(20) as captured:
            client.get(reverse("drills:list"))
        counts.append(len(captured))
        for _row in range(3):
            public_drill(archived=True)

    with django_assert_max_num_queries(counts[0] + 1) as captured:
        client.get(reverse("drills:list"))
    assert len(captured) == counts[1]
