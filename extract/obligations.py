"""Duties: who is asked to do what, for whom, by when."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import NamedTuple, get_args

from rapidfuzz import fuzz

from extract.dates import Due, DueSpan, find_dues
from extract.letter import Action, Obligation
from extract.offices import find_office
from extract.requests import ABIDE, KINDS, SEND, VERB, closing_of, requests
from extract.text import EMPTY, Span, Text
from extract.thaitext import bones, skeleton_pattern

# --- a request's words, cut into duties

_ALSO = skeleton_pattern(r"(?:ทั้งนี้|อนึ่ง|นอกจากนี้) ,? (?= ให้ )")
_AND_ALSO = skeleton_pattern(
    rf"""(?:และ|พร้อมทั้ง|แล้ว|รวมทั้ง|ตลอดจน) (?:ขอ)? (?:ให้)?
    (?= รายงาน | {SEND} | แจ้ง (?: ผล | ตอบ | ความประสงค์ | (?:ราย)? ชื่อ ) | ตอบ | ยืนยัน )"""
)
#: "จัดทำ A และส่งให้ B" sends what was made, "เร่งรัดและจัดส่ง A" hastens what is sent: one duty.
_SENDS_IT = skeleton_pattern(rf"^ \W* {SEND} (?: ให้ | ไปยัง | ไปที่ | ถึง | คืน | ภายใน | ก่อน )")
_HASTENS = skeleton_pattern(r"(?: เร่ง(?:รัด)? | ติดตาม | รวบรวม ) $")
#: Reasons and pointers behind a duty, no part of it.
_TAIL = skeleton_pattern(
    r"""(?:ตาม)? รายละเอียด (?:ปรากฏ)? (?:ตาม|ดัง) | ทั้งนี้ \ ? (?! ให้ | ภายใน | ไม่เกิน | ก่อน )
    | (?: [หท]าก | เมื่อ | ถ้า )? พ้นกำหนด | มิฉะนั้น
    | เพื่อ .{0,60}? (?:รวบรวม|ประมวล|สรุป) (?:ผล|ข้อมูล)? (?:เป็น)? (?:รายงาน|ส่ง|เสนอ|แจ้ง|นำ)"""
)
#: What begins another duty behind the deadline of the one before.
_THEN = skeleton_pattern(rf"^ \W* (?:และ|พร้อมทั้ง|แล้ว|รวมทั้ง|ตลอดจน) (?:ให้)? (?={VERB})")
#: "ครั้งที่ ๑ ภายในวันที่ ... ครั้งที่ ๒ ภายในวันที่ ...": one duty for each time.
_ROUND = skeleton_pattern(r"(?: ครั้ง | รอบ | งวด | ระยะ ) ที่ \ ? \d")

# --- what is to be done

_STAFF = r"(?: เจ้าหน้าที่ | ข้าราชการ | ผู้ (?!ว่า) | บุคลากร | พนักงาน )"
#: The verb that comes first tells the action.
_ACTIONS: tuple[tuple[Action, re.Pattern[str]], ...] = (
    (
        "attend",
        skeleton_pattern(
            r"""เข้าร่วม (?:การ)? (?:ประชุม|โครงการ|พิธี|กิจกรรม|อบรม|สัมมนา|งาน)
            | (?:ร่วม|เข้า) (?:ประชุม|อบรม|พิธี|งาน) | เข้ารับการ (?:อบรม|ฝึก) | เป็นเกียรติ"""
        ),
    ),
    (
        "nominate",
        skeleton_pattern(
            rf"""แต่งตั้ง | มอบหมาย (?:ให้)? {_STAFF} | {SEND} (?:ตัว)? {_STAFF} | เสนอชื่อ
            | คัดเลือก | (?:ส่ง|แจ้ง) (?:ราย)? ชื่อ"""
        ),
    ),
    (
        "reply",
        skeleton_pattern(r"ตอบ (?:กลับ|รับ|แบบ|ข้อ) | แจ้ง (?:ผลการพิจารณา|ความประสงค์|ตอบ) | ยืนยัน"),
    ),
    ("report", skeleton_pattern(r"(?<!แบบ) (?<!ผู้) (?<!แก้ไข) รายงาน | แจ้งผล | แจ้ง (?:จำนวน|ข้อมูล)")),
    ("submit", skeleton_pattern(rf"{SEND} | กรอก (?:ข้อมูล|แบบ) | ยื่น | ลงทะเบียน")),
    (
        "disseminate",
        skeleton_pattern(
            r"""ประชาสัมพันธ์ | เผยแพร่ | รณรงค์ | สร้างการรับรู้
            | แจ้ง (?: (?!แจ้ง). ){0,60}? ทราบ | แจ้ง (?:ให้)? (?: เวียน | องค์กา?ร | อปท | อบต
              | เทศบาล | หน่วยงาน | ส่วนราชการ | ผู้ (?:ที่)? เกี่ยวข้อง | บุคลากร | กำนัน | ผู้ใหญ่บ้าน
              | โรงเรียน | สถานศึกษา | อำเภอ | ประชาชน )"""
        ),
    ),
    (
        "implement",
        skeleton_pattern(
            r"""ปฏิบัติ (?!การแทน) | ดำเนินการ | กำชับ | กำกับ | ตรวจ | จัดให้มี | จัดทำ | จัดเตรียม
            | จัดตั้ง | สำรวจ | เร่งรัด | เฝ้าระวัง | เตรียม | ควบคุม"""
        ),
    ),
)
#: What a closing asks for, behind its words for reading: "ทราบและถือปฏิบัติ", "พิจารณาเข้าร่วม".
_CLOSING_ASKS = skeleton_pattern(
    rf"""^ \W* (?: พิจารณา (?:และ|แล้ว)? | ทราบ (?:และ|แล้ว|เพื่อ|พร้อมทั้ง)? | (?:ขอ)? (?:ได้)? โปรด
    | ขอให้ )* (?P<name> (?! พิจารณา | แจ้ง (?:ให้)? (?:ท่าน)? ทราบ ) (?: {VERB} | {ABIDE} ) .* )"""
)
_OWED_TO_SENDER = frozenset[Action]({"report", "submit", "nominate", "reply", "attend"})
#: Doing and then reporting are two duties; preparing and then sending are one.
_DOING = frozenset[Action]({"disseminate", "implement", "attend"})

# --- whom it binds, and to whom it is owed

_OFFICE = r"""(?: ที่ว่าการอำเภอ | ที่ทำการปกครอง | อำเภอ | ศาลากลาง | จังหวัด | กระทรวง | กรม | สำนัก
    | กอง (?!ทุน) | ศูนย์ | เทศบาล | องค์กา?รบริหารส่วน | อบต\. | อบจ\. | โรงพยาบาล | สถานี
    | กลุ่มงาน | ฝ่าย | ท้องถิ่น(?:จังหวัด|อำเภอ) )"""
_GROUP = r"""(?: องค์กา?รปกครองส่วน | อปท\. | ส่วนราชการ | หน่วยงาน | รัฐวิสาหกิจ | สถานศึกษา | โรงเรียน
    | นายอำเภอ | ผู้ว่าราชการ | กำนัน | ผู้ใหญ่บ้าน | คณะทำงาน | คณะกรรมการ | หัวหน้า | ปลัด )"""
_WHO = rf"(?P<name> (?:ทุก)? (?: {_OFFICE} | {_GROUP} ) [^\d\"“]{{0,70}}? )"
#: A verb, not the noun made of it ("ผลการตรวจ") nor one that tells of the office before it.
_ACTS = rf"""(?:ได้|ช่วย|เร่ง)? (?: (?<!ที่) | (?<=พื้นที่) | (?<=หน้าที่) | (?<=ท้องที่) )
    (?<!การ) (?<!ผล) (?<!ผู้) (?= {VERB} )"""
_BOUND = skeleton_pattern(rf"^ \W* (?:ขอ)? (?:ให้)? {_WHO} {_ACTS}")
_RELAYED = skeleton_pattern(
    rf"""แจ้ง (?:เวียน)? (?:ให้)? {_WHO}
    (?: ทราบ (?:และ|เพื่อ|พร้อมทั้ง|แล้ว)* | (?<!และ) (?:เพื่อ|ให้)? ) {_ACTS}"""
)
#: Readers of a letter as its body calls them.
_READERS = skeleton_pattern(r"ท่าน | ^ (?:ทุก)? (?:หน่วยงาน|ส่วนราชการ) (?:ที่เกี่ยวข้อง)? $")
#: The office behind ให้, ส่ง, รายงาน...: its name runs on to the next verb or the deadline.
_CREDITOR = skeleton_pattern(
    rf"""(?: ให้ | ต่อ | ถึง | ไปยัง | ไปที่ | มาที่ | มายัง | รายงาน | ส่ง ) \ ?
    (?P<name> {_OFFICE} [ก-ฮะ-ูเ-ๅ.]*? )
    (?= ทราบ | ภายใน | ทุก | เป็น | ไม่ (?: เกิน | ช้า ) | ก่อน | อย่าง | โดย | เพื่อ | ผ่าน | ตาม | กลุ่ม
      | ทาง (?!หลวง) | และ {VERB} | ต่อไป | ฝ่าย | พร้อม | [^ก-ๅ.] | $ )"""
)
_PROVINCE, _DISTRICT = bones("จังหวัด"), bones("อำเภอ")

#: A clause this short names no duty. A duty without a deadline is less sure to be one.
_SHORTEST, _NO_DEADLINE = 6, 0.9
#: "ด่วนภายใน" is when the letter must have come; that its answer is due by then is a guess.
_WANTED = 0.5
#: Two duties as alike as this, of one action and one deadline, are one said twice.
_ALIKE = 85.0


@dataclass(frozen=True, slots=True)
class Asking:
    """What is known of the letter that asks: its sender, its readers, its date.

    `wanted` is the line at its top that wants it answered by a day ("ด่วนภายในวันที่ ...").
    """

    sender: str | None
    addressees: tuple[str, ...]
    sent_on: date | None
    wanted: Text = EMPTY


@dataclass(frozen=True, slots=True)
class Clause:
    """The words of one duty.

    `bound` are the words for those who must, None for the letter's readers. `around` are the words
    behind the clause and those its list stands under: the deadline may be set there.
    """

    text: Text
    bound: Text | None
    around: tuple[Text, ...]


def find_obligations(body: Sequence[Text], asking: Asking) -> tuple[Obligation, ...]:
    """The duties of a letter's body, in print order; () for a letter sent for information."""
    duties: list[Obligation] = []
    for request in requests(body, asking.sender):
        around = (request.heading,) if request.heading else ()
        for clause in _clauses(request.text, around):
            duties += [duty for duty in _duties(clause, asking) if not _is_said(duty, duties)]
    return tuple(duties) or _closing_duty(body, asking)


# --- one clause a duty


def _clauses(request: Text, around: tuple[Text, ...]) -> Iterator[Clause]:
    """A request cut at ทั้งนี้ ให้..., at "and report", and at "tell X to do"."""
    also = request.search(_ALSO)
    for passage in [request[: also.start], request[also.end :]] if also else [request]:
        tail = passage.search(_TAIL, since=1)
        words = (passage[: tail.start] if tail else passage).strip()
        behind = passage[tail.start :] if tail else EMPTY
        whole = Clause(words, _named(words, _BOUND), (behind, *around))
        for part in _doing_and_telling(whole):
            yield from (c for c in _telling_and_told(part) if len(c.text) > _SHORTEST)


def _named(words: Text, pattern: re.Pattern[str]) -> Text | None:
    found = words.search(pattern)
    return words.group(found, "name").strip() if found else None


def _doing_and_telling(clause: Clause) -> list[Clause]:
    """ "Do A and report B" is two duties, as is "do A by D and B"; "write A and send it" is one."""
    for cut in _cuts(clause.text):
        done, told = clause.text[: cut.start].strip(), clause.text[cut.end :].strip()
        is_one = told.search(_SENDS_IT) or done.search(_HASTENS)
        if find_dues(done.string) or (_action(done) in _DOING and not is_one):
            before = replace(clause, text=done, around=clause.around[1:])
            return [*_doing_and_telling(before), *_doing_and_telling(replace(clause, text=told))]
    return [clause]


def _cuts(text: Text) -> Iterator[Span]:
    """Where a second duty may begin: at "and report", and at "and ..." behind a deadline."""
    for due in find_dues(text.string):
        then = text[due.end :].search(_THEN)
        if then:
            yield Span(due.end + then.start, due.end + then.end, then.match)
    also = text.search(_AND_ALSO)
    if also:
        yield also


def _telling_and_told(clause: Clause) -> list[Clause]:
    """ "Tell X to do B": the readers owe the telling, X owes B."""
    relay = clause.text.search(_RELAYED)
    if not relay:
        return [clause]
    telling, told = clause.text[: relay.end].strip(), clause.text[relay.end :].strip()
    bound = _named(clause.text, _RELAYED)
    return [replace(clause, text=telling, around=()), replace(clause, text=told, bound=bound)]


# --- a duty of a clause


def _duties(clause: Clause, asking: Asking) -> Iterator[Obligation]:
    """The duty of a clause; one for each time where it sets several ("ครั้งที่ ๑ ... ครั้งที่ ๒")."""
    action = _action_owed(clause.text, asking.sender)
    creditor = _creditor(clause.text, action, asking.sender)
    debtors = _debtors(clause.bound, asking.addressees)
    for due, rule, trust in _dues(clause, asking.sent_on) or [_due_unsaid(action, asking)]:
        phrase = clause.text.found(clause.text.string, rule, trust)
        yield Obligation(action, debtors, creditor, due, phrase)


class _Set(NamedTuple):
    """A deadline as set for a clause: the rule that found it, and how far it is trusted."""

    due: Due
    rule: str
    confidence: float


def _dues(clause: Clause, sent_on: date | None) -> list[_Set]:
    """The deadline of a clause, one for each of its times, or else the one set around it."""
    for text in (clause.text, *clause.around):
        spans = find_dues(text.string, sent_on)
        dated = [span for span in spans if span.due.kind == "date"]
        times = dated if len(dated) > 1 and text.search(_ROUND) else _surest(spans)
        if times:
            return [_Set(span.due, span.rule, span.confidence) for span in times]
    return []


def _due_unsaid(action: Action, asking: Asking) -> _Set:
    """The deadline of a duty that sets none: the one at the letter's top, of what is sent back."""
    wanted = find_dues(asking.wanted.string, asking.sent_on)
    if wanted and action in _OWED_TO_SENDER - _DOING:
        return _Set(wanted[0].due, "wanted", _WANTED)
    return _Set(Due("none"), "request", _NO_DEADLINE)


def _surest(spans: Sequence[DueSpan]) -> list[DueSpan]:
    """The one to go by: a deadline before a continuing duty, then what is surest."""
    deadlines = [span for span in spans if span.due.kind != "ongoing"] or spans
    return sorted(deadlines, key=lambda span: -span.confidence)[:1]


def _action(clause: Text, among: Collection[Action] = get_args(Action)) -> Action | None:
    """What is asked, by the first verb that says so."""
    spans = [(clause.search(verbs), action) for action, verbs in _ACTIONS if action in among]
    found = [(span.start, action) for span, action in spans if span]
    return min(found, key=itemgetter(0))[1] if found else None


def _action_owed(clause: Text, sender: str | None) -> Action:
    """The action of a duty; to make something and send it to an office is to send it."""
    action = _action(clause) or "implement"  # whatever else is to be done
    told = _named(clause, _CREDITOR)
    if action not in ("implement", "disseminate") or not told:
        return action
    sent = _action(clause, ("report", "submit"))
    if not sent and _office(told.string, sender) == sender:
        return "report"  # to tell the office that asks is to report to it
    return sent or action


def _debtors(bound: Text | None, addressees: tuple[str, ...]) -> tuple[str, ...]:
    """Those whom the sentence names, as the letter addresses them if it does."""
    if bound is None or bound.search(_READERS):
        return addressees
    name = bones(bound.string)
    addressed = tuple(one for one in addressees if name in bones(one))
    return addressed or (bound.string,)


def _creditor(clause: Text, action: Action, sender: str | None) -> str | None:
    """Who is owed: the office named in the sentence, else the sender for what is sent back."""
    if action not in _OWED_TO_SENDER:
        return None
    named = _named(clause, _CREDITOR)
    return _office(named.string, sender) if named else sender


def _office(name: str, sender: str | None) -> str | None:
    """The office that a letter of `sender` calls so: "จังหวัด" in a district's is its province."""
    bare = bones(name)
    if sender and bones(sender).startswith(bare):
        return sender
    match = find_office(sender) if sender else None
    province, district = (match.office.province, match.office.district) if match else (None, None)
    place = province if bare.endswith(_PROVINCE) else district if bare.endswith(_DISTRICT) else None
    whole = f"{name}{place}" if place else name
    known = None if whole in KINDS else find_office(whole, province=province)
    return known.office.name if known else whole


def _is_said(duty: Obligation, before: Sequence[Obligation]) -> bool:
    """Whether a duty was said already: one action, one deadline, its words in the other's."""
    return any(
        (duty.action, duty.due, duty.debtors, duty.creditor)
        == (other.action, other.due, other.debtors, other.creditor)
        and fuzz.partial_ratio(_matter(duty), _matter(other)) >= _ALIKE
        for other in before
    )


def _matter(duty: Obligation) -> str:
    """The skeleton of what is to be done, without the office and the deadline behind it."""
    string = bones(duty.phrase.value)
    creditor = _CREDITOR.search(string)
    ends = [span.start for span in find_dues(string)] + ([creditor.start()] if creditor else [])
    return string[: min(ends, default=len(string))] or string


def _closing_duty(body: Sequence[Text], asking: Asking) -> tuple[Obligation, ...]:
    """A letter that asks nothing but พิจารณาดำเนินการ is sent to be acted on."""
    closing = closing_of(body)
    asked = _named(closing, _CLOSING_ASKS) if closing else None
    action = _action(asked) or "implement" if asked else None
    if not closing or action not in _DOING:
        return ()
    creditor = _creditor(closing, action, asking.sender)
    phrase = closing.found(closing.string, "closing")
    return (Obligation(action, asking.addressees, creditor, Due("none"), phrase),)
