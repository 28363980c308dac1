"""A scan that the program itself fails on costs only itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import pytest

from correspondence_db.store import Register
from pipeline.progress import Progress
from pipeline.run import Desk, process

NOW = datetime(2026, 3, 1, tzinfo=UTC)
IMAGE = Path(__file__).parent.parent / "samples" / "memo" / "memo.pdf"


class FailingProgress(Progress):
    """Raises what it is given at the first page."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def pages(self, *_: object) -> NoReturn:
        raise self._error


def desk(register: Register, folder: Path, error: Exception) -> Desk:
    return Desk(register, folder / "originals", folder / "quarantine", FailingProgress(error))


def test_a_fault_sets_the_scan_aside_with_its_trace(register: Register, tmp_path: Path) -> None:
    outcome = process(IMAGE, desk(register, tmp_path, ValueError("odd page")), NOW)
    assert outcome.status == "failed"
    assert outcome.scan
    assert not register.has_scan(outcome.scan.sha256)
    reason = json.loads((tmp_path / "quarantine" / f"{outcome.scan.sha256}.json").read_text())
    assert reason["code"] == "fault"
    assert "odd page" in reason["detail"]


def test_a_failing_disk_stops_the_run_and_blames_no_scan(
    register: Register, tmp_path: Path
) -> None:
    with pytest.raises(OSError, match="full"):
        process(IMAGE, desk(register, tmp_path, OSError("full")), NOW)
    assert not (tmp_path / "quarantine").exists()
    assert not (tmp_path / "originals").exists()
