"""Stamps: print in a frame or an ink of its own, which stands askew on the page.

Each is turned level before its lines are cut, and what stands at one height in it is one line: a
label of the rubber, and what the clerk filled in, further off and of another size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.blobs import ink_of
from ocr.clean import WHITE, Pixels, rescale
from ocr.ink import Layer
from ocr.page import Box
from ocr.strips import Strip, cut_lines

Affine = NDArray[Any]

#: Widths and heights of patches, like all lengths here in pixels of the layer at half its size;
#: larger is a table or a picture.
_SMALLEST, _LARGEST = (85, 50), (700, 380)
#: The share of its level box that a frame fills, rounded as its corners may be.
_FILLED = 0.85
#: Gaps in a worn frame up to this many pixels let nothing through; ink so near is one patch.
_GAPS, _NEAR = 5, 23
#: Stamps are turned by up to so many degrees; in print, less than the second is level.
_MOST, _LEVEL = 24.0, 1.0
#: The angle is looked for by steps of so many degrees, on so many points of ink at most.
_STEPS, _POINTS = (1.0, 0.2), 6000
#: Turning must make the rows of ink stand out so many times more than they do.
_CLEARER = 1.1
#: Lines whose baselines differ by less than this share of the lower letter are one.
_ONE_HEIGHT = 0.5
#: Letters lower than the first, in pixels of the layer, are read at the second height, as high as
#: a letter's body.
_SMALL, _READABLE = 26, 30
#: Margin around the ink of a block, and around a frame.
_RIM, _EDGE = 6, 12
#: What a frame's own rules may take of its inside.
_WALL = 6
#: A line has its place where more than this share of it is.
_MOSTLY = 0.5


class Patch(NamedTuple):
    """A stamp's place: its middle and size in pixels of the layer, and how far it is turned.

    `degrees` count clockwise: a line of it falls to the right when they are positive.
    """

    x: float
    y: float
    width: float
    height: float
    degrees: float

    @property
    def doubled(self) -> Patch:
        """The same on a layer twice as large."""
        return Patch(2 * self.x, 2 * self.y, 2 * self.width, 2 * self.height, self.degrees)

    def grown(self, by: float) -> Patch:
        """The same with a margin of so many pixels around it."""
        return self._replace(width=self.width + 2 * by, height=self.height + 2 * by)

    @property
    def corners(self) -> NDArray[Any]:
        return cv2.boxPoints(((self.x, self.y), (self.width, self.height), self.degrees))

    @property
    def box(self) -> Box:
        """The least box on the page that holds it."""
        return _whole(*self.corners.min(axis=0), *self.corners.max(axis=0))

    def turn(self, scale: float = 1) -> Affine:
        """The affine map from the layer to the level patch, `scale` times as large."""
        turn = cv2.getRotationMatrix2D((self.x, self.y), self.degrees, scale)
        turn[0, 2] += scale * self.width / 2 - self.x
        turn[1, 2] += scale * self.height / 2 - self.y
        return turn

    def holds(self, x: float, y: float) -> bool:
        u, v = self.turn() @ (x, y, 1)
        return bool(0 <= u < self.width and 0 <= v < self.height)


def lines_of(layer: Layer) -> list[Strip]:
    """The printed lines of a layer, those of its stamps levelled, in no particular order."""
    lines = list(cut_lines(layer.pixels))
    for patch in find_patches(layer):
        walled = patch.grown(2 * _WALL)
        outside = [line for line in lines if _share_inside(line, walled) <= _MOSTLY]
        level = _level_lines(layer.pixels, patch)
        lines = [*outside, *(line for line in level if not _covered(line, outside))]
    return lines


def _share_inside(strip: Strip, patch: Patch) -> float:
    inside = sum(run.width for run in strip.runs if patch.holds(*run.centre))
    return inside / sum(run.width for run in strip.runs)


def _covered(strip: Strip, others: Sequence[Strip]) -> bool:
    """Whether another line, which runs out of the patch, has most of this one's ink."""
    area = strip.box.width * strip.box.height
    return any(strip.box.overlap(other.box) > _MOSTLY * area for other in others)


def find_patches(layer: Layer) -> list[Patch]:
    """Where stamps stand: turned frames, and in a colour every block of ink."""
    if not (layer.pixels < WHITE).any():
        return []
    ink = ink_of(rescale(layer.pixels, 0.5))
    patches = _framed(ink)
    if layer.ink == "black":
        patches = [patch for patch in patches if abs(patch.degrees) >= _LEVEL]
    else:
        patches += _loose(ink, patches)
    return [patch.doubled for patch in patches]


def _framed(ink: Pixels) -> list[Patch]:
    """The frames, found as paper that ink shuts in, with an even outline."""
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((_GAPS, _GAPS), np.uint8))
    outlines, ranks = cv2.findContours(closed, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return []
    holes = [line for line, rank in zip(outlines, ranks[0], strict=True) if rank[3] >= 0]
    frames = [frame for frame in map(_frame, holes) if frame]
    found: list[Patch] = []
    for frame in sorted(frames, key=lambda frame: -frame.width * frame.height):
        if not any(outer.holds(frame.x, frame.y) for outer in found):
            found.append(frame)
    return found


def _frame(outline: Pixels) -> Patch | None:
    """The patch that an outline shuts in, if it is as even and as large as a stamp."""
    if cv2.contourArea(outline) < _SMALLEST[0] * _SMALLEST[1]:
        return None
    (x, y), (width, height), degrees = cv2.minAreaRect(outline)
    quarters = round(degrees / 90)
    width, height = (height, width) if quarters % 2 else (width, height)
    degrees -= 90 * quarters
    fits = _fits(width, height) and abs(degrees) <= _MOST
    even = cv2.contourArea(outline) > _FILLED * width * height
    return Patch(x, y, width, height, degrees).grown(-_WALL / 2) if fits and even else None


def _fits(width: float, height: float) -> bool:
    return _SMALLEST[0] < width < _LARGEST[0] and _SMALLEST[1] < height < _LARGEST[1]


def _loose(ink: Pixels, frames: Sequence[Patch]) -> Iterator[Patch]:
    """The blocks of ink outside the frames."""
    free = ink.copy()
    for frame in frames:
        cv2.fillConvexPoly(free, frame.grown(_EDGE).corners.astype(np.int32), (0,))
    near = cv2.dilate(free, np.ones((_NEAR, _NEAR), np.uint8))
    count, labels = cv2.connectedComponents(near)
    rows, columns = np.nonzero(free)
    block = labels[rows, columns]
    for n in range(1, count):
        patch = _block(columns[block == n], rows[block == n])
        if patch:
            yield patch


def _block(x: NDArray[Any], y: NDArray[Any]) -> Patch | None:
    """The patch around points of ink."""
    wide, high = np.ptp(x), np.ptp(y)
    if not _SMALLEST[0] < wide < _LARGEST[0] or high > _LARGEST[1]:
        return None
    degrees = _lean(x, y)
    middle = (float(x.mean()), float(y.mean()))
    turn = cv2.getRotationMatrix2D(middle, degrees, 1)
    u, v = turn @ np.stack([x, y, np.ones_like(x)])
    centre = np.array([(u.min() + u.max()) / 2, (v.min() + v.max()) / 2])
    at = np.linalg.inv(turn[:, :2]) @ (centre - turn[:, 2])
    return Patch(at[0], at[1], np.ptp(u) + 2 * _RIM, np.ptp(v) + 2 * _RIM, degrees)


def _lean(x: NDArray[Any], y: NDArray[Any]) -> float:
    """The degrees by which the rows of ink fall to the right: there they stand out most."""
    some = slice(None, None, max(1, x.size // _POINTS))
    x, y = x[some] - x.mean(), y[some] - y.mean()

    def contrast(degrees: float) -> float:
        angle = np.deg2rad(degrees)
        across = np.round(y * np.cos(angle) - x * np.sin(angle)).astype(int)
        return float((np.bincount(across - across.min()) ** 2.0).sum())

    coarse, fine = _STEPS
    best = max(np.arange(-_MOST, _MOST + 1, coarse), key=contrast)
    best = max(np.arange(best - coarse, best + coarse + fine, fine), key=contrast)
    return float(best) if contrast(best) > _CLEARER * contrast(0) else 0.0


def _level_lines(layer: Pixels, patch: Patch) -> list[Strip]:
    """The patch's lines, cut where it is level and large enough, their places told on the layer."""
    lines = _cut_level(layer, patch, 1)
    if not lines:
        return []
    height = median(line.height for line in lines)
    return _cut_level(layer, patch, _READABLE / height) if 0 < height < _SMALL else lines


def _cut_level(layer: Pixels, patch: Patch, scale: float) -> list[Strip]:
    turn = patch.turn(scale)
    level = cv2.warpAffine(
        layer, turn, (round(scale * patch.width), round(scale * patch.height)),
        flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(WHITE,),
    )  # fmt: skip
    back, frame = cv2.invertAffineTransform(turn), patch.box
    return [_put_back(strip, back, frame) for strip in _in_lines(cut_lines(level))]


def _put_back(strip: Strip, back: Affine, frame: Box) -> Strip:
    """The strip with its places told on the layer; its baseline as if the frame stood level."""

    def placed(box: Box) -> Box:
        middle = (box.top + box.bottom) / 2
        left, right = ((back @ (x, middle, 1))[0] for x in (box.left, box.right))
        corners = [back @ (x, y, 1) for x in (box.left, box.right) for y in (box.top, box.bottom)]
        heights = [y for _, y in corners]
        return _whole(left, min(heights), right, max(heights))

    along = float(back[0, 0])
    return strip._replace(
        box=placed(strip.box),
        baseline=frame.top + along * strip.baseline,
        height=along * strip.height,
        runs=tuple(map(placed, strip.runs)),
        frame=frame,
        stretch=along,
    )


def _whole(left: float, top: float, right: float, bottom: float) -> Box:
    """The box in whole pixels, and not empty."""
    x, y = max(0, round(left)), max(0, round(top))
    return Box(x, y, max(x + 1, round(right)), max(y + 1, round(bottom)))


def _in_lines(strips: Sequence[Strip]) -> Iterator[Strip]:
    """The strips, those at one height side by side joined."""
    rows: list[list[Strip]] = []
    for strip in sorted(strips, key=lambda each: -each.height):
        row = next((row for row in rows if all(_at_one_height(s, strip) for s in row)), None)
        if row is None:
            rows.append([strip])
        else:
            row.append(strip)
    return (_joined(row) for row in rows)


def _at_one_height(first: Strip, second: Strip) -> bool:
    apart = abs(first.baseline - second.baseline)
    beside = first.box.right <= second.box.left or second.box.right <= first.box.left
    return beside and apart < _ONE_HEIGHT * max(first.height, second.height)


def _joined(row: Sequence[Strip]) -> Strip:
    """One strip of several at one height, their ink where it stood."""
    if len(row) == 1:
        return row[0]
    row = sorted(row, key=lambda strip: strip.box.left)
    box = Box.around(strip.box for strip in row)
    rim = round(box.left - row[0].column(0))
    high = max(strip.pixels.shape[0] for strip in row)
    pixels = np.full((box.height + high, box.width + 2 * rim), WHITE, np.uint8)
    for strip in row:
        down, right = strip.box.top - box.top, strip.box.left - box.left
        there = pixels[down : down + strip.pixels.shape[0], right : right + strip.pixels.shape[1]]
        np.minimum(there, strip.pixels[:, : there.shape[1]], out=there)
    tallest = max(row, key=lambda strip: strip.height)
    runs = tuple(run for strip in row for run in strip.runs)
    return tallest._replace(pixels=pixels[: box.height + 2 * rim], box=box, runs=runs)
