"""Deadlines: the phrases that set them, and the calendar they fall due in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, NamedTuple

from dateutil.rrule import rrulestr

from extract.almanac import (
    MONTHS,
    MONTHS_SHORT,
    WEEKDAY_CODES,
    WEEKDAYS,
    government_holidays,
    month_end,
    nth_working_day,
    thai_date,
    thai_date_short,
)
from extract.days import (
    HOUR_MARK,
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
)
from extract.thaitext import Skeleton, skeleton, skeleton_pattern

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

    def moved(self, bones: Skeleton) -> DueSpan:
        """A span of a skeleton's string, on the text that the skeleton is of."""
        start, end = bones.span(self.start, self.end)
        return self._replace(start=start, end=end)


# Patterns see skeletons: no spaces, no tone marks, Arabic digits. "ภายใน" opens most deadlines
# and is damaged like any other word: each of its letters may be one that looks like it.

_WITHIN = "[ภกถ]า[ยบข][ไโเ][นบมณ]"
_BY = rf"""(?: (?:อย่างช้า)? (?: {_WITHIN} | (?:ไม่|มิ|มิให้)เกิน )
    | อย่างช้า(?:ที่สุด)? | ไม่ช้ากว่า | ให้ทัน )"""
_BEFORE = r"(?P<before> (?<!ไม่) ก่อน )"
_DAY_NAME = rf"(?: {'|'.join(WEEKDAYS)} )"
_ON = r"(?: (?:ใน)? วัน (?:[ก-ฮะ-ูเ-ไ]{3,9}?)? ที่ )"
_TIME = rf"(?:เวลา)? (?P<hour>[01]?\d|2[0-3]) [.:] (?P<minute>[0-5]\d) (?!\d) {HOUR_MARK}"
_EVERY = r"(?: (?:ทุก|แต่ละ) ๆ? )"
_DAY = r"(?P<day> 3[01] | [12]\d | 0?[1-9] ) (?!\d|[./:]\d)"

# --- on a printed date

_OPENS_DATE = skeleton_pattern(rf"(?: {_BEFORE} | {_BY} ) (?: {_TIME} (?:ของ)? )? {_ON}?$")
_TIME_AFTER = skeleton_pattern(rf"\ ? (?: {_BY} | ก่อน )? {_TIME}")
_WINDOW = skeleton_pattern(
    rf"(?: (?: ตั้งแต่ | ระหว่าง | ช่วง ) .{{1,40}}? (?: ถึง | [-–] ) | จนถึง ) {_ON}?$"
)


def find_dues(text: str, letter_date: date | None = None) -> list[DueSpan]:
    """Every deadline in a text, in order; a passage that several rules read goes to the first.

    `letter_date` gives a deadline without a year its year. Dates that ask for nothing (of a law,
    of a meeting, of another letter) are no deadlines; a period ("ระหว่างวันที่ ... ถึง ...") is
    one on its last day, with little confidence.
    """
    bones = skeleton(text)
    found: list[DueSpan] = []
    for due in _all_dues(bones.string, letter_date):
        if all(due.end <= f.start or f.end <= due.start for f in found):
            found.append(due)
    in_order = sorted(found, key=lambda span: span.start)
    return [span.moved(bones) for span in in_order]


def _all_dues(string: str, letter_date: date | None) -> Iterator[DueSpan]:
    """The deadlines of a skeleton, the surest rules first; spans may overlap."""
    yield from _recurring(string)
    yield from _dated(string, letter_date)
    yield from _relative(string)
    yield from _period_ends(string, letter_date)
    for match in _ONGOING.finditer(string):
        yield DueSpan(*match.span(), Due("ongoing"), "ongoing", 0.9)


def _dated(string: str, letter_date: date | None) -> Iterator[DueSpan]:
    for span in dates_in_skeleton(string, letter_date):
        if span.value is None:
            continue
        if opening := _OPENS_DATE.search(string[: span.start]):
            yield _on_date(string, span, span.value, opening)
        elif window := _WINDOW.search(string[: span.start]):
            trust = round(span.confidence * 0.4, 2)
            yield DueSpan(window.start(), span.end, Due("date", span.value), "window", trust)


def _on_date(string: str, span: DateSpan, day: date, opening: re.Match[str]) -> DueSpan:
    after = _TIME_AFTER.match(string, span.end)
    timed = after or (opening if opening["hour"] else None)
    end = after.end() if after else span.end
    if opening["before"] and not timed:  # "ก่อนวันที่ D เวลา t" is still due on D, at t
        due = Due("date", day - timedelta(days=1))
        return DueSpan(opening.start(), end, due, "before_date", span.confidence)
    due = Due("date", day, clock(timed) if timed else None)
    return DueSpan(opening.start(), end, due, "by_date", span.confidence)


# --- at the end of a month, a quarter, a year

_AT_END = rf"(?: (?: {_BY} | ก่อน ) (?:วัน)? (?:สิ้น(?:สุด)?)? )"
_FISCAL_YEAR = rf"ปีงบประมาณ (?: {YEAR} )?"
_MONTH_END = skeleton_pattern(rf"{_AT_END} เดือน {MONTH} (?: {YEAR} )?")
_THIS_MONTH_END = skeleton_pattern(rf"(?: {_BY} | ก่อน ) (?:วัน)? (?: สิ้นเดือน(?:นี้)? | เดือนนี้ )")
_QUARTER_END = skeleton_pattern(
    rf"{_AT_END} ไตรมาส (?:ที่)? \ ? (?P<quarter>[1-4]) (?: (?:ของ|ประจำ)? {_FISCAL_YEAR} )?"
)
_FISCAL_YEAR_END = skeleton_pattern(rf"{_AT_END} {_FISCAL_YEAR}")
_YEAR_END = skeleton_pattern(rf"(?: {_BY} | ก่อน ) (?:วัน)? สิ้นปี (?: {YEAR} )?")

_SEPTEMBER, _DECEMBER = 9, 12
_QUARTER_MONTHS = (12, 3, 6, 9)  # the fiscal year runs from October to September


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
    return _QUARTER_MONTHS[int(match["quarter"]) - 1]


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


# --- again and again

_DAYS = rf"""(?: \d{{1,2}} \ ? (?:-|–|ถึง) \ ? (?:วันที่)? )? {_DAY}
    (?: \ ? (?:และ|,|กับ) \ ? (?:วันที่)? (?P<day2> 3[01] | [12]\d | 0?[1-9] ) (?!\d) )?"""
_MONTHLY_DAY = rf"(?: {_BEFORE} | {_BY} )? (?:ใน)? วันที่ {_DAYS}"
_NO_MONTH = rf"(?! \ ? (?:เดือน)? (?: {'|'.join((*MONTHS, *MONTHS_SHORT))} ) )"
_NEXT_MONTH = r"(?: (?:ของ)? เดือน (?: ถัด(?:ไป|จาก)? | หน้า | ต่อไป ) )"
_OF_EVERY_MONTH = rf"(?:เป็นประจำ)? (?:ของ)? {_EVERY} เดือน"
_NTH = r"(?P<nth> แรก | สุดท้าย | ที่\d{1,2} )"
_NUMBER = r"\ ? (?P<number> \d{1,3} | [ก-ฮะ-ูเ-ไ]{2,10}? ) \ ?"
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
            rf"(?: {_BEFORE} | {_BY} | ทุก ) {_ON}? {_DAY} {MONTH} (?:ของ)? {_EVERY} ปี",
        ),
        (
            "day_after_quarter", "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY={days}", 0.85,
            rf"(?:{_EVERY}|ราย)ไตรมาส .{{0,20}}? {_MONTHLY_DAY} {_NEXT_MONTH}",
        ),
        (
            "working_day_of_month", f"FREQ=MONTHLY;BYDAY={_WORKDAYS};BYSETPOS={{nth}}", 0.9,
            rf"(?:{_BY}|ทุก)? (?:ใน)? วันทำการ {_NTH} (?:ของ)? {_EVERY}? เดือน",
        ),
        (
            "first_working_days", f"FREQ=MONTHLY;BYDAY={_WORKDAYS};BYSETPOS={{nth}}", 0.9,
            rf"{_BY} (?P<nth>\d{{1,2}}) วันทำการ แรก (?:ของ)? {_EVERY}? เดือน",
        ),
        (
            "weekday_of_month", "FREQ=MONTHLY;BYDAY={nth}{weekdays}", 0.9,
            rf"(?:{_BY}|ทุก)? (?:ใน)? วัน{_DAY_NAME} {_NTH} ของ {_EVERY}? เดือน",
        ),
        (
            "first_week", "FREQ=MONTHLY;BYMONTHDAY=7", 0.6,
            rf"{_BY}? สัปดาห์แรก (?:ของ)? {_EVERY}? เดือน",
        ),
        (
            "month_end", "FREQ=MONTHLY;BYMONTHDAY=-1", 0.95,
            rf"""(?: {_BY} | ก่อน )? (?: {_EVERY} (?:วัน)? สิ้นเดือน
                | (?:วัน)? สิ้น (?:เดือน)? (?:ของ)? {_EVERY} เดือน
                | {_EVERY} เดือน (?:{_BY}|ใน)? (?:วัน)? สิ้นเดือน
                | (?:ทุก)? วันสุดท้ายของ {_EVERY}? เดือน )""",
        ),
        (
            "month_then_day", "FREQ=MONTHLY;BYMONTHDAY={days}", 0.95,
            rf"""(?:เป็น)? (?:ประจำ)? (?: {_EVERY} | ราย ) เดือน .{{0,12}}? {_MONTHLY_DAY} {_NO_MONTH}
                (?: {_NEXT_MONTH} | ของ {_EVERY}? เดือน (?:นั้นๆ?|ๆ)? )?""",
        ),
        (
            "day_of_every_month", "FREQ=MONTHLY;BYMONTHDAY={days}", 0.97,
            rf"{_MONTHLY_DAY} {_OF_EVERY_MONTH}",
        ),
        (
            "every_day_of_month", "FREQ=MONTHLY;BYMONTHDAY={days}", 0.95,
            rf"{_BY}? ทุก ๆ? วันที่ {_DAYS} {_NO_MONTH} (?: ของ {_EVERY}? เดือน )?",
        ),
        (
            "day_of_next_month", "FREQ=MONTHLY;BYMONTHDAY={days}", 0.9,
            rf"{_MONTHLY_DAY} {_NEXT_MONTH}",
        ),
        (
            "day_of_month", "FREQ=MONTHLY;BYMONTHDAY={days}", 0.8,
            rf"(?: {_BEFORE} | {_BY} ) (?:ใน)? วันที่ {_DAYS} ของเดือน (?!นี้) {_NO_MONTH}",
        ),
        (
            "every_quarter", "FREQ=YEARLY;BYMONTH=12,3,6,9;BYMONTHDAY=-1", 0.9,
            rf"(?: {_EVERY} (?:สิ้น)? | ราย ) ไตรมาส | ไตรมาสละ \d? ครั้ง",
        ),
        (
            "every_half_year", "FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=-1", 0.85,
            rf"{_EVERY}? รอบ (?:6|หก) เดือน | {_EVERY} ครึ่งปี | ปีละ (?:2|สอง) ครั้ง",
        ),
        (
            "every_few_months", "FREQ=MONTHLY;INTERVAL={number}", 0.85,
            rf"{_EVERY} {_NUMBER} เดือน",
        ),
        (
            "every_few_weeks", "FREQ=WEEKLY;INTERVAL={number}", 0.85,
            rf"{_EVERY} {_NUMBER} สัปดาห์",
        ),
        (
            "every_weekday", "FREQ=WEEKLY;BYDAY={weekdays}", 0.95,
            rf"""{_BY}? (?: {_EVERY} วัน {_DAY_NAME} (?: (?:และ|,|กับ) (?:วัน)? {_DAY_NAME} )* (?!ที่)
                (?: ของ {_EVERY}? สัปดาห์ )? | วัน {_DAY_NAME} ของ {_EVERY} สัปดาห์
                | (?: {_EVERY} | ราย ) สัปดาห์ .{{0,12}}? วัน {_DAY_NAME} (?!ที่) )""",
        ),
        (
            "every_working_day", f"FREQ=WEEKLY;BYDAY={_WORKDAYS}", 0.9,
            rf"{_EVERY} วัน (?: ทำการ | ราชการ )",
        ),
        ("daily", "FREQ=DAILY", 0.85, r"เป็นประจำทุกวัน (?!ที่)"),
        ("weekly", "FREQ=WEEKLY", 0.85, r"เป็น (?:ประจำทุก|ราย) สัปดาห์ | สัปดาห์ละ \d? ครั้ง"),
        ("monthly", "FREQ=MONTHLY", 0.85, r"เป็น (?:ประจำทุก|ราย) เดือน | เดือนละ \d? ครั้ง"),
        ("yearly", "FREQ=YEARLY", 0.85, r"เป็น (?:ประจำทุก|ราย) ปี | ปีละ 1? ครั้ง"),
        ("weekly", "FREQ=WEEKLY", 0.5, rf"{_EVERY} (?:สัปดาห์|อาทิตย์)"),
        ("monthly", "FREQ=MONTHLY", 0.5, rf"{_EVERY} เดือน"),
    )
)  # fmt: skip


def _recurring(string: str) -> Iterator[DueSpan]:
    for rule in _RULES:
        for match in rule.pattern.finditer(string):
            fields = _fields(match)
            if "" not in fields.values():
                due = Due("recurring", rrule=rule.rrule.format_map(fields))
                yield DueSpan(*match.span(), due, rule.name, rule.confidence)


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
        fields["number"] = str(_number(printed["number"]) or "")
    return fields


_ORDINALS = {skeleton("แรก").string: "1", skeleton("สุดท้าย").string: "-1"}
_CODE_OF_WEEKDAY = {
    skeleton(name).string: code for name, code in zip(WEEKDAYS, WEEKDAY_CODES, strict=True)
}
_ANY_WEEKDAY = skeleton_pattern(_DAY_NAME)


def _weekday_codes(string: str) -> list[str]:
    return [_CODE_OF_WEEKDAY[name] for name in _ANY_WEEKDAY.findall(string)] or ["-"]


def _month_days(printed: dict[str, str]) -> list[str]:
    """Days of the month; "ก่อนวันที่ 1" is the last of the month before."""
    days = [int(printed[name]) for name in ("day", "day2") if name in printed]
    if "before" in printed:
        days = [day - 1 or -1 for day in days]
    return [str(day) for day in days]


# --- so long after the letter came

_RELATIVE = skeleton_pattern(
    rf"""{_BY} (?:ระยะเวลา|กำหนด)? {_NUMBER} (?: \( [^()]{{1,12}} \) )?
    (?P<unit> (?P<business> วันทำการ | วันราชการ ) | วัน (?!ที่\d) | สัปดาห์ | เดือน | ชั่วโมง )
    (?!ก่อน)"""
)
_COUNTED_FROM = skeleton_pattern(
    r"(?: นับ (?:ตั้งแต่|แต่|ถัดจาก|ต่อจาก|จาก)? | ตั้งแต่ | หลังจาก | ถัดจาก ) (?:วัน (?:ที่)? )?"
)
_THIS_LETTER = r"หนังสือ (?: (?:ฉบับ)? นี้ )?"


class _Anchor(NamedTuple):
    """What days are counted from, how surely, and the words for it."""

    start: Literal["receipt", "letter"]
    confidence: float
    pattern: re.Pattern[str]


_ANCHORS = (
    _Anchor(
        "receipt", 0.97, skeleton_pattern(rf"(?:ได้)? รับ (?: {_THIS_LETTER} | แจ้ง | ทราบ | เรื่อง )")
    ),
    _Anchor(
        "letter",
        0.85,
        skeleton_pattern(rf"(?: ที่ | ลง | ออก | ใน | วัน | นาม )* {_THIS_LETTER} | บัดนี้"),
    ),
    _Anchor("receipt", 0.75, skeleton_pattern(rf".{{1,6}}? {_THIS_LETTER}")),
)
_NO_ANCHOR = _Anchor("receipt", 0.75, re.compile(""))


def _relative(string: str) -> Iterator[DueSpan]:
    """Deadlines counted from a day that the letter need not print; from any other day: none."""
    for match in _RELATIVE.finditer(string):
        days = _day_count(match)
        counted = _COUNTED_FROM.match(string, match.end())
        at = counted.end() if counted else match.end()
        for anchor in _ANCHORS if counted else (_NO_ANCHOR,):
            if days and (printed := anchor.pattern.match(string, at)):
                business = bool(match["business"])
                due = Due("relative", days=days, business=business, start=anchor.start)
                yield DueSpan(match.start(), printed.end(), due, "days_after", anchor.confidence)
                break


_DAYS_IN: dict[str, int] = {
    skeleton(unit).string: days
    for unit, days in (("วันทำการ", 1), ("วันราชการ", 1), ("วัน", 1), ("สัปดาห์", 7), ("เดือน", 30))
}
_HOURS_A_DAY = 24


def _day_count(match: re.Match[str]) -> int:
    """The number of days meant; 0 where the number cannot be read. A month is thirty days."""
    number = _number(match["number"])
    return (
        number * _DAYS_IN[match["unit"]]
        if match["unit"] in _DAYS_IN
        else -(-number // _HOURS_A_DAY)
    )


_UNITS = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_TENS = ("", "สิบ", "ยี่สิบ", *(f"{unit}สิบ" for unit in _UNITS[3:]))
_NUMBER_WORDS = {
    skeleton(tens + ("เอ็ด" if tens and digit == 1 else unit)).string: ten * 10 + digit
    for ten, tens in enumerate(_TENS)
    for digit, unit in enumerate(_UNITS)
}


def _number(printed: str) -> int:
    """ "15" or "สิบห้า" as a number; 0 when it is neither."""
    bare = printed.strip()
    return int(bare) if bare.isdigit() else _NUMBER_WORDS.get(bare, 0)


_ONGOING = skeleton_pattern(r"อย่าง (?:ต่อเนื่อง|สม่ำเสมอ) | โดยต่อเนื่อง")


# --- in the calendar


def fall_due(
    due: Due, received_on: date | None = None, holidays: Set[date] | None = None
) -> date | None:
    """The day something falls due; None while it cannot be told, or when there is no one day.

    Days are counted from the day after `received_on`; of working days the last is one. Holidays
    are the government's unless given.
    """
    if due.date or due.kind != "relative" or due.start == "letter" or received_on is None:
        return due.date
    days = due.days or 0
    if due.business:
        return nth_working_day(
            received_on, days, government_holidays() if holidays is None else holidays
        )
    return received_on + timedelta(days=days)


def occurrences(due: Due, start: date, end: date) -> list[date]:
    """The days from `start` to `end`, both included, on which a recurring duty falls due.

    A duty of the 30th is due in February too, on its last day.
    """
    if due.rrule is None:
        return [due.date] if due.date and start <= due.date <= end else []
    first, last = (datetime.combine(day, time()) for day in (start, end))
    rule = rrulestr(_LATE_DAY.sub(_or_month_end, due.rrule), dtstart=first)
    return [moment.date() for moment in rule.between(first, last, inc=True)]


_LATE_DAY = re.compile(r"(?<=FREQ=MONTHLY;)BYMONTHDAY=(29|30|31)$")


def _or_month_end(match: re.Match[str]) -> str:
    """The last of the days 28 to N that a month has (RFC 5545 would leave short months out)."""
    return f"BYMONTHDAY={','.join(map(str, range(28, int(match[1]) + 1)))};BYSETPOS=-1"
