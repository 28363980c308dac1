"""Deadlines: the phrases that set them, and the calendar they fall due in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Literal, NamedTuple

from extract.almanac import (
    government_holidays,
    month_end,
    nth_working_day,
    thai_date,
    thai_date_short,
)
from extract.days import (
    MONTH,
    YEAR,
    DateSpan,
    TimeSpan,
    clock,
    common_era,
    dates_in_skeleton,
    find_dates,
    find_times,
    month_number,
    next_such_day,
    weekday_agrees,
)
from extract.nearby import near_days
from extract.phrases import BEFORE, BY, MONTH_WORD, NUMBER, ON, TIME, WITHIN, number_of
from extract.recurrence import days_of, recurrences
from extract.thaitext import Skeleton, bones, skeleton_pattern
from extract.wear import mended

__all__ = [
    "DateSpan", "Due", "DueSpan", "TimeSpan", "fall_due", "find_dates", "find_dues", "find_times",
    "government_holidays", "occurrences", "thai_date", "thai_date_short",
]  # fmt: skip

DueKind = Literal["date", "recurring", "relative", "ongoing", "none"]


@dataclass(frozen=True, slots=True)
class Due:
    """When something falls due (กำหนดส่ง).

    - date: on `date`, inclusive; `time` only where printed.
    - recurring: `rrule`, RFC 5545.
    - relative: `days` (working days when `business`) after `start`, first day not counted;
      `date` once the day of receipt is known.
    - ongoing: a continuing duty. - none: nothing printed.
    """

    kind: DueKind
    date: date | None = None
    time: time | None = None
    rrule: str | None = None
    days: int | None = None
    business: bool = False
    start: Literal["receipt", "letter"] | None = None

    def to_json(self) -> dict[str, Any]:
        """The export contract's `due` object; keys that do not apply are left out."""
        due: dict[str, Any] = {"kind": self.kind}
        if self.kind == "relative":
            due |= {"days": self.days, "business": self.business, "from": self.start or "receipt"}
        if self.rrule:
            due["rrule"] = self.rrule
        if self.date:
            due["date"] = self.date.isoformat()
        if self.time:
            due["time"] = self.time.strftime("%H:%M")
        return due


class DueSpan(NamedTuple):
    """A deadline phrase found in text: half-open span, the deadline, and the rule's name."""

    start: int
    end: int
    due: Due
    rule: str
    confidence: float

    def moved(self, marked: Skeleton) -> DueSpan:
        """A span of a skeleton's string, on the text that the skeleton is of."""
        start, end = marked.span(self.start, self.end)
        return self._replace(start=start, end=end)


# --- on a printed date

_JUST_PAST = timedelta(days=180)
_DOUBT, _MENDED = 0.5, 0.9

_CLOSES = r"""(?: (?: กำหนด (?:การ)? (?:ส่ง|ยื่น|ตอบ|รายงาน|แจ้ง) | หมดเขต | ปิดรับ )
    (?: (?! เมื่อ | จาก ) \D ){0,14}? | (?:ส่ง|รายงาน) (?:มา|คืน|กลับ) (?=ใน) )"""
_OPENS_DATE = skeleton_pattern(
    rf"(?: (?: {BEFORE} | {BY} ) (?: {TIME} (?:ของ)? )? {ON}? | {_CLOSES} {ON} )$"
)
_TIME_AFTER = skeleton_pattern(rf"\ ? \(? (?: {BY} | ก่อน )? {TIME}")
#: A period is a deadline only for what is handed in or done in it; any other is an event's.
_WINDOW = skeleton_pattern(
    rf"""(?: รับ | ส่ง | ยื่น | สมัคร | ลงทะเบียน | รายงาน | กรอก | บันทึก | ตอบ | แจ้ง | ดำเนินการ | สำรวจ
        | ตรวจ | ชำระ ) (?: (?! ประชุม | อบรม | สัมมนา | พิธี | จัดงาน ) . ){{0,60}}?
    (?: (?: ตั้งแต่ | ระหว่าง | ช่วง ) .{{1,40}}? (?: ถึง | [-–] ) | (?:จน|ได้) ถึง ) {ON}?$"""
)
#: What tells of what was or is so and sets nothing: an age, a deadline that gives way to another.
_TOLD_BEFORE = skeleton_pattern(
    r"""(?: อายุ (?:ครบ)? \ ? \d+ \ ? ปี (?:บริบูรณ์)? | จาก (?:เดิม)? (?: (?:ที่)? กำหนด (?:ไว้)? )?
    | เดิมกำหนด (?:ไว้)? | (?: ใช้ได้ | มีผล | มีอายุ ) .{0,6}? ) $"""
)
_TOLD_BEHIND = skeleton_pattern(r"^ (?: แรก )? (?: ที่ผ่านมา | ที่แล้ว | ก่อนหน้า | ข้างหน้า | แรก )")


def find_dues(text: str, letter_date: date | None = None) -> list[DueSpan]:
    """Every deadline in a text, in order; a passage that several rules read goes to the first.

    `letter_date` gives a deadline without a year its year. Dates that ask for nothing (of a law,
    of a meeting, of another letter) are no deadlines; a period ("ระหว่างวันที่ ... ถึง ...") is
    one on its last day, with little confidence.
    """
    marked = mended(text)
    found: list[DueSpan] = []
    for due in _all_dues(marked.string, letter_date):
        if all(due.end <= f.start or f.end <= due.start for f in found):
            found.append(due)
    in_order = sorted(
        (span for span in found if _sets(marked.string, span)), key=lambda span: span.start
    )
    return [_doubted(span, marked).moved(marked) for span in in_order]


def _sets(string: str, span: DueSpan) -> bool:
    """Whether a deadline's words set one, and do not tell of what was or is so."""
    told_before = _TOLD_BEFORE.search(string[: span.start])
    return not told_before and not _TOLD_BEHIND.match(string[span.end :])


def _doubted(span: DueSpan, marked: Skeleton) -> DueSpan:
    """A deadline whose words had to be mended is trusted less."""
    start, end = marked.span(span.start, span.end)
    whole = bones(marked.source[start:end]) == marked.string[span.start : span.end]
    return span if whole else span._replace(confidence=round(span.confidence * _MENDED, 2))


def _all_dues(string: str, letter_date: date | None) -> Iterator[DueSpan]:
    """The deadlines of a skeleton, the surest rules first; spans may overlap."""
    for again in recurrences(string):
        due = Due("recurring", rrule=again.rrule)
        yield DueSpan(again.start, again.end, due, again.rule, again.confidence)
    yield from _dated(string, letter_date)
    for near in near_days(string, letter_date):
        yield DueSpan(near.start, near.end, Due("date", near.day), near.rule, near.confidence)
    yield from _relative(string, letter_date)
    yield from _period_ends(string, letter_date)
    for match in _ONGOING.finditer(string):
        yield DueSpan(*match.span(), Due("ongoing"), "ongoing", 0.9)


def _dated(string: str, letter_date: date | None) -> Iterator[DueSpan]:
    for span in dates_in_skeleton(string, letter_date):
        if span.value is None:
            continue
        if opening := _OPENS_DATE.search(string[: span.start]):
            yield _on_date(string, _to_come(string, span, span.value, letter_date), opening)
        elif window := _WINDOW.search(string[: span.start]):
            yield _at_last(string, span, window)


def _at_last(string: str, span: DateSpan, window: re.Match[str]) -> DueSpan:
    """A period's last day as a deadline, hardly trusted."""
    after = _TIME_AFTER.match(string, span.end)
    due = Due("date", span.value, clock(after) if after else None)
    end = after.end() if after else span.end
    return DueSpan(window.start(), end, due, "window", round(span.confidence * 0.4, 2))


def _to_come(string: str, span: DateSpan, day: date, letter_date: date | None) -> DateSpan:
    """A deadline long before its letter has a slip in its year: the next such day is meant.

    One only just past may be what a reminder is about, and stays; both are in doubt, but for a
    weekday that agrees with the mended year.
    """
    if letter_date is None or day >= letter_date:
        return span
    if day >= letter_date - _JUST_PAST:
        return span._replace(confidence=round(span.confidence * _DOUBT, 2))
    mended = next_such_day(day, letter_date)
    agrees = weekday_agrees(string[: span.start], mended)
    trust = 1.0 if agrees else _DOUBT if agrees is None else _DOUBT**2
    return DateSpan(
        span.start, span.end, mended, agrees, True, "mended_year", round(0.9 * trust, 2)
    )


def _on_date(string: str, span: DateSpan, opening: re.Match[str]) -> DueSpan:
    day = span.value
    after = _TIME_AFTER.match(string, span.end)
    timed = after or (opening if opening["hour"] else None)
    end = after.end() if after else span.end
    if day and opening["before"] and not timed:  # "ก่อนวันที่ D เวลา t" is still due on D, at t
        due = Due("date", day - timedelta(days=1))
        return DueSpan(opening.start(), end, due, "before_date", span.confidence)
    due = Due("date", day, clock(timed) if timed else None)
    rule = "by_date" if span.rule != "mended_year" else span.rule
    return DueSpan(opening.start(), end, due, rule, span.confidence)


# --- at the end of a month, a quarter, a year

_AT_END = rf"(?: (?: {BY} | ก่อน ) (?:วัน)? (?:สิ้น(?:สุด)?)? )"
_FISCAL_YEAR = rf"ปีงบประมาณ (?: {YEAR} )?"
_MONTH_END = skeleton_pattern(
    rf"{_AT_END} (?: สุดท้ายของ | (?:ห้วง|ช่วง) )? {MONTH_WORD} {MONTH} (?: {YEAR} )?"
)
_THIS_MONTH_END = skeleton_pattern(rf"(?: {BY} | ก่อน ) (?:วัน)? (?: สิ้นเดือน(?:นี้)? | เดือนนี้ )")
_QUARTER_END = skeleton_pattern(
    rf"""{_AT_END} ไตรมาส (?:ที่)? \ ? (?P<quarter> [1-4] | แรก | สุดท้าย )
    (?: (?:ของ|ประจำ)? {_FISCAL_YEAR} )?"""
)
_FISCAL_YEAR_END = skeleton_pattern(rf"(?<!ควบคุม) (?<!ตรวจสอบ) {_AT_END} {_FISCAL_YEAR}")
_YEAR_END = skeleton_pattern(
    rf"(?: (?: {BY} | ก่อน ) (?:วัน)? สิ้นปี | {BY} ปี (?= \D{{0,5}} \d ) ) (?: {YEAR} )?"
)

_SEPTEMBER, _DECEMBER = 9, 12
#: The fiscal year runs from October to September.
_QUARTER_MONTHS = {"1": 12, "2": 3, "3": 6, "4": 9, bones("แรก"): 12, bones("สุดท้าย"): 9}


def _period_ends(string: str, letter_date: date | None) -> Iterator[DueSpan]:
    """Deadlines at the end of a period: "ภายในเดือนกันยายน", "ก่อนสิ้นปีงบประมาณ พ.ศ. 2569"."""
    for rule, pattern, month_of in _PERIODS:
        for match in pattern.finditer(string):
            day = _period_end(match, month_of(match, letter_date), letter_date)
            if day:
                yield DueSpan(*match.span(), Due("date", day), rule, 0.9)


def _named_month(match: re.Match[str], _: date | None) -> int:
    return month_number(match["month"])


def _current_month(_: re.Match[str], letter_date: date | None) -> int:
    return letter_date.month if letter_date else 0


def _quarter_month(match: re.Match[str], _: date | None) -> int:
    return _QUARTER_MONTHS[match["quarter"]]


_PERIODS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str], date | None], int]], ...] = (
    ("month_end", _MONTH_END, _named_month),
    ("quarter_end", _QUARTER_END, _quarter_month),
    ("fiscal_year_end", _FISCAL_YEAR_END, lambda *_: _SEPTEMBER),
    ("year_end", _YEAR_END, lambda *_: _DECEMBER),
    ("this_month_end", _THIS_MONTH_END, _current_month),
)


def _period_end(match: re.Match[str], month: int, letter_date: date | None) -> date | None:
    """The last day of `month`, in the printed year or the first to come after the letter."""
    printed = match.groupdict().get("year")
    if month and printed and (year := common_era(printed)):
        return month_end(year - (month == _DECEMBER and "quarter" in match.groupdict()), month)
    if not month or printed or letter_date is None:
        return None
    this_year = month_end(letter_date.year, month)
    return this_year if this_year >= letter_date else month_end(letter_date.year + 1, month)


# --- so long after the letter came

_RELATIVE = skeleton_pattern(
    rf"""(?: (?P<within> {WITHIN} ) | {BY} ) (?:ระยะ|กำหนด)? (?:เวลา)? {NUMBER}
    (?: \( [^()]{{1,12}} \) )?
    (?P<unit> (?P<business> วันทำการ | วันราชการ ) | วัน (?!ที่\d) | สัปดาห์ | เดือน | ชั่วโมง )
    (?! ก่อน | แรก )"""
)
_COUNTED_FROM = skeleton_pattern(
    r"(?: นับ (?:ตั้งแต่|แต่|ถัดจาก|ต่อจาก|จาก)? | ตั้งแต่ | หลัง(?:จาก)? | ถัดจาก ) (?:วัน (?:ที่)? )?"
)
_THIS_LETTER = r"หนังสือ (?: (?:ฉบับ)? นี้ )?"


class _Anchor(NamedTuple):
    """What days are counted from, how surely, and the words for it."""

    start: Literal["receipt", "letter"]
    confidence: float
    pattern: re.Pattern[str]


_ANCHORS = (
    _Anchor(
        "receipt",
        0.97,
        skeleton_pattern(rf"(?:ท่าน)? (?:ได้)? รับ (?: {_THIS_LETTER} | แจ้ง | ทราบ | เรื่อง | เอกสาร )"),
    ),
    _Anchor(
        "letter",
        0.85,
        skeleton_pattern(rf"(?: ที่ | ลง | ออก | ใน | วัน | นาม )* {_THIS_LETTER} | บัดนี้ | (?<=วัน) นี้"),
    ),
    _Anchor("receipt", 0.75, skeleton_pattern(rf".{{1,6}}? {_THIS_LETTER}")),
)
_NO_ANCHOR = _Anchor("receipt", 0.75, re.compile(""))


def _relative(string: str, letter_date: date | None) -> Iterator[DueSpan]:
    """Deadlines counted from a day that the letter need not print; from any other day: none.

    "ไม่เกิน ๓๐ วัน" with nothing to count from is how long something takes.
    """
    for match in _RELATIVE.finditer(string):
        counted = _COUNTED_FROM.match(string, match.end())
        if not _day_count(match) or not (counted or match["within"]):
            continue
        at = counted.end() if counted else match.end()
        for anchor in _ANCHORS if counted else (_NO_ANCHOR,):
            if printed := anchor.pattern.match(string, at):
                due = _counted(match, anchor, letter_date)
                yield DueSpan(match.start(), printed.end(), due, "days_after", anchor.confidence)
                break


def _counted(match: re.Match[str], anchor: _Anchor, letter_date: date | None) -> Due:
    days, business = _day_count(match), bool(match["business"])
    known = letter_date if anchor.start == "letter" else None
    day = _days_after(known, days, business) if known else None
    return Due("relative", date=day, days=days, business=business, start=anchor.start)


_DAYS_IN: dict[str, int] = {
    bones(unit): days
    for unit, days in (("วันทำการ", 1), ("วันราชการ", 1), ("วัน", 1), ("สัปดาห์", 7), ("เดือน", 30))
}
_HOURS_A_DAY = 24


def _day_count(match: re.Match[str]) -> int:
    """The number of days meant; 0 where the number cannot be read. A month is thirty days."""
    number = number_of(match["number"])
    return (
        number * _DAYS_IN[match["unit"]]
        if match["unit"] in _DAYS_IN
        else -(-number // _HOURS_A_DAY)
    )


_ONGOING = skeleton_pattern(
    r"""(?: อย่าง (?: [ก-ูเ-ไ]{2,14}? และ )? | (?:เป็น)? ประจำ (?:และ)? | โดย )
    (?: ต่อเนื่อง | สม่ำเสมอ )"""
)


# --- in the calendar


def fall_due(
    due: Due, received_on: date | None = None, holidays: Set[date] | None = None
) -> date | None:
    """The day something falls due; None while it cannot be told, or when there is no one day.

    Days are counted from the day after `received_on`; of working days the last is one. Holidays
    are the government's unless given.
    """
    if due.date or due.start == "letter" or received_on is None or not due.days:
        return due.date
    return _days_after(received_on, due.days, due.business, holidays)


def _days_after(start: date, days: int, business: bool, holidays: Set[date] | None = None) -> date:
    if business:
        return nth_working_day(start, days, government_holidays() if holidays is None else holidays)
    return start + timedelta(days=days)


def occurrences(due: Due, start: date, end: date) -> list[date]:
    """The days from `start` to `end`, both included, on which a duty falls due."""
    if due.rrule:
        return days_of(due.rrule, start, end)
    return [due.date] if due.date and start <= due.date <= end else []
