"""Who owes which duty, as a look-up: a row for each office and each duty that binds it.

Groups stand here by their members. The rows follow from the letters and from what was done, and
are worked out by `correspondence_db.reckoning` whenever either changes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlite_utils import Database

from correspondence_db.changes import Reply
from correspondence_db.owing import labels_of
from correspondence_db.record import day_of


class Debt(NamedTuple):
    """An office (its row and its label) that a duty binds, through the group `via` or by name.

    Of the rounds of a recurring duty, since the register began, those until `done_through` are
    done, and those of `done_beyond`.
    """

    obligation_id: int
    office_id: int
    debtor: str
    via: str | None
    received_on: date | None
    done_through: str | None = None
    done_beyond: str | None = None

    def has_done(self, day: date) -> bool:
        """Whether a round that is due on a day is done."""
        due = day.isoformat()
        return due <= (self.done_through or "") or due in (self.done_beyond or "")


class Asked(NamedTuple):
    """Which debts: those of an office, to one, of some letters; None is any."""

    office: str | None = None
    creditor: str | None = None
    letters: Collection[int] | None = None


def debts(db: Database, asked: Asked, *, open_only: bool = False) -> list[Debt]:
    """Who owes what, duty by duty; with `open_only` without what is done or ended for good.

    What only moves another duty is nobody's debt, but where the letter itself is asked for.
    """
    conditions, values = _conditions(db, asked)
    if asked.letters is None:
        conditions.append("debts.listed" if open_only else "NOT mover")
    rows = db.execute(
        f"{_DEBTS} WHERE {' AND '.join(conditions) or 1} ORDER BY 1, 2",
        values,
    )
    return [
        Debt(duty, office, name, via, date.fromisoformat(day) if day else None, *done)
        for duty, office, name, via, day, *done in rows
    ]


_DEBTS = """
    SELECT debts.obligation_id, office_id, offices.name,
        json_extract(demands.debtors, '$[' || via || ']'),
        debts.received_on, done_through, done_beyond
    FROM debts JOIN offices ON offices.id = office_id
    JOIN demands ON demands.obligation_id = debts.obligation_id
"""


def _conditions(db: Database, asked: Asked) -> tuple[list[str], list[Any]]:
    found: dict[str, set[int]] = {}
    if asked.office is not None:
        found["office_id"] = rows_of(db, labels_of(asked.office))
    if asked.creditor is not None:
        found["creditor_id"] = rows_of(db, labels_of(asked.creditor))
    if asked.letters is not None:
        found["debts.obligation_id"] = _duties(db, asked.letters)
    conditions = [f"{column} IN (SELECT value FROM json_each(?))" for column in found]  # noqa: S608
    return conditions, [json.dumps(sorted(ids)) for ids in found.values()]


# The duties in letters above a clearance, or of a secrecy unknown.
HIDDEN = """
    SELECT obligations.id FROM letters JOIN obligations ON copy_id = best_copy_id
    WHERE secrecy_level > 0 AND secrecy_level > ?
    UNION
    SELECT obligations.id FROM letters JOIN obligations ON copy_id = best_copy_id
    WHERE secrecy_level IS NULL
"""


# (duty, label of an office) -> the letters by which it may have met it, older first
Proposals = Mapping[tuple[int, str], Sequence[Reply]]


def proposals(
    db: Database, obligation_ids: Iterable[int], office_ids: Iterable[int] | None = None
) -> Proposals:
    """The letters by which these duties may have been met: by all, or by these offices' rows."""
    chosen = (
        "" if office_ids is None else "AND office_id IN (SELECT value FROM json_each(:offices))"
    )
    rows = db.query(
        _PROPOSALS.format(chosen=chosen),
        {
            "duties": json.dumps(sorted(obligation_ids)),
            "offices": json.dumps(sorted(office_ids or ())),
        },
    )
    found: defaultdict[tuple[int, str], list[Reply]] = defaultdict(list)
    for row in rows:
        reply = Reply(row["id"], row["number"], day_of(row), row["subject"])
        found[row["obligation_id"], row["office"]].append(reply)
    return found


_PROPOSALS = """
    SELECT obligation_id, offices.name AS office, letters.id, number, date, subject
    FROM proposals JOIN letters ON letters.id = letter_id JOIN offices ON offices.id = office_id
    WHERE obligation_id IN (SELECT value FROM json_each(:duties)) {chosen}
    ORDER BY date, letters.id
"""


def rows_of(db: Database, keys: Iterable[str]) -> set[int]:
    """The rows of the offices of these keys of labels."""
    found = db.execute(
        "SELECT id FROM offices WHERE key IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(keys), ensure_ascii=False)],
    )
    return {office_id for (office_id,) in found}


def _duties(db: Database, letter_ids: Iterable[int]) -> set[int]:
    found = db.execute(
        """
        SELECT obligations.id FROM letters JOIN obligations ON copy_id = best_copy_id
        WHERE letters.id IN (SELECT value FROM json_each(?))
        """,
        [json.dumps(sorted(letter_ids))],
    )
    return {obligation_id for (obligation_id,) in found}
