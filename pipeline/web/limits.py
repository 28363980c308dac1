"""Whose duties a person may look into: those of the offices at and below theirs, and theirs to get.

A letter to all districts may be read by each of them; how the others stand with it may not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from starlette.exceptions import HTTPException

from correspondence_db.access import Viewer
from correspondence_db.owing import issuer_of, label_near
from correspondence_db.queries import Debts, Duty, Grid, Span, Status, duties
from pipeline.web.visitor import Visitor


def is_own(viewer: Viewer, office: str | None) -> bool:
    """Whether an office (by its label) is at or below the viewer's."""
    return viewer.offices is None or office in viewer.offices


def may_look_into(viewer: Viewer, duty: Duty) -> bool:
    """Whether a duty is owed by an office of the viewer's, or asked by or for one."""
    return is_own(viewer, duty.debtor) or _is_asked_by(viewer, duty)


def _is_asked_by(viewer: Viewer, asked: Duty | Grid) -> bool:
    issuer = issuer_of(asked.sender, asked.number)
    askers = (label_near(name, issuer) for name in (asked.creditor, asked.sender) if name)
    return any(is_own(viewer, asker) for asker in askers)


def own_debts(viewer: Viewer, debts: Iterable[Debts]) -> Iterator[Debts]:
    """Debts without the duties that the viewer may not look into."""
    for each in debts:
        duties = tuple(duty for duty in each.duties if may_look_into(viewer, duty))
        if duties:
            yield replace(each, duties=duties)


def own_grids(viewer: Viewer, grids: Iterable[Grid]) -> Iterator[Grid]:
    """Grids without the offices that the viewer may not look into."""
    for each in grids:
        rows = tuple(row for row in each.rows if is_own(viewer, row.office))
        if _is_asked_by(viewer, each):
            yield each
        elif rows:
            yield replace(each, rows=rows)


def own_standing(visitor: Visitor, letters: Collection[int]) -> Mapping[int, Counter[Status]]:
    """Duty -> how often it is open, late, done and waived, by the offices one may look into."""
    counts: dict[int, Counter[Status]] = {}
    span, viewer = Span(visitor.now.date()), visitor.viewer
    for duty in duties(visitor.register, span, letters=letters, viewer=viewer):
        if may_look_into(viewer, duty):
            counts.setdefault(duty.obligation_id, Counter())[duty.status] += 1
    return counts


def must_own(visitor: Visitor, office: str) -> None:
    """An office of others is not opened: 403."""
    if not is_own(visitor.viewer, office):
        raise HTTPException(403)
