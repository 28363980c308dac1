"""The made-up registers of the benchmarks: what storing their letters would give."""

# ruff: noqa: S608 - the queries are built of our own names of columns

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.country import Affair, Country, label, letter_of, page_of
from benchmarks.registers import Writer
from correspondence_db import deeds
from correspondence_db.audit import verify_chain
from correspondence_db.store import Register

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)

# Rows are told apart by what they are about, for ids depend on the order of writing.
LETTER = "(SELECT identity FROM letters WHERE letters.id = {})"
COPY = """(SELECT sha256 || '|' || copies.position FROM copies JOIN scans ON scans.id = scan_id
    WHERE copies.id = {})"""
DUTY = f"""(SELECT {COPY.format("copy_id")} || '|' || position FROM obligations AS o
    WHERE o.id = {{}})"""
READ = f"""(SELECT {COPY.format("copy_id")} || e.field || e.position FROM evidence AS e
    WHERE e.id = {{}})"""
OFFICE = "(SELECT name FROM offices WHERE offices.id = {})"
TOLD_BY = {
    "letter_id": LETTER,
    "target_id": LETTER,
    "copy_id": COPY,
    "best_copy_id": COPY,
    "obligation_id": DUTY,
    "evidence_id": READ,
    "office_id": OFFICE,
    "creditor_id": OFFICE,
    "writer_id": OFFICE,
    "scan_id": "(SELECT sha256 FROM scans WHERE scans.id = {})",
    "page_id": "(SELECT s.sha256 || n.number FROM pages AS n JOIN scans AS s ON s.id = n.scan_id"
    " WHERE n.id = {})",
    "citation_id": f"(SELECT {COPY.format('copy_id')} || c.position FROM citations AS c"
    " WHERE c.id = {})",
}
#: The order of writing, when the program ran, and what is left out to keep large ones small.
LEFT_OUT = {"id", "recorded_at", "reading", "words"}
#: Kept by the database, or written by the deeds of people as well.
NOT_COMPARED = ("sqlite_", "_sqlite", "page_index", "letter_index", "events")


def kept(register: Register) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, told by what it is about."""
    tables = [name for name in register.db.table_names() if not name.startswith(NOT_COMPARED)]
    found = {table: rows_of(register, table, table) for table in tables}
    found["words of pages"] = rows_of(
        register, "page_index", "pages", "page_index.rowid = pages.id"
    )
    found["words of letters"] = rows_of(
        register, "letter_index", "letters", "letter_index.rowid = letters.id"
    )
    return found


def rows_of(
    register: Register, table: str, about: str, joined: str | None = None
) -> list[tuple[Any, ...]]:
    names = [name for (_, name, *_) in register.db.execute(f"PRAGMA table_info({table})")]
    told = [
        TOLD_BY.get(name, "{}").format(f"{table}.{name}") for name in names if name not in LEFT_OUT
    ]
    if joined:
        key = "identity" if about == "letters" else TOLD_BY["page_id"].format("pages.id")
        told.append(key)
    source = f"{table} JOIN {about} ON {joined}" if joined else table
    return sorted(register.db.execute(f"SELECT {', '.join(told)} FROM {source}"), key=repr)


def store(register: Register, affair: Affair) -> None:
    """The affair as ingesting its scans and recording its deeds would leave it."""
    for bundle in affair.bundles:
        pages = [page_of(draft, n) for n, (draft, _) in enumerate(bundle.letters, start=1)]
        letters = [
            letter_of(draft, n, stamps) for n, (draft, stamps) in enumerate(bundle.letters, start=1)
        ]
        register.store(bundle.scan, pages, letters)
    for deed in affair.deeds:
        duty = duty_of(register, str(deed.letter.number), deed.letter.day.isoformat(), deed.duty)
        by = (
            letter_id(register, str(deed.by.number), deed.by.day.isoformat())
            if deed.by
            else "ส่งแล้ว"
        )
        met = (duty, label(deed.seat), deed.due)
        deeds.record(register, met, deed.done_on, NOW, by, who="test")


def letter_id(register: Register, number: str, day: str) -> int:
    sql = "SELECT id FROM letters WHERE number = ? AND date = ?"
    (found,) = register.db.execute(sql, [number, day]).fetchone()
    return int(found)


def duty_of(register: Register, number: str, day: str, at: int) -> int:
    sql = """
        SELECT obligations.id FROM letters JOIN obligations ON copy_id = best_copy_id
        WHERE number = ? AND letters.date = ? AND position = ?
    """
    (found,) = register.db.execute(sql, [number, day, at]).fetchone()
    return int(found)


@pytest.mark.parametrize("seed", [1, 4])  # secret, moved and unheld letters; recurring duties
def test_a_register_made_in_bulk_is_what_storing_its_letters_gives(
    tmp_path: Path, seed: int
) -> None:
    affairs = list(Country(1, seed).affairs(120))
    with (
        Register.open(tmp_path / "stored.db") as stored,
        Register.open(tmp_path / "bulk.db") as bulk,
    ):
        writer = Writer(bulk)
        bulk.db.execute("PRAGMA foreign_keys = OFF")
        with bulk.transaction():
            for affair in affairs:
                store(stored, affair)
                writer.add(affair)
            writer.flush()
        expected, made = kept(stored), kept(bulk)
        assert made.keys() == expected.keys()
        for table, rows in expected.items():
            assert made[table] == rows, table
        assert len(expected["letters"]) >= 120
        assert {row[2] for row in expected["links"]} >= {"forwards", "replies"}
        assert not bulk.db.execute("PRAGMA foreign_key_check").fetchall()
        assert verify_chain(bulk.db).broken_at is None
