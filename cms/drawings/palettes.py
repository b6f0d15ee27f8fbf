"""Colours and steady numbers for drawn pictures."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

INK = "#14211b"


@dataclass(frozen=True, slots=True)
class Palette:
    """Sky, two walls, lit window, light in the sky, and the sky at night."""

    sky: str
    wall: str
    wall_deep: str
    lit: str
    sun: str
    night: str


PALETTES = {
    "SAFE": Palette("#e9f4ee", "#1f7a4d", "#145c39", "#cfe6d9", "#f9a800", "#145c39"),
    "MUST": Palette("#e6f0f7", "#0b6cab", "#005387", "#cfe2f0", "#f9a800", "#005387"),
    "CARE": Palette("#fff4d9", "#c98500", "#a86f00", "#ffe3a3", "#9b2423", "#4f3806"),
    "STOP": Palette("#f9e9e8", "#b6403f", "#7a1f1e", "#f3cdca", "#f9a800", "#7a1f1e"),
}


def steady_numbers(name: str) -> Iterator[int]:
    """Yield numbers from 0 to 255 that depend on a name only."""
    block = name.encode()
    while True:
        block = hashlib.sha256(block).digest()
        yield from block
