"""What a person should look at (รายการให้ตรวจ): every doubtful reading of the register, each with
what else it might be and where it is printed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import groupby, islice
from typing import Any

from correspondence_db.record import Row, day_of
from correspondence_db.store import Register
from extract.doubts import REASONS
from extract.letter import jsonable
from extract.text import PlacedLine, Text, of_line
from ocr.page import Box, OcrPage

#: So many other readings of one print are worth a clerk's time.
_OTHERS = 3
#: The pages of so many scans are kept while the register is gone through.
_SCANS = 8

PagesOf = Callable[[str], tuple[OcrPage, ...]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A letter that a doubt is about beside its own: it may be the one cited, or the same one."""

    letter_id: int
    sender: str | None
    number: str | None
    date: date | None


@dataclass(frozen=True, slots=True)
class Question:
    """A doubtful reading: `field` as `show` names it, `reasons` keys of `extract.doubts`.

    `reading`, `raw` (its print) and `confidence` are None where nothing could be read. Of the
    `alternatives` those of other copies come first, then the print with other digits that the
    engine found possible. `box` is None where a whole page is meant. `candidates` are the other
    letters that it lies between, side by side.
    """

    letter_id: int
    sender: str | None
    number: str | None
    date: date | None
    field: str
    reading: str | None
    raw: str | None
    confidence: float | None
    alternatives: tuple[str, ...]
    reasons: tuple[str, ...]
    file: str
    page: int
    box: Box | None
    candidates: tuple[Candidate, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping, each reason spelled out in Thai and in English."""
        reasons = [{"reason": key} | REASONS[key]._asdict() for key in self.reasons]
        return {**jsonable(self), "reasons": reasons}


def review(register: Register, limit: int | None = None) -> tuple[Question, ...]:
    """What is doubtful in the register, unread and least sure first; at most `limit` of it."""
    rows = register.db.query(_DOUBTED)
    asked = groupby(rows, key=lambda row: (row["copy_id"], row["field"], row["page"], row["box"]))
    # Several questions are about one scan, whose pages are many words.
    pages_of = lru_cache(_SCANS)(register.pages_of)
    return tuple(_question(register, pages_of, list(doubts)) for _, doubts in islice(asked, limit))


def doubts_about(
    register: Register, letter_ids: Iterable[int]
) -> Mapping[int, Mapping[str, Sequence[str]]]:
    """What is doubtful about letters: id -> field -> keys of `extract.doubts`."""
    rows = register.db.execute(
        """
        SELECT letter_id, field, reason FROM copies JOIN doubts ON copy_id = copies.id
        WHERE letter_id IN (SELECT value FROM json_each(?)) AND NOT settled
        ORDER BY copies.id, doubts.id
        """,
        [json.dumps(sorted(letter_ids))],
    )
    doubts: defaultdict[int, dict[str, list[str]]] = defaultdict(dict)
    for letter_id, field, reason in rows:
        doubts[letter_id].setdefault(field, []).append(reason)
    return doubts


# One reading a doubt: of several that stand in its box the first.
_DOUBTED = """
    SELECT letter_id, letters.sender, letters.number, letters.date, copies.id AS copy_id, file,
        sha256, coalesce(evidence.field, doubts.field) AS field, reason, doubts.page, doubts.box,
        doubts.letters, evidence.key, value, raw, confidence
    FROM doubts JOIN copies ON copies.id = doubts.copy_id
    JOIN letters ON letters.id = letter_id JOIN scans ON scans.id = scan_id
    LEFT JOIN evidence ON evidence.id = (
        SELECT min(id) FROM evidence
        WHERE copy_id = doubts.copy_id AND page = doubts.page AND box = doubts.box
            AND (field = doubts.field OR field LIKE doubts.field || '.%')
    )
    WHERE NOT settled
    ORDER BY coalesce(confidence, 0), letter_id, copies.id, field, doubts.page, doubts.box,
        doubts.id
"""


def _question(register: Register, pages_of: PagesOf, doubts: Sequence[Row]) -> Question:
    """The doubts about one reading of one copy, as one question."""
    first = doubts[0]
    question = Question(
        letter_id=first["letter_id"],
        sender=first["sender"],
        number=first["number"],
        date=day_of(first),
        field=first["field"],
        reading=first["value"],
        raw=first["raw"],
        confidence=first["confidence"],
        alternatives=(),
        reasons=tuple(dict.fromkeys(doubt["reason"] for doubt in doubts)),
        file=first["file"],
        page=first["page"],
        box=Box(*json.loads(first["box"])) if first["box"] else None,
        candidates=_candidates(register, doubts),
    )
    others = [*_in_other_copies(register, first), *_in_print(pages_of, first["sha256"], question)]
    return replace(question, alternatives=tuple(dict.fromkeys(others)))


def _candidates(register: Register, doubts: Sequence[Row]) -> tuple[Candidate, ...]:
    between = {letter_id for doubt in doubts for letter_id in json.loads(doubt["letters"])}
    rows = register.db.execute(
        """
        SELECT id, sender, number, date FROM letters
        WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id
        """,
        [json.dumps(sorted(between - {doubts[0]["letter_id"]}))],
    )
    return tuple(
        Candidate(letter_id, sender, number, date.fromisoformat(day) if day else None)
        for letter_id, sender, number, day in rows
    )


def _in_other_copies(register: Register, doubted: Row) -> Iterator[str]:
    """What the letter's other copies have in the same field, where they have something else."""
    rows = register.db.execute(
        """
        SELECT DISTINCT value FROM evidence JOIN copies ON copies.id = copy_id
        WHERE letter_id = :letter_id AND copy_id <> :copy_id AND field = :field AND key <> :key
            AND field IN (SELECT field FROM best_readings)
        ORDER BY value
        """,
        doubted,
    )
    return (value for (value,) in rows)


def _in_print(pages_of: PagesOf, sha256: str, question: Question) -> Iterator[str]:
    """The print with the digits that compete with those read in it, if it stands on one line."""
    if question.raw is None or question.box is None:
        return
    pages = {page.number: page for page in pages_of(sha256)}
    for text in _texts(pages[question.page], question.box):
        start = text.string.find(question.raw)
        if start >= 0:
            printed = text[start : start + len(question.raw)]
            yield from islice(printed.other_readings(), _OTHERS)


def _texts(page: OcrPage, box: Box) -> Iterator[Text]:
    """The lines of print that reach into a box."""
    return (of_line(PlacedLine(page, line)) for line in page.lines if line.box.overlap(box))
