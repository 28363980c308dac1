"""How far a directive has come: which office has done what, period by period (ตารางติดตาม)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlite_utils import Database

from correspondence_db.access import ALL_SEEING, Viewer
from correspondence_db.duties import Duty, Status, duties
from correspondence_db.occurrences import Span
from correspondence_db.store import Register
from extract.letter import jsonable


@dataclass(frozen=True, slots=True)
class Cell:
    """One office at one time: `done_on` where it is done."""

    status: Status
    done_on: date | None


@dataclass(frozen=True, slots=True)
class GridRow:
    """One office; a cell for each of the grid's days, None where it owes nothing then."""

    office: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One duty: the offices that owe it, over the days on which it falls due (None: no day)."""

    obligation_id: int
    text: str
    creditor: str | None
    letter_id: int
    number: str | None
    sender: str | None
    days: tuple[date | None, ...]
    rows: tuple[GridRow, ...]

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping, dates in ISO 8601."""
        as_json: dict[str, Any] = jsonable(self)
        return as_json


def grid(
    register: Register,
    today: date,
    letters: Collection[int],
    *,
    since: date | None = None,
    before: date | None = None,
    viewer: Viewer = ALL_SEEING,
) -> tuple[Grid, ...]:
    """The duties of these letters and of all that pass them on, one `Grid` a duty."""
    asked = {*letters, *_below(register.db, letters)}
    found = sorted(
        duties(register, Span(today, since, before), letters=asked, viewer=viewer),
        key=attrgetter("obligation_id", "debtor"),
    )
    by_duty = groupby(found, attrgetter("obligation_id"))
    return tuple(_grid(list(own)) for _, own in by_duty)


def standing(
    register: Register, today: date, letters: Collection[int], viewer: Viewer = ALL_SEEING
) -> Mapping[int, Counter[Status]]:
    """Duty -> how often it is open, late, done and waived until its next day, all offices taken."""
    counts: dict[int, Counter[Status]] = {}
    for duty in duties(register, Span(today), letters=letters, viewer=viewer):
        counts.setdefault(duty.obligation_id, Counter())[duty.status] += 1
    return counts


def _below(db: Database, letters: Iterable[int]) -> set[int]:
    found = db.execute(
        """
        WITH RECURSIVE below (id) AS (
            SELECT value FROM json_each(?)
            UNION
            SELECT letter_id FROM below JOIN links ON target_id = below.id WHERE kind = 'forwards'
        )
        SELECT id FROM below
        """,
        [json.dumps(list(letters))],
    )
    return {letter_id for (letter_id,) in found}


def _grid(owed: Sequence[Duty]) -> Grid:
    first = owed[0]
    days = sorted({duty.falls_due for duty in owed}, key=lambda day: day or date.max)
    return Grid(
        obligation_id=first.obligation_id,
        text=first.text,
        creditor=first.creditor,
        letter_id=first.letter_id,
        number=first.number,
        sender=first.sender,
        days=tuple(days),
        rows=tuple(
            _row(office, {duty.falls_due: duty for duty in own}, days)
            for office, own in groupby(owed, attrgetter("debtor"))
        ),
    )


def _row(office: str, by_day: Mapping[date | None, Duty], days: Iterable[date | None]) -> GridRow:
    return GridRow(office, tuple(_cell(by_day[day]) if day in by_day else None for day in days))


def _cell(duty: Duty) -> Cell:
    return Cell(duty.status, duty.deed.done_on if duty.deed else None)
