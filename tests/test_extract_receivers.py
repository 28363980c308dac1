"""Whose a receive stamp is that names but a unit, or an office that no table lists."""

from __future__ import annotations

import pytest

from extract.bundle import read_letters
from extract.gazetteer import table
from extract.letter import Letter
from extract.offices import office_named
from extract.units import unit_of
from ocr.page import OcrPage
from tests.pages import INDENT, letter_page

FILLED_IN = "เลขรับ ๗๗|วันที่ ๑๓ ม.ค. ๒๕๖๙|เวลา ๙.๓๑ น."
BODY = (INDENT, "ด้วยจังหวัดเชียงรายขอให้ดำเนินการ")


def stamped(*offices: str, **options: object) -> OcrPage:
    """A letter with one stamp for each of `offices`, side by side."""
    stamps = [(0.1 + 0.3 * at, 40, f"{name}|{FILLED_IN}") for at, name in enumerate(offices)]
    return letter_page(BODY, stamps=stamps, **options)  # type: ignore[arg-type]


def named(letter: Letter) -> list[str | None]:
    return [receipt.office and receipt.office.value for receipt in letter.receipts]


def doubted(letter: Letter) -> bool:
    return any(doubt.reason == "office-unknown" for doubt in letter.doubts)


@pytest.mark.parametrize("row", table("office_units"), ids=lambda row: row["unit"])
def test_every_unit_is_known_by_each_of_its_names(row: dict[str, str]) -> None:
    for printed in (row["unit"], *filter(None, row["short"].split(" / "))):
        unit = unit_of(f"| {printed}")
        assert unit and unit.name == row["unit"] and not unit.behind


def test_a_unit_is_of_the_office_whose_stamp_is_beside_it_and_whose_head_is_addressed() -> None:
    page = stamped("จังหวัดเชียงราย", "กลุ่มงานอำนวยการ", to="ผู้ว่าราชการจังหวัดเชียงราย")
    (letter,) = read_letters([page])
    assert "กลุ่มงานอำนวยการ จังหวัดเชียงราย" in named(letter)
    assert not doubted(letter)


def test_a_group_that_the_office_is_of_speaks_for_it_too() -> None:
    (letter,) = read_letters([stamped("อำเภอพาน", "งานสารบรรณ", to="นายอำเภอ ทุกอำเภอ")])
    assert "งานสารบรรณ อำเภอพาน" in named(letter)
    assert not doubted(letter)


def test_what_one_alone_says_is_doubted() -> None:
    (letter,) = read_letters([stamped("สำนักปลัด", to="นายอำเภอพาน")])
    assert named(letter) == ["สำนักปลัดอำเภอพาน"]
    assert doubted(letter)


def test_a_unit_that_no_table_lists_is_named_and_doubted() -> None:
    (letter,) = read_letters([stamped("อำเภอพาน", "ฝ่ายสมมุติการ", to="นายอำเภอพาน")])
    assert "ฝ่ายสมมุติการ อำเภอพาน" in named(letter)
    assert doubted(letter)


def test_where_several_may_have_taken_it_in_the_print_stays() -> None:
    (letter,) = read_letters([stamped("กองช่าง", to="นายอำเภอพาน และนายอำเภอแม่ลาว")])
    assert named(letter) == ["กองช่าง"]
    assert doubted(letter)


def test_who_passes_a_letter_on_took_it_in() -> None:
    cover = letter_page(
        BODY,
        number="ที่ ชร ๐๖๑๘.๑/ว ๕๖",
        office="ที่ว่าการอำเภอพาน",
        dated="๒๐ มกราคม ๒๕๖๙",
        to="นายกเทศมนตรีตำบลเมืองพาน",
        enclosures=["สำเนาหนังสือจังหวัดเชียงราย ที่ ชร ๐๐๑๗.๒/ว ๑๒๓๔ ลงวันที่ ๑๒ มกราคม ๒๕๖๙"],
        closing=("(นายตัวอย่าง สอง)", "นายอำเภอพาน"),
    )
    passed_on = stamped("ฝ่ายความมั่นคง", to="นายอำเภอ ทุกอำเภอ", page_number=2)
    _, letter = read_letters([cover, passed_on])
    assert named(letter) == ["ฝ่ายความมั่นคง อำเภอพาน"]
    assert not doubted(letter)


@pytest.mark.parametrize(
    ("printed", "full"),
    [
        ("สำนักงานจังหวัด", "สำนักงานจังหวัดเชียงราย"),
        ("สำนักงานปลัดเทศบาลตำบลเมืองพาน", "สำนักงานปลัดเทศบาลตำบลเมืองพาน"),
        ("กองป้องกันและบรรเทาสาธารณภัย", "กองป้องกันและบรรเทาสาธารณภัย จังหวัดเชียงราย"),
        ("ที่ทำการปกครองอำเภอ", "ที่ทำการปกครองอำเภอ"),  # no province has one
    ],
)
def test_a_unit_with_its_office(printed: str, full: str) -> None:
    page = stamped("จังหวัดเชียงราย", printed, to="ผู้ว่าราชการจังหวัดเชียงราย")
    (letter,) = read_letters([page])
    assert full in named(letter)


def test_a_local_government_raised_in_rank_is_known_by_its_subdistrict() -> None:
    name = "องค์การบริหารส่วนตำบลม่วงยาย"
    assert office_named(name) is None
    page = stamped(
        name,
        number="ที่ ชร ๑๗๑๘/ว ๙",
        office="ที่ว่าการอำเภอเวียงแก่น",
        to="นายกองค์การบริหารส่วนตำบล ทุกแห่ง",
        closing=("(นายตัวอย่าง สาม)", "นายอำเภอเวียงแก่น"),
    )
    (letter,) = read_letters([page])
    assert named(letter) == [name]
    assert not doubted(letter)
