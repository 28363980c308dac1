"""Why a value wants a person's eye (ข้อสังเกต): each reason a `Doubt` names, Thai and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Reason(NamedTuple):
    """One sentence for the clerk, one for everybody else; neither names a value."""

    thai: str
    english: str


REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        "digits-unreadable": Reason(
            "เครื่องอ่านพิมพ์เลข ๔ ๖ ๗ ๘ ๙ ไม่ได้ เลขที่อ่านได้อาจเป็นเลขอื่น",
            "The recogniser cannot print the digits ๔ ๖ ๗ ๘ ๙, so another digit may stand here.",
        ),
        "digits-mixed": Reason(
            "มีเลขอารบิกปนกับเลขไทย เลขอารบิกอาจอ่านผิด",
            "Arabic digits stand among Thai ones; those may have been misread.",
        ),
        "digits-contested": Reason(
            "มีเลขที่อาจเป็นเลขอื่น และไม่มีหลักฐานอื่นในแฟ้มยืนยัน",
            "A digit may be another one, and nothing else in the scan settles which.",
        ),
        "stamp-across": Reason(
            "ตรารับทับข้อความนี้ อาจมีข้อความของตราปนอยู่",
            "A receive stamp lies across this print, and may have left words in it.",
        ),
        "office-unknown": Reason(
            "ไม่พบชื่อหน่วยงานนี้ในบัญชีรายชื่อ หรือไม่ได้อ่านจากชื่อที่พิมพ์ไว้",
            "This office is in no table, or was not read from a printed name.",
        ),
        "subjects-differ": Reason(
            "ชื่อเรื่องต่างเล็กน้อยจากหนังสือฉบับอื่นในแฟ้มเดียวกัน อาจอ่านผิด",
            "The subject differs slightly from another letter's in the same scan: one was misread.",
        ),
        "telephone-impossible": Reason(
            "ไม่มีหมายเลขโทรศัพท์ที่ยาวเท่านี้หรือขึ้นต้นอย่างนี้ อาจอ่านเลขตกหรือเกินไป",
            "No telephone number is so long or begins so: a digit was lost, added or misread.",
        ),
        "number-shortened": Reason(
            "เลขที่มีวงเล็บ ซึ่งทะเบียนไม่ได้เก็บไว้",
            "The number has a part in brackets, which the register leaves out.",
        ),
        "enclosures-in-one": Reason(
            "อาจมีสิ่งที่ส่งมาด้วยมากกว่าหนึ่งรายการอยู่ในข้อความนี้",
            "This may be several enclosures that were read as one.",
        ),
        "day-unread": Reason(
            "กำหนดส่งระบุวันที่ของเดือน แต่อ่านวันไม่ได้",
            "The deadline names a day of the month, but the day could not be read.",
        ),
        "day-off": Reason(
            "หนังสือลงวันที่ซึ่งเป็นวันหยุดราชการ",
            "The letter is dated on a day when offices are closed.",
        ),
        "low-confidence": Reason(
            "อ่านได้ไม่ชัด โปรดเทียบกับต้นฉบับ",
            "The print was hard to read; compare it with the page.",
        ),
        "weekday-disagrees": Reason(
            "วันในสัปดาห์ที่พิมพ์ไว้ไม่ตรงกับวันที่",
            "The weekday printed does not fall on this date.",
        ),
        "impossible-date": Reason(
            "วันที่ที่อ่านได้ไม่มีในปฏิทิน",
            "The date as read does not exist.",
        ),
        "date-before-cited": Reason(
            "หนังสือลงวันที่ก่อนหนังสือที่อ้างถึง",
            "The letter is dated before a letter that it cites.",
        ),
        "number-differs-from-citation": Reason(
            "เลขที่หนังสือไม่ตรงกับที่หนังสือฉบับอื่นอ้างถึง",
            "The number differs from the one under which another letter cites it.",
        ),
        "date-differs-from-citation": Reason(
            "วันที่ไม่ตรงกับที่หนังสือฉบับอื่นอ้างถึง",
            "The date differs from the one under which another letter cites it.",
        ),
        "number-differs-from-copy": Reason(
            "เลขที่หนังสือไม่ตรงกับสำเนาอีกฉบับของหนังสือเดียวกัน",
            "The number differs from that of another copy of the same letter.",
        ),
        "date-differs-from-copy": Reason(
            "วันที่ไม่ตรงกับสำเนาอีกฉบับของหนังสือเดียวกัน",
            "The date differs from that of another copy of the same letter.",
        ),
        "settled-by-citations": Reason(
            "ที่อ่านได้ขัดกับหนังสือหลายฉบับที่อ้างถึงหนังสือนี้ จึงใช้ตามที่อ้างถึง",
            "The print, or its reading, goes against several letters that cite this one.",
        ),
        "perhaps-one-letter": Reason(
            "อาจเป็นหนังสือฉบับเดียวกับอีกฉบับหนึ่งในทะเบียนที่อ่านเลขที่หรือวันที่ต่างกัน",
            "This may be the same letter as another one whose number or date was read differently.",
        ),
        "no-letter": Reason(
            "ไม่พบหนังสือราชการในแฟ้มนี้",
            "No official letter was found in this scan.",
        ),
        "no-number": Reason(
            "ไม่พบเลขที่หนังสือ",
            "No letter number was found.",
        ),
        "no-date": Reason(
            "ไม่พบวันที่ของหนังสือ",
            "No date was found.",
        ),
        "no-sender": Reason(
            "ไม่พบชื่อส่วนราชการเจ้าของหนังสือ",
            "No issuing office was found.",
        ),
        "split-uncertain": Reason(
            "ไม่แน่ใจว่าหนังสือฉบับนี้เริ่มหรือจบที่หน้านี้",
            "It is not certain that a letter begins or ends at this page.",
        ),
        "page-missing": Reason(
            "เลขหน้าหรือคำต่อท้ายหน้าบอกว่ามีหน้าอื่นต่อ แต่ไม่พบหน้านั้น",
            "A page number, or the words that a page's foot promises, tell of a page not found.",
        ),
        "page-unread": Reason(
            "มีหน้าที่เครื่องอ่านไม่ได้ ซึ่งอาจเป็นของหนังสือฉบับนี้ โปรดดูต้นฉบับ",
            "A page that could not be read may belong to this letter; look at the original.",
        ),
        "page-reduced": Reason(
            "หน้านี้ใหญ่เกินกำหนด จึงอ่านที่ความละเอียดต่ำลง",
            "This page is larger than allowed, and was read at a lower resolution.",
        ),
        "page-out-of-order": Reason(
            "หน้านี้ไม่ได้อยู่ตามลำดับ",
            "This page does not lie in its order.",
        ),
        "page-turned": Reason(
            "หน้านี้สแกนกลับหัว เครื่องหมุนให้แล้ว",
            "This page was scanned upside down, and turned before it was read.",
        ),
        "enclosure-missing": Reason(
            "ระบุไว้ในสิ่งที่ส่งมาด้วย แต่ไม่พบในแฟ้มนี้",
            "It is listed among the enclosures, but was not found in this scan.",
        ),
        "enclosure-unlisted": Reason(
            "พบเอกสารแนบที่ไม่ได้ระบุไว้ในสิ่งที่ส่งมาด้วย",
            "Pages are attached that no letter lists among its enclosures.",
        ),
        "received-before-sent": Reason(
            "วันที่ในตรารับอยู่ก่อนวันที่ของหนังสือ",
            "The receive stamp is dated before the letter itself.",
        ),
        "out-of-hours": Reason(
            "เวลาในตรารับอยู่นอกเวลาที่รับหนังสือได้ อาจอ่านเลขตกไป",
            "Nobody takes letters in at the stamp's hour: a digit of it may have been lost.",
        ),
        "handwritten": Reason(
            "ข้อความที่กรอกในตรารับอ่านได้ไม่ชัด อาจเขียนด้วยลายมือ",
            "What was filled in on the receive stamp, perhaps by hand, was hard to read.",
        ),
        "stamp-unreadable": Reason(
            "พบตรารับหนังสือแต่อ่านเลขหรือวันที่ไม่ได้",
            "There is a receive stamp, but its number or date could not be read.",
        ),
        "settled": Reason(
            "ที่พิมพ์หรือที่อ่านได้ขัดกับหลักฐานอื่นในแฟ้ม จึงใช้ค่าที่หลักฐานสนับสนุน",
            "The print, or its reading, goes against the rest of the bundle, which was followed.",
        ),
        "supplied": Reason(
            "อ่านจากตัวหนังสือเองไม่ได้ จึงใช้ตามที่เอกสารอื่นในแฟ้มระบุ",
            "It could not be read in its place and was taken from elsewhere in the bundle.",
        ),
        "unlikely-number": Reason(
            "เลขที่หนังสือผิดแบบของส่วนราชการนี้",
            "This office does not number its letters so.",
        ),
        "unlikely-date": Reason(
            "วันที่ของหนังสือขัดกับตรารับหรือหนังสืออื่นในแฟ้ม",
            "The date goes against the receive stamps or the other letters of the bundle.",
        ),
        "link-ambiguous": Reason(
            "มีหนังสือมากกว่าหนึ่งฉบับที่ตรงกับหนังสือที่อ้างถึง",
            "More than one letter fits this citation, so none was linked.",
        ),
        "deadline-before-letter": Reason(
            "กำหนดส่งอยู่ก่อนวันที่ของหนังสือ",
            "The deadline falls before the letter's own date.",
        ),
    }
)
