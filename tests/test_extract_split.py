"""Whose page is this: boundaries, their reasons, and what a person should look at."""

from extract.split import split
from tests.pages import INDENT, MARGIN, MIDDLE, RIGHT, letter_page, page

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
    assert section.boundaries[1].reasons == ("page-number",)
    assert not any(boundary.doubtful for boundary in section.boundaries)


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
    assert before.boundaries[0].doubtful
    assert before.boundaries[0].reasons == ("no-header",)
    assert not letter.boundaries[0].doubtful


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
    assert split([lone])[0].boundaries[0].doubtful
