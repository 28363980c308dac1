"""Where unreadable files wait (แฟ้มที่อ่านไม่ได้): each with the reason why it could not be read."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

from pipeline.inbox import Scan
from pipeline.outcome import Problem


def set_aside(scan: Scan, problem: Problem, folder: Path, now: datetime) -> Path:
    """Copy `scan` to `folder`/HASH/its name, the reason to `folder`/HASH.json; return the copy.

    One content has one place: setting it aside again renews the reason.
    """
    draft = folder / f".{scan.sha256}"
    copy = folder / scan.sha256 / scan.path.name
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(scan.path, draft)
    draft.replace(copy)
    reason = {"file": str(scan.path), "set_aside_at": now.isoformat(), **problem._asdict()}
    draft.write_text(json.dumps(reason, ensure_ascii=False, indent=1) + "\n", "utf-8")
    draft.replace(folder / f"{scan.sha256}.json")
    return copy
