"""Days and times of day as they are printed: Thai or Arabic digits, B.E. or C.E., worn or whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from extract.almanac import BUDDHIST_ERA, MONTHS, MONTHS_SHORT, MONTHS_STAMPED, WEEKDAYS
from extract.thaitext import Skeleton, skeleton, skeleton_pattern


class DateSpan(NamedTuple):
    """A date found in text: half-open span, value (None: impossible day), what was checked.

    `weekday_agrees` is None where no weekday is printed; `year_printed` False where the year
    was left out and taken from the reference date.
    """

    start: int
    end: int
    value: date | None
    weekday_agrees: bool | None
    year_printed: bool
    rule: str
    confidence: float

    def moved(self, marked: Skeleton) -> DateSpan:
        """A span of a skeleton's string, on the text that the skeleton is of."""
        start, end = marked.span(self.start, self.end)
        return self._replace(start=start, end=end)


class TimeSpan(NamedTuple):
    """A time of day found in text: half-open span, value, and the rule that found it."""

    start: int
    end: int
    value: time
    rule: str
    confidence: float


# Pieces of patterns on skeletons, for dates here and for deadlines elsewhere.
_ERA = r"(?: พ\.?ศ\.? | ค\.?ศ\.? | พุทธศักราช | คริสต์ศักราช )"
YEAR = rf"{_ERA}? (?P<year> \d\ ?\d\ ?\d\ ?\d (?!\d(?!\d?[.:]\d)) | [4-9]\d (?!\d) )"
#: At the beginning of a line a lone 1 is read as a bar, or as เ, which no digit follows.
_DAY = r"""(?<!\d) (?<!\d[./])
    (?P<day> (?<=วันที่)\d\ \d | ^\d\ \d | ^[|เ]\ ?\d | \d{1,2} ) \ ?(?:เดือน)?"""
_ONE = str.maketrans("|เ", "11", " ")


def _spellings(names: Sequence[str]) -> dict[str, int]:
    """Skeleton of each name without its dots -> its place, from 1."""
    return {_bare(name): place for place, name in enumerate(names, 1)}


def _bare(name: str) -> str:
    return re.sub(r"[.,\s]", "", skeleton(name).string).upper()


_FULL_MONTHS = _spellings(MONTHS)
_MONTH_NUMBERS = _FULL_MONTHS | _spellings(MONTHS_SHORT) | _spellings(MONTHS_STAMPED)
_WEEKDAY_NUMBERS = _spellings(WEEKDAYS)

_SHORT_MONTH = "|".join(name.replace(".", r"[.,]?") for name in MONTHS_SHORT)
_DOTTED = tuple(re.escape(name) for name in MONTHS_SHORT)
MONTH = rf"(?P<month> {'|'.join((*MONTHS, *MONTHS_STAMPED))} | {_SHORT_MONTH} )"

_NAMED_DATE = skeleton_pattern(rf"{_DAY} {MONTH} {YEAR}")
_YEARLESS_DATE = skeleton_pattern(rf"{_DAY} (?P<month> {'|'.join((*MONTHS, *_DOTTED))} )")
_WORN_DATE = skeleton_pattern(rf"{_DAY} (?P<month> [ก-ๅ.,]{{4,14}}? ) {YEAR}")
_NUMERIC_DATE = skeleton_pattern(
    r"""(?<![\d/.-]) (?P<day>\d{1,2}) \ ? (?P<mark>[/.-]) \ ? (?P<month>\d{1,2}) \ ? (?P=mark) \ ?
        (?P<year> (?:2[456]|20|19)\d\d | (?<=/)[4-9]\d | (?<=/\ )[4-9]\d ) (?![\d/])"""
)
_YEAR_FIRST = skeleton_pattern(
    r"""(?<![\d/.-]) (?P<year> (?:2[456]|20|19)\d\d ) (?P<mark>[/.-]) (?P<month>\d{1,2}) (?P=mark)
        (?P<day>\d{1,2}) (?![\d/])"""
)
_PRINTED_WEEKDAY = skeleton_pattern(r"วัน(?P<weekday>[ก-ฮะ-ูเ-ไ]{3,9}?)(?:ที่|ท)$")

_DATE_RULES = (
    ("named_date", _NAMED_DATE, 0.97),
    ("numeric_date", _NUMERIC_DATE, 0.95),
    ("year_first", _YEAR_FIRST, 0.9),
    ("worn_date", _WORN_DATE, 0.9),
    ("yearless_date", _YEARLESS_DATE, 0.7),
)

# How much of a month's or weekday's name must survive; the names differ by more than this.
_LEGIBLE = 0.6
# Later than this is B.E., earlier than that is no year of an office's: 2400 to 2643 B.E.
_FIRST_YEAR, _LAST_YEAR = 1857, 2100
_STILL_RECENT = timedelta(days=60)
_LEAP_CYCLE = 9  # years within which every day of the year comes round


def find_dates(text: str, reference: date | None = None) -> list[DateSpan]:
    """Every date in a text, in order: full, short and numeric, B.E. or C.E., damaged or whole.

    `reference` gives a date without a year its year: the first that is not more than sixty days
    before it. A day that does not exist keeps its span and has no value.
    """
    marked = skeleton(text)
    return [found.moved(marked) for found in dates_in_skeleton(marked.string, reference)]


def dates_in_skeleton(string: str, reference: date | None) -> list[DateSpan]:
    """`find_dates` on the string of a skeleton; the spans are the string's own."""
    found: list[DateSpan] = []
    for rule, pattern, confidence in _DATE_RULES:
        for match in pattern.finditer(string):
            free = all(match.end() <= f.start or f.end <= match.start() for f in found)
            if free and (span := _date_span(match, reference, rule, confidence)):
                found.append(span)
    return sorted(found)


def _date_span(
    match: re.Match[str], reference: date | None, rule: str, confidence: float
) -> DateSpan | None:
    month, legibility = _month(match["month"])
    if not month:
        return None
    year = match.groupdict().get("year")
    day = int(match["day"].translate(_ONE))
    value = _date(day, month, year, reference)
    agrees = weekday_agrees(match.string[: match.start()], value)
    trust = confidence * legibility * (1.0 if value else 0.2) * (0.5 if agrees is False else 1.0)
    return DateSpan(*match.span(), value, agrees, year is not None, rule, round(trust, 2))


def month_number(printed: str) -> int:
    """A month's number from its name, full or short, worn or whole; 0 when it is none."""
    return _month(printed)[0]


def _month(printed: str) -> tuple[int, float]:
    """The month (1 to 12, 0: none) and how legible it is (0 to 1)."""
    if printed.isdigit():
        return int(printed), 1.0
    name = _bare(printed)
    if name in _MONTH_NUMBERS:
        return _MONTH_NUMBERS[name], 1.0
    near = process.extract(
        name, list(_FULL_MONTHS), scorer=Levenshtein.normalized_similarity, score_cutoff=_LEGIBLE
    )
    (best, likeness, _), *others = near or [("", 0.0, 0)]
    if others and others[0][1] == likeness:
        return 0, 0.0  # "มฆาคม" may be January or March
    return _FULL_MONTHS.get(best, 0), likeness


def _date(day: int, month: int, year: str | None, reference: date | None) -> date | None:
    """The day meant, None when there is no such day or no year to put it in."""
    if year is not None:
        return _existing(day, month, common_era(year))
    if reference is None:
        return None
    return _first_from(day, month, reference - _STILL_RECENT)


def next_such_day(day: date, start: date) -> date | None:
    """The first day from `start` on with the day and month of `day`."""
    return _first_from(day.day, day.month, start)


def _first_from(day: int, month: int, start: date) -> date | None:
    years = range(start.year, start.year + _LEAP_CYCLE)
    days = (_existing(day, month, year) for year in years)
    return next((value for value in days if value and value >= start), None)


def common_era(year: str) -> int:
    """A printed year as C.E.: "2569", "69" (25YY B.E.) and "2026" are 2026; else 0."""
    digits = year.replace(" ", "")
    number = int(digits if len(digits) > len("69") else f"25{digits}")
    number -= BUDDHIST_ERA if number > _LAST_YEAR else 0
    return number if _FIRST_YEAR <= number <= _LAST_YEAR else 0


def _existing(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def weekday_agrees(before: str, value: date | None) -> bool | None:
    """Whether the weekday printed before a date is its weekday; None when there is none."""
    printed = _PRINTED_WEEKDAY.search(before)
    if printed is None or value is None:
        return None
    best = process.extractOne(
        printed["weekday"],
        list(_WEEKDAY_NUMBERS),
        scorer=Levenshtein.normalized_similarity,
        score_cutoff=_LEGIBLE,
    )
    return _WEEKDAY_NUMBERS[best[0]] == value.isoweekday() if best else None


_CLOCK = r"(?<![\d./:]) (?P<hour>[01]?\d|2[0-3]) \ ?[.:]\ ? (?P<minute>[0-5]\d) (?!\d|[.:/]\d)"
HOUR_MARK = r"\ ? (?: น(?![ะ-ู]) \.? | นาฬิกา )"
_TIME_RULES = (
    ("marked_time", skeleton_pattern(rf"{_CLOCK} {HOUR_MARK}"), 0.97),
    ("time_after_word", skeleton_pattern(rf"(?<=เวลา) [.:…]* {_CLOCK}"), 0.95),
    ("whole_hour", skeleton_pattern(r"(?<![\d.:]) (?P<hour>[01]?\d|2[0-3]) นาฬิกา"), 0.9),
    ("colon_time", skeleton_pattern(_CLOCK.replace("[.:]", ":")), 0.85),
    ("bare_time", skeleton_pattern(rf"^ {_CLOCK} \.?$"), 0.8),
)


def find_times(text: str) -> list[TimeSpan]:
    """Every time of day in a text, in order: "๑๖.๓๐ น.", "เวลา 9.31", "16:30", "๙ นาฬิกา".

    A bare "10.18" is a time only where it is the whole text, as in a stamp's field.
    """
    marked = skeleton(text)
    found: list[TimeSpan] = []
    for rule, pattern, confidence in _TIME_RULES:
        for match in pattern.finditer(marked.string):
            start, end = marked.span(match.start("hour"), match.end())
            if all(end <= f.start or f.end <= start for f in found):
                found.append(TimeSpan(start, end, clock(match), rule, confidence))
    return sorted(found)


def clock(match: re.Match[str]) -> time:
    """The time in a match's groups `hour` and `minute`, the latter 0 where there is none."""
    return time(int(match["hour"]), int(match.groupdict().get("minute") or 0))
