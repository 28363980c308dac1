"""Duties: who is asked to do what, for whom, by when.

A letter asks in three places: the sentence with จึงขอ or ขอให้, the numbered list that follows
ดังนี้, and the closing จึงเรียนมาเพื่อ. What a letter merely retells of the letter above it ("ด้วย X
แจ้งว่า ... ขอให้ ...") binds its sender, not its readers, and is left to that letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extract.dates import Due, DueSpan, find_dues
from extract.letter import Action, Obligation
from extract.offices import find_office
from extract.patterns import ITEM, ITEM_MARK
from extract.text import Text
from extract.thaitext import skeleton, skeleton_pattern

#: The sender asks: จึงขอ..., ขอให้ท่าน..., ขอความร่วมมือ..., โปรด...
_REQUEST = skeleton_pattern(
    r"""จึง (?:ใคร่)? (?:ขอ)? (?:แจ้ง|กำชับ)? ให้ (?:ท่าน)?
    | (?:จึง)? ขอความ (?:ร่วมมือ|อนุเคราะห์) (?:จาก)? (?:ท่าน|หน่วยงาน)? (?:ใน)? (?:การ)?
    | ขอให้ (?:ท่าน)? | จึงขอ | (?:ขอได้)? โปรด | ^ ให้"""
)
#: The letter retells what another office wrote.
_RETOLD = skeleton_pattern(r"^ \W* (?:ด้วย|ตามที่|ตามหนังสือ) .{0,120}? (?:แจ้งว่า|ได้รับแจ้ง)")
_LIST_FOLLOWS = skeleton_pattern(r"[ดต]ัง (?:ต่อไป)? นี้ \W* $")
_CLOSING = skeleton_pattern(r"^ \W* จึง (?:เรียน)? (?:แจ้ง)? มาเพื่อ")
#: Reasons and pointers behind a duty, no part of it.
_TAIL = skeleton_pattern(
    r"""รายละเอียด (?:ปรากฏ)? (?:ตาม|ดัง) | ทั้งนี้ \ ? ตาม
    | เพื่อ .{0,40}? (?:จัก|จะ)? (?:ได้)? (?:รวบรวม|ประมวล|สรุป) (?:รายงาน|ส่ง|เสนอ)"""
)
_AND_ALSO = skeleton_pattern(
    r"""(?:และ|พร้อมทั้ง|แล้ว) (?:ขอ)? (?:ให้)?
    (?= รายงาน | ส่ง | จัดส่ง | แจ้งผล | แจ้งรายชื่อ | แจ้งชื่อ | ตอบ)"""
)
_ALSO = skeleton_pattern(r"(?:ทั้งนี้|อนึ่ง) ,? (?= (?:ขอ)? ให้)")

#: The verb that comes first tells the action.
_ACTIONS: tuple[tuple[Action, re.Pattern[str]], ...] = (
    ("attend", skeleton_pattern(r"เข้าร่วม (?:ประชุม|โครงการ|พิธี|กิจกรรม) | ร่วมประชุม | เข้าประชุม")),
    (
        "nominate",
        skeleton_pattern(
            r"""แต่งตั้ง | มอบหมาย (?:เจ้าหน้าที่|ข้าราชการ|ผู้|บุคลากร|พนักงาน) | เสนอชื่อ
            | (?:ส่ง|แจ้ง) (?:ราย)? ชื่อ"""
        ),
    ),
    ("reply", skeleton_pattern(r"ตอบ (?:กลับ|รับ|แบบ) | แจ้งผลการพิจารณา | ยืนยัน")),
    ("report", skeleton_pattern(r"รายงาน | แจ้งผล")),
    ("submit", skeleton_pattern(r"ส่ง (?!เสริม|ที่|มาด้วย|ต่อ) | กรอก (?:ข้อมูล|แบบ) | ยื่น")),
    (
        "disseminate",
        skeleton_pattern(r"ประชาสัมพันธ์ | เผยแพร่ | แจ้ง .{0,60}? ทราบ | แจ้งเวียน | แจ้งองค์กร"),
    ),
    ("implement", skeleton_pattern(r"ปฏิบัติ | ดำเนินการ | กำชับ | ตรวจ | จัดให้มี | จัดทำ | สำรวจ")),
)
_ACT = skeleton_pattern(r"ดำเนินการ | ปฏิบัติ")
_OWED_TO_SENDER = frozenset[Action]({"report", "submit", "nominate", "reply", "attend"})
#: A clause this short names no duty. A duty without a deadline is less sure to be one.
_SHORTEST, _NO_DEADLINE = 6, 0.9
#: Doing and then reporting are two duties; preparing and then sending are one.
_DOING = frozenset[Action]({"disseminate", "implement"})

_OFFICE_WORD = r"(?:สำนักงาน|กระทรวง|กรม|จังหวัด|ที่ว่าการอำเภอ|อำเภอ|ศาลากลาง|เทศบาล|องค์การบริหาร)"
_NAME = rf"(?P<office> {_OFFICE_WORD} [ก-ฮะ-ูเ-ๅ]*? )"
#: The office behind ให้, ส่ง, รายงาน...: its name runs on to the next verb or the deadline.
_CREDITOR = skeleton_pattern(
    rf"""(?: ให้ | ต่อ | ถึง | ไปยัง | ไปที่ | มาที่ | มายัง | รายงาน | ส่ง) \ ? {_NAME}
    (?= ทราบ | ภายใน | ทุก | เป็น | ไม่เกิน | ก่อน | อย่าง | โดย | เพื่อ | ผ่าน | ตาม | กลุ่ม | ทาง
      | \W | $ )"""
)
_BOUND = skeleton_pattern(
    rf"""^ (?:ขอ)? ให้ {_NAME.replace(_OFFICE_WORD, rf"(?: {_OFFICE_WORD} | องค์กร )")}
    (?= แจ้ง | รายงาน | ดำเนิน | ส่ง | จัด)"""
)


@dataclass(frozen=True, slots=True)
class Asking:
    """What is known of the letter that asks: its sender, its readers, its date."""

    sender: str | None
    addressees: tuple[str, ...]
    sent_on: date | None


def find_obligations(body: Sequence[Text], asking: Asking) -> tuple[Obligation, ...]:
    """The duties of a letter's body, in print order."""
    clauses = [clause for request in _requests(body) for clause in _clauses(request)]
    duties = [_duty(clause, asking) for clause in clauses]
    return tuple(duties) or tuple(_closing_duty(body, asking))


def _requests(body: Sequence[Text]) -> list[Text]:
    """The passages that ask: the letter's own requests if it has any, else what it retells."""
    own: list[Text] = []
    retold: list[Text] = []
    into, listing = own, False
    for paragraph in body:
        if listing and (ITEM.match(paragraph.folded) or not _ends_list(paragraph)):
            mark = ITEM_MARK.match(paragraph.folded)
            into.append(paragraph[mark.end() :] if mark else paragraph)
        else:
            into = retold if paragraph.search(_RETOLD) else own
            listing = paragraph.search(_LIST_FOLLOWS) is not None
            into += [] if listing else _asked_in(paragraph)
    return own or retold


def _ends_list(paragraph: Text) -> bool:
    """Whether a paragraph without a number is no more of the item before it."""
    return any(paragraph.search(end) for end in (_CLOSING, _REQUEST, _LIST_FOLLOWS))


def _asked_in(paragraph: Text) -> list[Text]:
    """What a paragraph asks: all behind its request; [] if it asks nothing.

    The closing asks only where it sets a deadline: พิจารณาดำเนินการ alone repeats the request.
    """
    closing = paragraph.search(_CLOSING)
    if closing:
        rest = paragraph[closing.end :]
        also = rest.search(_AND_ALSO)
        return [rest[also.end :] if also else rest] if find_dues(rest.string) else []
    request = paragraph.search(_REQUEST)
    return [paragraph[request.end :]] if request else []


def _clauses(request: Text) -> list[Text]:
    """One clause a duty: cut at ทั้งนี้ ให้..., and at "and report" behind something to be done."""
    also = request.search(_ALSO)
    passages = [request[: also.start], request[also.end :]] if also else [request]
    clauses = [part for passage in passages for part in _doing_and_telling(_without_tail(passage))]
    return [clause for clause in clauses if len(clause) > _SHORTEST and clause.is_printed]


def _without_tail(passage: Text) -> Text:
    tail = passage.search(_TAIL, since=1)
    return (passage[: tail.start] if tail else passage).strip()


def _doing_and_telling(clause: Text) -> list[Text]:
    also = clause.search(_AND_ALSO)
    if also and _action(clause[: also.start]) in _DOING:
        return [clause[: also.start].strip(), clause[also.end :].strip()]
    return [clause]


def _duty(clause: Text, asking: Asking) -> Obligation:
    action = _action(clause) or "implement"  # whatever else is to be done
    span = _due(clause, asking.sent_on)
    phrase = clause.found(
        clause.string, span.rule if span else "request", span.confidence if span else _NO_DEADLINE
    )
    bound = clause.search(_BOUND)
    debtors = (clause.group(bound, "office").string,) if bound else asking.addressees
    due = span.due if span else Due("none")
    return Obligation(action, debtors, _creditor(clause, action, asking.sender), due, phrase)


def _due(clause: Text, sent_on: date | None) -> DueSpan | None:
    """The clause's surest deadline: a dated one before a continuing one."""
    spans = find_dues(clause.string, sent_on)
    dated = [span for span in spans if span.due.kind in ("date", "recurring", "relative")]
    return max(dated or spans, key=lambda span: span.confidence, default=None)


def _action(clause: Text) -> Action | None:
    """What is asked, by the first verb that says so."""
    found = [(span.start, action) for action, verbs in _ACTIONS if (span := clause.search(verbs))]
    return min(found)[1] if found else None


def _creditor(clause: Text, action: Action, sender: str | None) -> str | None:
    """Who is owed: the office named in the sentence, else the sender for what is sent back."""
    named = clause.search(_CREDITOR)
    if action not in _OWED_TO_SENDER or not named:
        return sender if action in _OWED_TO_SENDER else None
    bare = skeleton(sender or "").string.startswith(named.match["office"])
    match = None if bare else find_office(clause.group(named, "office").string)
    return match.office.name if match else sender


def _closing_duty(body: Sequence[Text], asking: Asking) -> list[Obligation]:
    """A letter that asks nothing else is sent to be acted on or to be known."""
    for paragraph in body:
        closing = paragraph.search(_CLOSING)
        rest = paragraph[closing.end :].strip() if closing else paragraph[:0]
        if rest.is_printed:
            action: Action = "implement" if rest.search(_ACT) else "acknowledge"
            found = rest.found(rest.string, "closing")
            return [Obligation(action, asking.addressees, None, Due("none"), found)]
    return []
