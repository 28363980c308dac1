"""Lines that were printed into one another: an address that runs down into the date.

The letters of both grow together, so that they chain as one line. A cut along the feet of the upper
letters parts them again. Lengths are shares of the letter height, as in `ocr.lines`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from ocr.blobs import Blobs, Numbers, Picked
from ocr.clean import Pixels

#: Letters of the upper line that touch nothing of the lower: their feet stand in its body or right
#: on it, where no mark reaches down to, their heads higher than a letter's, and they are letters.
_FEET, _HEAD, _LETTER = (0.55, 1.02), 1.35, 0.6
#: At least two stand so even, and near to one another and to letters that are higher than one is:
#: those have grown together with letters of the lower line.
_FEWEST, _EVEN, _NEAR, _GROWN = 2, 0.12, 1.0, 1.5
#: The cut, in pixels.
_WIDTH = 2


class Cut(NamedTuple):
    """A level cut through ink, in pixels: where it lies, from where to where."""

    y: int
    left: int
    right: int


def parted(ink: Pixels, cuts: Iterable[Cut]) -> Pixels:
    """`ink` with white along the cuts."""
    ink = ink.copy()
    for cut in cuts:
        ink[cut.y : cut.y + _WIDTH, cut.left : cut.right] = 0
    return ink


def cuts_through(
    blobs: Blobs, members: Picked, up: tuple[Numbers, Numbers], height: float
) -> Iterator[Cut]:
    """Where a chain of letters, `height` pixels high, is to be cut apart.

    `up` tells how far over its baseline the feet and the heads of its `members` lie.
    """
    feet, heads = up
    upper = (feet > _FEET[0]) & (feet < _FEET[1]) & (heads > _HEAD) & (heads - feet > _LETTER)
    grown = heads - feet > _GROWN
    for row in _rows(blobs, members[upper | grown], height):
        free = blobs.bottom[np.intersect1d(row, members[upper])]
        if len(free) >= _FEWEST and len(free) < len(row) and np.ptp(free) < _EVEN * height:
            left, right = blobs.left[row].min(), blobs.right[row].max()
            yield Cut(int(np.median(free)) - _WIDTH, int(left), int(right))


def _rows(blobs: Blobs, letters: Picked, height: float) -> list[Picked]:
    """Letters in groups that stand near one another."""
    order = letters[np.argsort(blobs.left[letters])]
    gaps = blobs.left[order][1:] - blobs.right[order][:-1] > _NEAR * height
    return np.split(order, np.flatnonzero(gaps) + 1)
