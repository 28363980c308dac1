"""What an auditor reads on the screen, and gets as JSON."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from command import answer, saraban
from letters import DISTRICT, PROVINCE, chain_of_three, citation, letter, store

from correspondence_db.store import Register
from pipeline.exits import ExitCode


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound chain; and a letter that passes on one which is not there and is younger."""
    home = tmp_path_factory.mktemp("home")
    with Register.open(home / "register.db") as register:
        store(register, "chain", *chain_of_three())
        cited = citation("ชร 0017.2/ว 600", date(2026, 3, 5), PROVINCE)
        early = letter("ชร 0718.1/ว 88", date(2026, 3, 2), "อำเภอแม่จัน", cites=[cited])
        store(register, "early", early)
    return home


def test_findings_are_told_by_kind_gravest_first(home: Path) -> None:
    lines = saraban("--home", home, "findings").stdout.splitlines()
    headings = [line for line in lines if line and not line.startswith(" ")]
    assert headings == [
        "หนังสือลงวันที่ก่อนหนังสือที่ตนส่งต่อ (๑)",
        "หนังสือที่มีผู้ส่งต่อ แต่ยังไม่มีในทะเบียน (๑)",
        "หน่วยงานที่หนังสือส่งถึง แต่ยังไม่เห็นในทะเบียนว่าได้รับ (๓)",
        "เวลาที่ใช้ในการส่งต่อ (๓)",
    ]
    assert "    ๒ มีนาคม ๒๕๖๙ → ๕ มีนาคม ๒๕๖๙ · ๓ วัน" in lines
    assert any("เห็นแล้ว ๑ จาก ๑๘ แห่ง · ยังไม่เห็น" in line for line in lines)


def test_findings_of_one_chain_leave_out_the_others(home: Path) -> None:
    whole = answer("--home", home, "findings", "--json")
    chain = answer("--home", home, "findings", "--json", "ชร 0618.1/ว 353")
    assert {one["kind"] for one in chain} == {"fan-out", "lag"}
    assert 0 < len(chain) < len(whole)
    assert all(one in whole for one in chain)
    assert chain[0]["english"].startswith("Offices that the letter went to")


def test_findings_of_a_letter_that_is_not_there(home: Path) -> None:
    done = saraban("--home", home, "findings", "ชร 0618.1/4040")
    assert (done.returncode, done.stdout) == (ExitCode.NOT_FOUND, "")


def test_a_register_without_findings_says_so(tmp_path: Path) -> None:
    with Register.open(tmp_path / "register.db") as register:
        store(register, "one", letter("ชร 0618.1/ว 353", date(2026, 2, 18), DISTRICT))
    assert saraban("--home", tmp_path, "findings").stdout == "ไม่มีข้อตรวจพบ\n"
