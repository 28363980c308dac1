"""Line images with their text, cut from damaged pages.

Most are cut as a page is cut when it is read, by `ocr.strips`. A tidy crop would teach too little:
the others hold their neighbours' marks, or have lost their own uppermost ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from ocr.strips import Strip, cut_lines
from ocr.training.damage import LEVELS, WEIGHTS, Matrix, moved, scanned
from ocr.training.dice import Dice
from ocr.training.page import Drawn, Face, Pixels, draw_page
from ocr.training.text import Writer

PADDING = 4
"""Pixels that Tesseract adds around a line's box."""
HEIGHT = 48
"""Pixels from top to bottom that the recogniser looks at."""
FOUND = 0.7
"""Share of pages that are cut as they are when read."""
WHOLE = 0.5
"""A strip that ends so many letter heights from its line's end holds not all of it."""


class LineImage(NamedTuple):
    """One line as the recogniser sees it, 48 pixels high, and what it says."""

    pixels: Pixels
    text: str


class Scan(NamedTuple):
    """A drawn page after its scan; `move` is where its points went."""

    pixels: Pixels
    owners: Pixels
    lines: Sequence[Drawn]
    move: Matrix


def line_images(
    seed: int, faces: Sequence[Face], hands: Sequence[Face] = (), level: str | None = None
) -> Iterator[LineImage]:
    """Lines without end, page after page; the same seed gives the same lines."""
    rng, writer = Dice(seed), Writer(seed)
    while True:
        page = draw_page(writer, rng, faces, hands)
        pixels, move = scanned(page.pixels, level or rng.choices(LEVELS, WEIGHTS)[0], rng)
        owners = moved(page.owners, move, cv2.INTER_NEAREST, 0)
        cut = _found if rng.chance(FOUND) else _cropped
        yield from cut(Scan(pixels, owners, page.lines, move), rng)


def _found(scan: Scan, rng: Dice) -> Iterator[LineImage]:
    """The lines that `ocr.strips` finds whole."""
    del rng
    for strip in cut_lines(scan.pixels):
        number = _owner(scan.owners, strip)
        if number and _whole(strip, scan.lines[number - 1], scan.move):
            yield LineImage(fitted(strip.pixels), scan.lines[number - 1].text)


def _owner(owners: Pixels, strip: Strip) -> int:
    """The number of the line that most of the strip's ink belongs to, 0 for none."""
    box = strip.box
    inside = owners[box.top : box.bottom, box.left : box.right]
    counts = np.bincount(inside[inside > 0], minlength=1)
    return int(counts.argmax())


def _whole(strip: Strip, line: Drawn, move: Matrix) -> bool:
    """Whether the strip reaches from one end of the line to the other, and no further."""
    left, _, right, _ = _around(line, move)
    near = WHOLE * line.x_height
    return abs(strip.box.left - left) < near and abs(strip.box.right - right) < near


def _cropped(scan: Scan, rng: Dice) -> Iterator[LineImage]:
    """All lines where they stand, half of them with what is printed around them."""
    for number, line in enumerate(scan.lines, 1):
        box = _box(line, scan.move, rng)
        cut = _cut(scan.pixels, box)
        if cut.size:
            alone = _alone(cut, _cut(scan.owners, box) == number) if rng.chance(0.5) else cut
            yield LineImage(fitted(alone), line.text)


def _box(line: Drawn, move: Matrix, rng: Dice) -> tuple[int, int, int, int]:
    """Where Tesseract would find `line` on the moved page: left, top, right, bottom."""
    left, top, right, bottom = _around(line, move)
    above, below = _slack(rng, line.x_height), _slack(rng, line.x_height)
    above = max(above, rng.uniform(0.5, 1.9) * line.x_height - (line.bottom - line.top))
    aside = rng.choice((0, 0, 3, 8, 20))
    return (
        round(left) - PADDING - aside,
        round(top - above) - PADDING,
        round(right) + PADDING + aside,
        round(bottom + below) + PADDING,
    )


def _around(line: Drawn, move: Matrix) -> tuple[float, float, float, float]:
    """The box of the line's ink after the scan: left, top, right, bottom."""
    corners = [[line.left, line.top], [line.right, line.top]]
    corners += [[line.left, line.bottom], [line.right, line.bottom]]
    points = cv2.perspectiveTransform(np.array([corners], np.float64), move)[0]
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return left, top, right, bottom


def _slack(rng: Dice, x_height: float) -> float:
    """Room above or below the ink: usually a little, one time in ten less than none."""
    return rng.uniform(-0.15, 0) * x_height if rng.chance(0.1) else rng.expovariate(6) * x_height


def _cut(pixels: Pixels, box: tuple[int, int, int, int]) -> Pixels:
    left, top, right, bottom = (max(0, edge) for edge in box)
    return pixels[top:bottom, left:right]


def _alone(pixels: Pixels, own: np.ndarray[Any, np.dtype[np.bool_]]) -> Pixels:
    """The line on white, all that is not near its own ink taken away, as `ocr.lines` cuts it."""
    near = cv2.dilate(own.astype(np.uint8), np.ones((9, 9), np.uint8))
    return np.where(near > 0, pixels, 255).astype(np.uint8)


def fitted(pixels: Pixels) -> Pixels:
    """`pixels` scaled to HEIGHT and sharpened as Leptonica's `pixScale` does for Tesseract."""
    factor = HEIGHT / pixels.shape[0]
    size = (max(1, round(pixels.shape[1] * factor)), HEIGHT)
    small = factor < 0.7  # noqa: PLR2004 - Leptonica's threshold
    way = cv2.INTER_AREA if small else cv2.INTER_LINEAR
    scaled = cv2.resize(pixels, size, interpolation=way)
    share, window = (0.2, 3) if small else (0.4, 5)
    return cv2.addWeighted(scaled, 1 + share, cv2.blur(scaled, (window, window)), -share, 0).astype(
        np.uint8
    )


def save_lines(path: Path, lines: Sequence[LineImage]) -> None:
    """`lines` in one file, the images side by side."""
    pixels = np.hstack([line.pixels for line in lines])
    widths = [line.pixels.shape[1] for line in lines]
    np.savez_compressed(path, pixels=pixels, widths=widths, texts=[line.text for line in lines])


def load_lines(path: Path) -> list[LineImage]:
    """The lines that `save_lines` wrote."""
    with np.load(path) as saved:
        images = np.split(saved["pixels"], np.cumsum(saved["widths"])[:-1], axis=1)
        return [LineImage(*line) for line in zip(images, map(str, saved["texts"]), strict=True)]
