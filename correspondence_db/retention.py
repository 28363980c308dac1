"""How long scans are kept (การเก็บรักษาและการทำลาย): their class, legal holds, and the end.

A scan is retired as a whole, once its class's years are over. Its pages and its original go; the
letters, their numbers, links, duties and events stay.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta

from correspondence_db.audit import record_event
from correspondence_db.record import Row
from correspondence_db.store import Register
from extract.letter import jsonable

GENERAL = "general"


@dataclass(frozen=True, slots=True)
class Due:
    """A scan whose years are over: of which class, since when, and the letters in it."""

    sha256: str
    file: str
    of_class: str
    received_on: date
    over_since: date
    letter_ids: tuple[int, ...]

    def to_json(self) -> dict[str, Any]:
        as_json: dict[str, Any] = jsonable(self)
        return as_json


def due_for_retirement(
    register: Register, years: Mapping[str, int], today: date
) -> tuple[Due, ...]:
    """The scans that may go by `today`, oldest first.

    One that is held, holds a secret letter (those are destroyed by their own rules), or is of a
    class without years never may.
    """
    rows = register.db.query(
        """
        SELECT scans.id, sha256, file, received_on, coalesce(class, 'general') AS class
        FROM scans LEFT JOIN keeping ON keeping.scan_id = scans.id
        WHERE retired_at IS NULL AND coalesce(held, 0) = 0 AND NOT EXISTS (
            SELECT 1 FROM copies JOIN evidence ON copy_id = copies.id
            WHERE copies.scan_id = scans.id AND field = 'secrecy'
        )
        ORDER BY received_on, scans.id
        """
    )
    found = (_due(register, row, years[row["class"]]) for row in rows if row["class"] in years)
    return tuple(one for one in found if one.over_since <= today)


def _due(register: Register, row: Row, years: int) -> Due:
    received_on = date.fromisoformat(row["received_on"])
    over = received_on + relativedelta(years=years)
    letters = register.letters_of(row["sha256"])
    return Due(row["sha256"], row["file"], row["class"], received_on, over, letters)


def retire(register: Register, one: Due, *, at: datetime, who: str) -> None:
    """Take a scan's pages out of the register; the original is for the caller to remove then."""
    with register.transaction():
        for statement in (
            """
            DELETE FROM page_index WHERE rowid IN (
                SELECT pages.id FROM pages JOIN scans ON scans.id = scan_id WHERE sha256 = :sha256
            )
            """,
            """
            UPDATE pages SET text = '', words = '[]', codes = '[]'
            WHERE scan_id = (SELECT id FROM scans WHERE sha256 = :sha256)
            """,
            """
            INSERT INTO keeping (scan_id, class, retired_at)
            SELECT id, :class, :at FROM scans WHERE sha256 = :sha256
            ON CONFLICT (scan_id) DO UPDATE SET retired_at = :at
            """,
        ):
            values = {"sha256": one.sha256, "class": one.of_class, "at": at.isoformat()}
            register.db.execute(statement, _named(statement, values))
        subject = f"scan {one.sha256}"
        record_event(
            register.db, at=at, who=who, what="scan.retired", subject=subject, after=one.to_json()
        )


def _named(statement: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that a statement names."""
    return {name: value for name, value in values.items() if f":{name}" in statement}


def is_retired(register: Register, sha256: str) -> bool:
    """Whether a scan's pages and original are gone."""
    found = register.db.execute(
        """
        SELECT 1 FROM keeping JOIN scans ON scans.id = scan_id
        WHERE sha256 = ? AND retired_at IS NOT NULL
        """,
        [sha256],
    )
    return found.fetchone() is not None


def hold(
    register: Register, letter_ids: Collection[int], *, held: bool, at: datetime, who: str
) -> int:
    """Hold every scan with a copy of these letters, or lift the hold; gives how many scans."""
    what = "letter.held" if held else "letter.released"
    return _keep(register, letter_ids, "held", int(held), what=what, at=at, who=who)


def classify(
    register: Register, letter_ids: Collection[int], of_class: str, *, at: datetime, who: str
) -> int:
    """Put every scan with a copy of these letters into a class; gives how many scans."""
    return _keep(register, letter_ids, "class", of_class, what="letter.classed", at=at, who=who)


def _keep(
    register: Register,
    letter_ids: Collection[int],
    column: str,
    value: str | int,
    *,
    what: str,
    at: datetime,
    who: str,
) -> int:
    with register.transaction():
        done = register.db.execute(
            f"""
            INSERT INTO keeping (scan_id, {column})
            SELECT DISTINCT scan_id, :value FROM copies
            WHERE letter_id IN (SELECT value FROM json_each(:letters))
            ON CONFLICT (scan_id) DO UPDATE SET {column} = :value
            """,  # noqa: S608 - one of our two columns
            {"value": value, "letters": json.dumps(sorted(letter_ids))},
        )
        for letter_id in sorted(letter_ids):
            subject = f"letter {letter_id}"
            record_event(register.db, at=at, who=who, what=what, subject=subject, after=value)
        return done.rowcount
