"""The record of what was done (บันทึกการใช้งาน): written once, each row sealed by the one before.

A row's hash covers its content and the hash of the row before it, so that a row changed, taken
out or put in breaks the chain. Who can write the file can cut rows off its end, or write it all
anew: a head noted elsewhere (every backup notes it) shows that.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlite_utils import Database

from extract.letter import jsonable

if TYPE_CHECKING:
    from correspondence_db.store import Register

#: What the first row is sealed with in place of a row before it.
GENESIS = "0" * 64
#: Who acted, where no person did.
MACHINE = "saraban"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing done: by `who`, at `at` (with its time zone), to `subject` ("letter 7").

    `what` is a dotted verb: "duty.done". `before` and `after` are JSON values, None where there
    is nothing to say.
    """

    id: int
    at: datetime
    who: str
    what: str
    subject: str
    before: Any
    after: Any
    hash: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.isoformat()}


class Chain(NamedTuple):
    """How many events there are, the hash of the last, and the first that does not hold."""

    events: int
    head: str
    broken_at: int | None


def record_event(
    db: Database,
    *,
    at: datetime,
    who: str,
    what: str,
    subject: str,
    before: Any = None,
    after: Any = None,
) -> None:
    """Write down what is done, in the transaction that does it.

    Raises ValueError where `at` has no time zone, sqlite3.ProgrammingError outside a transaction.
    """
    if at.tzinfo is None:
        raise ValueError(f"an event without a time zone: {at}")
    if not db.conn.in_transaction:
        raise sqlite3.ProgrammingError("an event is recorded in the transaction that it tells of")
    last, previous = _last(db)
    row = (last + 1, at.isoformat(), who, what, subject, _spelled(before), _spelled(after))
    db.execute(
        "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [*row, previous, _seal(row, previous)],
    )


def events(
    register: Register,
    subject: str | None = None,
    limit: int = 100,
    offset: int = 0,
    *,
    who: str | None = None,
    day: date | None = None,
) -> list[Event]:
    """What was done, the latest first; to one `subject`, by one person, on one day where asked."""
    asked = {"subject": subject, "who": who, "substr(at, 1, 10)": day.isoformat() if day else None}
    kept = {column: value for column, value in asked.items() if value is not None}
    where = " AND ".join(["1", *(f"{column} = ?" for column in kept)])
    rows = register.db.query(
        f"SELECT * FROM events WHERE {where} ORDER BY id DESC LIMIT ? OFFSET ?",  # noqa: S608
        [*kept.values(), limit, offset],
    )
    return [_event(row) for row in rows]


def verify_chain(db: Database) -> Chain:
    """Work out every hash again, from the first event to the last."""
    count, head, broken_at = 0, GENESIS, None
    for *row, previous, seal in db.execute("SELECT * FROM events ORDER BY id"):
        count += 1
        holds = row[0] == count and previous == head and seal == _seal(row, previous)
        if not holds and broken_at is None:
            broken_at = row[0]
        head = seal
    return Chain(count, head, broken_at)


def secret_letters(db: Database, letter_ids: Collection[int] | None = None) -> list[int]:
    """The letters that are secret (ลับ or above), or may be; of those given, or of all."""
    among = "" if letter_ids is None else "AND id IN (SELECT value FROM json_each(:ids))"
    rows = db.execute(
        f"""
        SELECT id FROM letters WHERE (secrecy_level > 0 OR secrecy_level IS NULL) {among}
        ORDER BY id
        """,  # noqa: S608 - one of two texts of ours
        {"ids": json.dumps(sorted(letter_ids or ()))},
    )
    return [int(letter_id) for (letter_id,) in rows]


def record_sight(
    register: Register,
    letter_ids: Collection[int] | None,
    *,
    at: datetime,
    who: str,
    what: str,
    to: str | None = None,
) -> None:
    """Record that the secret ones among letters (None: all) were shown, or written to a file."""
    if secret := secret_letters(register.db, letter_ids):
        with register.transaction():
            for letter_id in secret:
                subject, after = f"letter {letter_id}", {"to": to} if to else None
                record_event(register.db, at=at, who=who, what=what, subject=subject, after=after)


def _last(db: Database) -> tuple[int, str]:
    for number, seal in db.execute("SELECT id, hash FROM events ORDER BY id DESC LIMIT 1"):
        return int(number), str(seal)
    return 0, GENESIS


def _spelled(value: Any) -> str | None:
    """A value as canonical JSON: one spelling for one value."""
    if value is None:
        return None
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=jsonable
    )


def _seal(row: Sequence[Any], previous: str) -> str:
    """SHA-256 (hex) of a row without its hash, as a canonical JSON array."""
    whole = json.dumps([*row, previous], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()


def _event(row: dict[str, Any]) -> Event:
    before, after = (json.loads(row[name]) if row[name] else None for name in ("before", "after"))
    at = datetime.fromisoformat(row["at"])
    named = {name: row[name] for name in ("id", "who", "what", "subject", "hash")}
    return Event(at=at, before=before, after=after, **named)
