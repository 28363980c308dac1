"""Split a bundle into its letters: whose page is this, and why.

Each page is looked at by itself (`extract.pagelook`); then the gaps are decided in order. What a
page shows, and how it hangs together with the pages before, are signs, each with its weight as
evidence: that a letter begins here, or that the letter before goes on. A page that does neither
is attached to it (forms, tables, guides). A page that might be the one or the other is left to a
person; what he says is given back to `split`, which decides the rest anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from extract.letter import Boundary, Evidence, Role
from extract.pagelook import PageLook
from extract.patterns import opens_with
from extract.thaitext import fold_digits
from ocr.page import OcrPage

#: What each sign adds to "a letter begins on this page", and what it takes for that.
_BEGINS: Mapping[str, float] = MappingProxyType({
    "memo": 4, "order": 4, "announcement": 4, "number": 2, "subject": 2, "salutation": 2, "to": 2,
    "closing-anew": 3, "signed-anew": 2.25, "date": 1, "letterhead": 1, "emblem": 0.5,
    "page-number": -5, "promise-kept": -4, "enclosure-mark": -4, "form-title": -3,
    "other-paper": -1,
})  # fmt: skip
_FIRST = 3.0
#: What each sign adds to "the letter before goes on", and what it takes for that.
_GOES_ON: Mapping[str, float] = MappingProxyType({
    "missing-number": 6, "promise-kept": 4, "next-number": 3, "next-item": 2,
    "closing-due": 4, "unsigned-before": 1.25, "other-number": 1, "prose": 1, "signed-here": 1,
    "few-words": -1, "table": -2, "titled": -3, "form-title": -3, "other-paper": -3,
    "signed-before": -4, "enclosure-mark": -5, "attached-before": -6,
})  # fmt: skip
_FURTHER = 0.5
#: A sum nearer than this to what it takes is left to a person.
_CLEAR = 1.0
#: Paper of a copy or another scan differs by no more than this share in height and width.
_SAME_PAPER = 0.1
#: A page that keeps a promise opens with its words, so alike.
_KEPT = 75

#: A person may also decide that no letter begins on a page, and leave open what it is then.
Given = Role | Literal["inner"]
NOTHING_GIVEN: Mapping[int, Given] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Section:
    """One letter's pages: its own, those attached to it, and how each was decided."""

    pages: tuple[OcrPage, ...]
    attached: tuple[OcrPage, ...]
    boundaries: tuple[Boundary, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A page with what it was decided to be."""

    look: PageLook
    boundary: Boundary


def given_starts(pages: Iterable[OcrPage], starts: Collection[int]) -> dict[int, Given]:
    """What is given where a person has decided on which pages letters begin."""
    return {page.number: "first" if page.number in starts else "inner" for page in pages}


def split(pages: Sequence[OcrPage], given: Mapping[int, Given] = NOTHING_GIVEN) -> list[Section]:
    """The bundle's letters in order; pages before any first page make a letter of their own.

    `given` are pages whose role a person has decided: number -> role.
    """
    groups: list[list[Placed]] = []
    for look in map(PageLook, pages):
        before = groups[-1] if groups else []
        boundary = _decide(look, before, given.get(look.page.number))
        if boundary.role == "first":
            groups.append([])
        groups[-1].append(Placed(look, boundary))
    astray = _astray(groups)
    return [_section(group, astray) for group in groups]


def _section(group: Sequence[Placed], astray: Mapping[int, str]) -> Section:
    return Section(
        tuple(placed.look.page for placed in group if placed.boundary.role != "attached"),
        tuple(placed.look.page for placed in group if placed.boundary.role == "attached"),
        tuple(_doubted(placed.boundary, astray) for placed in group),
    )


def _doubted(boundary: Boundary, astray: Mapping[int, str]) -> Boundary:
    more = (astray[boundary.page],) if boundary.page in astray else ()
    return replace(boundary, doubts=(*boundary.doubts, *more))


def _decide(look: PageLook, before: Sequence[Placed], given: Given | None) -> Boundary:
    if given and (given != "inner" or not before):
        role: Role = given if before and given != "inner" else "first"
        return Boundary(look.page.number, role, (Evidence("given", 0),))
    signs = (*look.signs, *_gap_signs(look, before))
    if given:
        return _inner(look, signs)
    begins = _weighed(signs, _BEGINS)
    if _sum(begins) >= _FIRST:
        return _boundary(look, "first", begins, _sum(begins) - _FIRST)
    if not before:
        return _boundary(look, "first", (*begins, Evidence("no-header", 0)), 0)
    goes_on = _weighed(signs, _GOES_ON)
    role = "further" if _sum(goes_on) >= _FURTHER else "attached"
    margin = min(_FIRST - _sum(begins), abs(_sum(goes_on) - _FURTHER))
    return _boundary(look, role, goes_on, margin)


def _inner(look: PageLook, signs: Sequence[str]) -> Boundary:
    """A page on which no letter begins: the letter before goes on, or it is attached to it."""
    goes_on = _weighed(signs, _GOES_ON)
    role: Role = "further" if _sum(goes_on) >= _FURTHER else "attached"
    return Boundary(look.page.number, role, (Evidence("given", 0), *goes_on))


def _boundary(look: PageLook, role: Role, why: Sequence[Evidence], margin: float) -> Boundary:
    doubts = ("split-uncertain",) if margin < _CLEAR else ()
    return Boundary(look.page.number, role, tuple(why), doubts)


def _weighed(signs: Sequence[str], weights: Mapping[str, float]) -> list[Evidence]:
    return [Evidence(sign, weights[sign]) for sign in signs if sign in weights]


def _sum(evidence: Sequence[Evidence]) -> float:
    return sum(piece.weight for piece in evidence)


def _gap_signs(look: PageLook, before: Sequence[Placed]) -> Iterator[str]:
    """How a page hangs together with the letter before it."""
    if not before:
        return
    own = [placed.look for placed in before if placed.boundary.role != "attached"]
    if len(own) < len(before):
        yield "attached-before"
    is_signed = any(one.is_closed for one in own)
    yield "signed-before" if is_signed else "unsigned-before"
    yield from _closing_signs(look, is_signed=is_signed)
    if look.number and look.number > 1:
        yield _numbering(look.number, [one.number or 0 for one in own])
    if _is_kept(own[-1].promises, look):
        yield "promise-kept"
    if look.first_item and look.first_item == (own[-1].last_item or 0) + 1 > 1:
        yield "next-item"
    if not _same_paper(own[0].page, look.page):
        yield "other-paper"


def _closing_signs(look: PageLook, *, is_signed: bool) -> Iterator[str]:
    """What a page that closes a letter is to one that is signed already, or not yet."""
    closes = "closing" in look.headings
    if is_signed and look.is_closed:
        yield "closing-anew" if closes else "signed-anew"
    if closes and not is_signed:
        yield "closing-due"


def _numbering(number: int, before: Sequence[int]) -> str:
    """How a page's number goes on from those printed on the letter's pages before, 0 for none."""
    if number < max(before) and number not in before:
        return "missing-number"
    return "next-number" if number == len(before) + 1 else "other-number"


def _is_kept(promise: str | None, look: PageLook) -> bool:
    """Whether a page opens with the words that a continuation mark promised."""
    if not promise:
        return False
    item = fold_digits(promise).strip(" .")
    if item.isdigit():
        return look.first_item == int(item)
    return any(opens_with(text, promise.strip(" ."), _KEPT) for text in look.opening)


def _same_paper(one: OcrPage, other: OcrPage) -> bool:
    def inches(page: OcrPage) -> tuple[float, float]:
        return page.width / page.dpi, page.height / page.dpi

    sides = zip(inches(one), inches(other), strict=True)
    return all(abs(a - b) <= _SAME_PAPER * max(a, b) for a, b in sides)


def _astray(groups: Sequence[Sequence[Placed]]) -> dict[int, str]:
    """Pages that lie where they should not, or that miss another: page number -> why."""
    looks = [placed.look for group in groups for placed in group]
    astray = {look.page.number: "page-turned" for look in looks if _was_turned(look.page)}
    for group in groups:
        own = [placed.look for placed in group if placed.boundary.role != "attached"]
        astray |= dict(_misnumbered(own))
        if own[-1].promises:
            kept = [look for look in looks if look not in own and _is_kept(own[-1].promises, look)]
            why = "page-out-of-order" if kept else "page-missing"
            astray[(kept or own)[-1].page.number] = why
    return astray


def _misnumbered(own: Sequence[PageLook]) -> Iterator[tuple[int, str]]:
    """A letter's pages whose printed number is not the next: one is missing, or they are mixed."""
    printed = {look.number for look in own}
    last = 1
    for look in own[1:]:
        number = look.number or last + 1
        if number <= last:
            yield look.page.number, "page-out-of-order"
        elif not printed.issuperset(range(last + 1, number)):
            yield look.page.number, "page-missing"
        last = number


def _was_turned(page: OcrPage) -> bool:
    return any(step.name == "turn" and step.detail.startswith("180") for step in page.steps)
