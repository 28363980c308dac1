"""Whom a letter cites: each of its citations, held against the letters that it may name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sqlite_utils import Database

from correspondence_db.record import Row, day_of, letter_known_as, new_letter
from extract.chain import (
    Candidate,
    Cited,
    Context,
    Judgement,
    Naming,
    Place,
    evidence_of,
    name_key,
    resolve,
)
from extract.relations import Bond


class Slot(NamedTuple):
    """One citation of a letter, as each of its copies has it: rows of `citations`, surest first."""

    context: Context
    rows: tuple[Row, ...]

    @property
    def best(self) -> Row:
        return self.rows[0]

    @property
    def relation(self) -> Bond | None:
        """What the letter is to the one it cites, as the surest copy that says it has it."""
        said = (row for row in self.rows if row["relation"])
        return next((Bond(row["relation"], row["rule"], row["words"]) for row in said), None)


class Named(NamedTuple):
    """The letter that a slot was found to name, with what speaks for it."""

    slot: Slot
    letter_id: int
    held: bool
    evidence: tuple[str, ...]
    score: float


class Ambiguous(NamedTuple):
    """A slot that fits more than one letter about equally well."""

    slot: Slot
    letter_ids: tuple[int, ...]


def slots_of(db: Database, letter_id: int) -> Iterator[Slot]:
    """The letter's citations: สิ่งที่ส่งมาด้วย first, then อ้างถึง, then the body."""
    rows = db.query(
        """
        SELECT citations.*, copies.scan_id, copies.position AS place, copies.blind,
            coalesce(evidence.confidence, 0) AS confidence,
            said.value AS relation, said.rule, said.raw AS words
        FROM copies JOIN scans ON scans.id = copies.scan_id
        JOIN citations ON citations.copy_id = copies.id
        LEFT JOIN evidence ON evidence.copy_id = copies.id
            AND evidence.field = 'citations.number' AND evidence.position = citations.position
        LEFT JOIN evidence AS said ON said.copy_id = copies.id
            AND said.field = 'citations.relation' AND said.position = citations.position
        WHERE copies.letter_id = ?
        ORDER BY CASE context WHEN 'attachment' THEN 0 WHEN 'reference' THEN 1 ELSE 2 END, slot,
            confidence DESC, sha256, copies.position
        """,
        [letter_id],
    )
    for (context, _), group in groupby(rows, key=itemgetter("context", "slot")):
        yield Slot(context, tuple(group))


def name(
    db: Database, letter_id: int, slot: Slot, named: Sequence[Named]
) -> Named | Ambiguous | None:
    """The letter that a slot names; None where there is no telling, and the citation stays open.

    What the letter cites elsewhere counts as a candidate too: a body repeats its attachments.
    """
    cited_before = [_as_candidate(found) for found in named if not found.held]
    candidates = [*_candidates(db, letter_id, slot), *cited_before]
    resolution = resolve(_readings(db, letter_id, slot), candidates)
    if resolution.chosen:
        return _found(slot, resolution.chosen, cited_before)
    if resolution.rivals:
        return Ambiguous(slot, tuple(sorted(rival.letter for rival in resolution.rivals)))
    return _not_held(db, slot)


def _found(slot: Slot, chosen: Judgement, cited_before: Sequence[Candidate]) -> Named:
    held = chosen.letter not in {candidate.letter for candidate in cited_before}
    return Named(slot, chosen.letter, held, chosen.evidence, chosen.score)


def _not_held(db: Database, slot: Slot) -> Named | None:
    """The letter that is known from citations alone, if this one tells it apart."""
    identity = next((row["identity"] for row in slot.rows if row["identity"]), None)
    if identity is None:
        return None
    letter_id = letter_known_as(db, identity) or new_letter(db, identity)
    if letter_row(db, letter_id)["held"]:  # it was weighed as a candidate and found too light
        return None
    return Named(slot, letter_id, False, (evidence_of(slot.context),), slot.best["confidence"])


def _readings(db: Database, letter_id: int, slot: Slot) -> list[Cited]:
    """The slot as `extract.chain` judges it, under the subject of the letter that cites."""
    subject = letter_row(db, letter_id)["subject"]
    return [
        Cited(slot.context, _naming(row, subject), Place(row["scan_id"], row["place"]))
        for row in slot.rows
    ]


def _candidates(db: Database, letter_id: int, slot: Slot) -> list[Candidate]:
    """The held letters that a slot may name: those of its bundles, and those it fits in part."""
    sql = """
        SELECT id FROM letters WHERE held AND own_number_key = :number_key
        UNION SELECT id FROM letters WHERE held AND sender_key = :sender_key AND own_date = :date
        UNION SELECT letter_id FROM copies WHERE scan_id = :scan_id
    """
    ids = {row[0] for reading in slot.rows for row in db.execute(sql, reading)} - {letter_id}
    return [_candidate(db, found) for found in sorted(ids)]


def _candidate(db: Database, letter_id: int) -> Candidate:
    letter = letter_row(db, letter_id)
    places = db.execute("SELECT scan_id, position FROM copies WHERE letter_id = ?", [letter_id])
    return Candidate(letter_id, _naming(letter, letter["subject"]), tuple(map(Place._make, places)))


def _as_candidate(cited: Named) -> Candidate:
    """A letter that is not held, as the citation resolved before this one names it."""
    return Candidate(cited.letter_id, _naming(cited.slot.best, None), ())


def letter_row(db: Database, letter_id: int) -> Row:
    """A letter as its own copies have it; blind where the best was read by a blind engine."""
    rows = db.query(
        """
        SELECT letters.*, coalesce(copies.blind, 0) AS blind FROM letters
        LEFT JOIN copies ON copies.id = best_copy_id WHERE letters.id = ?
        """,
        [letter_id],
    )
    letter = next(iter(rows))
    return letter | {"number_key": letter["own_number_key"], "date": letter["own_date"]}


def _naming(row: Row, subject: str | None) -> Naming:
    return Naming(
        number=row["number_key"],
        date=day_of(row),
        sender=row["sender_key"],
        subject=name_key(subject) if subject else None,
        blind=bool(row["blind"]),
    )
