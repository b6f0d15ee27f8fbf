import re
from dataclasses import replace
from datetime import datetime

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone

from portal.events.enums import EventKind
from portal.lib.periods import BUSINESS_ZONE, Period
from portal.totals.domain import closing, figures
from portal.totals.domain.headline import headline
from portal.totals.domain.lines import Question
from portal.totals.enums import Measure, Part
from portal.totals.views import figures as views
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.totals import came, drilled, headed, held

pytestmark = pytest.mark.django_db

LATER = datetime(2026, 1, 12, 9, tzinfo=BUSINESS_ZONE)


@pytest.fixture
def year():
    event = held(title="消防课")
    came(event, PersonFactory(name="欧阳不见"))
    headed(event, 12)
    drilled(topic="flood")
    held(kind=EventKind.FILM, title="内部放映", public=False)
    return event


def freeze(*, signed: bool):
    snapshot = closing.freeze(period=Period(2025), organisation=None, by=UserFactory(), at=LATER)
    if signed:
        snapshot = closing.sign(snapshot=snapshot, by=UserFactory(), at=LATER)
    return snapshot


def test_page_shows_figures_sentence_chart_and_table(client, year):
    answer = client.get(reverse("totals:figures"), {"year": 2025})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.context["totals"].training.total.person_times == 12
    assert answer.context["sentence"] in page
    assert page.count('role="img"') == 4
    assert "欧阳不见" not in page


def test_page_has_every_part_along_every_division_and_the_rates(client, year):
    came(held(kind=EventKind.LECTURE, organiser=year.organiser), PersonFactory())

    page = client.get("/en/figures/", {"year": 2025}).content.decode()

    every = page.split("All figures of the year", 1)[1].split("What the numbers mean")[0]
    assert re.findall(r"<h3>(.*?)</h3>", every) == [
        *["By month", "By topic", "By audience", "By kind of unit", "By organiser"],
        *["By month", "By topic", "By audience", "By organiser"],
        *["By month", "By topic", "By audience", "By kind of unit", "By organiser"],
    ]
    assert every.count("<dt>Coverage</dt>") == 3
    assert f'<th scope="row">{year.organiser.name}</th>' in every


def test_page_shows_the_busiest_organisers_and_how_many_more_there_are(client, year, monkeypatch):
    monkeypatch.setattr(views, "MOST_LINES", 12)
    for _ in range(12):
        held()
    held(organiser=year.organiser)

    answer = client.get("/en/figures/", {"year": 2025})

    training = answer.context["chapters"][0]
    tables = {table.dimension: table for table, _columns in training.tables}
    organisers = tables["organiser"]
    assert (len(organisers.lines), organisers.left_out) == (12, 1)
    assert organisers.lines[0].label == year.organiser.name
    assert (organisers.total.events, tables["month"].left_out) == (14, 0)
    assert "1 more line with fewer events is left out here" in answer.content.decode()


def test_page_in_english(client, year):
    answer = client.get("/en/figures/", {"year": 2025})

    assert "came to 1 training session," in answer.content.decode()


def test_signed_figures_are_shown_before_those_of_now(client, year):
    freeze(signed=False)
    assert figures.shown(at=LATER).snapshot is None
    signed = closing.sign(
        snapshot=closing.latest(period=Period(2025), organisation=None), by=UserFactory(), at=LATER
    )
    came(held(), PersonFactory())

    answer = client.get(reverse("totals:figures"), {"year": 2025})

    assert answer.context["shown"].snapshot == signed
    assert answer.context["totals"].training.total.named == 1
    assert signed.short_digest in answer.content.decode()


def test_year_without_events_and_the_current_year_are_shown(client):
    answer = client.get(reverse("totals:figures"))

    assert answer.status_code == 200
    assert answer.context["year"] == timezone.now().astimezone(BUSINESS_ZONE).year
    assert answer.context["years"] == [answer.context["year"]]


def test_last_year_is_shown_once_it_had_events(year):
    assert figures.shown(at=LATER).totals.period == Period(2025)
    assert figures.years(at=LATER) == [2026, 2025]


@pytest.mark.parametrize("year", ["1066", "9999", "abc", "²", "²⁰²⁵", "9" * 5000])
def test_other_years_are_not_found(client, year):
    assert client.get(reverse("totals:figures"), {"year": year}).status_code == 404


@pytest.mark.parametrize("measure", [measure.value for measure in Measure])
def test_no_person_is_named_behind_any_figure(client, year, measure):
    query = {"year": 2025, "part": "TRAINING", "measure": measure, "dimension": "total"}

    answer = client.get(reverse("totals:rows"), query)

    assert answer.status_code == 200
    assert "欧阳不见" not in answer.content.decode()


def test_internal_events_are_counted_but_not_shown(client, year):
    freeze(signed=True)
    query = {"year": 2025, "part": "PUBLICITY", "measure": "events", "dimension": "total"}

    answer = client.get(reverse("totals:rows"), query)

    assert (answer.context["number"], answer.context["hidden"]) == (0, 1)
    assert "内部放映" not in answer.content.decode()


def test_figure_that_does_not_exist_is_not_found(client, year):
    query = {"year": 2025, "part": "X", "measure": "events", "dimension": "total"}

    assert client.get(reverse("totals:rows"), query).status_code == 404


def test_public_rows_of_a_figure_about_persons_are_the_events_they_came_to(year):
    found = figures.public_rows(
        shown=figures.shown(at=LATER), question=Question(Part.TRAINING, Measure.PERSONS), at=LATER
    )

    assert [line.code for line in found.lines] == [year.code]


def test_front_page_shows_the_big_figures(year):
    template = Template("{% load totals_tags %}{% year_figures title='这一年' %}")

    text = template.render(Context())

    assert "这一年" in text
    assert text.count("<svg") == 4


def test_front_page_counts_the_year_until_it_is_signed(year):
    came(held(starts_at=datetime(2025, 3, 3, 9, tzinfo=BUSINESS_ZONE)), PersonFactory())
    drilled(topic="fire")
    now = headline(at=LATER)
    snapshot = freeze(signed=True)
    held()

    assert (now.period, now.snapshot) == (Period(2025), None)
    assert [(month, n) for month, n in enumerate(now.sessions, 1) if n] == [(3, 1), (6, 1)]
    assert (sum(now.named), sum(now.headed), sum(now.person_times)) == (2, 11, 13)
    assert now.drills == {"flood": 1, "fire": 1}
    assert sum(now.activities) == 1
    assert headline(at=LATER) == replace(now, snapshot=snapshot)


def test_front_page_shows_a_year_of_nothing():
    assert "<svg" in Template("{% load totals_tags %}{% year_figures %}").render(Context())


def test_page_takes_as_many_queries_for_one_event_as_for_three(
    client, year, django_assert_num_queries, django_assert_max_num_queries
):
    address = reverse("totals:figures")
    client.get(address, {"year": 2025})
    with django_assert_max_num_queries(25) as few:
        client.get(address, {"year": 2025})
    for _ in range(3):
        came(held(), PersonFactory())
        drilled(topic="flood")

    with django_assert_num_queries(len(few.captured_queries)):
        client.get(address, {"year": 2025})
