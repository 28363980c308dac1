"""Receive stamps (ตรารับหนังสือ): who took the letter in, under which number, when.

A stamp is a small block of coloured print: office, เลขรับ, วันที่, เวลา, one under the other. Grey
scans and photocopies lose the colour, so blocks of black print that read like a stamp count too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import NamedTuple

from extract.days import find_dates, find_times
from extract.letter import Found, Receipt
from extract.offices import find_office
from extract.text import PlacedLine, Text, of_line
from extract.thaitext import skeleton, skeleton_pattern
from ocr.page import Box, Line, OcrPage

#: เลขรับ, เลขที่รับ, เลขที่, รับที่, รับเลขที่, ที่: what stands before a receive number.
_LABEL = r"(?: เลข(?:ที่)?(?:รับ)? | รับ(?:เลข)?(?:ที่)? | ที่ )"
_LABELLED = skeleton_pattern(rf"^ \W* {_LABEL} \W* (?P<number> \d[\d\ ,.]* ) \W* น? $")
_DIGITS = re.compile(r"(?P<number>\d[\d ]*)\D*$")
_DAY_OR_TIME = skeleton_pattern(r"^ \W* (?: วันที่ | เวลา )")

#: Of number, day and time so many must be read, or the block is no receive stamp.
_ENOUGH = 2
#: A receive number found by its place alone, its label unread.
_PLACE_CONFIDENCE = 0.6
#: Stamps of grey and one-bit scans are looked for in the top share of a page, right of its middle.
_TOP, _RIGHT = 0.33, 0.55


class Block(NamedTuple):
    """Lines that stand together as one stamp does, top to bottom."""

    page: OcrPage
    lines: tuple[Line, ...]

    @property
    def box(self) -> Box:
        return Box.around(line.box for line in self.lines)


def find_receipts(page: OcrPage) -> list[Receipt]:
    """The page's receive stamps, top to bottom."""
    inks = [[line for line in page.lines if line.ink == ink] for ink in ("blue", "red")]
    blocks = [block for lines in (*inks, _grey(page)) for block in _blocks(page, lines)]
    receipts = [receipt for block in blocks if (receipt := _read(block))]
    return sorted(receipts, key=lambda receipt: receipt.box.top)


def _grey(page: OcrPage) -> list[Line]:
    """The black lines that may be a stamp's: high and right on the page."""
    low, left = _TOP * page.height, _RIGHT * page.width
    return [
        line
        for line in page.lines
        if line.ink == "black" and line.box.bottom < low and line.box.left > left
    ]


def _blocks(page: OcrPage, lines: Iterable[Line]) -> list[Block]:
    """Lines gathered into blocks by nearness."""
    blocks: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box.centre[1]):
        home = next((block for block in blocks if _goes_on(block, line)), None)
        if home is None:
            blocks.append([line])
        else:
            home.append(line)
    return [Block(page, tuple(block)) for block in blocks]


def _goes_on(block: Sequence[Line], line: Line) -> bool:
    """Whether the line stands under the block: left edges near, less than two lines below."""
    last = block[-1].box
    high = max(last.height, line.box.height)
    beside = abs(line.box.left - block[0].box.left) < 3 * high
    return beside and line.box.top - last.bottom < 2 * high


def _read(block: Block) -> Receipt | None:
    """A receipt, if the block has a day or a time and a number: seals and pen notes do not."""
    texts = [of_line(PlacedLine(block.page, line)) for line in block.lines]
    days, hours = list(map(_day, texts)), list(map(_hour, texts))
    day, hour = next(filter(None, days), None), next(filter(None, hours), None)
    plain = [
        text
        for text, a_day, an_hour in zip(texts, days, hours, strict=True)
        if not a_day and not an_hour and not _DAY_OR_TIME.search(skeleton(text.string).string)
    ]
    number = _number(plain)
    if sum(part is not None for part in (number, day, hour)) < _ENOUGH:
        return None
    return Receipt(_office(plain), number, day, hour, block.page.number, block.box)


def _number(texts: Sequence[Text]) -> Found[int] | None:
    """The receive number: behind its label, else the digits of a line below the first."""
    for text in texts:
        labelled = _LABELLED.search(skeleton(text.string).string)
        if labelled:
            return text.found(_whole(labelled["number"]), "receipt.number")
    for text in texts[1:]:
        digits = _DIGITS.search(text.folded)
        if digits:
            return text.found(_whole(digits["number"]), "receipt.place", _PLACE_CONFIDENCE)
    return None


def _whole(digits: str) -> int:
    return int(re.sub(r"\D", "", digits))


def _day(text: Text) -> Found[date] | None:
    for span in find_dates(text.string):
        if span.value:
            return text[span.start : span.end].found(span.value, span.rule, span.confidence)
    return None


def _hour(text: Text) -> Found[time] | None:
    for span in find_times(text.string):
        return text[span.start : span.end].found(span.value, span.rule, span.confidence)
    return None


def _office(texts: Sequence[Text]) -> Found[str] | None:
    """The first line names the office, unless it is already the number."""
    if not texts or _LABELLED.search(skeleton(texts[0].string).string):
        return None
    match = find_office(texts[0].string)
    if match:
        return texts[0].found(match.office.name, "receipt.register", match.score)
    return texts[0].found(texts[0].string, "receipt.print", _PLACE_CONFIDENCE)
