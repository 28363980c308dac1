"""Which way up a page is, and how far from level: seen in its print, without reading it.

Tesseract's own test knows no Thai. Thai letters stand side by side with hardly a gap, so a line
shows its direction; and vowels and tone marks stand far more often above it than below.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.blobs import Blobs, ink_of, letter_height
from ocr.clean import Pixels, flatten, grey, level, rescale
from ocr.lines import TALL, Chain, Survey, survey
from ocr.page import Step

#: Degrees of skew that are left as they are.
_LEVEL = 0.15
#: So many lines must bear marks, and so many more below, before a page is turned.
_ENOUGH_LINES, _CLEARLY = 3, 1.2

#: A line of so many pieces is long; this share of the letters stands in such lines on a page that
#: is not sideways.
_LONG, _MOSTLY = 12, 0.8
#: Letters are no smaller than this share of the letter height, and are spread by so many pixels
#: (at 150 dots per inch) to meet their neighbours: less than the white between lines.
_SMALLEST, _SPREAD = 0.6, 15


def straighten(image: Pixels) -> tuple[Pixels, tuple[Step, ...]]:
    """The page upright and level, and what was done to it."""
    small = flatten(rescale(grey(image), 0.5), blur=0.5)
    found, turns = survey(small), 0
    if not _is_in_lines(found) and is_sideways(small):
        found, turns = survey(np.ascontiguousarray(np.rot90(small))), 1
    turns += 2 if is_upside_down(found) else 0
    upright = np.ascontiguousarray(np.rot90(image, turns))
    # Turned on its head, a page keeps its skew.
    degrees = skew(found)
    steps = [Step("turn", f"{turns * 90} degrees")] if turns else []
    if abs(degrees) > _LEVEL:
        upright = level(upright, degrees)
        steps.append(Step("deskew", f"{degrees:+.1f} degrees"))
    return upright, tuple(steps)


def _is_in_lines(found: Survey) -> bool:
    """Whether nearly all letters stand in long lines across the page: no need to look further.

    On pages of `../shared/dev` the share is 1.1 and more, as marks count for lines; on the same
    pages turned, 0.4 at most.
    """
    long = [len(chain.members) for chain in found.chains if len(chain.members) >= _LONG]
    return (
        len(long) >= _ENOUGH_LINES and sum(long) > _MOSTLY * _fit(found.blobs, found.height).sum()
    )


def is_sideways(layer: Pixels) -> bool:
    """Whether the lines of a flattened page run up or down: spread that way, more letters meet."""
    letters = _letters(layer)
    spread_across = cv2.dilate(letters, np.ones((1, _SPREAD), np.uint8))
    spread_down = cv2.dilate(letters, np.ones((_SPREAD, 1), np.uint8))
    left_across, left_down = (
        cv2.connectedComponents(spread)[0] for spread in (spread_across, spread_down)
    )
    return bool(left_down < left_across)


def _letters(layer: Pixels) -> Pixels:
    """The ink of the layer without dust, marks, pictures and rules: 1 where it is."""
    ink = ink_of(layer)
    blobs = Blobs.of(ink)
    at = np.flatnonzero(ink)
    ink.ravel()[at] = _fit(blobs, letter_height(blobs))[blobs.labels.ravel()[at] - 1]
    return ink


def _fit(blobs: Blobs, height: float) -> NDArray[np.bool_]:
    """Which pieces of ink are as large as a letter."""
    size = np.maximum(blobs.height, blobs.width)
    return np.asarray((size > _SMALLEST * height) & (size < TALL * height))


def is_upside_down(found: Survey) -> bool:
    """Whether marks hang under most lines instead of standing over them.

    Lines are counted, not marks: a dotted rule hangs hundreds of dots under a few of them.
    """
    leans = [_lean(found, chain) for chain in found.chains]
    over, under = leans.count(1), leans.count(-1)
    return over + under >= _ENOUGH_LINES and under > _CLEARLY * over


def _lean(found: Survey, chain: Chain) -> int:
    """1 where a line has more marks over it than under it, -1 where fewer, else 0."""
    up = chain.over_base(found.blobs.x[chain.members], found.blobs.y[chain.members])
    return int(np.sign((up > 1).sum() - (up < 0).sum()))


def skew(found: Survey) -> float:
    """Degrees to turn counter-clockwise until the lines are level; long lines count for more."""
    slopes = [(chain.slope, len(chain.members)) for chain in found.chains if chain.slope]
    if not slopes:
        return 0.0
    values, weights = (np.array(column) for column in zip(*sorted(slopes), strict=True))
    middle = np.searchsorted(weights.cumsum(), weights.sum() / 2)
    return float(np.degrees(np.arctan(values[middle])))
