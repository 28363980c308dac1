"""The printed lines of a layer, each cut out alone, level, and divided at its spaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import cv2
import numpy as np

from ocr.blobs import Blobs, Picked
from ocr.clean import WHITE, Pixels
from ocr.lines import ABOVE, BELOW, TALL, Chain, Survey, survey
from ocr.page import Box

#: White rim of a strip, in pixels.
_RIM = 10
#: A gap this wide, as a share of the letter height, is a printed space.
_SPACE = 0.4
#: A line that rises by fewer pixels from end to end is level.
_LEVEL = 2
#: Gaps in ruled lines up to this many pixels let nothing through; frames are looked for in
#: every fourth row and column.
_GAPS, _COARSE = 9, 4


class Strip(NamedTuple):
    """One printed line, cut out of its layer, level and alone on white.

    `box` is its place in the layer, `runs` the places of its words there, left to right;
    `baseline` is where its letters stand, at its middle, and `height` how high they are. `frame`
    is the inside of the ruled lines around it, if any: a table's cell or a stamp. One column of
    the strip shows `stretch` columns of the layer, not 1 where the strip was turned or enlarged.
    """

    pixels: Pixels
    box: Box
    baseline: float
    height: float
    runs: tuple[Box, ...]
    frame: Box | None = None
    stretch: float = 1.0

    @property
    def foot(self) -> int:
        """The strip's row on which its letters stand, where it was neither turned nor enlarged."""
        return round(self.baseline - self.box.top) + _RIM

    def column(self, x: float) -> float:
        """The layer's column that the strip's column `x` shows."""
        return self.box.left + (x - _RIM) * self.stretch

    def at(self, x: float) -> float:
        """The strip's column that shows the layer's column `x`."""
        return (x - self.box.left) / self.stretch + _RIM


def cut_lines(layer: Pixels) -> tuple[Strip, ...]:
    """The printed lines of a flattened grey layer, in no particular order."""
    # A stamp's layer is white but for the stamp.
    left, top, width, height = cv2.boundingRect((layer < WHITE).astype(np.uint8))
    inked = np.ascontiguousarray(layer[top : top + height, left : left + width])
    if not inked.size:
        return ()
    found = survey(inked)
    rimmed = np.pad(inked, _RIM, constant_values=WHITE)
    strips = (_cut(rimmed, found, chain) for chain in found.chains)
    return tuple(_moved(strip, left, top) for strip in _framed(strips, found.rules))


def _moved(strip: Strip, right: int, down: int) -> Strip:
    """The strip with its place told `right` and `down` by so many pixels."""

    def moved(box: Box) -> Box:
        return Box(box.left + right, box.top + down, box.right + right, box.bottom + down)

    return strip._replace(
        box=moved(strip.box),
        baseline=strip.baseline + down,
        runs=tuple(map(moved, strip.runs)),
        frame=strip.frame and moved(strip.frame),
    )


def _framed(strips: Iterable[Strip], rules: Pixels) -> Iterator[Strip]:
    """The strips with the frames around them, found as paper that ruled lines shut in."""
    walls = cv2.dilate(rules, np.ones((_GAPS, _GAPS), np.uint8))[::_COARSE, ::_COARSE]
    _, labels, stats, _ = cv2.connectedComponentsWithStats(1 - walls, connectivity=4)
    for strip in strips:
        x, y = (int(middle / _COARSE) for middle in strip.box.centre)
        left, top, width, height, _ = map(int, stats[labels[y, x]])
        frame = Box(*(_COARSE * side for side in (left, top, left + width, top + height)))
        shut_in = left > 0 and top > 0 and left + width < walls.shape[1]
        yield strip._replace(frame=frame if shut_in and not walls[y, x] else None)


def _cut(rimmed: Pixels, found: Survey, chain: Chain) -> Strip:
    """The chain's own ink, levelled; everything else of the layer stays out."""
    box = _around(found.blobs, chain.members)
    near = cv2.dilate(np.pad(_own_ink(found, chain, box), _RIM), np.ones((5, 5), np.uint8))
    there = rimmed[box.top : box.bottom + 2 * _RIM, box.left : box.right + 2 * _RIM]
    alone = np.where(near > 0, there, WHITE).astype(np.uint8)
    baseline = chain.baseline((box.left + box.right) / 2)
    runs = _runs(found.blobs, chain)
    return Strip(_levelled(alone, chain.slope), box, baseline, chain.height, runs)


def _around(blobs: Blobs, pieces: Picked) -> Box:
    return Box(
        int(blobs.left[pieces].min()),
        int(blobs.top[pieces].min()),
        int(blobs.right[pieces].max()),
        int(blobs.bottom[pieces].max()),
    )


def _own_ink(found: Survey, chain: Chain, box: Box) -> Pixels:
    """1 where the line's ink is in the box, also what it shares with pieces too high for a line:
    letters may hang on to a seal's ring, a signature or a letter of the next line."""
    own = np.zeros(len(found.blobs.area) + 1, bool)
    own[chain.members + 1] = True
    tall = np.append(False, found.blobs.height > TALL * found.height) & ~own
    labels = found.blobs.labels[box.top : box.bottom, box.left : box.right]
    shared = tall[labels]
    if shared.any():
        x = np.arange(box.left, box.right, dtype=np.float64)[None, :]
        y = np.arange(box.top, box.bottom, dtype=np.float64)[:, None]
        up = chain.over_base(x, y)
        shared &= (up < 1 + ABOVE) & (up > -BELOW)
    return np.asarray(own[labels] | shared, np.uint8)


def _levelled(strip: Pixels, slope: float) -> Pixels:
    """The strip sheared so that its baseline is level; columns stay where they are."""
    height, width = strip.shape
    rise = abs(slope) * width
    if rise < _LEVEL:
        return strip
    shear = np.array([[1, 0, 0], [-slope, 1, max(0.0, slope) * width]])
    size = (width, int(height + rise))
    return cv2.warpAffine(strip, shear, size, borderMode=cv2.BORDER_CONSTANT, borderValue=(WHITE,))


def _runs(blobs: Blobs, chain: Chain) -> tuple[Box, ...]:
    """The boxes of the line's words: pieces with no gap as wide as a space between them."""
    order = chain.members[np.argsort(blobs.left[chain.members])]
    reached = np.maximum.accumulate(blobs.right[order])
    spaces = blobs.left[order][1:] - reached[:-1] > _SPACE * chain.height
    parts = np.split(order, np.flatnonzero(spaces) + 1)
    return tuple(_around(blobs, part) for part in parts)
