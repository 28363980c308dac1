"""The second look: words with a doubtful digit are read again, and the readings are compared.

A digit is doubtful where the engine found another one possible: of 193 such digits on pages of
`../shared/dev` and of typefaces never trained on 23 were wrong, of 2,050 others 3. Other views of
the same print tend to be misread otherwise. Where they all agree on a digit it stays as it is;
where they agree against it, theirs wins; wherever they differ a later stage should choose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from rapidfuzz.distance import Levenshtein

from ocr.cells import is_narrow_cell
from ocr.clean import WHITE, Pixels
from ocr.strips import Strip
from ocr.tesseract import DIGITS, Candidate, Glyph, Model, read_lines

#: White beside the words that are read again, in pixels.
_RIM = 10
#: The most that a digit is trusted where readings differ: about as often it is wrong.
_CONTESTED = 0.5


class Spot(NamedTuple):
    """The words of a line that hold digits, one of them doubtful: columns of the line's strip."""

    line: int
    columns: range


def look_again(
    strips: Sequence[Strip], lines: Sequence[list[Glyph]], model: Model
) -> list[list[Glyph]]:
    """The lines, their doubtful digits held against two more readings of the same words."""
    spots = list(_spots(strips, lines))
    cut = [_cut(strips[spot.line].pixels, spot.columns) for spot in spots]
    read = read_lines([*cut, *map(_sharpened, cut)], model)
    settled = list(lines)
    for spot, *views in zip(spots, read[: len(cut)], read[len(cut) :], strict=True):
        settled[spot.line] = compared(lines[spot.line], spot.columns, views)
    return settled


def _spots(strips: Sequence[Strip], lines: Sequence[list[Glyph]]) -> Iterator[Spot]:
    """Where to look again, at most one place a line: a word alone is harder to read, and a cell
    of one digit was read by its column already."""
    for number, (strip, line) in enumerate(zip(strips, lines, strict=True)):
        doubtful = any(glyph.text in DIGITS and glyph.others for glyph in line)
        if doubtful and not is_narrow_cell(strip):
            digits = [strip.column(glyph.middle) for glyph in line if glyph.text in DIGITS]
            runs = [run for run in strip.runs if any(run.left <= x <= run.right for x in digits)]
            if runs:
                first, end = strip.at(runs[0].left), strip.at(runs[-1].right)
                yield Spot(number, range(round(first), round(end)))


def _cut(strip: Pixels, columns: range) -> Pixels:
    cut = strip[:, columns.start : columns.stop]
    return np.pad(cut, ((0, 0), (_RIM, _RIM)), constant_values=WHITE)


def _sharpened(strip: Pixels) -> Pixels:
    """The strip with its strokes crisper, so that what had run together may part."""
    return cv2.addWeighted(strip, 1.8, cv2.GaussianBlur(strip, (0, 0), 2), -0.8, 0)


def compared(
    line: Sequence[Glyph], columns: range, views: Sequence[Sequence[Glyph]]
) -> list[Glyph]:
    """The line, its doubtful digits within `columns` settled by what each view has there."""
    within = [n for n, glyph in enumerate(line) if round(glyph.middle) in columns]
    there = [line[n] for n in within]
    seen = zip(*(_opposite(there, view) for view in views), strict=True)
    settled = dict(zip(within, map(_settled, there, seen), strict=True))
    return [settled.get(n, glyph) for n, glyph in enumerate(line)]


def _opposite(line: Sequence[Glyph], view: Sequence[Glyph]) -> list[Glyph]:
    """For each character of a line what stands for it in a view; itself where nothing does."""
    facing = list(line)
    for step in Levenshtein.editops([g.text for g in line], [g.text for g in view]):
        if step.tag == "replace":
            facing[step.src_pos] = view[step.dest_pos]
    return facing


def _settled(glyph: Glyph, views: Sequence[Glyph]) -> Glyph:
    """A doubtful digit as most readings have it, the first in a tie; beside it what others saw."""
    digits = [seen for seen in (glyph, *views) if seen.text in DIGITS]
    votes = Counter(seen.text for seen in digits)
    if not (glyph.text in DIGITS and glyph.others) or len(votes) == 1:
        return glyph
    chosen, _ = votes.most_common(1)[0]
    possible = {seen.text: seen.confidence for seen in reversed(digits)}
    possible = {other.text: other.confidence for other in glyph.others} | possible
    others = [Candidate(text, possible[text]) for text in possible if text != chosen]
    return glyph._replace(
        text=chosen,
        confidence=min(glyph.confidence, _CONTESTED),
        others=tuple(sorted(others, key=lambda other: -other.confidence)),
    )
