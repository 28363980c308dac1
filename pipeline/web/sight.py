"""Whoever looks at a secret letter in the browser is written down: with its pages, once."""

from __future__ import annotations

from collections.abc import Collection

from pipeline import sight
from pipeline.web.visitor import Visitor

WHAT = sight.SEEN


def note_sight(visitor: Visitor, letter_ids: Collection[int]) -> None:
    """Record that the visitor looked at letters, as far as they are secret."""
    if visitor.user.clearance:
        who, at = visitor.user.name, visitor.now
        sight.note_sight(visitor.register, letter_ids, who=who, at=at)
