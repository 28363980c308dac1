"""Answers in Thai, as lines of text: the due list, a chain, a letter, search results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from correspondence_db.queries import Arrival, Debts, Duty, Hit, Hop, Question, Trace
from extract.dates import thai_date
from extract.doubts import REASONS
from extract.letter import Role
from extract.thaitext import unfold_digits

# field -> keys of REASONS; letter id -> those
FieldDoubts = Mapping[str, Sequence[str]]
Doubts = Mapping[int, FieldDoubts]

UNKNOWN = "(ไม่ทราบ)"
MARKED = ("sender", "number", "date", "obligations")  # the fields that the due list shows
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
    "citations": "หนังสือที่อ้างถึง",
    "citations.number": "อ้างถึง เลขที่",
    "citations.date": "อ้างถึง ลงวันที่",
    "citations.sender": "อ้างถึง จาก",
    "citations.phrase": "อ้างถึง ข้อความ",
    "obligations": "หน้าที่",
    "codes": "คิวอาร์โค้ด",
    "pages": "ช่วงหน้า",
}
ROLES: dict[Role, str] = {
    "first": "หน้าแรกของหนังสือ",
    "further": "หน้าต่อของหนังสือ",
    "attached": "สิ่งที่ส่งมาด้วย",
}


def due_lines(debts: Sequence[Debts], today: date, doubts: Doubts) -> Iterator[str]:
    """The due list, office by office: overdue first, then to come, continuing, undated.

    What stands under a question mark is explained at the end, letter by letter.
    """
    if not debts:
        yield "ไม่มีหน้าที่ค้าง"
    for office in debts:
        yield office.debtor
        for heading, belongs in _sections(today):
            duties = [duty for duty in office.duties if belongs(duty)]
            if duties:
                yield f"  {heading}"
            for duty in duties:
                yield from _duty_lines(duty, doubts.get(duty.letter_id, {}))
        yield ""
    yield from _legend(doubts)


def _sections(today: date) -> list[tuple[str, Callable[[Duty], bool]]]:
    """The headings under an office; every duty belongs to exactly one."""

    def is_overdue(duty: Duty) -> bool:
        return duty.falls_due is not None and duty.falls_due < today

    def is_to_come(duty: Duty) -> bool:
        return duty.falls_due is not None and duty.falls_due >= today

    def is_continuing(duty: Duty) -> bool:
        return duty.falls_due is None and duty.due.kind == "ongoing"

    def is_undated(duty: Duty) -> bool:
        return duty.falls_due is None and duty.due.kind != "ongoing"

    return [
        ("เกินกำหนดแล้ว", is_overdue),
        ("ถึงกำหนด", is_to_come),
        ("ทำต่อเนื่อง", is_continuing),
        ("ไม่มีวันกำหนด", is_undated),
    ]


def _duty_lines(duty: Duty, doubts: FieldDoubts) -> Iterator[str]:
    mark = "?" if "obligations" in doubts else ""
    yield f"    • {_when(duty)}{mark}  {duty.text}"
    yield "      " + " · ".join(_owed(duty, doubts))


def _when(duty: Duty, occurrence: str = "ครั้งถัดไป") -> str:
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
            return f"ตามรอบ {occurrence} {_day(day)}"
        case _, day:
            hour = duty.due.time
            return _day(day) + (unfold_digits(f" {hour:%H.%M} น.") if hour else "")


def _owed(duty: Duty, doubts: FieldDoubts) -> Iterator[str]:
    """To whom, through which group, since which letter, and where it is written."""
    if duty.creditor:
        yield f"ต่อ {duty.creditor}"
    if duty.via:
        yield f"ในฐานะ {duty.via}"
    letter = _letter_name(duty.sender, duty.number, duty.date, doubts)
    yield f"ตามหนังสือ {letter} [{duty.letter_id}]"
    yield f"หลักฐาน {duty.file} หน้า {unfold_digits(str(duty.page))}"


def _letter_name(
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
        marked(f"ลงวันที่ {_day(day)}", "date"),
    ]
    return " ".join(parts)


def _legend(doubts: Doubts) -> Iterator[str]:
    """Why the values under a question mark are doubtful, each letter by its id."""
    shown = {
        letter_id: {field: fields[field] for field in MARKED if field in fields}
        for letter_id, fields in sorted(doubts.items())
    }
    lines = [f"  [{i}] {line}" for i, fields in shown.items() for line in _explained(fields)]
    if lines:
        yield "? คือค่าที่ควรเทียบกับต้นฉบับ"
        yield from lines
        yield ""


def _explained(doubts: FieldDoubts) -> Iterator[str]:
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


def _day(day: date | None) -> str:
    return thai_date(day) if day else UNKNOWN


def trace_lines(chain: Trace, doubts: Doubts) -> Iterator[str]:
    """A chain from its origin down, each hop under the letter that it passes on."""
    for hop in chain.hops:
        known = doubts.get(hop.letter_id, {})
        margin = "   " * hop.depth
        yield f"{margin}{'└─ ' if hop.depth else ''}{_hop_title(hop, chain.letter_id, known)}"
        indent = margin + ("   " if hop.depth else "") + "  "
        yield from (indent + line for line in _hop_details(hop, known))
    yield ""


def _hop_title(hop: Hop, asked: int, doubts: FieldDoubts) -> str:
    here = " ◀" if hop.letter_id == asked else ""
    return f"{_letter_name(hop.sender, hop.number, hop.date, doubts)} [{hop.letter_id}]{here}"


def _hop_details(hop: Hop, doubts: FieldDoubts) -> Iterator[str]:
    if not hop.held:
        yield "ยังไม่มีหนังสือฉบับนี้ในทะเบียน รู้จากที่หนังสือฉบับอื่นอ้างถึงเท่านั้น"
    if hop.subject:
        yield f"เรื่อง {hop.subject}"
    for duty in hop.duties:
        yield f"หน้าที่ ({_when(duty, 'ครั้งแรก')}): {duty.text}"
    for receipt in hop.receipts:
        yield "รับ " + _receipt(receipt)
    yield from (f"? {line}" for line in _explained(doubts))


def _receipt(receipt: Arrival) -> str:
    number = unfold_digits(str(receipt.number)) if receipt.number is not None else UNKNOWN
    parts = [receipt.office or UNKNOWN, f"เลขรับ {number}", _day(receipt.date)]
    if receipt.time:
        parts.append(f"{unfold_digits(receipt.time.replace(':', '.'))} น.")
    if receipt.lag_days is not None:
        side = "หลัง" if receipt.lag_days >= 0 else "ก่อน"
        parts.append(f"({side}ลงวันที่ {unfold_digits(str(abs(receipt.lag_days)))} วัน)")
    return " ".join(parts)


def letter_lines(letter: Mapping[str, Any]) -> Iterator[str]:
    """Every reading of a letter: value, print, place, rule and confidence; then why each page was
    taken for the letter's, and its doubts."""
    yield f"หนังสือ [{letter['id']}]"
    for reading in letter["evidence"]:
        place = f"{reading['file']} หน้า {reading['page']} กรอบ {reading['box']}"
        yield f"  {field_name(reading['field'])}: {reading['value']}"
        yield f"      พิมพ์ว่า “{reading['raw']}” · {place}"
        yield f"      กฎ {reading['rule']} · มั่นใจ {reading['confidence']:.2f}"
    for copy in letter["copies"]:
        yield from (f"  {copy['file']} {_page_role(page)}" for page in copy["boundaries"])
    for doubt in letter["review"]:
        yield f"  ? {field_name(doubt['field'])}: {REASONS[doubt['reason']].thai}"


def _page_role(boundary: Mapping[str, Any]) -> str:
    """What a page is to its letter, and on what evidence."""
    evidence = weighed((each["rule"], each["weight"]) for each in boundary["evidence"])
    return f"หน้า {boundary['page']}: {ROLES[boundary['role']]} ({evidence})"


def weighed(evidence: Iterable[tuple[str, float]]) -> str:
    """What speaks for a decision and against it, rule by rule, with its weight."""
    return " · ".join(f"{rule} {weight:+g}" for rule, weight in evidence)


def review_lines(questions: Sequence[Question]) -> Iterator[str]:
    """What a person should look at: reading, other readings, place, and why in both languages."""
    if not questions:
        yield "ไม่มีข้อให้ตรวจ"
    for question in questions:
        yield f"{field_name(question.field)}: {question.reading or UNKNOWN}"
        yield from (f"    {line}" for line in _question_details(question))


def _question_details(question: Question) -> Iterator[str]:
    if question.alternatives:
        yield f"หรือ {' / '.join(question.alternatives)}"
    if question.raw and question.confidence is not None:
        yield f"พิมพ์ว่า “{question.raw}” · มั่นใจ {question.confidence:.2f}"
    letter = _letter_name(question.sender, question.number, question.date, {})
    place = f"{question.file} หน้า {unfold_digits(str(question.page))}"
    yield f"{letter} [{question.letter_id}] · {place}"
    for reason in question.reasons:
        yield f"? {REASONS[reason].thai}"
        yield f"  {REASONS[reason].english}"


def hit_lines(hits: Sequence[Hit]) -> Iterator[str]:
    """Search results: the letter, where it stands, and the words around the match."""
    if not hits:
        yield "ไม่พบ"
    for hit in hits:
        place = f"{hit.file} หน้า {unfold_digits(str(hit.page))}" if hit.file else "ในทะเบียน"
        if hit.letter_id is None:
            yield f"{place} (ไม่อยู่ในหนังสือฉบับใด)"
        else:
            letter = _letter_name(hit.sender, hit.number, hit.date, {})
            yield f"{letter} [{hit.letter_id}] · {place}"
        yield f"  {hit.snippet}"
