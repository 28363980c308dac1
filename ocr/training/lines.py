"""Line images with their text, cut from damaged pages as Tesseract cuts them.

A tidy crop would teach too little: here a line's neighbours leave their marks in it, and its own
uppermost marks are sometimes lost, as happens when a page is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from ocr.training.damage import LEVELS, WEIGHTS, Matrix, moved, scanned
from ocr.training.dice import Dice
from ocr.training.page import Drawn, Face, Pixels, draw_page
from ocr.training.text import Writer

PADDING = 4
"""Pixels that Tesseract adds around a line's box."""
HEIGHT = 48
"""Pixels from top to bottom that the recogniser looks at."""


class LineImage(NamedTuple):
    """One line as the recogniser sees it, 48 pixels high, and what it says."""

    pixels: Pixels
    text: str


def line_images(seed: int, faces: Sequence[Face], level: str | None = None) -> Iterator[LineImage]:
    """Lines without end, page after page; the same seed gives the same lines."""
    rng, writer = Dice(seed), Writer(seed)
    while True:
        page = draw_page(writer, rng, faces)
        kind = level or rng.choices(LEVELS, WEIGHTS)[0]
        pixels, move = scanned(page.pixels, kind, rng)
        owners = moved(page.owners, move, cv2.INTER_NEAREST, 0)
        for number, line in enumerate(page.lines, 1):
            box = _box(line, move, rng)
            cut = _cut(pixels, box)
            if cut.size:
                alone = _alone(cut, _cut(owners, box) == number) if rng.chance(0.6) else cut
                yield LineImage(fitted(alone), line.text)


def _box(line: Drawn, move: Matrix, rng: Dice) -> tuple[int, int, int, int]:
    """Where Tesseract would find `line` on the moved page: left, top, right, bottom."""
    corners = [[line.left, line.top], [line.right, line.top]]
    corners += [[line.left, line.bottom], [line.right, line.bottom]]
    points = cv2.perspectiveTransform(np.array([corners], np.float64), move)[0]
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    above, below = _slack(rng, line.x_height), _slack(rng, line.x_height)
    above = max(above, rng.uniform(0.5, 1.9) * line.x_height - (line.bottom - line.top))
    aside = rng.choice((0, 0, 3, 8, 20))
    return (
        round(left) - PADDING - aside,
        round(top - above) - PADDING,
        round(right) + PADDING + aside,
        round(bottom + below) + PADDING,
    )


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
