"""The register (ทะเบียน): letters as a list in the columns of แบบที่ 13, searched and filtered."""

from __future__ import annotations

import unicodedata
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from correspondence_db import queries
from correspondence_db.catalogue import COUNTED
from correspondence_db.owing import labels_like
from correspondence_db.queries import Filters, Listing, Order
from pipeline.asking import Month, period_asked
from pipeline.exits import Stop
from pipeline.tables import catalogue_table
from pipeline.web.sending import Sheet, tables_sent
from pipeline.web.showing import page
from pipeline.web.sight import note_sight
from pipeline.web.visitor import AnyVisitor, Visitor

router = APIRouter(prefix="/register")

URGENCIES = ("ด่วน", "ด่วนมาก", "ด่วนที่สุด")
_ORDERS: dict[Order, tuple[str, str]] = {
    "newest": ("ลงวันที่ล่าสุดก่อน", "latest date first"),
    "oldest": ("ลงวันที่เก่าสุดก่อน", "earliest date first"),
    "arrived": ("เข้าทะเบียนล่าสุดก่อน", "latest arrival first"),
}

_CLIP = 110  # characters
_MEANT = 8  # so many offices are offered in place of one that is not known

Words = Annotated[str, Field(max_length=300)]


class Asked(BaseModel):
    """What the list is asked for, as people write it; empty asks for everything."""

    q: Words = ""
    office: Words = ""
    sender: Words = ""
    since: Words = ""
    until: Words = ""
    urgency: Literal["", "ด่วน", "ด่วนมาก", "ด่วนที่สุด"] = ""
    doubtful: Literal["", "yes", "no"] = ""
    order: Order = "newest"
    page: Annotated[int, Field(ge=1)] = 1

    def query(self, **other: object) -> str:
        """The address of this list, or of another like it."""
        return "?" + urlencode(self.model_dump(exclude_defaults=True) | other)

    def filters(self) -> Filters:
        """Raises Stop for a day that is none."""
        return Filters(
            text=self.q.strip() or None,
            received_by=self.office.strip() or None,
            sender=self.sender.strip() or None,
            since=_day(self.since, is_last=False),
            until=_day(self.until, is_last=True),
            urgency=self.urgency or None,
            doubtful=None if not self.doubtful else self.doubtful == "yes",
        )

    @property
    def is_filtered(self) -> bool:
        """Whether anything but words is asked for."""
        return bool(self.model_dump(exclude_defaults=True).keys() - {"q", "page"})


def _day(text: str, *, is_last: bool) -> date | None:
    """A day as people write it; of a month its first or its last."""
    asked = period_asked(text.strip() or None)
    if isinstance(asked, Month):
        return date(*asked, monthrange(*asked)[1] if is_last else 1)
    return asked


@router.get("")
def show_register(
    request: Request, visitor: AnyVisitor, asked: Annotated[Asked, Query()]
) -> Response:
    """One page of the list; a day that is none is told of, and nothing is listed."""
    try:
        listing, problem = _listing(visitor, asked), None
    except Stop as error:
        listing, problem = Listing((), 0, False, 1, 1), (error.thai, error.english)
    letters = [line.letter_id for line in listing.rows]
    note_sight(visitor, letters)
    return page(
        request,
        visitor,
        "register.html",
        400 if problem else 200,
        asked=asked,
        listing=listing,
        problem=problem,
        snippets=queries.snippets(visitor.register, asked.q, letters, visitor.viewer),
        doubts=queries.doubts_about(visitor.register, letters),
        places=lambda text: queries.places(text, asked.q),
        urgencies=URGENCIES,
        orders=_ORDERS,
        turn=lambda to: asked.query(page=to),
        export=lambda ending: f"/register/export.{ending}{asked.query()}",
        counted=COUNTED,
        clipped=clipped,
        meant={} if listing.rows else _meant(asked),
    )


def clipped(text: str) -> str:
    """The beginning of a long text, never cut between a letter and its marks."""
    if len(text) <= _CLIP:
        return text
    end = next(at for at in range(_CLIP, 0, -1) if unicodedata.category(text[at]) != "Mn")
    return f"{text[:end].rstrip()}…"


def _meant(asked: Asked) -> Mapping[str, Sequence[str]]:
    """Offices whose names hold what was written for one."""
    written = {"office": asked.office.strip(), "sender": asked.sender.strip()}
    return {field: labels_like(name, _MEANT) for field, name in written.items() if name}


def _listing(visitor: Visitor, asked: Asked) -> Listing:
    return queries.catalogue(
        visitor.register,
        visitor.viewer,
        asked.filters(),
        today=visitor.now.date(),
        order=asked.order,
        page=asked.page,
    )


@router.get("/export.{ending}")
def export_register(
    visitor: AnyVisitor, ending: Sheet, asked: Annotated[Asked, Query()]
) -> Response:
    """All letters of the list, as far as they are counted, in the order shown."""
    listing = queries.catalogue(
        visitor.register,
        visitor.viewer,
        asked.filters(),
        today=visitor.now.date(),
        order=asked.order,
        size=COUNTED,
    )
    table = catalogue_table(listing.rows, visitor.user.digits)
    letters = [line.letter_id for line in listing.rows]
    return tables_sent(visitor, [table], letters, "register", ending)
