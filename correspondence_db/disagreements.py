"""What two readings of one letter disagree about, for a person to look at: a citation and the
letter that it names, two copies of one letter, two letters that may be one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlite_utils import Database

from correspondence_db.citing import Ambiguous, Named, letter_row
from correspondence_db.grouping import copy_of
from correspondence_db.record import Row, day_of, insert
from extract.chain import Agreement, compare_dates, compare_numbers
from extract.identity import PERHAPS, odds_of_one

#: The columns of a letter that hold the keys of its number and its date.
_KEPT_AS = {"number": "number_key", "date": "date"}


class Disagreement(NamedTuple):
    """A doubt about the best reading of a letter's field (a key of `extract.doubts`)."""

    letter_id: int
    field: str
    reason: str


def doubt_differences(db: Database, letter_id: int, named: Named) -> None:
    """Write down where a citation in `letter_id` and the letter it names do not agree."""
    if not named.held:
        return
    citation_id = named.slot.best["id"]
    for found in _disagreements(letter_row(db, letter_id), letter_row(db, named.letter_id), named):
        evidence = _evidence(db, found.letter_id, found.field)
        between = sorted({letter_id, named.letter_id})
        _doubt(db, evidence, found.field, found.reason, citation=(citation_id, between))


def doubt_ambiguity(db: Database, ambiguous: Ambiguous) -> None:
    """Write down, where the citation is printed, which letters it lies between."""
    citation = ambiguous.slot.best
    rows = db.query(
        """
        SELECT * FROM evidence
        WHERE copy_id = :copy_id AND field = 'citations.phrase' AND position = :position
        """,
        citation,
    )
    _doubt(
        db,
        next(iter(rows)),
        "citations",
        "link-ambiguous",
        citation=(citation["id"], ambiguous.letter_ids),
    )


def letters_like(db: Database, letter_ids: Iterable[int]) -> set[int]:
    """The held letters of the same number as one of these, or of the same office and day."""
    sql = """
        SELECT other.id FROM letters AS own JOIN letters AS other
            ON other.own_number_key = own.own_number_key WHERE own.id = :id AND other.held
        UNION
        SELECT other.id FROM letters AS own JOIN letters AS other
            ON other.sender_key = own.sender_key AND other.own_date = own.own_date
            WHERE own.id = :id AND other.held
    """
    return {found for own in letter_ids for (found,) in db.execute(sql, {"id": own})}


def doubt_copies(db: Database, letter_id: int) -> None:
    """Write down where copies of a letter differ, and which other letters may be this one."""
    own = "(SELECT id FROM copies WHERE letter_id = ?)"
    db.execute(f"DELETE FROM doubts WHERE compared AND copy_id IN {own}", [letter_id])  # noqa: S608
    for reading in _outvoted(db, letter_id):
        differs = f"{reading['field']}-differs-from-copy"
        _compared(
            db, reading, differs if reading["copied"] else "settled-by-citations", [letter_id]
        )
    if rivals := _may_be(db, letter_id):
        for reading in _of_best_copy(db, letter_id):
            _compared(db, reading, "perhaps-one-letter", [letter_id, *rivals])


def _outvoted(db: Database, letter_id: int) -> list[Row]:
    """The numbers and dates of a letter's copies that are not the ones it is taken to have."""
    sql = """
        SELECT evidence.*, best.field = evidence.field AS copied
        FROM copies JOIN evidence ON evidence.copy_id = copies.id
        JOIN best_readings ON best_readings.letter_id = copies.letter_id
            AND best_readings.field = evidence.field
        JOIN evidence AS best ON best.id = best_readings.evidence_id
        WHERE copies.letter_id = ? AND evidence.field IN ('number', 'date')
            AND evidence.value <> best.value AND best.said_at IS NULL
        ORDER BY evidence.id
    """
    return list(db.query(sql, [letter_id]))


def _may_be(db: Database, letter_id: int) -> list[int]:
    """The other letters that this one may be, on what the best copies of both say."""
    others = sorted(letters_like(db, [letter_id]) - {letter_id})
    own = copy_of(db, letter_row(db, letter_id)["best_copy_id"])
    copies = ((other, copy_of(db, letter_row(db, other)["best_copy_id"])) for other in others)
    return [other for other, copy in copies if odds_of_one(own, copy) >= PERHAPS]


def _of_best_copy(db: Database, letter_id: int) -> list[Row]:
    """Where the best copy prints its number, or else its form."""
    sql = """
        SELECT evidence.* FROM letters JOIN evidence ON copy_id = best_copy_id
        WHERE letters.id = ? AND field IN ('number', 'form') ORDER BY field DESC LIMIT 1
    """
    return list(db.query(sql, [letter_id]))


def _compared(db: Database, reading: Row, reason: str, letters: Sequence[int]) -> None:
    insert(
        db,
        "doubts",
        copy_id=reading["copy_id"],
        compared=1,
        field=reading["field"],
        reason=reason,
        page=reading["page"],
        box=reading["box"],
        letters=list(letters),
    )


def _disagreements(letter: Row, cited: Row, named: Named) -> Iterator[Disagreement]:
    """A number or date that no copy of the citation has as the letter itself; a wrong order."""
    rows = named.slot.rows
    if _differs(compare_numbers(row["number_key"], cited["number_key"]) for row in rows):
        yield Disagreement(cited["id"], "number", "number-differs-from-citation")
    if _differs(compare_dates(day_of(row), day_of(cited)) for row in rows):
        yield Disagreement(cited["id"], "date", "date-differs-from-citation")
    if letter["date"] and cited["date"] and letter["date"] < cited["date"]:
        yield Disagreement(letter["id"], "date", "date-before-cited")


def _differs(readings: Iterable[Agreement]) -> bool:
    known = {reading for reading in readings if reading is not Agreement.UNKNOWN}
    return bool(known) and Agreement.SAME not in known


def _evidence(db: Database, letter_id: int, field: str) -> Row:
    """Where the letter prints a field as its copies together have it."""
    rows = db.query(
        f"""
        SELECT evidence.* FROM letters JOIN copies ON letter_id = letters.id
        JOIN scans ON scans.id = scan_id JOIN evidence ON copy_id = copies.id
        WHERE letters.id = ? AND field = ? AND key = own_{_KEPT_AS[field]}
        ORDER BY confidence DESC, sha256, copies.position LIMIT 1
        """,  # noqa: S608 - our own names of columns
        [letter_id, field],
    )
    return next(iter(rows))


def _doubt(
    db: Database, evidence: Row, field: str, reason: str, citation: tuple[int, Sequence[int]]
) -> None:
    """`citation` is the row that raised the doubt, and the letters it lies between."""
    citation_id, letters = citation
    insert(
        db,
        "doubts",
        copy_id=evidence["copy_id"],
        citation_id=citation_id,
        field=field,
        reason=reason,
        page=evidence["page"],
        box=evidence["box"],
        letters=list(letters),
    )
