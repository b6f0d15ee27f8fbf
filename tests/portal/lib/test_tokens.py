"""Tokens: ours, for one purpose, until a moment, in one spelling."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib import tokens

AT = datetime(2025, 6, 11, 4, tzinfo=UTC)


@given(value=st.text(max_size=200), purpose=st.text(min_size=1, max_size=20))
def test_read_returns_what_was_signed(value, purpose):
    token = tokens.sign(purpose=purpose, value=value, expires_at=AT + timedelta(minutes=10))

    assert tokens.read(purpose=purpose, token=token, at=AT) == value
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


@given(
    position=st.integers(min_value=0), letter=st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
)
def test_read_with_any_letter_changed_is_refused(position, letter):
    token = tokens.sign(purpose="ticket", value="scan 1")
    position %= len(token)
    edited = token[:position] + letter + token[position + 1 :]

    if edited == token:
        assert tokens.read(purpose="ticket", token=edited, at=AT) == "scan 1"
    else:
        with pytest.raises(tokens.TokenInvalid):
            tokens.read(purpose="ticket", token=edited, at=AT)


@given(token=st.text(max_size=80))
def test_read_of_anything_else_is_refused(token):
    with pytest.raises(tokens.TokenInvalid):
        tokens.read(purpose="ticket", token=token, at=AT)


def _signed():
    return tokens.sign(purpose="ticket", value="scan 1")


@pytest.mark.parametrize(
    "spell",
    [
        lambda: _signed().lower(),
        lambda: _signed() + "=",
        lambda: _signed()[:-8],
        lambda: _signed() + "A",
        lambda: _signed() + "\n",
        lambda: "A" * 2049,
        lambda: "AAA",
        lambda: "",
        lambda: "Ａ" * 16,
        lambda: b32encode(bytes(21)).decode().rstrip("="),
        lambda: tokens.sign(purpose="pass", value="scan 1"),
    ],
)
def test_read_of_another_spelling_or_purpose_is_refused(spell):
    with pytest.raises(tokens.TokenInvalid) as refusal:
        tokens.read(purpose="ticket", token=spell(), at=AT)

    assert refusal.value.code == "token_invalid"


def test_read_of_stray_bits_in_the_last_letter_is_refused():
    token = tokens.sign(purpose="ticket", value="")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    last = letters.index(token[-1])
    stray = token[:-1] + letters[last ^ 1]

    with pytest.raises(tokens.TokenInvalid):
        tokens.read(purpose="ticket", token=stray, at=AT)


@pytest.mark.parametrize(
    ("late", "outcome"),
    [(timedelta(seconds=-1), "scan 1"), (timedelta(0), None), (timedelta(days=400), None)],
)
def test_read_after_its_time_says_that_it_expired(late, outcome):
    token = tokens.sign(purpose="ticket", value="scan 1", expires_at=AT)

    if outcome is not None:
        assert tokens.read(purpose="ticket", token=token, at=AT + late) == outcome
    else:
        with pytest.raises(tokens.TokenExpired) as refusal:
            tokens.read(purpose="ticket", token=token, at=AT + late)
        assert refusal.value.code == "token_expired"


def test_read_without_expiry_is_good_for_ever():
    assert tokens.read(purpose="ticket", token=_signed(), at=AT + timedelta(days=36500)) == "scan 1"


def test_new_secret_is_long_random_and_found_by_its_digest():
    one, other = tokens.new_secret(), tokens.new_secret()

    assert (len(one), one != other) == (32, True)
    assert tokens.digest(one) == tokens.digest(one) != tokens.digest(other)
    assert len(tokens.digest(one)) == 64
