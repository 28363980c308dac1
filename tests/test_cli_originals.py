"""Originals are kept byte for byte, once; unreadable files beside their reason."""

from __future__ import annotations

import hashlib
import json
import stat
from datetime import date
from pathlib import Path

import pytest
from worktables import desk_at

from correspondence_db.intake import begin, handed_in
from pipeline.inbox import Scan, take
from pipeline.originals import keep
from pipeline.outcome import Problem
from pipeline.quarantine import set_aside

TODAY = date(2026, 3, 1)
BROKEN = Problem("broken", "แฟ้มเสียหาย", "The file is damaged.")


@pytest.fixture
def scan(tmp_path: Path) -> Scan:
    path = tmp_path / "สแกน ๑.PDF"
    path.write_bytes(b"%PDF\0\xff\r\n")
    return take(path, TODAY)


def files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_the_identity_of_a_scan_is_its_content(scan: Scan) -> None:
    assert scan.sha256 == hashlib.sha256(b"%PDF\0\xff\r\n").hexdigest()


def test_an_original_is_kept_read_only_under_its_hash(scan: Scan, tmp_path: Path) -> None:
    place = keep(scan, tmp_path / "originals")
    assert place == tmp_path / "originals" / scan.sha256[:2] / f"{scan.sha256}.pdf"
    assert place.read_bytes() == scan.path.read_bytes()
    assert stat.S_IMODE(place.stat().st_mode) == 0o444


def test_keeping_twice_keeps_one(scan: Scan, tmp_path: Path) -> None:
    place = keep(scan, tmp_path / "originals")
    before = place.stat()
    assert keep(scan, tmp_path / "originals") == place
    assert place.stat() == before
    assert files_below(tmp_path / "originals") == [place]


def test_what_a_killed_try_left_half_copied_makes_way(scan: Scan, tmp_path: Path) -> None:
    half = tmp_path / "originals" / scan.sha256[:2] / f".{scan.sha256}"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"%PD")
    half.chmod(0o444)
    place = keep(scan, tmp_path / "originals")
    assert place.read_bytes() == scan.path.read_bytes()
    assert files_below(tmp_path / "originals") == [place]


def test_a_file_that_changed_since_is_not_kept(scan: Scan, tmp_path: Path) -> None:
    scan.path.write_bytes(b"something else")
    with pytest.raises(OSError, match="changed"):
        keep(scan, tmp_path / "originals")
    assert files_below(tmp_path / "originals") == []


def test_an_unreadable_file_waits_beside_its_reason(scan: Scan, tmp_path: Path) -> None:
    with desk_at(tmp_path / "home") as desk:
        for _ in range(2):
            begin(desk.register, scan.name, desk.place(scan.path), scan.sha256, desk.now())
            set_aside(scan, BROKEN, desk)
        (row,) = handed_in(desk.register, "quarantined")
        quarantine = desk.quarantine
    copy, reason = quarantine / scan.sha256 / "สแกน ๑.PDF", quarantine / f"{scan.sha256}.json"
    assert files_below(quarantine) == sorted([copy, reason])
    assert copy.read_bytes() == scan.path.read_bytes()
    assert (row.name, row.tries, row.reason) == ("สแกน ๑.PDF", 2, "broken")
    assert row.place == f"quarantine/{scan.sha256}/สแกน ๑.PDF"
    assert json.loads(reason.read_text("utf-8")) == {
        "file": scan.name,
        "set_aside_at": "2026-03-01T09:30:00+00:00",
        **BROKEN._asdict(),
    }
