"""The record of events: written once, in one chain; whatever was changed in it shows."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from command import answer, saraban
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from letters import (
    BOX,
    DISTRICT,
    PROVINCE,
    TOWN,
    chain_of_three,
    citation,
    duty,
    found,
    letter,
    receipt,
    scan,
    store,
)

from correspondence_db import deeds
from correspondence_db.audit import GENESIS, events, record_event, verify_chain
from correspondence_db.queries import Span, duties, letters_called
from correspondence_db.store import Register
from extract.dates import Due
from extract.letter import Doubt
from pipeline.exits import ExitCode
from pipeline.sight import SEEN, note_sight

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


SECRET = "ชร 0618.1/1"
DUE = Due("date", date(2026, 12, 1))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A register with a secret letter [1] that asks, is doubted and cites, and an open one [3]."""
    secret = letter(
        SECRET,
        date(2026, 2, 1),
        DISTRICT,
        cites=[citation("ชร 0017.2/ว 551", date(2026, 2, 16), PROVINCE)],
        secrecy=found("ลับ"),
        receipts=(receipt("อำเภอพาน", 9, date(2026, 2, 3)),),
        obligations=(duty("รายงานผล", DUE, [TOWN], DISTRICT),),
        doubts=(Doubt("number", "low-confidence", 1, BOX),),
    )
    with Register.open(tmp_path / "register.db") as register:
        (first,) = store(register, "a", secret, texts=["รายงานผล"])
        (second,) = store(register, "b", letter("ชร 0618.1/2", date(2026, 2, 2), DISTRICT))
    assert (first, second) == (1, 3)
    for folder in ("originals", "quarantine"):
        (tmp_path / folder).mkdir()
    return tmp_path


#: What each command that shows or takes out the secret letter leaves in the record.
SIGHTS: list[tuple[tuple[str, ...], str]] = [
    (("show", "1"), "letter.view"),
    (("show", "1", "--json"), "letter.view"),
    (("trace", SECRET), "letter.view"),
    (("trace", "ชร 0017.2/ว 551"), "letter.view"),
    (("search", "ภัยแล้ง"), "letter.view"),
    (("review",), "letter.view"),
    (("register",), "letter.view"),
    (("due",), "letter.view"),
    (("grid", "1"), "letter.view"),
    (("findings",), "letter.view"),
    (("done", "1", "--by", "ส่งแล้ว"), "letter.view"),
    (("export",), "export.file"),
    (("register", "--file", "book.csv"), "export.file"),
    (("due", "--file", "due.ics"), "export.file"),
    (("grid", "1", "--file", "grid.csv"), "export.file"),
    (("backup", "all.zip", "--no-originals"), "export.file"),
]
#: These name letters by their ids alone, or record more than a sight; or are about no letter.
OTHERS = (
    "init ingest watch undo correct confirm settle split hold keep retire"
    " quarantine retry verify restore serve user log"
)


@pytest.mark.parametrize(("command", "what"), SIGHTS)
def test_who_sees_a_secret_letter_is_recorded(
    home: Path, command: tuple[str, ...], what: str
) -> None:
    assert saraban("--home", home, *command, cwd=home).returncode == ExitCode.OK
    with Register.open(home / "register.db") as register:
        latest, *_ = events(register, "letter 1")
        assert latest.what == what
        assert latest.who.startswith("cli:")
        assert events(register, "letter 3") == []


def test_every_command_is_known_to_show_letters_or_not_to() -> None:
    commands = set(re.findall(r"^    ([a-z]+)\b", saraban("--help").stdout, re.MULTILINE))
    assert commands == {*OTHERS.split()} | {command for (command, *_), _ in SIGHTS}


def test_a_letter_looked_at_again_at_once_is_one_look(home: Path) -> None:
    later = timedelta(minutes=9), timedelta(minutes=11)
    with Register.open(home / "register.db") as register:
        for at in (NOW, *(NOW + passed for passed in later)):
            note_sight(register, [1, 3], who="somsri", at=at)
        note_sight(register, [1, 3], who="somchai", at=NOW)
        looks = [(event.at, event.who) for event in events(register) if event.what == SEEN]
    assert looks == [(NOW, "somchai"), (NOW + later[1], "somsri"), (NOW, "somsri")]


def test_a_letter_that_only_a_secret_one_cites_is_seen_as_secret(home: Path) -> None:
    with Register.open(home / "register.db") as register:
        (cited,) = letters_called(register, "ชร 0017.2/ว 551")
        note_sight(register, [cited], who="somsri", at=NOW)
        assert [event.what for event in events(register, f"letter {cited}")] == [SEEN]


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
