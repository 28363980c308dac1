"""What was done about a duty (การปฏิบัติ), as people say it: recorded, withdrawn, never wiped out.

A deed is written against the duty as the copy read it that was the best at the time. It counts for
the same duty in any later best copy of that letter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rapidfuzz import fuzz
from sqlite_utils import Database

from correspondence_db.audit import record_event
from correspondence_db.record import Row, day_of, insert
from correspondence_db.store import Register

#: Two readings of one letter have one duty where its words are as alike as this.
_SAME_WORDS = 70.0


@dataclass(frozen=True, slots=True)
class Deed:
    """How a duty was met: on which day, by which letter, or by what a note tells."""

    done_on: date
    letter_id: int | None
    number: str | None
    note: str | None


# (duty, office, the round's last day or None for a duty that comes once)
Owed = tuple[int, str, date | None]


def record(
    register: Register, met: Owed, done_on: date, now: datetime, by: int | str | None, *, who: str
) -> None:
    """Record that, as `who` says, an office met its duty: by a letter (its id), or by a note."""
    obligation_id, office, due = met
    with register.transaction():
        insert(
            register.db,
            "deeds",
            obligation_id=obligation_id,
            office=office,
            due=due,
            done_on=done_on,
            copy_id=_best_copy(register.db, by) if isinstance(by, int) else None,
            note=by if isinstance(by, str) else None,
            recorded_at=now.isoformat(),
        )
        after = {"done_on": done_on, "by": by}
        _record_event(register.db, "duty.done", met, now, who=who, **after)


def withdraw(register: Register, met: Owed, now: datetime, *, who: str) -> bool:
    """Take back what was recorded last of a round; False where nothing was."""
    obligation_id, office, due = met
    with register.transaction():
        done = register.db.execute(
            """
            UPDATE deeds SET withdrawn_at = :now WHERE withdrawn_at IS NULL AND office = :office
                AND due IS :due AND obligation_id IN (
                    SELECT other.id FROM obligations AS asked
                    JOIN copies ON copies.id = asked.copy_id
                    JOIN copies AS others ON others.letter_id = copies.letter_id
                    JOIN obligations AS other ON other.copy_id = others.id
                        AND other.action = asked.action
                    WHERE asked.id = :obligation_id
                )
            """,
            {
                "now": now.isoformat(),
                "office": office,
                "due": due.isoformat() if due else None,
                "obligation_id": obligation_id,
            },
        )
        if done.rowcount:
            _record_event(register.db, "duty.undone", met, now, who=who)
        return bool(done.rowcount)


def _record_event(
    db: Database, what: str, met: Owed, now: datetime, *, who: str, **more: Any
) -> None:
    obligation_id, office, due = met
    after = {"office": office, "due": due, **more}
    subject = f"duty {obligation_id}"
    record_event(db, at=now, who=who, what=what, subject=subject, after=after)


def _best_copy(db: Database, letter_id: int) -> int | None:
    for (copy_id,) in db.execute("SELECT best_copy_id FROM letters WHERE id = ?", [letter_id]):
        return int(copy_id) if copy_id else None
    return None


def deeds_about(db: Database, duties: Sequence[Row]) -> Mapping[Owed, Deed]:
    """What was done about these duties; those of one letter are all among them."""
    of_letter: dict[int, list[Row]] = {}
    for duty in duties:
        of_letter.setdefault(duty["letter_id"], []).append(duty)
    found = {}
    for row in db.query(_DEEDS, [json.dumps(list(of_letter))]):
        duty_id = _duty_now(row, of_letter[row["about"]])
        if duty_id is not None:
            deed = Deed(date.fromisoformat(row["done_on"]), row["by"], row["number"], row["note"])
            found[duty_id, row["office"], day_of(row, "due")] = deed
    return found


_DEEDS = """
    SELECT deeds.*, obligations.action, obligations.text, copies.letter_id AS about,
        letters.id AS by, letters.number
    FROM copies JOIN obligations ON obligations.copy_id = copies.id
    JOIN deeds ON obligation_id = obligations.id
    LEFT JOIN copies AS answers ON answers.id = deeds.copy_id
    LEFT JOIN letters ON letters.id = answers.letter_id
    WHERE copies.letter_id IN (SELECT value FROM json_each(?)) AND withdrawn_at IS NULL
    ORDER BY deeds.id
"""


def _duty_now(deed: Row, duties: Iterable[Row]) -> int | None:
    """The duty that a deed was about, in the copy that is the letter's best by now."""
    alike = {
        duty["id"]: 100.0
        if duty["id"] == deed["obligation_id"]
        else fuzz.ratio(duty["text"], deed["text"])
        for duty in duties
        if duty["action"] == deed["action"]
    }
    best = max(alike, key=lambda duty_id: alike[duty_id], default=None)
    return best if best is not None and alike[best] >= _SAME_WORDS else None
