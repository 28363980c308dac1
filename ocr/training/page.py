"""Pages of invented lines as a printer lays them out: fonts, sizes, spacing, rules.

A page is a float image (0 black, 255 paper) at 300 dpi with the place of every line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ocr.training.dice import Dice
from ocr.training.oldtype import OldType, Pen, Place, Point
from ocr.training.text import Writer

Pixels = NDArray[np.uint8]

DPI = 300
WIDTH = 2000
MARGIN = 60
FILLED, PALEST = 0.35, 110
"""Share of pages that are filled in, like a receive stamp: labels in print, values by hand, half of
them in paler ink."""


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


def draw_page(
    writer: Writer, rng: Dice, font_faces: Sequence[Face], hands: Sequence[Face] = ()
) -> Page:
    """A page of twelve to twenty-two lines in one face, as tightly set as letters are; now and
    then what is filled in stands in one of `hands`."""
    face = rng.choice(font_faces)
    points = rng.choice((15, 16, 16, 16, 16, 17, 18, 20, 14, 13, 24))
    size = round(points / 72 * DPI * face.scale * rng.uniform(0.92, 1.1))
    leading = round(points / 72 * DPI * rng.uniform(1.05, 1.6))
    count = rng.randint(12, 22)
    image = Image.new("L", (WIDTH, leading * (count + 2)), 255)
    owners = Image.new("L", image.size, 0)
    hand = _hand(rng, hands, size / face.scale) if hands and rng.chance(FILLED) else None
    typefaces = Typefaces(font(face.path, size), hand, rng.choice((0, rng.randint(0, PALEST))))
    old = OldType.of(face.path.name, rng)
    sheet = Sheet(ImageDraw.Draw(image), ImageDraw.Draw(owners), typefaces, old)
    lines = []
    for row in range(count):
        sheet.number = row + 1
        lines.append(_draw_line(sheet, writer, rng, leading * (row + 2)))
    return Page(np.asarray(image), np.asarray(owners), tuple(lines))


class Typefaces(NamedTuple):
    """What a line is set in: all of it in `print`, or what follows its first word in `hand`, whose
    ink is so grey (0 is black)."""

    print: ImageFont.FreeTypeFont
    hand: ImageFont.FreeTypeFont | None
    ink: int

    def of(self, word: int) -> ImageFont.FreeTypeFont:
        return self.hand if self.hand and word else self.print

    def length(self, text: str) -> float:
        """Pixels that `text` takes up."""
        if not self.hand:
            return self.print.getlength(text)
        return sum(self.of(n).getlength(word + " ") for n, word in enumerate(text.split(" ")))


def _hand(rng: Dice, hands: Sequence[Face], size: float) -> ImageFont.FreeTypeFont:
    """One of `hands`, rather smaller than the print beside it."""
    face = rng.choice(hands)
    return font(face.path, round(size * face.scale * rng.uniform(0.6, 1.05)))


@dataclass
class Sheet:
    """Where a page is drawn: its print, and beside it which line each point belongs to."""

    print: ImageDraw.ImageDraw
    owners: ImageDraw.ImageDraw
    typefaces: Typefaces
    old: OldType
    number: int = 0

    def text(self, at: Point, words: str, typeface: ImageFont.FreeTypeFont) -> Place:
        """Draws `words` from `at`, the left end of the base line; returns the box of their ink."""
        pen = self.old.pen
        if typeface is self.typefaces.hand or pen is None or "๙" not in words:
            return self._typed(at, words, typeface)
        before, _, after = words.partition("๙")
        first = self.text(at, before, typeface)
        x = at[0] + typeface.getlength(before)
        nine = self._nine((x, at[1]), typeface, pen)
        rest = self.text((nine[2] + typeface.getlength("๐") * 0.2, at[1]), after, typeface)
        return _around([first, nine, rest])

    def _typed(self, at: Point, words: str, typeface: ImageFont.FreeTypeFont) -> Place:
        by_hand = typeface is self.typefaces.hand
        ink = self.typefaces.ink if by_hand else 0
        self.print.text(at, words, fill=ink, font=typeface, anchor="ls")
        self.owners.text(at, words, fill=self.number, font=typeface, anchor="ls")
        strokes = [] if by_hand else self.old.vowel_strokes(at, words, typeface)
        for stroke in strokes:
            self.print.rectangle(stroke, fill=0)
            self.owners.rectangle(stroke, fill=self.number)
        return _around([self.print.textbbox(at, words, font=typeface, anchor="ls"), *strokes])

    def _nine(self, at: Point, typeface: ImageFont.FreeTypeFont, pen: Pen) -> Place:
        left, top, _, bottom = typeface.getbbox("๔", anchor="ls")
        nine = pen.nine((at[0] + left, at[1] + top), bottom - top)
        for sheet, fill in ((self.print, 0), (self.owners, self.number)):
            for stroke in nine.strokes:
                sheet.line(stroke, fill=fill, width=nine.thick, joint="curve")
            sheet.circle(nine.middle, nine.radius, outline=fill, width=max(2, nine.thick * 2 // 3))
        return nine.place


def _around(places: Sequence[Place]) -> Place:
    """The box around boxes."""
    lefts, tops, rights, bottoms = zip(*places, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _draw_line(sheet: Sheet, writer: Writer, rng: Dice, baseline: int) -> Drawn:
    room, typefaces = WIDTH - 2 * MARGIN, sheet.typefaces
    text = writer.filled() if typefaces.hand else writer.line()
    while typefaces.length(text) > room:
        text = text[: len(text) * 3 // 4].rstrip()
    spare = room - typefaces.length(text)
    left = MARGIN + (rng.uniform(0, spare) if rng.chance(0.4) else rng.uniform(0, spare / 4))
    stretch = _stretch(rng, text, room - left + MARGIN - typefaces.length(text))
    box = _draw_words(sheet, text, (left, baseline), stretch)
    _, top, _, bottom = typefaces.print.getbbox("อ", anchor="ls")
    _rule(sheet.print, rng, box, baseline + (bottom - top) * 0.35)
    return Drawn(text, *box, bottom - top)


def _stretch(rng: Dice, text: str, spare: float) -> float:
    """Pixels added to every space: none, or what justifies the line where it has the spaces."""
    gaps = text.count(" ")
    if not gaps or rng.chance(0.6):
        return 0
    return min(spare / gaps, rng.choice((20, 60, 200)))


def _draw_words(sheet: Sheet, text: str, start: Point, stretch: float) -> Place:
    """Draws `text` from `start` (left end of the base line); returns the box of its ink."""
    x, baseline = start
    boxes, typefaces = [], sheet.typefaces
    in_parts = stretch or typefaces.hand
    for number, piece in enumerate(text.split(" ") if in_parts else [text]):
        typeface = typefaces.of(number)
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
