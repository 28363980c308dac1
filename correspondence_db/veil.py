"""What a duty tells of other letters, kept from those who may not see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from correspondence_db.access import Viewer, seen_among
from correspondence_db.record import Row
from correspondence_db.store import Register

if TYPE_CHECKING:
    from correspondence_db.duties import Duty


def rows_seen(register: Register, viewer: Viewer, rows: Sequence[Row]) -> Sequence[Row]:
    """Of rows with a "letter_id" those whose letter a viewer may see."""
    if viewer.sees_all:
        return rows
    seen = seen_among(register, viewer, {row["letter_id"] for row in rows})
    return [row for row in rows if row["letter_id"] in seen]


def veiled(register: Register, viewer: Viewer, duties: Iterable[Duty]) -> Iterable[Duty]:
    """Duties that say no more of a letter that a viewer may not see than that there is one.

    The day to which such a letter moved a duty stays: it is owed by then.
    """
    if viewer.sees_all:
        return duties
    found = list(duties)
    seen = seen_among(register, viewer, {one for duty in found for one in _told_of(duty)})
    return [_veiled(duty, seen) for duty in found]


def _told_of(duty: Duty) -> Iterator[int]:
    if duty.change:
        yield duty.change.letter_id
    if duty.deed and duty.deed.letter_id:
        yield duty.deed.letter_id
    yield from (reply.letter_id for reply in duty.proposed)
    yield from (rung.letter_id for rung in duty.serves)


def _veiled(duty: Duty, seen: frozenset[int]) -> Duty:
    change, deed = duty.change, duty.deed
    if change and change.letter_id not in seen:
        change = replace(change, number=None, sent_on=None, sender=None)
    if deed and deed.letter_id and deed.letter_id not in seen:
        deed = replace(deed, letter_id=None, number=None)
    return replace(
        duty,
        change=change,
        deed=deed,
        proposed=tuple(reply for reply in duty.proposed if reply.letter_id in seen),
        serves=tuple(rung for rung in duty.serves if rung.letter_id in seen),
    )
