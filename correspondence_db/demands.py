"""What letters ask, as rows: each duty as the best copy of its letter has it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, time
from typing import TYPE_CHECKING

from sqlite_utils import Database

from correspondence_db.record import Row, day_of
from extract.dates import Due

if TYPE_CHECKING:
    from correspondence_db.store import Register

#: As the letters have it; {names} are more columns.
_OBLIGATIONS = """
    SELECT obligations.*, letters.id AS letter_id, letters.number, letters.date AS letter_date,
        letters.sender, letters.subject, scans.file, scans.received_on AS stored_on,
        demands.creditor_id, serves_id, offices.name AS collector {names}
    FROM obligations
    JOIN letters ON letters.best_copy_id = obligations.copy_id AND NOT obligations.removed
    JOIN copies ON copies.id = obligations.copy_id
    JOIN scans ON scans.id = copies.scan_id
    LEFT JOIN demands ON demands.obligation_id = obligations.id
    LEFT JOIN offices ON offices.id = demands.creditor_id
"""
#: The same, as it is kept at hand.
_AT_HAND = """
    SELECT obligations.id, action, text, creditor, kind, obligations.date, time, rrule, days,
        business, start, page, letter_id, demands.number, letter_date, demands.sender,
        demands.subject, file, stored_on, debtors, creditor_id, serves_id,
        offices.name AS collector
    {source} LEFT JOIN offices ON offices.id = creditor_id
"""
_NUMBERED = """
    FROM json_each(?) CROSS JOIN demands ON obligation_id = json_each.value
    JOIN obligations ON obligations.id = obligation_id
"""
_IN_LETTERS = """
    FROM json_each(?) CROSS JOIN letters ON letters.id = json_each.value
    CROSS JOIN obligations ON copy_id = best_copy_id
    JOIN demands ON obligation_id = obligations.id
"""
_NAMES = """
    , (SELECT json_group_array(name) FROM
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
"""


def all_obligations(db: Database) -> list[Row]:
    """The duties of every letter held."""
    return list(db.query(f"{_OBLIGATIONS.format(names='')} ORDER BY obligations.id"))


def obligations_numbered(db: Database, obligation_ids: Iterable[int]) -> list[Row]:
    """These duties, by id: those of them that letters still have."""
    sql = f"{_AT_HAND.format(source=_NUMBERED)} ORDER BY obligation_id"
    return list(db.query(sql, [json.dumps(sorted(obligation_ids))]))


def obligations_at_hand(db: Database, letter_ids: Iterable[int]) -> list[Row]:
    """The duties of these letters, in print order, each with its "debtors" as JSON."""
    sql = f"{_AT_HAND.format(source=_IN_LETTERS)} ORDER BY copy_id, position"
    return list(db.query(sql, [json.dumps(sorted(letter_ids))]))


def obligations_of(db: Database, letter_ids: Iterable[int]) -> list[Row]:
    """The duties of these letters, in print order."""
    return list(_of_letters(db, letter_ids, ""))


def obligations_with_names(db: Database, letter_ids: Iterable[int]) -> list[Row]:
    """The same, and whom each duty and its letter name: "debtors", "addressees", "listed"."""
    lists = ("debtors", "listed", "addressees", "box")
    return [
        row | {column: json.loads(row[column]) for column in lists}
        for row in _of_letters(db, letter_ids, _NAMES)
    ]


def _of_letters(db: Database, letter_ids: Iterable[int], names: str) -> Iterable[Row]:
    return db.query(
        f"""
        {_OBLIGATIONS.format(names=names)} WHERE letters.id IN (SELECT value FROM json_each(?))
        ORDER BY obligations.copy_id, obligations.position
        """,  # noqa: S608 - built of our own clauses
        [json.dumps(sorted(letter_ids))],
    )


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


def began(db: Database) -> date | None:
    """The day on which the register's first scan came in."""
    first = "SELECT received_on FROM scans WHERE id = (SELECT min(id) FROM scans)"
    return next((date.fromisoformat(day) for (day,) in db.execute(first)), None)


def first_day(duty: Row) -> date:
    """The day from which a recurring duty counts: its letter's, else that of its arrival."""
    return day_of(duty, "letter_date") or date.fromisoformat(duty["stored_on"])


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
