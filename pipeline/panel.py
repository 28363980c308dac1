"""A column of print beside a drawing: lines, numbered badges, rules and keys, as high as needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PIL import Image, ImageDraw

from pipeline.terminal import harmless
from pipeline.typeface import typeface, wrap

Colour = tuple[int, int, int]
Stroke = Callable[[ImageDraw.ImageDraw, int], None]  # draws, `x` pixels from the drawing's left

_INK: Colour = (28, 32, 38)
_PAPER: Colour = (250, 250, 248)
_EDGE: Colour = (206, 210, 216)
#: From the panel's left: where print, the labels behind badges, and their values begin.
_MARGIN, _LABEL, _VALUE = 48, 126, 400
#: Thai marks over and under a line need this much of the letters' size.
_LEADING = 1.42
_ABOVE_ENTRY = 12


class Style(NamedTuple):
    """How a line is set: its size in pixels, its weight and colour."""

    size: int
    bold: bool = False
    colour: Colour = _INK


class Panel:
    """Print set from the top down; it is measured while it is written and drawn at the end."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._y = _MARGIN
        self._strokes: list[Stroke] = []

    @property
    def height(self) -> int:
        return self._y + _MARGIN

    def write(self, text: str, style: Style, *, left: int = _MARGIN, above: int = 0) -> None:
        """Write `text`, wrapped, from `left` on, `above` pixels under what is there."""
        self._y += above
        face = typeface(style.size, bold=style.bold)
        for line in wrap(harmless(text), face, self.width - left - _MARGIN):
            self._strokes.append(_line((left, self._y), line, style))
            self._y += round(style.size * _LEADING)

    def entry(self, number: int, label: str, colour: Colour) -> None:
        """A numbered badge and its label; what is written `beside` stands to their right."""
        self._y += _ABOVE_ENTRY
        self._strokes.append(_badge((_MARGIN, self._y), str(number), colour))
        self._strokes.append(_line((_LABEL, self._y + 4), label, Style(28, True, colour)))

    def beside(self, text: str, style: Style) -> None:
        """Write `text`, wrapped, to the right of the label."""
        self.write(text, style, left=_VALUE)

    def rule(self) -> None:
        """A thin line over the whole width."""
        self._y += 24
        self._strokes.append(_rule(self._y, self.width))
        self._y += 24

    def key(self, text: str, *, outline: Colour | None = None, fill: Colour | None = None) -> None:
        """A line of the legend: a colour as it is drawn, and what it means."""
        self._strokes.append(_swatch((_MARGIN, self._y + 6), outline, fill))
        self.write(text, Style(28), left=_LABEL)

    def draw_on(self, sheet: Image.Image, x: int) -> None:
        """Draw the panel on `sheet` from `x` on, over its whole height."""
        pen = ImageDraw.Draw(sheet)
        pen.rectangle((x, 0, x + self.width, sheet.height), fill=_PAPER)
        pen.line((x, 0, x, sheet.height), fill=_EDGE, width=3)
        for stroke in self._strokes:
            stroke(pen, x)


def _line(at: tuple[int, int], text: str, style: Style) -> Stroke:
    def stroke(pen: ImageDraw.ImageDraw, x: int) -> None:
        face = typeface(style.size, bold=style.bold)
        pen.text((x + at[0], at[1]), text, style.colour, face, language="th")

    return stroke


def _badge(at: tuple[int, int], text: str, colour: Colour) -> Stroke:
    def stroke(pen: ImageDraw.ImageDraw, x: int) -> None:
        left, top = x + at[0], at[1]
        pen.rounded_rectangle((left, top, left + 62, top + 46), radius=10, fill=colour)
        face = typeface(32, bold=True)
        pen.text((left + 31, top + 23), text, (255, 255, 255), face, "mm", language="th")

    return stroke


def _rule(y: int, width: int) -> Stroke:
    def stroke(pen: ImageDraw.ImageDraw, x: int) -> None:
        pen.line((x + _MARGIN, y, x + width - _MARGIN, y), fill=_EDGE, width=3)

    return stroke


def _swatch(at: tuple[int, int], outline: Colour | None, fill: Colour | None) -> Stroke:
    def stroke(pen: ImageDraw.ImageDraw, x: int) -> None:
        left, top = x + at[0], at[1]
        place = (left, top, left + 58, top + 30)
        pen.rounded_rectangle(place, radius=6, outline=outline, fill=fill, width=5)

    return stroke
