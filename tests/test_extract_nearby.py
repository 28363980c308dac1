"""Deadlines that only the letter's own day, or the meeting that it tells of, can date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.nearby import before_meeting, meeting_day, near_days
from extract.thaitext import bones

MEETING = date(2026, 3, 11)  # a Wednesday


def test_the_meeting_is_on_the_first_day_to_come_behind_the_word() -> None:
    told = [
        "ด้วยที่ประชุมเมื่อวันที่ ๕ มกราคม ๒๕๖๙ เห็นชอบแล้ว",
        "ขอเชิญประชุมในวันพุธที่ ๑๑ มีนาคม ๒๕๖๙ เวลา ๐๙.๐๐ น.",
    ]
    assert meeting_day(told, date(2026, 2, 18)) == MEETING
    assert meeting_day(told[:1], date(2026, 2, 18)) is None
    assert meeting_day(["ส่งแผนภายในวันที่ ๑๑ มีนาคม ๒๕๖๙"], date(2026, 2, 18)) is None
    assert meeting_day(told, None) is None


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("ส่งเอกสารก่อนวันประชุม", date(2026, 3, 10)),
        ("แจ้งชื่อก่อนวันประชุมไม่น้อยกว่า ๓ วัน", date(2026, 3, 8)),
        ("แจ้งชื่อล่วงหน้าก่อนการอบรมอย่างน้อย ๕ วันทำการ", date(2026, 3, 4)),
        ("แจ้งล่วงหน้าไม่น้อยกว่า ๗ วัน", date(2026, 3, 4)),
        ("เตรียมเอกสารในวันประชุม", None),
    ],
)
def test_so_many_days_before_the_meeting(words: str, due: date | None) -> None:
    near = before_meeting(bones(words), MEETING)
    assert (near.day if near else None) == due


def test_before_a_meeting_whose_day_is_unknown_is_no_day() -> None:
    assert before_meeting(bones("ส่งเอกสารก่อนวันประชุม"), None) is None


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_this_friday_is_a_friday_within_a_week_and_next_friday_a_week_or_two_on(day: date) -> None:
    (this,) = near_days(bones("ภายในวันศุกร์นี้"), day)
    (following,) = near_days(bones("ภายในวันศุกร์หน้า"), day)
    assert this.day.isoweekday() == following.day.isoweekday() == 5
    assert timedelta(0) <= this.day - day < timedelta(7)
    assert timedelta(0) < following.day - day < timedelta(14)


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.sampled_from(("กลาง", "ปลาย")))
def test_a_part_of_a_month_without_a_year_is_still_to_come(day: date, part: str) -> None:
    for words in (f"ภายใน{part}เดือนกุมภาพันธ์", f"ภายใน{part}เดือนนี้", f"ภายใน{part}เดือนหน้า"):
        (near,) = near_days(bones(words), day)
        assert day <= near.day <= day + timedelta(366)


def test_without_the_letters_day_nothing_is_near() -> None:
    assert list(near_days(bones("ภายในวันศุกร์นี้"), None)) == []
