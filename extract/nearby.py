"""Deadlines that need the letter's own day or meeting to be dated: "ภายในวันศุกร์นี้", "ก่อนวันประชุม"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from extract.almanac import WEEKDAYS, is_working_day, month_end
from extract.days import MONTH, YEAR, common_era, find_dates, month_number
from extract.phrases import BY, NUMBER, number_of
from extract.thaitext import bones, skeleton, skeleton_pattern


class Near(NamedTuple):
    """A deadline in a skeleton: half-open span, the day, the rule's name, how far it is trusted."""

    start: int
    end: int
    day: date
    rule: str
    confidence: float


# --- by the letter's own day

_WEEKDAY = rf"(?P<weekday> {' | '.join(WEEKDAYS)} )"
_NEXT = r"(?P<next> (?:ใน|ของ)? (?:สัปดาห์|อาทิตย์)? (?: หน้า | ถัดไป ) )"
_THIS_WEEKDAY = skeleton_pattern(
    rf"{BY} วัน {_WEEKDAY} (?: (?:ใน|ของ)? (?:สัปดาห์)? (?: ที่ )? (?:จะถึง)? นี้ | {_NEXT} )"
)
_THIS_WEEK = skeleton_pattern(rf"{BY} (?:วัน)? (?:สิ้น)? สัปดาห์ (?: นี้ | (?P<next> หน้า | ถัดไป ) )")
_TODAY = skeleton_pattern(rf"{BY} วัน (?P<next> พรุ่ง )? นี้")
_PART_OF_MONTH = skeleton_pattern(
    rf"""(?: {BY} | ก่อน ) (?:ช่วง)? (?P<part> กลาง | ปลาย ) เดือน
    (?: {MONTH} (?: {YEAR} )? | นี้ | (?P<next> หน้า | ถัดไป ) )"""
)
_MIDDLE = 15
_FRIDAY, _WEEK = 4, timedelta(days=7)
_NUMBER_OF = {bones(name): number for number, name in enumerate(WEEKDAYS)}


def near_days(string: str, sent_on: date | None) -> Iterator[Near]:
    """The deadlines of a skeleton that the letter's own day dates; none where that is unknown."""
    for rule, pattern, trust, day_of in _RULES:
        for match in pattern.finditer(string) if sent_on else ():
            if sent_on and (day := day_of(match, sent_on)):
                yield Near(*match.span(), day, rule, trust)


def _weekday(match: re.Match[str], sent_on: date) -> date:
    """The first such day from the letter's on; of next week where it says so."""
    wanted = _NUMBER_OF[match["weekday"]]
    if match["next"]:
        return _monday(sent_on) + _WEEK + timedelta(days=wanted)
    return sent_on + timedelta(days=(wanted - sent_on.weekday()) % 7)


def _week(match: re.Match[str], sent_on: date) -> date:
    """The Friday of the letter's week, if that is to come, or of the next."""
    friday = _monday(sent_on) + timedelta(days=_FRIDAY)
    return friday + _WEEK if match["next"] or friday < sent_on else friday


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _today(match: re.Match[str], sent_on: date) -> date:
    return sent_on + timedelta(days=bool(match["next"]))


def _part_of_month(match: re.Match[str], sent_on: date) -> date | None:
    """The 15th, or the last day, of the month named; without a year the first to come."""
    named = match["month"]
    month = month_number(named) if named else (sent_on.month - 1 + bool(match["next"])) % 12 + 1
    if not month:
        return None
    if match["year"]:
        year = common_era(match["year"])
        return _part(match["part"], year, month) if year else None
    days = (_part(match["part"], year, month) for year in (sent_on.year, sent_on.year + 1))
    return next(day for day in days if day >= sent_on)


def _part(part: str, year: int, month: int) -> date:
    last = month_end(year, month)
    return last.replace(day=_MIDDLE) if part == bones("กลาง") else last


_Rule = tuple[str, re.Pattern[str], float, Callable[[re.Match[str], date], date | None]]
_RULES: tuple[_Rule, ...] = (
    ("this_weekday", _THIS_WEEKDAY, 0.9, _weekday),
    ("this_week", _THIS_WEEK, 0.7, _week),
    ("today", _TODAY, 0.8, _today),
    ("part_of_month", _PART_OF_MONTH, 0.7, _part_of_month),
)


# --- before a meeting

_MEETING = r"(?: ประชุม | อบรม | สัมมนา | พิธี | จัดงาน | การสอบ | แข่งขัน | เลือกตั้ง | ออกหน่วย | ปฏิบัติธรรม )"
_MET = skeleton_pattern(_MEETING)
_AT_LEAST = rf"(?: (?:เป็นเวลา)? (?: ไม่น้อยกว่า | อย่างน้อย )? {NUMBER} (?P<unit> วันทำการ | วัน ) )"
_BEFORE_MEETING = skeleton_pattern(
    rf"""(?:ล่วงหน้า)? ก่อน (?:ถึง)? (?: วัน | การ | กำหนด )* (?:จัด|เริ่ม)? (?:การ)? {_MEETING}
    (?: ดังกล่าว )? (?:ล่วงหน้า)? {_AT_LEAST}?"""
)
_AHEAD = skeleton_pattern(rf"ล่วงหน้า (?: {_AT_LEAST} )")
_MEETING_TRUST = 0.7


def meeting_day(paragraphs: Iterable[str], sent_on: date | None) -> date | None:
    """The day of the meeting that a letter tells of: the first day to come behind the word."""
    for paragraph in paragraphs:
        met = _MET.search(skeleton(paragraph).string)
        for span in find_dates(paragraph) if met and sent_on else ():
            if span.value and sent_on and span.value >= sent_on:
                return span.value
    return None


def before_meeting(string: str, meeting: date | None) -> Near | None:
    """The deadline of a skeleton that is so many days before the meeting, or just before it."""
    match = _BEFORE_MEETING.search(string) or _AHEAD.search(string)
    if not match or not meeting:
        return None
    days = number_of(match["number"]) if match["number"] else 1
    day = _before(meeting, days, working=match["unit"] == bones("วันทำการ"))
    return Near(*match.span(), day, "before_meeting", _MEETING_TRUST)


def _before(meeting: date, days: int, *, working: bool) -> date:
    """So many days before a meeting; of working days, each of them one."""
    day = meeting - timedelta(days=0 if working else days)
    while working and days:
        day -= timedelta(days=1)
        days -= is_working_day(day)
    return day
