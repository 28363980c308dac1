"""Whoever looks at a secret letter is written down (บันทึกการเปิดดู)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from correspondence_db.audit import events, record_sight
from pipeline.web.visitor import Visitor

WHAT = "letter.view"
#: A letter, its pages and its crops looked at within this time are one look.
_ONE_LOOK = timedelta(minutes=10)


def note_sight(visitor: Visitor, letter_ids: Collection[int]) -> None:
    """Record that the visitor looked at letters, as far as they are secret."""
    if not visitor.user.clearance:
        return
    fresh = [letter_id for letter_id in letter_ids if not _looked_just_now(visitor, letter_id)]
    register, who = visitor.register, visitor.user.name
    record_sight(register, fresh, at=visitor.now, who=who, what=WHAT)


def _looked_just_now(visitor: Visitor, letter_id: int) -> bool:
    since = visitor.now - _ONE_LOOK
    return any(
        event.who == visitor.user.name and event.what == WHAT and event.at > since
        for event in events(visitor.register, f"letter {letter_id}", limit=20)
    )
