"""Where a letter asks: its body's paragraphs, down to the words behind each request.

A letter asks in three places: the sentence with จึงขอ or ขอให้, the numbered list that follows
ดังนี้, and the closing จึงเรียนมาเพื่อ. What it merely retells of the letter above it ("ด้วย X
แจ้งว่า ... ขอให้ ...") binds its sender, not its readers, and counts only where the letter asks
nothing itself: then it was passed on to be acted on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import NamedTuple

from extract.dates import find_dues
from extract.patterns import ITEM, ITEM_MARK, opens_with
from extract.text import Span, Text
from extract.thaitext import skeleton, skeleton_pattern

# --- the words that ask

#: What may be asked for. "ส่ง" is not the one of ส่งเสริม, nor, without its mark, of สงเคราะห์.
SEND = r"(?: (?:จัด|นำ)? ส่ง (?! เสริม | ที่ | มาด้วย | มาพร้อม | ต่อ | เคราะห์ | กรานต์ | ฆ์ | วน ) )"
VERB = rf"""(?: ดำเนิน | รายงาน | {SEND} | แจ้ง | ประชาสัมพันธ์ | เผยแพร่ | สำรวจ | ตรวจ | จัดทำ | จัดให้
    | จัดเตรียม | จัดตั้ง | จัดเก็บ | มอบหมาย | แต่งตั้ง | เสนอ | กรอก | บันทึก | ตอบ | กำชับ | กำกับ | ควบคุม
    | ติดตาม | เร่ง | เตรียม | รวบรวม | ถือปฏิบัติ | ปฏิบัติ (?!การ) | พิจารณา | เข้าร่วม | ยืนยัน | ยื่น | ทบทวน
    | ปรับปรุง | ซ่อม | คัดแยก | ซักซ้อม | ชี้แจง | รณรงค์ | เฝ้าระวัง | ประสาน | สนับสนุน | ลงทะเบียน | คัดเลือก
    | สรุป )"""
#: To go by a letter: "ถือเป็นแนวทางปฏิบัติ", "นำไปใช้", "เป็นแนวทาง".
ABIDE = r"(?: ถือ | นำไป | ใช้ | เป็นแนวทาง )"
#: What the sender does itself behind จึงขอ: it sends, tells, thanks; it asks nothing.
_OWN_DOING = r"""(?! ส่ง | นำส่ง | แจ้ง | เรียน | รายงาน | ขอบ | ยกเลิก | แก้ไข | เลื่อน | ขยาย | ถือโอกาส
    | เน้น | ประกาศ | ประชาสัมพันธ์ | ชื่นชม | แสดง | อวยพร | อภัย | ชี้แจง | ยืนยันว่า | รับรอง )"""
_FAVOUR = r"""ขอความ (?:ร่วมมือ|อนุเคราะห์) (?:จาก|มายัง|ไปยัง)? (?:ท่าน)? (?:ใน)?
    (?:การ (?! ไฟฟ้า | ประปา | เคหะ | ทาง ))? (?:ได้)? (?:โปรด)?"""
#: More time is given, not asked for: "จึงขยายเวลาให้ท่านส่ง", not "จึงขอขยายเวลา".
_EXTENDING = r"ขยาย (?: ระยะ | กำหนด )* (?: เวลา | การ (?=ส่ง|รายงาน|ตอบ) ) (?:ออกไป)?"
#: "หากพบ A ให้แจ้ง B" asks for B in a case; a report also of nothing is part of the report.
IN_CASE = rf"""(?: [หท]าก | กรณี | ถ้า (?! ย | ว | น | ม ) | เมื่อ (?!วัน) )
    (?! .{{0,40}}? (?: ไม่มี | ไม่ปรากฏ | ไม่พบ | พ้นกำหนด | ข้อสงสัย | ขัดข้อง ) )
    .{{3,80}}? (?:ขอ)? ให้ (?= (?: รีบ | เร่ง )? {VERB} )"""
_REQUEST = skeleton_pattern(
    rf"""^ \W* (?:ทั้งนี้|อนึ่ง)? (?: {IN_CASE} )
    | เห็น (?:สม)? ควร (?:ขอ)? ให้ (?:ท่าน)? (?! ยกเลิก | ความ | อนุ )
    | จึง (?:ใคร่)? (?:ขอ)? (?: แจ้ง | กำชับ | เตือน | (?:เน้น)? ย้ำ | {_EXTENDING} )? ให้ (?:ท่าน)?
    | จึง {_EXTENDING} (?:ใน)? (?:การ)? | (?:จึง)? (?:ใคร่)? {_FAVOUR}
    | ขอให้ (?:ท่าน)? | จึง (?:ใคร่)? ขอ (?! เชิญ ) {_OWN_DOING} (?:ได้โปรด)?
    | (?:จึง)? (?:ใคร่)? ขอ (?= (?:เรียน)? เชิญ ) | (?<!เพื่อ) (?:ขอได้)? โปรด | ^ \W* ให้"""
)
#: Whoever asked gives more time also where it says จึงขอขยายเวลา.
_EXTENDED = skeleton_pattern(rf"จึง (?:ใคร่)? ขอ {_EXTENDING} (?:ใน)? (?:การ)?")
#: A second request in the same sentence, and the words that tie it to the first.
_ANOTHER = skeleton_pattern(rf"(?:และ|พร้อมทั้ง|รวมทั้ง|ตลอดจน|ทั้งนี้)? ,? (?: ขอให้ (?:ท่าน)? | {_FAVOUR} )")
# --- the words that do not

#: Whom to ask is no request.
_TO_ASK = skeleton_pattern(
    r"""^ \W* (?:ทั้งนี้|อนึ่ง)? (?:หาก|กรณี|ถ้า)? .{0,40}?
    (?: ข้อสงสัย | ข้อขัดข้อง | สอบถาม | รายละเอียดเพิ่มเติม ) .{0,40}? (?: ติดต่อ | สอบถาม | ประสาน )"""
)

#: The letter retells what another office wrote, or recalls what was asked before.
_RETOLD = skeleton_pattern(
    r"""^ \W* (?:ด้วย|ตาม|อนุสนธิ|เนื่องจาก|เนื่องด้วย|สืบเนื่อง) .{0,160}?
    (?: แจ้ง (?:ว่า|ให้|มติ|แนวทาง) | ได้รับแจ้ง | มีหนังสือ ) | ^ \W* (?:ตาม|อนุสนธิ) .{0,160}? (?<!จึง) ขอให้
    | ^ (?: (?!จึง) . ){0,60}? หนังสือ (?: (?!จึง) . ){0,60}? ขอให้"""
)
_RECALLED = skeleton_pattern(r"^ \W* (?: ตาม | อนุสนธิ ) .+? (?<![ดต]ัง) นั้น")
_CLOSING = skeleton_pattern(
    r"^ \W* จึง (?: (?:ขอ)? (?:เรียน|แจ้ง)* (?:มา)? | ขอ? (?:นำ)? ส่ง .{0,150}? มา ) เพื่อ (?:โปรด)?"
)
#: What a closing repeats of the request before it sets a deadline.
_REPEATED = skeleton_pattern(
    r"""^ (?: พิจารณา | ทราบ | ดำเนินการ | ถือปฏิบัติ | ต่อไป )+
    (?:และ|แล้ว|พร้อมทั้ง) (?:ขอ)? (?:ได้)? (?:โปรด|ให้)?"""
)
#: What a closing asks for besides: "ทั้งนี้ ขอให้...", "ผลเป็นประการใดโปรดแจ้ง...".
_BESIDES = skeleton_pattern(
    r"(?: ขอให้ (?:ท่าน)? | ผล (?:เป็น)? ประการใด (?:ขอ)? (?:ได้)? (?:โปรด|ให้|กรุณา)? ) (?= .{6} )"
)
#: "จึงเรียนมาเพื่อโปรดทราบ" and no more: what the letter retells is for information too.
_INFORMING = skeleton_pattern(
    rf"^ \W* ทราบ (?! .{{0,20}}? (?:และ|เพื่อ|พร้อมทั้ง|แล้ว) (?: {VERB} | {ABIDE} ) )"
)
#: A sentence begins here, wherever its paragraph does.
_OPENER = r"ในการนี้ | ในโอกาสนี้ | อนึ่ง | นอกจากนี้ | จึง (?:ขอ)? (?: เรียน | แจ้ง ) มาเพื่อ"

#: What an office calls itself in its own letters.
KINDS = ("จังหวัด", "อำเภอ", "กระทรวง", "กรม", "สำนักงาน", "เทศบาล", "องค์การบริหารส่วน")

# --- lists

_LIST_FOLLOWS = skeleton_pattern(
    r"[ดต]ัง (?:ต่อไป)? นี้ (?:คือ)? \W* $ | (?: ดำเนินการ | ปฏิบัติ ) [ดต]ัง (?:ต่อไป)? น \W* $"
)
#: What is announced so is done item by item.
_TO_DO = skeleton_pattern(
    r"แนวทาง | ข้อสั่งการ | หน้าที่ | (?<!ผล) (?<!การ) (?: ดำเนิน(?:การ|งาน) | ปฏิบัติ ) .{0,60}? $"
)
_TOPIC = skeleton_pattern(r"^ (?: ด้าน | ระยะ )")
_OPENS_WITH_VERB = skeleton_pattern(
    rf"""^ [\W\dloO]{{0,5}} (?: (?:ขอ)? ให้ | โปรด | (?:หาก|กรณี) .* (?:ให้|โปรด)
        | {VERB} | นำ (?!ย) )"""
)
_ANY_VERB = skeleton_pattern(VERB)
_ASKS_ITSELF = skeleton_pattern(r"^ \W* (?: (?:ขอ)? ให้ | โปรด )")
#: An item tells of what is done already.
_DONE = skeleton_pattern(r"(?: เสร็จ(?:สิ้น)? | เรียบร้อย | ครบถ้วน ) แล้ว \W* $ | แล้ว (?= เมื่อวันที่ )")
_SUB_ITEM = re.compile(r"^\s*(?:\(?\d{1,2}\.\d|[-•–]\s)")
_LEADER = re.compile(r"[.…_]{3,}")
#: "ข้อ ๑" opens an item of a list as "๑." does.
_CLAUSE_ITEM = re.compile(r"^\s*ข้อ\s?\d{1,2}[.)]?\s+(?=\D)")
#: An item's number without its full stop.
_BARE_NUMBER = re.compile(r"^\W{0,2}[\dloO]{1,2}\s+(?=\D)")
#: A number that counts or dates something opens no item.
_COUNTS = skeleton_pattern(
    r"""^ \W* \d{1,2} \ ? (?: [ก-ฮ]{1,4}\. | [ก-ฮะ-ู]{3,8}(?:คม|ยน|นธ) | คน | แห่ง | ชุด | ฉบับ
    | วัน | ปี | บาท )"""
)
_NUMBERED = (ITEM, ITEM_MARK, _SUB_ITEM, _CLAUSE_ITEM, _BARE_NUMBER)
_INLINE_ITEM = re.compile(r"(?<=\s)(\d{1,2})[.)]\s?(?=[ก-ฮเ-ไ])")


class Request(NamedTuple):
    """What is asked, and the words that its list stands under: a deadline may be set there."""

    text: Text
    heading: Text | None = None


@dataclass(frozen=True, slots=True)
class _Heading:
    """What a list stands under: its words, whether every item is to be done, the list around."""

    words: Text
    to_do: bool
    outer: _Heading | None = None


def requests(body: Sequence[Text], sender: str | None) -> list[Request]:
    """What a letter's body asks, in print order: its own requests, or else those it retells."""
    own: list[Request] = []
    retold: list[Request] = []
    into, heading = own, None
    has_asked = _has_asked(body, sender)
    for sentence in _sentences(body, sender):
        if heading and _is_item(sentence) and not _is_blank(sentence):
            heading = _heading_for(sentence, heading)
            into += _asked_by_item(sentence, heading)
            heading = _heading_of(sentence, heading) or heading
        else:
            into = retold if sentence.search(_RETOLD) else own
            opened = _heading_of(sentence)
            asked = _asked(sentence, opened)
            asked = [*(_extended(sentence) if has_asked else ()), *asked]
            into += asked
            heading = opened or (None if asked else heading)
    closing = closing_of(body)
    return own or ([] if closing and closing.search(_INFORMING) else retold)


def _has_asked(body: Sequence[Text], sender: str | None) -> bool:
    """Whether the letter recalls that its own sender asked for something before."""
    names = "|".join(re.escape(name) for name in _called(sender))
    asked = skeleton_pattern(rf"^ .*? (?: {names} ) (?:ได้|จึง)? ขอให้")
    return bool(names) and any(
        paragraph[: recalled.end].search(asked)
        for paragraph in body
        if (recalled := paragraph.search(_RECALLED))
    )


def _extended(sentence: Text) -> list[Request]:
    """What a letter gives more time for, up to what it asks for besides."""
    given = sentence.search(_EXTENDED)
    if not given:
        return []
    more = sentence.search(_REQUEST, since=given.end)
    return [Request(sentence[given.end : more.start if more else len(sentence)])]


def closing_of(body: Sequence[Text]) -> Text | None:
    """What the letter is sent for, behind จึงเรียนมาเพื่อ; None where nothing is said."""
    for sentence in _sentences(body, None):
        closing = sentence.search(_CLOSING)
        if closing and (rest := sentence[closing.end :].strip()).is_printed:
            return rest
    return None


# --- paragraphs into sentences


def _sentences(body: Sequence[Text], sender: str | None) -> Iterator[Text]:
    """The paragraphs down to ขอแสดงความนับถือ, cut where a sentence or an item begins inside."""
    opener = skeleton_pattern(" | ".join([_OPENER, *_speaking(sender)]))
    for paragraph in takewhile(lambda text: not opens_with(text.string, "ขอแสดงความนับถือ"), body):
        cuts = sorted({0, *_openings(paragraph, opener), *_inline_items(paragraph), len(paragraph)})
        for start, end in pairwise(cuts):
            yield _without_recital(paragraph[start:end].strip())


def _speaking(sender: str | None) -> list[str]:
    """The sender speaking of itself: "จังหวัดเชียงรายจึง", "จังหวัดจึง", "อำเภอพิจารณาแล้ว"."""
    names = "|".join(re.escape(name) for name in _called(sender))
    return [rf"(?: {names} ) \ ? (?: จึง (?:ใคร่)? ขอ | พิจารณาแล้ว )"] if names else []


def _called(sender: str | None) -> tuple[str, ...]:
    """What an office calls itself: its name, and the kind of office it is."""
    kind = next((kind for kind in KINDS if sender and sender.startswith(kind)), None)
    return (sender, kind) if sender and kind else ()


def _openings(paragraph: Text, opener: re.Pattern[str]) -> Iterator[int]:
    marked = skeleton(paragraph.string)
    return (marked.span(*match.span())[0] for match in opener.finditer(marked.string))


def _inline_items(paragraph: Text) -> list[int]:
    """Where the items of a list begin that runs on in one paragraph: 1, 2, 3 in their order."""
    first = ITEM.match(paragraph.folded)
    expected = int(first["number"].split(".")[0]) + 1 if first else 1
    starts = []
    for mark in _INLINE_ITEM.finditer(paragraph.folded):
        if int(mark[1]) == expected:
            starts.append(mark.start())
            expected += 1
    return starts if first or len(starts) > 1 else []


def _without_recital(sentence: Text) -> Text:
    """A sentence without "ตามที่ ... นั้น": what was asked before is not asked now."""
    recalled = sentence.search(_RECALLED)
    return sentence[recalled.end :] if recalled else sentence


# --- sentences into requests


def _asked(sentence: Text, heading: _Heading | None) -> list[Request]:
    """What a sentence asks: all behind its request; [] if it asks nothing.

    The closing asks only where it sets a deadline: พิจารณาดำเนินการ alone repeats the request.
    """
    closing = sentence.search(_CLOSING)
    if closing:
        rest = sentence[closing.end :]
        besides = rest.search(_BESIDES)
        if besides:
            return [Request(rest[besides.end :])]
        bare = rest.search(_REPEATED)
        return [Request(rest[bare.end :] if bare else rest)] if find_dues(rest.string) else []
    asked = _behind_requests(sentence)
    return [Request(text) for text in (asked[:-1] if heading and heading.to_do else asked)]


def _behind_requests(sentence: Text) -> list[Text]:
    first = sentence.search(_REQUEST)
    if not first or sentence.search(_TO_ASK):
        return []
    rest = sentence[first.end :]
    more = list(_spans(rest, _ANOTHER))
    starts = [0, *(span.end for span in more)]
    ends = [*(span.start for span in more), len(rest)]
    return [rest[start:end] for start, end in zip(starts, ends, strict=True)]


def _spans(text: Text, pattern: re.Pattern[str]) -> Iterator[Span]:
    at = 0
    while span := text.search(pattern, since=at):
        yield span
        at = span.end


def _heading_of(sentence: Text, outer: _Heading | None = None) -> _Heading | None:
    """The heading that a sentence is, in the list `outer`; None where no list follows it."""
    follows = sentence.search(_LIST_FOLLOWS)
    if not follows:
        return None
    asked = _behind_requests(sentence[: follows.start])
    words = asked[-1] if asked else sentence[: follows.start]
    is_bare = bool(asked) and not words.search(_ANY_VERB)
    return _Heading(words, is_bare or bool(words.search(_TO_DO)), outer)


def _is_item(sentence: Text) -> bool:
    """Whether a sentence behind a list's heading is of the list, its number perhaps misread.

    Without a number, one that heads a list is of no list.
    """
    numbered = ITEM.match(sentence.folded) or ITEM_MARK.match(sentence.folded)
    bare = sentence.search(_OPENS_WITH_VERB) and not sentence.search(_LIST_FOLLOWS)
    clause = _CLAUSE_ITEM.match(sentence.folded)
    if _BARE_NUMBER.match(sentence.folded) and not sentence.search(_COUNTS):
        return True
    return bool(numbered or clause or _SUB_ITEM.match(sentence.folded) or bare)


def _is_blank(item: Text) -> bool:
    """Whether an item is a line of a form, to be filled in: "๑. ชื่อ......... นามสกุล"."""
    return _LEADER.search(item.string) is not None


def _heading_for(item: Text, heading: _Heading) -> _Heading:
    """The heading of an item's own list: "๓." behind "๒.๑" is of the outer one again."""
    leaves = heading.outer and ITEM.match(item.folded) and not _SUB_ITEM.match(item.folded)
    return heading.outer if leaves and heading.outer else heading


def _asked_by_item(item: Text, heading: _Heading) -> list[Request]:
    """What an item asks: itself under a heading of things to do, else what it asks in words."""
    marks = (mark.match(item.folded) for mark in _NUMBERED)
    text = item[max((mark.end() for mark in marks if mark), default=0) :].strip()
    is_sub = bool(_SUB_ITEM.match(item.folded))
    inner = _heading_of(text)
    if (inner and inner.to_do) or any(map(text.search, (_TOPIC, _DONE, _TO_ASK))):
        return []
    asks = heading.to_do and not (is_sub and not text.search(_OPENS_WITH_VERB))
    return [Request(text, heading.words)] if asks or text.search(_ASKS_ITSELF) else []
