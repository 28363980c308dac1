"""When a duty is owed (งวด): its occurrences, with what moved or ended them and what they serve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlite_utils import Database

from correspondence_db.changes import (
    Change,
    Changes,
    changes_of,
    ended,
    moved,
)
from correspondence_db.debts import Debt, Proposals, proposals
from correspondence_db.demands import began, due_of, first_day
from correspondence_db.done import Deed, Owed, deeds_about
from correspondence_db.ladder import Ladders, ladders
from correspondence_db.record import Row
from extract.dates import fall_due
from extract.periods import Period, periods

_DAY = timedelta(days=1)
#: How far ahead the next occurrence of a recurring duty is looked for.
A_YEAR = timedelta(days=366)


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


class Known(NamedTuple):
    """What the register knows beside the duties themselves."""

    began: date | None
    deeds: Mapping[Owed, Deed]
    changes: Changes
    proposals: Proposals
    ladders: Ladders

    @classmethod
    def about(
        cls,
        db: Database,
        duties: Sequence[Row],
        debts: Sequence[Debt] | None,
        *,
        open_only: bool = False,
    ) -> Known:
        """What is known of duties: of all who owe them, or of one office's `debts` alone.

        With `open_only` the debts tell what is done, and deeds need not be read.
        """
        letters = sorted({duty["letter_id"] for duty in duties})
        names = None if debts is None else {debt.debtor for debt in debts}
        offices = None if debts is None else {debt.office_id for debt in debts}
        return cls(
            began=began(db),
            deeds={} if open_only else deeds_about(db, letters, names),
            changes=changes_of(db, letters),
            proposals=proposals(db, {duty["id"] for duty in duties}, offices),
            ladders=ladders(db, duties),
        )


def occurrences(
    duty: Row,
    known: Known,
    span: Span,
    received: date | None = None,
    done_through: str | None = None,
) -> tuple[Occurrence, ...]:
    """The occurrences of a duty in a span, and of the year after it; one where it comes once.

    `received` is the day from which a relative deadline counts. Of a recurring duty those before
    the day `done_through` may be left out.
    """
    changes = known.changes.of.get(duty["id"], ())
    if duty["rrule"]:
        since = date.fromisoformat(done_through) if done_through else date.min
        rounds = _periods(duty, known, span, since)
        found = [
            Occurrence(one, one.due, ended(changes, one.due) if changes else None) for one in rounds
        ]
    else:
        day = due_once(duty, changes, received)
        found = [Occurrence(None, day, changes[-1] if changes else None)]
    return tuple(found)


def due_once(duty: Row, changes: Sequence[Change], received: date | None) -> date | None:
    """The day on which a duty that comes once is due, by the last letter that moved it."""
    last = moved(changes)
    return last.due if last else fall_due(due_of(duty), received)


def _periods(duty: Row, known: Known, span: Span, since: date) -> list[Period]:
    """The periods of a recurring duty: those past, and those of a year or until `before`."""
    first = first_day(duty)
    since = max(first, span.since or known.began or first, since)
    until = span.before - _DAY if span.before else span.today + A_YEAR
    return periods(duty["rrule"], first, since, until)
