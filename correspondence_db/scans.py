"""A scan as it lies in the register (แฟ้มสแกน): its pages, and which letter each belongs to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlite_utils import Database

from correspondence_db.access import ALL_SEEING, Viewer, pages_seen_by
from correspondence_db.record import Row, day_of
from correspondence_db.store import Register
from extract.letter import Role


class ScanPage(NamedTuple):
    """A page of a scan, its size in pixels as it was read; `role` is None where it is no letter's.

    `reasons` are the signs of `extract.split` that it was decided by, `doubts` keys of
    `extract.doubts`.
    """

    number: int
    width: int
    height: int
    letter_id: int | None
    role: Role | None
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]


class Part(NamedTuple):
    """A letter of the scan, as it is called."""

    letter_id: int
    number: str | None
    date: date | None
    sender: str | None
    subject: str | None


@dataclass(frozen=True, slots=True)
class Layout:
    """The pages of a scan that may be seen, and their letters; `is_whole` where that is all."""

    sha256: str
    file: str
    received_on: date
    pages: tuple[ScanPage, ...]
    letters: dict[int, Part]
    is_whole: bool


def laid_out(register: Register, sha256: str, viewer: Viewer = ALL_SEEING) -> Layout | None:
    """A scan page by page; None where there is none of which a viewer may see a page."""
    db = register.db
    for scan in db.query("SELECT * FROM scans WHERE sha256 = ?", [sha256]):
        pages = tuple(_pages(db, scan["id"], viewer))
        if pages:
            letters = {page.letter_id for page in pages if page.letter_id is not None}
            return Layout(
                sha256=sha256,
                file=scan["file"],
                received_on=date.fromisoformat(scan["received_on"]),
                pages=pages,
                letters={part.letter_id: part for part in _parts(db, letters)},
                is_whole=len(pages) == scan["pages"],
            )
    return None


def _pages(db: Database, scan_id: int, viewer: Viewer) -> Iterator[ScanPage]:
    seen = pages_seen_by(viewer)
    boundaries = {}
    for (told,) in db.execute(
        """
        SELECT coalesce(json_extract(reading, '$.boundaries'), '[]') FROM copies WHERE scan_id = ?
        """,
        [scan_id],
    ):
        boundaries.update({each["page"]: each for each in json.loads(told)})
    rows = db.query(
        f"""
        SELECT number, width, height, min(letter_id) AS letter_id, max(own) AS own FROM pages
        LEFT JOIN copy_pages ON page_id = pages.id LEFT JOIN copies ON copies.id = copy_id
        WHERE pages.scan_id = ? AND {seen.sql} GROUP BY pages.id ORDER BY number
        """,  # noqa: S608 - our own clauses
        [scan_id, *seen.values],
    )
    return (_page(row, boundaries.get(row["number"], {})) for row in rows)


def _page(row: Row, boundary: Row) -> ScanPage:
    role: Role | None = None
    if row["letter_id"] is not None:
        role = boundary.get("role", "further" if row["own"] else "attached")
    return ScanPage(
        number=row["number"],
        width=row["width"],
        height=row["height"],
        letter_id=row["letter_id"],
        role=role,
        reasons=tuple(each["rule"] for each in boundary.get("evidence", ())),
        doubts=tuple(boundary.get("doubts", ())),
    )


def _parts(db: Database, letter_ids: set[int]) -> Iterator[Part]:
    rows = db.query(
        """
        SELECT id AS letter_id, number, date, sender, subject FROM letters
        WHERE id IN (SELECT value FROM json_each(?))
        """,
        [json.dumps(sorted(letter_ids))],
    )
    return (Part(**row | {"date": day_of(row)}) for row in rows)


def file_of(register: Register, sha256: str) -> str | None:
    """The name that a stored scan came by; None where it is not stored."""
    found = register.db.execute("SELECT file FROM scans WHERE sha256 = ?", [sha256]).fetchone()
    return str(found[0]) if found else None


def with_gaps(register: Register) -> dict[str, str]:
    """The stored scans with pages that could not be read (SHA-256 -> file), oldest first.

    Those that were retired are not among them: nothing is left to read.
    """
    rows = register.db.execute(
        """
        SELECT sha256, file FROM scans LEFT JOIN keeping ON keeping.scan_id = scans.id
        WHERE retired_at IS NULL
            AND EXISTS (SELECT 1 FROM pages WHERE pages.scan_id = scans.id AND gap <> '')
        ORDER BY scans.id
        """
    )
    return dict(rows.fetchall())


def letters_on(register: Register, sha256: str, number: int) -> tuple[int, ...]:
    """The letters that a page of a scan belongs to."""
    rows = register.db.execute(
        """
        SELECT DISTINCT letter_id FROM scans JOIN pages ON pages.scan_id = scans.id
        JOIN copy_pages ON page_id = pages.id JOIN copies ON copies.id = copy_id
        WHERE sha256 = ? AND number = ? ORDER BY letter_id
        """,
        [sha256, number],
    )
    return tuple(letter_id for (letter_id,) in rows)
