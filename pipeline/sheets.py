"""Tables as files: XLSX for offices that print their registers, CSV for everything else.

A spreadsheet runs what looks like a formula, and what a letter says is not ours: text is written
as text, whatever it begins with.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from math import ceil
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side
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
_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
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
    for digits in {table.digits for table in tables}:
        for style in _styles(digits):
            book.add_named_style(style)
    for table in tables:
        sheet = book.create_sheet(_sheet_title(table.title, book.sheetnames))
        for row, line in enumerate(_lines(table), start=1):
            _write(sheet, row, line)
        _set_page(sheet, table.widths[int(table.by_day) :])
    if not tables:
        book.create_sheet()
    book.save(path)


def _styles(digits: Digits) -> Iterator[NamedStyle]:
    """How each kind of cell looks; a style once, since a register has many thousand cells."""
    top = Alignment(vertical="top", wrap_text=True)
    body = Font(name=FONT, size=_SIZE)
    title = Font(name=FONT, size=_TITLE_SIZE, bold=True)
    heading = Font(name=FONT, size=_SIZE, bold=True)
    yield NamedStyle("title", font=title)
    yield NamedStyle("heading", font=heading, alignment=top, border=_BOX)
    yield NamedStyle("text", font=body, alignment=top, border=_BOX)
    yield NamedStyle("day", body, border=_BOX, alignment=top, number_format=DAYS[digits])
    yield NamedStyle("number", body, border=_BOX, alignment=top, number_format=NUMBERS[digits])


def _sheet_title(title: str, taken: Sequence[str]) -> str:
    """A title that a sheet may have, and no other one has."""
    allowed = _NOT_IN_TITLE.sub("-", harmless(title))[:_TITLE_LENGTH]
    numbered = (f"{allowed[: _TITLE_LENGTH - 4]} {n}" for n in range(2, len(taken) + 3))
    return next(each for each in (allowed, *numbered) if each not in taken)


class _Line(NamedTuple):
    """A row of a sheet: text, day and number cells look their own way if no `style` is set.

    `height` is in lines of print; a `merged` row is one cell across `merged` columns.
    """

    values: Sequence[Value]
    style: str | None = None
    height: int = 1
    merged: int = 1


def _lines(table: Table) -> Iterator[_Line]:
    """The title, the headings and the rows; the day of a register once above its rows."""
    hidden = int(table.by_day)
    columns, widths = table.columns[hidden:], table.widths[hidden:]
    yield _Line([table.text(table.title)], "title")
    yield _Line(columns, "heading", _height(columns, widths))
    for day, rows in groupby(table.rows, lambda row: row[0] if table.by_day else None):
        if table.by_day:
            heading = f"วันที่ {table.text(day)}" if day else "ไม่ทราบวันที่รับ"
            yield _Line([heading], "text", merged=len(columns))
        for row in rows:
            texts = [table.text(value) for value in row[hidden:]]
            values = [
                text if isinstance(value, str) else value
                for text, value in zip(texts, row[hidden:], strict=True)
            ]
            yield _Line(values, None, _height(texts, widths))


def _height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """How many lines the fullest cell of a row takes; programs leave that to the file."""
    filled = (cell_len(text) / width for text, width in zip(texts, widths, strict=True))
    return max(1, *(ceil(share / _FULL) for share in filled))


def _write(sheet: Worksheet, row: int, line: _Line) -> None:
    for column, value in enumerate(line.values, start=1):
        cell = sheet.cell(row, column)
        cell.style = line.style or _style_of(value)
        if isinstance(value, str):
            cell.value = harmless(value)
            cell.data_type = "s"  # "=1+1" is what a letter says, no sum
            if cell.value.startswith(FORMULA):
                cell.quotePrefix = True
        else:
            cell.value = value
    sheet.row_dimensions[row].height = _LINE_HEIGHT * line.height
    if line.merged > 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=line.merged)


def _style_of(value: Value) -> str:
    return "day" if isinstance(value, date) else "number" if isinstance(value, int) else "text"


def _set_page(sheet: Worksheet, widths: Sequence[int]) -> None:
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
