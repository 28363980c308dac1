"""The due board (ค้างส่ง): what an office owes and by when, what it is owed, what it has done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from correspondence_db import queries
from correspondence_db.board import board, week_end
from correspondence_db.queries import Debts, Duty, Span
from extract.chain import name_key
from pipeline.sight import letters_told_of
from pipeline.tables import due_table
from pipeline.web.board import PARTS, SHOWN, Key, demands, one_part, part_of, parts
from pipeline.web.duty import JUST_DONE
from pipeline.web.limits import must_own, own_debts
from pipeline.web.sending import Ending, calendar_sent, tables_sent
from pipeline.web.showing import page
from pipeline.web.sight import note_sight
from pipeline.web.visitor import AnyVisitor, Visitor
from pipeline.wording import Doubts

router = APIRouter(prefix="/due")

Side = Literal["owes", "owed", "done"]
PageNumber = Annotated[int, Query(alias="page", ge=1)]

_PER_PAGE = 50
#: So many of the duties done are shown, the latest.
_DONE = 200


class Asked(BaseModel):
    """A board: of which office, what it owes, is owed or has done; one part of it, or all."""

    name: str = Field(max_length=300)
    side: Side = "owes"
    part: Key | None = None
    page: Annotated[int, Field(ge=1)] = 1

    def query(self, **other: object) -> str:
        """The address of this board, or of another like it."""
        asked = self.model_dump(exclude_defaults=True) | other
        return "?" + urlencode({name: value for name, value in asked.items() if value is not None})


# --- boards


@router.get("")
def show_due(
    request: Request, visitor: AnyVisitor, find: str = "", number: PageNumber = 1
) -> Response:
    """An officer's own board; for whoever looks after several offices, how much each owes."""
    if visitor.user.role == "officer" and visitor.user.office:
        return _board(request, visitor, Asked(name=visitor.user.office))
    return _offices(request, visitor, find, number)


@router.get("/offices")
def show_offices(
    request: Request, visitor: AnyVisitor, find: str = "", number: PageNumber = 1
) -> Response:
    """How much each office owes, as far as one may look."""
    return _offices(request, visitor, find, number)


def _offices(request: Request, visitor: Visitor, find: str, number: int) -> Response:
    today = visitor.now.date()
    wanted = name_key(find)
    loads = board(visitor.register, today, visitor.viewer)
    found = [one for one in loads if wanted in name_key(one.office)]
    found.sort(key=lambda one: (-one.overdue, -one.this_week, one.office))
    return page(
        request,
        visitor,
        "due_offices.html",
        offices=found[(number - 1) * _PER_PAGE : number * _PER_PAGE],
        found=len(found),
        find=find,
        number=number,
        pages=-(-len(found) // _PER_PAGE),
        turn=lambda to: "?" + urlencode({"find": find, "page": to}),
    )


@router.get("/office")
def show_board(request: Request, visitor: AnyVisitor, asked: Annotated[Asked, Query()]) -> Response:
    """The board of one office."""
    return _board(request, visitor, asked)


def _board(request: Request, visitor: Visitor, asked: Asked) -> Response:
    must_own(visitor, asked.name)
    template, facts, duties = _SIDES[asked.side](visitor, asked)
    note_sight(visitor, letters_told_of(duties))
    return page(
        request,
        visitor,
        template,
        asked=asked,
        today=visitor.now.date(),
        here=f"/due/office{asked.query()}",
        export=lambda ending: f"/due/export.{ending}{asked.query()}",
        undo=request.session.pop(JUST_DONE, None),
        **facts,
    )


Facts = tuple[str, dict[str, Any], Iterable[Duty]]  # a template, what it shows, of which duties


def _owing(visitor: Visitor, asked: Asked) -> Facts:
    """What the office owes: all parts, or one page by page."""
    today, duties = visitor.now.date(), _duties(_debts(visitor, asked))
    if asked.part:
        shown = [one_part(duties, today, asked.part, asked.page)]
    else:
        shown = list(parts(duties, today))
    facts = {
        "until": week_end(today),
        "names": PARTS,
        "counts": Counter(part_of(duty, today) for duty in duties),
        "shown": shown,
        "limit": SHOWN,
        "doubts": _doubts(visitor, duties),
        "turn": lambda to: asked.query(page=to),
    }
    return "due_board.html", facts, (time for part in shown for time in part.shown)


def _owed(visitor: Visitor, asked: Asked) -> Facts:
    """What others owe to the office."""
    found = demands(_duties(_debts(visitor, asked)))
    shown = found[(asked.page - 1) * _PER_PAGE : asked.page * _PER_PAGE]
    duties = [one.duty for one in shown]
    facts = {
        "demands": shown,
        "pages": -(-len(found) // _PER_PAGE),
        "doubts": _doubts(visitor, duties),
        "turn": lambda to: asked.query(page=to),
    }
    return "due_to_us.html", facts, duties


def _done(visitor: Visitor, asked: Asked) -> Facts:
    """What the office has done, or need not do any more, the latest first."""
    span, viewer = Span(visitor.now.date()), visitor.viewer
    all_duties = queries.duties(visitor.register, span, asked.name, viewer=viewer)
    over = [duty for duty in all_duties if duty.status in ("done", "waived")]
    over.sort(key=lambda duty: duty.deed.done_on if duty.deed else date.min, reverse=True)
    over = over[:_DONE]
    return "due_done.html", {"duties": over, "doubts": _doubts(visitor, over)}, over


_SIDES: Mapping[Side, Callable[[Visitor, Asked], Facts]] = {
    "owes": _owing,
    "owed": _owed,
    "done": _done,
}


def _debts(visitor: Visitor, asked: Asked) -> list[Debts]:
    """What a board shows: what an office owes, or what is owed to it."""
    register, today, viewer = visitor.register, visitor.now.date(), visitor.viewer
    if asked.side == "owed":
        return list(queries.due(register, today, creditor=asked.name, viewer=viewer))
    found = queries.due(register, today, asked.name, viewer=viewer)
    return list(own_debts(viewer, found))


def _duties(debts: Sequence[Debts]) -> list[Duty]:
    return [duty for each in debts for duty in each.duties]


def _doubts(visitor: Visitor, duties: Collection[Duty]) -> Doubts:
    return queries.doubts_about(visitor.register, {duty.letter_id for duty in duties})


@router.get("/export.{ending}")
def export_board(visitor: AnyVisitor, ending: Ending, asked: Annotated[Asked, Query()]) -> Response:
    """The board as shown, for a spreadsheet or a calendar."""
    must_own(visitor, asked.name)
    today = visitor.now.date()
    duties = [
        duty
        for duty in _duties(_debts(visitor, asked))
        if asked.part in (None, part_of(duty, today))
    ]
    if ending == "ics":
        return calendar_sent(visitor, duties, "due")
    doubts = _doubts(visitor, duties)
    table = due_table([Debts(asked.name, tuple(duties))], doubts, visitor.user.digits)
    return tables_sent(visitor, [table], {duty.letter_id for duty in duties}, "due", ending)
