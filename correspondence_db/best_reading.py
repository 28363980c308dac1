"""What a letter says, out of all its copies.

The best reading of a field is the one with the most confidence behind it, summed over the copies
that agree on it; its evidence is the surest of those. Duties, attachments and addressees are not
mixed: they are those of the best copy, the one whose fields were read best. What a person says goes
before all readings, what was said last before what was said first; a copy whose duties, attachments
or addressees a person put right is the best. Ties go to the lower hash, then to the earlier letter
in its scan, so that the order of arrival cannot matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from math import fsum
from operator import itemgetter

from sqlite_utils import Database

from correspondence_db.record import SINGLE_FIELDS, Row
from extract.chain import name_key

_CITED_PARTS = {
    "citations.number": "number",
    "citations.date": "date",
    "citations.sender": "sender",
}

#: The best readings that a letter's own row repeats.
_SHOWN = ("number", "date", "sender", "subject", "urgency", "form")


def refresh_held(db: Database, letter_id: int) -> None:
    """Choose the best copy and the best reading of each field, out of all copies."""
    db.execute(
        """
        UPDATE letters SET held = 1, best_copy_id = (
            SELECT copies.id FROM copies JOIN scans ON scans.id = copies.scan_id
            WHERE letter_id = :id
            ORDER BY attended > 0 DESC, quality DESC, sha256, position LIMIT 1
        )
        WHERE id = :id
        """,
        {"id": letter_id},
    )
    fields = ", ".join(f"'{field}'" for field in ("form", *SINGLE_FIELDS))
    readings = db.query(
        f"""
        SELECT evidence.* FROM evidence
        JOIN copies ON copies.id = evidence.copy_id JOIN scans ON scans.id = copies.scan_id
        WHERE letter_id = ? AND field IN ({fields})
        ORDER BY field, confidence DESC, sha256, copies.position
        """,  # noqa: S608 - our own names of fields
        [letter_id],
    )
    _write_best(db, letter_id, readings)


def refresh_cited_only(db: Database, letter_id: int) -> None:
    """The same for a letter known from citations; one that nobody cites any more is forgotten."""
    readings = list(
        db.query(
            """
            SELECT evidence.* FROM letters
            JOIN citations ON target_id = letters.id AND citations.identity = letters.identity
            JOIN copies ON copies.id = citations.copy_id JOIN scans ON scans.id = copies.scan_id
            JOIN evidence
                ON evidence.copy_id = copies.id AND evidence.position = citations.position
                AND field IN ('citations.number', 'citations.date', 'citations.sender')
            WHERE letters.id = ?
            ORDER BY field, confidence DESC, sha256, copies.position, citations.position
            """,
            [letter_id],
        )
    )
    _write_best(db, letter_id, readings)
    if not readings:
        db.execute("DELETE FROM letters WHERE id = ?", [letter_id])


def _write_best(db: Database, letter_id: int, readings: Iterable[Row]) -> None:
    """Keep the best reading of each field; `readings` come by field, surest first."""
    best = {
        _CITED_PARTS.get(field, field): _best_reading(list(rows))
        for field, rows in groupby(readings, key=itemgetter("field"))
    }
    db.execute("DELETE FROM best_readings WHERE letter_id = ?", [letter_id])
    db.table("best_readings").insert_all(
        {"letter_id": letter_id, "field": field, "evidence_id": row["id"]}
        for field, row in best.items()
    )
    values = {field: row["value"] for field, row in best.items()}
    keys = {field: row["key"] for field, row in best.items()}
    db.execute(
        """
        UPDATE letters SET number = :number, number_key = :number_key, date = :date,
            own_number_key = :number_key, own_date = :date,
            sender = :sender, sender_key = :sender_key, subject = :subject,
            urgency = :urgency, form = :form
        WHERE id = :id
        """,
        {field: values.get(field) for field in _SHOWN}
        | {"number_key": keys.get("number"), "sender_key": keys.get("sender"), "id": letter_id},
    )
    _index(db, letter_id, values)


def _best_reading(readings: Sequence[Row]) -> Row:
    """What a person said last, or the surest of the readings that together have the most
    confidence behind them."""
    if said := [reading for reading in readings if reading["said_at"]]:
        return max(said, key=itemgetter("said_at"))
    behind = defaultdict(list)
    for reading in readings:
        behind[_as_compared(reading)].append(reading["confidence"])
    backing = {key: fsum(confidences) for key, confidences in behind.items()}
    return max(readings, key=lambda reading: backing[_as_compared(reading)])


def _as_compared(reading: Row) -> str:
    return str(reading["key"] or reading["value"])


def _index(db: Database, letter_id: int, values: Row) -> None:
    """Put the letter's fields where searches find them; without values, take them out."""
    db.execute("DELETE FROM letter_index WHERE rowid = ?", [letter_id])
    if values:
        fields = [name_key(values.get(field, "")) for field in ("number", "sender", "subject")]
        db.execute(
            "INSERT INTO letter_index (rowid, number, sender, subject) VALUES (?, ?, ?, ?)",
            [letter_id, *fields],
        )
