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

from samples.letters import Style, thai_to_arabic

DPI = 300
FONTS = Path("/usr/share/fonts/truetype/tlwg")
FOOT = 272.0
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
    """The typeface by its Debian file name (fonts-thai-tlwg), or by its path without ".ttf"."""
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

    style: Style
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

    def width(self, text: str, points: float = 16, *, bold: bool = False) -> float:
        """Millimetres that `text` takes up on this sheet."""
        return width(self._numerals(text), self._cut(bold), points * self.style.size)

    def _cut(self, bold: bool) -> str:
        """The file of the typeface; few typefaces outside Debian's come in bold."""
        heavy = f"{self.style.face}-Bold"
        return heavy if bold and (FONTS / f"{heavy}.ttf").exists() else self.style.face

    def _numerals(self, text: str) -> str:
        return thai_to_arabic(text) if self.style.arabic else text

    def say(self, text: str) -> None:
        """Counts `text` as a printed block."""
        self.blocks.append(self._numerals(text))

    def put(
        self, text: str, x: float, y: float, *, points: float = 16, centred: bool = False,
        bold: bool = False, colour: tuple[int, int, int] = BLACK,
    ) -> None:  # fmt: skip
        """Sets one line of type without counting it as a block."""
        if centred:
            x -= self.width(text, points, bold=bold) / 2
        size = points * self.style.size
        self.runs.append(Run(self._numerals(text), x, y, self._cut(bold), size, colour))

    def line(self, text: str, x: float, *, centred: bool = False, bold: bool = False) -> None:
        """One printed block on a line of its own; moves on to the next line."""
        self.put(text, x, self.y, centred=centred, bold=bold)
        self.say(text)
        self.y += self.style.pitch

    def label(self, text: str) -> None:
        """A field's name; its value follows on the same line."""
        self.put(text, self.style.left, self.y)
        self.say(text)

    def lines(self, text: str, left: float, indent: float = 0) -> list[str]:
        """`text` broken into the lines that it takes up from `left` to the right margin."""
        rest = self.style.right - left
        points = 16 * self.style.size
        return break_lines(self._numerals(text), rest - indent, rest, self.style.face, points)

    def flow(self, text: str, left: float | None = None, indent: float = 0) -> None:
        """A paragraph as one block, broken into lines and justified the way Thai is: in spaces."""
        self.say(text)
        left = self.style.left if left is None else left
        lines = self.lines(text, left, indent)
        for number, line in enumerate(lines):
            start = left + (0 if number else indent)
            self._spread(line, start, justify=number + 1 < len(lines))
            self.y += self.style.pitch

    def _spread(self, line: str, left: float, *, justify: bool) -> None:
        words, right = line.split(" "), self.style.right
        natural = self.width(line)
        gap = self.width(" ")
        extra = (right - left - natural) / (len(words) - 1) if len(words) > 1 else 0
        if not justify or not 0 <= extra <= gap * (WIDEST_SPACE - 1):
            extra = 0
        for word in words:
            self.put(word, left, self.y)
            left += self.width(word) + gap + extra
