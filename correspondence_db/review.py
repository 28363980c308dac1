"""What a person should look at (รายการให้ตรวจ): every doubtful reading of the register, each with
what else it might be and where it is printed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from itertools import islice
from typing import Any

from correspondence_db.access import ALL_SEEING, Condition, Viewer, seen_among, seen_by
from correspondence_db.record import SINGLE_FIELDS, Row, day_of, pages_of
from correspondence_db.store import Register
from extract.doubts import REASONS
from extract.letter import jsonable
from extract.text import PlacedLine, Text, of_line
from extract.values import control_of
from ocr.page import Box, OcrPage

#: So many other readings of one print are worth a clerk's time.
_OTHERS = 3
#: The fields of which each copy has one reading.
_ONE_EACH = frozenset({"form", *SINGLE_FIELDS})
#: So many pages are kept while the register is gone through.
_PAGES = 16
#: What no value of the field it is about would answer.
_NOT_OF_THE_VALUE = frozenset({"enclosure-missing", "enclosure-unlisted", "perhaps-one-letter"})

PageOf = Callable[[str, int], OcrPage | None]
#: What doubts are about: a copy, the field asked about, a page, and a box on it as JSON.
Group = tuple[int, str, int, str | None]


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

    `position` and `sha256` are what `corrections.confirm` and `correct` take beside the field, and
    `doubted` with the reasons what `settle` takes. `control` is how it is answered: date, time,
    number, office, text, whole, due, choice (of `choices`) say the value; letter chooses one of the
    candidates, boundary splits the scan anew, settle lays it to rest as it stands.
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
    sha256: str = ""
    position: int = 0
    doubted: str = ""
    control: str = "settle"
    choices: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping, each reason spelled out in Thai and in English."""
        reasons = [{"reason": key} | REASONS[key]._asdict() for key in self.reasons]
        return {**jsonable(self), "reasons": reasons}


def review(
    register: Register,
    limit: int | None = None,
    offset: int = 0,
    *,
    viewer: Viewer = ALL_SEEING,
    letters: Collection[int] | None = None,
) -> tuple[Question, ...]:
    """What is doubtful and not settled, unread and least sure first: `limit` of it from `offset`.

    `letters` keeps what is asked about these.
    """
    kept = _kept(viewer, letters)
    groups = register.db.execute(
        f"""
        SELECT copy_id, asked, doubts.page, doubts.box FROM doubts
        JOIN copies ON copies.id = copy_id WHERE NOT settled AND {kept.sql}
        GROUP BY sureness, copy_id, asked, doubts.page, doubts.box
        ORDER BY sureness, copy_id, asked, doubts.page, doubts.box LIMIT ? OFFSET ?
        """,  # noqa: S608 - our own clauses
        [*kept.values, -1 if limit is None else limit, offset],
    ).fetchall()
    # Several questions may be about one page, which is many words.
    page_of = lru_cache(_PAGES)(partial(_page_of, register))
    return tuple(_asked(register, viewer, page_of, group) for group in groups)


def question_about(register: Register, viewer: Viewer, group: Group) -> Question:
    """The question that the open doubts about one reading make; there must be some."""
    return _asked(register, viewer, partial(_page_of, register), group)


def _asked(register: Register, viewer: Viewer, page_of: PageOf, group: Group) -> Question:
    return _question(register, viewer, page_of, list(register.db.query(_DOUBTED, list(group))))


def count_review(
    register: Register, *, viewer: Viewer = ALL_SEEING, letters: Collection[int] | None = None
) -> int:
    """How many questions there are."""
    kept = _kept(viewer, letters)
    sql = f"""
        SELECT count(*) FROM (
            SELECT DISTINCT copy_id, asked, doubts.page, doubts.box FROM doubts
            JOIN copies ON copies.id = copy_id WHERE NOT settled AND {kept.sql}
        )
    """  # noqa: S608 - our own clauses
    ((count,),) = register.db.execute(sql, kept.values)
    return int(count)


def _kept(viewer: Viewer, letters: Collection[int] | None) -> Condition:
    seen = seen_by(viewer, "copies.letter_id")
    if letters is None:
        return seen
    chosen = "copies.letter_id IN (SELECT value FROM json_each(?))"
    return Condition(f"{seen.sql} AND {chosen}", [*seen.values, json.dumps(sorted(letters))])


def _page_of(register: Register, sha256: str, number: int) -> OcrPage | None:
    return next(iter(pages_of(register.db, sha256, number)), None)


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


# The doubts about one reading of one copy.
_DOUBTED = """
    SELECT letter_id, letters.sender, letters.number, letters.date, copies.id AS copy_id, file,
        sha256, asked AS field, doubts.field AS doubted, reason, doubts.page, doubts.box,
        doubts.letters, evidence.key, evidence.value, evidence.raw, evidence.confidence,
        coalesce(evidence.position, stamp.position, 0) AS position
    FROM doubts JOIN copies ON copies.id = doubts.copy_id
    JOIN letters ON letters.id = letter_id JOIN scans ON scans.id = scan_id
    LEFT JOIN evidence ON evidence.id = evidence_id
    LEFT JOIN receipts AS stamp ON stamp.copy_id = doubts.copy_id AND stamp.page = doubts.page
        AND stamp.box = doubts.box AND doubts.field = 'receipts'
    WHERE NOT settled AND doubts.copy_id = ? AND asked = ? AND doubts.page = ? AND doubts.box IS ?
    ORDER BY doubts.id
"""


def _question(
    register: Register, viewer: Viewer, page_of: PageOf, doubts: Sequence[Row]
) -> Question:
    """The doubts about one reading of one copy, as one question."""
    first = doubts[0]
    reasons = tuple(dict.fromkeys(doubt["reason"] for doubt in doubts))
    control, choices = _control(first["field"], reasons)
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
        reasons=reasons,
        file=first["file"],
        page=first["page"],
        box=Box(*json.loads(first["box"])) if first["box"] else None,
        candidates=_candidates(register, viewer, doubts),
        sha256=first["sha256"],
        position=first["position"],
        doubted=first["doubted"],
        control=control,
        choices=choices,
    )
    others = [*_in_other_copies(register, first), *_in_print(page_of, question)]
    return replace(question, alternatives=tuple(dict.fromkeys(others)))


def _control(field: str, reasons: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """How a question is answered, and the choices where there are some."""
    if field == "pages":
        return "boundary", ()
    if "link-ambiguous" in reasons:
        return "letter", ()
    said = control_of(field)
    if said is None or _NOT_OF_THE_VALUE.issuperset(reasons):
        return "settle", ()
    return said.control, said.choices


def _candidates(register: Register, viewer: Viewer, doubts: Sequence[Row]) -> tuple[Candidate, ...]:
    between = {letter_id for doubt in doubts for letter_id in json.loads(doubt["letters"])}
    others = seen_among(register, viewer, between - {doubts[0]["letter_id"]})
    rows = register.db.execute(
        """
        SELECT id, sender, number, date FROM letters
        WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id
        """,
        [json.dumps(sorted(others))],
    )
    return tuple(
        Candidate(letter_id, sender, number, date.fromisoformat(day) if day else None)
        for letter_id, sender, number, day in rows
    )


def _in_other_copies(register: Register, doubted: Row) -> Iterator[str]:
    """What the letter's other copies have in the same field, where they have something else."""
    if doubted["field"] not in _ONE_EACH:
        return iter(())
    rows = register.db.execute(
        """
        SELECT DISTINCT value FROM copies JOIN evidence ON evidence.copy_id = copies.id
        WHERE letter_id = :letter_id AND copies.id <> :copy_id AND field = :field AND key <> :key
        ORDER BY value
        """,
        doubted,
    )
    return (value for (value,) in rows)


def _in_print(page_of: PageOf, question: Question) -> Iterator[str]:
    """The print with the digits that compete with those read in it, if it stands on one line."""
    if question.raw is None or question.box is None:
        return
    page = page_of(question.sha256, question.page)
    for text in _texts(page, question.box) if page else ():
        start = text.string.find(question.raw)
        if start >= 0:
            printed = text[start : start + len(question.raw)]
            yield from islice(printed.other_readings(), _OTHERS)


def _texts(page: OcrPage, box: Box) -> Iterator[Text]:
    """The lines of print that reach into a box."""
    return (of_line(PlacedLine(page, line)) for line in page.lines if line.box.overlap(box))
