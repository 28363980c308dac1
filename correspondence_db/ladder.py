"""Upward flow (การรายงานตามลำดับชั้น): the duty that a lower one serves, and the one that serves.

A town reports to its district by the 25th, so that the district can report to the province by the
1st and the province to the ministry by the 5th: three letters, one ladder.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz
from sqlite_utils import Database

from correspondence_db.demands import obligations_numbered
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
    """The duties above some duties: duty -> the one it serves, and the office that owes that."""

    serves: Mapping[int, tuple[Row, str]]

    def above(self, duty: Row, falls_due: date | None) -> tuple[Rung, ...]:
        """The rungs above a duty that falls due on a day, the next one first."""
        rungs: list[Rung] = []
        seen = {duty["id"]}
        while (found := self.serves.get(duty["id"])) and found[0]["id"] not in seen:
            duty, debtor = found
            seen.add(duty["id"])
            falls_due = _next_due(duty, falls_due)
            rungs.append(Rung(duty["id"], duty["letter_id"], debtor, duty["creditor"], falls_due))
        return tuple(rungs)


def ladders(db: Database, duties: Sequence[Row]) -> Ladders:
    """What these duties serve, in the letters that their letters pass on."""
    letters = sorted({duty["letter_id"] for duty in duties})
    steps: defaultdict[int, list[Row]] = defaultdict(list)
    for step in db.query(_ABOVE, [json.dumps(letters)]):
        steps[step["letter_id"]].append(step)
    above = {step["upper_id"] for found in steps.values() for step in found}
    uppers = {row["id"]: row for row in obligations_numbered(db, above)} if above else {}
    serves = {}
    for duty in (*duties, *uppers.values()):
        found = _served(
            duty, [(uppers[step["upper_id"]], step) for step in steps[duty["letter_id"]]]
        )
        if found:
            serves[duty["id"]] = found
    return Ladders(serves)


# Each duty in a letter above that binds the office which passes it on.
_ABOVE = """
    WITH RECURSIVE above (id) AS (
        SELECT value FROM json_each(?)
        UNION
        SELECT target_id FROM above JOIN links ON letter_id = above.id WHERE kind = 'forwards'
    )
    SELECT links.letter_id, writer_id, offices.name AS writer, obligations.id AS upper_id
    FROM above
    CROSS JOIN links ON links.letter_id = above.id AND links.kind = 'forwards'
    JOIN offices ON offices.id = writer_id
    JOIN letters ON letters.id = target_id
    JOIN obligations ON copy_id = best_copy_id
    JOIN debts ON debts.office_id = writer_id AND debts.obligation_id = obligations.id
    ORDER BY links.letter_id, target_id, obligations.id
"""


def _served(duty: Row, above: Sequence[tuple[Row, Row]]) -> tuple[Row, str] | None:
    """What the office that asks must report above in its turn, in the same rhythm: the likest."""
    owed = [
        (upper, step["writer"])
        for upper, step in above
        if duty["creditor_id"] == step["writer_id"] and _collects(duty, upper)
    ]
    if len(owed) < 2:  # noqa: PLR2004 - nothing to choose from
        return next(iter(owed), None)
    return max(owed, key=lambda found: fuzz.ratio(found[0]["text"], duty["text"]))


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
