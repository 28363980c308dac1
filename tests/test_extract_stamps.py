"""Receive stamps in colour and in grey, in every wording that offices use."""

from dataclasses import replace
from datetime import date, time

import pytest

from extract.bundle import read_letters
from extract.stamps import find_receipts
from tests.pages import MARGIN, RIGHT, letter_page, page, words_of

TITLE = (MARGIN, "ที่ ชร ๐๐๑๗.๒/ว ๑๒๓๔")


@pytest.mark.parametrize("label", ["เลขรับ", "เลขที่รับ", "รับที่", "รับเลขที่", "เลขที่", "ที่", "รับที"])
def test_every_wording_of_the_number(label: str) -> None:
    lines = f"เทศบาลตำบลเมืองพาน|{label} ๒๕๓|วันที่ ๑๙ ก.พ. ๒๕๖๙|เวลา ๑๕.๐๕ น."
    (receipt,) = find_receipts(page(TITLE, stamps=[(RIGHT, 60, lines)]))
    assert receipt.number and receipt.number.value == 253
    assert receipt.date and receipt.date.value == date(2026, 2, 19)
    assert receipt.time and receipt.time.value == time(15, 5)
    assert receipt.office and receipt.office.value == "เทศบาลตำบลเมืองพาน"


def test_two_stamps_side_by_side_stay_two() -> None:
    stamps = [
        (0.5, 60, "จังหวัดเชียงราย|เลขรับ 412|วันที่ 3 ก.พ. 2569|เวลา 9.31 น."),
        (0.75, 60, "สำนักงานจังหวัดเชียงราย|เลขรับ 1880|วันที่ 4 ก.พ. 2569|เวลา 10.18 น."),
    ]
    receipts = find_receipts(page(TITLE, stamps=stamps))
    assert sorted(r.number.value for r in receipts if r.number) == [412, 1880]


def test_a_stamp_in_a_grey_scan_is_found_by_its_label() -> None:
    grey = page(
        (RIGHT, "อำเภอพาน"), (RIGHT, "เลขรับ ๔๑๒๐"),
        (RIGHT, "วันที่ ๓ ก.พ. ๒๕๖๙"), (RIGHT, "เวลา ๙.๓๑ น."), None, TITLE,
    )  # fmt: skip
    (receipt,) = find_receipts(grey)
    assert receipt.number and receipt.number.value == 4120
    assert receipt.time and receipt.time.value == time(9, 31)


@pytest.mark.parametrize("number", ["เลขรับ ๔๑๒๐", "รับที่ ๔๑๒๐", "เลขที่ ๔๑๒๐"])
def test_a_stamp_in_black_is_found_wherever_it_stands(number: str) -> None:
    rows = [(MARGIN, line) for line in ("งานสารบรรณ", number, "๓ ก.พ. ๒๕๖๙", "เวลา ๙.๓๑ น.")]
    for sheet in (page(*rows, None, TITLE), page(TITLE, *[None] * 30, *rows)):
        (receipt,) = find_receipts(sheet)
        assert receipt.number and receipt.number.value == 4120
        assert receipt.office and receipt.office.value == "งานสารบรรณ"


def test_what_is_filled_in_with_another_ink_belongs_to_the_stamp() -> None:
    labels = words_of("อำเภอพาน", RIGHT, 40, 900, ink="red")
    filled_in = []
    for n, (label, value) in enumerate(
        (("เลขรับ", "๔๑๒๐"), ("วันที่", "๓ ก.พ. ๒๕๖๙"), ("เวลา", "๙.๓๑ น."))
    ):
        labels += words_of(label, RIGHT, 100 + 60 * n, 910 + n, ink="red")
        filled_in += words_of(value, RIGHT + 0.05, 100 + 60 * n, 920 + n, ink="blue")
    sheet = page(TITLE)
    (receipt,) = find_receipts(replace(sheet, words=(*sheet.words, *labels, *filled_in)))
    assert receipt.number and receipt.number.value == 4120
    assert receipt.date and receipt.date.value == date(2026, 2, 3)
    assert receipt.time and receipt.time.value == time(9, 31)
    assert receipt.office and receipt.office.value == "อำเภอพาน"


def test_a_meeting_in_the_body_is_no_stamp() -> None:
    meeting = ["เลขที่ ๑๒ หมู่ที่ ๓", "ประชุมครั้งที่ ๔", "วันที่ ๓ ก.พ. ๒๕๖๙", "เวลา ๙.๓๑ น."]
    assert find_receipts(page(TITLE, *((MARGIN, line) for line in meeting))) == []


def test_a_number_whose_label_is_unread_is_taken_by_its_place_and_trusted_less() -> None:
    lines = "เทศบาลตำบลเมืองพาน|fu ๖๓๗|วันที่ ๑๑ พ.ย. ๒๕๖๘"
    (receipt,) = find_receipts(page(TITLE, stamps=[(RIGHT, 60, lines)]))
    assert receipt.number and receipt.number.value == 637
    assert receipt.number.confidence < 0.6


@pytest.mark.parametrize("lines", ["มอบ งบผ.", "ลับ", "นายตัวอย่าง หนึ่ง|๑๒ ม.ค."])
def test_notes_signatures_and_seals_are_no_receipts(lines: str) -> None:
    assert find_receipts(page(TITLE, stamps=[(RIGHT, 60, lines)])) == []


def test_a_letters_own_date_is_no_receipt() -> None:
    assert find_receipts(page([TITLE, (RIGHT, "อำเภอพาน")], (0.5, "๑๒ มกราคม ๒๕๖๙"))) == []


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("วันที่ 27 ต.ก. 2568", date(2025, 10, 27)),
        ("วันที่ 3 ! ย. 2568", date(2025, 11, 3)),
        ("วันที่ 27 ม.ก. 2568", None),
        ("วันที่ 31 พ.ย. 2568", None),
    ],
)
def test_an_unread_month_is_the_one_soon_after_the_letter(printed: str, day: date | None) -> None:
    lines = f"เทศบาลตำบลเมืองพาน|เลขรับ 94|{printed}|เวลา 10.15 น."
    (receipt,) = find_receipts(page(TITLE, stamps=[(RIGHT, 60, lines)]), date(2025, 10, 20))
    assert (receipt.date.value if receipt.date else None) == day
    assert receipt.date is None or receipt.date.confidence < 0.6


def test_a_time_without_its_dot_is_read_and_trusted_less() -> None:
    lines = "เทศบาลตำบลเมืองพาน|เลขรับ 94|วันที่ 27 ต.ค. 2568|เวลา 09 25"
    (receipt,) = find_receipts(page(TITLE, stamps=[(RIGHT, 60, lines)]))
    assert receipt.time and receipt.time.value == time(9, 25)
    assert receipt.time.confidence < 0.6


def test_a_time_whose_digits_stand_apart_is_trusted_for_its_dot() -> None:
    lines = "เทศบาลตำบลเมืองพาน|เลขรับ 94|วันที่ 27 ต.ค. 2568|เวลา 1 6.0 6 น."
    (receipt,) = find_receipts(page(TITLE, stamps=[(RIGHT, 60, lines)]))
    assert receipt.time and receipt.time.value == time(16, 6)
    assert receipt.time.confidence > 0.6


def test_an_hour_at_which_nobody_takes_letters_in_is_doubted() -> None:
    lines = "เทศบาลตำบลเวียง|เลขรับ ๗๗|วันที่ ๑๓ ม.ค. ๒๕๖๙|เวลา ๐.๐๗ น."
    (letter,) = read_letters([letter_page(stamps=[(RIGHT, 40, lines)])])
    assert "out-of-hours" in {doubt.reason for doubt in letter.doubts}


def test_a_stamp_ends_above_the_letterhead() -> None:
    grey = page(
        (RIGHT, "เทศบาลตำบลเมืองพาน"), (RIGHT, "รับที่ 2685"), (RIGHT, "วันที่ 1ว เม.ย. 2569"),
        (RIGHT, "เวลา เa35 น"), [TITLE, (RIGHT, "ศาลากลางจังหวัดเชียงราย")],
    )  # fmt: skip
    (receipt,) = find_receipts(grey)
    letterhead = next(line for line in grey.lines if line.text.startswith("ศาลากลาง"))
    assert receipt.number and receipt.number.value == 2685
    assert receipt.box.overlap(letterhead.box) == 0


@pytest.mark.parametrize(
    ("filled_in", "number", "clock"),
    [
        ("เลขรับ 63ว|วันที่ 27 ต.ค. 2568|เวลา O9.25 น.", 637, time(9, 25)),
        ("รับที่ l8O|วันที่ 27 ต.ค. 2568|เวลา I2.I0 น.", 180, time(12, 10)),
        ("เลขรับที่ ๙๔|วันที่ 27 ต.ค. 2568|แวลา 1 6.06 น", 94, time(16, 6)),
        ("เลขรับ ๙๔|วันที่ 27 ต.ค. 2568|เวถา ๑ ๑ . ๐ ๐ น.", 94, time(11, 0)),
    ],
)
def test_letters_that_stand_for_digits_are_read_as_digits(
    filled_in: str, number: int, clock: time
) -> None:
    stamp = (RIGHT, 60, f"เทศบาลตำบลเมืองพาน|{filled_in}")
    (receipt,) = find_receipts(page(TITLE, stamps=[stamp]))
    assert receipt.number and receipt.number.value == number
    assert receipt.time and receipt.time.value == clock


def test_a_stamp_whose_values_nobody_can_read_is_kept() -> None:
    lines = "เทศบาลตำบลเมืองพาน|เลขรับ ฉๆ|วันที่ งฯ|เวลา"
    (receipt,) = find_receipts(page(TITLE, stamps=[(RIGHT, 60, lines)]))
    assert (receipt.number, receipt.date, receipt.time) == (None, None, None)
    assert receipt.office and receipt.office.value == "เทศบาลตำบลเมืองพาน"


@pytest.mark.parametrize(
    ("printed", "day", "sure"),
    [
        ("๒๗ ต.ค. ๒๙๖๘", date(2025, 10, 27), False),  # one digit off: the letter's year
        ("๒๗ ก.ย. ๒๕๖๘", date(2025, 9, 27), True),  # before the letter: said so, not mended
        ("๒๗ ต.ค. ๒๕๖๙", date(2026, 10, 27), True),
    ],
)
def test_only_a_year_far_from_the_letters_is_mended(printed: str, day: date, sure: bool) -> None:
    lines = f"เทศบาลตำบลเมืองพาน|เลขรับ 94|วันที่ {printed}|เวลา 10.15 น."
    (receipt,) = find_receipts(page(TITLE, stamps=[(RIGHT, 60, lines)]), date(2025, 10, 20))
    assert receipt.date and receipt.date.value == day
    assert (receipt.date.confidence > 0.6) == sure


def test_stamps_set_close_under_one_another_stay_two() -> None:
    lines = (
        "จังหวัดเชียงราย|เลขรับ 412|วันที่ 3 ก.พ. 2569|เวลา 9.31 น.|"
        "กลุ่มงานยุทธศาสตร์|เลขรับ 77|วันที่ 4 ก.พ. 2569|เวลา 14.56 น."
    )
    receipts = find_receipts(page(TITLE, stamps=[(RIGHT, 60, lines)]))
    assert [r.number.value for r in receipts if r.number] == [412, 77]
    assert [r.time.value for r in receipts if r.time] == [time(9, 31), time(14, 56)]


def test_a_stamp_dated_before_its_letter_and_one_filled_in_by_hand_are_doubtful() -> None:
    sheet = letter_page(dated="๑๒ มกราคม ๒๕๖๙")
    lines = ("เทศบาลตำบลเวียง", "เลขรับ ๗๗", "วันที่ ๙ ม.ค. ๒๕๖๙", "เวลา ๙.๓๑ น.")
    stamp = [
        word
        for n, text in enumerate(lines)
        for word in words_of(text, RIGHT, 40 + 60 * n, 900 + n, ink="blue", confidence=0.5)
    ]
    (letter,) = read_letters([replace(sheet, words=(*sheet.words, *stamp))])
    reasons = {doubt.reason for doubt in letter.doubts if doubt.field == "receipts"}
    assert reasons == {"received-before-sent", "handwritten", "low-confidence"}


def test_what_a_stamp_has_ink_for_and_was_not_read_is_reviewed_row_by_row() -> None:
    lines = "เทศบาลตำบลเวียง|เลขรับ ฉๆ|วันที่ ๑๓ ม.ค. ๒๕๖๙|เวลา ๙.๓๑ น."
    (letter,) = read_letters([letter_page(stamps=[(RIGHT, 40, lines)])])
    (receipt,) = letter.receipts
    (doubt,) = [doubt for doubt in letter.doubts if doubt.reason == "stamp-unreadable"]
    assert receipt.number is None and receipt.office and receipt.date
    assert doubt.box and receipt.box.overlap(doubt.box)
    assert not doubt.box.overlap(receipt.office.box) and not doubt.box.overlap(receipt.date.box)
