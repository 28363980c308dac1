"""Dates, times and deadlines, as letters print them and as scans damage them."""

import csv
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.almanac import WEEKDAYS, nth_working_day
from extract.dates import (
    Due,
    fall_due,
    find_dates,
    find_dues,
    find_times,
    government_holidays,
    occurrences,
    thai_date,
    thai_date_short,
)
from extract.thaitext import fold_digits

LETTER_DATE = date(2026, 2, 1)
PHRASES = list(
    csv.DictReader(Path(__file__).with_name("due_phrases.csv").open(encoding="utf-8", newline=""))
)

any_date = st.dates(date(1997, 1, 1), date(2057, 12, 31))  # 2540 to 2600 B.E.


def spelt(due: Due) -> str:
    """A deadline as due_phrases.csv writes it."""
    if due.kind == "relative":
        words = [f"{due.start}+{due.days}", "working" if due.business else "", due.date or ""]
        return " ".join(str(word) for word in words if word)
    if due.kind == "date":
        return f"{due.date} {due.time:%H:%M}" if due.time else str(due.date)
    return due.rrule or due.kind


@pytest.mark.parametrize("row", PHRASES, ids=lambda row: row["phrase"])
def test_a_phrase_means_its_deadline_and_nothing_else(row: dict[str, str]) -> None:
    found = [spelt(span.due) for span in find_dues(row["phrase"], LETTER_DATE)]
    assert found == ([row["due"]] if row["due"] else [])


@pytest.mark.parametrize("row", [row for row in PHRASES if row["due"]], ids=lambda r: r["phrase"])
def test_a_deadline_is_found_at_its_place_in_running_text(row: dict[str, str]) -> None:
    before, after = "๒. ขอให้หน่วยงาน", " รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย"
    text = before + row["phrase"] + after
    [span] = find_dues(text, LETTER_DATE)
    assert spelt(span.due) == row["due"]
    assert len(before) <= span.start < span.end <= len(text) - len(after)


MARKS = "\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c"


def worn(phrase: str, data: st.DataObject) -> str:
    """A phrase as scans leave it: marks lost, sara am in two, digits of either kind, spaces."""
    slips = {mark: (mark, "") for mark in MARKS} | {"ำ": ("ำ", "ํา"), " ": (" ", "  ", "\n")}
    choices = (slips.get(char, (char, fold_digits(char))) for char in phrase)
    return "".join(data.draw(st.sampled_from(choice)) for choice in choices)


@given(st.sampled_from(PHRASES), st.data())
def test_a_worn_phrase_means_what_the_whole_one_does(
    row: dict[str, str], data: st.DataObject
) -> None:
    found = [spelt(span.due) for span in find_dues(worn(row["phrase"], data), LETTER_DATE)]
    assert found == ([row["due"]] if row["due"] else [])


@pytest.mark.parametrize(
    ("damaged", "due"),
    [
        ("ส่งภายใบวันที่ ๒๗ มีนาคม ๒๕๖๙", "2026-03-27"),
        ("ส่งภยในวันที่ ๒๗ มีนาคม ๒๕๖๙", "2026-03-27"),
        ("ส่งไม่เกินวับที่ ๒๗ มีนาคม ๒๕๖๙", "2026-03-27"),
        ("รายงานภายในวันที่ ๕ ของทุกเคือน", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("รายงานภายในวันที่ ๕ ของเดือบถัดไป", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("รายงานภายใน ๗ วัน นับแต่วันที่ได้รับหนังลือ", "receipt+7"),
        ("รายงานภายใน ๑๕ วับทำการ นับแต่วันที่ได้รับแจ้ง", "receipt+15 working"),
        ("รายงานทุกวันศกร์", "FREQ=WEEKLY;BYDAY=FR"),
        ("เผยแพร่อย่างค่อเนื่อง", "ongoing"),
    ],
)
def test_a_word_with_a_letter_misread_is_that_word_and_trusted_less(damaged: str, due: str) -> None:
    [span] = find_dues(damaged, LETTER_DATE)
    assert spelt(span.due) == due
    assert span.confidence < 0.9


def test_several_deadlines_come_in_the_order_of_the_text() -> None:
    text = "ส่งรายชื่อภายในวันที่ ๕ มีนาคม ๒๕๖๙ และรายงานภายในวันที่ ๑๐ ของทุกเดือน อย่างต่อเนื่อง"
    kinds = [span.due.kind for span in find_dues(text)]
    assert kinds == ["date", "recurring", "ongoing"]


def test_a_period_is_a_deadline_on_its_last_day_but_hardly_trusted() -> None:
    [span] = find_dues("เปิดรับระหว่างวันที่ ๒๐ - ๓๐ มิถุนายน ๒๕๖๙")
    assert (span.due.date, span.rule) == (date(2026, 6, 30), "window")
    assert span.confidence < 0.5


def test_a_deadline_just_past_stays_as_printed_and_is_doubted() -> None:
    [span] = find_dues("ซึ่งให้ส่งภายในวันที่ ๑๕ มกราคม ๒๕๖๙", LETTER_DATE)
    assert span.due.date == date(2026, 1, 15)
    assert span.confidence < 0.6


def test_a_weekday_that_agrees_supports_a_mended_year() -> None:
    [with_weekday] = find_dues("ภายในวันศุกร์ที่ ๒๐ มีนาคม ๒๕๖๒", LETTER_DATE)
    [without] = find_dues("ภายในวันที่ ๒๐ มีนาคม ๒๕๖๒", LETTER_DATE)
    assert with_weekday.due == without.due == Due("date", date(2026, 3, 20))
    assert with_weekday.confidence > without.confidence


@given(any_date)
def test_every_date_comes_back_from_its_thai_spellings(day: date) -> None:
    for text in (thai_date(day), thai_date_short(day), fold_digits(thai_date(day))):
        [span] = find_dates(text)
        assert (span.value, span.start, span.end) == (day, 0, len(text))


@given(any_date, st.data())
def test_a_date_survives_mixed_digits_and_shifted_spaces(day: date, data: st.DataObject) -> None:
    written = "".join(
        data.draw(st.sampled_from([char, fold_digits(char)])) for char in thai_date(day)
    )
    spaced = written.replace(" ", data.draw(st.sampled_from(["", " ", "  ", "\n"])))
    assert [span.value for span in find_dates(spaced)] == [day]


@given(any_date, st.sampled_from("/-."), st.booleans(), st.booleans())
def test_the_parts_of_a_date_come_in_either_order_and_era(
    day: date, mark: str, buddhist: bool, year_first: bool
) -> None:
    year = day.year + 543 * buddhist
    parts = (year, f"{day.month:02}", day.day) if year_first else (day.day, day.month, year)
    assert [span.value for span in find_dates(mark.join(map(str, parts)))] == [day]


@given(any_date)
def test_an_era_is_believed(day: date) -> None:
    head = thai_date(day).rsplit(" ", 1)[0]
    for year in (f"พ.ศ. {day.year + 543}", f"ค.ศ. {day.year}", f"พุทธศักราช {day.year + 543}"):
        assert [span.value for span in find_dates(f"{head} {year}")] == [day]


@given(any_date, st.times(time(1), time(23, 59)))
def test_a_time_may_stand_before_its_day_or_behind_it(day: date, moment: time) -> None:
    clock = f"เวลา {moment:%H.%M} น."
    for text in (
        f"ภายในวันที่ {thai_date(day)} {clock}",
        f"ภายใน{clock} ของวันที่ {thai_date(day)}",
    ):
        [span] = find_dues(text)
        assert span.due == Due("date", day, moment.replace(second=0, microsecond=0))


@given(any_date)
def test_the_right_weekday_agrees_and_every_other_does_not(day: date) -> None:
    for number, name in enumerate(WEEKDAYS):
        [span] = find_dates(f"วัน{name}ที่ {thai_date(day)}")
        assert span.value == day
        assert span.weekday_agrees is (number == day.weekday())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("๑๘ กุมภาพันธ์ ๒๕๖๙", "2026-02-18"),
        ("วันที่ ๑๘ เดือน กุมภาพันธ์ พ.ศ. ๒๕๖๙", "2026-02-18"),
        ("19 ก.พ. 2569", "2026-02-19"),
        ("19กพ69", "2026-02-19"),
        ("20 ก พ, 2569", "2026-02-20"),
        ("04 FEB 2026", "2026-02-04"),
        ("15/10/2568", "2025-10-15"),
        ("๑๕-๑๐-๒๕๖๘", "2025-10-15"),
        ("15.10.2568", "2025-10-15"),
        ("๑๕/๑๐/๖๘", "2025-10-15"),
        ("15 / 10 / 2025", "2025-10-15"),
        ("วันที่ 1 8 ม.ค. 2569", "2026-01-18"),
        ("๑๒ กรกฏาคม ๒๕๖๙", "2026-07-12"),
        ("๑๒ พฤกษภาคม ๒๕๖๙", "2026-05-12"),
        ("๑๒ ธนวาคม ๒๕๖๙", "2026-12-12"),
        ("ข้อ ๑ ๒๕ มีนาคม ๒๕๖๙", "2026-03-25"),
    ],
)
def test_dates_are_read_in_every_dress(text: str, expected: str) -> None:
    assert [str(span.value) for span in find_dates(text)] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "พ.ศ. ๒๕๓๙",
        "โทร. ๐ ๕๓๗๒ ๑๔๙๕",
        "โทร ๐-๕๓๕๑-๑๑๙๒",
        "ข้อ ๑.๒.๕๖",
        "ที่ ชร ๐๖๑๘.๑/ว ๓๕๓",
        "จำนวน ๑ ชุด",
        "๑๒/๓๔๕",
        "๕ มีดโต๊ะ ๒๕๖๙",
    ],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert find_dates(text) == []


def test_an_impossible_day_keeps_its_place_and_has_no_value() -> None:
    text = "ลงวันที่ ๓๑ กุมภาพันธ์ ๒๕๖๙"
    [span] = find_dates(text)
    assert text[span.start : span.end] == "๓๑ กุมภาพันธ์ ๒๕๖๙"
    assert span.value is None
    assert span.confidence < 0.5


@given(any_date, st.dates(date(2010, 1, 1), date(2040, 12, 31)))
def test_a_missing_year_is_the_first_that_is_not_long_past(day: date, reference: date) -> None:
    text = thai_date(day).rsplit(" ", 1)[0]
    [span] = find_dates(text, reference)
    assert span.value is not None
    assert (span.value.day, span.value.month, span.year_printed) == (day.day, day.month, False)
    assert span.value >= reference - timedelta(days=60)
    assert find_dates(text)[0].value is None


def test_worn_names_are_trusted_less() -> None:
    [whole], [worn] = find_dates("๑๘ กุมภาพันธ์ ๒๕๖๙"), find_dates("๑๘ กมภาพนร ๒๕๖๙")
    assert whole.value == worn.value == date(2026, 2, 18)
    assert worn.confidence < whole.confidence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("เวลา ๑๖.๓๐ น.", [time(16, 30)]),
        ("เวลา 9.31น.", [time(9, 31)]),
        ("16:30", [time(16, 30)]),
        ("๙ นาฬิกา", [time(9)]),
        ("เวลา 10.18", [time(10, 18)]),
        ("10.18", [time(10, 18)]),
        ("๑๓.๐๐ - ๑๖.๓๐ น.", [time(16, 30)]),
        ("๐๙.๐๐ น. ถึง ๑๒.๐๐ น.", [time(9), time(12)]),
        ("ข้อ ๑.๒๐ และ ๕.๑๕", []),
        ("เวลา ๒๔.๐๐ น.", []),
        ("วันที่ ๑๕.๑๐.๒๕๖๘", []),
        ("ราคา ๑๒.๕๐ บาท", []),
    ],
)
def test_times_of_day(text: str, expected: list[time]) -> None:
    assert [span.value for span in find_times(text)] == expected


@given(st.times())
def test_every_minute_of_the_day_is_read(moment: time) -> None:
    text = f"เวลา {moment:%H.%M} น."
    [span] = find_times(text)
    assert (span.value, text[span.start : span.end]) == (
        moment.replace(second=0, microsecond=0),
        text.removeprefix("เวลา "),
    )


receipts = st.dates(date(2023, 1, 1), date(2028, 6, 30))


@given(receipts, st.integers(1, 60))
def test_working_days_end_on_a_working_day_and_more_days_end_later(day: date, number: int) -> None:
    holidays = government_holidays()
    due = nth_working_day(day, number, holidays)
    assert due.weekday() < 5
    assert due not in holidays
    assert day < due < nth_working_day(day, number + 1, holidays)


@given(receipts, st.integers(1, 90))
def test_plain_days_are_counted_from_the_day_after_receipt(day: date, number: int) -> None:
    due = Due("relative", days=number, start="receipt")
    assert fall_due(due, day) == day + timedelta(days=number)
    assert fall_due(due) is None


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("| 7 กันยายน 2567", date(2024, 9, 17)),
        ("|2 กันยายน 2567", date(2024, 9, 12)),
        ("เ8 ตุลาคม 2567", date(2024, 10, 18)),
        ("7 กันยายน 2567", date(2024, 9, 7)),
    ],
)
def test_a_one_that_was_read_as_a_bar_is_part_of_its_day(printed: str, day: date) -> None:
    (found,) = find_dates(printed)
    assert found.value == day


def test_labour_day_is_a_working_day_of_offices_and_songkran_is_not() -> None:
    one_day = Due("relative", days=1, business=True, start="receipt")
    assert fall_due(one_day, date(2026, 4, 30)) == date(2026, 5, 1)
    assert fall_due(one_day, date(2026, 4, 10)) == date(2026, 4, 16)
    assert fall_due(one_day, date(2026, 4, 10), holidays=frozenset()) == date(2026, 4, 13)


def test_a_duty_of_the_thirtieth_is_due_in_february_too() -> None:
    due = Due("recurring", rrule="FREQ=MONTHLY;BYMONTHDAY=30")
    days = occurrences(due, date(2026, 1, 1), date(2026, 3, 31))
    assert days == [date(2026, 1, 30), date(2026, 2, 28), date(2026, 3, 30)]


def test_quarters_are_those_of_the_fiscal_year() -> None:
    [span] = find_dues("รายงานทุกไตรมาส")
    days = occurrences(span.due, date(2025, 10, 1), date(2026, 9, 30))
    assert days == [date(2025, 12, 31), date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)]


@pytest.mark.parametrize(
    "row", [row for row in PHRASES if row["due"].startswith("FREQ")], ids=lambda r: r["phrase"]
)
def test_every_recurring_deadline_falls_on_days(row: dict[str, str]) -> None:
    days = occurrences(Due("recurring", rrule=row["due"]), LETTER_DATE, date(2027, 2, 1))
    assert days == sorted(set(days))
    assert days


@given(any_date)
def test_one_date_occurs_once_or_not_at_all(day: date) -> None:
    assert occurrences(Due("date", day), day, day) == [day]
    assert occurrences(Due("date", day), day + timedelta(days=1), day + timedelta(days=9)) == []


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0xE5B), max_size=80))
def test_no_text_is_too_strange(text: str) -> None:
    for span in (*find_dates(text), *find_times(text), *find_dues(text)):
        assert 0 <= span.start < span.end <= len(text)
        assert 0 < span.confidence <= 1
