"""What a letter is to one that it cites: a reply, a reminder, a change, or no more than a mention.

A letter attached (สำเนาหนังสือ) is passed on. Of one under อ้างถึง, or named in the body, the words
decide: what stands right before the name, what the subject opens with, what the body says is done.
Only the office that wrote a letter changes it, and a letter that goes back to that office answers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from extract.addressees import office_of_title
from extract.chain import Context, name_key
from extract.letter import Citation, Found, Letter, Relation
from extract.text import Text
from extract.thaitext import bones, skeleton_pattern


class Bond(NamedTuple):
    """What one letter is to another, by which rule, and the words that say so, if any do."""

    relation: Relation
    rule: str
    words: str | None = None


class _Words(NamedTuple):
    """How a relation is put into words: what a subject opens with, what a body says, what stands
    right before the name of the letter."""

    relation: Relation
    in_subject: re.Pattern[str]
    in_body: re.Pattern[str]
    before_name: re.Pattern[str]


def _words(relation: Relation, verb: str, body: str, before: str) -> _Words:
    opens = rf"^ \W* (?: ขอ | แจ้ง | การ (?! เร่งรัด | ติดตาม ) ){{0,2}} (?: {verb} )"
    patterns = (opens, body, rf"(?: {before} ) .{{0,16}} $")
    return _Words(relation, *map(skeleton_pattern, patterns))


#: What is called off, moved, put right. A topic may be called much the same, so each verb wants
#: its object: แก้ไขปัญหา and ยกเลิกการใช้สำเนาบัตร change no letter.
_CALL_OFF = r"""(?: ยกเลิก | ระงับ | งด )
    (?: การ (?: ประชุม | จัด | รายงาน | ส่ง | สำรวจ | ดำเนิน | อบรม | ตรวจ | ลงพื้นที่ )
        | ประชุม | หนังสือ | คำสั่ง | ประกาศ | กำหนด | โครงการ | กิจกรรม | ความใน )"""
_MOVE = r"""(?: ขยาย (?:ระยะ)? (?: เวลา | กำหนด | วัน )
    | เลื่อน (?: กำหนด | ระยะ | เวลา | วัน | การ (?:ประชุม|จัด|ส่ง|รายงาน|อบรม) | ประชุม ) )"""
_PUT_RIGHT = r"""(?: แก้ไข | ปรับปรุง | เปลี่ยนแปลง )
    (?: เพิ่มเติม | ข้อความ | หนังสือ | คำสั่ง | ประกาศ | กำหนด | คำผิด | รายละเอียด | แบบ
        | วัน | สถานที่ | สิ่งที่ส่งมา | ข้อมูลใน | ความใน | เลขที่ )"""

#: The graver first: where two fit, a letter is called off, not reminded of.
_TABLE = (
    _words(
        "cancels",
        _CALL_OFF,
        rf"(?: ขอ | จึง | ได้ ) {_CALL_OFF} | ให้ยกเลิก (?: หนังสือ | คำสั่ง | ประกาศ | ความใน )",
        "ยกเลิก",
    ),
    _words("extends", _MOVE, rf"(?: ขอ | จึง | ได้ ) {_MOVE}", _MOVE),
    _words(
        "amends",
        _PUT_RIGHT,
        rf"""(?: ขอ | จึง ) {_PUT_RIGHT}
            | (?: หนังสือ | ข้อความ | พิมพ์ | รายละเอียด ) .{{0,20}}? (?: ผิดพลาด | คลาดเคลื่อน )""",
        _PUT_RIGHT,
    ),
    _words(
        "reminds",
        r"เร่งรัด | ติดตาม | เตือน | ทวงถาม",
        r"""ยัง (?:ไม่|มิ) (?:ได้)? (?: รับ | ส่ง | จัดส่ง | รายงาน | แจ้ง | ตอบ ) | ขอเตือน | ทวงถาม
            | บัดนี้ .{0,12} (?: พ้น | ล่วงเลย | เลย | ครบ | เกิน ) (?:ระยะเวลา)? (?:ที่)? กำหนด
            | เร่งรัด (?:การ)? (?: รายงาน | ส่ง | จัดส่ง | ตอบ )""",
        r"เตือน | ทวงถาม",
    ),
)

_GRAVITY: tuple[Relation, ...] = (
    "forwards", *(words.relation for words in _TABLE), "replies", "refers",
)  # fmt: skip
#: What only the writer of a letter does to it.
_CHANGES = ("cancels", "extends", "amends")
#: Of several letters cited, the words of subject and body are about one; these may be about all.
_SURE, _LIKELY = 0.95, 0.8


def bond(context: Context, evidence: Collection[str], said: Bond | None) -> Bond:
    """What a letter is to one that it cites in `context`, once that one is found.

    `evidence` is why it was found, as `extract.chain` names it; `said` what the words say. A letter
    is passed on when it is attached, or stapled on and retold in the body.
    """
    if context == "attachment":
        return Bond("forwards", "attachment")
    if said is None and context == "body" and {"bundle", "subject"} <= set(evidence):
        return Bond("forwards", "narrative")
    return said or Bond("refers", context)


def strongest(bonds: Iterable[Bond]) -> Bond:
    """What a letter is to another that it cites in several places."""
    return min(bonds, key=lambda one: (_GRAVITY.index(one.relation), one.rule, one.words or ""))


def relate(letter: Letter, body: Sequence[Text]) -> Letter:
    """The letter, of each of its citations said what it is to the letter cited, where words tell.

    `body` are its paragraphs. Citations of attachments stay as they are.
    """
    said = list(_said(letter, body))
    citations = tuple(
        cited
        if cited.context == "attachment"
        else replace(cited, relation=_relation(cited, letter, body, said))
        for cited in letter.citations
    )
    return replace(letter, citations=citations)


def _relation(
    cited: Citation, letter: Letter, body: Sequence[Text], said: Sequence[Found[Relation]]
) -> Found[Relation] | None:
    """The gravest relation that words give and that the offices allow."""
    reply = _reply(cited, letter)
    named = list(_said_of(cited, body))
    general = said if _is_meant(cited, letter) else ()
    for found in (*named, *general):
        if _is_own(cited, letter) if found.value in _CHANGES else not reply:
            return found
    return reply


def _said(letter: Letter, body: Sequence[Text]) -> Iterator[Found[Relation]]:
    """What the letter says that it does, gravest first."""
    for words in _TABLE:
        subject = letter.subject
        if subject and words.in_subject.search(bones(subject.value)):
            yield _shown_by(subject, words.relation, "relation.subject")
        for paragraph in body:
            if span := paragraph.search(words.in_body):
                said = paragraph[span.start : span.end]
                yield said.found(words.relation, "relation.body", _LIKELY)


def _said_of(cited: Citation, body: Sequence[Text]) -> Iterator[Found[Relation]]:
    """What is said right before a citation's own words: "ให้ยกเลิกหนังสือ..."."""
    for paragraph in body if cited.context == "body" else ():
        start = paragraph.string.find(cited.phrase.raw)
        before = paragraph[: max(0, start)]
        for words in _TABLE:
            if span := before.search(words.before_name):
                yield before[span.start :].found(words.relation, "relation.named", _SURE)


def _is_meant(cited: Citation, letter: Letter) -> bool:
    """Whether subject and body speak of this letter: the only one cited, or the only own one."""
    others = [one for one in letter.citations if one.context == cited.context and one != cited]
    return not others or (
        _is_own(cited, letter) and not any(_is_own(other, letter) for other in others)
    )


def _is_own(cited: Citation, letter: Letter) -> bool:
    """Whether the office that writes wrote the letter cited too."""
    if cited.sender and letter.sender:
        return name_key(cited.sender.value) == name_key(letter.sender.value)
    if cited.number and letter.number:
        one, other = cited.number.value, letter.number.value
        return (one.code, one.agency) == (other.code, other.agency)
    return False


def _reply(cited: Citation, letter: Letter) -> Found[Relation] | None:
    """That the letter goes back to the office whose letter it cites."""
    if cited.sender is None or _is_own(cited, letter):
        return None
    asker = name_key(cited.sender.value)
    for addressee in letter.addressees:
        office = office_of_title(addressee.value) or addressee.value
        if name_key(office) == asker:
            return _shown_by(addressee, "replies", "relation.addressee")
    return None


def _shown_by(field: Found[str], relation: Relation, rule: str) -> Found[Relation]:
    return Found(relation, field.raw, field.page, field.box, field.confidence, rule)
