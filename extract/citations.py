"""Other letters named in a letter: "หนังสือ X ที่ N ลงวันที่ D", wherever it stands."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from extract.days import find_dates
from extract.letter import Citation, Found
from extract.numbers import LetterNumber, NumberSpan, find_numbers
from extract.offices import find_office
from extract.patterns import URGENCIES
from extract.text import Text

Context = Literal["attachment", "reference", "body"]

#: หนังสือ before the sender; OCR may lose its marks.
_LETTER = re.compile(r"(?:สํา|สำ|สา)?(?:เนา)?\s*หน[ัํ]?งส[ืีิ]?อ\s*(?=[ก-ฮเแโใไ])")
#: ที่ before a number, and an urgency that stands before that; no part of the sender's name.
_BEFORE_NUMBER = re.compile(rf"\s*(?:{'|'.join(URGENCIES)})?\s*ท\S{{0,3}}\s*$")
#: How far behind a number its ลงวันที่ may stand, in characters.
_REACH = 40


def citations_in(text: Text, context: Context) -> list[Citation]:
    """Every letter that `text` names by number, in order; none named is an empty list."""
    spans = find_numbers(text.string)
    edges = [0, *(span.end for span in spans[:-1])]
    ends = [*(span.start for span in spans[1:]), len(text)]
    return [
        _cited(text, start, span, end, context)
        for start, span, end in zip(edges, spans, ends, strict=False)
    ]


def unnumbered_citation(text: Text, context: Context) -> Citation | None:
    """A letter named by its sender alone, its number unread: "สำเนาหนังสือจังหวัดเชียงราย ..."."""
    opening = _LETTER.match(text.string)
    if not opening:
        return None
    dates = [span for span in find_dates(text.string) if span.value]
    day = text[dates[0].start : dates[0].end].found(dates[0].value, "cited.date") if dates else None
    sender = _sender(text[opening.end() : dates[0].start if dates else len(text)], None)
    return Citation(context, None, day, sender, text.found(text.string, "cited"))  # type: ignore[arg-type]


def _cited(text: Text, start: int, span: NumberSpan, end: int, context: Context) -> Citation:
    openings = list(_LETTER.finditer(text.string, start, span.start))
    named = openings[-1].end() if openings else None
    sender = _sender(text[named : span.start], span.number) if named is not None else None
    day = _date_behind(text[span.end : min(end, span.end + _REACH)])
    first = openings[-1].start() if openings else span.start
    last = span.end + (_REACH if day else 0)
    phrase = text[first : min(end, last)].strip()
    number = text[span.start : span.end].found(span.number, span.rule, span.confidence)
    return Citation(context, number, day, sender, phrase.found(phrase.string, "cited"))


def _sender(text: Text, number: LetterNumber | None) -> Found[str] | None:
    """The office between หนังสือ and ที่, by its registered name where it has one."""
    tail = _BEFORE_NUMBER.search(text.string)
    named = (text[: tail.start()] if tail else text).strip()
    if not named.is_printed:
        return None
    match = find_office(named.string, code=number.code if number else None)
    name = match.office.name if match else named.string
    return named.found(name, "cited.sender", match.score if match else 0.8)


def _date_behind(text: Text) -> Found[date] | None:
    for span in find_dates(text.string):
        if span.value:
            return text[span.start : span.end].found(span.value, span.rule, span.confidence)
    return None
