"""Table cells that hold a character or two, read side by side with those of their column.

The recogniser sees a line enlarged to one height. A digit alone fills it whatever its size, and ๓
looks like ๑ then; beside the other numbers of its column it does not.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from ocr.clean import WHITE, Pixels
from ocr.strips import Strip
from ocr.tesseract import Glyph, Model, read_lines

#: A cell of a column is no wider than this, its left edge no further from the column's, both as
#: shares of the letter height.
_WIDEST, _ASIDE = 2.0, 0.8
#: White between the cells, in pixels, to read them as words apart.
_APART = 20


class Row(NamedTuple):
    """The cells of a column set side by side: their places among the strips, and the row's columns
    at which each of them begins."""

    pixels: Pixels
    members: Sequence[int]
    starts: Sequence[int]


class Sight(NamedTuple):
    """What the engine is shown of a page's strips: some alone, by their places, others in rows."""

    alone: Sequence[int]
    rows: Sequence[Row]
    images: Sequence[Pixels]

    @classmethod
    def of(cls, strips: Sequence[Strip]) -> Sight:
        rows = [_side_by_side(strips, column) for column in _columns(strips)]
        in_rows = {member for row in rows for member in row.members}
        alone = [n for n in range(len(strips)) if n not in in_rows]
        images = [strips[n].pixels for n in alone] + [row.pixels for row in rows]
        return cls(alone, rows, images)

    def lines(self, read: Iterator[list[Glyph]]) -> list[list[Glyph]]:
        """The characters of each strip, from those of the images."""
        lines = dict(zip(self.alone, islice(read, len(self.alone)), strict=True))
        for row in self.rows:
            lines |= _taken_apart(row, next(read))
        return [lines[n] for n in range(len(lines))]


def read_strips(pages: Sequence[Sequence[Strip]], model: Model) -> list[list[list[Glyph]]]:
    """The characters of each strip of each page, left to right, in one run of the engine; narrow
    cells are read by their columns."""
    sights = [Sight.of(strips) for strips in pages]
    read = iter(read_lines([image for sight in sights for image in sight.images], model))
    return [sight.lines(read) for sight in sights]


def _taken_apart(row: Row, glyphs: Sequence[Glyph]) -> dict[int, list[Glyph]]:
    """What was read in each cell of the row, its columns told as in the cell's own strip."""
    cells: dict[int, list[Glyph]] = {member: [] for member in row.members}
    for glyph in glyphs:
        place = bisect(row.starts, glyph.middle) - 1
        start = row.starts[place]
        moved = glyph._replace(left=glyph.left - start, right=glyph.right - start)
        cells[row.members[place]].append(moved)
    return cells


def _columns(strips: Sequence[Strip]) -> list[list[int]]:
    """The narrow cells that stand under one another, from top to bottom, where there are two."""
    narrow = [n for n, strip in enumerate(strips) if is_narrow_cell(strip)]
    columns: list[list[int]] = []
    for n in sorted(narrow, key=lambda n: strips[n].baseline):
        for column in columns:
            if _is_under(strips[column[-1]], strips[n]):
                column.append(n)
                break
        else:
            columns.append([n])
    return [column for column in columns if column[1:]]


def is_narrow_cell(strip: Strip) -> bool:
    """Whether a strip is no more than a character or two in a frame, cut out as it stands."""
    width = strip.box.right - strip.box.left
    return bool(strip.frame) and strip.stretch == 1 and width <= _WIDEST * strip.height


def _is_under(upper: Strip, lower: Strip) -> bool:
    aside = _ASIDE * max(upper.height, lower.height)
    return abs(upper.box.left - lower.box.left) <= aside and upper.frame != lower.frame


def _side_by_side(strips: Sequence[Strip], column: Sequence[int]) -> Row:
    """The cells in one row on one baseline."""
    cells = [(strips[n].pixels, strips[n].foot) for n in column]
    over = max(foot for _, foot in cells)
    under = max(len(pixels) - foot for pixels, foot in cells)
    padded = [
        np.pad(
            pixels,
            ((over - foot, under + foot - len(pixels)), (0, _APART)),
            constant_values=WHITE,
        )
        for pixels, foot in cells
    ]
    starts = np.cumsum([0, *(pixels.shape[1] for pixels in padded[:-1])])
    return Row(np.hstack(padded), column, starts.tolist())
