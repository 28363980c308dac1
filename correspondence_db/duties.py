"""Who owes what to whom, by when (หน้าที่ที่ต้องส่ง)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby
from typing import Any

from sqlite_utils import Database

from correspondence_db.owing import (
    Arrivals,
    Debtor,
    arrivals,
    debtors_of,
    is_member,
    is_same,
    office_behind,
    received_on,
)
from correspondence_db.record import Row, day_of
from correspondence_db.store import Register
from extract.chain import name_key
from extract.dates import Due, fall_due, occurrences
from extract.letter import jsonable
from extract.offices import group_of

#: How far ahead the next occurrence of a recurring duty is looked for.
_A_YEAR = timedelta(days=366)
#: Duties with a day first, then those whose day waits for a receipt, then the continuing ones.
_UNDATED_RANK = {"relative": 1, "recurring": 1, "ongoing": 2}
_LAST_RANK = 3


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing owed: `debtor` owes `creditor` `text` by `falls_due`.

    `via` is the group through which an office owes it ("นายอำเภอ ทุกอำเภอ"), None where the
    letter names the debtor. `falls_due` is None for continuing duties, for duties without a
    deadline, and for relative ones whose receipt is not known. `received_on` is the debtor's own.
    """

    obligation_id: int
    debtor: str
    via: str | None
    action: str
    text: str
    creditor: str | None
    due: Due
    falls_due: date | None
    received_on: date | None
    letter_id: int
    number: str | None
    date: date | None
    sender: str | None
    subject: str | None
    file: str
    page: int

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping, dates in ISO 8601."""
        as_json: dict[str, Any] = jsonable(self)
        return as_json


@dataclass(frozen=True, slots=True)
class Debts:
    """What one debtor owes, soonest first; continuing and undated duties last."""

    debtor: str
    duties: tuple[Duty, ...]

    def to_json(self) -> dict[str, Any]:
        return {"debtor": self.debtor, "duties": [duty.to_json() for duty in self.duties]}


def due(
    register: Register, today: date, office: str | None = None, before: date | None = None
) -> tuple[Debts, ...]:
    """Who owes what, one `Debts` a debtor (by name).

    `office` keeps that office's: where it is named, belongs to a group that is, or is among the
    addressees. `before` keeps what falls due before that day, with its overdue.
    Recurring duties show their next occurrence from `today` on.
    """
    owed = _of_office(register.db, office, today) if office else _of_all(register.db, today)
    ordered = sorted((duty for duty in owed if _falls_before(duty, before)), key=_order)
    return tuple(
        Debts(debtor, tuple(duties)) for debtor, duties in groupby(ordered, lambda one: one.debtor)
    )


def duties_of(db: Database, letter_id: int) -> tuple[Duty, ...]:
    """The duties of one letter, each once, its debtors joined by commas.

    A recurring duty falls due as it first did after the letter's date.
    """
    return tuple(_of_letter(row) for row in obligations_of(db, [letter_id]))


def _of_letter(row: Row) -> Duty:
    names = [debtor.name for debtor in debtors_of(row["debtors"], row["sender"])]
    since = day_of(row, "letter_date")
    return _duty(row, Debtor(", ".join(names)), None, since)


def _of_all(db: Database, today: date) -> Iterator[Duty]:
    for row in db.query(f"{_OBLIGATIONS} ORDER BY obligations.id"):
        loaded = _load(row)
        received = arrivals(db, row["letter_id"])
        for debtor in debtors_of(loaded["debtors"], row["sender"], received):
            yield _duty(loaded, debtor, received_on(debtor.name, received), today)


def _of_office(db: Database, office: str, today: date) -> Iterator[Duty]:
    """The duties of one office, all under one name."""
    asked = office_behind(office)
    for row in obligations_of(db, sorted(_letters_naming(db, asked))):
        received = arrivals(db, row["letter_id"])
        bound = _bound(asked, row, received)
        if bound:
            yield _duty(row, bound, received_on(asked, received), today)


def _letters_naming(db: Database, office: str) -> set[int]:
    """The letters that may bind an office: by name, through a group, or for its stamp on them."""
    names = db.execute(
        "SELECT name FROM debtors UNION SELECT value FROM evidence WHERE field = 'addressees'"
    )
    fitting = [name for (name,) in names if group_of(name) or is_same(office_behind(name), office)]
    found = db.execute(
        """
        SELECT letters.id FROM debtors
        JOIN obligations ON obligations.id = obligation_id
        JOIN letters ON best_copy_id = copy_id
        WHERE name IN (SELECT value FROM json_each(:names))
        UNION
        SELECT letters.id FROM evidence JOIN letters ON best_copy_id = copy_id
        WHERE field = 'addressees' AND evidence.value IN (SELECT value FROM json_each(:names))
        UNION
        SELECT letter_id FROM receipts JOIN copies ON copies.id = copy_id WHERE office_key = :office
        """,
        {"names": json.dumps(fitting), "office": name_key(office)},
    )
    return {letter_id for (letter_id,) in found}


def _bound(office: str, row: Row, received: Arrivals) -> Debtor | None:
    """How a duty binds an office: itself, through a group, or not at all (None)."""
    has_letter = any(is_same(name, office) for name in received)
    for name in (*row["debtors"], *row["addressees"]):
        if is_same(office_behind(name), office):
            return Debtor(office)
        if is_member(name, office, row["sender"], has_letter=has_letter):
            return Debtor(office, via=name)
    return None


_OBLIGATIONS = """
    SELECT obligations.*, letters.id AS letter_id, letters.number, letters.date AS letter_date,
        letters.sender, letters.subject, scans.file,
        (SELECT json_group_array(name) FROM
            (SELECT name FROM debtors WHERE obligation_id = obligations.id ORDER BY position)
        ) AS debtors,
        (SELECT json_group_array(value) FROM
            (SELECT value FROM evidence
             WHERE copy_id = copies.id AND field = 'addressees' ORDER BY position)
        ) AS addressees
    FROM obligations
    JOIN letters ON letters.best_copy_id = obligations.copy_id
    JOIN copies ON copies.id = obligations.copy_id
    JOIN scans ON scans.id = copies.scan_id
"""


def obligations_of(db: Database, letter_ids: Sequence[int]) -> list[Row]:
    """The duties of these letters, as their best copies have them, in print order."""
    rows = db.query(
        f"""
        {_OBLIGATIONS} WHERE letters.id IN (SELECT value FROM json_each(?))
        ORDER BY obligations.copy_id, obligations.position
        """,  # noqa: S608 - built of our own clauses
        [json.dumps(letter_ids)],
    )
    return [_load(row) for row in rows]


def _load(row: Row) -> Row:
    lists = {column: json.loads(row[column]) for column in ("debtors", "addressees", "box")}
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


def _duty(row: Row, debtor: Debtor, received_on: date | None, since: date | None) -> Duty:
    deadline = due_of(row)
    return Duty(
        obligation_id=row["id"],
        debtor=debtor.name,
        via=debtor.via,
        action=row["action"],
        text=row["text"],
        creditor=row["creditor"],
        due=deadline,
        falls_due=_falls_due(deadline, received_on, since),
        received_on=received_on,
        letter_id=row["letter_id"],
        number=row["number"],
        date=day_of(row, "letter_date"),
        sender=row["sender"],
        subject=row["subject"],
        file=row["file"],
        page=row["page"],
    )


def _falls_due(deadline: Due, received_on: date | None, since: date | None) -> date | None:
    """The day it falls due; of a recurring duty the first from `since` on."""
    if deadline.kind != "recurring":
        return fall_due(deadline, received_on)
    coming = occurrences(deadline, since, since + _A_YEAR) if since else []
    return coming[0] if coming else None


def _falls_before(duty: Duty, before: date | None) -> bool:
    return before is None or (duty.falls_due is not None and duty.falls_due < before)


def _order(duty: Duty) -> tuple[str, int, date, int]:
    rank = 0 if duty.falls_due else _UNDATED_RANK.get(duty.due.kind, _LAST_RANK)
    return duty.debtor, rank, duty.falls_due or date.max, duty.obligation_id
