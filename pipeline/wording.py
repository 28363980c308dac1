"""How days, letters, duties and doubts are put into Thai."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias

from extract.dates import thai_date, thai_date_short
from extract.doubts import REASONS
from extract.thaitext import unfold_digits

if TYPE_CHECKING:
    from correspondence_db.queries import Duty, Period, Status

# field -> keys of REASONS; letter id -> those
FieldDoubts = Mapping[str, Sequence[str]]
Doubts = Mapping[int, FieldDoubts]

UNKNOWN = "(ไม่ทราบ)"
FIELD_NAMES = {
    "form": "ชนิดหนังสือ",
    "number": "ที่",
    "date": "ลงวันที่",
    "sender": "จาก",
    "owner_unit": "เจ้าของเรื่อง",
    "subject": "เรื่อง",
    "addressees": "เรียน/ถึง",
    "listed": "รายชื่อแนบท้าย",
    "through": "ผ่าน",
    "signer": "ผู้ลงนาม",
    "signer_title": "ตำแหน่งผู้ลงนาม",
    "acting_for": "ลงนามแทน",
    "contact.unit": "ติดต่อ",
    "contact.telephones": "โทรศัพท์",
    "contact.faxes": "โทรสาร",
    "contact.emails": "อีเมล",
    "urgency": "ชั้นความเร็ว",
    "secrecy": "ชั้นความลับ",
    "receipts": "ตรารับ",
    "receipts.office": "ตรารับ หน่วยงาน",
    "receipts.number": "เลขรับ",
    "receipts.date": "วันที่รับ",
    "receipts.time": "เวลารับ",
    "attachments": "สิ่งที่ส่งมาด้วย",
    "attachments.quantity": "จำนวน",
    "citations": "หนังสือที่อ้างถึง",
    "citations.number": "อ้างถึง เลขที่",
    "citations.date": "อ้างถึง ลงวันที่",
    "citations.sender": "อ้างถึง จาก",
    "citations.phrase": "อ้างถึง ข้อความ",
    "citations.relation": "อ้างถึง ทำไม",
    "obligations": "หน้าที่",
    "obligations.action": "ต้องทำอะไร",
    "obligations.due": "กำหนดส่ง",
    "obligations.creditor": "ส่งให้",
    "obligations.debtors": "ผู้ต้องทำ",
    "codes": "คิวอาร์โค้ด",
    "pages": "ช่วงหน้า",
}
_LONGEST_MONTH = 31
STATUSES: dict[Status, str] = {
    "open": "ยังไม่ถึงกำหนด",
    "late": "เกินกำหนด",
    "done": "เสร็จ",
    "waived": "ยกเลิก",
}
# duty -> how often it is open, late, done and waived
Standing: TypeAlias = "Mapping[int, Counter[Status]]"


def letter_name(
    sender: str | None,
    number: str | None,
    day: date | None,
    doubts: FieldDoubts,
) -> str:
    """A letter as officials cite it; a doubtful part carries a question mark."""

    def marked(text: str, field: str) -> str:
        return text + ("?" if field in doubts else "")

    parts = [
        marked(sender or f"จาก{UNKNOWN}", "sender"),
        marked(f"ที่ {unfold_digits(number) if number else UNKNOWN}", "number"),
        marked(f"ลงวันที่ {day_text(day)}", "date"),
    ]
    return " ".join(parts)


def explained(doubts: FieldDoubts) -> Iterator[str]:
    """One line a reason, after the fields that it is about."""
    about: dict[str, list[str]] = {}
    for field, reasons in doubts.items():
        for reason in dict.fromkeys(reasons):
            about.setdefault(reason, []).append(field_name(field))
    for reason, fields in about.items():
        yield f"{' · '.join(fields)}: {REASONS[reason].thai}"


def field_name(field: str) -> str:
    """A field of the register in Thai: "receipts.number" is เลขรับ."""
    return FIELD_NAMES.get(field, field)


def day_text(day: date | None) -> str:
    return thai_date(day) if day else UNKNOWN


def when(duty: Duty, occurrence: str | None = None) -> str:
    """The day, its hour where printed, and which `occurrence` it is of what comes round again."""
    match duty.due.kind, duty.falls_due:
        case "ongoing", _:
            return "ต่อเนื่อง"
        case "relative", None:
            unit = "วันทำการ" if duty.due.business else "วัน"
            return f"ภายใน {unfold_digits(str(duty.due.days))} {unit}นับแต่วันที่ได้รับ"
        case "recurring", None:  # the letter's date, from which the rounds count, is unread
            return "ตามรอบ"
        case _, None:
            return "ไม่ระบุวัน"
        case "recurring", day:
            return f"ตามรอบ {occurrence or _occurrence(duty)} {day_text(day)}"
        case _, day:
            hour = duty.due.time
            return day_text(day) + (unfold_digits(f" {hour:%H.%M} น.") if hour else "")


def _occurrence(duty: Duty) -> str:
    """Which one it is: the next, or by what it is about."""
    return "ครั้งถัดไป" if duty.status == "open" or duty.period is None else period_text(duty.period)


def period_text(period: Period) -> str:
    """What an occurrence is about: a month by its name, else its first and last days."""
    month_end = period.end + timedelta(days=1)
    if period.start.day == month_end.day == 1 and (month_end - period.start).days <= _LONGEST_MONTH:
        _, month = thai_date(period.end).split(" ", maxsplit=1)
        return f"งวด{month}"
    days = [period.start, period.end] if period.start < period.end else [period.end]
    return unfold_digits("งวด " + " - ".join(map(thai_date_short, days)))


def change_text(duty: Duty) -> str:
    """Which letter moved or ended a duty."""
    change = duty.change
    if change is None:
        return ""
    letter = letter_name(change.sender, change.number, change.sent_on, {})
    by = f"ตามหนังสือ {letter} [{change.letter_id}]"
    if change.kind == "cancels":
        return f"ยกเลิก{by}"
    moved = f"จาก {day_text(change.before)} " if change.due and change.before else ""
    return f"ขยายเวลา{moved}{by}"
