"""What could not be read, read again: files that were set aside, gaps of scans that are stored."""

from __future__ import annotations

from argparse import Namespace

from correspondence_db.intake import HandedIn, handed_in
from correspondence_db.scans import with_gaps
from correspondence_db.store import Register
from pipeline.aside import ALL
from pipeline.asking import now, open_register, operator
from pipeline.config import Config
from pipeline.desk import Desk, desk_of
from pipeline.exits import ExitCode, NotFound, Stop
from pipeline.gaps import read_gaps
from pipeline.outcome import Outcome, exit_code
from pipeline.quarantine import let_out
from pipeline.run import process
from pipeline.terminal import say, say_json


def retry(config: Config, options: Namespace) -> ExitCode:
    """Read again what could not be read: files that were set aside, gaps of scans that are stored.

    A file that can be read now leaves the quarantine.
    """
    with open_register(config) as register:
        files, scans = _asked(register, options)
    with desk_of(config, operator(), now) as desk:
        outcomes = [_again(file, desk) for file in files]
        outcomes += [read_gaps(sha256, file, desk) for sha256, file in scans.items()]
    if options.json:
        say_json([outcome.to_json() for outcome in outcomes])
    else:
        say(line for outcome in outcomes for line in outcome.lines())
    return exit_code(outcomes)


def _asked(register: Register, options: Namespace) -> tuple[list[HandedIn], dict[str, str]]:
    """The files set aside, and the scans with gaps (SHA-256 -> file), that are meant."""
    name, files, scans = options.name, handed_in(register, "quarantined", ALL), with_gaps(register)
    if [bool(name), options.all, options.gaps].count(True) != 1:
        raise Stop(
            "ระบุชื่อแฟ้มที่จะอ่านใหม่ หรือ --all หรือ --gaps",
            "Name the file to read again, or say --all or --gaps.",
        )
    if not name:
        return (files, {}) if options.all else ([], scans)
    files = [file for file in files if _is_called(name, file.name, file.sha256)]
    scans = {sha256: file for sha256, file in scans.items() if _is_called(name, file, sha256)}
    if not files and not scans:
        raise NotFound(
            f"ไม่มีแฟ้มชื่อ {name} ที่อ่านไม่ได้ ดูรายการด้วย saraban quarantine",
            f"No file called {name} was set aside, or has gaps. See saraban quarantine.",
        )
    return files, scans


def _is_called(asked: str, name: str, sha256: str | None) -> bool:
    return name == asked or (sha256 or "").startswith(asked.lower())


def _again(file: HandedIn, desk: Desk) -> Outcome:
    path = desk.home / str(file.place)
    outcome = process(path, desk, file.name)
    if outcome.status != "failed":
        let_out(path)
    return outcome
