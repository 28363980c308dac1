"""The chain of a letter (สายหนังสือ) as a tree, and how far a directive has come as a grid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from correspondence_db import queries
from correspondence_db.queries import Duty, Grid, Hop, Trace
from pipeline.asking import day_asked
from pipeline.tables import grid_tables
from pipeline.web.limits import own_grids, own_standing
from pipeline.web.sending import Sheet, tables_sent
from pipeline.web.showing import page
from pipeline.web.sight import note_sight
from pipeline.web.visitor import AnyVisitor, Visitor

router = APIRouter()

#: Of a grid so many offices are shown on a page.
_ROWS = 200


class Step(NamedTuple):
    """A hop of a chain: `lag_days` since the letter it passes on; `is_last` where none follows."""

    hop: Hop
    lag_days: int | None
    is_last: bool


class Rung(NamedTuple):
    """One rung of a ladder of deadlines: who owes it to whom, on which day, by which letter."""

    debtor: str
    creditor: str | None
    falls_due: date | None
    letter_id: int


@router.get("/trace/{letter_id}")
def show_trace(request: Request, visitor: AnyVisitor, letter_id: int) -> Response:
    """The chain of a letter, from its origin down."""
    chain = queries.trace_of(visitor.register, letter_id, visitor.viewer)
    if chain is None:
        raise HTTPException(404)
    letters = {hop.letter_id for hop in chain.hops if not hop.restricted}
    note_sight(visitor, letters)
    return page(
        request,
        visitor,
        "trace.html",
        letter_id=letter_id,
        steps=steps(chain),
        ladders=ladders(chain),
        doubts=queries.doubts_about(visitor.register, letters),
        standing=own_standing(visitor, letters),
    )


def steps(chain: Trace) -> list[Step]:
    """The hops with how long each took, and where the chain stops."""
    sent_on = {hop.letter_id: hop.date for hop in chain.hops}
    passed_on = {hop.from_id for hop in chain.hops}
    return [
        Step(hop, _days(sent_on.get(hop.from_id or 0), hop.date), hop.letter_id not in passed_on)
        for hop in chain.hops
    ]


def _days(since: date | None, until: date | None) -> int | None:
    return (until - since).days if since and until else None


def ladders(chain: Trace) -> list[tuple[Rung, ...]]:
    """Duties that are handed on upwards, from those below; each ladder once, at its lowest rung."""
    duties = [duty for hop in chain.hops for duty in hop.duties if duty.serves]
    upper = {rung.obligation_id for duty in duties for rung in duty.serves}
    return [_ladder(duty) for duty in duties if duty.obligation_id not in upper]


def _ladder(duty: Duty) -> tuple[Rung, ...]:
    lowest = Rung(duty.debtor, duty.creditor, duty.falls_due, duty.letter_id)
    above = (
        Rung(rung.debtor, rung.creditor, rung.falls_due, rung.letter_id) for rung in duty.serves
    )
    return (lowest, *above)


# --- the grid


class Window(BaseModel):
    """Which days of a grid are asked for, as people write them; and which page of offices."""

    since: str = Field("", max_length=60)
    before: str = Field("", max_length=60)
    page: Annotated[int, Field(ge=1)] = 1

    def query(self, **other: object) -> str:
        return "?" + urlencode(self.model_dump(exclude_defaults=True) | other)


@router.get("/grid/{letter_id}")
def show_grid(
    request: Request, visitor: AnyVisitor, letter_id: int, asked: Annotated[Window, Query()]
) -> Response:
    """Who has done what a letter asks, and what those below it ask in turn."""
    grids = _grids(visitor, letter_id, asked)
    first = (asked.page - 1) * _ROWS
    most = max((len(grid.rows) for grid in grids), default=0)
    note_sight(visitor, {letter_id, *(grid.letter_id for grid in grids)})
    return page(
        request,
        visitor,
        "grid.html",
        letter_id=letter_id,
        asked=asked,
        grids=[(grid, grid.rows[first : first + _ROWS]) for grid in grids],
        counts=counts(grids),
        pages=max(1, -(-most // _ROWS)),
        turn=lambda to: asked.query(page=to),
        export=lambda ending: f"/grid/{letter_id}/export.{ending}{asked.query()}",
    )


def _grids(visitor: Visitor, letter_id: int, asked: Window) -> list[Grid]:
    visitor.must_see(letter_id)
    found = queries.grid(
        visitor.register,
        visitor.now.date(),
        [letter_id],
        since=day_asked(asked.since or None),
        before=day_asked(asked.before or None),
        viewer=visitor.viewer,
    )
    return list(own_grids(visitor.viewer, found))


def counts(grids: Sequence[Grid]) -> Mapping[int, Counter[str]]:
    """Duty -> how many cells of its grid are open, late, done and waived."""
    return {
        grid.obligation_id: Counter(cell.status for row in grid.rows for cell in row.cells if cell)
        for grid in grids
    }


@router.get("/grid/{letter_id}/export.{ending}")
def export_grid(
    visitor: AnyVisitor, letter_id: int, ending: Sheet, asked: Annotated[Window, Query()]
) -> Response:
    """The grid as shown, all offices."""
    grids = _grids(visitor, letter_id, asked)
    tables = grid_tables(grids, visitor.user.digits)
    return tables_sent(visitor, tables, {grid.letter_id for grid in grids}, "grid", ending)
