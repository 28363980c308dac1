"""A scan's pages: those read in an earlier try from where they were kept, the others anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from correspondence_db import intake
from ocr.page import OcrPage
from ocr.read import PageResult, UnreadableScan
from ocr.render import REASONS
from ocr.scan import count, marks, read_scan
from pipeline.desk import Desk
from pipeline.inbox import Scan


def read(original: Path, scan: Scan, desk: Desk) -> tuple[OcrPage, ...]:
    """All pages of a scan in order, each kept as it comes.

    Pages that cannot be read are gaps; raises UnreadableScan where there are no others, OSError
    where the machine fails.
    """
    reader, register = desk.reader, desk.register
    total = count(original, reader.settings, reader.submit)
    known = intake.kept_pages(register, scan.sha256, reader.fingerprint)
    intake.pages_counted(register, scan.sha256, total, len(known))
    missing = [number for number in range(1, total + 1) if number not in known]
    fresh = _kept(original, scan, missing, desk)
    for page in desk.progress.pages(scan.name, total, fresh, len(known)):
        known[page.number] = page
    if desk.lookahead:
        desk.lookahead.go_on()
    if all(page.gap for page in known.values()):
        raise _unreadable(known[1])
    return tuple(known[number] for number in sorted(known))


def _kept(original: Path, scan: Scan, numbers: Iterable[int], desk: Desk) -> Iterator[OcrPage]:
    """The pages of these numbers, each kept; those that are the same are read once."""
    for page in _once_each(original, scan, numbers, desk):
        intake.keep_page(desk.register, scan.sha256, desk.reader.fingerprint, page, desk.now())
        yield page


def _once_each(original: Path, scan: Scan, numbers: Iterable[int], desk: Desk) -> Iterator[OcrPage]:
    reader = desk.reader
    mark_of = dict(enumerate(marks(original, reader.submit), 1))
    alike: dict[str | int, list[int]] = {}
    for number in numbers:
        mark = mark_of.get(number, "")
        if mark in reader.seen:
            yield replace(reader.seen[mark], number=number)
        else:
            alike.setdefault(mark or number, []).append(number)
    copies = {first: others for first, *others in alike.values()}
    for page, stages in _as_they_come(original, scan, copies, desk):
        reader.add(stages)
        if page.number not in copies:  # it was begun before the same page came from elsewhere
            continue
        reader.remember(mark_of.get(page.number, ""), page)
        yield page
        yield from (replace(page, number=number) for number in copies[page.number])


def _as_they_come(
    original: Path, scan: Scan, numbers: Iterable[int], desk: Desk
) -> Iterator[PageResult]:
    """The pages of these numbers, and those begun before; then the next file is begun."""
    reader, ahead = desk.reader, desk.lookahead
    task = (original, numbers, reader.settings, reader.submit, reader.ahead)
    if ahead is None:
        return read_scan(*task)
    begun = ahead.begun(scan.sha256)
    ahead.begin()
    return read_scan(*task, begun=begun, idle=ahead.go_on)


def _unreadable(page: OcrPage) -> UnreadableScan:
    """A scan of which nothing could be read fails as its first page did."""
    (code,) = (code for code in REASONS if code == page.gap)
    return UnreadableScan(code, page.steps[0].detail)
