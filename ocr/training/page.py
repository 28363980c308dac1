"""Pages of invented lines as a printer lays them out: fonts, sizes, spacing, rules.

A page is a float image (0 black, 255 paper) at 300 dpi with the place of every line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ocr.training.dice import Dice
from ocr.training.text import Writer

Pixels = NDArray[np.uint8]
Place = tuple[float, float, float, float]
"""Left, top, right, bottom."""

DPI = 300
WIDTH = 2000
MARGIN = 60
OLD_STYLE, OLD_NINES = ("Norasi", "Kinnari", "FreeSerif"), 0.6
"""Faces akin to those of older letters, and the share of their pages with the ๙ of those."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font file, and how large it is drawn beside TH Sarabun to look the same (scale)."""

    path: Path
    scale: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """One printed line: what it says, the box of its ink, the height of its plain letters."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    x_height: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page as printed, before any scanner saw it; `owners` holds each line's number plus 1."""

    pixels: Pixels
    owners: Pixels
    lines: tuple[Drawn, ...]


@cache
def font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    """A font at a size in pixels; raqm places Thai marks."""
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.RAQM)


def faces(folder: Path, leave_out: Sequence[str] = ()) -> list[Face]:
    """The fonts under `folder` whose names begin with none of `leave_out`, in name order."""
    paths = sorted(p for p in folder.rglob("*.[to]tf") if not p.name.startswith(tuple(leave_out)))
    return [Face(path, _scale(path)) for path in paths]


def _scale(path: Path) -> float:
    """Drawn at 200 pixels, the plain letters of TH Sarabun are 81 high."""
    _, top, _, bottom = font(path, 200).getbbox("อ", anchor="ls")
    return 81 / (bottom - top)


def draw_page(writer: Writer, rng: Dice, font_faces: Sequence[Face]) -> Page:
    """A page of twelve to twenty-two lines in one face, as tightly set as letters are."""
    face = rng.choice(font_faces)
    points = rng.choice((15, 16, 16, 16, 16, 17, 18, 20, 14, 13, 24))
    size = round(points / 72 * DPI * face.scale * rng.uniform(0.92, 1.1))
    leading = round(points / 72 * DPI * rng.uniform(1.05, 1.6))
    count = rng.randint(12, 22)
    image = Image.new("L", (WIDTH, leading * (count + 2)), 255)
    owners = Image.new("L", image.size, 0)
    old_nines = face.path.name.startswith(OLD_STYLE) and rng.chance(OLD_NINES)
    sheet = Sheet(ImageDraw.Draw(image), ImageDraw.Draw(owners), old_nines)
    typeface = font(face.path, size)
    lines = []
    for row in range(count):
        sheet.number = row + 1
        lines.append(_draw_line(sheet, writer, rng, typeface, leading * (row + 2)))
    return Page(np.asarray(image), np.asarray(owners), tuple(lines))


OLD_NINE = (
    *((1.0, -0.68), (0.97, -0.5), (0.85, -0.36), (0.5, -0.38), (0.2, -0.32), (0.12, -0.15)),
    *((0.25, 0.0), (0.5, 0.07), (0.85, 0.05), (0.5, 0.07), (0.25, 0.05), (0.06, 0.3)),
    *((0.02, 0.6), (0.15, 0.9), (0.45, 1.0), (0.75, 0.92), (0.86, 0.65), (0.8, 0.45), (0.65, 0.5)),
)
"""The ๙ of older typefaces, a bowl with a flag over it, as a stroke across the box of ๐.

No free typeface has it, and many letters before 2010 have no other.
"""


@dataclass
class Sheet:
    """Where a page is drawn: its print, and beside it which line each point belongs to."""

    print: ImageDraw.ImageDraw
    owners: ImageDraw.ImageDraw
    old_nines: bool
    number: int = 0

    def text(self, at: tuple[float, float], words: str, typeface: ImageFont.FreeTypeFont) -> Place:
        """Draws `words` from `at`, the left end of the base line; returns the box of their ink."""
        if not (self.old_nines and "๙" in words):
            self.print.text(at, words, fill=0, font=typeface, anchor="ls")
            self.owners.text(at, words, fill=self.number, font=typeface, anchor="ls")
            return self.print.textbbox(at, words, font=typeface, anchor="ls")
        before, _, after = words.partition("๙")
        first = self.text(at, before, typeface)
        x = at[0] + typeface.getlength(before)
        nine = self._old_nine((x, at[1]), typeface)
        rest = self.text((x + typeface.getlength("๐") * 1.05, at[1]), after, typeface)
        return _around([first, nine, rest])

    def _old_nine(self, at: tuple[float, float], typeface: ImageFont.FreeTypeFont) -> Place:
        left, top, right, bottom = typeface.getbbox("๐", anchor="ls")
        wide, high = (right - left) * 0.9, bottom - top
        points = [(at[0] + left + x * wide, at[1] + top + y * high) for x, y in OLD_NINE]
        for sheet, fill in ((self.print, 0), (self.owners, self.number)):
            sheet.line(points, fill=fill, width=max(2, round(high * 0.16)), joint="curve")
        return at[0] + left, at[1] + top - high * 0.7, at[0] + left + wide, at[1] + bottom


def _around(places: Sequence[Place]) -> Place:
    """The box around boxes."""
    lefts, tops, rights, bottoms = zip(*places, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _draw_line(
    sheet: Sheet,
    writer: Writer,
    rng: Dice,
    typeface: ImageFont.FreeTypeFont,
    baseline: int,
) -> Drawn:
    room = WIDTH - 2 * MARGIN
    text = writer.line()
    while typeface.getlength(text) > room:
        text = text[: len(text) * 3 // 4].rstrip()
    spare = room - typeface.getlength(text)
    left = MARGIN + (rng.uniform(0, spare) if rng.chance(0.4) else rng.uniform(0, spare / 4))
    stretch = _stretch(rng, text, room - left + MARGIN - typeface.getlength(text))
    box = _draw_words(sheet, typeface, text, (left, baseline), stretch)
    _, top, _, bottom = typeface.getbbox("อ", anchor="ls")
    _rule(sheet.print, rng, box, baseline + (bottom - top) * 0.35)
    return Drawn(text, *box, bottom - top)


def _stretch(rng: Dice, text: str, spare: float) -> float:
    """Pixels added to every space: none, or what justifies the line where it has the spaces."""
    gaps = text.count(" ")
    if not gaps or rng.chance(0.6):
        return 0
    return min(spare / gaps, rng.choice((20, 60, 200)))


def _draw_words(
    sheet: Sheet,
    typeface: ImageFont.FreeTypeFont,
    text: str,
    start: tuple[float, float],
    stretch: float,
) -> Place:
    """Draws `text` from `start` (left end of the base line); returns the box of its ink."""
    x, baseline = start
    boxes = []
    for piece in [text] if not stretch else text.split(" "):
        boxes.append(sheet.text((x, baseline), piece, typeface))
        x += typeface.getlength(piece + " ") + stretch
    return _around(boxes)


def _rule(
    sheet: ImageDraw.ImageDraw,
    rng: Dice,
    box: Place,
    y: float,
) -> None:
    """Now and then an underline, or the dotted rule of a form."""
    if rng.chance(0.04):
        sheet.line((box[0], y, box[2], y), fill=0, width=rng.choice((2, 3, 4)))
    elif rng.chance(0.04):
        gap = rng.choice((8, 10, 14))
        for x in range(int(box[0]), int(box[2]), gap):
            sheet.ellipse((x, y, x + 3, y + 3), fill=rng.choice((0, 60)))
