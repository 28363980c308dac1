"""The rounds of recurring duties: their days, and the days that they are about."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.almanac import is_working_day
from extract.periods import Period, due_days, periods
from extract.recurrence import days_of

NEW_YEAR = date(2026, 1, 1)
YEAR_END = date(2026, 12, 31)
WORKING = "BYDAY=MO,TU,WE,TH,FR"

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
RULES = st.sampled_from(
    [
        "FREQ=MONTHLY;BYMONTHDAY=25",
        "FREQ=MONTHLY;BYMONTHDAY=5",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYMONTHDAY=10,25",
        f"FREQ=MONTHLY;{WORKING};BYSETPOS=5",
        f"FREQ=MONTHLY;{WORKING};BYSETPOS=-1",
        f"FREQ=WEEKLY;{WORKING}",
        "FREQ=WEEKLY;BYDAY=FR",
        "FREQ=YEARLY;BYMONTH=12,3,6,9;BYMONTHDAY=-1",
        "FREQ=MONTHLY",
        "FREQ=YEARLY",
    ]
)


@pytest.mark.parametrize(
    ("rrule", "start", "end", "due"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=25", (3, 1), (3, 31), (3, 25)),
        ("FREQ=MONTHLY;BYMONTHDAY=5", (2, 1), (2, 28), (3, 5)),  # for the month before
        ("FREQ=MONTHLY;BYMONTHDAY=1", (2, 1), (2, 28), (3, 1)),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", (3, 1), (3, 31), (3, 31)),
        ("FREQ=MONTHLY", (3, 1), (3, 31), (3, 31)),  # a month without a day: by its end
        ("FREQ=YEARLY;BYMONTH=12,3,6,9;BYMONTHDAY=-1", (1, 1), (3, 31), (3, 31)),
        ("FREQ=WEEKLY;BYDAY=FR", (2, 28), (3, 6), (3, 6)),
    ],
)
def test_a_round_is_about_its_days(
    rrule: str, start: tuple[int, int], end: tuple[int, int], due: tuple[int, int]
) -> None:
    (one, *_) = periods(rrule, NEW_YEAR, date(2026, 3, 1), YEAR_END)
    assert one == Period(date(2026, *start), date(2026, *end), date(2026, *due))


def test_the_rungs_of_a_ladder_are_one_round() -> None:
    rules = [f"FREQ=MONTHLY;BYMONTHDAY={day}" for day in (25, 1, 5)]
    rounds = [periods(rule, NEW_YEAR, date(2026, 3, 20), YEAR_END)[0] for rule in rules]
    assert len({(one.start, one.end) for one in rounds}) == 1


@pytest.mark.parametrize(
    ("nth", "month", "day"),
    [
        (3, 1, 7),  # 1 and 2 January are holidays in 2026
        (5, 4, 8),  # 6 April, Chakri day
        (-1, 12, 30),  # 31 December
    ],
)
def test_working_days_pass_over_holidays(nth: int, month: int, day: int) -> None:
    rrule = f"FREQ=MONTHLY;{WORKING};BYSETPOS={nth}"
    found = due_days(rrule, NEW_YEAR, YEAR_END)
    assert date(2026, month, day) in found
    assert len(found) == 12


@settings(deadline=None)
@given(RULES, DAYS)
def test_working_day_rules_name_working_days_alone(rrule: str, first: date) -> None:
    days = due_days(rrule, first, first + timedelta(days=200))
    assert WORKING not in rrule or all(map(is_working_day, days))


@settings(deadline=None)
@given(RULES, DAYS, st.integers(0, 400), st.integers(0, 400))
def test_rounds_do_not_depend_on_when_one_asks(
    rrule: str, first: date, wait: int, length: int
) -> None:
    since = first + timedelta(days=wait)
    until = since + timedelta(days=length)
    everything = periods(rrule, first, first, until)
    assert periods(rrule, first, since, until) == [one for one in everything if one.due >= since]
    for one, following in pairwise(everything):
        assert one.due < following.due
        assert one.start <= one.end
        assert one.end < following.start or "," in rrule


@given(rrule=RULES, start=DAYS, days=st.integers(0, 900))
def test_a_rule_is_read_year_by_year_as_it_is_read_at_once(
    rrule: str, start: date, days: int
) -> None:
    end = start + timedelta(days=days)
    if WORKING not in rrule and "BY" in rrule:
        assert due_days(rrule, start, end) == days_of(rrule, start, end)


@pytest.mark.parametrize("rrule", ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "FREQ=MONTHLY;INTERVAL=3"])
def test_a_rule_that_skips_counts_from_its_first_day(rrule: str) -> None:
    one, other = (due_days(rrule, date(2026, 1, day), YEAR_END) for day in (5, 12))
    later = due_days(rrule, date(2026, 2, 2), YEAR_END)
    assert one[-1] != later[-1] or one[-1] != other[-1]
