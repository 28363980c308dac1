"""`saraban review`: what a clerk should look at, as people read it and as programs do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from command import answer, saraban
from letters import BOX, PROVINCE, letter, store

from correspondence_db.store import Register
from extract.doubts import REASONS
from extract.letter import Doubt

DAY = date(2026, 3, 10)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with a letter whose number is worn and whose date is unread, and a sound one."""
    home = tmp_path_factory.mktemp("home")
    doubts = (Doubt("number", "low-confidence", 1, BOX), Doubt("date", "no-date", 1, None))
    with Register.open(home / "register.db") as register:
        worn = letter("ชร 0017.2/ว 551", None, PROVINCE, confidence=0.4, doubts=doubts)
        store(register, "worn", worn)
        store(register, "sound", letter("ชร 0017.2/ว 552", DAY, PROVINCE))
    return home


def test_each_reading_has_its_place_and_its_reason_in_both_languages(home: Path) -> None:
    told = saraban("--home", home, "review").stdout
    for expected in ("ลงวันที่: (ไม่ทราบ)", "ที่: ชร 0017.2/ว 551", "มั่นใจ 0.40", "worn.pdf หน้า ๑"):
        assert expected in told
    for reason in ("low-confidence", "no-date"):
        assert REASONS[reason].thai in told
        assert REASONS[reason].english in told
    assert "sound.pdf" not in told


def test_programs_get_the_same(home: Path) -> None:
    unread, worn = answer("--home", home, "review", "--json")
    assert (unread["field"], unread["reading"], unread["box"]) == ("date", None, None)
    assert (worn["field"], worn["reading"]) == ("number", "ชร 0017.2/ว 551")
    assert worn["box"] == BOX.as_list()
    assert worn["reasons"] == [{"reason": "low-confidence"} | REASONS["low-confidence"]._asdict()]


def test_a_limit_keeps_what_is_least_sure(home: Path) -> None:
    everything = answer("--home", home, "review", "--json")
    assert answer("--home", home, "review", "--json", "--limit", "1") == everything[:1]


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_that_is_no_count_is_refused(home: Path, limit: str) -> None:
    refused = saraban("--home", home, "review", f"--limit={limit}")
    assert refused.returncode == 2
    assert limit in refused.stderr


def test_a_register_without_doubts_says_so(tmp_path: Path) -> None:
    with Register.open(tmp_path / "register.db") as register:
        store(register, "sound", letter("ชร 0017.2/ว 552", DAY, PROVINCE))
    assert saraban("--home", tmp_path, "review").stdout == "ไม่มีข้อให้ตรวจ\n"
