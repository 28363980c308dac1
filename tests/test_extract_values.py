"""What people write for a value: read, or refused with a reason in both languages."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.almanac import thai_date, thai_date_short
from extract.dates import Due
from extract.letter import jsonable
from extract.numbers import LetterNumber
from extract.reading import built
from extract.thaitext import fold_digits, unfold_digits
from extract.values import FIELDS, WrongValue, read_value

DUES = {
    "๒๕ มีนาคม ๒๕๖๙ เวลา ๑๖.๓๐ น.": Due("date", date(2026, 3, 25), time(16, 30)),
    "ภายในวันที่ ๒๕ ของทุกเดือน": Due("recurring", rrule="FREQ=MONTHLY;BYMONTHDAY=25"),
    "FREQ=MONTHLY;BYMONTHDAY=25": Due("recurring", rrule="FREQ=MONTHLY;BYMONTHDAY=25"),
    "ภายใน ๑๕ วันนับแต่วันที่ได้รับหนังสือ": Due("relative", days=15, start="receipt"),
    '{"kind": "relative", "days": 7, "business": true}': Due(
        "relative", days=7, business=True, start="receipt"
    ),
    "ต่อเนื่อง": Due("ongoing"),
    "ไม่มี": Due("none"),
}


@pytest.mark.parametrize("text", DUES)
def test_a_deadline_is_said_in_the_words_of_letters(text: str) -> None:
    assert read_value("obligations.due", text) == DUES[text]


@settings(deadline=None)
@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_day_is_said_in_any_way(day: date) -> None:
    thai = f"{day.day}/{day.month}/{day.year + 543}"
    ways = (
        day.isoformat(), f"{day.year + 543}-{day.month}-{day.day}", thai, unfold_digits(thai),
        thai_date(day), fold_digits(thai_date(day)), thai_date_short(day),
    )  # fmt: skip
    assert {read_value("date", way) for way in ways} == {day}


@settings(deadline=None)
@given(
    st.sampled_from(["ชร", "มท", "กษ", "นม"]),
    st.from_regex(r"[0-9]{4}(\.[1-9])?", fullmatch=True),
    st.sampled_from(["", "ว "]),
    st.integers(1, 99999),
)
def test_a_number_is_said_in_any_spelling(
    code: str, agency: str, series: str, running: int
) -> None:
    number = LetterNumber(code, agency, series.strip(), str(running))
    for way in (str(number), unfold_digits(str(number)), f"ที่ {number}", f"ที่{number}"):
        assert read_value("number", way) == number


WRONG = [
    ("number", "ไม่มี"), ("number", "ชร 0618/1 ลงวันที่"), ("number", "12"),
    ("date", "31 กุมภาพันธ์ 2569"), ("date", "๑๐ มีนาคม"), ("date", "วันนี้"),
    ("receipts.time", "25:00"), ("receipts.number", "-1"), ("secrecy", "ลับๆ"), ("form", "จดหมาย"),
    ("obligations.due", "เมื่อไรก็ได้"), ("obligations.due", '{"kind": "recurring"}'),
    ("obligations.due", "FREQ=MONTHLY;BYMONTHDAY=99"), ("subject", " "), ("colour", "แดง"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "text"), WRONG)
def test_what_is_no_value_is_refused(field: str, text: str) -> None:
    with pytest.raises(WrongValue) as refused:
        read_value(field, text)
    assert refused.value.thai
    assert str(refused.value)


SOME: dict[str, Any] = {
    "number": "ชร 0618/1", "date": "2026-01-01", "time": "16:30", "whole": "7",
    "office": "อำเภอพาน", "text": "เรื่อง", "due": "๒๕/๓/๒๕๖๙",
}  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_every_value_comes_back_from_its_json(field: str) -> None:
    known = FIELDS[field]
    value = read_value(field, known.choices[0] if known.choices else SOME[known.control])
    assert built(known.kind, jsonable(value)) == value
