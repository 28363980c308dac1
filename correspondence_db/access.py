"""Who may see which letter (สิทธิ์การเข้าถึง): those of one's offices, up to one's clearance.

What may not be seen is not there: not in lists, not in counts, not in snippets, not as a picture.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from correspondence_db.concern import HIGHEST, OPEN
from correspondence_db.owing import label_of, office_labelled
from correspondence_db.store import Register
from extract.chain import name_key
from extract.offices import circles_of, offices_under


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: whose letters, and up to which secrecy.

    `offices` are the labels of the offices at and below theirs; None is every office. `clearance`
    is the highest level that may be seen: 0 none, 1 ลับ, 2 ลับมาก, 3 ลับที่สุด.
    """

    offices: frozenset[str] | None
    clearance: int

    @property
    def sees_all(self) -> bool:
        return self.offices is None and self.clearance >= HIGHEST


#: Whoever sits at the register's own machine.
ALL_SEEING = Viewer(None, HIGHEST)


class Condition(NamedTuple):
    """A condition for a WHERE clause, and the values of its question marks."""

    sql: str
    values: list[Any]


def viewer_of_office(office_label: str | None, clearance: int) -> Viewer:
    """Who may see the letters of an office and of all below it; of every office for None."""
    if office_label is None:
        return Viewer(None, clearance)
    return Viewer(labels_under(office_label), clearance)


@lru_cache(maxsize=1024)
def labels_under(office_label: str) -> frozenset[str]:
    """An office and all below it by the tables, as labels; one in no table is by itself."""
    office = office_labelled(office_label)
    below = offices_under(office) if office else ()
    return frozenset({office_label, *map(label_of, below)})


def seen_by(viewer: Viewer, letter: str = "letters.id") -> Condition:
    """That a viewer may see a letter: `letter` is its id in SQL, under the name of its table, so
    that no column in here is taken for it. Never true of a NULL id.

    A letter has few keys and a viewer many: the plus sign has the letter's own looked through.
    """
    cleared = cleared_for(viewer, letter)
    if viewer.offices is None:
        return cleared
    concerned = f"""EXISTS (
        SELECT 1 FROM letter_offices AS concerned WHERE concerned.letter_id = {letter}
            AND +concerned.office_key IN (SELECT value FROM json_each(?))
    )"""  # noqa: S608 - our own names of columns
    values = [*cleared.values, keys_of(viewer.offices)]
    return Condition(f"({cleared.sql} AND {concerned})", values)


def cleared_for(viewer: Viewer, letter: str = "letters.id") -> Condition:
    """That a letter is no more secret than a viewer is cleared for, whomever it concerns."""
    if "." not in letter:
        raise ValueError(f"not the full name of a column: {letter}")
    if viewer.sees_all:
        return Condition(f"{letter} IS NOT NULL", [])
    sql = f"""EXISTS (
        SELECT 1 FROM letters AS seen WHERE seen.id = {letter} AND seen.secrecy_level <= ?
    )"""  # noqa: S608 - our own names of columns
    return Condition(sql, [viewer.clearance])


def pages_seen_by(viewer: Viewer, page: str = "pages.id") -> Condition:
    """That a viewer may see a page: a letter on it, and every one that is secret.

    A page on which no letter was found is shown to those alone who see every office, and all of
    the scan's letters.
    """
    seen = seen_by(viewer, "copies.letter_id")
    on_page = f"""
        SELECT 1 FROM copy_pages JOIN copies ON copies.id = copy_id
        JOIN letters ON letters.id = letter_id WHERE page_id = {page}
    """  # noqa: S608 - our own names of columns
    in_scan = f"""
        SELECT 1 FROM pages AS own JOIN copies ON copies.scan_id = own.scan_id
        JOIN letters ON letters.id = letter_id WHERE own.id = {page}
    """  # noqa: S608 - our own names of columns
    hidden = f"coalesce(secrecy_level, {HIGHEST}) > {OPEN} AND NOT {seen.sql}"
    bare = f"(NOT EXISTS ({on_page}) AND NOT EXISTS ({in_scan} AND {hidden}))"
    sql = f"""(
        NOT EXISTS ({on_page} AND {hidden})
        AND (EXISTS ({on_page} AND {seen.sql}) OR {bare if viewer.offices is None else 0})
    )"""
    uses = 3 if viewer.offices is None else 2
    return Condition(sql, seen.values * uses)


def pages_without_secrets(viewer: Viewer, page: str = "pages.id") -> Condition:
    """That no secret letter on a page is kept from a viewer.

    Of pages of a letter that the viewer may see it is what `pages_seen_by` says; secret letters are
    few, and gone through once for all pages.
    """
    if viewer.sees_all:
        return Condition(f"{page} IS NOT NULL", [])
    seen = seen_by(viewer)
    secret, unknown = (
        f"""
        SELECT page_id FROM letters CROSS JOIN copies ON letter_id = letters.id
        CROSS JOIN copy_pages ON copy_id = copies.id WHERE {level} AND NOT {seen.sql}
        """  # noqa: S608 - our own clauses
        for level in (f"secrecy_level > {OPEN}", "secrecy_level IS NULL")
    )
    return Condition(f"{page} NOT IN ({secret} UNION {unknown})", seen.values * 2)


def may_see(register: Register, viewer: Viewer, letter_id: int) -> bool:
    """Whether a viewer may see a letter; False of one that is not there."""
    seen = seen_by(viewer)
    sql = f"SELECT 1 FROM letters WHERE id = ? AND {seen.sql}"  # noqa: S608 - our own clauses
    return register.db.execute(sql, [letter_id, *seen.values]).fetchone() is not None


def may_see_page(register: Register, viewer: Viewer, sha256: str, number: int) -> bool:
    """Whether a viewer may see a page of a scan, as a picture or as text."""
    seen = pages_seen_by(viewer)
    sql = f"""
        SELECT 1 FROM pages JOIN scans ON scans.id = scan_id
        WHERE sha256 = ? AND number = ? AND {seen.sql}
    """  # noqa: S608 - our own clauses
    return register.db.execute(sql, [sha256, number, *seen.values]).fetchone() is not None


def seen_among(register: Register, viewer: Viewer, letter_ids: Iterable[int]) -> frozenset[int]:
    """Of some letters those that a viewer may see."""
    seen = seen_by(viewer)
    sql = f"""
        SELECT id FROM letters WHERE id IN (SELECT value FROM json_each(?)) AND {seen.sql}
    """  # noqa: S608 - our own clauses
    found = register.db.execute(sql, [json.dumps(sorted(letter_ids)), *seen.values])
    return frozenset(letter_id for (letter_id,) in found)


@lru_cache(maxsize=1024)
def keys_of(offices: frozenset[str]) -> str:
    """The keys of `letter_offices` under which a letter concerns one of these, as JSON."""
    keys = {name_key(label) for label in offices}
    for office in filter(None, map(office_labelled, offices)):
        keys |= circles_of(office)
    return json.dumps(sorted(keys), ensure_ascii=False)
