"""The order in which the lines of a page are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ocr.strips import Strip

#: Lines whose baselines differ by less than this share of a letter stand at one height.
_ONE_HEIGHT = 0.6


class Place(NamedTuple):
    """A line, or the lines of one cell of a table: where the first stands, and their indices."""

    baseline: float
    height: float
    left: int
    lines: tuple[int, ...]


def reading_order(strips: Sequence[Strip]) -> list[int]:
    """The indices of lines from top to bottom, and left to right what stands at one height.

    Lines that a frame holds together, a table's cell or a stamp, are read before its neighbours.
    """
    frames: dict[object, list[Place]] = {}
    for n, strip in enumerate(strips):
        line = Place(strip.baseline, strip.height, strip.box.left, (n,))
        frames.setdefault(strip.frame or n, []).append(line)
    places = [_as_one(strips[lines[0].lines[0]], lines) for lines in frames.values()]
    return [n for place in _in_rows(places) for n in place.lines]


def _as_one(first: Strip, lines: Sequence[Place]) -> Place:
    """The lines of one frame, as if the first stood right under the frame's top."""
    if first.frame is None:
        return lines[0]
    height = min(line.height for line in lines)
    inside = tuple(n for line in _in_rows(lines) for n in line.lines)
    return Place(first.frame.top + height, height, first.frame.left, inside)


def _in_rows(places: Iterable[Place]) -> list[Place]:
    rows: list[list[Place]] = []
    for place in sorted(places, key=lambda each: each.baseline):
        if rows and _at_one_height(rows[-1][0], place):
            rows[-1].append(place)
        else:
            rows.append([place])
    return [place for row in rows for place in sorted(row, key=lambda each: each.left)]


def _at_one_height(first: Place, second: Place) -> bool:
    apart = abs(second.baseline - first.baseline)
    return apart < _ONE_HEIGHT * min(first.height, second.height)
