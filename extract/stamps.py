"""Receive stamps (ตรารับหนังสือ): who took the letter in, under which number, when.

A stamp is a small block of coloured print: office, เลขรับ, วันที่, เวลา, one under the other. Grey
scans and photocopies lose the colour, so blocks of black print that read like a stamp count too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from typing import NamedTuple

from extract.almanac import BUDDHIST_ERA, MONTHS_SHORT
from extract.days import find_dates, find_times
from extract.letter import Found, Receipt
from extract.offices import find_office
from extract.text import PlacedLine, Text, of_line
from extract.thaitext import fold_digits, skeleton, skeleton_pattern
from extract.units import unit_of
from ocr.page import Box, Line, OcrPage

#: เลขรับ, เลขที่รับ, เลขรับที่, รับที่, รับเลขที่, ที่: what stands before a receive number.
_LABEL = r"(?: เลข(?:ที่)?(?:รับ)?(?:ที่)? | รับ(?:เลข)?(?:ที่)? | ที่ )"
_LABELLED = skeleton_pattern(rf"^ \W* {_LABEL} \W* (?P<number> \d[\d\ ,.]* ) \W* น? $")
_NUMBER_LABEL = skeleton_pattern(r"^ \W* (?: เลข | รับ(?:เลข)?ที่ )")
_RECEIVED = skeleton_pattern(r"^ \W* (?: เลข(?:ที่)?[รว]ับ | รับ(?:เลข)?ที่ | เลขที่ \W* \d+ \W* $ )")
#: Dirt before a label is read as a letter, or a bar.
_DAY_LABEL = skeleton_pattern(r"^ \W* [ก-ฮ]? (?: (?:ลง)? [วรจ]?ันที่ | วนที่ )")
_TIME_LABEL = skeleton_pattern(r"^ \W* [ก-ฮ]? [เแ] (?: [วจา]\W?[ลถส] | [ลถส]า (?!รับ) )")
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"(?P<number>\d[\d ]*)\D*$")
#: Behind a day and a month that were not read, the year is no receive number.
_YEAR = re.compile(r"25[4-9]\d")
#: What a model of Thai print makes of digits filled in by hand or in a thin type.
_MEANT = str.maketrans("OoQIl|SsBZzqg", "0001115582299")
_SEVEN = re.compile(r"(?<=[0-9])ว(?=[\s0-9]|$)")

#: Of number, day and time so many must be read, or the block is no receive stamp.
_ENOUGH = 2
#: A stamp's day whose month is unread, and its time without the dot.
_WORN_DAY = re.compile(r"(?P<day>\d{1,2})\s*(?P<month>\D{1,8}?)\s*(?P<year>\d{4})\s*$")
#: So many digits of a misread year are right.
_YEAR_ALIKE = 2
_WORN_TIME = re.compile(
    r"\D\s*(?P<hour>[01]\s?\d|2\s?[0-3]|(?<!\d\s)\d)(?P<dot>[ .,:]{1,3})(?P<minute>[0-5]\s?\d)\D*$"
)
#: A letter is stamped within so many days after it was written.
_SOON = timedelta(days=45)
#: A receive number found by its place alone, its label unread.
_PLACE_CONFIDENCE = 0.6
#: A time whose digits stand apart, its dot printed: 19 of 19 on held-out scans were right.
_SPACED_CONFIDENCE = 0.9
#: Most stamps stand in the top share of a page, right of its middle: in black ink, too, and in the
#: black of grey and one-bit scans.
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
    lines = _filled_in(page.lines)
    inks = [[line for line in lines if line.ink == ink] for ink in ("blue", "red")]
    black = [line for line in lines if line.ink == "black"]
    corner = [line for line in black if _in_corner(line, page)]
    elsewhere = [line for line in black if not _in_corner(line, page)]
    blocks = [block for lines in (*inks, corner) for block in _blocks(page, lines)]
    blocks += [block for block in _blocks(page, elsewhere) if _is_headed(block)]
    receipts = [receipt for block in blocks if (receipt := _read(block, sent_on))]
    return sorted(receipts, key=lambda receipt: receipt.box.top)


def without_stamps(page: OcrPage, receipts: Sequence[Receipt]) -> OcrPage:
    """The page without the black print of its receive stamps: what is left is the letter's own."""
    stamped = {
        line.number
        for line in page.lines
        if line.ink == "black" and any(_is_of(line, receipt) for receipt in receipts)
    }
    words = tuple(word for word in page.words if word.line not in stamped)
    return replace(page, words=words) if stamped and words else page


def _is_of(line: Line, receipt: Receipt) -> bool:
    """Whether a line in a stamp's box is a row of it, and not print that the stamp lies across."""
    parts = (receipt.office, receipt.number, receipt.date, receipt.time)
    labelled = _names_field(line.text) or _opens(line.text, _RECEIVED)
    read = any(part and part.raw.strip() in line.text for part in parts)
    return line.box.lies_in(receipt.box) and (labelled or read)


def _filled_in(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page, each bare label with what is written behind it in another ink."""
    taken: dict[int, Line] = {}
    for label in filter(_is_bare_label, lines):
        behind = (line for line in lines if line.ink != label.ink and _is_behind(line, label))
        if written := next(behind, None):
            taken[label.number] = Line(label.number, (*label.words, *written.words))
            taken[written.number] = label
    return [
        taken.get(line.number, line)
        for line in lines
        if taken.get(line.number, line).number == line.number
    ]


def _is_bare_label(line: Line) -> bool:
    labels = (_NUMBER_LABEL, _DAY_LABEL, _TIME_LABEL)
    return not _DIGIT.search(line.text) and any(_opens(line.text, label) for label in labels)


def _is_behind(line: Line, label: Line) -> bool:
    """Whether a line begins right of a label's end, near it and at its height."""
    high = max(line.box.height, label.box.height)
    apart = abs(line.box.centre[1] - label.box.centre[1])
    return -high < line.box.left - label.box.right < 3 * high and 2 * apart < high


def _in_corner(line: Line, page: OcrPage) -> bool:
    """Whether black print stands where stamps do: high and right on the page."""
    return line.box.bottom < _TOP * page.height and line.box.left > _RIGHT * page.width


def _is_headed(block: Block) -> bool:
    """Whether a receive number and a day or time below it head lines of black print: such a stamp
    is known wherever it stands."""
    texts = [line.text for line in block.lines]
    numbered = [at for at, text in enumerate(texts) if _opens(text, _RECEIVED)]
    return bool(numbered) and any(map(_names_field, texts[numbered[0] :]))


def _blocks(page: OcrPage, lines: Iterable[Line]) -> list[Block]:
    """Lines gathered into blocks by nearness."""
    blocks: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box.centre[1]):
        home = next((block for block in reversed(blocks) if _goes_on(block, line)), None)
        if home is None:
            blocks.append([line])
        else:
            home.append(line)
    return [Block(page, tuple(block)) for block in blocks]


def _goes_on(block: Sequence[Line], line: Line) -> bool:
    """Whether the line stands under the block: left edges near, less than two lines below.

    Below a day or a time, a line without digits is the office of the next stamp, or a letterhead.
    """
    if (
        (_names_field(block[-1].text) or find_times(block[-1].text))
        and not _names_field(line.text)
        and not _DIGIT.search(line.text)
    ):
        return False
    last = block[-1].box
    high = max(last.height, line.box.height)
    beside = abs(line.box.left - block[0].box.left) < 3 * high
    return beside and line.box.top - last.bottom < 2 * high


def _read(block: Block, sent_on: date | None) -> Receipt | None:
    """A receipt, if enough of one can be read: seals and pen notes have too little of it."""
    texts = [of_line(PlacedLine(block.page, line)) for line in block.lines]
    days, hours = [_day(text, sent_on) for text in texts], [_hour(text) for text in texts]
    below = [
        bool(day or hour or _names_field(text.string))
        for text, day, hour in zip(texts, days, hours, strict=True)
    ]
    end = len(below) - below[::-1].index(True) if any(below) else 0
    plain = [text for text, is_below in zip(texts[:end], below, strict=False) if not is_below]
    day, hour = next(filter(None, days), None), next(filter(None, hours), None)
    number, office = _number(plain), _office(plain)
    read = sum(part is not None for part in (number, day, hour))
    if max(read, _labels(texts)) < _ENOUGH and not (number and office and end):
        return None
    box = Box.around(line.box for line in block.lines[:end])
    return Receipt(office, number, day, hour, block.page.number, box)


def _names_field(line: str) -> bool:
    """Whether the line opens with วันที่ or เวลา, whatever follows."""
    return any(_opens(line, label) for label in (_DAY_LABEL, _TIME_LABEL))


def _labels(texts: Sequence[Text]) -> int:
    """How many of เลขรับ, วันที่ and เวลา open a line: of a stamp whose values are unread."""
    labels = (_NUMBER_LABEL, _DAY_LABEL, _TIME_LABEL)
    return sum(any(_opens(text.string, label) for text in texts) for label in labels)


def _opens(line: str, label: re.Pattern[str]) -> bool:
    return bool(label.search(skeleton(line).string))


def _meant(text: Text) -> str:
    """The line with the letters that stand for digits in it as digits, place for place."""
    return _SEVEN.sub("7", text.string.translate(_MEANT))


def _number(texts: Sequence[Text]) -> Found[int] | None:
    """The receive number: behind its label, else the digits of a line below the first."""
    for text in texts:
        meant = _meant(text)
        labelled = _LABELLED.search(skeleton(meant).string)
        if labelled:
            trust = 1.0 if meant == text.string else _PLACE_CONFIDENCE
            return text.found(_whole(labelled["number"]), "receipt.number", trust)
    for text in texts[1:]:
        digits = _DIGITS.search(fold_digits(_meant(text)))
        if digits and not _YEAR.fullmatch(digits["number"]):
            return text.found(_whole(digits["number"]), "receipt.place", _PLACE_CONFIDENCE)
    return None


def _whole(digits: str) -> int:
    return int(re.sub(r"\D", "", digits))


def _day(text: Text, sent_on: date | None) -> Found[date] | None:
    """The line's date; one that the letter's date rules out, as it may have been meant.

    A digit may be another that competes with it; a year, or an unread month, the one that the
    letter's date leaves. Where nothing fits, the date stays as it was read.
    """
    span = next((span for span in find_dates(_meant(text)) if span.value), None)
    read = span.value if span else None
    if sent_on and not (read and _soon(read, sent_on)):
        mended = _contested_day(text, sent_on)
        mended = mended or (None if read else _worn_day(text, sent_on))
        if mended:
            return mended
    if not span or not read:
        return None
    return text[span.start : span.end].found(read, span.rule, span.confidence)


def _soon(day: date, sent_on: date) -> bool:
    return timedelta(0) <= day - sent_on <= _SOON


def _contested_day(text: Text, sent_on: date) -> Found[date] | None:
    """The date soon after the letter that other readings of its digits give, if it is one only."""
    days = {
        span.value
        for reading in text.other_readings()
        for span in find_dates(reading)
        if span.value and _soon(span.value, sent_on)
    }
    return (
        text.found(days.pop(), "receipt.contested", _PLACE_CONFIDENCE) if len(days) == 1 else None
    )


def _worn_day(text: Text, sent_on: date) -> Found[date] | None:
    """A date whose month or year is unread: they are what the letter's date leaves of the print."""
    worn = _WORN_DAY.search(fold_digits(_meant(text)))
    if not worn:
        return None
    for month in (sent_on, (sent_on.replace(day=1) + timedelta(days=32)).replace(day=1)):
        value = _on(int(worn["day"]), month)
        fits = value and _soon(value, sent_on) and _may_be(worn["month"], month.month)
        if value and fits and _nearly(worn["year"], month.year):
            return text[worn.start() :].found(value, "receipt.worn-date", _PLACE_CONFIDENCE)
    return None


def _nearly(printed: str, year: int) -> bool:
    """Whether a printed year is `year` in the Buddhist era, or an impossible one much like it."""
    expected = str(year + BUDDHIST_ERA)
    alike = sum(a == b for a, b in zip(printed, expected, strict=True))
    return printed == expected or (printed[:2] != expected[:2] and alike >= _YEAR_ALIKE)


def _on(day: int, month: date) -> date | None:
    try:
        return month.replace(day=day)
    except ValueError:
        return None


def _may_be(worn: str, month: int) -> bool:
    """Whether a letter of the month's short name is left in its print ("ต.ก." for ต.ค.)."""
    return bool(set(re.sub(r"[^ก-ฮ]", "", MONTHS_SHORT[month - 1])) & set(worn))


def _hour(text: Text) -> Found[time] | None:
    """The line's time; behind เวลา its digits may stand apart, or its dot be lost."""
    span = next(iter(find_times(text.string)), None)
    worn = (
        _WORN_TIME.search(fold_digits(_meant(text))) if _opens(text.string, _TIME_LABEL) else None
    )
    value = time(_whole(worn["hour"]), _whole(worn["minute"])) if worn else None
    if span and value in (None, span.value):
        return text[span.start : span.end].found(span.value, span.rule, span.confidence)
    if not worn or not value:
        return None
    if worn["dot"].strip():
        return text.found(value, "receipt.spaced-time", _SPACED_CONFIDENCE)
    return text.found(value, "receipt.worn-time", _PLACE_CONFIDENCE)


def _office(texts: Sequence[Text]) -> Found[str] | None:
    """The first line names the office, or but a unit of it, unless it is already the number."""
    if not texts or _opens(texts[0].string, _NUMBER_LABEL):
        return None
    match, unit = find_office(texts[0].string), unit_of(texts[0].string)
    is_unit = unit and unit.likeness == 1.0 and not unit.behind
    if match and not is_unit:
        return texts[0].found(match.office.name, "receipt.register", match.score)
    return texts[0].found(texts[0].string, "receipt.print")
