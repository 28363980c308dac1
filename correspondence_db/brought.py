"""What scans brought: the letters found in each, as far as one may see them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from correspondence_db.access import ALL_SEEING, Viewer, seen_by
from correspondence_db.record import day_of
from correspondence_db.store import Register


class Brought(NamedTuple):
    """A letter found in a scan, and how many doubts its copy there has."""

    id: int
    sender: str | None
    number: str | None
    date: date | None
    subject: str | None
    doubts: int


def letters_in_scans(
    register: Register, scans: Collection[str], viewer: Viewer = ALL_SEEING
) -> Mapping[str, Sequence[Brought]]:
    """The letters of each of these scans (by SHA-256), in bundle order."""
    seen = seen_by(viewer)
    rows = register.db.query(
        f"""
        SELECT sha256, letters.id, letters.sender, letters.number, letters.date, letters.subject,
            (SELECT count(*) FROM doubts WHERE copy_id = copies.id) AS doubts
        FROM scans JOIN copies ON scan_id = scans.id JOIN letters ON letters.id = letter_id
        WHERE sha256 IN (SELECT value FROM json_each(?)) AND {seen.sql}
        ORDER BY scans.id, copies.position
        """,  # noqa: S608 - our own clauses
        [json.dumps(sorted(scans)), *seen.values],
    )
    found: defaultdict[str, list[Brought]] = defaultdict(list)
    for row in rows:
        facts = {name: row[name] for name in ("id", "sender", "number", "subject", "doubts")}
        found[row["sha256"]].append(Brought(date=day_of(row), **facts))
    return found
