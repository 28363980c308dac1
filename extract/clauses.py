"""A request cut into its duties: "do A, do B and report C" is three, "fill in A and send it" one.

A Thai request strings its actions one behind the other. A further one is tied on by และ, พร้อมทั้ง,
ตลอดจน or แล้ว, or by nothing but a space; but a verb behind a space may also belong to what was
said before it (a purpose, a manner, an example, what those who are told must do). So a passage is
cut only where the action before it is whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import NamedTuple

from extract.actions import STAFF, action_of, action_verbs
from extract.dates import find_dues
from extract.requests import IN_CASE, SEND, VERB
from extract.text import EMPTY, Text
from extract.thaitext import Skeleton, skeleton_pattern
from extract.wear import mended

# --- who is meant

OFFICE = r"""(?: ที่ว่าการอำเภอ | ที่ทำการปกครอง | อำเภอ | ศาลากลาง | จังหวัด | กระทรวง | กรม | สำนัก
    | กอง (?!ทุน) | ศูนย์ | เทศบาล | องค์กา?รบริหารส่วน | อบต\. | อบจ\. | โรงพยาบาล | สถานี
    | กลุ่มงาน | ฝ่าย | ท้องถิ่น(?:จังหวัด|อำเภอ) | ตำรวจภูธร )"""
_GROUP = r"""(?: องค์กา?รปกครองส่วน | อปท\. | ส่วนราชการ | หน่วยงาน | รัฐวิสาหกิจ | สถานศึกษา | โรงเรียน
    | นายอำเภอ | ผู้ว่าราชการ | กำนัน | ผู้ใหญ่บ้าน | คณะทำงาน | คณะกรรมการ | หัวหน้า | ปลัด )"""
_WHO = rf"(?P<name> (?:ทุก)? (?: {OFFICE} | {_GROUP} ) [^\d\"“]{{0,70}}? )"
#: These may stand without a name, right before what they must do.
_NAMELESS = " | ".join(
    f"(?<={who})" for who in ("คณะทำงาน", "ส่วนราชการ", "หน่วยงาน", "อำเภอ", "จังหวัด", "ท่าน")
)
#: A verb, not the noun made of it ("ผลการตรวจ") nor one that tells of the office before it.
_ACTS = rf"""(?: มี (?:อำนาจ)? หน้าที่ )? (?:ได้|ช่วย|เร่ง)?
    (?: (?<!ที่) | (?<=พื้นที่) | (?<=หน้าที่) | (?<=ท้องที่) )
    (?: (?<!การ) | (?<=ราชการ) ) (?<!ผล) (?<!ผู้) (?= {VERB} | (?: {_NAMELESS} ) {action_verbs()} )"""
BOUND = skeleton_pattern(rf"^ \W* (?:ขอ)? (?:ให้)? {_WHO} {_ACTS}")
_RELAYED = skeleton_pattern(
    rf"""แจ้ง (?:เวียน)? (?:ให้)? {_WHO}
    (?: ทราบ (?:และ|เพื่อ|พร้อมทั้ง|แล้ว)* | (?<!และ) (?:เพื่อ|ให้)? ) {_ACTS}"""
)
#: The office behind ให้, ส่ง, รายงาน...: its name runs on to the next verb or the deadline.
CREDITOR = skeleton_pattern(
    rf"""(?: ให้ | ต่อ | ถึง | ไปยัง | ไปที่ | มาที่ | มายัง | รายงาน | ส่ง ) \ ?
    (?P<name> {OFFICE} [ก-ฮะ-ูเ-ๅ.]*? )
    (?= ทราบ | ภายใน | ทุก | เป็น | ไม่ (?: เกิน | ช้า ) | ก่อน | อย่าง | โดย | เพื่อ | ผ่าน | ตาม | กลุ่ม
      | ทาง (?!หลวง) | และ {VERB} | ต่อไป | ฝ่าย | พร้อม | [^ก-ๅ.] | $ )"""
)

# --- where a passage may be cut

_ALSO = skeleton_pattern(r"(?:ทั้งนี้|อนึ่ง|นอกจากนี้) ,? (?= ให้ )")
#: Reasons and pointers behind a duty, no part of it.
_TAIL = skeleton_pattern(
    r"""(?:ตาม)? รายละเอียด (?:ปรากฏ)? (?:ตาม|ดัง) | ทั้งนี้ \ ? (?! ให้ | ภายใน | ไม่เกิน | ก่อน )
    | (?: [หท]าก | เมื่อ | ถ้า )? พ้นกำหนด | มิฉะนั้น
    | เพื่อ .{0,60}? (?:รวบรวม|ประมวล|สรุป) (?:ผล|ข้อมูล)? (?:เป็น)? (?:รายงาน|ส่ง|เสนอ|แจ้ง|นำ)
    | เพื่อ (?: .{0,20}? จะ | จัก ) ได้ | จะ (?: เป็นพระคุณ | ขอบ (?:พระ)? คุณ )"""
)
_TIE = r"(?: และ | พร้อม (?:ทั้ง|กับ|กันนี้)? | แล้ว | รวม (?:ทั้ง|ถึง) | ตลอดจน | อีกทั้ง | ทั้งนี้ )"
_TELLS = rf"""(?: รายงาน | {SEND} | แจ้ง (?: ผล | ตอบ | ความประสงค์ | (?:ราย)? ชื่อ ) | ตอบ | ยืนยัน )"""
#: "and report": another duty wherever it stands.
_AND_TELLS = skeleton_pattern(rf"{_TIE} (?:ขอ)? (?:ให้)? (?= {_TELLS} )")
#: "and ..." right behind the deadline of the duty before.
_AND_ACTS = skeleton_pattern(rf"\W* {_TIE} (?:ให้)? (?={VERB})")


@cache
def _acts_anew() -> re.Pattern[str]:
    """What another action begins with where print begins anew, behind a space or at a margin."""
    tied = rf"(?P<tie> {_TIE} ) (?:ขอ)? (?:ให้|โปรด)?"
    return skeleton_pattern(
        rf"(?: {tied} )? (?= (?P<tells> {_TELLS} ) | {action_verbs()} ) | (?= {IN_CASE} )"
    )


@cache
def _bare_verb() -> re.Pattern[str]:
    """A verb alone: "กำกับ ติดตาม และประเมินผล A" is one action."""
    who = "(?:ทุก)? (?: ท่าน | อำเภอ | จังหวัด | หน่วยงาน | ส่วนราชการ | คณะทำงาน | คณะกรรมการ )"
    return skeleton_pattern(
        rf"(?: {_TIE} )? (?: {who} )? {action_verbs()} (?:รัด|ตรา|สอบ|รวม|จัด)? $"
    )


# --- whether the action before a cut is whole

#: An action and what it is done to are longer than this; a verb alone is not.
_SHORTEST = 6
#: "จัดทำ A และส่งให้ B" sends what was made, "เร่งรัดและจัดส่ง A" hastens what is sent: one duty.
_SENDS_IT = skeleton_pattern(
    rf"^ \W* {SEND} (?: ให้ | ไปยัง | ไปที่ | กลับ | ถึง | คืน | ภายใน | ก่อน | มา (?:ยัง|ที่) )"
)
_SENDS_BY = skeleton_pattern(rf"^ \W* (?: {SEND} | แจ้ง ) (?: ทาง | ผ่าน | ได้ | มา (?!ตรการ) | ไป )")
_REPORTS_IT = skeleton_pattern(
    rf"^ \W* รายงาน (?:ผล)? (?: ให้ | ต่อ | ไปยัง | ไปที่ | {OFFICE} | ภายใน | ก่อน | ทุก | ไม่เกิน )"
)
_SENDS_NAMES = skeleton_pattern(rf"^ \W* (?: {SEND} | แจ้ง ) (?:แบบ)? (?: เสนอ | แจ้ง )? (?:ราย)? ชื่อ")
#: What those who are named or sent are to do.
_NAMED_TO = skeleton_pattern(r"^ \W* (?: เข้าร่วม | เข้ารับ | ร่วม | ทำหน้าที่ | ปฏิบัติหน้าที่ )")
#: What comes of these is what is sent or reported.
_PREPARES = skeleton_pattern(
    r"^ \W* (?:กรอก|บันทึก|รวบรวม|สรุป|ประมวล|จัดเก็บ|จัดทำ|ลงข้อมูล|วิเคราะห์|ประเมิน)"
)
#: What is told and sent together goes to one office by one day, unless each has its own.
_TELLS_ALREADY = skeleton_pattern(rf"^ \W* (?:ขอ)? (?:ให้)? (?: {_TELLS} | ยื่น | เสนอชื่อ )")
_TO_SOMEONE = re.compile(
    f"{CREDITOR.pattern} | {skeleton_pattern('ไปยัง | ไปที่ | มายัง | มาที่').pattern}", re.VERBOSE
)
#: To weigh a thing and to answer is to answer.
_CONSIDERS = skeleton_pattern(r"^ \W* พิจารณา (?!แต่งตั้ง | มอบหมาย | คัดเลือก | จัด | ดำเนิน | กำหนด)")
_SENT = skeleton_pattern(rf"^ \W* (?: {SEND} | รายงาน ) (?P<sent> .{{4}} )")
_HASTENS = skeleton_pattern(r"(?: เร่ง(?:รัด)? | (?:ติดตาม|ประเมิน) (?:ผล)? | รวบรวม ) $")
#: A name, an example, a manner, a purpose: what follows is still of it.
_OPEN = skeleton_pattern(
    r"""(?: เช่น | อาทิ | ได้แก่ | ประกอบด้วย | หัวข้อ | [ดต]ังนี้
      | (?: แจ้ง | ทราบ | เห็น | ปรากฏ | พบ ) ว่า )
    | ซึ่ง (?: (?!แล้ว | ทราบ) . )* $"""
)
_OPEN_UNTIED = skeleton_pattern(
    rf"(?: เพื่อ | โดย (?:การ|ให้)? (?= {VERB} ) | [หท]าก (?!หลาย) | กรณี | ถ้า (?! ย | ว | น | ม ) )"
)
_NAMED_NEXT = skeleton_pattern(
    r"""(?: โครงการ | เรื่อง | กิจกรรม | หลักสูตร | หัวข้อ | แบบ | ให้ | (?<!ราช) การ
    | (?<!พื้น) (?<!หน้า) (?<!สถาน) (?<!ท้อง) ที่ | ผู้ | เพื่อ | โดย | ร่วม ) $"""
)
#: At a margin a space may or may not have stood: what goes on there is of the noun before it.
_NOUN_LAST = skeleton_pattern(
    r"""(?<!หนึ่ง) (?<!สอง) (?<!สาม) (?<!สี่) (?<!ห้า) (?<!สิบ) (?<!ทุก) (?<!\d)
    (?: แผน | ระบบ | ศูนย์ | มาตรการ | แนวทาง | ขั้นตอน | วิธี | คู่มือ | (?<!เจ้า) หน้าที่ | อำนาจ | ข้อมูล
    | เครื่อง | อุปกรณ์ | งบประมาณ | คณะกรรมการ | คณะทำงาน | หน่วย | จุด | งาน | ผล | ก่อน | หลัง | จะ
    | (?: ที่ | ซึ่ง | จะ | ไม่ ) ได้ | ต้อง | ไม่ | ควร | มี | และ | หรือ | กับ | ของ | ใน | เมื่อ | ตาม | ด้าน
    | ชุด | ทีม | จำนวน | สำหรับ | เร่ง | ช่วย | เครือข่าย | อาสา (?:สมัคร)? | ใบ | สมุด | คำ | ป้าย | ถัง
    | เงิน | เจ้าหน้าที่ | ไป | มา | ความ | ทำ | วัน ) $"""
)
#: Who is to be told or set to work, and not yet to do what.
_SET_TO_WORK = skeleton_pattern(
    rf"""(?: แจ้ง | กำชับ | มอบหมาย | สั่งการ | เชิญ (?:ชวน)? | ประสาน (?:งาน)? | จัด (?:ให้มี)? | ชักชวน
    | เร่งรัด | ให้ | ความร่วมมือ ) (?:ให้)? (?:ไปยัง|กับ)?
    (?: {STAFF} | {_GROUP} | {OFFICE} | ประชาชน | เกษตรกร | อาสาสมัคร | ชุมชน )
    (?: (?! ให้ | ทราบ | \d | {action_verbs()} ) . ){{0,60}} $"""
)
_ONLY_WHO = skeleton_pattern(
    rf"""^ \W* (?:ขอ)? (?:ให้)? (?:ทุก)? (?: ท่าน | {OFFICE} | {_GROUP} )
    (?: (?! {VERB} | (?: {_NAMELESS} ) {action_verbs()} ) . ){{0,70}} $"""
)
_TELLING_OPEN = skeleton_pattern(rf"แจ้ง (?:เวียน)? (?:ให้)? {_WHO} (?:ทราบ)? $")
_PAIRS = (("“", "”"), ("(", ")"), ("‘", "’"))


@dataclass(frozen=True, slots=True)
class Clause:
    """The words of one duty.

    `bound` are the words for those who must, None for the letter's readers. `around` are the words
    behind the clause and those its list stands under: the deadline may be set there. `trust` is how
    sure it is that these are the words of a duty of their own (0 to 1).
    """

    text: Text
    bound: Text | None
    around: tuple[Text, ...]
    trust: float = 1.0


def clauses(
    request: Text, around: tuple[Text, ...], sent_on: date | None = None
) -> Iterator[Clause]:
    """A request cut at ทั้งนี้ ให้..., where another action begins, and at "tell X to do"."""
    also = request.search(_ALSO)
    for passage in [request[: also.start], request[also.end :]] if also else [request]:
        tail = passage.search(_TAIL, since=1)
        words = (passage[: tail.start] if tail else passage).strip()
        behind = passage[tail.start :] if tail else EMPTY
        whole = Clause(words, named(words, BOUND), (behind, *around))
        for part in _actions(whole, sent_on):
            yield from (c for c in _telling_and_told(part) if len(c.text) > _SHORTEST)


def named(words: Text, pattern: re.Pattern[str]) -> Text | None:
    found = words.search(pattern)
    return words.group(found, "name").strip() if found else None


def _telling_and_told(clause: Clause) -> list[Clause]:
    """ "Tell X to do B": the readers owe the telling, X owes B."""
    relay = clause.text.search(_RELAYED)
    if not relay:
        return [clause]
    telling, told = clause.text[: relay.end].strip(), clause.text[relay.end :].strip()
    bound = named(clause.text, _RELAYED)
    return [replace(clause, text=telling, around=()), replace(clause, text=told, bound=bound)]


# --- one action a clause


class _Cut(NamedTuple):
    """Where another action may begin, in a skeleton's string: behind `end`, the words that tie it
    on being string[start:end]. `run` is the print before it, from where it last began anew."""

    start: int
    end: int
    tied: bool
    tells: bool
    at_margin: bool = False
    run: str = ""


#: A cut at a margin may be where a line happened to end.
_AT_MARGIN = 0.85


def _actions(clause: Clause, sent_on: date | None) -> list[Clause]:
    """ "Do A and report B" is two duties, as is "do A by D and B"; "write A and send it" is one."""
    text, marked = clause.text, mended(clause.text.string)
    string = marked.string
    dues = [due.end for due in find_dues(text.string, sent_on)]
    since, begin, parts = 0, 0, list[Clause]()
    for cut in _cuts(text, marked, dues):
        if cut.start <= since or cut.end >= len(string):
            continue
        at = marked.offsets[cut.start]
        done, told = string[since : cut.start], string[cut.end :]
        due = max((due for due in dues if begin < due <= at), default=None)
        behind = None if due is None else string[bisect_left(marked.offsets, due) : cut.start]
        if len(done) > _SHORTEST and _is_another(done, told, cut, behind):
            trust = _AT_MARGIN if cut.at_margin else 1.0
            # what stands around a list of actions is about its last
            before = replace(
                clause, text=text[begin:at].strip(), around=clause.around[1:], trust=trust
            )
            parts.append(before)
            since, begin = cut.end, marked.offsets[cut.end]
    return [*parts, replace(clause, text=text[begin:].strip())]


def _cuts(text: Text, marked: Skeleton, dues: list[int]) -> list[_Cut]:
    """Where another action may begin: at "and report", behind a deadline, at a new beginning."""
    string = marked.string
    cuts = {m.start(): _Cut(*m.span(), True, True) for m in _AND_TELLS.finditer(string)}
    for due in dues:
        then = _AND_ACTS.match(string, bisect_left(marked.offsets, due))
        if then:
            cuts.setdefault(then.start(), _Cut(*then.span(), True, False))
    last = 0
    for start, at_margin in _beginnings(text):
        at = bisect_left(marked.offsets, start)
        anew = _acts_anew().match(string, at)
        if anew:
            tied, tells = bool(anew["tie"]), bool(anew["tells"])
            cuts.setdefault(at, _Cut(at, anew.end(), tied, tells, at_margin, string[last:at]))
        if not (at_margin and _NOUN_LAST.search(string[:at])):
            last = at
    return [cuts[start] for start in sorted(cuts)]


def _beginnings(text: Text) -> Iterator[tuple[int, bool]]:
    """Where print begins anew: behind a space, and (True) at a margin where none is left."""
    for at in range(1, len(text)):
        here, before = text.origins[at], text.origins[at - 1]
        if here and text.string[at - 1] == " ":
            yield at, False
        elif here and before and here.word is not before.word:
            yield at, True


def _is_another(done: str, told: str, cut: _Cut, behind: str | None) -> bool:
    """Whether what is told behind a cut is another duty than what is done before it.

    `behind` is what stands between the deadline of what is done and the cut, None without one.
    """
    if any(done.count(opening) > done.count(closing) for opening, closing in _PAIRS):
        return False
    if behind is not None:
        goes_on = _SENDS_BY.match(told) or _OPEN_UNTIED.search(behind) or _breaks_off(done, cut)
        return cut.tied or not goes_on
    if cut.tells and (cut.tied or _is_whole(done, told, cut)):
        return not _is_one(done, told)
    return not cut.tells and _is_whole(done, told, cut) and not _SENDS_IT.match(told)


def _is_one(done: str, told: str) -> bool:
    """Whether what is sent or reported is what was made or asked for before."""
    if _SENDS_IT.match(told) or _HASTENS.search(done) or _CONSIDERS.match(done):
        return True
    if _bare_verb().match(done):
        return True
    action = action_of(done)
    if _PREPARES.match(done) and not CREDITOR.search(done):
        sent = _SENT.match(told)
        return bool(_REPORTS_IT.match(told)) or bool(sent and sent["sent"] in done)
    if action == "nominate" and _SENDS_NAMES.match(told):
        return True
    return bool(_TELLS_ALREADY.match(done)) and not _TO_SOMEONE.search(done)


def _is_whole(done: str, told: str, cut: _Cut) -> bool:
    """Whether an action that no deadline ends is said to its end."""
    if _OPEN.search(done) or _breaks_off(done, cut) or _bare_verb().match(cut.run):
        return False
    if _ONLY_WHO.match(done) or _TELLING_OPEN.search(done):
        return False
    if not cut.tied and action_of(done) == "nominate" and _NAMED_TO.match(told):
        return False
    if not cut.tied and _SET_TO_WORK.search(done):
        return False
    if _OPEN_UNTIED.search(done):
        return cut.tied and cut.tells
    return True


def _breaks_off(done: str, cut: _Cut) -> bool:
    """Whether the last word before a cut wants another behind it."""
    return bool(_NAMED_NEXT.search(done) or (cut.at_margin and _NOUN_LAST.search(done)))
