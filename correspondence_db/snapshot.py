"""A register as it is at one moment, copied while others read and write it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from correspondence_db.store import Register


def snapshot(register: Register, target: Path) -> None:
    """Write the register to a new file at `target`, whole, by SQLite's own copier."""
    copy = sqlite3.connect(target)
    try:
        register.db.conn.backup(copy)
    finally:
        copy.close()


def as_one_file(path: Path) -> None:
    """Bring all of a register that nobody has open into its one file, to be moved about."""
    db = sqlite3.connect(path)
    try:
        db.execute("PRAGMA journal_mode = DELETE")
    finally:
        db.close()


def schema_of(register: Register) -> list[str]:
    """The names of the migrations that a register has seen, in their order."""
    rows = register.db.execute("SELECT name FROM _sqlite_migrations ORDER BY rowid")
    return [str(name) for (name,) in rows]
