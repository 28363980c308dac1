"""What was listed against what lies in the bundle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.bundle import read_letters
from extract.letter import Letter
from ocr.page import Box, Code, OcrPage
from tests.pages import INDENT, MARGIN, MIDDLE, letter_page, page

BODY = (INDENT, "ด้วยจังหวัดจะสำรวจบ่อน้ำตื้นของทุกตำบล")
COPY = "สำเนาหนังสือกรมส่งเสริมการปกครองท้องถิ่น ที่ มท ๐๘๐๘.๒/ว ๕๔๐ ลงวันที่ ๓ มีนาคม ๒๕๖๙ จำนวน ๑ ชุด"
BOX = Box(100, 3000, 300, 3200)


def lists(*enclosures: str, number: int = 1) -> OcrPage:
    return letter_page(BODY, enclosures=enclosures, page_number=number)


def department(number: int, enclosures: Sequence[str] = ()) -> OcrPage:
    return letter_page(
        BODY, number="ที่ มท ๐๘๐๘.๒/ว ๕๔๐", office="กรมส่งเสริมการปกครองท้องถิ่น", dated="๓ มีนาคม ๒๕๖๙",
        to="ผู้ว่าราชการจังหวัด ทุกจังหวัด", enclosures=enclosures, page_number=number,
    )  # fmt: skip


def sheet(title: str, number: int, *above: tuple[float, str]) -> OcrPage:
    return page(*above, (0.42, title), (MARGIN, "ลำดับ"), (MARGIN, "๑"), number=number)


def found(letter: Letter) -> list[tuple[int, ...]]:
    return [item.pages for item in letter.attachments]


def findings(*pages: OcrPage) -> list[tuple[str, int]]:
    return [
        (doubt.reason, doubt.page)
        for letter in read_letters(pages)
        for doubt in letter.doubts
        if doubt.reason.startswith("enclosure-")
    ]


def test_a_copied_letter_and_a_form_are_where_they_lie() -> None:
    pages = [
        lists(f"๑. {COPY}", "๒. แบบสำรวจบ่อน้ำ จำนวน ๑ ชุด"), department(2), sheet("แบบสำรวจบ่อน้ำ", 3),
    ]  # fmt: skip
    first, second = read_letters(pages)
    assert found(first) == [(2,), (3,)]
    assert second.attached_pages == (3,)
    assert findings(*pages) == []


def test_a_form_that_two_letters_of_a_chain_list_is_the_form_of_both() -> None:
    form = "แบบสำรวจบ่อน้ำ จำนวน ๑ ชุด"
    first, second = read_letters(
        [lists(f"๑. {COPY}", f"๒. {form}"), department(2, [form]), sheet("แบบสำรวจบ่อน้ำ", 3)]
    )
    assert found(first) == [(2,), (3,)]
    assert found(second) == [(3,)]


def test_a_form_may_lie_before_the_letter_that_lists_it() -> None:
    first, second = read_letters(
        [lists(COPY), sheet("แบบสำรวจบ่อน้ำ", 2), department(3, ["แบบสำรวจบ่อน้ำ จำนวน ๑ ชุด"])]
    )
    assert found(first) == [(3,)]
    assert found(second) == [(2,)]


def test_the_mark_over_an_enclosure_tells_which_it_is() -> None:
    pages = [
        lists("๑. แนวทางการสำรวจ จำนวน ๑ ฉบับ", "๒. แผนที่ จำนวน ๑ แผ่น"),
        sheet("ตำบลเมืองพาน", 2, (0.7, "สิ่งที่ส่งมาด้วย ๒")),
        sheet("การเดินสำรวจ", 3, (0.7, "สิ่งที่ส่งมาด้วย ๑")),
    ]
    (letter,) = read_letters(pages)
    assert found(letter) == [(3,), (2,)]


def test_a_document_runs_on_over_its_numbered_pages() -> None:
    pages = [
        lists("คู่มือการสำรวจบ่อน้ำ จำนวน ๑ เล่ม"), sheet("คู่มือการสำรวจบ่อน้ำ", 2),
        page((MIDDLE, "- ๒ -"), (MARGIN, "วัดความลึก"), number=3),
    ]  # fmt: skip
    (letter,) = read_letters(pages)
    assert found(letter) == [(2, 3)]


def test_titles_that_open_alike_go_together() -> None:
    pages = [
        lists("๑. แบบรายงานผลการสำรวจ จำนวน ๑ ฉบับ", "๒. แบบมอบหมายเจ้าหน้าที่ จำนวน ๑ ฉบับ"),
        sheet("แบบรายงานจำนวนบ่อของตำบล", 2),
    ]
    (letter,) = read_letters(pages)
    assert found(letter) == [(2,), ()]
    assert findings(*pages) == [("enclosure-missing", 1)]


def test_what_is_listed_and_not_there_and_there_and_not_listed() -> None:
    pages = [lists("แนวทางการสำรวจ จำนวน ๑ ฉบับ"), sheet("แบบรายงานผล", 2)]
    assert findings(*pages) == [("enclosure-missing", 1), ("enclosure-unlisted", 2)]


def test_a_stamped_letter_need_not_list_its_form() -> None:
    stamped = page(
        (MARGIN, "ที่ ลพ ๐๐๑๗.๒/ว ๑๒"), (MARGIN, "ถึง ที่ว่าการอำเภอทุกอำเภอ"), BODY,
        (MIDDLE, "จังหวัดลำพูน"), (MIDDLE, "๑๔ มีนาคม ๒๕๖๑"),
    )  # fmt: skip
    assert findings(stamped, sheet("แบบรายงานรายชื่อ", 2)) == []


def test_an_enclosure_behind_a_code_is_not_missed() -> None:
    address = "https://example.go.th/form"
    letter_with_code = replace(
        lists("แบบสำรวจบ่อน้ำ (QR Code) จำนวน ๑ ชุด"), codes=(Code(address, BOX),)
    )
    (letter,) = read_letters([letter_with_code])
    assert [item.url for item in letter.attachments] == [address]
    assert [(code.value, code.page) for code in letter.codes] == [(address, 1)]
    assert findings(letter_with_code) == []


def test_a_code_that_is_no_address_is_kept_and_given_to_nothing() -> None:
    (letter,) = read_letters([replace(lists("แบบสำรวจ จำนวน ๑ ชุด"), codes=(Code("๑๒๓", BOX),))])
    assert [code.value for code in letter.codes] == ["๑๒๓"]
    assert [item.url for item in letter.attachments] == [None]


def test_a_corrected_boundary_splits_the_same_pages_anew() -> None:
    pages = [lists("แบบสำรวจบ่อน้ำ จำนวน ๑ ชุด"), sheet("แบบสำรวจบ่อน้ำ", 2), department(3)]
    assert [letter.pages for letter in read_letters(pages)] == [(1,), (3,)]
    assert [letter.pages for letter in read_letters(pages, {2: "further"})] == [(1, 2), (3,)]
