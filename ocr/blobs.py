"""The ink of a layer, and the connected pieces that it falls into.

Sizes are in pixels of a page at 300 dots per inch unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.clean import WHITE, Pixels, rescale

Numbers = NDArray[np.float64]
Picked = NDArray[np.intp]

#: Ink is darker than this, on paper that `clean.flatten` has made white ...
_PALE = 228
#: ... and darker than this share of the way from the darkest point nearby to white: one threshold
#: for all would grow bold letters together, or lose pale stamps.
_EDGE = 0.55
#: Sharpening before that, in pixels and strength: blurred letters part, broken ones stay whole.
_SHARPEN = (3, 2.0)
#: A ruled line is at least this long and at most that thick; its runs of ink, bent or broken as
#: it may be, are longer than a letter's strokes.
_RULED, _RULE_THICK, _RULE_RUN = 130, 24, 46
#: The body of a letter is between these heights, and at most so many times as wide.
_LOWEST, _HIGHEST, _WIDEST = 8, 120, 4


@dataclass(frozen=True, slots=True)
class Blobs:
    """The connected pieces of ink of a layer: one element of each array for one piece.

    `x` and `y` are the middles of their boxes. `labels` holds for each pixel the index of its
    piece, plus 1; 0 is paper.
    """

    labels: NDArray[Any]
    left: Numbers
    top: Numbers
    right: Numbers
    bottom: Numbers
    width: Numbers
    height: Numbers
    x: Numbers
    y: Numbers
    area: Numbers

    @classmethod
    def of(cls, ink: Pixels) -> Blobs:
        labels, stats = pieces_of(ink)
        left, top, width, height, area = stats[1:].T.astype(np.float64)
        right, bottom = left + width, top + height
        middle = (left + right) / 2, (top + bottom) / 2
        return cls(labels, left, top, right, bottom, width, height, *middle, area)


def pieces_of(ink: Pixels) -> tuple[NDArray[Any], NDArray[Any]]:
    """For each pixel the number of its connected piece, and each piece's left, top, width, height
    and area; 0 is where there is no ink."""
    # Twice as fast as the algorithm that OpenCV takes by itself.
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        ink, 8, cv2.CV_32S, cv2.CCL_BBDT
    )
    return labels, stats


def ink_of(layer: Pixels) -> Pixels:
    """The ink of a flattened layer: 1 where it is, print with close edges, pale stamps whole."""
    radius, strength = _SHARPEN
    half = cv2.GaussianBlur(rescale(layer, 0.5), (0, 0), radius / 2)
    blurred = cv2.resize(half, layer.shape[::-1], interpolation=cv2.INTER_LINEAR)
    sharp = cv2.addWeighted(layer, 1 + strength, blurred, -strength, 0)
    darkest = cv2.erode(sharp, np.ones((15, 15), np.uint8))
    shades = np.arange(WHITE + 1)
    edges = np.minimum(shades + _EDGE * (WHITE - shades), _PALE).astype(np.uint8)
    return np.asarray(sharp < cv2.LUT(darkest, edges)).view(np.uint8)


def rulings(ink: Pixels) -> Pixels:
    """The ruled lines among the ink, with a thin rim: table borders, stamp frames, underlines."""
    half = rescale(ink, 0.5)
    level, upright = (_ruled(half, side) for side in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    found = cv2.bitwise_or(level, upright)
    return cv2.resize(found, ink.shape[::-1], interpolation=cv2.INTER_NEAREST)


def _ruled(half: Pixels, long_side: int) -> Pixels:
    """The rules of ink at half its size that are long that way: level ones, or upright ones."""
    run, rim = (1, _RULE_RUN // 2), (3, 5)
    if long_side == cv2.CC_STAT_HEIGHT:
        run, rim = run[::-1], rim[::-1]
    runs = cv2.morphologyEx(half, cv2.MORPH_OPEN, np.ones(run, np.uint8))
    found = np.zeros_like(half)
    if not runs.any():
        return found
    labels, stats = pieces_of(cv2.dilate(runs, np.ones(rim)))
    length = stats[:, long_side]
    thick = stats[:, cv2.CC_STAT_AREA] / np.maximum(length, 1)
    ruled = (length > _RULED / 2) & (thick < _RULE_THICK / 2)
    for n in np.flatnonzero(ruled[1:]) + 1:
        left, top, width, height = stats[n, : cv2.CC_STAT_AREA]
        place = np.s_[top : top + height, left : left + width]
        found[place] |= labels[place] == n
    return found


def letter_height(blobs: Blobs) -> float:
    """The commonest height among the pieces of ink, 0 without any; the larger count for more.

    That is the body of ก, without the marks above and below.
    """
    fit = (blobs.height >= _LOWEST) & (blobs.height < _HIGHEST)
    fit &= blobs.width < _WIDEST * blobs.height
    if not fit.any():
        return 0.0
    counts = np.bincount(blobs.height[fit].astype(int), weights=np.sqrt(blobs.area[fit]))
    return float(np.convolve(counts, np.ones(5), "same").argmax())
