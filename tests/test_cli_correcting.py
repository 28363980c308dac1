"""What people say a letter says, at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import answer, saraban
from letters import chain_of_three, store

from correspondence_db.store import Register
from pipeline.exits import ExitCode


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Register.open(tmp_path / "register.db") as register:
        store(register, "chain", *chain_of_three())
    return tmp_path


def test_a_value_is_corrected_and_taken_back(home: Path) -> None:
    done = saraban("--home", home, "correct", "2", "date", "๑๗ ก.พ. ๒๕๖๙")
    assert (done.returncode, done.stdout) == (ExitCode.OK, "บันทึกแล้ว: [2] ลงวันที่\n"), done.stderr
    assert answer("--home", home, "show", "2", "--json")["date"] == "2026-02-17"
    told = answer("--home", home, "correct", "2", "date", "--undo", "--json")
    assert told == {"letter_id": 2, "field": "date", "position": 0}
    assert answer("--home", home, "show", "2", "--json")["date"] == "2026-02-16"


def test_what_is_confirmed_is_asked_no_more(home: Path) -> None:
    (question,) = answer("--home", home, "review", "--json")
    assert (question["field"], question["control"]) == ("number", "number")
    assert saraban("--home", home, "confirm", "2", "number").returncode == ExitCode.OK
    assert answer("--home", home, "review", "--json") == []
    logged = saraban("--home", home, "log", "letter 2").stdout
    assert "letter.confirm" in logged


def test_a_scan_is_split_where_a_person_says(home: Path) -> None:
    told = answer("--home", home, "split", "chain.pdf", "๑,๓", "--json")
    assert len(told["letters"]) == 2
    (copy,) = answer("--home", home, "show", "1", "--json")["copies"]
    assert copy["pages"] == [1, 2]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["correct", "2", "date", "พรุ่งนี้"], ExitCode.USAGE),
        (["correct", "2", "colour", "แดง"], ExitCode.USAGE),
        (["correct", "99", "date", "2026-01-01"], ExitCode.NOT_FOUND),
        (["confirm", "1", "secrecy"], ExitCode.NOT_FOUND),
        (["settle", "1", "pages", "split-uncertain"], ExitCode.NOT_FOUND),
        (["split", "other.pdf", "1"], ExitCode.NOT_FOUND),
        (["split", "chain.pdf", "9"], ExitCode.USAGE),
    ],
)
def test_what_cannot_be_is_said(home: Path, command: list[str], code: ExitCode) -> None:
    refused = saraban("--home", home, *command)
    assert refused.returncode == code, refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 2
