"""A letter's number and date, once it is known who cites it: mended where that is overwhelming.

Links are found by what the copies of a letter say (`own_number_key`, `own_date`) and never by what
is mended here, so that one cannot feed the other, whatever the order of arrival.
"""

from __future__ import annotations

from datetime import date

from sqlite_utils import Database

from correspondence_db.record import Row, day_of
from extract.chain import Agreement, compare_dates, compare_numbers
from extract.voices import Voice, settled


def mend(db: Database, letter_id: int) -> None:
    """Take a held letter's number and date from all voices; its copies have been chosen among."""
    for field in ("number", "date"):
        voices = _voices(db, letter_id, field)
        own = next((row for row in voices if row["best"]), None)
        if own is None or own["said_at"]:  # what a person says is not mended
            continue
        chosen = settled(
            own["key"],
            [Voice(row["key"], row["confidence"], row["cited_by"]) for row in voices],
            _Possible(field, own["key"], _first_receipt(db, letter_id)),
        )
        if chosen != own["key"]:
            _take(db, letter_id, field, next(row for row in voices if row["key"] == chosen))


class _Possible:
    """Whether a key may be what was misread as the letter's own."""

    def __init__(self, field: str, own: str, received: date | None) -> None:
        self.field, self.own, self.received = field, own, received

    def __call__(self, key: str) -> bool:
        if self.field == "number":
            return compare_numbers(self.own, key) is Agreement.CLOSE
        day = date.fromisoformat(key)
        close = compare_dates(date.fromisoformat(self.own), day) is Agreement.CLOSE
        return close and (self.received is None or day <= self.received)


def _voices(db: Database, letter_id: int, field: str) -> list[Row]:
    """Every reading of a field, its copies' first, surer ones first; `best` the one chosen."""
    return list(
        db.query(
            """
            SELECT evidence.id, value, key, confidence, said_at, NULL AS cited_by, 0 AS cited,
                sha256, copies.position AS place, evidence.position,
                evidence.id IN (SELECT evidence_id FROM best_readings
                    WHERE letter_id = :id AND field = :field) AS best
            FROM copies JOIN scans ON scans.id = scan_id JOIN evidence ON copy_id = copies.id
            WHERE letter_id = :id AND field = :field AND key IS NOT NULL
            UNION ALL
            SELECT evidence.id, value, key, confidence, NULL, copies.letter_id, 1, sha256,
                copies.position, evidence.position, 0
            FROM citations JOIN copies ON copies.id = citations.copy_id
            JOIN scans ON scans.id = scan_id
            JOIN evidence ON evidence.copy_id = copies.id
                AND evidence.position = citations.position AND field = 'citations.' || :field
            WHERE target_id = :id AND key IS NOT NULL
            ORDER BY cited, confidence DESC, sha256, place, evidence.position
            """,
            {"id": letter_id, "field": field},
        )
    )


def _first_receipt(db: Database, letter_id: int) -> date | None:
    (row,) = db.query(
        """
        SELECT min(receipts.date) AS date FROM copies JOIN receipts ON copy_id = copies.id
        WHERE letter_id = ?
        """,
        [letter_id],
    )
    return day_of(row)


def _take(db: Database, letter_id: int, field: str, reading: Row) -> None:
    db.execute(
        "UPDATE best_readings SET evidence_id = ? WHERE letter_id = ? AND field = ?",
        [reading["id"], letter_id, field],
    )
    db.execute(f"UPDATE letters SET {field} = ? WHERE id = ?", [reading["value"], letter_id])  # noqa: S608
    if field == "number":
        sql = "UPDATE letters SET number_key = ? WHERE id = ?"
        db.execute(sql, [reading["key"], letter_id])
