"""How often something may be tried."""

import pytest
from django.core.cache import cache

from portal.lib import throttles


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def test_one_try_too_many_is_refused_and_other_keys_are_not():
    for _ in range(3):
        throttles.count("a", limit=3, seconds=120)

    with pytest.raises(throttles.TriedTooOften, match="2"):
        throttles.count("a", limit=3, seconds=120)
    throttles.count("b", limit=3, seconds=120)
    assert cache.get("throttle:b") == 1


def test_a_window_that_closes_between_two_steps_begins_anew(monkeypatch):
    def gone(key):
        raise ValueError(key)

    monkeypatch.setattr(cache, "incr", gone)

    throttles.count("a", limit=1, seconds=60)

    assert cache.get("throttle:a") == 1


def test_a_good_try_is_taken_back_and_a_window_forgotten():
    for _ in range(2):
        throttles.count("a", limit=2, seconds=60)
    assert throttles.is_used_up("a", limit=2)

    throttles.forgive("a")
    assert not throttles.is_used_up("a", limit=2)
    assert cache.get("throttle:a") == 1

    throttles.forget("a")
    throttles.forgive("a")
    assert cache.get("throttle:a") is None
