"""Tables as files: XLSX for offices that print their registers, CSV for everything else.

A spreadsheet runs what looks like a formula, and what a letter says is not ours: text is written
as text, whatever it begins with.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from datetime import date
from math import ceil
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from rich.cells import cell_len

from pipeline.tables import Digits, Table, Value
from pipeline.terminal import harmless

#: Excel's and LibreOffice's own way to show a day of the Buddhist Era, a number in Thai digits.
DAYS: dict[Digits, str] = {"thai": "[$-D07041E]d mmm yyyy", "arabic": "[$-107041E]d mmm yyyy"}
NUMBERS: dict[Digits, str] = {"thai": "[$-D00041E]0", "arabic": "0"}
#: What makes a cell of a CSV file a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\N{REPLACEMENT CHARACTER}")
FONT = "TH Sarabun New"
_SIZE, _TITLE_SIZE = 14, 18  # points
_LINE_HEIGHT = 24  # room for vowels and tone marks above and below
_FULL = 0.8  # a line is broken between words, before it is full
_LINE = Side(style="thin")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_TITLE_LENGTH = 31  # of a sheet, and some characters it must not have
_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\]")


def write_csv(tables: Sequence[Table], path: Path) -> None:
    """One table under its headings; several with the title of each in front of its rows.

    UTF-8 with a byte order mark, without which Excel takes Thai for something else.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for at, table in enumerate(tables):
            if at == 0 or table.columns != tables[at - 1].columns:
                titled = ("", *table.columns) if len(tables) > 1 else table.columns
                writer.writerow(titled)
            for row in table.rows:
                cells = [_plain(table.text(value)) for value in row]
                writer.writerow([table.title, *cells] if len(tables) > 1 else cells)


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    shown = harmless(text)
    return f"'{shown}" if shown.startswith(FORMULA) else shown


def write_xlsx(tables: Sequence[Table], path: Path) -> None:
    """A sheet a table, ready to print on A4 across; days are days and numbers numbers."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        _fill(book.create_sheet(_sheet_title(table.title, book.sheetnames)), table)
    if not tables:
        book.create_sheet()
    book.save(path)


def _sheet_title(title: str, taken: Sequence[str]) -> str:
    """A title that a sheet may have, and no other one has."""
    allowed = _NOT_IN_TITLE.sub("-", harmless(title))[:_TITLE_LENGTH]
    numbered = (f"{allowed[: _TITLE_LENGTH - 4]} {n}" for n in range(2, len(taken) + 3))
    return next(each for each in (allowed, *numbered) if each not in taken)


def _fill(sheet: Worksheet, table: Table) -> None:
    hidden = int(table.by_day)  # the first column stands above its rows
    columns = table.columns[hidden:]
    _line(sheet, 1, [table.title], table)
    sheet.cell(1, 1).font = Font(name=FONT, size=_TITLE_SIZE, bold=True)
    _line(sheet, 2, columns, table, bold=True)
    row = 3
    day: Value = None
    for values in table.rows:
        if table.by_day and (row == 3 or values[0] != day):  # noqa: PLR2004 - the first row
            day = values[0]
            _line(sheet, row, [_day_heading(table, day)], table)
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(columns))
            row += 1
        _line(sheet, row, values[hidden:], table)
        row += 1
    _set_page(sheet, table.widths[hidden:])


def _day_heading(table: Table, day: Value) -> str:
    """วันที่ เดือน พ.ศ. as the form has it over the letters of a day."""
    return f"วันที่ {table.text(day)}" if day else "ไม่ทราบวันที่รับ"


def _line(
    sheet: Worksheet, row: int, values: Sequence[Value], table: Table, *, bold: bool = False
) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        _set(cell, value, table)
        cell.font = Font(name=FONT, size=_SIZE, bold=bold)
        cell.alignment = Alignment(wrap_text=row > 1, vertical="top")
        if row > 1:
            cell.border = _BOX
    sheet.row_dimensions[row].height = _LINE_HEIGHT * _lines(values, table)


def _lines(values: Sequence[Value], table: Table) -> int:
    """How many lines of print the fullest cell of a row takes: programs leave it to the file."""
    widths = table.widths[len(table.columns) - len(values) :]
    printed = zip((cell_len(table.text(value)) for value in values), widths, strict=True)
    return (
        max(1, *(ceil(length / width / _FULL) for length, width in printed))
        if len(values) > 1
        else 1
    )


def _set(cell: Cell | MergedCell, value: Value, table: Table) -> None:
    if isinstance(value, date):
        cell.value = value
        cell.number_format = DAYS[table.digits]
    elif isinstance(value, int):
        cell.value = value
        cell.number_format = NUMBERS[table.digits]
    elif value is not None:
        cell.value = harmless(table.text(value))
        cell.data_type = "s"  # "=1+1" is what a letter says, no sum
        cell.quotePrefix = cell.value.startswith(FORMULA)


def _set_page(sheet: Worksheet, widths: Sequence[int]) -> None:
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
