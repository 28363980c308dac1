"""Answers as tables for spreadsheets: the due list, the grid, the receive register (แบบที่ 13)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple

from extract.dates import thai_date
from extract.thaitext import fold_digits, unfold_digits
from pipeline.duty_lines import MARKED, MARKS
from pipeline.wording import (
    STATUSES,
    UNKNOWN,
    Doubts,
    change_text,
    field_name,
    period_text,
    when,
)

if TYPE_CHECKING:
    from correspondence_db.queries import Debts, Duty, Entry, Grid, GridRow, Line, Received

Digits = Literal["thai", "arabic"]
Value = str | int | date | None


class Verbatim(str):
    """A text whose digits stay as they are: the name of a file."""


class Table(NamedTuple):
    """A sheet: rows as long as `columns`; `widths` in characters.

    A register is kept day by day: where `by_day` is set the first column is the day of a row, and
    stands once above the rows of that day where the form allows it.
    """

    title: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Value, ...], ...]
    digits: Digits
    by_day: bool = False

    def text(self, value: Value) -> str:
        """A value as it is read: days in the Buddhist Era, digits as the office prefers them."""
        shown = thai_date(value) if isinstance(value, date) else str(value or "")
        if isinstance(value, Verbatim):
            return shown
        return unfold_digits(shown) if self.digits == "thai" else fold_digits(shown)


# --- what is owed

_DUE = (
    ("หน่วยงาน", 22), ("กำหนดส่ง", 16), ("สถานะ", 12), ("งวด", 14), ("สิ่งที่ต้องทำ", 40), ("ต่อ", 16),
    ("ในฐานะ", 16), ("ที่", 16), ("ลงวันที่", 16), ("จาก", 16), ("เรื่อง", 26), ("หมายเหตุ", 20),
    ("แฟ้ม", 12), ("หน้า", 5), ("หน้าที่ #", 6),
)  # fmt: skip


def due_table(debts: Iterable[Debts], doubts: Doubts, digits: Digits) -> Table:
    """The due list, a duty a row."""
    rows = tuple(_due_row(duty, doubts) for office in debts for duty in office.duties)
    return Table("หน้าที่ที่ต้องส่ง", *_columns(_DUE), rows, digits)


def _due_row(duty: Duty, doubts: Doubts) -> tuple[Value, ...]:
    return (
        duty.debtor,
        duty.falls_due or when(duty),
        STATUSES[duty.status],
        period_text(duty.period) if duty.period else None,
        duty.text,
        duty.creditor,
        duty.via,
        duty.number,
        duty.date,
        duty.sender,
        duty.subject,
        "; ".join(_remarks(duty, doubts)) or None,
        Verbatim(duty.file),
        duty.page,
        duty.obligation_id,
    )


def _remarks(duty: Duty, doubts: Doubts) -> Iterator[str]:
    """What changed a duty, what may have met it, what should be held against the original."""
    if duty.change:
        yield change_text(duty)
    for reply in duty.proposed:
        yield f"อาจทำแล้วตามหนังสือ ที่ {reply.number or UNKNOWN}"
    yield from _doubted(duty.letter_id, doubts)


def _doubted(letter_id: int, doubts: Doubts) -> Iterator[str]:
    fields = [field_name(field) for field in MARKED if field in doubts.get(letter_id, {})]
    if fields:
        yield f"ควรเทียบกับต้นฉบับ: {', '.join(fields)}"


# --- how far a directive has come


def grid_tables(grids: Iterable[Grid], digits: Digits) -> list[Table]:
    """A table a duty: offices by days, the day of doing in the cells of what is done."""
    return [_grid_table(grid, digits) for grid in grids]


def _grid_table(grid: Grid, digits: Digits) -> Table:
    days = tuple(thai_date(day) if day else "ไม่ระบุวัน" for day in grid.days)
    rows = tuple((row.office, *_cells(row)) for row in grid.rows)
    title = f"{grid.number or UNKNOWN} #{grid.obligation_id}"
    return Table(title, ("หน่วยงาน", *days), (30, *(18 for _ in days)), rows, digits)


def _cells(row: GridRow) -> Iterator[Value]:
    for cell in row.cells:
        yield (cell.done_on or MARKS[cell.status]) if cell else None


# --- what came in

#: The columns of แบบที่ 13, after the day that it is kept by.
_BOOK = (
    ("วันที่รับ", 20), ("เลขทะเบียนรับ", 12), ("ที่", 16), ("ลงวันที่", 16), ("จาก", 18), ("ถึง", 18),
    ("เรื่อง", 30), ("การปฏิบัติ", 30), ("หมายเหตุ", 18),
)  # fmt: skip


def book_tables(entries: Iterable[Entry], doubts: Doubts, digits: Digits) -> list[Table]:
    """The receive register of each office."""
    by_office = groupby(entries, attrgetter("office"))
    return [
        Table(
            f"ทะเบียนหนังสือรับ {office or UNKNOWN}",
            *_columns(_BOOK),
            tuple(_book_row(entry, doubts) for entry in own),
            digits,
            by_day=True,
        )
        for office, own in by_office
    ]


def _book_row(entry: Entry, doubts: Doubts) -> tuple[Value, ...]:
    return (
        entry.received_on,
        entry.received_number,
        entry.number,
        entry.date,
        entry.sender,
        ", ".join(entry.addressees) or None,
        entry.subject,
        "; ".join(_practice(entry.duties)) or None,
        Verbatim("; ".join([entry.file, *_doubted(entry.letter_id, doubts)])),
    )


def catalogue_table(lines: Iterable[Line], digits: Digits) -> Table:
    """The register as a list, in the same columns: a receive stamp a row, or a letter without."""
    rows = tuple(_line_row(line, stamp) for line in lines for stamp in line.received or (None,))
    return Table("ทะเบียนหนังสือ", *_columns(_BOOK), rows, digits)


def _line_row(line: Line, stamp: Received | None) -> tuple[Value, ...]:
    office, number, day = stamp or (None, None, None)
    marks = [mark for mark in (office, line.urgency, line.secrecy) if mark]
    doubted = [field_name(field) for field in line.doubts if field in MARKED]
    if doubted:
        marks.append(f"ควรเทียบกับต้นฉบับ: {', '.join(doubted)}")
    return (
        day,
        number,
        line.number,
        line.date,
        line.sender,
        ", ".join(line.addressees) or None,
        line.subject,
        "; ".join(_practice(line.duties)) or None,
        Verbatim("; ".join([line.file, *marks])),
    )


def _practice(duties: Sequence[Duty]) -> Iterator[str]:
    """What is owed by a letter and how far it is done, a duty a sentence."""
    for _, times in groupby(duties, attrgetter("obligation_id")):
        own = list(times)
        last = own[-1]
        done = f"{STATUSES[last.status]} {thai_date(last.deed.done_on)}" if last.deed else None
        yield f"{last.text} ({when(last)}: {done or STATUSES[last.status]})"


def _columns(described: Sequence[tuple[str, int]]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    names, widths = zip(*described, strict=True)
    return names, widths
