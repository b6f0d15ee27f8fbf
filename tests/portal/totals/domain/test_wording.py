import pytest
from django.utils import translation

from portal.totals.domain import definitions, wording


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        (0, None),
        (9, None),
        (10, None),
        (11, 10),
        (14, 10),
        (25, None),
        (26, 25),
        (27, 25),
        (29, 25),
        (30, None),
        (50, None),
        (53, 50),
        (58, 55),
        (99, 90),
        (100, None),
        (386, 350),
        (1240, 1200),
        (2214, 2000),
        (5742, 5500),
        (6000, None),
        (6128, 6000),
        (12_345, 12_000),
        (1_234_567, 1_200_000),
    ],
)
def test_round_number_is_the_largest_step_that_drops_little(exact, rounded):
    assert wording.round_number(exact) == rounded


def test_round_number_is_never_more_and_never_much_less():
    for exact in range(10, 3000):
        rounded = wording.round_number(exact)
        if rounded is not None:
            assert rounded < exact
            assert rounded % 5 == 0
            assert (exact - rounded) * 10 <= exact or exact - rounded < 5


def test_odd_in_english():
    with translation.override("en"):
        assert wording.odd(53) == "more than 50"
        assert wording.odd(50) == ""


def test_sentence_in_english():
    with translation.override("en"):
        whole = wording.sentence(
            whole_year=True, period="2025", sessions=53, person_times=6128, drills=25
        )
        part = wording.sentence(
            whole_year=False, period="June 2025", sessions=9, person_times=0, drills=1
        )

    assert whole == (
        "In the whole year the safety publicity, education and training came to 53 training "
        "sessions (more than 50), with 6,128 person-times (more than 6000 person-times) "
        "trained, and 25 emergency drills were held."
    )
    assert part == (
        "In June 2025 the safety publicity, education and training came to 9 training "
        "sessions, with 0 person-times trained, and 1 emergency drill was held."
    )


def test_definitions_of_a_version_stay():
    codes = [one.code for one in definitions.definitions(definitions.VERSION)]

    assert codes == [
        "period",
        "organisation",
        "events",
        "runs",
        "named",
        "headed",
        "person_times",
        "persons",
        "hours",
        "units",
        "attendance",
        "coverage",
        "odd",
    ]
    with pytest.raises(KeyError):
        definitions.definitions(99)
