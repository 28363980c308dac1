"""A page with all that was read on it: zones, words, values and stamps drawn on the page itself, in
its own pixels, and beside it a panel that says what each of them is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from PIL import Image, ImageDraw

from extract.checks import LOW
from extract.doubts import REASONS
from ocr.page import Box, Word
from pipeline.panel import Panel, Style
from pipeline.typeface import typeface

Colour = tuple[int, int, int]

WHITE = (255, 255, 255)
SURE: Colour = (16, 122, 72)
DOUBTFUL: Colour = (208, 72, 16)
STAMP: Colour = (112, 58, 178)
WORD: Colour = (150, 176, 204)
WEAK: Colour = (255, 206, 84)
RIVAL: Colour = (196, 20, 112)
BANDS: tuple[Colour, ...] = ((58, 120, 196), (32, 150, 150), (120, 110, 190), (110, 140, 60))

#: How much of the page's print is bleached, so that what is drawn on it stands out.
_BLEACH = 0.35
_BAND_STRENGTH, _WEAK_STRENGTH = 22, 110  # of 255
_PANEL_WIDTH = 1400
_TAG_SIZE, _BAND_SIZE, _RIVAL_SIZE = 28, 30, 26
#: To hide another tag is so many times as bad as to hide print.
_TAG_WEIGHT = 4


class Zone(NamedTuple):
    """A part of the page, by its Thai name."""

    name: str
    box: Box


@dataclass(frozen=True, slots=True)
class Value:
    """A value that was read: the field's Thai name, and why it is doubtful, if it is."""

    label: str
    value: str
    raw: str
    box: Box
    rule: str
    confidence: float
    reasons: tuple[str, ...]  # keys of `extract.doubts`

    @property
    def colour(self) -> Colour:
        return DOUBTFUL if self.reasons else SURE


class Remark(NamedTuple):
    """A doubt about what was not read: the field's Thai name, and a key of `extract.doubts`."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Findings:
    """All that is drawn on one page; `heading` and `role` are lines of the panel."""

    heading: tuple[str, ...]
    role: tuple[str, ...]
    zones: tuple[Zone, ...]
    words: tuple[Word, ...]
    stamps: tuple[Box, ...]
    values: tuple[Value, ...]
    remarks: tuple[Remark, ...]


def draw(picture: Image.Image, found: Findings) -> Image.Image:
    """The page with its findings, the panel to its right. Boxes are pixels of `picture`.

    Raises ToolMissing where there is no Thai typeface.
    """
    panel = _panel(found)
    page = Image.blend(picture.convert("RGB"), Image.new("RGB", picture.size, WHITE), _BLEACH)
    pen = ImageDraw.Draw(page, "RGBA")
    _draw_zones(pen, found.zones, page.width)
    _draw_words(pen, found.words)
    for stamp in found.stamps:
        pen.rounded_rectangle(_grown(stamp, 12), radius=18, outline=STAMP, width=6)
    _draw_values(pen, found.values, Paper(page.size, [word.box for word in found.words]))
    sheet = Image.new("RGB", (page.width + panel.width, max(page.height, panel.height)), WHITE)
    sheet.paste(page, (0, 0))
    panel.draw_on(sheet, page.width)
    return sheet


class Paper:
    """Where a page of `size` (width, height) is still free: of print, and of the tags before."""

    def __init__(self, size: tuple[int, int], print_: Sequence[Box]) -> None:
        self._size = size
        self._taken = list(print_)

    def take(self, box: Box, width: int) -> Box:
        """The place around `box` for a tag of `width` pixels that hides the least."""
        left, top, right, bottom = _grown(box, 5)
        high = _TAG_SIZE + 8
        corners = [
            *((right, y) for y in (top, bottom - high)),
            *((left - width, y) for y in (top, bottom - high)),
            *((x, y) for y in (top - high, bottom) for x in (left, right - width)),
        ]
        places = [self._on_page(x, y, width, high) for x, y in corners]
        best = min(places, key=lambda place: sum(map(place.overlap, self._taken)))
        self._taken += [best] * _TAG_WEIGHT
        return best

    def _on_page(self, x: int, y: int, width: int, height: int) -> Box:
        left = max(0, min(x, self._size[0] - width))
        top = max(0, min(y, self._size[1] - height))
        return Box(left, top, left + width, top + height)


def _draw_zones(pen: ImageDraw.ImageDraw, zones: Sequence[Zone], width: int) -> None:
    """Each zone as a band over the whole width, its name in the left margin."""
    for number, zone in enumerate(zones):
        colour = BANDS[number % len(BANDS)]
        band = (0, zone.box.top - 6, width, zone.box.bottom + 6)
        pen.rectangle(band, fill=(*colour, _BAND_STRENGTH))
        pen.rectangle((0, band[1], 10, band[3]), fill=colour)
        middle = (22, (zone.box.top + min(zone.box.bottom, zone.box.top + 60)) / 2)
        pen.text(middle, zone.name, colour, typeface(_BAND_SIZE, bold=True), "lm", language="th")


def _draw_words(pen: ImageDraw.ImageDraw, words: Sequence[Word]) -> None:
    """Every word faintly; weak ones filled; under a digit those that may stand there instead."""
    for word in words:
        if word.confidence < LOW:
            pen.rectangle(_grown(word.box, 2), fill=(*WEAK, _WEAK_STRENGTH))
        pen.rectangle(_grown(word.box, 2), outline=WORD, width=1)
        _draw_rivals(pen, word)


def _draw_rivals(pen: ImageDraw.ImageDraw, word: Word) -> None:
    """Under each digit of a word those that may stand in its place, likeliest on top."""
    face = typeface(_RIVAL_SIZE, bold=True)
    depth: Counter[int] = Counter()
    for rival in word.alternatives:
        x = word.box.left + word.box.width * (rival.at + 0.5) / len(word.text)
        y = word.box.bottom + 2 + depth[rival.at] * _RIVAL_SIZE
        pen.text((x, y), rival.digit, RIVAL, face, "ma", language="th")
        depth[rival.at] += 1


def _draw_values(pen: ImageDraw.ImageDraw, values: Sequence[Value], paper: Paper) -> None:
    """Every value's box, then every tag, so that no box is drawn over a tag."""
    for value in values:
        pen.rounded_rectangle(_grown(value.box, 5), radius=8, outline=value.colour, width=4)
    face = typeface(_TAG_SIZE, bold=True)
    for number, value in enumerate(values, 1):
        text = f"{number} {value.label}"
        tag = paper.take(value.box, ceil(face.getlength(text, language="th")) + 16)
        pen.rounded_rectangle(tag.as_list(), radius=6, fill=value.colour)
        middle = (tag.left + 8, tag.centre[1])
        pen.text(middle, text, WHITE, face, "lm", language="th")


def _grown(box: Box, by: int) -> tuple[int, int, int, int]:
    return box.left - by, box.top - by, box.right + by, box.bottom + by


_TITLE = Style(52, bold=True)
_HEADED = Style(36, bold=True)
_PLAIN = Style(34)
_SMALL = Style(28, colour=(110, 116, 124))
_WARNING = Style(30, colour=DOUBTFUL)
_RIVALS = Style(28, colour=RIVAL)


def _panel(found: Findings) -> Panel:
    """What the page is, every value with its print, what is missing, and what the colours mean."""
    panel = Panel(_PANEL_WIDTH)
    panel.write(found.heading[0], _TITLE)
    for line in found.heading[1:]:
        panel.write(line, _SMALL)
    panel.write(found.role[0], _HEADED, above=18)
    for line in found.role[1:]:
        panel.write(line, _SMALL)
    panel.rule()
    for number, value in enumerate(found.values, 1):
        _write_value(panel, number, value)
    for remark in found.remarks:
        panel.write(f"? {remark.label}: {REASONS[remark.reason].thai}", _WARNING, above=14)
    for word in found.words:
        if word.alternatives:
            panel.write(f"“{word.text}” {_named_rivals(word)}", _RIVALS, above=14)
    panel.rule()
    _write_legend(panel)
    return panel


def _write_value(panel: Panel, number: int, value: Value) -> None:
    panel.entry(number, value.label, value.colour)
    panel.beside(value.value, _PLAIN)
    raw = [f"“{value.raw}”"] if value.raw != value.value else []
    panel.beside(" · ".join([*raw, value.rule, f"{value.confidence:.2f}"]), _SMALL)
    for reason in value.reasons:
        panel.beside(f"? {REASONS[reason].thai}", _WARNING)


def _named_rivals(word: Word) -> str:
    """Which digit may be another, and how sure the engine is of that one."""
    return " · ".join(
        f"{word.text[each.at]} อาจเป็น {each.digit} {each.confidence:.2f}"
        for each in word.alternatives
    )


def _write_legend(panel: Panel) -> None:
    panel.key("ค่าที่อ่านได้แน่ชัด เลขตรงกับรายการข้างบน", outline=SURE)
    panel.key("ค่าที่ควรเทียบกับต้นฉบับ", outline=DOUBTFUL)
    panel.key("ตรารับหนังสือ", outline=STAMP)
    panel.key("ส่วนของหนังสือ", fill=BANDS[0])
    panel.key("คำที่เครื่องอ่าน", outline=WORD)
    panel.key(f"คำที่อ่านไม่ชัด (มั่นใจต่ำกว่า {LOW})", fill=WEAK)
    panel.key("เลขใต้คำ: ตัวเลขอื่นที่อาจเป็นตรงนั้น", fill=RIVAL)
