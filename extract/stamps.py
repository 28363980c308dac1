"""Receive stamps (ตรารับหนังสือ): who took the letter in, under which number, when.

A stamp is a small block of coloured print: office, เลขรับ, วันที่, เวลา, one under the other. Grey
scans and photocopies lose the colour, so blocks of black print that read like a stamp count too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import NamedTuple

from extract.almanac import BUDDHIST_ERA, MONTHS_SHORT
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
#: A stamp's day whose month is unread, and its time without the dot.
_WORN_DAY = re.compile(r"(?P<day>\d{1,2})\s*(?P<month>\D{1,8}?)\s*(?P<year>25\d\d)\s*$")
_WORN_TIME = re.compile(r"ล\S{1,2}\s*(?P<hour>[01]?\d|2[0-3])[ .,:]\s?(?P<minute>[0-5]\d)\D*$")
#: A letter is stamped within so many days after it was written.
_SOON = timedelta(days=45)
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


def find_receipts(page: OcrPage, sent_on: date | None = None) -> list[Receipt]:
    """The page's receive stamps, top to bottom; a letter is received soon after `sent_on`."""
    inks = [[line for line in page.lines if line.ink == ink] for ink in ("blue", "red")]
    blocks = [block for lines in (*inks, _grey(page)) for block in _blocks(page, lines)]
    receipts = [receipt for block in blocks if (receipt := _read(block, sent_on))]
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


def _read(block: Block, sent_on: date | None) -> Receipt | None:
    """A receipt, if enough of one can be read: seals and pen notes have too little of it."""
    texts = [of_line(PlacedLine(block.page, line)) for line in block.lines]
    days, hours = [_day(text, sent_on) for text in texts], [_hour(text) for text in texts]
    below = [
        bool(day or hour or _names_field(text))
        for text, day, hour in zip(texts, days, hours, strict=True)
    ]
    end = len(below) - below[::-1].index(True) if any(below) else 0
    plain = [text for text, is_below in zip(texts[:end], below, strict=False) if not is_below]
    day, hour = next(filter(None, days), None), next(filter(None, hours), None)
    number, office = _number(plain), _office(plain)
    if sum(part is not None for part in (number, day, hour)) < _ENOUGH and not (
        number and office and end
    ):
        return None
    box = Box.around(line.box for line in block.lines[:end])
    return Receipt(office, number, day, hour, block.page.number, box)


def _names_field(text: Text) -> bool:
    """Whether the line opens with วันที่ or เวลา, whatever follows."""
    return bool(_DAY_OR_TIME.search(skeleton(text.string).string))


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


def _day(text: Text, sent_on: date | None) -> Found[date] | None:
    """The line's date; where only its month is unread, the month that the letter's date leaves."""
    for span in find_dates(text.string):
        if span.value:
            return text[span.start : span.end].found(span.value, span.rule, span.confidence)
    worn = _WORN_DAY.search(text.folded)
    if not worn or not sent_on:
        return None
    months = (sent_on, (sent_on.replace(day=1) + timedelta(days=32)).replace(day=1))
    for month in months:
        value = _on(int(worn["day"]), month, int(worn["year"]) - BUDDHIST_ERA)
        if (
            value
            and timedelta(0) <= value - sent_on <= _SOON
            and _may_be(worn["month"], value.month)
        ):
            return text[worn.start() :].found(value, "receipt.worn-month", _PLACE_CONFIDENCE)
    return None


def _on(day: int, month: date, year: int) -> date | None:
    try:
        return date(year, month.month, day)
    except ValueError:
        return None


def _may_be(worn: str, month: int) -> bool:
    """Whether a letter of the month's short name is left in its print ("ต.ก." for ต.ค.)."""
    return bool(set(re.sub(r"[^ก-ฮ]", "", MONTHS_SHORT[month - 1])) & set(worn))


def _hour(text: Text) -> Found[time] | None:
    """The line's time; in a line of its own, the dot between hour and minute may be lost."""
    for span in find_times(text.string):
        return text[span.start : span.end].found(span.value, span.rule, span.confidence)
    worn = _WORN_TIME.search(text.folded)
    if not worn:
        return None
    value = time(int(worn["hour"]), int(worn["minute"]))
    return text.found(value, "receipt.worn-time", _PLACE_CONFIDENCE)


def _office(texts: Sequence[Text]) -> Found[str] | None:
    """The first line names the office, unless it is already the number."""
    if not texts or _LABELLED.search(skeleton(texts[0].string).string):
        return None
    match = find_office(texts[0].string)
    if match:
        return texts[0].found(match.office.name, "receipt.register", match.score)
    return texts[0].found(texts[0].string, "receipt.print", _PLACE_CONFIDENCE)
