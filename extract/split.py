"""Split a bundle into its letters: whose page is this, and why.

Each page is looked at once (`PageLook`); then the gaps are decided in order. A page is a first
page (ที่, เรื่อง, เรียน), a further page of the letter before ("- ๒ -", a promised continuation, a
letter not yet signed), or something attached to it (forms, tables, guides).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from extract.layout import Row, continuation_of, is_date_row, is_page_number, rows_of
from extract.numbers import find_numbers
from extract.patterns import MEMO, ORDER_HEADS, SIGNER, heading_of, opens_with, stands_alone
from ocr.page import OcrPage

Role = Literal["first", "further", "attached"]

#: What a page must gather to be taken for a letter's first page, and to be so beyond doubt.
_FIRST, _SURE = 3, 4
#: A letter's header stands in this upper share of its page.
_HEADER = 0.5
#: Headings begin left of this share of the width.
_MARGIN = 0.35
#: A letter's number is among the first rows at the margin; an order's heading among all.
_NUMBER_ROWS, _HEAD_ROWS = 4, 5


class Boundary(NamedTuple):
    """What one page is to the letter, why, and whether a person should look."""

    page: int
    role: Role
    reasons: tuple[str, ...]
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One letter's pages: its own, those attached to it, and how each was decided."""

    pages: tuple[OcrPage, ...]
    attached: tuple[OcrPage, ...]
    boundaries: tuple[Boundary, ...]


@dataclass(frozen=True, slots=True)
class PageLook:
    """What one page shows of where a letter begins and ends."""

    page: OcrPage
    signs: tuple[str, ...]
    is_numbered: bool
    promises: str | None
    is_closed: bool
    opening: str

    @property
    def score(self) -> int:
        return sum(_WEIGHTS[sign] for sign in self.signs)


#: Signs of a first page, and what each is worth.
_WEIGHTS = {
    "number": 2, "subject": 2, "salutation": 2, "to": 2, "memo": 4, "order": 4,
    "announcement": 4, "date": 1, "page-number": -5,
}  # fmt: skip


def split(pages: Sequence[OcrPage]) -> list[Section]:
    """The bundle's letters in order; pages before any first page make a letter of their own."""
    sections: list[Section] = []
    before: PageLook | None = None
    closed = False
    for look in map(look_at, pages):
        boundary = _decide(look, before, is_open=bool(sections) and not closed)
        if boundary.role == "first" or not sections:
            sections.append(Section((look.page,), (), (boundary,)))
            closed = look.is_closed
        else:
            sections[-1] = _extend(sections[-1], look.page, boundary)
            closed = closed or look.is_closed or boundary.role == "attached"
        before = look
    return sections


def look_at(page: OcrPage) -> PageLook:
    """Gather a page's signs."""
    rows = rows_of(page)
    header = [row for row in rows if row.top < _HEADER]
    numbered = any(is_page_number(row) for row in rows)
    return PageLook(
        page=page,
        signs=tuple(_signs(header, numbered)),
        is_numbered=numbered,
        promises=next(filter(None, map(continuation_of, rows)), None),
        is_closed=_is_closed(rows),
        opening=next((row.string for row in rows if not is_page_number(row)), ""),
    )


def _signs(header: Sequence[Row], numbered: bool) -> list[str]:
    at_margin = [row for row in header if row.left < _MARGIN]
    headings = {found.heading for row in at_margin if (found := heading_of(row.string))}
    signs: list[str] = [sign for sign in ("subject", "salutation", "to") if sign in headings]
    tests = {
        "number": any(find_numbers(row.string) for row in at_margin[:_NUMBER_ROWS]),
        "memo": any(stands_alone(row.string, (MEMO,)) for row in header),
        "date": any(is_date_row(row) for row in header),
        "page-number": numbered,
    }
    signs += [kind for kind, word in ORDER_HEADS if _is_headed(header, word)]
    return signs + [sign for sign, shown in tests.items() if shown]


def _is_headed(header: Sequence[Row], word: str) -> bool:
    """Whether one of the first rows is a centred heading that opens with `word`."""
    first = [row for row in header[:_HEAD_ROWS] if row.left > _MARGIN / 2]
    return any(opens_with(row.string, word, 90) for row in first)


def _is_closed(rows: Sequence[Row]) -> bool:
    """Whether the letter is signed on this page: its closing, a name in brackets, a seal's date."""
    headings = [(found.heading if (found := heading_of(row.string)) else None) for row in rows]
    if "closing" in headings or any(SIGNER.match(row.string) for row in rows):
        return True
    if "subject" in headings or "salutation" in headings:
        return False  # in these forms a date stands in the header and closes nothing
    behind = headings.index("to") if "to" in headings else 0
    return any(is_date_row(row) for row in rows[behind:])


def _decide(look: PageLook, before: PageLook | None, *, is_open: bool) -> Boundary:
    number = look.page.number
    if look.score >= _FIRST:
        return Boundary(number, "first", look.signs, doubtful=look.score < _SURE)
    if before is None:
        return Boundary(number, "first", ("no-header",), doubtful=True)
    if is_open and look.is_numbered:
        return Boundary(number, "further", ("page-number",), doubtful=False)
    if is_open and before.promises:
        return Boundary(number, "further", ("promised",), doubtful=False)
    if is_open and look.is_closed:
        return Boundary(number, "further", ("unsigned-before", "signed-here"), doubtful=True)
    return Boundary(number, "attached", ("signed-before",), doubtful=is_open)


def _extend(section: Section, page: OcrPage, boundary: Boundary) -> Section:
    boundaries = (*section.boundaries, boundary)
    if boundary.role == "further":
        return replace(section, pages=(*section.pages, page), boundaries=boundaries)
    return replace(section, attached=(*section.attached, page), boundaries=boundaries)
