"""Upward flow (การรายงานตามลำดับชั้น): the duty that a lower one serves, and the one that serves.

A town reports to its district by the 25th, so that the district can report to the province by the
1st and the province to the ministry by the 5th: three letters, one ladder.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz
from sqlite_utils import Database

from correspondence_db.demands import obligations_numbered, obligations_of
from correspondence_db.record import Row, day_of
from extract.periods import due_days

#: Whatever it is called, it goes up and is collected.
_REPORTS = frozenset({"report", "submit", "reply"})


@dataclass(frozen=True, slots=True)
class Rung:
    """A duty that another one serves: what the office reported to owes in its turn, and to whom."""

    obligation_id: int
    letter_id: int
    debtor: str
    creditor: str | None
    falls_due: date | None


class Ladders(NamedTuple):
    """The duties that some duties serve, directly or through others, by id."""

    uppers: Mapping[int, Row]

    def above(self, duty: Row, falls_due: date | None) -> tuple[Rung, ...]:
        """The rungs above a duty that falls due on a day, the next one first."""
        rungs: list[Rung] = []
        seen = {duty["id"]}
        while (upper := self.uppers.get(duty["serves_id"])) and upper["id"] not in seen:
            debtor, duty = duty["collector"], upper
            seen.add(duty["id"])
            falls_due = _next_due(duty, falls_due)
            rungs.append(Rung(duty["id"], duty["letter_id"], debtor, duty["creditor"], falls_due))
        return tuple(rungs)


def ladders(db: Database, duties: Iterable[Row]) -> Ladders:
    """All that these duties serve."""
    uppers: dict[int, Row] = {}
    while wanted := {duty["serves_id"] for duty in duties} - uppers.keys() - {None}:
        duties = obligations_numbered(db, wanted)
        uppers |= {duty["id"]: duty for duty in duties}
    return Ladders(uppers)


def served(db: Database, letter_ids: Iterable[int]) -> Mapping[int, int | None]:
    """Duty -> the one that it serves, of all duties of some letters."""
    letters = sorted(letter_ids)
    above: defaultdict[int, list[Row]] = defaultdict(list)
    for upper in db.query(_ABOVE, [json.dumps(letters)]):
        above[upper["letter_id"]].append(upper)
    own = obligations_of(db, letters)
    return {duty["id"]: served_of(duty, above[duty["letter_id"]]) for duty in own}


# Each duty in a letter above that binds the office which passes it on.
_ABOVE = """
    SELECT links.letter_id, writer_id, obligations.id, action, text, rrule, creditor
    FROM json_each(?)
    CROSS JOIN links ON links.letter_id = json_each.value AND links.kind = 'forwards'
    JOIN letters ON letters.id = target_id
    JOIN obligations ON copy_id = best_copy_id
    JOIN debts ON debts.office_id = writer_id AND debts.obligation_id = obligations.id
    ORDER BY links.letter_id, target_id, obligations.id
"""


def served_of(duty: Row, above: Iterable[Row]) -> int | None:
    """What the office that asks must report above in its turn, in the same rhythm: the likest."""
    owed = [
        upper
        for upper in above
        if duty["creditor_id"] == upper["writer_id"] and _collects(duty, upper)
    ]
    likest = max(owed, key=lambda upper: fuzz.ratio(upper["text"], duty["text"]), default=None)
    return likest["id"] if likest else None


def _collects(duty: Row, upper: Row) -> bool:
    """Whether what one duty yields is what another one asks for: both reports, both regular."""
    kinds = {duty["action"], upper["action"]}
    same_rhythm = (upper["rrule"] is None) == (duty["rrule"] is None)
    return upper["creditor"] is not None and same_rhythm and (len(kinds) == 1 or kinds <= _REPORTS)


def _next_due(duty: Row, since: date | None) -> date | None:
    """The day on which a rung falls due for what was reported to it on `since`."""
    if duty["rrule"] is None or since is None:
        return day_of(duty)
    days = _days(duty["rrule"], day_of(duty, "letter_date") or since, since.year)
    return next((day for day in days if day >= since), None)


@lru_cache(maxsize=1024)
def _days(rrule: str, first: date, year: int) -> list[date]:
    """The days of a rule until the end of the year after `year`."""
    return due_days(rrule, first, date(year + 1, 12, 31))
