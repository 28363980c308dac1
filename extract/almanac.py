"""The Thai calendar: names, the Buddhist Era, and the days on which offices work."""

from __future__ import annotations

import csv
from calendar import monthrange
from collections.abc import Set
from datetime import date, timedelta
from functools import cache
from importlib import resources

from extract.thaitext import unfold_digits

BUDDHIST_ERA = 543  # B.E. = C.E. + 543

MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
MONTHS_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
MONTHS_STAMPED = (
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
)  # fmt: skip  # rubber date stamps are sold with English months too
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")  # RFC 5545

_SATURDAY = 5
_DAY = timedelta(days=1)


def thai_date(day: date) -> str:
    """ "๑๘ กุมภาพันธ์ ๒๕๖๙", as a letter is dated."""
    return unfold_digits(f"{day.day} {MONTHS[day.month - 1]} {day.year + BUDDHIST_ERA}")


def thai_date_short(day: date) -> str:
    """ "18 ก.พ. 2569", as lists and tables give it."""
    return f"{day.day} {MONTHS_SHORT[day.month - 1]} {day.year + BUDDHIST_ERA}"


def month_end(year: int, month: int) -> date:
    """The last day of a month; the year is C.E."""
    return date(year, month, monthrange(year, month)[1])


@cache
def government_holidays() -> frozenset[date]:
    """The weekdays and weekends of 2023 to 2028 on which government offices are closed by order.

    1 May is not among them: Labour Day closes banks and companies, not offices.
    """
    table = resources.files("extract") / "data" / "government_holidays.csv"
    with table.open(encoding="utf-8") as file:
        return frozenset(date.fromisoformat(row["date"]) for row in csv.DictReader(file))


def is_working_day(day: date) -> bool:
    """Whether government offices are open; holidays are known for 2023 to 2028 alone."""
    return day.weekday() < _SATURDAY and day not in government_holidays()


def nth_working_day(start: date, number: int, holidays: Set[date]) -> date:
    """The `number`-th working day (วันทำการ) after `start`, which is not counted itself."""
    day = start
    while number > 0:
        day += _DAY
        number -= day.weekday() < _SATURDAY and day not in holidays
    return day
