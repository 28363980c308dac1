"""The table of debts: the same whatever came first, and whatever was done and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from rows import kept

from benchmarks.country import TODAY, Affair, Bundle, Country, letter_of, page_of
from correspondence_db import deeds
from correspondence_db.queries import Duty, Span, due, duties
from correspondence_db.reckoning import settle_unknown
from correspondence_db.store import Register

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
SOME = Random(3)  # noqa: S311 - the same choices every time
RECKONED = ("offices", "demands", "debts", "proposals", "links")


@pytest.fixture(scope="module")
def affairs() -> list[Affair]:
    """Directives, replies, changes of a province; with duties that come round."""
    return list(Country(1, seed=15).affairs(60))


def store(register: Register, bundle: Bundle) -> None:
    pages = [page_of(draft, n) for n, (draft, _) in enumerate(bundle.letters, start=1)]
    letters = [letter_of(draft, n, got) for n, (draft, got) in enumerate(bundle.letters, start=1)]
    register.store(bundle.scan, pages, letters)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory, affairs: list[Affair]) -> Iterator[Register]:
    with Register.open(tmp_path_factory.mktemp("debts") / "register.db") as opened:
        for affair in affairs:
            for bundle in affair.bundles:
                store(opened, bundle)
        yield opened


def told(duty: Duty) -> tuple[object, ...]:
    """A duty without the numbers of its rows."""
    change = duty.change and (duty.change.kind, duty.change.number, duty.change.due)
    answers = tuple(reply.number for reply in duty.proposed)
    above = tuple((rung.debtor, rung.creditor, rung.falls_due) for rung in duty.serves)
    return (duty.debtor, duty.via, duty.text, duty.creditor, duty.falls_due, duty.received_on,
            duty.status, duty.number, change, answers, above)  # fmt: skip


def reckoned(register: Register) -> dict[str, object]:
    return {table: rows for table, rows in kept(register).items() if table in RECKONED}


def test_an_office_reads_its_part_of_the_whole_list(register: Register) -> None:
    whole = {one.debtor: one for one in due(register, TODAY)}
    assert len(whole) > 40
    for office in SOME.sample(sorted(whole), 25):
        assert due(register, TODAY, office=office) == (whole[office],)
    owed = [duty for one in whole.values() for duty in one.duties]
    for creditor in {duty.creditor for duty in owed if duty.creditor}:
        found = [duty for one in due(register, TODAY, creditor=creditor) for duty in one.duties]
        assert sorted(map(repr, found)) == sorted(
            repr(duty) for duty in owed if duty.creditor == creditor
        )


def test_who_owes_what_does_not_depend_on_what_came_first(
    register: Register, affairs: list[Affair], tmp_path: Path
) -> None:
    bundles = [bundle for affair in affairs for bundle in affair.bundles]
    # the first scan is the day on which the register began, and stays the first
    bundles[1:] = SOME.sample(bundles[1:], len(bundles) - 1)
    with Register.open(tmp_path / "other.db") as other:
        for bundle in bundles:
            store(other, bundle)
        here, there = (
            sorted(repr(told(duty)) for duty in duties(each, Span(TODAY)))
            for each in (register, other)
        )
        assert here == there
        for table in ("demands", "debts", "proposals"):
            assert kept(other)[table] == kept(register)[table]


def test_what_is_done_and_taken_back_is_as_if_reckoned_anew(register: Register) -> None:
    before = reckoned(register)
    everything = list(duties(register, Span(TODAY)))
    done = SOME.sample([duty for duty in everything if duty.status in ("open", "late")], 30)
    for duty in done:
        deeds.record(register, duty.owed, TODAY, NOW, "ส่งแล้ว", who="test")
    assert reckoned(register) != before
    still = {repr(told(duty)) for one in due(register, TODAY) for duty in one.duties}
    assert not still & {repr(told(duty)) for duty in done}
    as_kept = reckoned(register)
    with register.transaction():
        register.db.execute("DELETE FROM debts")
        register.db.execute("DELETE FROM demands")
        settle_unknown(register.db)
    assert reckoned(register) == as_kept
    for duty in done:
        assert deeds.withdraw(register, duty.owed, NOW, who="test")
    assert reckoned(register) == before


def test_an_older_register_has_its_debts_worked_out_when_it_is_opened(
    affairs: list[Affair], tmp_path: Path
) -> None:
    with Register.open(tmp_path / "register.db") as register:
        for affair in affairs[:12]:
            for bundle in affair.bundles:
                store(register, bundle)
        before, offered = reckoned(register), list(duties(register, Span(TODAY)))
        assert before["proposals"]
        register.db.execute("DROP TABLE proposals")
        register.db.execute("DELETE FROM _sqlite_migrations WHERE name = '0060_duties_at_hand'")
    with Register.open(tmp_path / "register.db") as opened:
        assert reckoned(opened) == before
        assert list(duties(opened, Span(TODAY))) == offered
