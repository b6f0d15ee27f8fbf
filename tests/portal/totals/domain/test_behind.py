"""Every figure on the page and the rows behind it: they add up, live and frozen alike."""

from datetime import datetime

import pytest

from portal.events.enums import AttendanceStatus, EventKind, RegistrationStatus
from portal.events.models import Registration
from portal.lib.periods import BUSINESS_ZONE, Period
from portal.people.enums import OrganisationKind, PersonStatus
from portal.people.models import Person
from portal.totals.domain import annual, behind, closing, columns
from portal.totals.domain.lines import SORTED_BY, AttendanceLine, Question, Wish
from portal.totals.enums import Dimension, Measure, Part
from tests.factories.events import NOON
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory
from tests.factories.totals import came, drilled, headed, held
from tests.factories.training import CourseRunFactory, LessonLengthFactory, TrainingSessionFactory
from training.models import LessonLength

pytestmark = pytest.mark.django_db

YEAR = Period(2025)
LATER = datetime(2026, 1, 12, 9, tzinfo=BUSINESS_ZONE)


@pytest.fixture
def year():
    """Everything that can be counted twice or not at all, in three parts and two halves."""
    LessonLength.objects.all().delete()
    LessonLengthFactory()
    LessonLengthFactory(since_date=NOON.date().replace(month=7, day=1), minutes=40)
    district = OrganisationFactory(name="新区", kind=OrganisationKind.DISTRICT)
    town = OrganisationFactory(name="榆林镇", kind=OrganisationKind.TOWN, parent=district)
    works = OrganisationFactory(name="化工厂", parent=town)
    OrganisationFactory(name="没来的村", kind=OrganisationKind.VILLAGE, parent=town)
    outside = OrganisationFactory(name="外地厂")
    wang = PersonFactory(name="王强", organisation=works)
    twin = PersonFactory(name="王强", organisation=town)
    Person.objects.filter(pk=twin.pk).update(canonical=wang)
    li = PersonFactory(name="李敏", organisation=town, status=PersonStatus.PROVISIONAL)
    guest = PersonFactory(name="过客", organisation=outside)
    nobody = PersonFactory(name="散客", organisation=None)
    first = held(code="CLASS001", title="消防课", organiser=district, host=works)
    came(first, wang, li, guest, nobody)
    came(first, twin, minutes=44)
    headed(first, 12)
    second = held(
        code="CLASS002",
        title="防汛课",
        organiser=town,
        topic="flood",
        starts_at=NOON.replace(month=8),
        audience="WORKER",
    )
    came(second, wang, minutes=44)
    came(second, li, status=AttendanceStatus.ABSENT)
    headed(second, 0)
    third = held(code="CLASS003", title="无人课", organiser=town, topic=None)
    yard = held(code="CLASS004", title="厂区课", organiser=town, host=outside)
    headed(yard, 80)
    run = CourseRunFactory()
    for event in (first, second, third):
        TrainingSessionFactory(run=run, event=event)
    for event, person in ((second, wang), (second, li), (first, guest)):
        Registration.objects.create(
            event=event,
            person=person,
            status=RegistrationStatus.CONFIRMED,
            requested_at=NOON,
            changed_at=NOON,
        )
    came(drilled(organiser=town, joined_by=[district], topic="flood").event, wang, li)
    drilled(organiser=district, topic="fire")
    headed(held(kind=EventKind.CONSULTATION, organiser=town, title="咨询日"), 30)
    return {"district": district, "town": town, "first": first}


def shown(totals) -> list[tuple[Question, float]]:
    """Every figure that stands on the report, with the question its link asks."""
    made = []
    for part in Part:
        part_totals = totals.part(part)
        for rate in columns.rates(totals, part):
            for measure, value in zip(
                rate.measures, (rate.numerator, rate.denominator), strict=True
            ):
                made.append((Question(part, measure), value))
        for dimension in Dimension:
            slices = part_totals.by.get(dimension.value, {"": part_totals.total})
            for column in columns.columns(part, dimension):
                for code, one in slices.items():
                    question = Question(part, column.measure, dimension, code)
                    made.append((question, column.of(one)))
    return made


def sources(period, organisation):
    yield (
        annual.totals(period=period, organisation=organisation, at=LATER),
        behind.live(period=period, organisation=organisation, at=LATER),
    )
    snapshot = closing.freeze(period=period, organisation=organisation, by=UserFactory(), at=LATER)
    yield closing.figures_of(snapshot), behind.frozen(snapshot)


@pytest.mark.parametrize("period", ["2025", "2025H1", "2025Q3", "2025-06"])
@pytest.mark.parametrize("whose", [None, "town"])
def test_rows_behind_every_figure_add_up_to_it(year, period, whose):
    for totals, source in sources(Period.parse(period), year[whose] if whose else None):
        asked = shown(totals)

        found = [
            behind.figure(
                listing=behind.listing(source=source, question=question),
                measure=question.measure,
            )
            for question, _value in asked
        ]

        wrong = [
            (question, value, number)
            for (question, value), number in zip(asked, found, strict=True)
            if value != number
        ]
        assert wrong == []
        assert len(asked) > 80


def test_figures_worked_out_by_hand(year):
    """消防课: five rows of four persons, and 8 more; 防汛课 1; 厂区课 80 counted."""
    training = annual.totals(period=YEAR, organisation=None, at=LATER).training.total

    assert (training.events, training.runs) == (4, 1)
    assert (training.named, training.headed, training.person_times) == (5, 88, 93)
    assert (training.verified, training.provisional) == (3, 1)
    # 90 minutes are 2 hours of 45 each; 44 of 40 are one. The other 王强 is the same person.
    assert training.hours == 4 * 2 + 1
    assert training.headed_hours == 8 * 2 + 80 * 2
    assert (training.units, training.registered_units) == (3, 3)
    assert (training.came, training.confirmed) == (2, 3)


@pytest.mark.parametrize("frozen", [False, True])
def test_every_list_can_be_sorted_and_paged(year, frozen):
    source = list(sources(YEAR, None))[frozen][1]
    for measure in Measure:
        sorted_and_paged(source, Question(Part.TRAINING, measure))


def sorted_and_paged(source, question):
    usual = behind.listing(source=source, question=question)

    for column in SORTED_BY[usual.kind]:
        name = "kind_label" if column == "kind" else column
        up = behind.listing(source=source, question=question, wish=Wish(sort=column))
        down = behind.listing(source=source, question=question, wish=Wish(sort=f"-{column}"))
        numbers = [getattr(line, name) for line in up]
        assert sorted(map(str, numbers)) == sorted(str(getattr(line, name)) for line in down)
        if all(isinstance(number, int | float) for number in numbers):
            assert numbers == sorted(numbers)
            assert [getattr(line, name) for line in down] == sorted(numbers, reverse=True)
    assert usual[0:2] == list(usual)[0:2]
    assert [usual[n] for n in range(len(usual))] == list(usual)
    nothing = behind.listing(source=source, question=question, wish=Wish(search="没有这个词"))
    assert (len(nothing), list(nothing)) == (0, [])


WORDS = [
    (Measure.NAMED, "李敏", 1),
    (Measure.NAMED, "防汛", 1),
    (Measure.NAMED, "榆林", 1),
    (Measure.CONFIRMED, "王", 1),
    (Measure.CAME, "李", 0),
    (Measure.PERSONS, "王强", 1),
    (Measure.UNITS, "化工", 1),
    (Measure.EVENTS, "新区", 1),
    (Measure.EVENTS, "class002", 1),
    (Measure.NOT_REACHED, "村", 1),
]


@pytest.mark.parametrize("frozen", [False, True])
def test_words_find_rows(year, frozen):
    source = list(sources(YEAR, None))[frozen][1]

    listings = [
        behind.listing(
            source=source, question=Question(Part.TRAINING, measure), wish=Wish(search=search)
        )
        for measure, search, _found in WORDS
    ]

    assert [len(one) for one in listings] == [found for _measure, _search, found in WORDS]
    assert [len(list(one)) for one in listings] == [len(one) for one in listings]


@pytest.mark.parametrize("frozen", [False, True])
def test_page_of_rows_takes_as_many_queries_and_lines_for_many_as_for_few(
    year, frozen, django_assert_num_queries, django_assert_max_num_queries
):
    question = Question(Part.TRAINING, Measure.NAMED)

    def page():
        source = list(sources(YEAR, None))[frozen][1] if frozen else None
        return source or behind.live(period=YEAR, organisation=None, at=LATER)

    few_rows = page()
    with django_assert_max_num_queries(12) as few:
        behind.listing(source=few_rows, question=question)[0:2]
    came(held(organiser=year["town"]), *PersonFactory.create_batch(5))
    many_rows = behind.live(period=YEAR, organisation=None, at=LATER)
    if frozen:
        many_rows = behind.frozen(
            closing.freeze(
                period=YEAR, organisation=None, by=UserFactory(), at=LATER, reason="补录"
            )
        )

    with django_assert_num_queries(len(few.captured_queries)):
        lines = behind.listing(source=many_rows, question=question)[0:2]

    assert len(lines) == 2
    assert all(isinstance(line, AttendanceLine) for line in lines)


def test_slice_that_does_not_exist_has_no_rows(year):
    question = Question(Part.TRAINING, Measure.NAMED, Dimension.ORGANISER, "no-uuid")

    for _totals, source in sources(YEAR, None):
        assert len(behind.listing(source=source, question=question)) == 0
