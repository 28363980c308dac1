"""What people say was done about a duty (การปฏิบัติ): recorded, withdrawn, never wiped out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from correspondence_db.audit import record_event
from correspondence_db.done import Deed, Owed
from correspondence_db.reckoning import settle
from correspondence_db.record import insert
from correspondence_db.store import Register

__all__ = ["Deed", "Owed", "record", "withdraw"]


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
        settle(register.db, obligation_id)
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
            settle(register.db, obligation_id)
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
