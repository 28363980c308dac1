"""The made-up registers of the benchmarks: what storing their letters would give."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from rows import kept

from benchmarks.country import Affair, Country, label, letter_of, page_of
from benchmarks.registers import Writer
from correspondence_db import deeds
from correspondence_db.audit import verify_chain
from correspondence_db.store import Register

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


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
