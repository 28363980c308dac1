"""Scans into a register: make one, read what is handed in, read what arrives."""

from __future__ import annotations

import signal
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import zip_longest

from correspondence_db.audit import MACHINE
from correspondence_db.queries import perhaps_met
from correspondence_db.store import Register
from ocr.timing import taken
from pipeline.asking import now, operator
from pipeline.config import Config
from pipeline.desk import Desk, desk_of
from pipeline.duty_lines import met_lines
from pipeline.exits import ExitCode
from pipeline.inbox import find_scans
from pipeline.outcome import Outcome, exit_code
from pipeline.profile import profile_lines
from pipeline.run import process
from pipeline.sight import letters_told_of, note_sight
from pipeline.terminal import say, say_json, warn
from pipeline.watcher import Watcher


def init(config: Config, options: Namespace) -> ExitCode:
    """Make an empty register; one that is there stays as it is."""
    config.make_folders()
    with Register.open(config.register):
        say([f"ทะเบียนพร้อมใช้: {config.home}", f"วางแฟ้มสแกนที่: {config.inbox}"])
    return ExitCode.OK


def ingest(config: Config, options: Namespace) -> ExitCode:
    """Read files and folders into the register; unreadable files are set aside."""
    outcomes = []
    config = replace(
        config,
        jobs=options.jobs or config.jobs,
        scheduler=options.scheduler or config.scheduler,
    )
    with desk_of(config, operator(), now) as desk:
        paths = list(find_scans(options.paths))
        for path, following in zip_longest(paths, paths[1:]):
            desk.expect(following)
            outcomes.append(process(path, desk))
            if not options.json:
                say([*outcomes[-1].lines(), *_perhaps_met(desk, outcomes[-1])])
        desk.reader.add(taken())
    if options.json:
        say_json([outcome.to_json() for outcome in outcomes])
    if options.profile:
        warn(profile_lines(desk.reader.spent))
    return exit_code(outcomes)


def watch(config: Config, options: Namespace) -> ExitCode:
    """Read whatever arrives in the inbox, until Ctrl-C or SIGTERM."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with desk_of(config, MACHINE, now) as desk:
        say([f"เฝ้าดู {config.inbox} (Ctrl-C เพื่อหยุด)"])
        watcher = Watcher(config, desk)
        with closing(watcher):
            for outcome in watcher.outcomes():
                say([*outcome.lines(), *_perhaps_met(desk, outcome)])
    return ExitCode.OK


def _perhaps_met(desk: Desk, outcome: Outcome) -> Iterator[str]:
    """The duties that the letters of a scan just stored may have met."""
    if outcome.status in ("stored", "needs_review"):
        today = now().date()
        duties = perhaps_met(desk.register, today, outcome.letter_ids)
        note_sight(desk.register, letters_told_of(duties), who=desk.who, at=desk.now())
        yield from met_lines(duties)
