"""Scans into a register: make one, read what is handed in, read what arrives."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from correspondence_db.queries import perhaps_met
from correspondence_db.store import Register
from pipeline.config import Config
from pipeline.duty_lines import met_lines
from pipeline.exits import ExitCode
from pipeline.inbox import Inbox, find_scans
from pipeline.outcome import Outcome
from pipeline.programs import require
from pipeline.progress import Progress
from pipeline.run import Desk, process
from pipeline.terminal import say, say_json


def init(config: Config, options: Namespace) -> ExitCode:
    """Make an empty register; one that is there stays as it is."""
    config.make_folders()
    with Register.open(config.register):
        say([f"ทะเบียนพร้อมใช้: {config.home}", f"วางแฟ้มสแกนที่: {config.inbox}"])
    return ExitCode.OK


def ingest(config: Config, options: Namespace) -> ExitCode:
    """Read files and folders into the register; unreadable files are set aside."""
    outcomes = []
    with _desk(config) as desk:
        for path in find_scans(options.paths):
            outcomes.append(process(path, desk, _now()))
            if not options.json:
                say([*outcomes[-1].lines(), *_perhaps_met(desk, outcomes[-1])])
    if options.json:
        say_json([outcome.to_json() for outcome in outcomes])
    failed = any(outcome.status == "failed" for outcome in outcomes)
    return ExitCode.SET_ASIDE if failed else ExitCode.OK


def watch(config: Config, options: Namespace) -> ExitCode:
    """Read whatever arrives in the inbox, until Ctrl-C."""
    with _desk(config) as desk:
        say([f"เฝ้าดู {config.inbox} (Ctrl-C เพื่อหยุด)"])
        inbox = Inbox(
            config.inbox,
            config.claimed,
            settle=config.settle_seconds,
            patience=config.patience_seconds,
        )
        for claimed in inbox.arrivals(config.poll_seconds):
            outcome = process(claimed, desk, _now())
            say([*outcome.lines(), *_perhaps_met(desk, outcome)])
            if outcome.scan:
                inbox.let_go(claimed)
    return ExitCode.OK


def _perhaps_met(desk: Desk, outcome: Outcome) -> Iterator[str]:
    """The duties that the letters of a scan just stored may have met."""
    if outcome.status in ("stored", "needs_review"):
        today = _now().date()
        yield from met_lines(perhaps_met(desk.register, today, outcome.letter_ids))


@contextmanager
def _desk(config: Config) -> Iterator[Desk]:
    """All that reading scans needs; the register is made where there is none."""
    require("tesseract", "pdftoppm")
    config.make_folders()
    with Register.open(config.register) as register, Progress() as progress:
        yield Desk(register, config.originals, config.quarantine, progress)


def _now() -> datetime:
    return datetime.now().astimezone()
