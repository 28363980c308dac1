"""Whose page is this: boundaries, their reasons, and what a person should look at."""

from dataclasses import replace

import pytest

from extract.split import split
from ocr.page import OcrPage, Step
from tests.pages import INDENT, MARGIN, MIDDLE, RIGHT, VALUE, letter_page, page

#: Running text goes from the margin to the right edge.
LONG = "บ่อน้ำตื้นของทุกหมู่บ้านให้ครบถ้วนแล้วบันทึกลงในแบบสำรวจทีละบ่อ พร้อมวัดความลึกและสภาพของฝาบ่อ"
CLOSING = (MIDDLE, "ขอแสดงความนับถือ")
SIGNED = (MIDDLE, "(นายตัวอย่าง หนึ่ง)")
BODY = (INDENT, "ด้วยจังหวัดจะสำรวจบ่อน้ำตื้นของทุกตำบล")


def roles(*pages: object) -> list[tuple[str, ...]]:
    """Per section, the roles of its pages."""
    return [
        tuple(boundary.role for boundary in section.boundaries)
        for section in split(list(pages))  # type: ignore[arg-type]
    ]


def table(number: int) -> object:
    return page((MIDDLE, "แบบสำรวจ"), (MARGIN, "ลำดับ ชื่อบ่อ จำนวน"), number=number)


def test_each_signed_letter_begins_a_section() -> None:
    first, second = letter_page(BODY), letter_page(BODY, page_number=2)
    assert roles(first, second) == [("first",), ("first",)]


def test_a_form_behind_a_signed_letter_is_attached_to_it() -> None:
    assert roles(letter_page(BODY), table(2), table(3)) == [("first", "attached", "attached")]


def test_a_numbered_page_of_an_unsigned_letter_is_its_own() -> None:
    unsigned = letter_page(BODY, closing=())
    second = page(
        (MIDDLE, "- ๒ -"), (INDENT, "จึงเรียนมาเพื่อโปรดพิจารณา"), (MIDDLE, "ขอแสดงความนับถือ"), number=2
    )
    (section,) = split([unsigned, second, table(3)])  # type: ignore[list-item]
    assert [p.number for p in section.pages] == [1, 2]
    assert [p.number for p in section.attached] == [3]
    assert {"next-number", "signed-here"} <= set(section.boundaries[1].reasons)
    assert not any(boundary.doubts for boundary in section.boundaries)


def test_a_numbered_page_behind_a_signed_letter_belongs_to_an_enclosure() -> None:
    numbered = page((MIDDLE, "- ๒ -"), (MARGIN, "แนวทางการสำรวจ ต่อ"), number=2)
    assert roles(letter_page(BODY), numbered) == [("first", "attached")]


def test_a_stamped_letter_ends_with_its_date() -> None:
    first = page([(MARGIN, "ที่ ลพ ๐๐๑๗.๒/ว ๑๒")], (MARGIN, "ถึง ที่ว่าการอำเภอทุกอำเภอ"), BODY)
    second = page(
        (MIDDLE, "- ๒ -"), (INDENT, "จึงแจ้งมาเพื่อทราบ"),
        (MIDDLE, "จังหวัดลำพูน"), (MIDDLE, "๑๔ มีนาคม ๒๕๖๑"), number=2,
    )  # fmt: skip
    assert roles(first, second, table(3)) == [("first", "further", "attached")]


def test_pages_before_any_letter_make_a_doubtful_section() -> None:
    (before, letter) = split([table(1), letter_page(BODY, page_number=2)])  # type: ignore[list-item]
    assert before.boundaries[0].doubts == ("split-uncertain",)
    assert "no-header" in before.boundaries[0].reasons
    assert not letter.boundaries[0].doubts


def test_a_retelling_of_a_memo_is_not_a_memo() -> None:
    body = (INDENT, "๑. บันทึกข้อมูลการใช้น้ำ และรายงานทุกเดือน")
    (section,) = split([letter_page(body)])
    assert "memo" not in section.boundaries[0].reasons


def test_a_memo_is_told_by_its_heading() -> None:
    memo = page(
        (MIDDLE, "บันทึกข้อความ"), (MARGIN, "ส่วนราชการ สำนักปลัด"),
        [(MARGIN, "ที่ ชร ๕๒๐๐๑/๑๒"), (MIDDLE, "วันที่ ๓ มีนาคม ๒๕๖๙")],
        (MARGIN, "เรื่อง ขออนุมัติซ่อมบ่อ"), (MARGIN, "เรียน นายกเทศมนตรี"),
    )  # fmt: skip
    (section,) = split([memo])
    assert "memo" in section.boundaries[0].reasons


def test_no_pages_no_sections() -> None:
    assert split([]) == []


def test_letterhead_right_of_the_number_is_no_sign_by_itself() -> None:
    lone = page([(RIGHT, "ศาลากลางจังหวัดเชียงราย")], number=1)
    assert split([lone])[0].boundaries[0].doubts


def unsigned(*body: tuple[float, str], foot: str | None = None) -> OcrPage:
    """A letter's first page that goes on overleaf, its continuation mark at the foot."""
    rows = [*body, *([None] * (36 - len(body)) if foot else []), *([(0.8, foot)] if foot else [])]
    return page(
        [(MARGIN, "ที่ ชร ๐๐๑๗.๒/ว ๑๒๓๔"), (RIGHT, "ศาลากลางจังหวัดเชียงราย")],
        (MIDDLE, "๑๒ มกราคม ๒๕๖๙"),
        (MARGIN, "เรื่อง การสำรวจบ่อน้ำตื้น"), (MARGIN, "เรียน นายอำเภอ ทุกอำเภอ"), *rows,
    )  # fmt: skip


def overleaf(*rows: tuple[float, str], number: int = 2) -> OcrPage:
    return page(*rows, *[(MARGIN, LONG)] * 3, CLOSING, SIGNED, number=number)


def doubts(*pages: OcrPage) -> dict[int, str]:
    return {
        boundary.page: boundary.doubts[-1]
        for section in split(pages)
        for boundary in section.boundaries
        if boundary.doubts
    }


def test_a_second_page_may_open_with_the_next_item_and_no_page_number() -> None:
    first = unsigned((INDENT, "๑. สำรวจบ่อน้ำ"), (INDENT, "๒. วัดความลึก"))
    assert roles(first, overleaf((INDENT, "๓. รายงานผล")), table(3)) == [
        ("first", "further", "attached")
    ]


@pytest.mark.parametrize(
    ("promise", "opening"),
    [
        ("/๒. ให้...", "๒. ให้อำเภอแจ้งทุกตำบล"),
        ("/ในการนี้...", "ในการนี้ จังหวัดขอให้ท่านสำรวจ"),
        ("/๒.", "๒. ให้แจ้ง"),
    ],
)
def test_a_continuation_mark_is_kept_by_the_page_that_opens_so(promise: str, opening: str) -> None:
    (section,) = split([unsigned(BODY, foot=promise), overleaf((INDENT, opening))])
    assert "promise-kept" in section.boundaries[1].reasons
    assert doubts(unsigned(BODY, foot=promise), overleaf((INDENT, opening))) == {}


@pytest.mark.parametrize("printed", ["- ๒ -", "๒", "หน้า ๒", "-2-"])
def test_page_numbers_of_every_custom(printed: str) -> None:
    (section,) = split([unsigned(BODY), overleaf((0.49, printed), (MARGIN, LONG))])
    assert "next-number" in section.boundaries[1].reasons


def test_a_page_that_closes_an_unsigned_letter_is_its_own_though_it_looks_titled() -> None:
    closing = page((0.38, "แจ้งรายชื่อผู้เข้าอบรม"), CLOSING, SIGNED, number=2)
    assert roles(unsigned(BODY), closing) == [("first", "further")]


def test_a_page_that_was_promised_and_is_not_here_is_missed() -> None:
    alone = unsigned(BODY, foot="/ในการนี้...")
    assert doubts(alone, letter_page(BODY, page_number=2)) == {1: "page-missing"}


def test_a_gap_in_the_page_numbers_is_noticed() -> None:
    third = overleaf((MIDDLE, "- ๓ -"), (MARGIN, LONG))
    assert doubts(unsigned(BODY), third) == {2: "page-missing"}


def test_pages_that_lie_the_wrong_way_round_are_noticed() -> None:
    second = page((MIDDLE, "- ๒ -"), *[(MARGIN, LONG)] * 4, number=3)
    third = overleaf((MIDDLE, "- ๓ -"), (MARGIN, LONG), number=2)
    assert doubts(unsigned(BODY), third, second)[3] == "page-out-of-order"


def test_a_second_page_before_its_first_is_known_by_the_promise() -> None:
    second = overleaf((INDENT, "ในการนี้ จังหวัดขอให้ท่านสำรวจ"), number=1)
    first = replace(unsigned(BODY, foot="/ในการนี้..."), number=2)
    assert doubts(second, first)[1] == "page-out-of-order"


def test_a_page_that_was_turned_is_noticed() -> None:
    turned = replace(letter_page(BODY), steps=(Step("turn", "180 degrees"),))
    assert doubts(turned) == {1: "page-turned"}


def test_a_signed_page_behind_a_signed_letter_begins_another_though_its_head_is_unread() -> None:
    headless = page(*[(MARGIN, LONG)] * 4, CLOSING, SIGNED, number=2)
    assert roles(letter_page(BODY), headless) == [("first",), ("first",)]
    assert 2 in doubts(letter_page(BODY), headless)


def test_a_reply_form_with_a_letters_headings_is_no_letter() -> None:
    form = page(
        (0.42, "แบบตอบรับการเข้าร่วมประชุม"), (MARGIN, "เรื่อง การสำรวจบ่อน้ำ"),
        (MARGIN, "เรียน นายอำเภอเมืองเชียงราย"), (VALUE, "ข้าพเจ้าขอส่งผู้เข้าร่วม"), number=2,
    )  # fmt: skip
    assert roles(letter_page(BODY), form) == [("first", "attached")]


def test_what_is_marked_as_an_enclosure_is_one() -> None:
    marked = page((0.7, "สิ่งที่ส่งมาด้วย ๒"), *[(MARGIN, LONG)] * 4, number=2)
    assert roles(unsigned(BODY), marked) == [("first", "attached")]


def test_a_page_on_other_paper_is_attached() -> None:
    poster = replace(page((0.3, "ร่วมใจดูแลบ่อน้ำ"), number=2), width=3508, height=2480)
    (section,) = split([letter_page(BODY), poster])
    assert section.boundaries[1].role == "attached"
    assert "other-paper" in section.boundaries[1].reasons


def test_a_person_may_decide_and_the_rest_follows() -> None:
    pages = [letter_page(BODY), table(2), overleaf((MIDDLE, "- ๒ -"), number=3)]
    sections = split(pages, {2: "first"})  # type: ignore[arg-type]
    assert [[p.number for p in section.pages] for section in sections] == [[1], [2, 3]]
    assert sections[1].boundaries[0].reasons == ("given",)
    assert doubts(*pages).get(2) != "given"


def test_every_decision_is_the_sum_of_its_evidence() -> None:
    (section,) = split([letter_page(BODY), table(2)])  # type: ignore[list-item]
    first, attached = (
        sum(piece.weight for piece in boundary.evidence) for boundary in section.boundaries
    )
    assert attached < 0 < first
