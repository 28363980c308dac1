"""The words that deadlines are made of: pieces of patterns on skeletons, and numbers in words.

Skeletons have no spaces, no tone marks, and Arabic digits. "ภายใน" opens most deadlines and is
damaged like any other word: each of its letters may be one that looks like it.
"""

from __future__ import annotations

from extract.days import HOUR_MARK
from extract.thaitext import bones

WITHIN = "[ภกถ]า[ยบข][ไโเ][นบมณ]"
BY = rf"""(?: (?:อย่างช้า)? (?: {WITHIN} | (?:ไม่|มิ|มิให้)เกิน (?:กว่า)? )
    | อย่างช้า(?:ที่)?(?:สุด)? | ไม่ช้ากว่า | ให้ทัน )"""
BEFORE = r"(?P<before> (?<!ไม่) (?<!เกิด) ก่อน )"
ON = r"(?: (?:ใน)? วัน (?:[ก-ฮะ-ูเ-ไ]{3,9}?)? (?:ที่|ท)? )"
TIME = rf"(?:เวลา)? (?P<hour>[01]?\d|2[0-3]) [.:] (?P<minute>[0-5]\d) (?!\d) {HOUR_MARK}"
MONTH_WORD = "เ[ดต](?:ื)?อน"
EVERY = r"(?: (?:ทุก|แต่ละ) ๆ? )"
DAY = r"(?P<day> 3[01] | [12]\d | 0?[1-9] ) (?!\d|[./:]\d)"
NUMBER = r"[ ,.'-]{0,2} (?P<number> \d{1,3} | [ก-ฮะ-ูเ-ไ]{2,10}? ) \ ?"

_UNITS = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_TENS = ("", "สิบ", "ยี่สิบ", *(f"{unit}สิบ" for unit in _UNITS[3:]))
_NUMBER_WORDS = {
    bones(tens + ("เอ็ด" if tens and digit == 1 else unit)): ten * 10 + digit
    for ten, tens in enumerate(_TENS)
    for digit, unit in enumerate(_UNITS)
}


def number_of(printed: str) -> int:
    """ "15" or "สิบห้า" as a number; 0 when it is neither."""
    bare = printed.strip()
    return int(bare) if bare.isdigit() else _NUMBER_WORDS.get(bare, 0)
