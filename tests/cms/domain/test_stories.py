"""Short-hand to blocks."""

from decimal import Decimal

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
        (
            {"procedure": [["a", "b"]], "title": "t"},
            ("procedure", {"title": "t", "steps": [{"text": "a", "why": "b", "image": None}]}),
        ),
        (
            {"timeline": [["now", "a"]]},
            ("timeline", {"title": "", "moments": [{"when": "now", "title": "a", "text": ""}]}),
        ),
        (
            {"table": [["a", "b"], ["x", 1]], "caption": "c"},
            (
                "table",
                {
                    "caption": "c",
                    "columns": [
                        {"type": "text", "heading": "a"},
                        {"type": "number", "heading": "b"},
                    ],
                    "rows": [{"values": ["x", 1]}],
                },
            ),
        ),
        (
            {"quiz": "q", "right": [["r", "y"]], "wrong": [["w", "n"], ["v", "m"]]},
            (
                "quiz",
                {
                    "question": "q",
                    "answers": [
                        {"text": "w", "right": False, "why": "n"},
                        {"text": "r", "right": True, "why": "y"},
                        {"text": "v", "right": False, "why": "m"},
                    ],
                },
            ),
        ),
        (
            {"place": "p", "address": "a", "at": ["116.4", "39.9"]},
            (
                "map_point",
                {
                    "name": "p",
                    "address": "a",
                    "way": "",
                    "longitude": Decimal("116.4"),
                    "latitude": Decimal("39.9"),
                },
            ),
        ),
    ],
)
def test_row_becomes_a_block(row, block):
    assert story([row]) == [block]


def test_unknown_row_is_refused():
    with pytest.raises(ValueError, match="unknown block 'video'"):
        story([{"video": "x"}])
