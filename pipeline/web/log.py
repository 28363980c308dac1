"""The log (บันทึกการใช้งาน): who did what to which letter, and whether nobody changed the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from correspondence_db import queries
from correspondence_db.access import seen_among
from correspondence_db.audit import Event, events, verify_chain
from pipeline.asking import day_asked
from pipeline.exits import Stop
from pipeline.web.showing import page
from pipeline.web.visitor import Auditor, Visitor

router = APIRouter(prefix="/log")

_PER_PAGE = 50
Words = Annotated[str, Field(max_length=120)]


class Asked(BaseModel):
    """Events about one thing ("letter 7"), by one person, of one day; empty is any."""

    subject: Words = ""
    who: Words = ""
    day: Words = ""
    verify: bool = False
    page: Annotated[int, Field(ge=1)] = 1

    def query(self, **other: object) -> str:
        return "?" + urlencode(self.model_dump(exclude_defaults=True) | other)


class Line(NamedTuple):
    """An event; of letters that the auditor may not see nothing but who, when and what is told.

    `letter_id` is the letter that it is about, where there is one that may be seen.
    """

    event: Event
    letter_id: int | None
    restricted: bool


@router.get("")
def show_log(request: Request, visitor: Auditor, asked: Annotated[Asked, Query()]) -> Response:
    """What was done, the latest first; on demand with the chain worked out again."""
    try:
        day, problem = day_asked(asked.day.strip() or None), None
    except Stop as error:
        day, problem = None, (error.thai, error.english)
    found = _events(visitor, asked, day) if not problem else []
    return page(
        request,
        visitor,
        "log.html",
        400 if problem else 200,
        asked=asked,
        problem=problem,
        lines=_lines(visitor, found[:_PER_PAGE]),
        pages=asked.page + (len(found) > _PER_PAGE),
        chain=verify_chain(visitor.register.db) if asked.verify else None,
        turn=lambda to: asked.query(page=to),
    )


def _events(visitor: Visitor, asked: Asked, day: date | None) -> list[Event]:
    """One page of events, and one more where there are more."""
    return events(
        visitor.register,
        asked.subject.strip() or None,
        _PER_PAGE + 1,
        (asked.page - 1) * _PER_PAGE,
        who=asked.who.strip() or None,
        day=day,
    )


def _lines(visitor: Visitor, found: Sequence[Event]) -> list[Line]:
    about = {event.id: _letter(visitor, event) for event in found}
    letters = {letter for letter in about.values() if letter is not None}
    seen = seen_among(visitor.register, visitor.viewer, letters)
    return [_line(event, about[event.id], seen) for event in found]


def _line(event: Event, letter_id: int | None, seen: frozenset[int]) -> Line:
    is_seen = letter_id is None or letter_id in seen
    return Line(event, letter_id if is_seen else None, not is_seen)


def _letter(visitor: Visitor, event: Event) -> int | None:
    """The letter that an event is about: itself, or by what it asks."""
    kind, _, number = event.subject.partition(" ")
    if not number.isdecimal():
        return None
    if kind == "duty":
        return next(iter(queries.letters_with(visitor.register, int(number))), None)
    return int(number) if kind == "letter" else None
