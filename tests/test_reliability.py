"""The benchmark that asks how far what is marked sure can be trusted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letters import BOX, DISTRICT, PROVINCE, letter, receipt

from benchmarks.score import SHARED

if not SHARED.exists():
    pytest.skip("../shared, which scores, is not beside the project", allow_module_level=True)

from benchmarks.reliability import by_band, judged, wilson
from extract.doubts import REASONS
from extract.letter import Doubt

DAY = date(2026, 2, 16)
BUNDLE = {"file": "one.pdf", "level": "clean"}
TRUTH = {
    "number": "ชร ๐๐๑๗.๒/ว ๕๕๑",
    "date": "2026-02-16",
    "sender": PROVINCE,
    "subject": "การเตรียมความพร้อมรับสถานการณ์ภัยแล้ง",
    "receipts": [
        {"office": DISTRICT, "number": 12, "date": "2026-02-17", "time": None},
        {"office": DISTRICT, "number": 99, "date": "2026-02-18", "time": None},
    ],
}
READ = letter("ชร 0017.2/ว 551", DAY, PROVINCE)


def test_a_value_is_right_as_the_score_has_it_and_doubtful_where_a_doubt_stands() -> None:
    doubt = Doubt("date", next(iter(REASONS)), 1, BOX)
    read = replace(READ, doubts=(doubt,))
    values = {value.field: value for value in judged(read, TRUTH, BUNDLE)}
    assert {name for name, value in values.items() if value.right} == {
        "number", "date", "sender", "subject",
    }  # fmt: skip
    assert [name for name, value in values.items() if not value.sure] == ["date"]


def test_a_letter_that_is_none_has_nothing_right() -> None:
    values = list(judged(READ, {}, BUNDLE))
    assert values
    assert not any(value.right for value in values)


def test_each_stamp_is_held_against_the_one_it_has_most_in_common_with() -> None:
    stamps = (receipt(DISTRICT, 77, date(2026, 2, 18)), receipt(DISTRICT, 99, date(2026, 2, 18)))
    values = list(judged(replace(READ, receipts=stamps), TRUTH, BUNDLE))
    numbers = [value.right for value in values if value.field == "receipt number"]
    assert numbers == [False, True]


@given(st.integers(1, 5000).flatmap(lambda asked: st.tuples(st.integers(0, asked), st.just(asked))))
def test_the_interval_holds_the_share_and_stays_within_bounds(counts: tuple[int, int]) -> None:
    right, asked = counts
    low, high = wilson(right, asked)
    assert -1e-9 <= low <= right / asked + 1e-9
    assert right / asked - 1e-9 <= high <= 1 + 1e-9


def test_the_interval_narrows_as_more_is_asked() -> None:
    widths = [high - low for low, high in (wilson(n, n) for n in (10, 100, 1000))]
    assert widths == sorted(widths, reverse=True)


def test_every_value_is_in_one_band() -> None:
    values = list(judged(READ, TRUTH, BUNDLE))
    counts = [int(row.split("|")[2]) for row in list(by_band(values))[2:]]
    assert sum(counts) == len(values)
