"""Who told whom: the letter behind a letter, named by its office alone."""

from __future__ import annotations

import pytest

from extract.bundle import read_letters
from tests.pages import INDENT, MIDDLE, letter_page

_DISTRICT = {
    "number": "ที่ ชร ๐๖๑๘.๑/ว ๓๕",
    "office": "ที่ว่าการอำเภอพาน",
    "closing": ("(นายตัวอย่าง สอง)", "นายอำเภอพาน"),
}


def told(body: str, **options: object) -> list[str]:
    (letter,) = read_letters([letter_page((INDENT, body), **options)])
    return [cited.sender.value for cited in letter.citations if cited.sender and not cited.number]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("ด้วยจังหวัดเชียงรายแจ้งว่า กระทรวงมหาดไทยจะสำรวจบ่อน้ำตื้น", ["จังหวัดเชียงราย"]),
        ("ด้วยจังหวัดได้รับแจ้งจากกระทรวงมหาดไทยว่า กรมการปกครองแจ้งว่า จะสำรวจ", ["จังหวัดเชียงราย"]),
        ("ด้วยจังหวัดมีหนังสือแจ้งว่า จะสำรวจบ่อน้ำตื้น", ["จังหวัดเชียงราย"]),
        ("ด้วยอำเภอพานได้รับแจ้งจากจังหวัดเชียงรายว่า จะสำรวจบ่อน้ำตื้น", ["จังหวัดเชียงราย"]),
        ("ด้วยอำเภอได้รับแจ้งจากจังหวัดว่า จะสำรวจบ่อน้ำตื้น", ["จังหวัดเชียงราย"]),
        ("ด้วยจะมีการสำรวจบ่อน้ำตื้นทั่วประเทศ จึงขอแจ้งว่าให้เตรียมการ", []),
    ],
)
def test_a_district_was_told_by_the_first_that_is_not_itself(
    body: str, expected: list[str]
) -> None:
    assert told(body, **_DISTRICT) == expected


def test_in_its_own_letter_a_province_was_told_by_its_source() -> None:
    body = "ด้วยจังหวัดได้รับแจ้งจากกระทรวงมหาดไทยว่า กรมการปกครองแจ้งว่า จะสำรวจ"
    assert told(body) == ["กระทรวงมหาดไทย"]


def test_a_page_without_a_body_tells_nothing() -> None:
    (letter,) = read_letters([letter_page((MIDDLE, "-"))])
    assert letter.citations == ()
