"""The receive register (ทะเบียนหนังสือรับ, แบบที่ 13): every letter taken in, by its receive number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from correspondence_db.access import ALL_SEEING, Viewer
from correspondence_db.duties import Duty, duties
from correspondence_db.occurrences import Span
from correspondence_db.owing import is_one_of, issuer_of, label_near, labels_of, name_keys_of
from correspondence_db.record import Row, day_of
from correspondence_db.store import Register
from correspondence_db.veil import rows_seen
from extract.letter import jsonable


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the receive register of `office`; `duties` are what it owes by that letter."""

    office: str | None
    received_number: int | None
    received_on: date | None
    letter_id: int
    number: str | None
    date: date | None
    sender: str | None
    addressees: tuple[str, ...]
    subject: str | None
    duties: tuple[Duty, ...]
    file: str
    page: int

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping, dates in ISO 8601."""
        as_json: dict[str, Any] = jsonable(self)
        return as_json


def book(
    register: Register, today: date, office: str | None = None, viewer: Viewer = ALL_SEEING
) -> tuple[Entry, ...]:
    """The receive registers of all offices, or of one: by office, day and number.

    A stamp that several copies show is one line.
    """
    rows = rows_seen(register, viewer, list(_stamps(register, office)))
    letters = {row["letter_id"] for row in rows}
    owed: dict[tuple[int, str], list[Duty]] = {}
    for duty in duties(register, Span(today), letters=letters, viewer=viewer):
        owed.setdefault((duty.letter_id, duty.debtor), []).append(duty)
    return tuple(
        _entry(row, tuple(owed.get((row["letter_id"], row["office"] or ""), ()))) for row in rows
    )


def _stamps(register: Register, asked: str | None) -> Iterator[Row]:
    """Each stamp once, its office by its label; those of one office where one is asked for."""
    keys = json.dumps(sorted(name_keys_of(asked)) if asked else [])
    of_office = "WHERE office_key IN (SELECT value FROM json_each(:keys))" if asked else ""
    labels = labels_of(asked) if asked else None
    for row in register.db.query(_STAMPS.format(of_office=of_office), {"keys": keys}):
        near = issuer_of(row["sender"], row["letter_number"])
        office = label_near(row["office"], near) if row["office"] else None
        if labels is None or is_one_of(office, labels):
            yield row | {"office": office}


_STAMPS = """
    SELECT min(receipts.id), office, receipts.number, receipts.date, receipts.page, letter_id, file,
        letters.number AS letter_number, letters.date AS letter_date, sender, subject,
        (SELECT json_group_array(value) FROM
            (SELECT value FROM evidence WHERE copy_id = best_copy_id AND field = 'addressees'
             ORDER BY position)
        ) AS addressees
    FROM receipts JOIN copies ON copies.id = receipts.copy_id
    JOIN letters ON letters.id = letter_id JOIN scans ON scans.id = scan_id
    {of_office}
    GROUP BY letter_id, office_key, receipts.number, receipts.date
    ORDER BY office, receipts.date, receipts.number, letter_id
"""


def _entry(row: Row, owed: tuple[Duty, ...]) -> Entry:
    return Entry(
        office=row["office"],
        received_number=row["number"],
        received_on=day_of(row),
        letter_id=row["letter_id"],
        number=row["letter_number"],
        date=day_of(row, "letter_date"),
        sender=row["sender"],
        addressees=tuple(json.loads(row["addressees"])),
        subject=row["subject"],
        duties=owed,
        file=row["file"],
        page=row["page"],
    )
