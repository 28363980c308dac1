"""Answers in Thai, as lines of text: a chain, a letter, what is doubtful, search results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from extract.doubts import REASONS
from extract.letter import Relation, Role
from extract.thaitext import unfold_digits
from pipeline.wording import (
    STATUSES,
    UNKNOWN,
    Doubts,
    FieldDoubts,
    Standing,
    change_text,
    day_text,
    explained,
    field_name,
    letter_name,
    when,
)

if TYPE_CHECKING:
    from correspondence_db.queries import Arrival, Duty, Hit, Hop, Question, Trace

ROLES: dict[Role, str] = {
    "first": "หน้าแรกของหนังสือ",
    "further": "หน้าต่อของหนังสือ",
    "attached": "สิ่งที่ส่งมาด้วย",
}
MENTIONED: dict[Relation, str] = {
    "forwards": "ส่งต่อ",
    "replies": "ตอบ",
    "refers": "อ้างถึง",
    "reminds": "เร่งรัด",
    "amends": "แก้ไข",
    "extends": "ขยายเวลา",
    "cancels": "ยกเลิก",
}


def trace_lines(chain: Trace, doubts: Doubts, standing: Standing) -> Iterator[str]:
    """A chain from its origin down, each hop under the letter that it passes on."""
    for hop in chain.hops:
        known = doubts.get(hop.letter_id, {})
        margin = "   " * hop.depth
        yield f"{margin}{'└─ ' if hop.depth else ''}{_hop_title(hop, chain.letter_id, known)}"
        indent = margin + ("   " if hop.depth else "") + "  "
        yield from (indent + line for line in _hop_details(hop, known, standing))
    yield ""


def _hop_title(hop: Hop, asked: int, doubts: FieldDoubts) -> str:
    here = " ◀" if hop.letter_id == asked else ""
    return f"{letter_name(hop.sender, hop.number, hop.date, doubts)} [{hop.letter_id}]{here}"


def _hop_details(hop: Hop, doubts: FieldDoubts, standing: Standing) -> Iterator[str]:
    if not hop.held:
        yield "ยังไม่มีหนังสือฉบับนี้ในทะเบียน รู้จากที่หนังสือฉบับอื่นอ้างถึงเท่านั้น"
    if hop.subject:
        yield f"เรื่อง {hop.subject}"
    for duty in hop.duties:
        yield f"หน้าที่ ({when(duty, 'ครั้งแรก')}): {duty.text}{_stands(duty, standing)}"
        if duty.change:
            yield f"  {change_text(duty)}"
    for receipt in hop.receipts:
        yield "รับ " + _receipt(receipt)
    for one in hop.mentions:
        letter = letter_name(one.sender, one.number, one.date, {})
        yield f"{MENTIONED[one.kind]}โดย {letter} [{one.letter_id}]"
    yield from (f"? {line}" for line in explained(doubts))


def _stands(duty: Duty, standing: Standing) -> str:
    """How often a duty is done and not, where more is known than that it is still to come."""
    counts = standing.get(duty.obligation_id, Counter())
    if set(counts) <= {"open"}:
        return ""
    return " · " + " ".join(
        f"{STATUSES[status]} {unfold_digits(str(counts[status]))}"
        for status in STATUSES
        if counts.get(status)
    )


def _receipt(receipt: Arrival) -> str:
    number = unfold_digits(str(receipt.number)) if receipt.number is not None else UNKNOWN
    parts = [receipt.office or UNKNOWN, f"เลขรับ {number}", day_text(receipt.date)]
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
    letter = letter_name(question.sender, question.number, question.date, {})
    place = f"{question.file} หน้า {unfold_digits(str(question.page))}"
    yield f"{letter} [{question.letter_id}] · {place}"
    for one in question.candidates:
        yield f"เทียบกับ {letter_name(one.sender, one.number, one.date, {})} [{one.letter_id}]"
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
            letter = letter_name(hit.sender, hit.number, hit.date, {})
            yield f"{letter} [{hit.letter_id}] · {place}"
        yield f"  {hit.snippet}"
