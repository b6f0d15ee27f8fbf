"""Which part of a file is asked for."""

import pytest

from portal.lib import ranges


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("", None),
        ("bytes=0-0", (0, 1)),
        ("bytes=0-", (0, 10)),
        ("bytes=3-5", (3, 6)),
        ("bytes=3-99", (3, 10)),
        ("bytes=-4", (6, 10)),
        ("bytes=-99", (0, 10)),
        ("bytes=-", None),
        ("bytes=5-3", None),
        ("bytes=0-1,4-5", None),
        ("lines=0-1", None),
        ("bytes=x-y", None),
        ("bytes=" + "9" * 30 + "-", None),
    ],
)
def test_part(header, part):
    assert ranges.part(header, size=10) == part


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_part_behind_the_end(header):
    with pytest.raises(ranges.NotSatisfiable):
        ranges.part(header, size=10)
