"""Whoever sees a secret letter, or takes it out in a file, is written down (บันทึกการเปิดดู)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from correspondence_db.audit import events, record_sight, secret_letters
from correspondence_db.store import Register
from pipeline.asking import now, operator

if TYPE_CHECKING:
    from correspondence_db.queries import Duty

SEEN, TAKEN = "letter.view", "export.file"
#: A letter looked at again within this time is still one look.
_ONE_LOOK = timedelta(minutes=10)


def shown_here(register: Register, letter_ids: Collection[int], file: object = None) -> None:
    """Whoever gives commands here is shown letters; where there is a `file`, they go into that."""
    if file:
        taken_out(register, letter_ids, str(file))
    else:
        note_sight(register, letter_ids, who=operator(), at=now())


def taken_out(register: Register, letter_ids: Collection[int] | None, to: str) -> None:
    """Whoever gives commands here takes letters (None: all) out."""
    record_sight(register, letter_ids, at=now(), who=operator(), what=TAKEN, to=to)


def note_sight(
    register: Register,
    letter_ids: Collection[int],
    *,
    who: str,
    at: datetime,
    to: str | None = None,
) -> None:
    """Record that a person looked at letters, as far as they are secret."""
    fresh = [
        letter_id
        for letter_id in secret_letters(register.db, letter_ids)
        if not _looked_just_now(register, letter_id, who, at)
    ]
    record_sight(register, fresh, at=at, who=who, what=SEEN, to=to)


def _looked_just_now(register: Register, letter_id: int, who: str, at: datetime) -> bool:
    return any(
        event.who == who and event.what == SEEN and event.at > at - _ONE_LOOK
        for event in events(register, f"letter {letter_id}", limit=20)
    )


def letters_named(told: Any) -> set[int]:
    """The letters that an answer in JSON tells of, however deep; a restricted hop tells nothing."""
    if isinstance(told, list):
        return set().union(*map(letters_named, told))
    if not isinstance(told, dict) or told.get("restricted"):
        return set()
    own = {told.get("letter_id"), *told.get("letter_ids", ())} - {None}
    return own.union(*map(letters_named, told.values()))


def letters_told_of(duties: Iterable[Duty]) -> set[int]:
    """The letters that are named where duties are shown: who asks, who changed it, who did it."""
    return {letter_id for duty in duties for letter_id in _named_by(duty)}


def _named_by(duty: Duty) -> Iterator[int]:
    yield duty.letter_id
    if duty.change:
        yield duty.change.letter_id
    if duty.deed and duty.deed.letter_id is not None:
        yield duty.deed.letter_id
    for reply in duty.proposed:
        yield reply.letter_id
