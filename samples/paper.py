"""A sheet of A4 and type on it: Thai shaped by raqm, broken into lines between words.

Positions are millimetres from the top left corner. Drawn at 300 dpi. Sizes are points of TH
Sarabun, in which offices must write (16 for the body); other typefaces are drawn smaller to match.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")
from pythainlp import word_tokenize  # reads the setting above on import

DPI = 300
FONTS = Path("/usr/share/fonts/truetype/tlwg")
LEFT, RIGHT, FOOT = 30.0, 190.0, 272.0
PITCH = 7.0
BLACK = (24, 24, 26)
MATCHED = {"Laksaman": 0.77, "Norasi": 0.78, "Kinnari": 0.74}
"""How much smaller a typeface is set, so that its letters are as wide as TH Sarabun's."""
WIDEST_SPACE = 3.0
"""A line is justified only while its spaces grow to no more than this many times their width."""

# A line may break where a Thai letter meets a Thai letter; never before ๆ, a mark or a digit.
_BREAKABLE = re.compile(r"[ก-ฮะาำ-ๅ์-๎]\Z")
_OPENING = re.compile(r"[ก-ฮเ-ไ]")


def pixels(millimetres: float) -> int:
    return round(millimetres * DPI / 25.4)


@cache
def font(face: str, points: float) -> ImageFont.FreeTypeFont:
    """The typeface by its Debian file name (fonts-thai-tlwg)."""
    size = set_size(face, points) * DPI / 72
    return ImageFont.truetype(str(FONTS / f"{face}.ttf"), size, layout_engine=ImageFont.Layout.RAQM)


def set_size(face: str, points: float) -> float:
    """The size in true points at which `face` stands for TH Sarabun of `points`."""
    return points * MATCHED.get(face.partition("-")[0], 1)


def width(text: str, face: str, points: float) -> float:
    """Millimetres that `text` takes up."""
    return font(face, points).getlength(text, language="th") * 25.4 / DPI


@cache
def pieces(text: str) -> tuple[str, ...]:
    """`text` cut where a line may end: after a space, and between two Thai words."""
    cut = [""]
    for token in word_tokenize(text, engine="newmm", keep_whitespace=True):
        between_words = _BREAKABLE.search(cut[-1]) and _OPENING.match(token)
        if not token.isspace() and (cut[-1].endswith(" ") or between_words):
            cut.append(token)
        else:
            cut[-1] += token
    return tuple(cut)


def break_lines(text: str, first: float, rest: float, face: str, points: float) -> list[str]:
    """`text` as lines no wider than `first` (line one) and `rest` (the others) millimetres."""
    lines = [""]
    for piece in pieces(text):
        room = first if len(lines) == 1 else rest
        if lines[-1] and width((lines[-1] + piece).rstrip(), face, points) > room:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


class Run(NamedTuple):
    """A stretch of type: top left corner in mm, typeface, size, colour."""

    text: str
    x: float
    y: float
    face: str
    points: float
    colour: tuple[int, int, int]


@dataclass
class Sheet:
    """One page being drawn. `y` is the top of the next line; `blocks` is the print, for truth.

    Type is kept as `runs` apart from the picture (emblem, rules, stamps, pens), so that a page can
    become a scan (`printed`) or a document with a text layer.
    """

    face: str
    y: float = 30.0
    blocks: list[str] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    picture: Image.Image = field(
        default_factory=lambda: Image.new("RGB", (pixels(210), pixels(297)), "white")
    )

    @property
    def draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.picture)

    def printed(self) -> Image.Image:
        """The picture with its type on it."""
        page = self.picture.copy()
        draw = ImageDraw.Draw(page)
        for run in self.runs:
            corner = pixels(run.x), pixels(run.y)
            draw.text(corner, run.text, run.colour, font(run.face, run.points), language="th")
        return page

    def put(
        self, text: str, x: float, y: float, *, points: float = 16, centred: bool = False,
        bold: bool = False, colour: tuple[int, int, int] = BLACK,
    ) -> None:  # fmt: skip
        """Sets one line of type without counting it as a block."""
        face = f"{self.face}-Bold" if bold else self.face
        if centred:
            x -= width(text, face, points) / 2
        self.runs.append(Run(text, x, y, face, points, colour))

    def line(self, text: str, x: float, *, centred: bool = False, bold: bool = False) -> None:
        """One printed block on a line of its own; moves on to the next line."""
        self.put(text, x, self.y, centred=centred, bold=bold)
        self.blocks.append(text)
        self.y += PITCH

    def label(self, text: str, x: float = LEFT) -> None:
        """A field's name; its value follows on the same line."""
        self.put(text, x, self.y)
        self.blocks.append(text)

    def flow(self, text: str, left: float = LEFT, right: float = RIGHT, indent: float = 0) -> None:
        """A paragraph as one block, broken into lines and justified the way Thai is: in spaces."""
        self.blocks.append(text)
        first, rest = right - left - indent, right - left
        lines = break_lines(text, first, rest, self.face, 16)
        for number, line in enumerate(lines):
            start = left + (0 if number else indent)
            self._spread(line, start, right, justify=number + 1 < len(lines))
            self.y += PITCH

    def _spread(self, line: str, left: float, right: float, *, justify: bool) -> None:
        words = line.split(" ")
        natural = width(line, self.face, 16)
        gap = width(" ", self.face, 16)
        extra = (right - left - natural) / (len(words) - 1) if len(words) > 1 else 0
        if not justify or not 0 <= extra <= gap * (WIDEST_SPACE - 1):
            extra = 0
        for word in words:
            self.put(word, left, self.y)
            left += width(word, self.face, 16) + gap + extra
