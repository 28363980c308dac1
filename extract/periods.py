"""The rounds of a recurring duty (งวด): the day each falls due, and the days that it is about."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby, pairwise

from extract.almanac import is_working_day, month_end
from extract.recurrence import days_of

_DAY = timedelta(days=1)
#: "The working days of ..." as `extract.recurrence` writes it; RFC 5545 knows no holidays.
_WORKING_DAYS = "BYDAY=MO,TU,WE,TH,FR"
_NTH = re.compile(r";BYSETPOS=(-?\d+)")
#: "Every month" without a day: at the end of each. Of a week, its Friday; of a year, the fiscal's.
_DAYLESS = re.compile(r"^FREQ=(WEEKLY|MONTHLY|YEARLY)(;INTERVAL=\d+)?$")
_LAST_DAY = {"WEEKLY": "BYDAY=FR", "MONTHLY": "BYMONTHDAY=-1", "YEARLY": "BYMONTH=9;BYMONTHDAY=30"}
_ONCE_A_MONTH = re.compile(r"^FREQ=MONTHLY;(?:BYMONTHDAY|BYDAY=[A-Z,]+;BYSETPOS)=(-?\d+)$")
#: A rule that falls on the same days of a year whatever the day from which it counts.
_OF_THE_CALENDAR = re.compile(
    r"^FREQ=(?:DAILY;BYDAY=[A-Z,]+|WEEKLY;BYDAY=[A-Z,]+"
    r"|(?:MONTHLY|YEARLY;BYMONTH=[\d,]+);(?:BYMONTHDAY=[-\d,]+|BYDAY=[-\dA-Z,]+)(?:;BYSETPOS=-?\d+)?)$"
)
#: A report due this early in a month is about the month before.
_EARLY = 10


@dataclass(frozen=True, slots=True)
class Period:
    """One round of a duty: what it is about (`start` to `end`, both included), and its last day."""

    start: date
    end: date
    due: date


def periods(rrule: str, first: date, since: date, until: date) -> list[Period]:
    """The rounds due from `since` to `until`, both included, of a duty that began on `first`.

    A duty once a month is about that month, or about the one before when it is due by its tenth
    day: so "the 25th", and "the 1st" and "the 5th" of those who collect it, are one round. Any
    other round is about the days since the one before.
    """
    days = due_days(rrule, first, until)
    at = bisect_left(days, since)
    monthly = _ONCE_A_MONTH.match(rrule)
    if monthly:
        is_early = 0 < int(monthly[1]) <= _EARLY
        return [_month_before(day) if is_early else _month_of(day) for day in days[at:]]
    befores = [first - _DAY, *days]
    return [Period(last + _DAY, day, day) for last, day in pairwise(befores[at:])]


def due_days(rrule: str, start: date, end: date) -> list[date]:
    """The days from `start` to `end` on which a duty falls due; its rule counts from `start`.

    Of working days, those on which offices are open.
    """
    dayless = _DAYLESS.match(rrule)
    rule = f"{rrule};{_LAST_DAY[dayless[1]]}" if dayless else rrule
    if not _OF_THE_CALENDAR.match(rule):
        return _days(rule, start, end)
    years = range(start.year, end.year + 1)
    return [day for year in years for day in _days_of_year(rule, year) if start <= day <= end]


@lru_cache(maxsize=4096)
def _days_of_year(rule: str, year: int) -> tuple[date, ...]:
    """The days of a year on which a rule falls, whenever it began."""
    return tuple(_days(rule, date(year, 1, 1), date(year, 12, 31)))


def _days(rule: str, start: date, end: date) -> list[date]:
    if _WORKING_DAYS in rule:
        return [day for day in _working_days(rule, start, end) if start <= day <= end]
    return days_of(rule, start, end)


def _working_days(rrule: str, start: date, end: date) -> Iterator[date]:
    """The working days of whole months, or of each month the one that the rule asks for."""
    nth = _NTH.search(rrule)
    weekdays = days_of(_NTH.sub("", rrule), start.replace(day=1), month_end(end.year, end.month))
    for _, month in groupby(filter(is_working_day, weekdays), lambda day: (day.year, day.month)):
        days = list(month)
        if nth is None:
            yield from days
        elif abs(at := int(nth[1])) <= len(days):
            yield days[at - 1 if at > 0 else at]


@lru_cache(maxsize=4096)
def _month_of(due: date) -> Period:
    return Period(due.replace(day=1), month_end(due.year, due.month), due)


@lru_cache(maxsize=4096)
def _month_before(due: date) -> Period:
    end = due.replace(day=1) - _DAY
    return Period(end.replace(day=1), end, due)
