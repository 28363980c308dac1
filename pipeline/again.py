"""What was set aside, read again."""

from __future__ import annotations

from argparse import Namespace

from correspondence_db.intake import HandedIn, handed_in
from correspondence_db.store import Register
from pipeline.aside import ALL
from pipeline.asking import now, open_register, operator
from pipeline.config import Config
from pipeline.desk import Desk, desk_of
from pipeline.exits import ExitCode, NotFound, Stop
from pipeline.outcome import Outcome
from pipeline.quarantine import let_out
from pipeline.run import process
from pipeline.terminal import say, say_json


def retry(config: Config, options: Namespace) -> ExitCode:
    """Read again files that were set aside; those that are read now leave the quarantine."""
    with open_register(config) as register:
        files = _asked(register, options)
    with desk_of(config, operator(), now) as desk:
        outcomes = [_again(file, desk) for file in files]
    if options.json:
        say_json([outcome.to_json() for outcome in outcomes])
    else:
        say(line for outcome in outcomes for line in outcome.lines())
    failed = any(outcome.status == "failed" for outcome in outcomes)
    return ExitCode.SET_ASIDE if failed else ExitCode.OK


def _asked(register: Register, options: Namespace) -> list[HandedIn]:
    if bool(options.name) == options.all:
        raise Stop(
            "ระบุชื่อแฟ้มที่จะอ่านใหม่ หรือ --all",
            "Name the file to read again, or say --all.",
        )
    files = handed_in(register, "quarantined", ALL)
    named = [file for file in files if options.all or _is_called(file, options.name)]
    if not named and not options.all:
        raise NotFound(
            f"ไม่มีแฟ้มชื่อ {options.name} ที่อ่านไม่ได้ ดูรายการด้วย saraban quarantine",
            f"No file called {options.name} was set aside. See saraban quarantine.",
        )
    return named


def _is_called(file: HandedIn, name: str) -> bool:
    return file.name == name or (file.sha256 or "").startswith(name.lower())


def _again(file: HandedIn, desk: Desk) -> Outcome:
    path = desk.home / str(file.place)
    outcome = process(path, desk, file.name)
    if outcome.status != "failed":
        let_out(path)
    return outcome
