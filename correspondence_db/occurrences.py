"""When a duty is owed (งวด): its occurrences, with what moved or ended them and what they serve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlite_utils import Database

from correspondence_db.changes import Change, Later, later_than
from correspondence_db.deeds import Deed, Owed, deeds_about
from correspondence_db.demands import due_of
from correspondence_db.ladder import Ladders, Rung, ladders
from correspondence_db.owing import Arrivals, holders_of
from correspondence_db.record import Row, day_of
from extract.dates import fall_due
from extract.periods import Period, periods

_DAY = timedelta(days=1)
#: How far ahead the next occurrence of a recurring duty is looked for.
_A_YEAR = timedelta(days=366)


class Span(NamedTuple):
    """Which occurrences are asked for: those due from `since` to `today`, and the next to be done.

    `since` None is the day on which the register began; `before` asks for all until that day.
    """

    today: date
    since: date | None = None
    before: date | None = None


class Occurrence(NamedTuple):
    """One time that a duty is owed, the same for all who owe it; `period` where it comes again."""

    period: Period | None = None
    falls_due: date | None = None
    change: Change | None = None
    serves: tuple[Rung, ...] = ()


class Known(NamedTuple):
    """What the register knows beside the duties themselves."""

    began: date | None
    received: Mapping[int, Arrivals]
    deeds: Mapping[Owed, Deed]
    later: Later
    ladders: Ladders

    @classmethod
    def about(cls, db: Database, duties: Sequence[Row]) -> Known:
        received = holders_of(db, sorted({duty["letter_id"] for duty in duties}))
        return cls(
            began=_began(db),
            received=received,
            deeds=deeds_about(db, duties),
            later=later_than(db, duties),
            ladders=ladders(db, duties, received),
        )


def _began(db: Database) -> date | None:
    """The day on which the register's first scan came in."""
    first = "SELECT received_on FROM scans WHERE id = (SELECT min(id) FROM scans)"
    return next((date.fromisoformat(day) for (day,) in db.execute(first)), None)


def occurrences(
    duty: Row, known: Known, span: Span, received: date | None = None
) -> tuple[Occurrence, ...]:
    """The occurrences of a duty in a span, and of the year after it; one where it comes once.

    `received` is the day from which a relative deadline counts.
    """
    changes = known.later.changes.get(duty["id"], ())
    if duty["rrule"]:
        found = [Occurrence(p, p.due, _ended(changes, p.due)) for p in _periods(duty, known, span)]
    else:
        moved = next((change for change in reversed(changes) if change.due), None)
        day = moved.due if moved else fall_due(due_of(duty), received)
        found = [Occurrence(None, day, changes[-1] if changes else None)]
    above = known.ladders.above
    return tuple(one._replace(serves=above(duty, one.falls_due)) for one in found)


def _periods(duty: Row, known: Known, span: Span) -> list[Period]:
    """The periods of a recurring duty: those past, and those of a year or until `before`."""
    first = day_of(duty, "letter_date") or date.fromisoformat(duty["stored_on"])
    since = max(first, span.since or known.began or first)
    until = span.before - _DAY if span.before else span.today + _A_YEAR
    return periods(duty["rrule"], first, since, until)


def _ended(changes: Sequence[Change], due: date) -> Change | None:
    """The letter that ended a recurring duty before it was due again."""
    cancelling = (change for change in changes if change.kind == "cancels")
    return next((each for each in cancelling if each.sent_on is None or each.sent_on <= due), None)
