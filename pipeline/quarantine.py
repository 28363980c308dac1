"""Where unreadable files wait (แฟ้มที่อ่านไม่ได้): each with the reason why it could not be read."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path

from correspondence_db import intake
from correspondence_db.intake import Why
from pipeline.desk import Desk
from pipeline.inbox import Scan
from pipeline.names import safe_name
from pipeline.originals import drop, flush_folder
from pipeline.outcome import Problem


def set_aside(scan: Scan, problem: Problem, desk: Desk) -> Problem:
    """Copy `scan` to quarantine/HASH/a safe name, the reason to quarantine/HASH.json.

    One content has one place: setting it aside again renews the reason. Hands the problem on.
    """
    folder = desk.quarantine
    place = next(iter((folder / scan.sha256).glob("*")), None)
    copy = place or folder / scan.sha256 / safe_name(scan.name)
    if place is None:
        copy.parent.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{scan.sha256}"
        shutil.copyfile(scan.path, draft)
        _flush(draft)
        draft.replace(copy)
    _write_reason(scan, problem, desk)
    why = Why(problem.code, problem.thai, problem.english, problem.detail)
    where, aside = desk.place(scan.path), desk.place(copy)
    intake.quarantine(desk.register, where, scan.sha256, aside, why, now=desk.now())
    drop(scan.sha256, desk.originals)
    return problem


def set_aside_unopened(path: Path, problem: Problem, desk: Desk) -> None:
    """Move a claimed file that cannot even be opened to quarantine/, under its claim's name."""
    copy = desk.quarantine / path.parent.name / safe_name(path.name)
    copy.parent.mkdir(parents=True, exist_ok=True)
    path.rename(copy)
    why = Why(problem.code, problem.thai, problem.english, problem.detail)
    where, aside = desk.place(path), desk.place(copy)
    intake.quarantine(desk.register, where, None, aside, why, now=desk.now())


def let_out(path: Path) -> None:
    """Remove a file that was read after all, and its reason."""
    path.unlink(missing_ok=True)
    path.parent.with_suffix(".json").unlink(missing_ok=True)
    with suppress(OSError):
        path.parent.rmdir()


def _write_reason(scan: Scan, problem: Problem, desk: Desk) -> None:
    """The reason beside the file, for whoever looks into the folder without this program."""
    draft = desk.quarantine / f".{scan.sha256}"
    reason = {
        "file": scan.name,
        "set_aside_at": desk.now().isoformat(),
        **problem._asdict(),
    }
    draft.write_text(json.dumps(reason, ensure_ascii=False, indent=1) + "\n", "utf-8")
    _flush(draft)
    draft.replace(desk.quarantine / f"{scan.sha256}.json")
    flush_folder(desk.quarantine)


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
