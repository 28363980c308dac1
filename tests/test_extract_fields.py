"""A letter's fields, on pages set by hand: who signed, for whom, whom to call, who is addressed."""

from datetime import date

import pytest

from extract.bundle import read_letters
from extract.letter import Letter
from ocr.page import OcrPage
from tests.pages import INDENT, MARGIN, MIDDLE, RIGHT, VALUE, Piece, letter_page, page

BODY = (INDENT, "ด้วยจังหวัดเชียงรายจะสำรวจบ่อน้ำตื้น จึงขอให้ท่านรายงานจำนวนบ่อ ภายในวันที่ ๑๐ ของทุกเดือน")


def only(*pages: OcrPage) -> Letter:
    (letter,) = read_letters(pages)
    return letter


def signed(*foot: Piece, **options: object) -> Letter:
    closing = (MIDDLE, "ขอแสดงความนับถือ")
    return only(letter_page(BODY, closing, *foot, closing=(), **options))


def values(found: tuple) -> list[str]:
    return [one.value for one in found]


# --- who signed


def test_the_signer_and_his_title() -> None:
    letter = signed((MIDDLE, "(นายตัวอย่าง หนึ่ง)"), (MIDDLE, "ผู้ว่าราชการจังหวัดเชียงราย"))
    assert letter.signer and letter.signer.value == "นายตัวอย่าง หนึ่ง"
    assert letter.signer_title and letter.signer_title.value == "ผู้ว่าราชการจังหวัดเชียงราย"
    assert letter.acting_for is None


@pytest.mark.parametrize(
    ("lines", "title", "principal"),
    [
        (
            ["รองผู้ว่าราชการจังหวัด ปฏิบัติราชการแทน", "ผู้ว่าราชการจังหวัดเชียงราย"],
            "รองผู้ว่าราชการจังหวัด",
            "ผู้ว่าราชการจังหวัดเชียงราย",
        ),
        (["ปลัดอำเภอ รักษาราชการแทน", "นายอำเภอพาน"], "ปลัดอำเภอ", "นายอำเภอพาน"),
        (
            ["ปลัดเทศบาล ปฏิบัติหน้าที่", "นายกเทศมนตรีตำบลเมืองพาน"],
            "ปลัดเทศบาล",
            "นายกเทศมนตรีตำบลเมืองพาน",
        ),
        (["รองอธิบดี", "รักษาการในตำแหน่ง อธิบดีกรมการปกครอง"], "รองอธิบดี", "อธิบดีกรมการปกครอง"),
        (["ปลัดจังหวัด ปูฏิบัติราชการแทน", "ผูว่าราชการจังหวัด"], "ปลัดจังหวัด", "ผูว่าราชการจังหวัด"),
    ],
)
def test_whom_the_signer_acts_for(lines: list[str], title: str, principal: str) -> None:
    letter = signed((MIDDLE, "(นายตัวอย่าง หนึ่ง)"), *((MIDDLE, line) for line in lines))
    assert letter.signer_title and letter.signer_title.value == title
    assert letter.acting_for and letter.acting_for.value == principal


def test_a_long_title_begins_left_of_the_others() -> None:
    letter = signed(
        (0.5, "(นายตัวอย่าง หนึ่ง)"),
        (0.3, "หัวหน้าสำนักงานพัฒนาสังคมและความมั่นคงของมนุษย์จังหวัดอำนาจเจริญ"),
        (MARGIN, "ฝ่ายบริหารทั่วไป"),
    )
    assert letter.signer_title
    assert letter.signer_title.value.endswith("จังหวัดอำนาจเจริญ")
    assert letter.owner_unit
    assert letter.owner_unit.value == "ฝ่ายบริหารทั่วไป"


def test_who_certifies_a_copy_did_not_sign_the_letter() -> None:
    letter = signed(
        (MIDDLE, "(นายตัวอย่าง หนึ่ง)"),
        (MIDDLE, "ผู้ว่าราชการจังหวัดเชียงราย"),
        (MARGIN, "สำนักงานจังหวัด"),
        (INDENT, "สำเนาถูกต้อง"),
        (INDENT, "(นางตัวอย่าง สอง)"),
        (INDENT, "เจ้าพนักงานธุรการชำนาญงาน"),
    )
    assert letter.signer
    assert letter.signer.value == "นายตัวอย่าง หนึ่ง"


def test_a_black_stamp_beside_subject_and_addressees_is_none_of_theirs() -> None:
    letter = only(
        page(
            [(MARGIN, "ที่ ชร ๐๐๑๗.๒/ว ๑๒๓๔"), (RIGHT, "ศาลากลางจังหวัดเชียงราย")],
            (MIDDLE, "๑๒ มกราคม ๒๕๖๙"),
            [(MARGIN, "เรื่อง การสำรวจบ่อน้ำตื้นประจำปี"), (0.7, "เลขที่รับ ๔๔๕")],
            (0.7, "วันที่ ๑๔ ม.ค. ๒๕๖๙"),
            [(MARGIN, "เรียน นายอำเภอ ทุกอำเภอ"), (0.7, "เวลา ๑๔.๓๘ น.")],
            (INDENT, "ด้วยจังหวัดเชียงรายจะสำรวจบ่อน้ำตื้น"),
            (INDENT, "จึงเรียนมาเพื่อทราบ"),
            (MIDDLE, "ขอแสดงความนับถือ"),
        )
    )
    assert letter.subject
    assert letter.subject.value == "การสำรวจบ่อน้ำตื้นประจำปี"
    assert values(letter.addressees) == ["นายอำเภอ ทุกอำเภอ"]
    assert [receipt.number and receipt.number.value for receipt in letter.receipts] == [445]


def test_a_memos_unit_may_stand_before_its_office() -> None:
    letter = only(
        page(
            (MIDDLE, "บันทึกข้อความ"),
            (MARGIN, "ส่วนราชการ สำนักปลัด เทศบาลตำบลเวียงสา โทร. ๐ ๐๐๐๐ ๐๐๐๐"),
            [(MARGIN, "ที่ นน ๕๒๓๐๑/๔๑๗"), (MIDDLE, "วันที่ ๑๔ กรกฎาคม ๒๕๖๙")],
            (MARGIN, "เรื่อง การจัดเวร"),
            (MARGIN, "เรียน ผู้อำนวยการกองทุกกอง"),
            (INDENT, "จึงเรียนมาเพื่อทราบ"),
        )
    )
    assert letter.sender
    assert letter.sender.value == "เทศบาลตำบลเวียงสา"


def test_a_name_whose_brackets_are_worn_away() -> None:
    letter = signed((MIDDLE, "นางสาวตัวอย่าง สอง"), (MIDDLE, "นายอำเภอพาน"))
    assert letter.signer and letter.signer.value == "นางสาวตัวอย่าง สอง"
    assert letter.signer.confidence < 0.8
    assert letter.signer_title and letter.signer_title.value == "นายอำเภอพาน"


# --- whom to call


def test_the_unit_the_telephones_and_the_mail() -> None:
    letter = signed(
        (MIDDLE, "(นายตัวอย่าง หนึ่ง)"),
        (MIDDLE, "ผู้ว่าราชการจังหวัดเชียงราย"),
        (MARGIN, "สำนักงานจังหวัดเชียงราย"),
        (MARGIN, "กลุ่มงานตัวอย่าง"),
        (MARGIN, "โทร. ๐ ๕๓๐๐ ๐๐๐๐ ต่อ ๑๒"),
        (MARGIN, "โทรสาร ๐-๕๓๐๐-๐๐๐๑"),
        (MARGIN, "ไปรษณีย์อิเล็กทรอนิกส์ saraban@example.go.th"),
    )
    assert letter.owner_unit and letter.owner_unit.value == "สำนักงานจังหวัดเชียงราย"
    contact = letter.contact
    assert contact.unit and contact.unit.value == "กลุ่มงานตัวอย่าง"
    assert values(contact.telephones) == ["053000000 ต่อ 12"]
    assert values(contact.faxes) == ["053000001"]
    assert values(contact.emails) == ["saraban@example.go.th"]
    assert contact.telephones[0].raw == "๐ ๕๓๐๐ ๐๐๐๐ ต่อ ๑๒"


@pytest.mark.parametrize(
    ("foot", "reasons"),
    [
        ("โทร. ๐ ๕๓๐๐ ๐๐๐๐ ต่อ ๑๒", set()),
        ("โทร. ๐๘ ๐๐๐๐ ๐๐๐๐", set()),
        ("โทร. ๐๘ ๐๐๐๐ ๐๐๐", {("contact.telephones", "telephone-impossible")}),
        ("โทร. ๐ ๕๓๐๐ ๐๐๐๐๐", {("contact.telephones", "telephone-impossible")}),
        ("โทรสาร ๐ ๕๓๐๐ ๐๐๐", {("contact.faxes", "telephone-impossible")}),
    ],
)
def test_a_telephone_that_nobody_can_have_is_doubted(foot: str, reasons: set) -> None:
    letter = signed((MIDDLE, "(นายตัวอย่าง หนึ่ง)"), (MARGIN, "กลุ่มงานตัวอย่าง"), (MARGIN, foot))
    doubts = {(one.field, one.reason) for one in letter.doubts if one.field.startswith("contact")}
    assert doubts == reasons


def test_a_unit_and_mail_that_were_hard_to_read_are_doubted() -> None:
    letter = signed(
        (MIDDLE, "(นายตัวอย่าง หนึ่ง)"),
        (MARGIN, "องตัวอย่าง"),
        (MARGIN, "อีเมล saraban1 1@example.go.th"),
        confidence=0.8,
    )
    assert values(letter.contact.emails) == ["saraban11@example.go.th"]
    doubts = {(one.field, one.reason) for one in letter.doubts if one.field.startswith("contact")}
    assert doubts == {
        ("contact.unit", "office-unknown"),
        ("contact.unit", "low-confidence"),
        ("contact.emails", "low-confidence"),
    }


def test_one_number_for_telephone_and_fax_is_a_telephone() -> None:
    letter = signed((MIDDLE, "(นายตัวอย่าง หนึ่ง)"), (MARGIN, "โทร/โทรสาร ๐-๕๓๐๐-๐๐๐๐"))
    assert values(letter.contact.telephones) == ["053000000"]
    assert letter.contact.faxes == ()


def test_a_stamped_letter_is_signed_by_nobody_and_has_its_unit() -> None:
    letter = only(
        page(
            (MARGIN, "ที่ ลพ ๐๐๑๗.๒/ว ๑๒"), (MARGIN, "ถึง ที่ว่าการอำเภอทุกอำเภอ"),
            (INDENT, "ด้วยจังหวัดลำพูนจะจัดอบรม จึงขอให้แจ้งรายชื่อ"),
            (MIDDLE, "จังหวัดลำพูน"), (MIDDLE, "๑๔ มีนาคม ๒๕๖๑"),
            (MARGIN, "สำนักงานจังหวัด"), (MARGIN, "โทร. ๐ ๕๓๐๐ ๐๐๐๐"),
        )
    )  # fmt: skip
    assert letter.signer is None and letter.signer_title is None
    assert letter.owner_unit and letter.owner_unit.value == "สำนักงานจังหวัด"
    assert values(letter.contact.telephones) == ["053000000"]


def test_a_memo_says_at_its_top_whom_to_call() -> None:
    letter = only(
        page(
            (0.4, "บันทึกข้อความ"),
            (MARGIN, "ส่วนราชการ กองช่าง เทศบาลตำบลเมืองพาน โทร. ๐ ๕๓๐๐ ๐๐๐๐"),
            [(MARGIN, "ที่ ชร ๕๒๐๐๑/๑๒"), (MIDDLE, "วันที่ ๓ มีนาคม ๒๕๖๙")],
            (MARGIN, "เรื่อง ขออนุมัติซ่อมบ่อน้ำ"), (MARGIN, "เรียน นายกเทศมนตรี ผ่านปลัดเทศบาล"),
            (INDENT, "ตามที่เทศบาลสำรวจบ่อน้ำแล้วพบว่าชำรุด"), (MIDDLE, "(นายตัวอย่าง สอง)"),
        )
    )  # fmt: skip
    assert values(letter.contact.telephones) == ["053000000"]
    assert values(letter.addressees) == ["นายกเทศมนตรี"]
    assert letter.through and letter.through.value == "ปลัดเทศบาล"


# --- who is addressed


def test_one_addressee_to_a_line() -> None:
    letter = only(
        page(
            [(MARGIN, "ที่ ชร ๐๐๑๗.๒/ว ๑๒๓๔"), (RIGHT, "ศาลากลางจังหวัดเชียงราย")],
            (MIDDLE, "๑๒ มกราคม ๒๕๖๙"),
            (MARGIN, "เรื่อง การสำรวจบ่อน้ำตื้น"),
            (MARGIN, "เรียน ปลัดจังหวัดเชียงราย"), (VALUE, "ท้องถิ่นจังหวัดเชียงราย"),
            (VALUE, "หัวหน้าสำนักงานจังหวัดเชียงราย"),
            (INDENT, "ด้วยจังหวัดเชียงรายจะสำรวจบ่อน้ำตื้นทุกแห่งในทุกหมู่บ้านของจังหวัดให้แล้วเสร็จ"),
        )
    )  # fmt: skip
    assert values(letter.addressees) == [
        "ปลัดจังหวัดเชียงราย", "ท้องถิ่นจังหวัดเชียงราย", "หัวหน้าสำนักงานจังหวัดเชียงราย",
    ]  # fmt: skip


LISTED = page(
    (0.4, "บัญชีแนบท้ายหนังสือจังหวัดเชียงราย"),
    (MARGIN, "๑. นายอำเภอพาน"),
    (MARGIN, "๒. นายกเทศมนตรีตำบลเมืองพาน"),
    (MARGIN, "๓. หัวหน้าสำนักงานตัวอย่างจังหวัดเชียงราย"),
    number=2,
)


def test_the_list_at_the_back_is_whom_the_letter_binds() -> None:
    letter = only(letter_page(BODY, to="รายชื่อตามบัญชีแนบท้าย"), LISTED)
    assert values(letter.addressees) == ["รายชื่อตามบัญชีแนบท้าย"]
    members = ["นายอำเภอพาน", "นายกเทศมนตรีตำบลเมืองพาน", "หัวหน้าสำนักงานตัวอย่างจังหวัดเชียงราย"]
    assert values(letter.listed) == members
    assert letter.listed[0].page == 2
    assert [duty.debtors for duty in letter.obligations] == [tuple(members)]


def test_a_list_that_no_addressee_points_to_binds_nobody() -> None:
    letter = only(letter_page(BODY, to="นายอำเภอพาน"), LISTED)
    assert letter.listed == ()


@pytest.mark.parametrize(
    ("number", "urgency"),
    [
        ("ด่วนที่สุด ที่ ชร ๐๐๑๗.๒/ว ๑๒๓๔", "ด่วนที่สุด"),
        ("ด่วนมาก ที่ ชร ๐๐๑๗.๒/ว ๑๒๓๔", "ด่วนมาก"),
        ("ที่ ชร ๐๐๑๗.๒/ว ๑๒๓๔", None),
    ],
)
def test_urgency_in_the_row_of_the_number(number: str, urgency: str | None) -> None:
    letter = only(letter_page(BODY, number=number))
    assert (letter.urgency.value if letter.urgency else None) == urgency
    assert letter.number and str(letter.number.value) == "ชร 0017.2/ว 1234"


# --- senders that no table lists, and forms by other names


@pytest.mark.parametrize(
    ("office", "number"),
    [
        ("โรงพยาบาลตัวอย่างประชานุเคราะห์", "ที่ ชร ๐๐๓๓.๓/๑๒"),
        ("โรงเรียนบ้านสมมุติวิทยา", "ที่ ศธ ๐๔๐๐๑.๑๒/๔๕"),
        ("สำนักงานเขตพื้นที่การศึกษาประถมศึกษาเชียงราย เขต ๒", "ที่ ศธ ๐๔๐๔๖/ว ๑๒"),
    ],
)
def test_an_office_that_no_table_lists_keeps_its_print(office: str, number: str) -> None:
    letter = only(letter_page(BODY, number=number, office=office, closing=("(นายตัวอย่าง หนึ่ง)",)))
    assert letter.sender and (letter.sender.value, letter.sender.rule) == (office, "sender.family")


@pytest.mark.parametrize(
    ("office", "number", "expected"),
    [
        ("กรมอุทยานแห่งชาติ สัตว์ป่า และพันธุ์พืช", "ที่ ทส ๐๙๐๙.๒/ว ๑๒", None),
        ("สถานีตำรวจภูธรพาน", "ที่ ตช ๐๐๒๒(ชร)/๑๒", None),
        ("การประปาส่วนภูมิภาค", "ที่ มท ๕๕๑๐๒/๑๒", None),
        ("ที่ทำการองค์การบริหารส่วนตำบลแม่อ้อ", "ที่ ชร ๗๑๕๐๑/๑๒", "องค์การบริหารส่วนตำบลแม่อ้อ"),
    ],
)
def test_offices_of_every_kind_send_letters(office: str, number: str, expected: str | None) -> None:
    letter = only(letter_page(BODY, number=number, office=office, closing=("(นายตัวอย่าง หนึ่ง)",)))
    assert letter.sender
    assert (letter.sender.value, letter.sender.rule) == (expected or office, "sender.register")


@pytest.mark.parametrize(
    ("head", "day", "form", "sender"),
    [
        ("ระเบียบกรมการปกครอง", "ประกาศ ณ วันที่ ๓ มีนาคม พ.ศ. ๒๕๖๙", "order", "กรมการปกครอง"),
        ("ประกาศจังหวัดเชียงราย", "ประกาศ ณ วันที่ ๓ มีนาคม ๒๕๖๙", "announcement", "จังหวัดเชียงราย"),
        ("แถลงการณ์จังหวัดเชียงราย", "ณ วันที่ ๓ มีนาคม ๒๕๖๙", "announcement", "จังหวัดเชียงราย"),
        ("คำสั่งอำเภอพาน", "สั่ง ณ วันที่ ๓ มีนาคม พ.ศ. ๒๕๖๙", "order", "อำเภอพาน"),
    ],
)
def test_orders_and_announcements(head: str, day: str, form: str, sender: str) -> None:
    letter = only(
        page(
            (0.4, head), (0.42, "เรื่อง การดูแลบ่อน้ำตื้นของหมู่บ้าน"),
            (INDENT, "เพื่อให้การดูแลบ่อน้ำตื้นเป็นไปด้วยความเรียบร้อย จึงกำหนดไว้ดังต่อไปนี้"),
            (INDENT, "ข้อ ๑ ให้ใช้บังคับตั้งแต่วันที่ ๑ เมษายน ๒๕๖๙ เป็นต้นไป"),
            (INDENT, day), (MIDDLE, "(นายตัวอย่าง หนึ่ง)"),
        )
    )  # fmt: skip
    assert letter.form.value == form
    assert letter.date and letter.date.value == date(2026, 3, 3)
    assert letter.sender and letter.sender.value == sender


# --- the form


def test_the_form_is_shown_by_what_opens_the_letter_and_not_by_a_stamp_above_it() -> None:
    grey = page(
        (RIGHT, "เทศบาลตำบลเมืองพาน"), (RIGHT, "เลขรับ ๗๗"), (RIGHT, "วันที่ ๑๓ ม.ค. ๒๕๖๙"),
        (RIGHT, "เวลา ๙.๓๑ น."), [(MARGIN, "ที่ ชร ๐๐๑๗.๒/ว ๑๒๓๔"), (RIGHT, "ศาลากลางจังหวัดเชียงราย")],
        (MIDDLE, "๑๒ มกราคม ๒๕๖๙"), (MARGIN, "เรื่อง การสำรวจบ่อน้ำตื้น"),
        (MARGIN, "เรียน นายอำเภอพาน"), BODY,
    )  # fmt: skip
    letter = only(grey)
    assert len(letter.receipts) == 1
    assert letter.form.value == "external" and letter.form.raw.startswith("ที่ ชร")


def test_a_row_that_goes_on_with_a_word_of_running_text_addresses_nobody() -> None:
    wrapped = (MARGIN, "ถึงวันที่ ๓๐ มกราคม ๒๕๖๙ แล้วส่งให้จังหวัดรวบรวมต่อไป")
    letter = only(letter_page(wrapped, to="นายอำเภอพาน"))
    assert values(letter.addressees) == ["นายอำเภอพาน"]


def test_a_guide_with_such_a_row_is_no_stamped_letter() -> None:
    guide = only(page(
        (MIDDLE, "ช่องทางแจ้งข่าวของหมู่บ้าน"), (INDENT, "หอกระจายข่าวและเสียงตามสาย เพื่อให้ทุกครัวเรือนเข้า"),
        (MARGIN, "ถึงข่าวสารได้ทุกวัน โดยทุกหน่วยงานช่วยกันเผยแพร่"),
    ))  # fmt: skip
    assert guide.form.value == "other" and not guide.addressees
