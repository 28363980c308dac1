"""How a scan was split into its letters (การแบ่งหน้า), page by page; boundaries are moved here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from correspondence_db.corrections import NotThere, resplit
from correspondence_db.scans import Layout, Part, ScanPage, laid_out
from extract.bundle import read_draft
from extract.split import Section, given_starts, split
from extract.values import WrongValue
from pipeline.exits import NotFound, Stop
from pipeline.web.labels import ROLES, SIGNS
from pipeline.web.showing import go, page
from pipeline.web.sight import note_sight
from pipeline.web.visitor import AnyVisitor, Clerk, Visitor

router = APIRouter(prefix="/splits")


class Piece(NamedTuple):
    """A letter of the scan as it is, or as it would be; `letter_id` is None where it is new."""

    letter_id: int | None
    number: str | None
    date: date | None
    sender: str | None
    subject: str | None
    pages: tuple[ScanPage, ...]


@router.get("/{sha256}")
def show_split(
    request: Request, visitor: AnyVisitor, sha256: str, starts: str = "", move: int = 0
) -> Response:
    """The scan's pages by letters; with `starts` ("1,4") as they would be if letters began there.

    `move` is a page more that begins a letter, or begins one no more. Nothing is stored here.
    """
    layout = _layout(visitor, sha256)
    note_sight(visitor, list(layout.letters))
    now = _starts_now(layout)
    wanted = _moved(_told(starts, layout) or now, move, layout)
    return page(
        request,
        visitor,
        "splits.html",
        layout=layout,
        pieces=list(_pieces(visitor, layout, wanted)),
        starts=wanted,
        changed=now ^ wanted,
        may_move=visitor.may("correct") and layout.is_whole,
        names=ROLES,
        signs=SIGNS,
    )


@router.post("/{sha256}")
def move_boundaries(
    request: Request, visitor: Clerk, sha256: str, starts: Annotated[str, Form()]
) -> Response:
    """Split the scan anew, as the person says; who does not see all of it may not."""
    layout = _layout(visitor, sha256)
    if not layout.is_whole:
        raise HTTPException(403)
    wanted = sorted(_told(starts, layout))
    try:
        resplit(visitor.register, sha256, wanted, who=visitor.user.name, at=visitor.now)
    except WrongValue as error:
        raise Stop(error.thai, error.english) from error
    except NotThere as error:
        raise NotFound(error.thai, error.english) from error
    return go(request, f"/splits/{sha256}", "แบ่งหน้าใหม่แล้ว", "The scan is split anew.")


def _layout(visitor: Visitor, sha256: str) -> Layout:
    layout = laid_out(visitor.register, sha256, visitor.viewer)
    if layout is None:
        raise HTTPException(404)
    return layout


def _starts_now(layout: Layout) -> frozenset[int]:
    """The pages on which letters begin: the first of those that each has."""
    first: dict[int, int] = {}
    for each in layout.pages:
        if each.letter_id is not None:
            first.setdefault(each.letter_id, each.number)
    repeated = (each.number for each in layout.pages if each.role == "first")
    return frozenset({*first.values(), *repeated})


def _told(starts: str, layout: Layout) -> frozenset[int]:
    """The pages that a form tells, as far as the scan has them."""
    numbers = {int(told) for told in starts.split(",") if told.isdecimal()}
    return frozenset(numbers & {each.number for each in layout.pages})


def _moved(starts: Collection[int], move: int, layout: Layout) -> frozenset[int]:
    """The starts with one turned into none, or added; the scan's first letter has to begin."""
    moved = frozenset(starts) ^ ({move} & {each.number for each in layout.pages})
    return moved | ({min(starts)} if starts else frozenset())


def _pieces(visitor: Visitor, layout: Layout, starts: Collection[int]) -> Iterator[Piece]:
    """The letters that begin on these pages; those that stay as they are, by their names."""
    groups = list(_grouped(layout.pages, starts))
    known = {_numbers(group): part for group, part in _letters_now(layout)}
    fresh = any(_numbers(group) not in known for group in groups)
    read = _sections(visitor, layout, starts) if fresh else {}
    for group in groups:
        part = known.get(_numbers(group))
        yield Piece(*part, pages=group) if part else _guessed(group, read.get(group[0].number))


def _letters_now(layout: Layout) -> Iterator[tuple[tuple[ScanPage, ...], Part]]:
    for group in _grouped(layout.pages, _starts_now(layout)):
        part = layout.letters.get(group[0].letter_id or 0)
        if part:
            yield group, part


def _numbers(pages: Collection[ScanPage]) -> tuple[int, ...]:
    return tuple(each.number for each in pages)


def _grouped(
    pages: Collection[ScanPage], starts: Collection[int]
) -> Iterator[tuple[ScanPage, ...]]:
    """The pages by letters; what lies before the first, and blank pages, are with none."""
    group: list[ScanPage] = []
    for each in pages:
        if each.number in starts and group:
            yield tuple(group)
            group = []
        if group or each.number in starts:
            group.append(each)
    if group:
        yield tuple(group)


def _sections(visitor: Visitor, layout: Layout, starts: Collection[int]) -> Mapping[int, Section]:
    """What the pages make of themselves when letters begin there, by their first pages."""
    pages = [each for each in visitor.register.pages_of(layout.sha256) if each.words]
    sections = split(pages, given_starts(pages, sorted(starts)))
    return {section.pages[0].number: section for section in sections}


def _guessed(group: tuple[ScanPage, ...], section: Section | None) -> Piece:
    """What a letter of these pages would be called."""
    if section is None:
        return Piece(None, None, None, None, None, group)
    letter = read_draft(section).letter
    roles = {boundary.page: boundary.role for boundary in section.boundaries}
    return Piece(
        None,
        str(letter.number.value) if letter.number else None,
        letter.date.value if letter.date else None,
        letter.sender.value if letter.sender else None,
        letter.subject.value if letter.subject else None,
        tuple(each._replace(role=roles.get(each.number)) for each in group),
    )
