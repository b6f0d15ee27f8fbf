"""Python looks seldom for garbage during long work, and as before after it."""

import gc

import pytest

from portal.lib import collecting


@pytest.mark.parametrize("error", [None, ValueError], ids=["ends well", "fails"])
def test_garbage_is_looked_for_seldom_and_then_as_before(error):
    before = gc.get_threshold()
    try:
        with collecting.seldom():
            assert gc.get_threshold()[0] > before[0]
            assert gc.get_freeze_count() > 0
            if error:
                raise error
    except ValueError:
        pass
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
