"""What was set aside, listed."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator

from correspondence_db.intake import HandedIn, handed_in
from pipeline.asking import answer, open_register
from pipeline.config import Config
from pipeline.exits import ExitCode

ALL = 1_000_000


def quarantine(config: Config, options: Namespace) -> ExitCode:
    """List the files that could not be read, each with its reason."""
    with open_register(config) as register:
        files = handed_in(register, "quarantined", ALL)
    return answer(files, aside_lines(files), options)


def aside_lines(files: Iterable[HandedIn]) -> Iterator[str]:
    empty = True
    for file in files:
        empty = False
        yield f"{file.name}  {(file.sha256 or '')[:12]}  ลองแล้ว {file.tries} ครั้ง"
        yield f"  {file.thai} / {file.english}"
        yield f"  {file.place}"
    if empty:
        yield "ไม่มีแฟ้มที่อ่านไม่ได้"
