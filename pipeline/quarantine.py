"""Where unreadable files wait (แฟ้มที่อ่านไม่ได้): each beside the reason it could not be read."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

from pipeline.inbox import Scan
from pipeline.outcome import Problem

REASON = "reason.json"


def set_aside(scan: Scan, problem: Problem, folder: Path, now: datetime) -> Path:
    """Copy `scan` to `folder`/its hash/its name, with reason.json beside it; return that place.

    One content has one place: setting it aside again only renews the reason.
    """
    place = folder / scan.sha256
    place.mkdir(parents=True, exist_ok=True)
    draft = place / ".draft"
    shutil.copyfile(scan.path, draft)
    draft.replace(place / scan.path.name)
    reason = {"file": str(scan.path), "set_aside_at": now.isoformat(), **problem._asdict()}
    draft.write_text(json.dumps(reason, ensure_ascii=False, indent=1) + "\n", "utf-8")
    draft.replace(place / REASON)
    return place
