"""Duties at the command line: asked for, recorded, taken back, laid out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from command import answer, saraban
from letters import DISTRICT, PROVINCE, TOWN, chain_of_three, citation, found, letter, store

from correspondence_db.store import Register
from pipeline.exits import ExitCode

MONTHLY = "1"  # the duty of the chain's first letter: two towns owe it


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Register.open(tmp_path / "register.db") as register:
        store(register, "chain", *chain_of_three())
    return tmp_path


def cells(home: Path, office: str) -> list[str]:
    """How the first of the grid's duties stands with an office, from day to day."""
    (grid, *_) = answer(
        "--home", home, "grid", "--json", "ชร 0618.1/ว 353", "--before", "2026-06-01"
    )
    (row,) = (row for row in grid["rows"] if row["office"] == office)
    return [cell["status"] for cell in row["cells"]]


def test_a_duty_is_done_period_by_period_and_undone(home: Path) -> None:
    assert cells(home, TOWN) == ["late"] * 4
    for period in ("มีนาคม 2569", "๐๕/๒๕๖๙"):
        command = ["done", MONTHLY, "--office", TOWN, "--period", period, "--by", "พร 52001/99"]
        done = saraban("--home", home, *command)
        assert done.returncode == ExitCode.OK, done.stderr
    assert cells(home, TOWN) == ["late", "done", "late", "done"]
    assert cells(home, "เทศบาลตำบลสันมะเค็ด") == ["late"] * 4
    undone = saraban("--home", home, "undo", MONTHLY, "--office", TOWN, "--period", "2026-03")
    assert "งวดมีนาคม ๒๕๖๙" in undone.stdout
    assert cells(home, TOWN) == ["late", "late", "late", "done"]


def test_a_letter_tells_who_did_it_and_when(home: Path) -> None:
    cited = citation("ชร 0017.2/ว 551", None, PROVINCE, context="reference")
    to = (found("ผู้ว่าราชการจังหวัดเชียงราย"),)
    reply = letter("ชร 0618/9", None, DISTRICT, cites=[cited], addressees=to)
    with Register.open(home / "register.db") as register:
        (reply_id,) = store(register, "reply", reply)
    assert f"saraban done 2 --by {reply_id}" in saraban("--home", home, "due").stdout
    done = saraban("--home", home, "done", "2", "--by", str(reply_id), "--on", "2026-02-20")
    assert done.stdout.startswith(f"บันทึกแล้ว: {DISTRICT} ")
    (debts,) = answer("--home", home, "due", "--json", "--office", "อำเภอแม่จัน")
    assert [duty["obligation_id"] for duty in debts["duties"]] == [2]
    assert answer("--home", home, "due", "--json", "--office", DISTRICT) == []
    traced = saraban("--home", home, "trace", "ชร 0017.2/ว 551").stdout
    assert "ยังไม่ถึงกำหนด ๑๗ เสร็จ ๑" in traced


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["done", MONTHLY, "--by", "ส่งแล้ว"], ExitCode.USAGE),  # two towns owe it
        (["done", MONTHLY, "--by", "4040"], ExitCode.NOT_FOUND),
        (["done", "4040", "--by", "ส่งแล้ว"], ExitCode.NOT_FOUND),
        (["done", MONTHLY, "--by", "ส่งแล้ว", "--office", PROVINCE], ExitCode.NOT_FOUND),
        (["done", MONTHLY, "--by", "ส่งแล้ว", "--period", "13/2569"], ExitCode.USAGE),
        (["undo", MONTHLY], ExitCode.NOT_FOUND),
        (["grid", "ชร 0618.1/4040"], ExitCode.NOT_FOUND),
        (["due", "--file", "due.pdf"], ExitCode.USAGE),
    ],
)
def test_what_cannot_be_done_is_said(home: Path, command: list[str], code: ExitCode) -> None:
    done = saraban("--home", home, *command, cwd=home)
    assert (done.returncode, done.stdout) == (code, "")
    assert len(done.stderr.splitlines()) == 2


def test_due_is_asked_by_creditor_and_by_letter(home: Path) -> None:
    def asked(*options: str) -> set[Any]:
        debts = answer("--home", home, "due", "--json", *options)
        return {duty["obligation_id"] for one in debts for duty in one["duties"]}

    assert asked("--creditor", PROVINCE) == {2}
    assert asked("--letter", "มท ๐๒๐๖.๒/ว๘๕๒") == {3, 4}
    assert asked("--letter", "2", "--office", DISTRICT) == {2}


def test_offices_that_owe_the_same_are_listed_together(home: Path) -> None:
    lines = saraban("--home", home, "due").stdout.splitlines()
    offices = [line for line in lines if line and not line.startswith((" ", "?"))]
    assert len(offices) == 6
    assert "จังหวัดกระบี่, จังหวัดกาญจนบุรี, จังหวัดกาฬสินธุ์ และอีก ๗๒ แห่ง" in offices


def test_the_grid_marks_each_office(home: Path) -> None:
    told = ["--office", TOWN, "--by", "ส่งแล้ว"]
    for month, day in (("2026-02", "2026-02-26"), ("2026-03", "2026-03-25")):
        saraban("--home", home, "done", MONTHLY, *told, "--period", month, "--on", day)
    lines = saraban("--home", home, "grid", "1", "--before", "2026-04-01").stdout.splitlines()
    assert "๒๕ ก.พ. ๒๕๖๙" in lines[2]
    assert [line.split() for line in lines if line.startswith("  เทศบาล")] == [
        ["เทศบาลตำบลสันมะเค็ด", "✗", "✗"],
        [TOWN, "ช้า", "✓"],
    ]


def test_what_a_later_letter_changed_is_told_with_its_reason(home: Path) -> None:
    relation = found("cancels")
    cited = replace(
        citation("ชร 0017.2/ว 551", None, PROVINCE, context="reference"), relation=relation
    )
    off = letter("ชร 0017.2/ว 700", date(2026, 3, 2), PROVINCE, cites=[cited])
    with Register.open(home / "register.db") as register:
        (off_id,) = store(register, "off", off)
    reason = f"ยกเลิกตามหนังสือ {PROVINCE} ที่ ชร ๐๐๑๗.๒/ว ๗๐๐ ลงวันที่ ๒ มีนาคม ๒๕๖๙ [{off_id}]"
    traced = saraban("--home", home, "trace", "ชร 0017.2/ว 551").stdout
    assert reason in traced
    assert "ยกเลิก ๑๘" in traced
    assert answer("--home", home, "due", "--json", "--letter", "2") == []
    assert saraban("--home", home, "grid", "2").stdout.count("–") >= 18


def test_the_receive_register_is_kept_by_office(home: Path) -> None:
    (entry,) = answer("--home", home, "register", "--json", "--office", TOWN)
    assert (entry["received_number"], entry["received_on"]) == (253, "2026-02-19")
    assert "เลขรับ ๑๒๐๔" in saraban("--home", home, "register").stdout
