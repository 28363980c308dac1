"""สิ่งที่ส่งมาด้วย, item by item."""

from datetime import date

import pytest

from extract.attachments import find_attachments
from extract.text import of_lines, placed_lines
from tests.pages import MARGIN, page


def items(*rows: str) -> list[tuple[str, int | None, str | None]]:
    text = of_lines(placed_lines([page(*((MARGIN, row) for row in rows))]))
    return [(item.title.value, item.quantity, item.unit) for item in find_attachments(text)]


def test_one_item_without_a_number() -> None:
    assert items("แบบสำรวจบ่อน้ำ จำนวน ๒ ชุด") == [("แบบสำรวจบ่อน้ำ", 2, "ชุด")]


def test_numbered_items_over_several_rows() -> None:
    assert items("๑. แนวทางการสำรวจบ่อน้ำ", "ตื้น จำนวน ๑ ฉบับ", "๒. แบบรายงาน จำนวน ๑๐ แผ่น") == [
        ("แนวทางการสำรวจบ่อน้ำตื้น", 1, "ฉบับ"),
        ("แบบรายงาน", 10, "แผ่น"),
    ]


def test_an_unread_item_number_still_parts_the_items() -> None:
    titles = [title for title, _, _ in items("๑. แนวทาง จำนวน ๑ ฉบับ", "on, แบบรายงาน จำนวน ๑ ฉบับ")]
    assert len(titles) == 2
    assert titles[0] == "แนวทาง"


def test_a_quantity_not_printed_is_none() -> None:
    assert items("แบบสำรวจ") == [("แบบสำรวจ", None, None)]


@pytest.mark.parametrize("urgency", ["", "ด่วนที่สุด "])
def test_a_copied_letter_is_cited(urgency: str) -> None:
    row = f"สำเนาหนังสือจังหวัดเชียงราย {urgency}ที่ ชร ๐๐๑๗.๒/ว ๑๒๓๔ ลงวันที่ ๑๒ มกราคม ๒๕๖๙ จำนวน ๑ ชุด"
    (item,) = find_attachments(of_lines(placed_lines([page((MARGIN, row))])))
    assert item.citation and item.citation.number and item.citation.date and item.citation.sender
    assert str(item.citation.number.value) == "ชร 0017.2/ว 1234"
    assert item.citation.date.value == date(2026, 1, 12)
    assert item.citation.sender.value == "จังหวัดเชียงราย"


def test_a_web_address_is_kept_for_the_reader() -> None:
    row = "แบบสำรวจ https://example.go.th/form จำนวน ๑ ชุด"
    (item,) = find_attachments(of_lines(placed_lines([page((MARGIN, row))])))
    assert item.url == "https://example.go.th/form"


def test_an_item_whose_dot_is_lost_is_still_an_item() -> None:
    assert items("๑. แนวทางการสำรวจบ่อน้ำ", "๒ แบบรายงานผล จำนวน ๑ ฉบับ") == [
        ("แนวทางการสำรวจบ่อน้ำ", None, None),
        ("แบบรายงานผล", 1, "ฉบับ"),
    ]


def test_a_quantity_may_be_broken_over_rows() -> None:
    assert items("แบบสำรวจบ่อน้ำตื้นและบ่อบาดาล จำนวน", "๒ ชุด") == [
        ("แบบสำรวจบ่อน้ำตื้นและบ่อบาดาล", 2, "ชุด")
    ]


def test_unnumbered_items_end_with_their_quantity() -> None:
    assert items("แบบสำรวจ จำนวน ๑ ชุด", "บัญชีรายชื่อ จำนวน ๒ ฉบับ") == [
        ("แบบสำรวจ", 1, "ชุด"),
        ("บัญชีรายชื่อ", 2, "ฉบับ"),
    ]


@pytest.mark.parametrize(
    ("row", "quantity", "unit"),
    [
        ("แบบสำรวจ ๒ ชุด", 2, "ชุด"),
        ("แบบสำรวจ จำนวน 3 แผ่น", 3, "แผ่น"),
        ("แบบสำรวจ จำนวน ๑ ชุด (๑๒ แผ่น)", 1, "ชุด"),
        ("แบบสำรวจ จํานวน ๑ ม้วน", 1, "ม้วน"),
        ("แบบสำรวจ จำนวน ๑ ชุด (QR Code)", 1, "ชุด"),
        ("แบบสำรวจ จำนวน ๑ ชุด https://example.go.th/form", 1, "ชุด"),
    ],
)
def test_how_quantities_are_printed(row: str, quantity: int, unit: str) -> None:
    assert items(row) == [("แบบสำรวจ", quantity, unit)]


def test_a_year_or_a_count_within_a_title_is_no_quantity() -> None:
    assert items("แผนสำรวจบ่อน้ำ ๑๒ ตำบล ปี ๒๕๖๙") == [("แผนสำรวจบ่อน้ำ ๑๒ ตำบล ปี ๒๕๖๙", None, None)]
