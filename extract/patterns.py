"""Every word and shape that a letter is recognised by, named, in one place.

OCR loses what stands above the line first, so headings are compared by their skeletons (see
`extract.thaitext`) and need only be alike.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from rapidfuzz import fuzz, process

from extract.thaitext import fold_digits, skeleton, skeleton_pattern

Heading = Literal["subject", "salutation", "to", "reference", "enclosure", "unit", "closing"]

#: Printed large at the top of an internal memo, and alone in its row.
MEMO = "บันทึกข้อความ"

#: What opens each part of a letter. A memo's ส่วนราชการ names its sender.
HEADINGS: tuple[tuple[Heading, str], ...] = (
    ("enclosure", "สิ่งที่ส่งมาด้วย"),
    ("enclosure", "สิ่งที่ส่งมาพร้อมนี้"),
    ("closing", "ขอแสดงความนับถือ"),
    ("unit", "ส่วนราชการ"),
    ("reference", "อ้างถึง"),
    ("salutation", "กราบเรียน"),
    ("subject", "เรื่อง"),
    ("salutation", "เรียน"),
    ("to", "ถึง"),
)

#: How a body's first line opens (ภาคเหตุ). Skeletons, compared at the start of an indented row.
BODY_OPENERS = (
    "ด้วย", "ตามที่", "ตามหนังสือ", "ตาม", "เนื่องจาก", "เนื่องด้วย", "โดยที่", "อนุสนธิ",
    "สืบเนื่อง", "เพื่อให้", "จึง", "ในการประชุม", "พร้อมนี้", "ขอให้", "ขอส่ง", "ส่ง",
)  # fmt: skip

#: "- ๒ -" at the top of a letter's second page; the dashes may be long or lost on one side.
PAGE_NUMBER = re.compile(r"^\s*[-–—~_.]{1,3}\s*(\d{1,2})\s*[-–—~_.]{1,3}\s*$")
#: A page number by another custom, where it stands in the middle: "๒", "หน้า ๒", "หน้า ๒/๓".
BARE_PAGE_NUMBER = re.compile(
    r"^\W{0,3}(?:หน[้]?า(?:ท[ีิ]่?)?\s*)?(\d{1,2})(?:\s?/\s?\d{1,2})?\W{0,3}$"
)

#: "/๓. แจ้ง ..." or "/ในการนี้ ..." at a page's foot: the next page's first words.
CONTINUATION = re.compile(r"^[/\\|][\s]*(?P<words>\S.*?)[\s.…]*$")

#: One numbered item: "๑." "๒)" "(๓)" "๒.๑". Digits are folded before matching.
ITEM = re.compile(r"^\(?(?P<number>\d{1,2}(?:\.\d{1,2})?)\s?[.)]\s*(?=\D)")
#: One item of a list of enclosures, whose rows open with no other number: its dot may be lost.
LISTED = re.compile(r"^\(?\d{1,2}\s?[.,)]?\s*(?=[ก-ฮเแโใไ])")
#: The mark of an item in a list, its number perhaps misread or lost.
ITEM_MARK = re.compile(r"^\W{0,2}[\dloO]{0,3}\s?[.,)]\s*(?=\D)")

#: How enclosures are counted. A unit by another name ends where its word does.
_UNIT = r"(?:แผ่นพับ|ชุด|ฉบับ|แผ่น|เล่ม|หน้า|รายการ|แฟ้ม|ซอง|[ก-๎]{2,12})"
_COUNT = rf"(?P<quantity>\d{{1,4}}|[lIoO])\s*(?P<unit>{_UNIT})"
#: "จำนวน ๑ ชุด (๔ แผ่น)" behind an enclosure. OCR may lose marks in จำนวน.
COUNTED = re.compile(rf"\s*จ[ําำ]*[นบ]ว?[นบ]\s*{_COUNT}(?:\s*\([^()]{{1,30}}\))?")
#: Some leave the word out: "๑ ชุด" ends the enclosure.
COUNTED_BARE = re.compile(r"\s+(?P<quantity>\d{1,3})\s*(?P<unit>ชุด|ฉบับ|แผ่น|เล่ม)\W*$")

#: "(นายสมมุติ ตัวอย่าง)": the signer's name under the signature.
SIGNER = re.compile(r"^\W{0,2}\(\s*(?P<name>[^()]{4,60})\s*\)\W{0,2}$")

#: How a signer's line opens where its brackets are worn away.
PERSON = re.compile(
    r"^\W{0,3}(?:นาย|นาง|น\.ส\.|ว่าที่|พล\.?|พ\.?[ตท]\.|ร้อย|พัน|จ่า|ดร\.|ผศ\.|รศ\.|ศ\.)"
    r"[ก-๎. ]{5,60}\W{0,2}$"
)
#: Between a signer's own title and that of whom he acts for.
ACTING_FOR = skeleton_pattern(
    r"""(?: (?:ป.?ฏ.?บ.?ต.? | รักษา) (?:ราชการ | หน้าที่ | การ) | ทำการ )
    (?: แทน | ในตำแหน่ง | ในหน้าที่ )?"""
)

#: Offices of other ministries in a district's hall: they number their own letters.
OTHER_DISTRICT_OFFICE = skeleton_pattern(
    r"พัฒนาชุมชน | เกษตรอำเภอ | ปศุสัตว์ | สาธารณสุข | ประมง | สัสดี | ที่ดิน | สถิติ"
)
#: Arabic digits beside Thai ones, in a number or a date: one hand writes but one script.
MIXED_DIGITS = re.compile(r"(?=.*[๐-๙]).*[0-9]")
#: "สั่ง ณ วันที่ ๓ มีนาคม ๒๕๖๙": an order, an announcement, a certificate is given on a day.
AT_DAY = skeleton_pattern(r"(?: สั่ง | ประกาศ | ให้ไว้ | แถลง | ออกให้ )? .? ณ วันที่")

#: Between the addressee and the officer through whom a letter reaches him.
THROUGH = skeleton_pattern(
    r"\(?ผ่าน (?= ปลัด | หัวหน้า | ผู้ | ผอ | รอง | นาย | ท้องถิ่น | เลขา | อธิบดี | คณบดี | กอง | สำนัก )"
)
#: What heads the list of addressees at a letter's back.
HEADS_LIST = re.compile(r"^\W*(?:บัญชี|ราย\s?ช[ืีิ]?[่้]?อ|แนบท้าย)")

#: "โทร. ๐ ๕๓๐๐ ๐๐๐๐ ต่อ ๑๒", "โทรสาร ๐-๕๓๐๐-๐๐๐๐"; digits are folded before matching.
TELEPHONE_WORD = re.compile(r"โทร(?:ศัพท์|สาร)?\s?[.:]*|โทรสาร")
FAX = re.compile("สาร")
TELEPHONE = re.compile(
    r"(?<!\d)(?P<number>0(?:[ -]{0,2}\d){7,9})(?!\d)(?:\s?(?:ต่อ|-)\s?(?P<extension>\d{1,5}))?"
)
#: The telephone numbers there are: nine digits in a house, ten in a pocket; 00 is a specimen's.
CALLABLE = re.compile(r"(?:0[02-57]\d{7}|0[689]\d{8})(?!\d)")
#: A space may stand before a digit of the name: "saraban1 1@example.go.th".
EMAIL = re.compile(
    r"(?!E-?mail)[A-Za-z0-9][\w.+-]*(?:\s\d[\w.+-]*){0,3}\s?@\s?[A-Za-z0-9-]+(?:\.\s?[A-Za-z0-9-]+)+",
    re.IGNORECASE,
)

URGENCIES = ("ด่วนที่สุด", "ด่วนมาก", "ด่วน")
SECRECIES = ("ลับที่สุด", "ลับมาก", "ลับ")

#: First words of the page that heads an order or an announcement.
ORDER_HEADS = (("order", "คำสั่ง"), ("announcement", "ประกาศ"))

#: What stands alone over an enclosure: "สิ่งที่ส่งมาด้วย ๑", "เอกสารแนบ ๒". Matched in skeletons.
ENCLOSURE_MARK = skeleton_pattern(
    r"""^\W*
    (?: สิ่งที่ส่งมา(?:ด้วย|พร้อมนี้) | เอกสาร(?:แนบ|แนบท้าย|ประกอบ|(?=หมายเลข)) | ภาคผนวก )
    (?: หมายเลข | ลำดับที่ | ที่ )? (?P<number>\d{1,2} | [กขคง])? \W*$"""
)
#: What the title of a form, a list or a guide opens with.
TITLES = (
    "แบบ", "บัญชี", "รายชื่อ", "กำหนดการ", "ตาราง", "ทะเบียน", "คู่มือ", "แนวทาง", "ใบสมัคร",
    "แผนที่", "แผนผัง", "แผนภูมิ", "รายละเอียด", "ตัวอย่าง", "หลักเกณฑ์", "โครงการ", "สรุป", "ข้อมูล",
)  # fmt: skip
#: The head of a table's first column.
TABLE_HEADS = ("ลำดับ", "ที่")

#: First words of what is given as an order or an announcement under another name. Among a letter's
#: attachments the same words open agendas and news sheets, so they begin no letter by themselves.
FORM_HEADS = (
    *ORDER_HEADS, ("order", "ระเบียบ"), ("order", "ข้อบังคับ"),
    ("announcement", "แถลงการณ์"), ("announcement", "ข่าว"),
)  # fmt: skip

#: The agenda of a meeting is no rule, though it opens like one.
AGENDA = "ระเบียบวาระ"

URL = re.compile(r"(?:https?://|www\.)[\x21-\x7e]+", re.IGNORECASE)


class HeadingSpan(NamedTuple):
    """A heading at the start of a text, and where the value behind it begins."""

    heading: Heading
    end: int


def opens_with(text: str, phrase: str, at_least: float = 80) -> int:
    """Where `phrase` ends in `text` if the text opens with it, OCR damage allowed; else 0."""
    bones, wanted = skeleton(text), skeleton(phrase).string
    lengths = (len(wanted), len(wanted) - 1, len(wanted) + 1)
    alike = [(fuzz.ratio(bones.string[:length], wanted), length) for length in lengths]
    likeness, length = max(alike, key=lambda pair: pair[0])
    if likeness < at_least:
        return 0
    return bones.offsets[length] if length < len(bones.string) else len(text)


def opens_body(text: str) -> bool:
    """Whether a row opens as a body does; a short word is too like others to be damaged."""
    return any(opens_with(text, word, 95 if len(word) < _LONG else 80) for word in BODY_OPENERS)


def enclosure_mark(text: str) -> re.Match[str] | None:
    """The mark over an enclosure that the whole of a row is, with its number, if it has one."""
    return ENCLOSURE_MARK.match(skeleton(text).string)


def is_counted(text: str) -> bool:
    """Whether a row of an enclosure ends it by saying how many: "... จำนวน ๑ ชุด"."""
    folded = fold_digits(text)
    behind = [len(folded) - found.end() for found in COUNTED.finditer(folded)]
    return min(behind, default=_LONG) < _LONG or bool(COUNTED_BARE.search(folded))


def heading_of(text: str) -> HeadingSpan | None:
    """The heading that a row opens with, if any; the longest names are tried first."""
    for heading, phrase in HEADINGS:
        end = opens_with(text, phrase, _STRICT.get(phrase, 75))
        if end and (phrase not in _APART or not text[end - 1 : end].strip()):
            return HeadingSpan(heading, end)
    return None


def stands_alone(text: str, phrases: tuple[str, ...], at_least: float = 80) -> str | None:
    """Which of `phrases` the whole text is, OCR damage allowed, or None."""
    found = process.extractOne(
        skeleton(text).string,
        [skeleton(phrase).string for phrase in phrases],
        scorer=fuzz.ratio,
        score_cutoff=at_least,
    )
    return phrases[found[2]] if found else None


#: A word of this length shows which it is though one letter is damaged; less is dirt at an end.
_LONG = 5
#: A short heading must match better: one wrong letter of three is another word.
#: A running text may go on with it in a new row: "... /ถึงวันที่"; the heading has a gap behind it.
_APART = ("ถึง",)
_STRICT: dict[str, float] = {"ถึง": 100, "เรื่อง": 75, "เรียน": 75, "อ้างถึง": 80}
