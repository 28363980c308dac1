"""Whether a register is what it was written as: SQLite's own checks, pages, references, events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from correspondence_db.audit import verify_chain
from correspondence_db.store import Register


class Fault(NamedTuple):
    """Something that should not be so: what kind, and of what."""

    kind: str
    subject: str


class Kept(NamedTuple):
    """A scan as its original should be found: its hash and the name it came by."""

    sha256: str
    file: str


def faults(register: Register) -> Iterator[Fault]:
    """What is wrong within the register; () for a sound one."""
    for (told,) in register.db.execute("PRAGMA integrity_check"):
        if told != "ok":
            yield Fault("database-damaged", str(told))
    for table, row, parent, _ in register.db.execute("PRAGMA foreign_key_check"):
        yield Fault("reference-broken", f"{table} {row} -> {parent}")
    yield from _pages_missing(register)
    chain = verify_chain(register.db)
    if chain.broken_at is not None:
        yield Fault("chain-broken", f"event {chain.broken_at}")


def _pages_missing(register: Register) -> Iterator[Fault]:
    rows = register.db.execute(
        """
        SELECT sha256, scans.pages, count(number), coalesce(max(number), 0)
        FROM scans LEFT JOIN pages ON scan_id = scans.id GROUP BY scans.id
        HAVING count(number) <> scans.pages OR max(number) <> scans.pages
        """
    )
    for sha256, pages, there, last in rows:
        yield Fault("page-missing", f"scan {sha256}: {there} of {pages} pages, the last {last}")


def gaps(register: Register) -> Iterator[Fault]:
    """Pages that could not be read: known, told of, and no fault of the register's."""
    rows = register.db.execute(
        "SELECT file, number, gap FROM pages JOIN scans ON scans.id = scan_id WHERE gap <> ''"
    )
    for file, number, gap in rows:
        yield Fault("page-unread", f"{file} {number}: {gap}")


def kept(register: Register, *, retired: bool = False) -> list[Kept]:
    """The scans whose originals should be there; those that were retired instead."""
    rows = register.db.execute(
        """
        SELECT sha256, file FROM scans LEFT JOIN keeping ON scan_id = scans.id
        WHERE (retired_at IS NOT NULL) = ? ORDER BY scans.id
        """,
        [retired],
    )
    return [Kept(*row) for row in rows]


def under_way(register: Register) -> set[str]:
    """The hashes of scans that are being brought in: their originals come before their rows."""
    rows = register.db.execute(
        "SELECT sha256 FROM intake WHERE state IN ('waiting', 'claimed') AND sha256 IS NOT NULL"
    )
    return {sha256 for (sha256,) in rows}
