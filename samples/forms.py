"""How each kind of letter is laid out: one function a form, fields from top to bottom."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import numpy as np

from samples import ink
from samples.letters import NEW_PAGE, Bundle, Letter, Style, Table, thai, written
from samples.paper import FOOT, Sheet, break_lines, pixels

MIDDLE = 105.0
ADDRESS = 122.0
SIGNER = 128.0
AFTER_PARAGRAPH = 1.6
SCRATCH = 60.0
"""Where on a sheet a letter's end is drawn to measure it."""
RED = (204, 26, 34)


def draw(bundle: Bundle) -> list[Sheet]:
    """The bundle's pages in order, undamaged; stamps and pen marks are already on them."""
    random = np.random.default_rng(bundle.seed)
    sheets: list[Sheet] = []
    for item in bundle.contents:
        if isinstance(item, Table):
            sheets.append(_table(item, bundle.style))
        else:
            sheets += _letter(item, bundle.style, random)
    return sheets


def paged(letter: Letter, style: Style) -> Letter:
    """The letter with a new page wherever the one before is full; none holds the closing alone."""
    sheet, body = Sheet(style), list[str]()
    HEADS[letter.form](letter, sheet)
    tail = _tail_height(letter, style)
    for number, paragraph in enumerate(letter.body, 1):
        lines = len(sheet.lines(paragraph, style.left, style.indent))
        room = tail if number >= len(letter.body) - 1 else 2 * style.pitch
        if body and sheet.y + lines * style.pitch + room > FOOT + style.pitch:
            body.append(NEW_PAGE)
            sheet.y = 30 + style.pitch + 4
        body.append(paragraph)
        sheet.y += lines * style.pitch + AFTER_PARAGRAPH
    return replace(letter, body=tuple(body))


def _tail_height(letter: Letter, style: Style) -> float:
    scratch = Sheet(style, y=SCRATCH)
    TAILS[letter.form](letter, scratch, np.random.default_rng(0))
    return scratch.y - SCRATCH


def _letter(letter: Letter, style: Style, random: np.random.Generator) -> list[Sheet]:
    pages = _pages(letter, style)
    HEADS[letter.form](letter, pages[0])
    _body(letter, pages)
    TAILS[letter.form](letter, pages[-1], random)
    for stamp in letter.stamps:
        ink.receive_stamp(pages[0], stamp, random)
    if letter.pen_note:
        ink.pen_note(
            pages[-1], letter.pen_note, (pages[-1].style.left + 4, pages[-1].y + 4), random
        )
    if letter.copy_mark:
        ink.copy_mark(pages[-1], letter.copy_mark, (pages[-1].style.left + 2, 268), random)
    return pages


def _pages(letter: Letter, style: Style) -> list[Sheet]:
    pages = [Sheet(style) for _ in range(letter.page_count)]
    for number, page in enumerate(pages[1:], 2):
        page.line(thai(style.folio.format(number)), MIDDLE, centred=True)
        page.y += 4
    return pages


def _body(letter: Letter, pages: list[Sheet]) -> None:
    """Paragraphs page by page; each page but the last ends in the next one's first words."""
    chunks = [list(run) for cut, run in groupby(letter.body, NEW_PAGE.__eq__) if not cut]
    for number, (page, paragraphs) in enumerate(zip(pages, chunks, strict=True)):
        for paragraph in paragraphs:
            page.flow(paragraph, indent=page.style.indent)
            page.y += AFTER_PARAGRAPH
        if number + 1 < len(pages) and page.style.continued:
            opening = chunks[number + 1][0].split(" ")[0]
            mark = page.style.continued.format(opening)
            page.y = FOOT
            page.line(mark, page.style.right - page.width(mark))


def _urgency(letter: Letter, sheet: Sheet, top: float) -> None:
    if letter.urgency:
        sheet.put(letter.urgency, sheet.style.left - 3, top, points=32, bold=True, colour=RED)
        sheet.say(letter.urgency)


def _named(label: str, values: tuple[str, ...], room: float, sheet: Sheet) -> None:
    """A field's name and what follows it, `room` millimetres to the right or further."""
    if not values:
        return
    sheet.label(label)
    left = sheet.style.left + max(room, sheet.width(label) + 2)
    for value in values:
        sheet.flow(value, left=left)
    sheet.y += AFTER_PARAGRAPH


def _numbered(items: tuple[str, ...], numbers: bool = True) -> tuple[str, ...]:
    """The items of a list, with their numbers when there are several."""
    if len(items) < 2 or not numbers:  # noqa: PLR2004
        return items
    return tuple(thai(f"{number}. ") + item for number, item in enumerate(items, 1))


def _letterhead(letter: Letter, sheet: Sheet) -> None:
    ink.emblem(sheet, MIDDLE, 14, 29)
    _urgency(letter, sheet, 22)
    sheet.y = 44
    sheet.label(f"ที่ {letter.number}")
    narrow = sheet.style.right - ADDRESS
    for part in letter.address:
        for line in break_lines(part, narrow, narrow, sheet.style.face, 16 * sheet.style.size):
            sheet.line(line, ADDRESS)


def _external_head(letter: Letter, sheet: Sheet) -> None:
    _letterhead(letter, sheet)
    sheet.y = max(sheet.y, 58) + 3
    sheet.line(letter.day, MIDDLE)
    sheet.y += 2
    _named("เรื่อง", (letter.subject or "",), 13, sheet)
    _named("เรียน", (letter.to,), 13, sheet)
    _named("อ้างถึง", _numbered(letter.refers), 16, sheet)
    printed = tuple(item.printed for item in letter.attachments)
    _named("สิ่งที่ส่งมาด้วย", _numbered(printed, letter.list_numbers), 29, sheet)


def _external_tail(letter: Letter, sheet: Sheet, random: np.random.Generator) -> None:
    sheet.y += 3
    sheet.line("ขอแสดงความนับถือ", SIGNER, centred=True)
    _signed(letter, sheet, random)
    _owner(letter, sheet)


def _signed(letter: Letter, sheet: Sheet, random: np.random.Generator) -> None:
    ink.signature(sheet, SIGNER, sheet.y - 1, random)
    sheet.y += 2.2 * sheet.style.pitch
    for part in letter.signed:
        sheet.line(part, SIGNER, centred=True)


def _owner(letter: Letter, sheet: Sheet) -> None:
    sheet.y += 8
    for part in letter.owner:
        sheet.line(part, sheet.style.left)


def _stamped_head(letter: Letter, sheet: Sheet) -> None:
    _letterhead(letter, sheet)
    sheet.y = 60
    _named("ถึง", (letter.to,), 10, sheet)
    sheet.y += 1


def _stamped_tail(letter: Letter, sheet: Sheet, random: np.random.Generator) -> None:
    sheet.y += 14
    top = sheet.y
    sheet.line(letter.sender, SIGNER, centred=True)
    sheet.line(letter.day, SIGNER, centred=True)
    ink.seal(sheet, letter.sender, (SIGNER - 34, top - 14), random)
    ink.initials(sheet, (SIGNER - 12, top - 6), random)
    sheet.y += 8
    _owner(letter, sheet)


def _memo_head(letter: Letter, sheet: Sheet) -> None:
    left, right = sheet.style.left, sheet.style.right
    ink.emblem(sheet, left + 8, 16, 15)
    sheet.put("บันทึกข้อความ", MIDDLE, 18, points=29, bold=True, centred=True)
    sheet.say("บันทึกข้อความ")
    sheet.y = 36
    _urgency(letter, sheet, 22)
    _ruled("ส่วนราชการ", "  ".join(letter.address), left, right, sheet)
    sheet.y += sheet.style.pitch + 1
    _ruled("ที่", letter.number, left, 98, sheet)
    _ruled("วันที่", letter.day, 100, right, sheet)
    sheet.y += sheet.style.pitch + 1
    _ruled("เรื่อง", letter.subject or "", left, right, sheet)
    sheet.y += sheet.style.pitch + 4
    _named("เรียน", (letter.to,), 13, sheet)


def _ruled(label: str, value: str, left: float, right: float, sheet: Sheet) -> None:
    """A memo's field: the label in bold, the value over a dotted line."""
    sheet.put(label, left, sheet.y - 0.8, points=19, bold=True)
    start = left + sheet.width(label, 19, bold=True) + 2.5
    dots = "." * int((right - start) / sheet.width("."))
    sheet.put(dots, start, sheet.y + 1.2)
    sheet.put(value, start + 2, sheet.y)
    sheet.say(label)
    sheet.say(value)


def _memo_tail(letter: Letter, sheet: Sheet, random: np.random.Generator) -> None:
    sheet.y += 6
    _signed(letter, sheet, random)


def _order_head(letter: Letter, sheet: Sheet) -> None:
    kind = "คำสั่ง" if letter.form == "order" else "ประกาศ"
    number = (f"ที่ {letter.number}",) if letter.number else ()
    ink.emblem(sheet, MIDDLE, 14, 29)
    sheet.y = 47
    for line in (f"{kind}{letter.sender}", *number, f"เรื่อง {letter.subject}"):
        sheet.line(line, MIDDLE, centred=True, bold=True)
    sheet.put("_" * 30, MIDDLE, sheet.y - 4, points=14, centred=True)
    sheet.y += 6


def _order_tail(letter: Letter, sheet: Sheet, random: np.random.Generator) -> None:
    sheet.y += 3
    day = written(letter.date).split(" ")
    said = "สั่ง" if letter.form == "order" else "ประกาศ"
    where = sheet.style.left + 2 * sheet.style.indent
    sheet.line(f"{said} ณ วันที่ {day[0]} {day[1]} พ.ศ. {day[2]}", where)
    sheet.y += 2
    _signed(letter, sheet, random)


def _table(table: Table, style: Style) -> Sheet:
    """An attached form: headings, a ruled grid, lines to sign on."""
    sheet = Sheet(style, y=26)
    for heading in table.heading:
        sheet.line(heading, MIDDLE, centred=True, bold=True)
    sheet.y += 4
    if table.columns:
        _row(sheet, table, tuple(title for title, _ in table.columns), bold=True)
    for row in table.rows:
        _row(sheet, table, row)
    sheet.y += 8
    for closing in table.closing:
        sheet.line(closing, style.left + (60 if table.columns else 0))
    if table.link:
        ink.qr_code(sheet, table.link, (MIDDLE - 20, sheet.y + 4))
        sheet.y += 48
        sheet.line(table.link, MIDDLE, centred=True)
    return sheet


def _row(sheet: Sheet, table: Table, cells: tuple[str, ...], *, bold: bool = False) -> None:
    height, x = 9.0, sheet.style.left - 5
    for text, (_, wide) in zip(cells, table.columns, strict=True):
        corners = [pixels(side) for side in (x, sheet.y, x + wide, sheet.y + height)]
        sheet.draw.rectangle(corners, outline=(30, 30, 30), width=3)
        if text:
            sheet.put(text, x + wide / 2, sheet.y + 1, points=14, centred=True, bold=bold)
            sheet.say(text)
        x += wide
    sheet.y += height


HEADS = {
    "external": _external_head,
    "stamped": _stamped_head,
    "memo": _memo_head,
    "order": _order_head,
    "announcement": _order_head,
}
TAILS = {
    "external": _external_tail,
    "stamped": _stamped_tail,
    "memo": _memo_tail,
    "order": _order_tail,
    "announcement": _order_tail,
}
