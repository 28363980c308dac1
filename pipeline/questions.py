"""Questions to a register: each command asks, prints the answer, and says how it ended."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from correspondence_db import export as exporting
from correspondence_db import queries
from correspondence_db.store import Register
from extract.dates import find_dates
from pipeline.answers import (
    Doubts,
    due_lines,
    hit_lines,
    letter_lines,
    review_lines,
    trace_lines,
)
from pipeline.config import Config
from pipeline.exits import ExitCode, NoRegister, NotFound, Stop
from pipeline.terminal import say, say_json

NO_CE_YEAR = 2400  # a year from here on is B.E., whatever the form it is written in


def due(config: Config, options: Namespace) -> ExitCode:
    """Say what every office owes, to whom, by when."""
    today = datetime.now().astimezone().date()
    with _open(config) as register:
        debts = queries.due(register, today, office=options.office, before=_day(options.before))
        if options.json:
            say_json([office.to_json() for office in debts])
        else:
            since = {duty.letter_id for office in debts for duty in office.duties}
            say(due_lines(debts, today, _doubts(register, since)))
    return ExitCode.OK


def trace(config: Config, options: Namespace) -> ExitCode:
    """Show the chain that a letter belongs to, from its origin down."""
    with _open(config) as register:
        chains = queries.trace(register, options.number)
        doubts = _doubts(register, {hop.letter_id for chain in chains for hop in chain.hops})
    if not chains:
        raise _unknown_letter(f"เลขที่ {options.number}", f"number {options.number}")
    lines = (line for chain in chains for line in trace_lines(chain, doubts))
    return _answer(chains, lines, options)


def show(config: Config, options: Namespace) -> ExitCode:
    """Show a letter: every value with its print, page, box, rule and confidence."""
    with _open(config) as register:
        letter = exporting.show(register, options.id)
        copies = queries.copies(register, options.id) if options.evidence else []
    if letter is None:
        raise _unknown_letter(f"ลำดับ {options.id}", f"id {options.id}")
    drawn = _draw(copies, config, options) if options.evidence else []
    if options.json:
        say_json(letter)
    else:
        say(letter_lines(letter))
        say(f"วาดหลักฐานไว้ที่ {path}" for path in drawn)
    return ExitCode.OK


def _draw(copies: Sequence[queries.Copy], config: Config, options: Namespace) -> list[Path]:
    """Draw the evidence for a letter on its pages; gives the files written."""
    from pipeline.evidence import write_evidence  # noqa: PLC0415 - the image libraries load slowly

    if not copies:
        raise NotFound(
            f"หนังสือ [{options.id}] ยังไม่มีในทะเบียน มีแต่ที่ฉบับอื่นอ้างถึง จึงไม่มีหน้าให้วาด",
            f"Letter [{options.id}] is only cited by others: there is no page of it to draw.",
        )
    return write_evidence(copies, config.originals, options.evidence)


def review(config: Config, options: Namespace) -> ExitCode:
    """List what is doubtful, least sure first, each with its reason and its place."""
    with _open(config) as register:
        questions = queries.review(register, options.limit)
    return _answer(questions, review_lines(questions), options)


def search(config: Config, options: Namespace) -> ExitCode:
    """Find the places where all words of a text stand, digits in either script."""
    with _open(config) as register:
        hits = queries.search(register, options.text)
    return _answer(hits, hit_lines(hits), options)


def export(config: Config, options: Namespace) -> ExitCode:
    """Print everything the register knows as JSON (saraban-export/1)."""
    with _open(config) as register:
        say_json(exporting.export(register, with_text=options.text))
    return ExitCode.OK


class _Told(Protocol):
    def to_json(self) -> dict[str, Any]: ...


def _answer(found: Iterable[_Told], lines: Iterable[str], options: Namespace) -> ExitCode:
    """Say what was found: as JSON where that is asked for, else in lines."""
    if options.json:
        say_json([each.to_json() for each in found])
    else:
        say(lines)
    return ExitCode.OK


def _open(config: Config) -> Register:
    if not config.register.exists():
        raise NoRegister(
            f"ยังไม่มีทะเบียนที่ {config.home} สั่ง saraban init หรือ saraban ingest ก่อน",
            f"No register in {config.home}. Run saraban init or saraban ingest first.",
        )
    return Register.open(config.register)


def _day(text: str | None) -> date | None:
    """A day as people write it: Thai in either script, or ISO 8601 with a C.E. or B.E. year."""
    if text is None:
        return None
    with suppress(ValueError):
        day = date.fromisoformat(text)
        return day if day.year < NO_CE_YEAR else day.replace(year=day.year - 543)
    found = [span.value for span in find_dates(text) if span.year_printed]
    if len(found) != 1 or found[0] is None:
        raise Stop(
            f"{text} ไม่ใช่วันที่ เขียนอย่าง ๒๕/๑๒/๒๕๖๙ หรือ 2026-12-25",
            f"{text} is not a date. Write it like ๒๕/๑๒/๒๕๖๙ or 2026-12-25.",
        )
    return found[0]


def _doubts(register: Register, letter_ids: Iterable[int]) -> Doubts:
    """What is doubtful about some letters: id -> field -> keys of `extract.doubts`."""
    doubts: dict[int, dict[str, list[str]]] = {}
    for letter_id in letter_ids:
        fields = doubts.setdefault(letter_id, {})
        for doubt in (exporting.show(register, letter_id) or {"review": []})["review"]:
            fields.setdefault(doubt["field"], []).append(doubt["reason"])
    return doubts


def _unknown_letter(thai: str, english: str) -> NotFound:
    return NotFound(
        f"ไม่พบหนังสือ{thai} ลองค้นด้วย saraban search",
        f"No letter with {english} in the register. Try saraban search.",
    )
