"""Lists of duties and letters: who owes what, how far a directive has come, what came in."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from correspondence_db import queries
from pipeline.asking import answer, day_asked, letters_asked, now, open_register, today
from pipeline.config import Config
from pipeline.duty_lines import book_lines, due_lines, grid_lines
from pipeline.exits import ExitCode, Stop
from pipeline.sight import letters_told_of, shown_here
from pipeline.tables import Table, book_tables, due_table, grid_tables
from pipeline.terminal import say


def due(config: Config, options: Namespace) -> ExitCode:
    """Say what every office owes, to whom, by when."""
    with open_register(config) as register:
        debts = queries.due(
            register,
            today(),
            options.office,
            day_asked(options.before),
            creditor=options.creditor,
            letters=letters_asked(register, options.letter) if options.letter else None,
            since=day_asked(options.since),
        )
        duties = [duty for office in debts for duty in office.duties]
        doubts = queries.doubts_about(register, {duty.letter_id for duty in duties})
        shown_here(register, letters_told_of(duties), options.file)
    if options.file and options.file.suffix == ".ics":
        return _write_calendar(options.file, debts)
    if options.file:
        return _write(options.file, [due_table(debts, doubts, config.digits)])
    return answer(debts, due_lines(debts, doubts), options)


def grid(config: Config, options: Namespace) -> ExitCode:
    """Lay out who has done what a directive asks, office by office, period by period."""
    with open_register(config) as register:
        grids = queries.grid(
            register,
            today(),
            letters_asked(register, options.letter),
            since=day_asked(options.since),
            before=day_asked(options.before),
        )
        shown_here(register, {grid.letter_id for grid in grids}, options.file)
    if options.file:
        return _write(options.file, grid_tables(grids, config.digits))
    return answer(grids, grid_lines(grids), options)


def register(config: Config, options: Namespace) -> ExitCode:
    """Show the receive register (แบบที่ 13), of one office or of all."""
    with open_register(config) as opened:
        entries = queries.book(opened, today(), options.office)
        letters = {entry.letter_id for entry in entries}
        doubts = queries.doubts_about(opened, letters)
        shown_here(opened, letters, options.file)
    if options.file:
        return _write(options.file, book_tables(entries, doubts, config.digits))
    return answer(entries, book_lines(entries), options)


def _write(path: Path, tables: Sequence[Table]) -> ExitCode:
    """Write tables as the file's name says."""
    from pipeline.sheets import write_csv, write_xlsx  # noqa: PLC0415 - openpyxl loads slowly

    writers = {".xlsx": write_xlsx, ".csv": write_csv}
    if path.suffix not in writers:
        raise Stop(
            f"เขียนแฟ้ม {path.name} ไม่ได้ ใช้ชื่อที่ลงท้าย .xlsx หรือ .csv",
            f"Cannot write {path.name}: its name must end in .xlsx or .csv.",
        )
    writers[path.suffix](tables, path)
    say([f"เขียนไว้ที่ {path}"])
    return ExitCode.OK


def _write_calendar(path: Path, debts: Sequence[queries.Debts]) -> ExitCode:
    from pipeline.calendar_file import write_ics  # noqa: PLC0415 - icalendar loads slowly

    write_ics((duty for office in debts for duty in office.duties), path, now())
    say([f"เขียนไว้ที่ {path}"])
    return ExitCode.OK
