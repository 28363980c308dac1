"""Where everything that is known of a letter was read: each of its copies, page by page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from correspondence_db.access import ALL_SEEING, Viewer, may_see, pages_seen_by
from correspondence_db.record import Reading, Row
from correspondence_db.store import Register
from extract.letter import Boundary, Doubt, Evidence, Found
from ocr.page import Box, OcrPage


class Stamp(NamedTuple):
    """Where a receive stamp stands."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a letter: its own pages, those attached to it, and what was read on them.

    `file` is the scan's original name, `sha256` its identity.
    """

    file: str
    sha256: str
    own: tuple[OcrPage, ...]
    attached: tuple[OcrPage, ...]
    boundaries: Mapping[int, Boundary]
    readings: tuple[Reading, ...]
    stamps: tuple[Stamp, ...]
    doubts: tuple[Doubt, ...]


def copies(register: Register, letter_id: int, viewer: Viewer = ALL_SEEING) -> list[Copy]:
    """The copies of a letter, the first that arrived first; [] when none is held, or may be seen.

    Pages that also carry a letter that the viewer may not see are left out.
    """
    if not may_see(register, viewer, letter_id):
        return []
    rows = register.db.query(
        """
        SELECT copies.id, file, sha256,
            coalesce(json_extract(reading, '$.boundaries'), '[]') AS boundaries
        FROM copies JOIN scans ON scans.id = scan_id WHERE letter_id = ? ORDER BY copies.id
        """,
        [letter_id],
    )
    return [_copy(register, row, viewer) for row in rows]


def _copy(register: Register, row: Row, viewer: Viewer) -> Copy:
    pages = {page.number: page for page in register.pages_of(row["sha256"])}
    own, attached = (_page_numbers(register, row["id"], viewer, own=own) for own in (True, False))
    return Copy(
        file=row["file"],
        sha256=row["sha256"],
        own=tuple(pages[number] for number in own),
        attached=tuple(pages[number] for number in attached),
        boundaries={each["page"]: _boundary(each) for each in json.loads(row["boundaries"])},
        readings=tuple(_readings(register, row["id"])),
        stamps=tuple(_stamps(register, row["id"])),
        doubts=tuple(_doubts(register, row["id"])),
    )


def _page_numbers(register: Register, copy_id: int, viewer: Viewer, *, own: bool) -> Iterator[int]:
    seen = pages_seen_by(viewer)
    rows = register.db.execute(
        f"""
        SELECT number FROM copy_pages JOIN pages ON pages.id = page_id
        WHERE copy_id = ? AND own = ? AND {seen.sql} ORDER BY position
        """,  # noqa: S608 - our own clauses
        [copy_id, own, *seen.values],
    )
    return (number for (number,) in rows)


def _boundary(told: Row) -> Boundary:
    evidence = tuple(Evidence(**each) for each in told["evidence"])
    return Boundary(told["page"], told["role"], evidence, tuple(told["doubts"]))


def _readings(register: Register, copy_id: int) -> Iterator[Reading]:
    rows = register.db.query("SELECT * FROM evidence WHERE copy_id = ? ORDER BY id", [copy_id])
    for row in rows:
        found = Found(
            value=row["value"],
            raw=row["raw"],
            page=row["page"],
            box=_box(row["box"]),
            confidence=row["confidence"],
            rule=row["rule"],
        )
        yield Reading(row["field"], row["position"], found)


def _stamps(register: Register, copy_id: int) -> Iterator[Stamp]:
    rows = register.db.execute(
        "SELECT page, box FROM receipts WHERE copy_id = ? ORDER BY position", [copy_id]
    )
    return (Stamp(page, _box(box)) for page, box in rows)


def _doubts(register: Register, copy_id: int) -> Iterator[Doubt]:
    rows = register.db.execute(
        """
        SELECT field, reason, page, box FROM doubts WHERE copy_id = ? AND NOT settled ORDER BY id
        """,
        [copy_id],
    )
    return (Doubt(field, reason, page, box and _box(box)) for field, reason, page, box in rows)


def _box(stored: str) -> Box:
    return Box(*json.loads(stored))
