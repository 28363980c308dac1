"""What a citation and the letter it names disagree about, for a person to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlite_utils import Database

from correspondence_db.citing import Ambiguous, Named, letter_row
from correspondence_db.record import Row, day_of, insert
from extract.chain import Agreement, compare_dates, compare_numbers


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
    rows = db.query(
        """
        SELECT evidence.* FROM best_readings JOIN evidence ON evidence.id = evidence_id
        WHERE letter_id = ? AND best_readings.field = ?
        """,
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
