"""Duties that come again: "ภายในวันที่ ๒๕ ของทุกเดือน" as RFC 5545, and the days they fall on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import NamedTuple

from dateutil.rrule import rrulestr

from extract.almanac import MONTHS, MONTHS_SHORT, WEEKDAY_CODES, WEEKDAYS
from extract.days import MONTH, month_number
from extract.phrases import BEFORE, BY, DAY, EVERY, NUMBER, ON, number_of
from extract.thaitext import bones, skeleton_pattern


class Recurrence(NamedTuple):
    """A recurring deadline in a skeleton: half-open span, RFC 5545 rule, name of ours, trust."""

    start: int
    end: int
    rrule: str
    rule: str
    confidence: float


_DAY_NAME = rf"(?: {'|'.join(WEEKDAYS)} )"
_DAYS = rf"""(?: \d{{1,2}} \ ? (?:-|–|ถึง) \ ? (?:วันที่)? )? {DAY}
    (?: \ ? (?:และ|,|กับ) \ ? (?:วันที่)? (?P<day2> 3[01] | [12]\d | 0?[1-9] ) (?!\d) )?"""
_MONTHLY_DAY = rf"(?: {BEFORE} | {BY} )? (?:ใน)? วันที่ {_DAYS}"
_NO_MONTH = rf"(?! \ ? (?:เดือน)? (?: {'|'.join((*MONTHS, *MONTHS_SHORT))} ) )"
_NEXT_MONTH = r"(?: (?:ของ)? เดือน (?: ถัด(?:ไป|จาก)? | หน้า | ต่อไป ) )"
_OF_EVERY_MONTH = rf"(?:เป็นประจำ)? (?:[ขชซ]อง)? {EVERY} เดือน"
_NTH = r"(?P<nth> แรก | สุดท้าย | ที่\d{1,2} | ที่ (?:หนึ่ง|สอง|สาม|สี่|ห้า) )"
_DAYS_AFTER = rf"{BY} {DAY} วัน (?: นับ (?:ตั้งแต่|แต่|จาก|ถัดจาก) | หลัง(?:จาก)? ) (?:วัน)? สิ้น"
_WORKDAYS = "MO,TU,WE,TH,FR"


class _Rule(NamedTuple):
    """A recurring deadline: RFC 5545, its {fields} filled from what the pattern matched."""

    name: str
    rrule: str
    confidence: float
    pattern: re.Pattern[str]


_RULES = tuple(
    _Rule(name, rrule, confidence, skeleton_pattern(source))
    for name, rrule, confidence, source in (
        (
            "day_of_every_year", "FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={days}", 0.95,
            rf"(?: {BEFORE} | {BY} | ทุก ) {ON}? {DAY} {MONTH} (?:ของ)? {EVERY} ปี",
        ),
        (
            "month_of_every_year", "FREQ=YEARLY;BYMONTH={month};BYMONTHDAY=-1", 0.95,
            rf"{BY} (?:สิ้น)? เดือน {MONTH} (?:ของ)? {EVERY} ปี",
        ),
        (
            "every_fiscal_year", "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=30", 0.95,
            rf"""(?: {BY} | ก่อน | เมื่อ )? (?: {EVERY} (?:วัน)? สิ้นปีงบประมาณ
                | (?:วัน)? สิ้นปีงบประมาณ (?:ของ)? {EVERY} ปี (?:งบประมาณ)? )""",
        ),
        (
            "every_year_end", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31", 0.9,
            rf"""(?: {BY} | ก่อน | เมื่อ )? (?: {EVERY} (?:วัน)? สิ้นปี (?!งบ | การ)
                | (?:วัน)? สิ้นปี (?:ของ)? {EVERY} ปี )""",
        ),
        (
            "days_after_quarter", "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY={days}", 0.9,
            rf"(?: (?:{EVERY}|ราย)ไตรมาส .{{0,20}}? )? {_DAYS_AFTER} ไตรมาส",
        ),
        (
            "days_after_month", "FREQ=MONTHLY;BYMONTHDAY={days}", 0.9,
            rf"{_DAYS_AFTER} เดือน {_NO_MONTH}",
        ),
        (
            "first_days", "FREQ=MONTHLY;BYMONTHDAY={number}", 0.9,
            rf"{BY} {NUMBER} วันแรก (?:ของ)? {EVERY}? เดือน {_NO_MONTH}",
        ),
        (
            "day_after_quarter", "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY={days}", 0.85,
            rf"(?:{EVERY}|ราย)ไตรมาส .{{0,20}}? {_MONTHLY_DAY} {_NEXT_MONTH}",
        ),
        (
            "first_working_days", f"FREQ=MONTHLY;BYDAY={_WORKDAYS};BYSETPOS={{nth}}", 0.9,
            rf"{BY} (?P<nth>\d{{1,2}}) วันทำการ แรก (?:ของ)? {EVERY}? เดือน",
        ),
        (
            "working_day_of_month", f"FREQ=MONTHLY;BYDAY={_WORKDAYS};BYSETPOS={{nth}}", 0.9,
            rf"(?:{BY}|ทุก)? (?:ใน)? วันทำการ {_NTH} (?:ของ)? {EVERY}? เดือน",
        ),
        (
            "weekday_of_month", "FREQ=MONTHLY;BYDAY={nth}{weekdays}", 0.9,
            rf"(?:{BY}|ทุก)? (?:ใน)? วัน{_DAY_NAME} {_NTH} ของ {EVERY}? เดือน",
        ),
        (
            "first_week", "FREQ=MONTHLY;BYMONTHDAY=7", 0.6,
            rf"{BY}? สัปดาห์แรก (?:ของ)? {EVERY}? เดือน",
        ),
        (
            "month_end", "FREQ=MONTHLY;BYMONTHDAY=-1", 0.95,
            rf"""(?: {BY} | ก่อน )? (?: {EVERY} (?:วัน)? สิ้นเดือน
                | (?:วัน)? สิ้น (?:เดือน)? (?:ของ)? {EVERY} เดือน
                | {EVERY} เดือน (?:{BY}|ใน)? (?:วัน)? สิ้นเดือน
                | (?:ทุก)? วันสุดท้ายของ {EVERY}? เดือน {_NO_MONTH} )""",
        ),
        (
            "middle_of_month", "FREQ=MONTHLY;BYMONTHDAY=15", 0.7,
            rf"(?:{BY}|ก่อน)? (?: {EVERY} กลางเดือน | กลางเดือน (?:ของ)? {EVERY} เดือน )",
        ),
        (
            "month_then_day", "FREQ=MONTHLY;BYMONTHDAY={days}", 0.95,
            rf"""(?:เป็น)? (?:ประจำ)? (?: {EVERY} | ราย ) เดือน .{{0,12}}? {_MONTHLY_DAY} {_NO_MONTH}
                (?: {_NEXT_MONTH} | ของ {EVERY}? เดือน (?:นั้นๆ?|ๆ)? )?""",
        ),
        (
            "day_of_every_month", "FREQ=MONTHLY;BYMONTHDAY={days}", 0.97,
            rf"{_MONTHLY_DAY} {_OF_EVERY_MONTH}",
        ),
        (
            "every_day_of_month", "FREQ=MONTHLY;BYMONTHDAY={days}", 0.95,
            rf"{BY}? ทุก ๆ? วันที่ {_DAYS} {_NO_MONTH} (?: ของ {EVERY}? เดือน )?",
        ),
        (
            "day_of_next_month", "FREQ=MONTHLY;BYMONTHDAY={days}", 0.9,
            rf"{_MONTHLY_DAY} {_NEXT_MONTH}",
        ),
        (
            "day_of_month", "FREQ=MONTHLY;BYMONTHDAY={days}", 0.8,
            rf"(?: {BEFORE} | {BY} ) (?:ใน)? วันที่ {_DAYS} ของเดือน (?!นี้) {_NO_MONTH}",
        ),
        (
            "every_quarter", "FREQ=YEARLY;BYMONTH=12,3,6,9;BYMONTHDAY=-1", 0.9,
            rf"(?: {EVERY} (?:สิ้น)? | ราย ) ไตรมาส | ไตรมาสละ \d? ครั้ง",
        ),
        (
            "every_half_year", "FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=-1", 0.85,
            rf"{EVERY}? รอบ (?:6|หก) เดือน | {EVERY} ครึ่งปี | ปีละ (?:2|สอง) ครั้ง",
        ),
        (
            "every_few_months", "FREQ=MONTHLY;INTERVAL={number}", 0.85,
            rf"{EVERY} {NUMBER} เดือน",
        ),
        (
            "every_few_weeks", "FREQ=WEEKLY;INTERVAL={number}", 0.85,
            rf"{EVERY} {NUMBER} สัปดาห์",
        ),
        (
            "every_few_days", "FREQ=DAILY;INTERVAL={number}", 0.85,
            rf"{EVERY} {NUMBER} วัน (?!ที่ | ทำการ | ราชการ)",
        ),
        (
            "every_weekday", "FREQ=WEEKLY;BYDAY={weekdays}", 0.95,
            rf"""{BY}? (?: {EVERY} วัน {_DAY_NAME} (?: (?:และ|,|กับ)? (?:วัน)? {_DAY_NAME} )* (?!ที่)
                (?: ของ {EVERY}? สัปดาห์ )? | วัน {_DAY_NAME} ของ {EVERY} สัปดาห์
                | (?: {EVERY} | ราย ) สัปดาห์ .{{0,12}}? วัน {_DAY_NAME} (?!ที่) )""",
        ),
        (
            "every_working_day", f"FREQ=WEEKLY;BYDAY={_WORKDAYS}", 0.9,
            rf"{EVERY} วัน (?: ทำการ | ราชการ )",
        ),
        (
            "daily", "FREQ=DAILY", 0.85,
            rf"""เป็น (?:ประจำทุก|ราย) วัน (?!ที่) | วันละ \d? ครั้ง
                | {EVERY} วัน (?= (?: {BY} | ก่อน ) (?:เวลา)? \d )""",
        ),
        ("weekly", "FREQ=WEEKLY", 0.85, r"เป็น (?:ประจำทุก|ราย) สัปดาห์ | สัปดาห์ละ \d? ครั้ง"),
        ("monthly", "FREQ=MONTHLY", 0.85, r"เป็น (?:ประจำทุก|ราย) เดือน | เดือนละ \d? ครั้ง"),
        ("yearly", "FREQ=YEARLY", 0.85, r"เป็น (?:ประจำทุก|ราย) ปี | ปีละ 1? ครั้ง"),
        ("weekly", "FREQ=WEEKLY", 0.5, rf"{EVERY} (?:สัปดาห์|อาทิตย์)"),
        ("monthly", "FREQ=MONTHLY", 0.5, rf"{EVERY} เดือน"),
    )
)  # fmt: skip


def recurrences(string: str) -> Iterator[Recurrence]:
    """Every recurring deadline in a skeleton, the surest rules first; they may overlap."""
    for rule in _RULES:
        for match in rule.pattern.finditer(string):
            fields = _fields(match)
            if "" not in fields.values():
                rrule = rule.rrule.format_map(fields)
                yield Recurrence(*match.span(), rrule, rule.name, rule.confidence)


def _fields(match: re.Match[str]) -> dict[str, str]:
    """What a match says, for its rule's {fields}; one that cannot be understood is ""."""
    printed = {name: text for name, text in match.groupdict().items() if text}
    fields = {"weekdays": ",".join(_weekday_codes(match[0]))}
    if "day" in printed:
        fields["days"] = ",".join(_month_days(printed))
    if "month" in printed:
        fields["month"] = str(month_number(printed["month"]))
    if "nth" in printed:
        nth = printed["nth"]
        fields["nth"] = _ORDINALS.get(nth) or re.sub(r"\D", "", nth)
    if "number" in printed:
        fields["number"] = str(number_of(printed["number"]) or "")
    return fields


_ORDINALS = {bones("แรก"): "1", bones("สุดท้าย"): "-1"} | {
    bones(f"ที่{word}"): str(place) for place, word in enumerate(("หนึ่ง", "สอง", "สาม", "สี่", "ห้า"), 1)
}
_CODE_OF_WEEKDAY = {bones(name): code for name, code in zip(WEEKDAYS, WEEKDAY_CODES, strict=True)}
_ANY_WEEKDAY = skeleton_pattern(_DAY_NAME)


def _weekday_codes(string: str) -> list[str]:
    return [_CODE_OF_WEEKDAY[name] for name in _ANY_WEEKDAY.findall(string)] or ["-"]


def _month_days(printed: dict[str, str]) -> list[str]:
    """Days of the month; "ก่อนวันที่ 1" is the last of the month before."""
    days = [int(printed[name]) for name in ("day", "day2") if name in printed]
    if "before" in printed:
        days = [day - 1 or -1 for day in days]
    return [str(day) for day in days]


def days_of(rrule: str, start: date, end: date) -> list[date]:
    """The days of a rule from `start` to `end`, both included.

    A duty of the 30th is due in February too, on its last day.
    """
    first, last = (datetime.combine(day, time()) for day in (start, end))
    rule = rrulestr(_LATE_DAY.sub(_or_month_end, rrule), dtstart=first)
    return [moment.date() for moment in rule.between(first, last, inc=True)]


_LATE_DAY = re.compile(r"(?<=FREQ=MONTHLY;)BYMONTHDAY=(29|30|31)$")


def _or_month_end(match: re.Match[str]) -> str:
    """The last of the days 28 to N that a month has (RFC 5545 would leave short months out)."""
    return f"BYMONTHDAY={','.join(map(str, range(28, int(match[1]) + 1)))};BYSETPOS=-1"
