"""Whole letters of every form, read from pages set by hand."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.bundle import read_letters
from extract.letter import Letter
from ocr.page import Alternative, OcrPage
from tests.pages import INDENT, MARGIN, MIDDLE, RIGHT, VALUE, letter_page, page, words_of

BODY = (INDENT, "ด้วยจังหวัดเชียงรายจะสำรวจบ่อน้ำตื้น จึงขอให้ท่านรายงานจำนวนบ่อ ภายในวันที่ ๑๐ ของทุกเดือน")


def only(*pages: OcrPage) -> Letter:
    (letter,) = read_letters(pages)
    return letter


def test_an_external_letter() -> None:
    stamp = (0.6, 40, "อำเภอพาน|เลขรับ ๔๑๒|วันที่ ๑๔ ม.ค. ๒๕๖๙|เวลา ๑๐.๑๕ น.")
    letter = only(letter_page(BODY, enclosures=["แบบสำรวจ จำนวน ๒ ชุด"], stamps=[stamp]))
    assert letter.form.value == "external"
    assert letter.number and str(letter.number.value) == "ชร 0017.2/ว 1234"
    assert letter.number.raw == "ชร ๐๐๑๗.๒/ว ๑๒๓๔"
    assert letter.date and letter.date.value == date(2026, 1, 12)
    assert letter.sender and letter.sender.value == "จังหวัดเชียงราย"
    assert letter.subject and letter.subject.value == "การสำรวจบ่อน้ำตื้นประจำปี"
    assert [found.value for found in letter.addressees] == ["นายอำเภอ ทุกอำเภอ"]
    assert [(item.title.value, item.quantity) for item in letter.attachments] == [("แบบสำรวจ", 2)]
    assert [receipt.number.value for receipt in letter.receipts if receipt.number] == [412]
    assert [duty.due.rrule for duty in letter.obligations] == ["FREQ=MONTHLY;BYMONTHDAY=10"]
    assert [doubt.reason for doubt in letter.doubts] == ["enclosure-missing"]


def test_a_stamp_over_the_letterhead_does_not_hide_the_sender() -> None:
    stamp = (RIGHT, 290, "อำเภอพาน|เลขรับ ๔๑๒|วันที่ ๑๔ ม.ค. ๒๕๖๙|เวลา ๑๐.๑๕ น.")
    letter = only(letter_page(BODY, stamps=[stamp]))
    assert letter.sender and letter.sender.value == "จังหวัดเชียงราย"


def test_a_subject_over_two_rows() -> None:
    one = page(
        [(MARGIN, "ที่ มท ๐๘๐๘.๒/ว ๕๔๐"), (RIGHT, "กรมส่งเสริมการปกครองท้องถิ่น")],
        (MIDDLE, "๓ มีนาคม ๒๕๖๙"),
        (MARGIN, "เรื่อง การจัดทำทะเบียนบ่อน้ำตื้นและระบบประปาหมู่"), (VALUE, "บ้านประจำปี"),
        (MARGIN, "เรียน ผู้ว่าราชการจังหวัด ทุกจังหวัด"),
        (INDENT, "ด้วยกรมส่งเสริมการปกครองท้องถิ่นจะจัดทำทะเบียน"),
    )  # fmt: skip
    letter = only(one)
    assert letter.subject
    assert letter.subject.value == "การจัดทำทะเบียนบ่อน้ำตื้นและระบบประปาหมู่บ้านประจำปี"
    assert letter.sender and letter.sender.value == "กรมส่งเสริมการปกครองท้องถิ่น"


def test_worn_headings_are_known_by_their_place() -> None:
    worn = page(
        [(MARGIN, "ที่ ชร ๐๐๑๗.๒/ว ๑๒๓๔"), (RIGHT, "ศาลากลางจังหวัดเชียงราย")],
        (MIDDLE, "๑๒ มกราคม ๒๕๖๙"),
        (MARGIN, "Gor การสำรวจบ่อน้ำตื้น"), (MARGIN, "Guu นายอำเภอ ทุกอำเภอ"), BODY,
    )  # fmt: skip
    letter = only(worn)
    assert letter.subject and letter.subject.value == "การสำรวจบ่อน้ำตื้น"
    assert [found.value for found in letter.addressees] == ["นายอำเภอ ทุกอำเภอ"]
    assert letter.form.value == "external"


def test_a_stamped_letter() -> None:
    first = page(
        (0.12, "ด่วนที่สุด"), (MARGIN, "ที่ ลพ ๐๐๑๗.๒/ว"), (MARGIN, "ถึง ที่ว่าการอำเภอทุกอำเภอ"),
        (INDENT, "ด้วยจังหวัดลำพูนจะจัดอบรม จึงขอให้แจ้งรายชื่อผู้เข้าอบรม ภายในวันศุกร์ที่ ๒๓ มีนาคม ๒๕๖๑"),
        (MIDDLE, "จังหวัดลำพูน"), (MIDDLE, "๑๔ มีนาคม ๒๕๖๑"), (MARGIN, "สำนักงานจังหวัด"),
    )  # fmt: skip
    letter = only(first)
    assert (letter.form.value, letter.subject) == ("stamped", None)
    assert letter.number and str(letter.number.value) == "ลพ 0017.2/ว"
    assert letter.date and letter.date.value == date(2018, 3, 14)
    assert letter.sender and letter.sender.value == "จังหวัดลำพูน"
    assert letter.urgency and letter.urgency.value == "ด่วนที่สุด"
    assert [duty.due.date for duty in letter.obligations] == [date(2018, 3, 23)]


def test_an_answer_is_wanted_by_the_day_at_the_top_and_that_is_in_doubt() -> None:
    body = (INDENT, "จังหวัดเชียงรายจึงขอให้อำเภอตรวจบ่อน้ำ และส่งแบบสำรวจให้จังหวัด")
    plain = letter_page(body)
    letter = only(
        replace(plain, words=(*words_of("ด่วนภายในวันที่ ๒๓ มกราคม ๒๕๖๙", 0.15, 200, 99), *plain.words))
    )
    doing, sending = letter.obligations
    assert (doing.due.kind, sending.due.date) == ("none", date(2026, 1, 23))
    assert sending.phrase.confidence < 0.6


def test_a_memo() -> None:
    memo = page(
        (0.4, "บันทึกข้อความ"),
        (MARGIN, "ส่วนราชการ สำนักปลัดเทศบาลตำบลเมืองพาน โทร. ๐ ๐๐๐๐ ๐๐๐๐"),
        [(MARGIN, "ที่ ชร ๕๒๐๐๑/๑๒"), (MIDDLE, "วันที่ ๓ มีนาคม ๒๕๖๙")],
        (MARGIN, "เรื่อง ขออนุมัติซ่อมบ่อน้ำ"), (MARGIN, "เรียน นายกเทศมนตรีตำบลเมืองพาน"),
        (INDENT, "ตามที่เทศบาลสำรวจบ่อน้ำแล้วพบว่าชำรุด"), (MIDDLE, "(นายตัวอย่าง สอง)"),
    )  # fmt: skip
    letter = only(memo)
    assert letter.form.value == "memo"
    assert letter.number and str(letter.number.value) == "ชร 52001/12"
    assert letter.date and letter.date.value == date(2026, 3, 3)
    assert letter.sender and "สำนักปลัด" in letter.sender.value
    assert "โทร" not in letter.sender.value


def test_an_order() -> None:
    order = page(
        (0.4, "คำสั่งจังหวัดเชียงราย"), (0.45, "ที่ ๑๒๓/๒๕๖๙"), (0.4, "เรื่อง แต่งตั้งคณะทำงาน"),
        (INDENT, "เพื่อให้การสำรวจเป็นไปด้วยความเรียบร้อย จึงแต่งตั้งคณะทำงาน"),
        (INDENT, "สั่ง ณ วันที่ ๓ มีนาคม พ.ศ. ๒๕๖๙"), (MIDDLE, "(นายตัวอย่าง หนึ่ง)"),
    )  # fmt: skip
    letter = only(order)
    assert letter.form.value == "order"
    assert letter.number and str(letter.number.value) == "123/2569"
    assert letter.date and letter.date.value == date(2026, 3, 3)
    assert letter.sender and letter.sender.value == "จังหวัดเชียงราย"


def test_what_a_blind_engine_read_is_doubted() -> None:
    letter = only(letter_page(BODY, blind="๔๖๗๘๙"))
    doubted = {doubt.field for doubt in letter.doubts if doubt.reason == "digits-unreadable"}
    assert doubted == {"number", "date", "obligations"}


def test_a_weekday_that_disagrees_is_doubted() -> None:
    body = (INDENT, "จึงขอให้ท่านรายงานอำเภอ ภายในวันจันทร์ที่ ๒๓ มีนาคม ๒๕๖๑")
    letter = only(letter_page(body, dated="๑๔ มีนาคม ๒๕๖๑"))
    assert "weekday-disagrees" in {doubt.reason for doubt in letter.doubts}


def test_a_deadline_before_the_letter_is_doubted() -> None:
    body = (INDENT, "จึงขอให้ท่านรายงานอำเภอ ภายในวันที่ ๑๐ กุมภาพันธ์ ๒๕๖๘")
    letter = only(letter_page(body))
    assert "deadline-before-letter" in {doubt.reason for doubt in letter.doubts}


def test_faint_print_is_doubted() -> None:
    letter = only(letter_page(BODY, confidence=0.3))
    assert "low-confidence" in {doubt.reason for doubt in letter.doubts}


def about(letter: Letter, field: str) -> set[str]:
    return {doubt.reason for doubt in letter.doubts if doubt.field == field}


def test_one_worn_word_with_digits_is_doubted_however_clear_the_rest() -> None:
    sound = letter_page(BODY)
    worn = [replace(w, confidence=0.4) if w.text == "๑๒๓๔" else w for w in sound.words]
    letter = only(replace(sound, words=tuple(worn)))
    assert letter.number and letter.number.confidence > 0.6
    assert about(letter, "number") == {"digits-contested"}


def test_a_receive_number_that_may_be_another_is_doubted_but_not_the_day_beside_it() -> None:
    stamp = (0.6, 40, "อำเภอพาน|เลขรับ ๔๑๒|วันที่ ๑๔ ม.ค. ๒๕๖๙|เวลา ๑๐.๑๕ น.")
    sound = letter_page(BODY, stamps=[stamp])
    other = (Alternative(0, "๕", 0.7),)
    weak = {"alternatives": other, "confidence": 0.7}
    torn = [replace(w, **weak) if w.text == "๔๑๒" else w for w in sound.words]
    letter = only(replace(sound, words=tuple(torn)))
    (doubt,) = (doubt for doubt in letter.doubts if doubt.field == "receipts")
    (receipt,) = letter.receipts
    assert receipt.number and (doubt.reason, doubt.box) == ("digits-contested", receipt.number.box)


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("ผู้ว่าราชการจังหวัดเชียงราย", set()),
        ("ผู้บัญชาการตำรวจภูธรภาค ๕", set()),
        ("นายอำเภอ ทุกอำเภอ", set()),
        ("ผู้ว่าราชการจังหวัดเชียงราย 20 2568 1 417", {"office-unknown"}),
        ("ชมรมผู้ทดสอบ", {"office-unknown"}),
    ],
)
def test_an_addressee_that_is_no_office_is_doubted(to: str, expected: set[str]) -> None:
    assert about(only(letter_page(BODY, to=to)), "addressees") == expected


def test_a_letter_dated_on_a_sunday_is_doubted() -> None:
    assert about(only(letter_page(BODY, dated="๑๑ มกราคม ๒๕๖๙")), "date") == {"day-off"}


def test_a_number_whose_section_is_left_out_is_doubted() -> None:
    assert about(only(letter_page(BODY, number="ที่ ชร ๐๐๑๗(๒)/๑๒๓๔")), "number") == {
        "number-shortened"
    }


def test_a_subject_of_which_a_part_was_hard_to_read_is_doubted() -> None:
    sound = letter_page(BODY, subject="การสำรวจ บ่อน้ำตื้น")
    worn = [replace(w, confidence=0.75) if w.text == "บ่อน้ำตื้น" else w for w in sound.words]
    letter = only(replace(sound, words=tuple(worn)))
    assert about(letter, "subject") == {"low-confidence"}
    assert about(only(sound), "subject") == set()


@pytest.mark.parametrize(("day", "expected"), [("๑๐", set()), ("I", {"day-unread"})])
def test_a_monthly_deadline_without_its_day_is_doubted(day: str, expected: set[str]) -> None:
    body = (INDENT, f"จึงขอให้ท่านรายงานผลเป็นประจำทุกเดือน ภายในวันที่ {day} ของเดือน")
    assert about(only(letter_page(body)), "obligations") == expected


def test_a_subject_that_is_nearly_its_neighbours_is_doubted() -> None:
    subjects = ("การสำรวจบ่อน้ำตื้นประจำปี", "การสำรวจบ่อนํ้าดื้นประจำปี", "การรับบริจาคโลหิต")
    pages = [
        letter_page(BODY, subject=subject, number=f"ที่ ชร ๐๐๑๗.๒/๑๑{n}", page_number=n)
        for n, subject in enumerate(subjects, 1)
    ]
    doubted = [about(letter, "subject") for letter in read_letters(pages)]
    assert doubted == [{"subjects-differ"}, {"subjects-differ"}, set()]


def test_print_under_a_stamp_is_doubted() -> None:
    stamp = (0.21, 500, "อำเภอพาน|เลขรับ ๔๑๒|วันที่ ๑๔ ม.ค. ๒๕๖๙|เวลา ๑๐.๑๕ น.")
    letter = only(letter_page(BODY, stamps=[stamp]))
    assert about(letter, "subject") == {"stamp-across"}
    assert about(letter, "sender") == set()


def test_a_letter_without_its_number_says_so() -> None:
    letter = only(letter_page(BODY, number="ที่"))
    assert letter.number is None
    assert "no-number" in {doubt.reason for doubt in letter.doubts}


def test_every_value_shows_where_it_stands() -> None:
    letter = only(letter_page(BODY))
    for name in ("number", "date", "sender", "subject"):
        found = getattr(letter, name)
        assert found.page == 1
        assert found.raw
        assert found.rule
        assert 0 < found.confidence <= 1


@settings(deadline=None)
@given(
    st.lists(st.text("กขคเแะาิ่้๐๑๙./- abว", min_size=1, max_size=60), max_size=12), st.integers(1, 3)
)
def test_no_print_is_too_strange_to_read(rows: list[str], count: int) -> None:
    pages = [
        page(*((MARGIN, row) for row in rows if row.strip()), number=number)
        for number in range(1, count + 1)
    ]
    letters = read_letters(pages)
    shown = [number for letter in letters for number in (*letter.pages, *letter.attached_pages)]
    assert shown == [one.number for one in pages if one.words]
    assert all(letter.to_json() for letter in letters)
