"""When a duty is owed (งวด): its occurrences, with what moved or ended them and what they serve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlite_utils import Database

from correspondence_db.changes import (
    Change,
    Changes,
    Replies,
    changes_of,
    ended,
    moved,
    replies_to,
)
from correspondence_db.debts import Debt
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
    replies: Replies
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

        With `open_only` the debts tell what is done; deeds, which of the answers it was done by.
        """
        letters = sorted({duty["letter_id"] for duty in duties})
        names = None if debts is None else {debt.debtor for debt in debts}
        writers = None if debts is None else {debt.office_id for debt in debts}
        replies = replies_to(db, letters, writers)
        done = {letter for letter, _, _ in replies} if open_only else letters
        return cls(
            began=began(db),
            deeds=deeds_about(db, done, names),
            changes=changes_of(db, letters),
            replies=replies,
            ladders=ladders(db, duties),
        )


def occurrences(
    duty: Row, known: Known, span: Span, received: date | None = None
) -> tuple[Occurrence, ...]:
    """The occurrences of a duty in a span, and of the year after it; one where it comes once.

    `received` is the day from which a relative deadline counts.
    """
    changes = known.changes.of.get(duty["id"], ())
    if duty["rrule"]:
        found = [Occurrence(p, p.due, ended(changes, p.due)) for p in _periods(duty, known, span)]
    else:
        day = due_once(duty, changes, received)
        found = [Occurrence(None, day, changes[-1] if changes else None)]
    return tuple(found)


def due_once(duty: Row, changes: Sequence[Change], received: date | None) -> date | None:
    """The day on which a duty that comes once is due, by the last letter that moved it."""
    last = moved(changes)
    return last.due if last else fall_due(due_of(duty), received)


def _periods(duty: Row, known: Known, span: Span) -> list[Period]:
    """The periods of a recurring duty: those past, and those of a year or until `before`."""
    first = first_day(duty)
    since = max(first, span.since or known.began or first)
    until = span.before - _DAY if span.before else span.today + A_YEAR
    return periods(duty["rrule"], first, since, until)
