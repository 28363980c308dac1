"""The story of one scan, from a file to the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from correspondence_db.kinship import kin_of
from correspondence_db.store import Register, ScanRecord
from extract.bundle import read_letters
from ocr.read import count_pages, read_pages
from pipeline.exits import STORAGE_FAILURES
from pipeline.inbox import take
from pipeline.originals import keep
from pipeline.outcome import Outcome, Status, doubts_of, not_opened, unreadable
from pipeline.progress import Progress
from pipeline.quarantine import set_aside


@dataclass(frozen=True, slots=True)
class Desk:
    """What a scan is worked on with: the register, two folders, and whoever watches."""

    register: Register
    originals: Path
    quarantine: Path
    progress: Progress


def process(path: Path, desk: Desk, now: datetime) -> Outcome:
    """Bring one file into the register; it stays where it is. A scan known already changes nothing.

    Raises OSError or sqlite3.Error where a disk fails: then nothing of the scan is stored.
    """
    try:
        scan = take(path, now.date())
    except OSError as error:
        return Outcome(path, "failed", problems=(not_opened(error),))
    if desk.register.has_scan(scan.sha256):
        return Outcome(path, "duplicate", scan, desk.register.letters_of(scan.sha256))
    try:
        pages = tuple(desk.progress.pages(path.name, count_pages(path), read_pages(path)))
        letters = read_letters(pages)
        keep(scan, desk.originals)
        record = ScanRecord(scan.sha256, path.name, scan.received_on, now)
        letter_ids = desk.register.store(record, pages, letters)
    except STORAGE_FAILURES:
        raise
    except Exception as error:  # one scan that we fail on must not cost the others theirs
        problem = unreadable(error)
        set_aside(scan, problem, desk.quarantine, now)
        return Outcome(path, "failed", scan, problems=(problem,))
    problems = doubts_of(letters)
    status: Status = "needs_review" if problems else "stored"
    return Outcome(path, status, scan, letter_ids, problems, kin_of(desk.register, letter_ids))
