"""What the commands that ask a register have in common: the register, days, letters, an answer."""

from __future__ import annotations

import getpass
import os
import re
from argparse import Namespace
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from correspondence_db import queries
from correspondence_db.access import ALL_SEEING, Viewer
from correspondence_db.store import Register
from extract.dates import find_dates
from extract.days import common_era, month_number
from extract.thaitext import fold_digits
from pipeline.config import Config
from pipeline.exits import ExitCode, NoRegister, NotFound, Stop
from pipeline.terminal import say, say_json

NO_CE_YEAR = 2400  # a year from here on is B.E., whatever the form it is written in


def open_register(config: Config) -> Register:
    """The register of a home; raises NoRegister where there is none yet."""
    if not config.register.exists():
        raise NoRegister(
            f"ยังไม่มีทะเบียนที่ {config.home} สั่ง saraban init หรือ saraban ingest ก่อน",
            f"No register in {config.home}. Run saraban init or saraban ingest first.",
        )
    return Register.open(config.register)


def now() -> datetime:
    """The moment of the question, in the office's time zone."""
    return datetime.now().astimezone()


def today() -> date:
    """The day of the question."""
    return now().date()


def operator() -> str:
    """Who gives commands here, as the audit log calls them: "cli:somsri"."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):  # a container's user may have a number and no name
        return f"cli:{os.getuid()}"


def day_asked(text: str | None) -> date | None:
    """A day as people write it: Thai in either script, or ISO 8601 with a C.E. or B.E. year."""
    if text is None:
        return None
    with suppress(ValueError):
        day = date.fromisoformat(text)
        return day if day.year < NO_CE_YEAR else day.replace(year=day.year - 543)
    found = [span.value for span in find_dates(text) if span.year_printed]
    if len(found) != 1 or found[0] is None:
        raise _no_date(text)
    return found[0]


def _no_date(text: str) -> Stop:
    return Stop(
        f"{text} ไม่ใช่วันที่ เขียนอย่าง ๒๕/๑๒/๒๕๖๙ หรือ 2026-12-25",
        f"{text} is not a date. Write it like ๒๕/๑๒/๒๕๖๙ or 2026-12-25.",
    )


class Month(NamedTuple):
    """A month of a year, C.E."""

    year: int
    month: int


_NUMBERED = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})|(?P<m>\d{1,2})/(?P<y>\d{2}|\d{4})")
_NAMED = re.compile(r"(?P<month>\D+?)\s*(?P<year>\d{4}|\d{2})")


def period_asked(text: str | None) -> date | Month | None:
    """A month or a day as people write them: "2026-03", "๐๓/๒๕๖๙", "มีนาคม 2569", "๒๕/๓/๒๕๖๙"."""
    if text is None:
        return None
    folded = fold_digits(text.strip())
    numbered, named = _NUMBERED.fullmatch(folded), _NAMED.fullmatch(folded)
    if numbered:
        year, month = numbered["year"] or numbered["y"], int(numbered["month"] or numbered["m"])
    elif named and (month := month_number(named["month"])):
        year = named["year"]
    else:
        return day_asked(text)
    if not 1 <= month <= 12:  # noqa: PLR2004 - the months of a year
        raise _no_date(text)
    return Month(common_era(year), month)


def letters_asked(register: Register, name: str, viewer: Viewer = ALL_SEEING) -> tuple[int, ...]:
    """The letters of a number, or of the id in [brackets]; raises NotFound where there is none."""
    letters = queries.letters_called(register, name, viewer)
    if not letters:
        raise unknown_letter(f" {name}", name)
    return letters


def unknown_letter(thai: str, english: str) -> NotFound:
    return NotFound(
        f"ไม่พบหนังสือ{thai} ลองค้นด้วย saraban search",
        f"No letter with {english} in the register. Try saraban search.",
    )


class Told(Protocol):
    def to_json(self) -> dict[str, Any]: ...


def answer(found: Iterable[Told], lines: Iterable[str], options: Namespace) -> ExitCode:
    """Say what was found: as JSON where that is asked for, else in lines."""
    if options.json:
        say_json([each.to_json() for each in found])
    else:
        say(lines)
    return ExitCode.OK
