"""The due board (กระดานติดตาม): how much each office owes, overdue, this week, later, continuing.

The counts are those of the due lists (`duties.due`), found without making the lists: what comes
once is counted where it lies, of what comes round the days of its rule.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from sqlite_utils import Database

from correspondence_db.access import ALL_SEEING, Viewer
from correspondence_db.debts import HIDDEN, rows_of
from correspondence_db.demands import began
from correspondence_db.occurrences import A_YEAR
from correspondence_db.store import Register
from extract.chain import name_key
from extract.periods import due_days

Bucket = Literal["overdue", "this_week", "later", "continuing"]

_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Load:
    """How many duties an office owes; `this_week` ends on Sunday, `continuing` have no day."""

    office: str
    overdue: int = 0
    this_week: int = 0
    later: int = 0
    continuing: int = 0

    def to_json(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def bucket_of(falls_due: date | None, today: date) -> Bucket:
    """Where a duty stands on the board."""
    if falls_due is None:
        return "continuing"
    if falls_due < today:
        return "overdue"
    return "this_week" if falls_due <= week_end(today) else "later"


def board(register: Register, today: date, viewer: Viewer = ALL_SEEING) -> tuple[Load, ...]:
    """What each office that a viewer sees still owes, by name; who owes nothing is left out."""
    db, asked = register.db, _Asked.of(register, viewer)
    counts = {office: list(found) for office, *found in _once(db, asked, today)}
    for office, found in _coming_round(db, asked, today):
        own = counts.setdefault(office, [0, 0, 0, 0])
        for at, count in enumerate(found):
            own[at] += count
    names = _names(db, counts)
    loads = (Load(names[office], *found) for office, found in counts.items() if any(found))
    return tuple(sorted(loads, key=lambda load: load.office))


class _Asked(NamedTuple):
    """The conditions under which a viewer sees a debt."""

    sql: str
    values: list[Any]

    @classmethod
    def of(cls, register: Register, viewer: Viewer) -> _Asked:
        sql = ""
        values: list[Any] = []
        if viewer.offices is not None:
            own = rows_of(register.db, map(name_key, viewer.offices))
            sql, values = " AND office_id IN (SELECT value FROM json_each(?))", [_json(own)]
        if not viewer.sees_all:
            sql += f" AND debts.obligation_id NOT IN ({HIDDEN})"
            values.append(viewer.clearance)
        return cls(sql, values)


# --- what comes once


def _once(db: Database, asked: _Asked, today: date) -> Iterator[tuple[int, ...]]:
    """Office, overdue, this week, later, continuing."""
    rows = db.execute(
        f"""
        SELECT office_id, coalesce(sum(falls_due < ?), 0), coalesce(sum(falls_due <= ?), 0),
            count(falls_due), count(*)
        FROM debts WHERE listed AND done_through IS NULL {asked.sql} GROUP BY office_id
        """,  # noqa: S608 - built of our own clauses
        [today.isoformat(), week_end(today).isoformat(), *asked.values],
    )
    for office, overdue, until_sunday, dated, owed in rows:
        yield office, overdue, until_sunday - overdue, dated - until_sunday, owed - dated


# --- what comes round


class _Rhythm(NamedTuple):
    """When a recurring duty is due: its rule, the day it counts from, the day it is cancelled."""

    rrule: str
    first: date
    ends: str | None


def _coming_round(db: Database, asked: _Asked, today: date) -> Iterator[tuple[int, Sequence[int]]]:
    """Office, and the same four counts, for each recurring duty that it owes."""
    rows = db.execute(
        f"""
        SELECT office_id, debts.obligation_id, done_through, done_beyond FROM debts
        WHERE listed AND done_through IS NOT NULL {asked.sql}
        """,  # noqa: S608 - built of our own clauses
        asked.values,
    ).fetchall()
    rhythms = _rhythms(db, {obligation for _, obligation, _, _ in rows})
    span = _Span(began(db), today)
    for office, obligation, through, beyond in rows:
        yield office, _counts(rhythms[obligation], span, through, beyond)


def _rhythms(db: Database, obligation_ids: Collection[int]) -> Mapping[int, _Rhythm]:
    rows = db.execute(
        """
        SELECT obligation_id, rrule, first, ends FROM demands
        JOIN obligations ON obligations.id = obligation_id
        WHERE obligation_id IN (SELECT value FROM json_each(?))
        """,
        [_json(obligation_ids)],
    )
    return {
        obligation: _Rhythm(rrule, date.fromisoformat(first), ends)
        for obligation, rrule, first, ends in rows
    }


class _Span(NamedTuple):
    """From the day on which the register began to the day of the question."""

    began: date | None
    today: date


@lru_cache(maxsize=65536)
def _counts(rhythm: _Rhythm, span: _Span, through: str, beyond: str | None) -> tuple[int, ...]:
    """How often a duty is owed, and when: the rounds past, and the next to be done."""
    rounds = _rounds(rhythm, span)
    done = frozenset(json.loads(beyond)) if beyond else frozenset()
    counts = {"overdue": 0, "this_week": 0, "later": 0, "continuing": 0}
    today = span.today.isoformat()
    for day in rounds[bisect_right(rounds, through) :]:
        if day in done:
            continue
        if rhythm.ends is None or day < rhythm.ends:
            counts[bucket_of(date.fromisoformat(day), span.today)] += 1
        if day >= today:
            break
    return tuple(counts.values())


def _rounds(rhythm: _Rhythm, span: _Span) -> Sequence[str]:
    """The days of a duty's rounds, of a year to come as well."""
    since = max(rhythm.first, span.began or rhythm.first)
    days = due_days(rhythm.rrule, rhythm.first, span.today + A_YEAR)
    return [day.isoformat() for day in days if day >= since]


def _names(db: Database, offices: Collection[int]) -> Mapping[int, str]:
    rows = db.execute(
        "SELECT id, name FROM offices WHERE id IN (SELECT value FROM json_each(?))",
        [_json(offices)],
    )
    return dict(rows.fetchall())


def week_end(today: date) -> date:
    """The Sunday of a week."""
    return today + timedelta(days=_SUNDAY - today.weekday())


def _json(ids: Collection[int]) -> str:
    return json.dumps(sorted(ids))
