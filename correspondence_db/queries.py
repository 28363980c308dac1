"""What the register answers: who owes what, a letter's chain, and where words stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from correspondence_db.store import Register
from extract.dates import Due


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
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Debts:
    """What one debtor owes, soonest first; continuing and undated duties last."""

    debtor: str
    duties: tuple[Duty, ...]

    def to_json(self) -> dict[str, Any]:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Arrival:
    """A receive stamp of a letter; `lag_days` counts from the letter's date."""

    office: str | None
    number: int | None
    date: date | None
    time: str | None
    lag_days: int | None


@dataclass(frozen=True, slots=True)
class Hop:
    """One letter of a chain. `depth` is 0 at the origin; `from_id` the letter it passes on."""

    letter_id: int
    depth: int
    from_id: int | None
    held: bool
    number: str | None
    date: date | None
    sender: str | None
    subject: str | None
    receipts: tuple[Arrival, ...]
    duties: tuple[Duty, ...]
    evidence: tuple[str, ...]
    score: float | None

    def to_json(self) -> dict[str, Any]:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Trace:
    """The chain of one letter: its origin first, each letter before those that pass it on."""

    letter_id: int
    hops: tuple[Hop, ...]

    def to_json(self) -> dict[str, Any]:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a search found its words; `letter_id` is None on a page of no letter."""

    letter_id: int | None
    number: str | None
    date: date | None
    sender: str | None
    subject: str | None
    file: str | None
    page: int | None
    snippet: str

    def to_json(self) -> dict[str, Any]:
        raise NotImplementedError


def due(
    register: Register, today: date, office: str | None = None, before: date | None = None
) -> tuple[Debts, ...]:
    """Who owes what, one `Debts` a debtor (by name).

    `office` keeps that office's: where it is named, belongs to a group that is, or is among the
    addressees. `before` keeps what falls due before that day, with its overdue.
    Recurring duties show their next occurrence from `today` on.
    """
    raise NotImplementedError


def trace(register: Register, number: str) -> tuple[Trace, ...]:
    """The chain of each letter with this number, in any spelling; () when there is none."""
    raise NotImplementedError


def search(register: Register, text: str, limit: int = 50) -> tuple[Hit, ...]:
    """Places where all words of `text` stand, letters' own fields first.

    Words are separated by spaces; digits match in either script, spaces in the print are
    ignored. Words of fewer than three characters are found too, more slowly.
    """
    raise NotImplementedError
