"""One duty, once owed (หน้าที่): how it stands and by what evidence, and marking it done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from correspondence_db import deeds, queries
from correspondence_db.audit import Event, events
from correspondence_db.queries import Duty, Filters, Line, Span
from pipeline.asking import day_asked
from pipeline.sight import letters_told_of
from pipeline.web.limits import is_own, may_look_into, must_own
from pipeline.web.showing import back, go, page
from pipeline.web.sight import note_sight
from pipeline.web.visitor import AnyVisitor, Fulfiller, Visitor

router = APIRouter(prefix="/due")

#: So many letters are offered as what may have met a duty, beside those that cite it.
_OFFERED = 20
#: So many events of a duty are looked through for those of one office.
_EVENTS = 500
#: Where a session keeps what was marked last, so that the next board can offer to take it back.
JUST_DONE = "just-done"
_DAY = timedelta(days=1)
_OWED = ("open", "late")


class Time(BaseModel):
    """One time of a duty: its number, the office, and the day it falls due, if any."""

    duty: int
    office: str = Field(max_length=300)
    day: str = Field("", pattern=r"^(\d{4}-\d\d-\d\d)?$")

    @property
    def falls_due(self) -> date | None:
        return date.fromisoformat(self.day) if self.day else None

    def address(self, **more: object) -> str:
        return "/due/duty?" + urlencode(Time.model_dump(self, include={*Time.model_fields}) | more)


class Looked(Time):
    """The page of a duty; `find` looks for the letter that did it."""

    find: str = Field("", max_length=200)


class Undone(Time):
    next: str = "/due"


class Done(Undone):
    """That it is done: by a letter (its id), or by what was written: a number, or a note."""

    letter: int | None = None
    by: str = Field("", max_length=500)
    on: str = Field("", max_length=80)


@router.get("/duty")
def show_duty(
    request: Request, visitor: AnyVisitor, looked: Annotated[Looked, Query()]
) -> Response:
    """A duty of one office with its evidence; and the letters that may have met it."""
    duty = _found(visitor, looked)
    offered = _offered(visitor, duty, looked.find) if duty.status in _OWED else ()
    note_sight(visitor, letters_told_of([duty]) | {line.letter_id for line in offered})
    return page(
        request,
        visitor,
        "due_duty.html",
        duty=duty,
        asked=looked,
        today=visitor.now.date(),
        doubts=queries.doubts_about(visitor.register, [duty.letter_id]),
        may_mark=visitor.may("fulfil") and is_own(visitor.viewer, duty.debtor),
        offered=offered,
        history=_history(visitor, duty),
        next=f"/due/office?{urlencode({'name': duty.debtor})}",
    )


def _found(visitor: Visitor, time: Time) -> Duty:
    """The duty that a page or a form is about, as far as one may look into it; else 404."""
    register, today, day = visitor.register, visitor.now.date(), time.falls_due
    letters = queries.letters_with(register, time.duty)
    spans = [Span(today), *([Span(today, day, day + _DAY)] if day else [])]
    times = (
        duty
        for span in spans
        for duty in queries.duties(register, span, time.office, letters, viewer=visitor.viewer)
    )
    for duty in times:
        asked = (duty.obligation_id, duty.debtor, duty.falls_due)
        if asked == (time.duty, time.office, day) and may_look_into(visitor.viewer, duty):
            return duty
    raise HTTPException(404)


def _offered(visitor: Visitor, duty: Duty, find: str) -> tuple[Line, ...]:
    """Letters of the office since it was asked; or what a search finds."""
    filters = Filters(text=find) if find else Filters(sender=duty.debtor, since=duty.date)
    listing = queries.catalogue(
        visitor.register, visitor.viewer, filters, today=visitor.now.date(), size=_OFFERED
    )
    known = {duty.letter_id, *(reply.letter_id for reply in duty.proposed)}
    return tuple(line for line in listing.rows if line.letter_id not in known)


def _history(visitor: Visitor, duty: Duty) -> list[Event]:
    """Who marked the duty done, or took that back, for this office and this round."""
    _, office, due = duty.owed
    day = due.isoformat() if due else None
    return [
        event
        for event in events(visitor.register, f"duty {duty.obligation_id}", _EVENTS)
        if event.after and (event.after.get("office"), event.after.get("due")) == (office, day)
    ]


# --- marking


@router.post("/done")
def mark_done(request: Request, visitor: Fulfiller, done: Annotated[Done, Form()]) -> Response:
    """Note that an office has done its duty, by a letter or as a note tells."""
    must_own(visitor, done.office)
    duty = _found(visitor, done)
    if duty.status not in _OWED:
        raise HTTPException(409)
    by = _by(visitor, done, duty)
    if by is None:
        return go(request, done.address(find=done.by))
    letter = queries.head_of(visitor.register, by) if isinstance(by, int) else None
    done_on = day_asked(done.on or None) or (letter and letter.sent_on) or visitor.now.date()
    deeds.record(visitor.register, duty.owed, done_on, visitor.now, by, who=visitor.user.name)
    undone = Undone.model_validate(done, from_attributes=True)
    request.session[JUST_DONE] = undone.model_dump()
    return go(request, back(done.next, "/due"), "บันทึกแล้วว่าทำแล้ว", "Marked as done.")


def _by(visitor: Visitor, done: Done, duty: Duty) -> int | str | None:
    """What did it: a letter that one may see, a note; None where a number is of several letters."""
    if done.letter is not None:
        visitor.must_see(done.letter)
        return done.letter
    words = done.by.strip()
    if not words:
        raise HTTPException(400)
    if words.isdecimal():
        return words
    called = queries.letters_called(visitor.register, words, visitor.viewer)
    return (
        words if not called else called[0] if len(called) == 1 else _written(visitor, called, duty)
    )


def _written(visitor: Visitor, letters: tuple[int, ...], duty: Duty) -> int | None:
    """Of letters of one number the one that the office wrote."""
    own = [one for one in letters if queries.head_of(visitor.register, one).writer == duty.debtor]
    return own[0] if len(own) == 1 else None


@router.post("/undo")
def undo(request: Request, visitor: Fulfiller, undone: Annotated[Undone, Form()]) -> Response:
    """Take back that a duty was done."""
    must_own(visitor, undone.office)
    duty = _found(visitor, undone)
    if not deeds.withdraw(visitor.register, duty.owed, visitor.now, who=visitor.user.name):
        raise HTTPException(409)
    return go(request, back(undone.next), "ยกเลิกการบันทึกแล้ว", "The mark is taken back.")
