"""Ratings to a grade: worked examples, and properties that hold for any ratings."""

from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from drills.domain.grading import ORDER, Category, Circumstances, Item, lower, propose, words
from drills.enums import FindingKind, Grade, ItemScore, ObjectiveResult, StopReason, TemplateUse

CALM = Circumstances(stop_reason=StopReason.COMPLETED)


def items(*ratings, critical=False, prefix="B1-2"):
    return tuple(
        Item(code=f"{prefix}.{n}", ratings=(rating,) if rating else (), critical=critical)
        for n, rating in enumerate(ratings, start=1)
    )


def tabletop(*ratings, **options):
    return [Category("B1-2", TemplateUse.TABLETOP, items(*ratings, **options))]


@pytest.mark.parametrize(
    ("ratings", "reconciled", "points", "applicable", "apart"),
    [
        ((), "", None, True, False),
        (("5",), "", Fraction(5), True, False),
        (("5", "3"), "", Fraction(4), True, False),
        (("5", "3", "3"), "", Fraction(3), True, False),
        (("5", "1"), "", Fraction(3), True, True),
        (("3", "0"), "", Fraction(3, 2), True, True),
        (("1", "0"), "", Fraction(1, 2), True, False),
        (("5", "1"), "1", Fraction(1), True, True),
        (("NA",), "", None, False, False),
        (("NA", "3"), "", Fraction(3), True, False),
        (("NA", "NOT_OBSERVED"), "", None, True, False),
        (("NOT_OBSERVED", "5"), "", Fraction(5), True, False),
        (("5", "1"), "NA", None, False, True),
        (("5", "1"), "NOT_OBSERVED", None, True, True),
    ],
)
def test_item(ratings, reconciled, points, applicable, apart):
    item = Item(code="X", ratings=ratings, reconciled=reconciled)

    assert (item.points, item.applicable, item.apart) == (points, applicable, apart)
    assert item.unresolved is (apart and not reconciled)


def test_category_weighs_critical_items_double():
    category = Category(
        "B1-1",
        TemplateUse.TABLETOP,
        (
            Item(code="a", weight=2, critical=True, ratings=("5",)),
            Item(code="b", weight=1, ratings=("1",)),
        ),
    )

    assert category.score == Fraction(100 * (2 * 5 + 1 * 1), 3 * 5)


def test_category_with_half_its_items_rated_has_a_score_with_less_it_has_none():
    half = Category("c", TemplateUse.TABLETOP, items("5", None))
    less = Category("c", TemplateUse.TABLETOP, items("5", None, None))

    assert half.score == 100
    assert less.score is None


def test_field_total_is_a_quarter_preparation_and_three_quarters_conduct():
    proposal = propose(
        [
            Category("A1-1", TemplateUse.PREPARATION, items("5")),
            Category("A2-1", TemplateUse.CONDUCT, items("3"), weight=3),
            Category("A2-2", TemplateUse.CONDUCT, items("5"), weight=1),
        ],
        CALM,
    )

    assert proposal.total == Fraction(25, 100) * 100 + Fraction(75, 100) * (3 * 60 + 100) / 4
    assert proposal.grade == Grade.GOOD


def test_tabletop_total_is_three_tenths_preparation_and_seven_tenths_conduct():
    proposal = propose(
        [
            Category("B1-1", TemplateUse.TABLETOP, items("3")),
            Category("B1-2", TemplateUse.TABLETOP, items("5")),
        ],
        CALM,
    )

    assert proposal.total == Fraction(30, 100) * 60 + Fraction(70, 100) * 100


def test_combined_total_is_the_mean_of_both():
    proposal = propose(
        [
            Category("A2-1", TemplateUse.CONDUCT, items("3")),
            Category("B1-2", TemplateUse.TABLETOP, items("5")),
        ],
        CALM,
    )

    assert proposal.total == 80
    assert "combined" in [step["rule"] for step in proposal.trace]


@pytest.mark.parametrize(
    ("scores", "grade"),
    [
        (["5"] * 8 + ["3"] * 2, Grade.EXCELLENT),
        (["5"] * 7 + ["3"] * 3, Grade.GOOD),
        (["5"] * 3 + ["3"] * 7, Grade.FAIR),
        (["3"] * 10, Grade.FAIR),
        (["3"] * 9 + ["1"], Grade.POOR),
    ],
)
def test_threshold(scores, grade):
    assert propose(tabletop(*scores), CALM).grade == grade


def test_low_coverage_is_not_graded_without_a_reason():
    ratings = ["5"] * 7 + [None] * 3

    without = propose(tabletop(*ratings), CALM)
    reasoned = propose(
        tabletop(*ratings),
        Circumstances(stop_reason=StopReason.COMPLETED, coverage_reason="中途下雨"),
    )

    assert (without.grade, without.coverage) == (Grade.NOT_GRADED, Fraction(7, 10))
    assert reasoned.grade == Grade.EXCELLENT


def test_coverage_of_four_fifths_is_enough():
    proposal = propose(tabletop(*["5"] * 8, None, None), CALM)

    assert (proposal.grade, proposal.coverage) == (Grade.EXCELLENT, Fraction(8, 10))


def test_nothing_rated_is_not_graded():
    proposal = propose(tabletop(None, None), CALM)

    assert (proposal.grade, proposal.total, proposal.coverage) == (
        Grade.NOT_GRADED,
        None,
        Fraction(0),
    )
    assert propose([], CALM).coverage == 0


@pytest.mark.parametrize(
    ("circumstances", "grade", "rule"),
    [
        (Circumstances(stop_reason=StopReason.ABORTED_ERROR), Grade.POOR, "stopped_error"),
        (
            Circumstances(stop_reason=StopReason.INTERRUPTED_REAL),
            Grade.NOT_GRADED,
            "stopped_faultless",
        ),
        (Circumstances(stop_reason=StopReason.WEATHER), Grade.NOT_GRADED, "stopped_faultless"),
        (Circumstances(stop_reason=StopReason.SAFETY), Grade.NOT_GRADED, "stopped_faultless"),
        (Circumstances(stop_reason=StopReason.OTHER), Grade.EXCELLENT, "threshold"),
        (
            Circumstances(
                objectives=(ObjectiveResult.NOT_ACHIEVED, ObjectiveResult.ACHIEVED),
            ),
            Grade.FAIR,
            "objectives",
        ),
        (
            Circumstances(
                objectives=(
                    ObjectiveResult.NOT_ACHIEVED,
                    ObjectiveResult.NOT_ACHIEVED,
                    ObjectiveResult.ACHIEVED,
                ),
            ),
            Grade.POOR,
            "objectives",
        ),
        (Circumstances(objectives=(ObjectiveResult.PARTLY,)), Grade.EXCELLENT, "threshold"),
        (Circumstances(injuries=1), Grade.FAIR, "injuries"),
        (Circumstances(findings=(FindingKind.MAJOR,)), Grade.GOOD, "findings"),
        (Circumstances(findings=(FindingKind.CRITICAL,)), Grade.GOOD, "findings"),
        (
            Circumstances(findings=(FindingKind.MINOR, FindingKind.STRENGTH)),
            Grade.EXCELLENT,
            "threshold",
        ),
    ],
)
def test_gate(circumstances, grade, rule):
    proposal = propose(tabletop(*["5"] * 10), circumstances)

    assert (proposal.grade, proposal.trace[-1]["rule"]) == (grade, rule)


def test_one_critical_item_missing_is_at_most_fair_two_are_poor():
    one = propose(tabletop(*["5"] * 19, "0", critical=True), CALM)
    two = propose(tabletop(*["5"] * 18, "0", "0", critical=True), CALM)

    assert (one.grade, one.trace[-1]["values"]) == (
        Grade.FAIR,
        {"count": 1, "items": ["B1-2.20"]},
    )
    assert (two.grade, two.trace[-1]["rule"]) == (Grade.POOR, "critical_several")


def test_missing_item_that_is_not_critical_limits_nothing():
    assert propose(tabletop(*["5"] * 18, "0", "0"), CALM).grade == Grade.EXCELLENT


def test_trace_and_open_items_stand_in_the_order_of_the_form():
    apart = ("5", "1")
    codes = ["A2-10", "A2-2", "A2-9", "A2-1"]
    categories = [
        Category(code, TemplateUse.CONDUCT, (Item(code=f"{code}.10", ratings=apart),))
        for code in codes
    ]

    proposal = propose(categories, CALM)

    assert [step["values"]["code"] for step in proposal.trace[:4]] == [
        "A2-1",
        "A2-2",
        "A2-9",
        "A2-10",
    ]
    assert proposal.unresolved == ("A2-1.10", "A2-2.10", "A2-9.10", "A2-10.10")


def test_lowest_gate_wins():
    proposal = propose(
        tabletop(*["5"] * 10),
        Circumstances(stop_reason=StopReason.ABORTED_ERROR, injuries=1),
    )

    assert proposal.grade == Grade.POOR
    assert [step["grade"] for step in proposal.trace if step["rule"].startswith(("st", "in"))] == [
        "POOR",
        "POOR",
    ]


def test_unresolved_names_the_items_in_order():
    categories = [
        Category(
            "B1-2",
            TemplateUse.TABLETOP,
            (
                Item(code="B1-2.2", ratings=("5", "0")),
                Item(code="B1-2.1", ratings=("1", "5")),
                Item(code="B1-2.3", ratings=("5", "0"), reconciled="3"),
            ),
        )
    ]

    assert propose(categories, CALM).unresolved == ("B1-2.1", "B1-2.2")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_step_has_its_sentence(language):
    categories = [
        Category("A1-1", TemplateUse.PREPARATION, items("NA")),
        Category("A2-1", TemplateUse.CONDUCT, items("5", None, None)),
        Category("A2-2", TemplateUse.CONDUCT, items("5", "0", "0", critical=True)),
        Category("A2-3", TemplateUse.CONDUCT, items("5", "5", "0", critical=True)),
        Category("B1-1", TemplateUse.TABLETOP, items("5")),
    ]
    alone = [Category("A2-3", TemplateUse.CONDUCT, items("5", "5", "5", "5", "0", critical=True))]
    circumstances = [
        Circumstances(
            stop_reason=StopReason.WEATHER,
            objectives=(ObjectiveResult.NOT_ACHIEVED,),
            injuries=2,
            findings=(FindingKind.MAJOR,),
        ),
        Circumstances(stop_reason=StopReason.ABORTED_ERROR, coverage_reason="只看了一处"),
    ]
    seen = set()

    with translation.override(language):
        for given_categories in (categories, alone, []):
            for given_circumstances in circumstances:
                for step in propose(given_categories, given_circumstances).trace:
                    sentence = words(step)
                    seen.add(step["rule"])
                    assert sentence
                    assert "%(" not in sentence
    assert seen == {
        "category",
        "category_not_applicable",
        "category_insufficient",
        "field",
        "tabletop",
        "combined",
        "threshold",
        "no_total",
        "coverage",
        "coverage_excused",
        "stopped_faultless",
        "stopped_error",
        "objectives",
        "critical",
        "critical_several",
        "injuries",
        "findings",
    }


scores = st.sampled_from(ItemScore.values)
any_items = st.lists(
    st.builds(
        Item,
        code=st.sampled_from(["a", "b", "c", "d"]),
        weight=st.integers(1, 3),
        critical=st.booleans(),
        ratings=st.lists(scores, max_size=4).map(tuple),
        reconciled=st.just("") | scores,
    ),
    max_size=6,
).map(tuple)
any_categories = st.lists(
    st.builds(
        Category,
        code=st.sampled_from(["A1-1", "A2-1", "A2-2", "B1-1", "B1-2"]),
        use=st.sampled_from(TemplateUse.values),
        items=any_items,
        weight=st.integers(1, 5),
    ),
    max_size=5,
    unique_by=lambda category: category.code,
)
any_circumstances = st.builds(
    Circumstances,
    stop_reason=st.sampled_from(["", *StopReason.values]),
    objectives=st.lists(st.sampled_from(["", *ObjectiveResult.values]), max_size=4).map(tuple),
    injuries=st.integers(0, 3),
    findings=st.lists(st.sampled_from(FindingKind.values), max_size=3).map(tuple),
    coverage_reason=st.sampled_from(["", "理由"]),
)


def reversed_ratings(category):
    turned = tuple(
        Item(item.code, item.weight, item.critical, item.ratings[::-1], item.reconciled)
        for item in category.items
    )
    return Category(category.code, category.use, turned, category.weight)


@given(any_categories, any_circumstances)
def test_order_of_ratings_and_categories_is_irrelevant(categories, circumstances):
    turned = [reversed_ratings(category) for category in reversed(categories)]

    assert propose(turned, circumstances) == propose(categories, circumstances)


@given(any_categories, any_circumstances)
def test_total_and_coverage_stay_within_bounds(categories, circumstances):
    proposal = propose(categories, circumstances)

    assert proposal.total is None or 0 <= proposal.total <= 100
    assert 0 <= proposal.coverage <= 1


@given(any_categories, any_circumstances)
def test_gates_only_lower(categories, circumstances):
    calm = propose(categories, Circumstances(coverage_reason=circumstances.coverage_reason))
    grades = [step["grade"] for step in propose(categories, circumstances).trace if step["grade"]]
    places = [ORDER.index(grade) for grade in grades]

    assert places == sorted(places)
    assert ORDER.index(propose(categories, circumstances).grade) >= ORDER.index(calm.grade)


@given(any_categories, any_circumstances, st.integers(0, 3))
def test_one_more_injury_never_helps(categories, circumstances, more):
    worse = Circumstances(
        circumstances.stop_reason,
        circumstances.objectives,
        circumstances.injuries + more,
        circumstances.findings,
        circumstances.coverage_reason,
    )

    before = propose(categories, circumstances).grade

    assert lower(propose(categories, worse).grade, before) == propose(categories, worse).grade
