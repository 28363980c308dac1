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
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from rapidfuzz import fuzz
from sqlite_utils import Database

from correspondence_db.demands import obligations_of
from correspondence_db.owing import Arrivals, bound_by, issuer_of, label_near
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
    """The duties above some duties: duty -> the one it serves."""

    serves: Mapping[int, Row]

    def above(self, duty: Row, falls_due: date | None) -> tuple[Rung, ...]:
        """The rungs above a duty that falls due on a day, the next one first."""
        rungs: list[Rung] = []
        seen = {duty["id"]}
        while (upper := self.serves.get(duty["id"])) and upper["id"] not in seen:
            seen.add(upper["id"])
            falls_due = _next_due(upper, falls_due)
            debtor = label_near(duty["sender"], issuer_of(duty["sender"], duty["number"]))
            rungs.append(
                Rung(upper["id"], upper["letter_id"], debtor, upper["creditor"], falls_due)
            )
            duty = upper
        return tuple(rungs)


def ladders(db: Database, duties: Sequence[Row], received: Mapping[int, Arrivals]) -> Ladders:
    """What these duties serve, in the letters that their letters pass on."""
    passes_on: defaultdict[int, list[int]] = defaultdict(list)
    asked = sorted({duty["letter_id"] for duty in duties})
    for lower, upper in db.execute(_ABOVE, [json.dumps(asked)]):
        passes_on[lower].append(upper)
    letters = {*asked, *(upper for uppers in passes_on.values() for upper in uppers)}
    rows = obligations_of(db, letters) if passes_on else []
    of_letter = {letter: list(own) for letter, own in groupby(rows, itemgetter("letter_id"))}
    serves = {}
    for row in rows:
        above = passes_on.get(row["letter_id"], ())
        uppers = [each for letter in above for each in of_letter.get(letter, ())]
        served = _served(row, uppers, received)
        if served:
            serves[row["id"]] = served
    return Ladders(serves)


_ABOVE = """
    WITH RECURSIVE above (id) AS (
        SELECT value FROM json_each(?)
        UNION
        SELECT target_id FROM above JOIN links ON letter_id = above.id WHERE kind = 'forwards'
    )
    SELECT letter_id, target_id FROM above JOIN links ON letter_id = above.id
    WHERE kind = 'forwards' ORDER BY letter_id, target_id
"""


def _served(duty: Row, uppers: Sequence[Row], received: Mapping[int, Arrivals]) -> Row | None:
    """What the office that asks must report above in its turn, in the same rhythm: the likest."""
    if duty["creditor"] is None or duty["sender"] is None:
        return None
    issuer = issuer_of(duty["sender"], duty["number"])
    collector = label_near(duty["sender"], issuer)
    if label_near(duty["creditor"], issuer) != collector:
        return None
    owed = [
        upper for upper in uppers if _collects(duty, upper) and _binds(upper, collector, received)
    ]
    return max(owed, key=lambda upper: fuzz.ratio(upper["text"], duty["text"]), default=None)


def _collects(duty: Row, upper: Row) -> bool:
    """Whether what one duty yields is what another one asks for: both reports, both regular."""
    kinds = {duty["action"], upper["action"]}
    same_rhythm = (upper["rrule"] is None) == (duty["rrule"] is None)
    return upper["creditor"] is not None and same_rhythm and (len(kinds) == 1 or kinds <= _REPORTS)


def _binds(duty: Row, office: str, received: Mapping[int, Arrivals]) -> bool:
    debtors = bound_by(duty, received.get(duty["letter_id"], {}))
    return any(debtor.name == office for debtor in debtors)


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
