"""The record of events: written once, in one chain; whatever was changed in it shows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from command import answer, saraban
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from letters import DISTRICT, chain_of_three, found, letter, receipt, scan, store

from correspondence_db import deeds
from correspondence_db.audit import GENESIS, events, record_event, verify_chain
from correspondence_db.queries import Span, duties
from correspondence_db.store import Register
from pipeline.exits import ExitCode

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=7)))
TRIGGERS = ("events_never_change", "events_never_go", "events_only_follow")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def record(register: Register, what: str, **more: Any) -> None:
    with register.transaction():
        record_event(
            register.db, **{"at": NOW, "who": "somsri", "subject": "letter 7"} | more, what=what
        )


@pytest.fixture
def busy(register: Register) -> Register:
    for n in range(5):
        record(register, "letter.correct", before=n, after=n + 1)
    return register


def test_events_come_back_as_they_were_recorded_latest_first(register: Register) -> None:
    record(
        register, "user.add", subject="user somsri", after={"ชื่อ": "สมศรี", "วัน": date(2026, 3, 1)}
    )
    record(register, "letter.correct", before="ก", after="ข")
    latest, first = events(register)
    assert (latest.before, latest.after, latest.at) == ("ก", "ข", NOW)
    assert (first.who, first.after) == ("somsri", {"ชื่อ": "สมศรี", "วัน": "2026-03-01"})
    assert events(register, "user somsri") == [first]
    assert events(register, limit=1, offset=1) == [first]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), JSON)
def test_whatever_is_recorded_the_chain_holds(register: Register, subject: str, value: Any) -> None:
    record(register, "letter.correct", subject=subject, after=value)
    chain = verify_chain(register.db)
    assert chain.broken_at is None
    assert chain.head == events(register, limit=1)[0].hash


def test_an_empty_record_holds(register: Register) -> None:
    assert verify_chain(register.db) == (0, GENESIS, None)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("UPDATE events SET who = 'x' WHERE id = 2", "never changed"),
        ("DELETE FROM events WHERE id = 5", "never deleted"),
        ("INSERT OR REPLACE INTO events SELECT * FROM events WHERE id = 5", "only follow"),
        ("INSERT INTO events SELECT id + 2, at, who, what, subject, before, after, previous,"
         " substr(hash, 2) || 'x' FROM events WHERE id = 5", "only follow"),
    ],
)  # fmt: skip
def test_no_statement_changes_what_was_recorded(busy: Register, sql: str, why: str) -> None:
    before = events(busy)
    with pytest.raises(sqlite3.IntegrityError, match=why):
        busy.db.execute(sql)
    assert events(busy) == before


@pytest.mark.parametrize(
    ("forgery", "broken_at"),
    [
        ("UPDATE events SET who = 'somchai' WHERE id = 3", 3),
        ("UPDATE events SET after = '9' WHERE id = 1", 1),
        ("UPDATE events SET hash = substr(hash, 2) || '0' WHERE id = 2", 2),
        ("DELETE FROM events WHERE id = 2", 3),
        ("DELETE FROM events WHERE id = 1", 2),
        ("DELETE FROM events WHERE id = 2; UPDATE events SET id = id - 1 WHERE id > 2", 2),
    ],
)
def test_a_forgery_past_the_triggers_shows(busy: Register, forgery: str, broken_at: int) -> None:
    for trigger in TRIGGERS:
        busy.db.execute(f"DROP TRIGGER {trigger}")
    busy.db.conn.executescript(forgery)
    assert verify_chain(busy.db).broken_at == broken_at


def test_rows_cut_off_the_end_show_against_a_head_noted_before(busy: Register) -> None:
    noted = verify_chain(busy.db)
    busy.db.execute("DROP TRIGGER events_never_go")
    busy.db.execute("DELETE FROM events WHERE id = 5")
    assert verify_chain(busy.db).broken_at is None
    assert verify_chain(busy.db).head != noted.head


def test_an_event_goes_with_its_transaction(register: Register) -> None:
    with pytest.raises(sqlite3.ProgrammingError, match="transaction"):
        record_event(register.db, at=NOW, who="x", what="y", subject="z")
    with pytest.raises(RuntimeError), register.transaction():
        record_event(register.db, at=NOW, who="x", what="y", subject="z")
        raise RuntimeError
    with pytest.raises(ValueError, match="time zone"):
        record(register, "y", at=datetime(2026, 3, 1))  # noqa: DTZ001
    assert events(register) == []


def test_storing_a_scan_is_recorded_once(register: Register) -> None:
    for _ in range(2):
        store(register, "bundle", *chain_of_three())
    (stored,) = events(register)
    assert (stored.what, stored.subject) == ("scan.stored", f"scan {scan('bundle').sha256}")
    assert stored.after == {"file": "bundle.pdf", "pages": 3, "letters": 3}


def test_a_duty_done_and_undone_is_recorded_with_who_said_so(register: Register) -> None:
    store(register, "bundle", *chain_of_three())
    duty = next(iter(duties(register, Span(date(2026, 2, 20)))))
    deeds.record(register, duty.owed, date(2026, 3, 1), NOW, "ส่งแล้ว", who="somsri")
    assert deeds.withdraw(register, duty.owed, NOW, who="somchai")
    assert not deeds.withdraw(register, duty.owed, NOW, who="somchai")
    undone, done = events(register, f"duty {duty.obligation_id}")
    assert [(event.what, event.who) for event in (done, undone)] == [
        ("duty.done", "somsri"), ("duty.undone", "somchai"),
    ]  # fmt: skip
    assert done.after["by"] == "ส่งแล้ว"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A register with a secret letter [1] and an open one [2]."""
    plain = letter("ชร 0618.1/1", date(2026, 2, 1), DISTRICT)
    stamps = (receipt("อำเภอพาน", 9, date(2026, 2, 3)),)
    secret = replace(plain, secrecy=found("ลับ"), receipts=stamps)
    with Register.open(tmp_path / "register.db") as register:
        store(register, "a", secret)
        store(register, "b", letter("ชร 0618.1/2", date(2026, 2, 2), DISTRICT))
    return tmp_path


SIGHTS: list[tuple[tuple[str, ...], str]] = [
    (("show", "1"), "letter.view"),
    (("export",), "export.file"),
    (("register", "--file", "book.csv"), "export.file"),
]


@pytest.mark.parametrize(("command", "what"), SIGHTS)
def test_who_sees_a_secret_letter_is_recorded(
    home: Path, command: tuple[str, ...], what: str
) -> None:
    for arguments in (command, ("show", "2")):
        assert saraban("--home", home, *arguments, cwd=home).returncode == ExitCode.OK
    latest, *_ = answer("--home", home, "log", "--json")
    assert (latest["what"], latest["subject"]) == (what, "letter 1")
    assert latest["who"].startswith("cli:")


def test_the_log_is_shown_in_thai_and_harmless(home: Path) -> None:
    with Register.open(home / "register.db") as register:
        record(register, "letter.correct", who="\x1b[2Jsomsri", subject="letter 2")
        assert events(register, "letter 2")[0].at.astimezone(UTC) == NOW
    shown = saraban("--home", home, "log").stdout
    assert "เก็บแฟ้มสแกน (scan.stored)" in shown
    assert "\x1b" not in shown
    told: Callable[..., Any] = answer
    assert [event["what"] for event in told("--home", home, "log", "letter 2", "--json")] == [
        "letter.correct"
    ]
