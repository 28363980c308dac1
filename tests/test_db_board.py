"""The due board, held against the due lists of which it is the count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from benchmarks.country import TODAY, Country
from benchmarks.registers import Writer
from correspondence_db.access import ALL_SEEING, Viewer, viewer_of_office
from correspondence_db.board import board, bucket_of
from correspondence_db.queries import due
from correspondence_db.store import Register

PROVINCE = Country(1, seed=15).provinces[0].office.name


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """A province's letters of two years: done, left, moved, cancelled, coming round, secret."""
    path = tmp_path_factory.mktemp("board") / "register.db"
    with Register.open(path) as opened:
        writer = Writer(opened)
        opened.db.execute("PRAGMA foreign_keys = OFF")
        with opened.transaction():
            for affair in Country(1, seed=15).affairs(900):
                writer.add(affair)
            writer.flush()
        yield opened


def counted(register: Register, today: date, viewer: Viewer) -> dict[str, Counter[str]]:
    return {
        one.debtor: Counter(bucket_of(duty.falls_due, today) for duty in one.duties)
        for one in due(register, today, viewer=viewer)
        if viewer.offices is None or one.debtor in viewer.offices
    }


@pytest.mark.parametrize("today", [TODAY, date(2026, 3, 1), date(2025, 6, 25)])
@pytest.mark.parametrize(
    "viewer",
    [ALL_SEEING, Viewer(None, 0), viewer_of_office(PROVINCE, 3), Viewer(frozenset({PROVINCE}), 0)],
    ids=["all", "uncleared", "a province", "one office"],
)
def test_the_board_counts_what_the_due_lists_have(
    register: Register, today: date, viewer: Viewer
) -> None:
    expected = counted(register, today, viewer)
    found = {load.office: Counter(load.to_json()) for load in board(register, today, viewer)}
    for office, load in found.items():
        assert load.pop("office") == office
        assert +load == expected[office]
    assert found.keys() == expected.keys()
    assert found


def test_the_register_has_what_is_hard_to_count(register: Register) -> None:
    (gaps, ended, moved), *_ = register.db.execute(
        """
        SELECT sum(done_beyond IS NOT NULL), sum(ends IS NOT NULL), sum(mover)
        FROM debts JOIN demands USING (obligation_id)
        """
    )
    assert min(gaps, ended, moved) > 0


def test_the_secret_is_counted_for_those_alone_who_may_see_it(register: Register) -> None:
    everything, open_alone = (
        sum(load.overdue + load.this_week + load.later + load.continuing for load in loads)
        for loads in (board(register, TODAY), board(register, TODAY, Viewer(None, 0)))
    )
    assert open_alone < everything
