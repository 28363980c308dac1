"""Pages that could not be read, or only in part: the letters that they may belong to say so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.letter import Doubt, Letter
from ocr.page import OcrPage


def doubt_gaps(letters: Sequence[Letter], pages: Sequence[OcrPage]) -> tuple[Letter, ...]:
    """The letters, each with a doubt for every page of its stretch that is a gap or was reduced.

    A page that could not be read is taken to go on with the letter before it; those before the
    first letter are doubts of the first.
    """
    doubts = [(_owner(letters, page.number), doubt) for page in pages for doubt in _doubts(page)]
    return tuple(
        replace(one, doubts=(*one.doubts, *(doubt for owner, doubt in doubts if owner == n)))
        for n, one in enumerate(letters)
    )


def _doubts(page: OcrPage) -> Iterator[Doubt]:
    if page.gap:
        yield Doubt("pages", "page-unread", page.number, None)
    if any(step.name == "cap" for step in page.steps):
        yield Doubt("pages", "page-reduced", page.number, None)


def _owner(letters: Sequence[Letter], number: int) -> int:
    """The letter that has a page; else the last that begins before it, else the first."""
    for n, one in enumerate(letters):
        if number in one.pages or number in one.attached_pages:
            return n
    before = [n for n, one in enumerate(letters) if one.pages[0] < number]
    return before[-1] if before else 0
