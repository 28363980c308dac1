"""What a letter is to one that it cites: read from its subject, its body and whom it goes to."""

from __future__ import annotations

import pytest

from extract.bundle import read_letters
from extract.letter import Citation
from extract.relations import Bond, bond, strongest
from tests.pages import INDENT, MARGIN, letter_page

OWN = "หนังสือจังหวัดเชียงราย ที่ ชร ๐๐๑๗.๒/ว ๕๕๑ ลงวันที่ ๕ มกราคม ๒๕๖๙"
ABOVE = "หนังสือกระทรวงมหาดไทย ที่ มท ๐๒๐๖.๒/ว ๘๕๒ ลงวันที่ ๕ มกราคม ๒๕๖๙"
BELOW = "หนังสืออำเภอพาน ที่ ชร ๐๖๑๘/๓๕ ลงวันที่ ๕ มกราคม ๒๕๖๙"
PLAIN = "ตามหนังสือที่อ้างถึง จังหวัดเชียงรายขอให้อำเภอสำรวจบ่อน้ำตื้น ความละเอียดแจ้งแล้ว นั้น"


def cited(
    *references: str, subject: str = "การสำรวจบ่อน้ำตื้น", body: str = PLAIN, **options: object
) -> tuple[Citation, ...]:
    """The citations of a letter of จังหวัดเชียงราย."""
    listed = [
        (INDENT if at else MARGIN, text if at else f"อ้างถึง {text}")
        for at, text in enumerate(references)
    ]
    (letter,) = read_letters([letter_page(*listed, (INDENT, body), subject=subject, **options)])
    return letter.citations


def relation(*args: str, **options: object) -> str | None:
    (citation,) = cited(*args, **options)  # type: ignore[arg-type]
    return citation.relation.value if citation.relation else None


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("ยกเลิกการประชุมหัวหน้าส่วนราชการ", "cancels"),
        ("แจ้งยกเลิกหนังสือ", "cancels"),
        ("ขยายระยะเวลาการส่งรายงาน", "extends"),
        ("การขยายเวลารับสมัคร", "extends"),
        ("เลื่อนการประชุมประจำเดือน", "extends"),
        ("แก้ไขแบบรายงาน", "amends"),
        ("ขอแก้ไขข้อความในหนังสือ", "amends"),
        ("เปลี่ยนแปลงสถานที่ประชุม", "amends"),
        ("เร่งรัดการรายงานผล", "reminds"),
        ("ขอติดตามผลการสำรวจ", "reminds"),
        # topics that are called much the same
        ("การแก้ไขปัญหาภัยแล้ง", None),
        ("ยกเลิกการใช้สำเนาบัตรประจำตัวประชาชน", None),
        ("การติดตามสถานการณ์น้ำ", None),
        ("การเร่งรัดพัฒนาแหล่งน้ำ", None),
        ("การปรับปรุงถนน", None),
    ],
)
def test_the_subject_says_what_becomes_of_an_own_letter(subject: str, expected: str | None) -> None:
    assert relation(OWN, subject=subject) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"{PLAIN} บัดนี้ ยังไม่ได้รับรายงานจากอำเภอของท่าน", "reminds"),
        (f"{PLAIN} จังหวัดจึงขอเตือนให้จัดส่งโดยด่วน", "reminds"),
        (f"{PLAIN} เนื่องจากเกิดอุทกภัย จังหวัดจึงขยายระยะเวลาออกไป", "extends"),
        (f"{PLAIN} จังหวัดขอยกเลิกการสำรวจดังกล่าว", "cancels"),
        (f"{PLAIN} เนื่องจากข้อความคลาดเคลื่อน จึงขอแก้ไขข้อความในข้อ ๒", "amends"),
        (f"{PLAIN} หากพ้นกำหนดจะถือว่าไม่มีข้อมูล", None),
    ],
)
def test_the_body_says_it_too(body: str, expected: str | None) -> None:
    assert relation(OWN, body=body) == expected


def test_only_the_writer_of_a_letter_changes_it() -> None:
    assert relation(ABOVE, subject="ขยายระยะเวลาการส่งรายงาน") is None


def test_a_letter_that_goes_back_to_the_writer_answers() -> None:
    assert relation(BELOW, to="นายอำเภอพาน") == "replies"
    assert relation(BELOW, to="นายอำเภอแม่จัน") is None
    asks = relation(ABOVE, to="ปลัดกระทรวงมหาดไทย", subject="ขอขยายเวลาการส่งรายงาน")
    assert asks == "replies"  # who asks for more time has not been given it


def test_of_several_letters_cited_the_own_one_is_meant() -> None:
    above, own = cited(ABOVE, OWN, subject="ขยายระยะเวลาการส่งรายงาน")
    assert above.relation is None
    assert own.relation
    assert own.relation.value == "extends"


def test_words_right_before_a_name_are_of_that_letter() -> None:
    own = OWN.removeprefix("หนังสือ")
    body = f"{PLAIN} จังหวัดเชียงรายจึงให้ยกเลิกหนังสือ{own} และถือปฏิบัติใหม่"
    assert relation(body=body) == "cancels"


def test_the_words_are_the_evidence() -> None:
    (citation,) = cited(OWN, body=f"{PLAIN} บัดนี้ ยังไม่ได้รับรายงานจากอำเภอของท่าน")
    said = citation.relation
    assert said
    assert (said.rule, said.page) == ("relation.body", 1)
    assert said.raw.startswith("ยังไม่ได้รับ")


def test_an_attachment_is_passed_on_whatever_the_words() -> None:
    reminder = Bond("reminds", "relation.subject", "เร่งรัด")
    assert bond("attachment", (), reminder).relation == "forwards"
    assert bond("reference", (), reminder) == reminder
    assert bond("reference", (), None) == Bond("refers", "reference")
    assert bond("body", ("narrative", "bundle", "subject"), None) == Bond("forwards", "narrative")
    assert bond("body", ("narrative", "number"), None).relation == "refers"


def test_the_gravest_of_several_mentions_counts() -> None:
    bonds = [Bond("refers", "body"), Bond("extends", "relation.subject"), Bond("reminds", "a")]
    assert strongest(bonds).relation == strongest(bonds[::-1]).relation == "extends"
