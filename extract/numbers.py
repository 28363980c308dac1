"""Letter numbers: their grammar, their identity, and finding them in text."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

from extract.thaitext import fold_digits, looks


@dataclass(frozen=True, slots=True)
class LetterNumber:
    """A letter's number (ที่), taken apart.

    "ชร ๐๖๑๘.๑/ว ๓๕๓" -> code "ชร", agency "0618.1", series "ว", running "353".
    Digits are Arabic. `running` is None where the number was left blank ("ลพ ๐๐๑๗.๒/ว").
    Orders have no letter code ("123/2569"): code and agency are "", `year` is the B.E. year.
    """

    code: str
    agency: str
    series: str
    running: str | None
    year: int | None = None

    def __str__(self) -> str:
        """The contract's spelling: "ชร 0618.1/ว 353", "ตช 0066/24259", "123/2569"."""
        if not self.code:
            return f"{self.running}/{self.year}"
        series = f"{self.series} " if self.series else ""
        return f"{self.code} {self.agency}/{series}{self.running or ''}".rstrip()

    @property
    def key(self) -> str:
        """Its identity but for the year, which the letter's date gives: "ชร|0618.1|ว|353"."""
        return "|".join((self.code, self.agency, self.series, self.running or ""))


class NumberSpan(NamedTuple):
    """A number found in text: half-open character span, value, and the rule that found it."""

    start: int
    end: int
    number: LetterNumber
    rule: str
    confidence: float


# Patterns see text with Arabic digits, the length unchanged.
_DIGIT = r"[0-9oO°]"  # zero is read as a letter o, a ring
_ZERO = str.maketrans("oO°", "000")
_SPECK = r"[ ]?[)@%«»'’]?[ ]?"  # dirt beside the slash

_NUMBER = re.compile(
    rf"""
    (?P<code> [ก-ฮ] [ ]? [ก-ฮ] ) [ ]? \.? \s*
    (?: \( [^()]{{1,20}} \) \s* )?                   # a committee's letters: กค (กวจ) 0405.2
    (?P<agency> {_DIGIT} (?: [ ]? {_DIGIT} ){{1,4}} )
    (?P<sub> (?: [ ]? [.,:] [ ]? {_DIGIT}{{1,3}} )* )
    (?: [ ]? \( [^()]{{1,12}} \) (?P<tail> (?: \.{_DIGIT}{{1,3}} )* ) )?  # a section: ชบ 0033(2)
    {_SPECK}
    (?P<slash> [/\\|lI!] | (?=ว) ) {_SPECK}          # lost, or read as a stroke
    (?: (?P<series> [วบล] | [าจรถอธ] (?=[ .]*\d) ) [ ]? \.? )?
    (?: [ ]* (?P<running> \d{{1,3}} (?: [ ]\d{{1,3}} ){{1,3}} (?= \s*$ )  # spaced out: ว ๑ ๙๐๔
                        | \d{{1,6}} (?! \d | [ ]?[./][ ]?\d ) ) | (?! [ ]*\d ) )
    """,
    re.VERBOSE,
)
_SERIES = "วบล"
_AGENCY_DIGITS = 4

_ORDER = re.compile(
    r"""
    (?<! วัน) (?<! ครั้ง) (?<! ฉบับ) (?<! เลข) (?<! ปี) (?<! หมู่) (?<! แห่ง) (?<! ข้อ)
    ที่? \s* (?P<number> (?P<running> \d{1,5} ) [ ]? / [ ]? (?P<year> 2[456]\d\d ) ) (?! \d | [ ]?/ )
    """,
    re.VERBOSE,
)
_ORDER_TITLE = re.compile(r"คำสั่ง|ประกาศ|ระเบียบ|ข้อบังคับ")
_TITLE_REACH = 80  # characters between คำสั่ง and its ที่: the issuing office's name stands there

_AT = re.compile(r"ที[่้๊๋]?\s*$")
_LINE_START = re.compile(r"(?:^|\n)\s*$")
_THAI_LETTER = re.compile(r"[ก-๎]$")


def find_numbers(text: str) -> list[NumberSpan]:
    """Every letter number in a text, in order; dates, laws, telephones and money are none."""
    folded = fold_digits(text)
    found = [*_coded_numbers(folded), *_order_numbers(folded)]
    return sorted(found, key=lambda span: span.start)


def parse_number(text: str) -> LetterNumber | None:
    """The number that `text` is, "ที่" before it or not; None when it is something else."""
    if order := re.fullmatch(r"\s*(\d{1,5})\s?/\s?(2[456]\d\d)\s*", fold_digits(text)):
        return LetterNumber("", "", "", order[1], int(order[2]))
    found = find_numbers(text)
    return found[0].number if found else None


@cache
def letter_codes() -> dict[str, tuple[str, str]]:
    """Two-letter code -> (kind, office): "ชร" -> ("province", "จังหวัดเชียงราย")."""
    table = resources.files("extract") / "data" / "letter_codes.csv"
    with table.open(encoding="utf-8") as file:
        return {row["code"]: (row["kind"], row["office"]) for row in csv.DictReader(file)}


@cache
def _codes_by_look() -> dict[str, str]:
    """How a code looks -> the code, where only one looks so."""
    by_look: dict[str, list[str]] = {}
    for code in letter_codes():
        by_look.setdefault(looks(code), []).append(code)
    return {look: codes[0] for look, codes in by_look.items() if len(codes) == 1}


def _coded_numbers(folded: str) -> Iterator[NumberSpan]:
    for match in _NUMBER.finditer(folded):
        before = folded[: match.start()]
        number = _letter_number(match)
        confidence = _plausible(number, before) * _well_written(match, number)
        if confidence:
            end = match.start() + len(match[0].rstrip())
            rule = "letter_number" if number.running else "blank_number"
            yield NumberSpan(match.start(), end, number, rule, round(confidence, 2))


def _letter_number(match: re.Match[str]) -> LetterNumber:
    code, agency, sub = (re.sub(r"\s", "", match[name]) for name in ("code", "agency", "sub"))
    agency = re.sub("[,:]", ".", agency + sub + (match["tail"] or "")).translate(_ZERO)
    if not match["slash"]:
        agency = _without_slash_read_as_one(agency)
    if code not in letter_codes():
        code = _codes_by_look().get(looks(code), code)
    if _lost_its_dot(code, agency):
        agency = f"{agency[:_AGENCY_DIGITS]}.{agency[_AGENCY_DIGITS:]}"
    series = match["series"] or ""
    running = match["running"].replace(" ", "") if match["running"] else None
    return LetterNumber(code, agency, series if series in _SERIES else "ว", running)


def _lost_its_dot(code: str, agency: str) -> bool:
    """ "ชร 00172" is "ชร 0017.2": of a province's numbers only those of a local government, from
    50000 on, have five digits, and a dot is the first thing that a copier loses."""
    kind, _ = letter_codes().get(code, (None, ""))
    return kind == "province" and bool(re.fullmatch(r"[0-4]\d{4}", agency))


def _without_slash_read_as_one(agency: str) -> str:
    """ "0017.21" right before ว is "0017.2/": a part of two digits there is rarer than a slash."""
    head, dot, last = agency.rpartition(".")
    too_long = len(last) > (1 if dot else _AGENCY_DIGITS)
    return head + dot + last[:-1] if too_long and last.endswith("1") else agency


def _plausible(number: LetterNumber, before: str) -> float:
    """How far code, agency and place make this a letter number; 0 when they do not."""
    digits = len(number.agency.split(".")[0])
    kind, _ = letter_codes().get(number.code, (None, ""))
    announced = bool(_AT.search(before) or _LINE_START.search(before))
    glued = bool(_THAI_LETTER.search(before)) and not announced
    if digits < _AGENCY_DIGITS:  # "อว 64.1.2/99", "ศย 016/ว 5": only some number like that
        return 0.7 if announced and kind in ("ministry", "agency") else 0.0
    if kind is None:
        return 0.5 if announced and not glued else 0.0
    if number.running is None:
        return 0.9 if announced and number.series else 0.6 if announced else 0.0
    return 0.98 if not glued else 0.6 if number.series else 0.0


def _well_written(match: re.Match[str], number: LetterNumber) -> float:
    """Lowered for each thing that had to be mended, or looks as if it should be."""
    head = number.agency.split(".")[0]
    mended = re.sub(r"\s", "", match["code"]) != number.code
    dots = re.sub(r"[^.,:]", "", match["agency"] + match["sub"] + (match["tail"] or ""))
    doubts = (
        (0.0, mended and len(head) < _AGENCY_DIGITS),
        (0.5, not match["slash"]),
        (0.7, match["slash"] not in ("/", "")),
        (0.75, (match["series"] or "ว") not in _SERIES),
        (0.7, mended),
        (0.8, bool(re.search(r"[oO°]", match["agency"] + match["sub"]))),
        (0.6, number.agency.count(".") > len(dots)),
        (0.6, " " in (match["running"] or "")),
    )
    return math.prod(factor for factor, holds in doubts if holds)


def _order_numbers(folded: str) -> Iterator[NumberSpan]:
    for match in _ORDER.finditer(folded):
        before = folded[: match.start()]
        titled = _ORDER_TITLE.search(before[-_TITLE_REACH:])
        if titled or _LINE_START.search(before):
            number = LetterNumber("", "", "", match["running"], int(match["year"]))
            start, end = match.span("number")
            yield NumberSpan(start, end, number, "order_number", 0.95 if titled else 0.7)
