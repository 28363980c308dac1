"""Words that requests and deadlines are made of, whole again where a scan wore them down.

A letter says "ภายในวันที่ ... ของทุกเดือน" in few words, so one that is a letter off one of them is
that word misread, whatever the slip was: a letter for another, one lost, one too many. Skeletons
(see `extract.thaitext`) take care of marks and spaces; this takes care of letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extract.thaitext import Skeleton, bones, skeleton

#: Long enough that no other word of these letters is one slip away; 0 stands for any digit.
_WORDS = (
    "ภายในวันที่", "ภายในเดือน", "ภายใน 0 วัน", "ภายใน 00 วัน", "ภายในวัน", "ไม่เกินวันที่",
    "ไม่เกินวัน", "ไม่เกินเดือน", "ก่อนวันที่", "ก่อนสิ้น", "อย่างช้าที่สุด", "ของทุกเดือน",
    "ของแต่ละเดือน", "ของเดือน", "ทุกเดือน", "เดือนถัดไป", "เป็นประจำทุก", "ทุกสิ้นเดือน",
    "สิ้นเดือน", "สิ้นปีงบประมาณ", "ทุกวันที่", "ทุกไตรมาส", "รายไตรมาส", "ไตรมาสที่", "ทุกสัปดาห์",
    "สุดท้ายของ", "ของทุกปี", "วันทำการ", "ปีงบประมาณ", "สุดท้ายของเดือน", "แรกของเดือน",
    "ของเดือนถัดไป", "วันจันทร์", "วันอังคาร", "วันพฤหัสบดี", "วันศุกร์", "วันเสาร์", "วันอาทิตย์",
    "นับถัดจากวันที่", "นับแต่วันที่", "นับแต่วันสิ้น", "นับแต่วันนี้", "นับตั้งแต่วันที่",
    "นับจากวันที่",
    "ได้รับหนังสือ", "ได้รับแจ้ง", "หนังสือฉบับนี้", "อย่างต่อเนื่อง", "อย่างสม่ำเสมอ",
    "ความร่วมมือ", "ความอนุเคราะห์", "ดังต่อไปนี้", "จึงเรียนมาเพื่อ", "ประชาสัมพันธ์", "ดำเนินการ",
    "แจ้งรายชื่อ", "รายงานผล", "รายงานแล้ว", "รายละเอียด",
)  # fmt: skip
#: Words this long may be two slips off.
_LONG = 14
#: An alignment shows where a worn word stands but for a letter at either end.
_NEAR = (-1, 0, 1)
_DIGIT = re.compile(r"\d")
#: What a whole word is hidden by while worn ones are looked for.
_HIDDEN = "\0"


class _Slip(NamedTuple):
    """A worn word: the half-open span it stands on, and the word it is."""

    start: int
    end: int
    word: str


@lru_cache(maxsize=256)
def mended(text: str) -> Skeleton:
    """The skeleton of a text with its worn words whole; every letter still leads back to print."""
    marked = skeleton(text)
    for slip in sorted(_slips(marked.string), reverse=True):
        marked = _replaced(marked, slip)
    return marked


def _slips(string: str) -> Iterator[_Slip]:
    """The worn words of a skeleton's string, none overlapping another or a whole word."""
    unread = _DIGIT.sub("0", string)
    for word in _VOCABULARY:
        unread = unread.replace(word, _HIDDEN * len(word))
    for word in _VOCABULARY:
        while len(word) <= len(unread) and (slip := _worn(word, unread)):
            unread = unread[: slip.start] + _HIDDEN * (slip.end - slip.start) + unread[slip.end :]
            yield slip


def _worn(word: str, unread: str) -> _Slip | None:
    """Where `word` stands in `unread` with no more slips than its length allows."""
    allowed = 1 + (len(word) >= _LONG)
    near = fuzz.partial_ratio_alignment(word, unread, score_cutoff=100 * (1 - allowed / len(word)))
    if near is None:
        return None
    spans = product((near.dest_start + n for n in _NEAR), (near.dest_end + n for n in _NEAR))
    inside = [(start, end) for start, end in spans if 0 <= start < end <= len(unread)]
    slips, _, start, end = min(
        (Levenshtein.distance(word, unread[start:end]), abs(end - start - len(word)), start, end)
        for start, end in inside
    )
    damaged = unread[start:end]
    readable = _HIDDEN not in damaged and damaged.count("0") == word.count("0")
    return _Slip(start, end, word) if slips <= allowed and readable else None


def _replaced(marked: Skeleton, slip: _Slip) -> Skeleton:
    """`marked` with a word for its worn print; the digits are those printed."""
    printed = marked.string[slip.start : slip.end]
    digits = iter(_DIGIT.findall(printed))
    word = _DIGIT.sub(lambda _: next(digits), slip.word)
    places = [min(slip.start + n, slip.end - 1) for n in range(len(word))]
    places[-1] = slip.end - 1
    string = marked.string[: slip.start] + word + marked.string[slip.end :]
    offsets = (
        *marked.offsets[: slip.start],
        *(marked.offsets[place] for place in places),
        *marked.offsets[slip.end :],
    )
    return Skeleton(marked.source, string, offsets)


#: The longest first, so that no part of a longer word is taken for a shorter one.
_VOCABULARY = tuple(sorted({bones(word) for word in _WORDS}, key=lambda word: (-len(word), word)))
