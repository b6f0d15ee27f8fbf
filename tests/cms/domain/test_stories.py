"""Short-hand to blocks."""

import pytest

from cms.domain.stories import story


@pytest.mark.parametrize(
    ("row", "block"),
    [
        ({"heading": "H"}, ("heading", {"text": "H"})),
        ({"paragraph": "<p>P</p>"}, ("paragraph", "<p>P</p>")),
        ({"points": ["a"]}, ("key_points", {"title": "", "points": ["a"]})),
        ({"do": ["a"], "dont": ["b"]}, ("steps", {"do": ["a"], "dont": ["b"]})),
        ({"stop": "S"}, ("callout", {"kind": "STOP", "text": "<p>S</p>"})),
        ({"hotline": "119", "text": "T"}, ("hotline", {"number": "119", "text": "T"})),
        ({"question": "Q", "answer": "A"}, ("question", {"question": "Q", "answer": "A"})),
        ({"quote": "Q"}, ("quote", {"text": "Q", "source": ""})),
        (
            {"figures": [{"value": 1, "unit": "u"}]},
            ("figures", {"figures": [{"note": "", "value": 1, "unit": "u"}]}),
        ),
    ],
)
def test_row_becomes_a_block(row, block):
    assert story([row]) == [block]


def test_unknown_row_is_refused():
    with pytest.raises(ValueError, match="unknown block 'video'"):
        story([{"video": "x"}])
