"""A part of a page read again, where a person drew a box: by the reader's own way to words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ocr.cells import read_strips
from ocr.clean import WHITE, Pixels
from ocr.ink import Layer, separate
from ocr.order import reading_order
from ocr.page import Box
from ocr.patches import lines_of
from ocr.read import Reading, Settings, is_print, words_of
from ocr.render import render_pages
from ocr.second import look_again
from ocr.upright import straighten

#: Ink beside the box, in pixels, is read too: a box drawn by hand cuts marks off.
_RIM = 6


def read_box(path: Path, number: int, box: Box, settings: Settings | None = None) -> str:
    """The print in a box of a page, a line a line; "" where there is none.

    The box counts the pixels of `OcrPage`; what lies beside the page is left out. Raises
    UnreadableScan.
    """
    settings = settings or Settings()
    (image,) = render_pages(path, settings.dpi, settings.limits, [number])
    upright, _ = straighten(image.pixels)
    layers = [Layer(layer.ink, _within(layer.pixels, box)) for layer in separate(upright)]
    found = [(layer.ink, strip) for layer in layers for strip in lines_of(layer)]
    strips = [strip for _, strip in found]
    glyphs = look_again(strips, read_strips([strips], settings.model)[0], settings.model)
    readings = [Reading(*line, read) for line, read in zip(found, glyphs, strict=True) if read]
    return "\n".join(_lines(readings))


def _within(layer: Pixels, box: Box) -> Pixels:
    """The layer, white everywhere but in the box."""
    inside = np.s_[
        max(0, box.top - _RIM) : box.bottom + _RIM, max(0, box.left - _RIM) : box.right + _RIM
    ]
    alone = np.full_like(layer, WHITE)
    alone[inside] = layer[inside]
    return alone


def _lines(readings: list[Reading]) -> Iterator[str]:
    """The lines in reading order; those hardly read, only where there is nothing better."""
    kept = [reading for reading in readings if is_print(reading)] or readings
    for number, n in enumerate(reading_order([reading.strip for reading in kept])):
        words = sorted(words_of(kept[n], number), key=lambda word: word.box.left)
        yield " ".join(word.text for word in words)
