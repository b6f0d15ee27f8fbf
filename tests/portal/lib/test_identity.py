"""Identity numbers: what is one, and that nobody reads one by accident."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from portal.lib.identity import (
    Unusable,
    all_but_last_four,
    canonical_identity,
    masked_identity,
    without_identities,
)

TODAY = date(2026, 3, 4)
# The example of GB 11643-1999.
NUMBER = "11010519491231002X"

numbers = st.builds(
    lambda place, born, order: (
        (body := f"{place}{born:%Y%m%d}{order:03}") + ric.calc_check_digit(f"{body}0")
    ),
    st.integers(110000, 999999),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)


def full_width(text):
    return "".join(chr(ord(one) + 0xFEE0) for one in text)


WAYS = [
    str,
    str.lower,
    full_width,
    lambda number: f" {number[:6]} {number[6:14]}  {number[14:]} ",
    lambda number: f"{number[:6]}-{number[6:14]}-{number[14:]}",
    lambda number: f"'{number}",
    lambda number: f'="{number}"',
    lambda number: f"{number[:6]}\u00a0{number[6:]}",
]


@given(numbers, st.sampled_from(WAYS))
def test_number_is_the_same_in_whatever_way_it_is_typed(number, way):
    assert canonical_identity(way(number), today=TODAY) == number


@given(numbers.filter(lambda number: number[6:8] == "19"))
def test_old_number_of_fifteen_digits_is_the_new_one(number):
    old = number[:6] + number[8:17]

    assert canonical_identity(old, today=TODAY) == number


def test_last_character_may_be_a_small_x():
    assert canonical_identity("11010519491231002x", today=TODAY) == NUMBER


@pytest.mark.parametrize(
    ("typed", "code", "values"),
    [
        ("1101051949123100", "identity_length", {"digits": 16}),
        ("11010549123100", "identity_length", {"digits": 14}),
        ("11010549123100X", "identity_length", {"digits": 15}),
        ("11010519491231002", "identity_length", {"digits": 17}),
        ("110105194912310021X", "identity_length", {"digits": 19}),
        ("E12345678", "identity_form", {}),
        ("护照", "identity_form", {}),
        ("1101051949123100X2", "identity_form", {}),
        ("11010519491231002X/110101199003070011", "identity_form", {}),
        ("110105194912310021", "identity_check", {}),
        ("11010519491331002X", "identity_birth", {}),
        ("110105491331002", "identity_birth", {}),
        ("110105209912310028", "identity_check", {}),
        ("110105209912310029", "identity_birth", {}),
    ],
)
def test_what_is_no_identity_number_says_why(typed, code, values):
    with pytest.raises(Unusable) as refused:
        canonical_identity(typed, today=TODAY)

    assert (refused.value.code, refused.value.values) == (code, values)


@given(numbers, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_found(number, place, more):
    digits = "0123456789X" if place == 17 else "0123456789"
    wrong = digits[(digits.index(number[place]) + more) % len(digits)]
    typed = number[:place] + wrong + number[place + 1 :]

    with pytest.raises(Unusable):
        canonical_identity(typed, today=TODAY)


def test_place_that_no_list_knows_is_no_obstacle():
    body = "34140319900307001"

    number = body + ric.calc_check_digit(f"{body}0")

    assert canonical_identity(number, today=TODAY) == number


def test_mask_has_the_shape_of_the_number():
    assert masked_identity("002X") == "**************002X"
    assert masked_identity("") == ""


@pytest.mark.parametrize(
    ("typed", "masked"),
    [
        (NUMBER, "**************002X"),
        ("1101 0519 4912 3100 2X", "**** **** **** **00 2X"),
        (full_width(NUMBER), "**************002X"),
        ("1.10105194912310E+17", "*.**************E+**".replace("E", "*")),
        ("002X", "002X"),
        ("无", "无"),
        ("护照E12345678", "护照*****5678"),
    ],
)
def test_of_a_cell_with_a_number_the_last_four_stay(typed, masked):
    assert all_but_last_four(typed) == masked


@given(
    number=numbers,
    way=st.sampled_from([*WAYS, lambda number: number[:6] + number[8:17]]),
    before=st.sampled_from(["", "证号", "证号: ", "王强 13800001234 ", "1、", "A", "2026-03-04 "]),
    after=st.sampled_from(["", "，已核", " 13800001234", "(本人)", "/"]),
)
def test_no_number_is_read_in_a_text(number, way, before, after):
    text = before + way(number) + after

    clean = without_identities(text)

    digits = "".join(one for one in clean if one.isdigit())
    assert number[:14] not in digits
    assert number[6:14] not in digits
    assert number[8:14] not in digits.replace("13800001234", "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "焊工，持证 3 年",
        "13800001234 13900001234",
        "电话 0411-12345678 转 123",
        "2026-03-04 09:30",
        "330200000012345",
        "１２３",
    ],
)
def test_other_numbers_stay(text):
    assert without_identities(text) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("1.10105194912310E+17", "*.**************" + "*+**"),
        ("1101051949123100X", "*************100X"),
        ("13800000000" + NUMBER, "13800000000**************002X"),
        ("12 110105491231002", "12 ***********1002"),
        ("1 11010519491231002X", "1 **************002X"),
        ("11010519491231002X、11010519491231002X", "**************002X、**************002X"),
    ],
)
def test_numbers_in_a_text_are_masked(text, clean):
    assert without_identities(text) == clean
