"""A scan as it lies in the register: its name, the letters on each of its pages."""

from __future__ import annotations

from correspondence_db.store import Register


def file_of(register: Register, sha256: str) -> str | None:
    """The name that a stored scan came by; None where it is not stored."""
    found = register.db.execute("SELECT file FROM scans WHERE sha256 = ?", [sha256]).fetchone()
    return str(found[0]) if found else None


def letters_on(register: Register, sha256: str, number: int) -> tuple[int, ...]:
    """The letters that a page of a scan belongs to."""
    rows = register.db.execute(
        """
        SELECT DISTINCT letter_id FROM scans JOIN pages ON scan_id = scans.id
        JOIN copy_pages ON page_id = pages.id JOIN copies ON copies.id = copy_id
        WHERE sha256 = ? AND number = ? ORDER BY letter_id
        """,
        [sha256, number],
    )
    return tuple(letter_id for (letter_id,) in rows)
