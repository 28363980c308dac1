"""What letters ask, as rows: each duty as the best copy of its letter has it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import time

from sqlite_utils import Database

from correspondence_db.record import Row, day_of
from correspondence_db.store import Register
from extract.dates import Due

_OBLIGATIONS = """
    SELECT obligations.*, letters.id AS letter_id, letters.number, letters.date AS letter_date,
        letters.sender, letters.subject, scans.file, scans.received_on AS stored_on,
        (SELECT json_group_array(name) FROM
            (SELECT name FROM debtors WHERE obligation_id = obligations.id ORDER BY position)
        ) AS debtors,
        (SELECT json_group_array(value) FROM
            (SELECT value FROM evidence
             WHERE copy_id = copies.id AND field = 'listed' ORDER BY position)
        ) AS listed,
        (SELECT json_group_array(value) FROM
            (SELECT value FROM evidence
             WHERE copy_id = copies.id AND field = 'addressees' ORDER BY position)
        ) AS addressees
    FROM obligations
    JOIN letters ON letters.best_copy_id = obligations.copy_id AND NOT obligations.removed
    JOIN copies ON copies.id = obligations.copy_id
    JOIN scans ON scans.id = copies.scan_id
"""


def all_obligations(db: Database) -> list[Row]:
    """The duties of every letter held."""
    return [_load(row) for row in db.query(f"{_OBLIGATIONS} ORDER BY obligations.id")]


def obligations_of(db: Database, letter_ids: Iterable[int]) -> list[Row]:
    """The duties of these letters, in print order."""
    rows = db.query(
        f"""
        {_OBLIGATIONS} WHERE letters.id IN (SELECT value FROM json_each(?))
        ORDER BY obligations.copy_id, obligations.position
        """,  # noqa: S608 - built of our own clauses
        [json.dumps(sorted(letter_ids))],
    )
    return [_load(row) for row in rows]


def letters_asking(db: Database, names: Sequence[str]) -> set[int]:
    """The letters with a duty of which one of these is a debtor, as printed."""
    found = db.execute(
        """
        SELECT letters.id FROM debtors
        JOIN obligations ON obligations.id = obligation_id
        JOIN letters ON best_copy_id = copy_id
        WHERE name IN (SELECT value FROM json_each(?))
        """,
        [json.dumps(list(names))],
    )
    return {letter_id for (letter_id,) in found}


def letters_with(register: Register, obligation_id: int) -> tuple[int, ...]:
    """The letter with this duty; () when there is none."""
    found = register.db.execute(
        """
        SELECT letter_id FROM obligations JOIN copies ON copies.id = copy_id
        WHERE obligations.id = ?
        """,
        [obligation_id],
    )
    return tuple(letter_id for (letter_id,) in found)


def _load(row: Row) -> Row:
    lists = {
        column: json.loads(row[column]) for column in ("debtors", "listed", "addressees", "box")
    }
    return row | lists


def due_of(row: Row) -> Due:
    """The deadline that a row of `obligations` holds."""
    return Due(
        kind=row["kind"],
        date=day_of(row),
        time=time.fromisoformat(row["time"]) if row["time"] else None,
        rrule=row["rrule"],
        days=row["days"],
        business=bool(row["business"]),
        start=row["start"],
    )
