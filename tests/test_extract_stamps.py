"""Receive stamps in colour and in grey, in every wording that offices use."""

from datetime import date, time

import pytest

from extract.stamps import find_receipts
from tests.pages import MARGIN, RIGHT, page

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


def test_a_stamp_ends_above_the_letterhead() -> None:
    grey = page(
        (RIGHT, "เทศบาลตำบลเมืองพาน"), (RIGHT, "รับที่ 2685"), (RIGHT, "วันที่ 1ว เม.ย. 2569"),
        (RIGHT, "เวลา เa35 น"), [TITLE, (RIGHT, "ศาลากลางจังหวัดเชียงราย")],
    )  # fmt: skip
    (receipt,) = find_receipts(grey)
    letterhead = next(line for line in grey.lines if line.text.startswith("ศาลากลาง"))
    assert receipt.number and receipt.number.value == 2685
    assert receipt.box.overlap(letterhead.box) == 0
