"""Shapes of older type that no free typeface has, drawn as strokes over one that is akin to it.

The ๙ of letters before 2010 and some since; the vowels ี ื ็ of metal type, whose stroke rises so high
that it is taken for a tone mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFont

from ocr.training.dice import Dice

Point = tuple[float, float]
Place = tuple[float, float, float, float]
"""Left, top, right, bottom."""

AKIN = ("Norasi", "Kinnari", "FreeSerif", "Trirong", "Taviraj")
"""Typefaces akin to those of older letters."""
OLD_NINES, METAL = 0.6, 0.2
"""The shares of their pages with the old ๙, and with the vowels of metal type."""
LEAST_RISE, MOST_RISE, VOWEL_STROKE = 0.15, 0.42, 0.035
"""How far such a vowel's stroke rises, in letter heights; its width, as a share of the size."""

FLAG = ((0.93, 0.0), (0.86, 0.15), (0.44, 0.18), (0.26, 0.19), (0.2, 0.28), (0.21, 0.42))
ARM = ((0.21, 0.44), (0.5, 0.4), (0.85, 0.38), (0.88, 0.44))
BOWL = (
    *((0.21, 0.42), (0.08, 0.53), (0.03, 0.67), (0.08, 0.82), (0.22, 0.93), (0.43, 0.99)),
    *((0.63, 0.95), (0.78, 0.84), (0.86, 0.68), (0.82, 0.58)),
)
RING = (0.7, 0.64)
OLD_NINE = (FLAG, ARM, BOWL)
"""The old ๙: strokes across the box of ๔, and the middle of a ring."""
BARE_VOWEL = re.compile("([ก-ฮ])([ีื็])(?![่-์])")
"""A letter and over it a vowel without a tone mark, whose stroke rises."""


class Pen(NamedTuple):
    """How a page's old ๙ is drawn, in shares of its height: the width of strokes, the radius of
    the ring, how far points stray, how wide all of it is; each page a little otherwise."""

    width: float
    ring: float
    strays: tuple[float, ...]
    breadth: float

    @classmethod
    def of(cls, rng: Dice) -> Pen:
        strays = tuple(rng.gauss(0, 0.015) for _ in range(2 * len(OLD_NINE)))
        return cls(rng.uniform(0.07, 0.11), rng.uniform(0.08, 0.14), strays, rng.uniform(0.6, 0.8))

    def nine(self, corner: Point, height: float) -> Nine:
        """The ๙ whose upper left corner and height in pixels these are."""
        (x, y), wide = corner, height * self.breadth
        strays = zip(self.strays[::2], self.strays[1::2], strict=True)
        strokes = [
            [(x + (across + dx) * wide, y + (down + dy) * height) for across, down in stroke]
            for stroke, (dx, dy) in zip(OLD_NINE, strays, strict=True)
        ]
        middle = x + RING[0] * wide, y + RING[1] * height
        thick = max(2, round(self.width * height))
        return Nine(strokes, thick, middle, self.ring * height, (x, y, x + wide, y + height))


class Nine(NamedTuple):
    """An old ๙ to be drawn: its strokes and their width in pixels, its ring, its box."""

    strokes: Sequence[Sequence[Point]]
    thick: int
    middle: Point
    radius: float
    place: Place


class OldType(NamedTuple):
    """What a page draws otherwise than its typeface does: its ๙, if `pen` is there, and how far
    the strokes of its vowels rise, in letter heights."""

    pen: Pen | None = None
    rise: float = 0.0

    @classmethod
    def of(cls, typeface: str, rng: Dice) -> OldType:
        """For a page in the typeface of that file name."""
        if not typeface.startswith(AKIN):
            return cls()
        pen = Pen.of(rng) if rng.chance(OLD_NINES) else None
        return cls(pen, rng.uniform(LEAST_RISE, MOST_RISE) if rng.chance(METAL) else 0.0)

    def vowel_strokes(
        self, at: Point, words: str, typeface: ImageFont.FreeTypeFont
    ) -> Sequence[Place]:
        """What rises from the vowels of `words`, set from `at`, the left end of the base line."""
        if not self.rise:
            return ()
        height = -typeface.getbbox("อ", anchor="ls")[1] * self.rise
        thick = max(2, round(typeface.size * VOWEL_STROKE))
        strokes: list[Place] = []
        for vowel in BARE_VOWEL.finditer(words):
            _, top, right, _ = vowel_box(typeface, vowel[1], vowel[2])
            x = at[0] + typeface.getlength(words[: vowel.start()]) + right - thick
            for apart in (0, 3 * thick) if vowel[2] == "ื" else (0,):
                left, upper = x - apart, at[1] + top
                strokes.append((left, upper - height, left + thick, upper + thick))
        return strokes


@cache
def vowel_box(typeface: ImageFont.FreeTypeFont, letter: str, vowel: str) -> Place:
    """Where `vowel` stands over `letter`, from the left end of that letter's base line."""
    both, alone = (Image.new("L", (400, 500)) for _ in range(2))
    for image, text in ((both, letter + vowel), (alone, letter)):
        ImageDraw.Draw(image).text((100, 350), text, fill=255, font=typeface, anchor="ls")
    left, top, right, bottom = ImageChops.difference(both, alone).getbbox() or (100, 350, 100, 350)
    return left - 100, top - 350, right - 100, bottom - 350
