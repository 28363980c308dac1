"""Harm from outside: files, names and text that try it, and a program killed again and again.

The longer runs of the same are `python -m benchmarks.faults`.
"""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path

import pytest
from command import saraban
from hostile import SPECIAL, everything
from letters import DISTRICT, letter, store

from benchmarks.faults import kills
from correspondence_db.export import export
from correspondence_db.intake import handed_in
from correspondence_db.queries import letters_called, search, trace
from correspondence_db.store import Register
from pipeline.exits import ExitCode

#: What takes long to make, or to give up on: in the longer run alone.
SLOW = {
    "flate-bomb-1g.pdf", "flate-bomb-twice.pdf", "gigapixel-full.pdf", "gigapixel.png",
    "png-bomb-150m.png", "png-text-bomb.png", "tiff-bomb.tif", "tiff-10000-frames.tif",
    "many-strokes.pdf", "dct-lies.pdf", "deep-content.pdf", "huge-page.pdf", "many-states.pdf",
    "thin-page.pdf", "no-size.pdf", "not-a-number-page.pdf", "negative-page.pdf", "png-as.pdf",
    "ccitt-garbage.pdf", "unknown-filter.pdf", "pdf-as.png", "tiff-circle.tif",
}  # fmt: skip
#: Why each of these must fail, whatever the libraries make of the others.
REASONS = {
    "zero-byte.pdf": "empty", "text-as.pdf": "unsupported", "exe-as.png": "unsupported",
    "svg-as.png": "unsupported", "eps-as.tif": "unsupported", "encrypted.pdf": "encrypted",
    "header-only.pdf": "broken", "no-pages.pdf": "broken", "10000-pages.pdf": "too_many",
    "gigapixel.pdf": "too_large", "gigapixel.tif": "too_large", "jpeg-gigapixel.jpg": "too_large",
}  # fmt: skip
HARMLESS = {
    "javascript.pdf",
    "launch.pdf",
    "attachment.pdf",
    "owner-locked.pdf",
    "hostile-text.pdf",
}
SQL = [
    "'; DROP TABLE letters; --",
    '" OR 1=1 --',
    "%' UNION SELECT * FROM events --",
    "\0",
    "NEAR(",
]


@pytest.mark.slow
def test_files_that_mean_harm_end_as_clear_outcomes(tmp_path: Path) -> None:
    (tmp_path / "saraban.toml").write_text('home = "home"\npage_seconds = 10\nmemory_mb = 2048\n')
    made = {name: make for name, make in everything() if name in SPECIAL and name not in SLOW}
    for name, make in made.items():
        (tmp_path / name).write_bytes(make())
    done = saraban("ingest", "--json", *(tmp_path / name for name in made), cwd=tmp_path)
    assert done.returncode == ExitCode.SET_ASIDE, done.stderr
    outcomes = {Path(each["file"]).name: each for each in json.loads(done.stdout)}
    assert set(outcomes) == set(made)
    codes = {name: [p["code"] for p in each["problems"]] for name, each in outcomes.items()}
    assert {name: codes[name][0] for name in REASONS} == REASONS
    assert {outcomes[name]["status"] for name in HARMLESS} == {"needs_review"}
    assert [name for name in codes if "fault" in codes[name]] == []
    with Register.open(tmp_path / "home" / "register.db") as register:
        files = handed_in(register, limit=1000)
        assert {file.state for file in files} == {"done", "quarantined"}
    assert saraban("verify", cwd=tmp_path).returncode == ExitCode.OK


def test_killed_again_and_again_it_ends_with_every_scan_once(tmp_path: Path) -> None:
    kills(tmp_path, 40, random.Random(3), recorded=True)  # noqa: S311 - points in time


@pytest.mark.parametrize("text", SQL)
def test_text_that_tries_sql_is_only_text(register: Register, text: str) -> None:
    ids = store(register, "scan", letter("ชร 0618.1/1", date(2026, 2, 1), DISTRICT, subject=text))
    assert [each["subject"] for each in export(register, with_text=True)["letters"]] == [text]
    for ask in (search, trace, letters_called):
        ask(register, text)
    assert letters_called(register, "ชร 0618.1/1") == ids
