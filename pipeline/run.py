"""The story of one scan, from a file to the register."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from correspondence_db import intake
from correspondence_db.kinship import kin_of
from correspondence_db.store import ScanRecord
from ocr.timing import stage
from pipeline.desk import Desk
from pipeline.exits import STORAGE_FAILURES
from pipeline.inbox import Scan, take
from pipeline.originals import ScanChanged, keep
from pipeline.outcome import CHANGED, Outcome, in_register, not_opened, unreadable
from pipeline.quarantine import set_aside
from pipeline.reading import read
from pipeline.splitting import split


def process(path: Path, desk: Desk, name: str | None = None) -> Outcome:
    """Bring one file into the register; it stays where it is. A scan known changes nothing.

    `name` is what it was called when it came. Raises OSError or sqlite3.Error where a disk fails:
    then nothing of the scan is stored, and pages read so far are kept for the next try.
    """
    try:
        scan = take(path, desk.now().date(), name)
    except OSError as error:
        return Outcome(path, "failed", problems=(not_opened(error),))
    with desk.locks.held(scan.sha256):
        intake.begin(desk.register, scan.name, desk.place(path), scan.sha256, desk.now())
        if desk.register.has_scan(scan.sha256):
            intake.finish(desk.register, desk.place(path), desk.now())
            return Outcome(path, "duplicate", scan, desk.register.letters_of(scan.sha256))
        return _bring_in(scan, desk)


def _bring_in(scan: Scan, desk: Desk) -> Outcome:
    try:
        pages = read(keep(scan, desk.originals), scan, desk)
        letters = split(pages, desk.reader)
        record = ScanRecord(scan.sha256, scan.name, scan.received_on, desk.now())
        with stage("store"):
            letter_ids = desk.register.store(record, pages, letters, desk.who)
    except ScanChanged:
        intake.release(desk.register, desk.place(scan.path), desk.now())
        return Outcome(scan.path, "failed", scan, problems=(CHANGED,))
    except STORAGE_FAILURES:
        raise
    except Exception as error:  # one scan that we fail on must not cost the others theirs
        problem = set_aside(scan, unreadable(error), desk)
        return Outcome(scan.path, "failed", scan, problems=(problem,))
    outcome = in_register(scan.path, scan, letter_ids, pages, letters)
    return replace(outcome, kin=kin_of(desk.register, letter_ids))
