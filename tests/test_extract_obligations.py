"""Who is asked to do what, for whom, by when."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.letter import Obligation
from extract.obligations import Asking, find_obligations
from extract.text import of_line, placed_lines
from tests.pages import MARGIN, page
from tests.test_extract_dates import spelt

PHRASES = list(
    csv.DictReader(Path(__file__).with_name("duty_phrases.csv").open(encoding="utf-8", newline=""))
)
ASKING = Asking("อำเภอพาน", ("นายกเทศมนตรีตำบลเมืองพาน",), date(2026, 2, 18))


def duties(*paragraphs: str, asking: Asking = ASKING) -> tuple[Obligation, ...]:
    lines = placed_lines([page(*((MARGIN, paragraph) for paragraph in paragraphs))])
    return find_obligations([of_line(line) for line in lines], asking)


def told(duty: Obligation, readers: tuple[str, ...]) -> str:
    """A duty as duty_phrases.csv writes it: "[debtors] action > creditor @ due"."""
    bound = "" if duty.debtors == readers else f"[{', '.join(duty.debtors)}] "
    creditor = f" > {duty.creditor}" if duty.creditor else ""
    return f"{bound}{duty.action}{creditor} @ {spelt(duty.due)}"


@pytest.mark.parametrize("row", PHRASES, ids=lambda row: row["body"])
def test_a_body_asks_its_duties_and_nothing_else(row: dict[str, str]) -> None:
    asking = Asking(row["sender"], (row["to"],), date(2026, 2, 1))
    found = duties(*row["body"].split(" ¶ "), asking=asking)
    assert " + ".join(told(duty, (row["to"],)) for duty in found) == row["duties"]


def test_a_monthly_report_is_owed_to_the_sender() -> None:
    (duty,) = duties("ในการนี้ อำเภอพานจึงขอให้ท่านรายงานจำนวนบ่อน้ำให้อำเภอทราบ ภายในวันที่ ๒๕ ของทุกเดือน")
    assert (duty.action, duty.creditor) == ("report", "อำเภอพาน")
    assert duty.due.to_json() == {"kind": "recurring", "rrule": "FREQ=MONTHLY;BYMONTHDAY=25"}
    assert duty.debtors == ("นายกเทศมนตรีตำบลเมืองพาน",)


def test_doing_and_reporting_are_two_duties() -> None:
    telling, reporting = duties(
        "จึงขอความร่วมมือท่านประชาสัมพันธ์การงดใช้น้ำบาดาล และรายงานผลให้อำเภอพานทราบภายในวันที่ ๒๕ ของทุกเดือน "
        "เพื่อจักได้รวบรวมรายงานจังหวัดต่อไป รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย"
    )
    assert (telling.action, telling.creditor, telling.due.kind) == ("disseminate", None, "none")
    assert (reporting.action, reporting.creditor) == ("report", "อำเภอพาน")
    assert "รวบรวม" not in reporting.phrase.value
    assert "รายละเอียด" not in reporting.phrase.value


def test_naming_someone_and_sending_the_name_is_one_duty() -> None:
    (duty,) = duties("จึงขอให้ท่านแต่งตั้งผู้ประสานงาน ๑ คน และส่งรายชื่อให้อำเภอ ภายในวันที่ ๔ มีนาคม ๒๕๖๙")
    assert duty.action == "nominate"
    assert duty.due.date == date(2026, 3, 4)


def test_a_numbered_list_is_one_duty_an_item() -> None:
    found = duties(
        "เพื่อให้การสำรวจเป็นไปด้วยความเรียบร้อย จังหวัดจึงขอให้ดำเนินการ ดังนี้",
        "๑. ประชาสัมพันธ์การสำรวจให้ประชาชนทราบอย่างต่อเนื่อง",
        "๒. รายงานผลให้จังหวัดเชียงรายทราบ ไม่เกินวันที่ ๒๐ มีนาคม ๒๕๖๙",
        "จึงเรียนมาเพื่อโปรดพิจารณาดำเนินการ",
        asking=Asking("จังหวัดเชียงราย", ("นายอำเภอ ทุกอำเภอ",), date(2026, 2, 10)),
    )
    assert [duty.action for duty in found] == ["disseminate", "report"]
    assert [duty.due.kind for duty in found] == ["ongoing", "date"]
    assert found[1].creditor == "จังหวัดเชียงราย"


def test_what_the_letter_above_asked_of_the_sender_is_not_asked_again() -> None:
    found = duties(
        "ด้วยกระทรวงมหาดไทยแจ้งว่า ขอให้จังหวัดดำเนินการ ดังนี้",
        "๑. รายงานผลให้กระทรวงมหาดไทยทราบ ภายในวันที่ ๕ ของทุกเดือน",
        "ในการนี้ จังหวัดเชียงรายจึงขอให้หน่วยงานรายงานให้จังหวัดทราบทุกวันที่ ๑ ของเดือน",
        asking=Asking("จังหวัดเชียงราย", ("นายอำเภอ ทุกอำเภอ",), date(2026, 2, 10)),
    )
    assert [duty.due.rrule for duty in found] == ["FREQ=MONTHLY;BYMONTHDAY=1"]


def test_a_deadline_in_the_closing_counts() -> None:
    (duty,) = duties("จึงเรียนมาเพื่อพิจารณาดำเนินการ และรายงานอำเภอทราบภายในวันที่ ๓๑ มีนาคม ๒๕๖๙")
    assert duty.due.date == date(2026, 3, 31)


def test_a_letter_for_information_asks_nothing() -> None:
    assert duties("ด้วยจังหวัดเปลี่ยนหมายเลขโทรศัพท์", "จึงเรียนมาเพื่อโปรดทราบ") == ()


def test_a_letter_sent_to_be_acted_on_asks_for_that() -> None:
    (duty,) = duties("ด้วยจังหวัดแก้ไขแนวทางซ่อมบ่อน้ำ", "จึงเรียนมาเพื่อโปรดทราบและถือปฏิบัติ")
    assert (duty.action, duty.due.kind, duty.creditor) == ("implement", "none", None)


def test_days_after_receipt() -> None:
    (duty,) = duties("จึงขอให้ท่านกรอกแบบสำรวจและจัดส่งให้อำเภอพาน ภายใน ๗ วันทำการ นับแต่วันที่ได้รับหนังสือฉบับนี้")
    assert duty.due.to_json() == {
        "kind": "relative",
        "days": 7,
        "business": True,
        "from": "receipt",
    }


def test_a_law_and_office_hours_are_no_deadlines() -> None:
    found = duties("จึงขอให้ท่านถือปฏิบัติตามพระราชบัญญัติการขุดดิน พ.ศ. ๒๕๔๓ ในวันและเวลาราชการ")
    assert [duty.due.kind for duty in found] == ["none"]


def test_a_relayed_duty_binds_whom_the_sentence_names() -> None:
    found = duties(
        "จังหวัดจึงขอให้รายงานผลให้จังหวัดทราบ ทั้งนี้ ให้อำเภอแจ้งองค์กรปกครองส่วนท้องถิ่นในพื้นที่ทราบ",
        asking=Asking("จังหวัดเชียงราย", ("หัวหน้าส่วนราชการ",), None),
    )
    assert found[-1].debtors == ("อำเภอ",)
    assert found[-1].action == "disseminate"


def test_every_duty_shows_its_sentence() -> None:
    (duty,) = duties("จึงขอให้ท่านรายงานอำเภอพาน ภายในวันที่ ๑๐ ของทุกเดือน")
    assert duty.phrase.page == 1
    assert duty.phrase.raw.startswith("รายงาน")


def test_an_order_asks_with_a_bare_imperative() -> None:
    (duty,) = duties("ให้คณะทำงานรายงานสภาพบ่อให้อำเภอพานทราบทุกวันศุกร์")
    assert (duty.action, duty.due.rrule) == ("report", "FREQ=WEEKLY;BYDAY=FR")


def test_the_surest_deadline_of_a_sentence_is_its_deadline() -> None:
    found = duties("จึงขอให้ท่านสำรวจบ่อน้ำเป็นประจำทุกเดือน และรายงานให้อำเภอพานทราบภายในวันที่ ๓ ของเดือนถัดไป")
    assert found[-1].due.rrule == "FREQ=MONTHLY;BYMONTHDAY=3"


def test_a_list_that_ocr_wore_down_is_still_a_list() -> None:
    found = duties(
        "จังหวัดจึงขอให้อำเภอตำเนินการ ตังนี้",
        "๑ . สำรวจบ่อน้ำ แล้วส่งแบบสำรวจให้จังหวัด ภายในวันที่ ๑๕ พฤษภาคม ๒๕๖๙",
        ". รายงานความคืบหน้าให้จังหวัดทราบทุกสิ้นเดือน",
    )
    assert [duty.due.kind for duty in found if duty.due.kind != "none"] == ["date", "recurring"]


PIECES = (
    "จึงขอให้", "ท่าน", "ขอความร่วมมือ", "ดังนี้", "๑. ", "๒.๑ ", "- ", "รายงาน", "ส่ง", "ให้อำเภอ", "แจ้ง",
    "องค์กรปกครองส่วนท้องถิ่น", "ทราบ", "และ", "ทั้งนี้ ", "ภายในวันที่ ๓๑ กุมภาพันธ์", "ทุกเดือน", "ครั้งที่ ๑",
    "ตามที่", "นั้น", "จึงเรียนมาเพื่อ", "เพื่อรวบรวมรายงาน", "ด้วยจังหวัดแจ้งว่า", " ", "๕", ".....", "x",
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join), max_size=5))
def test_no_body_is_too_strange(paragraphs: list[str]) -> None:
    for duty in duties(*(text for text in paragraphs if text.strip())):
        assert duty.phrase.value
        assert 0 < duty.phrase.confidence <= 1


def test_who_is_told_is_not_who_is_owed() -> None:
    *_, duty = duties(
        "จึงขอให้อำเภอแจ้งตำบลเก็บผักตบ และแจ้งชื่อผู้ประสานงานให้กรมทรัพยากรน้ำทราบ ภายในวันที่ ๓๑ มีนาคม ๒๕๖๙",
        asking=Asking("จังหวัดน่าน", ("นายอำเภอ ทุกอำเภอ",), date(2026, 3, 2)),
    )
    assert (duty.action, duty.creditor) == ("nominate", "กรมทรัพยากรน้ำ")
