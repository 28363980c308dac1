"""How each kind of letter is laid out: one function a form, fields from top to bottom."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from samples import ink
from samples.letters import NEW_PAGE, Bundle, Letter, Table, thai, written
from samples.paper import FOOT, LEFT, PITCH, RIGHT, Sheet, pixels, width

MIDDLE = 105.0
ADDRESS = 122.0
INDENT = 25.0
SIGNER = 128.0
RED = (204, 26, 34)


def draw(bundle: Bundle) -> list[Sheet]:
    """The bundle's pages in order, undamaged; stamps and pen marks are already on them."""
    random = np.random.default_rng(bundle.seed)
    sheets: list[Sheet] = []
    for item in bundle.contents:
        if isinstance(item, Table):
            sheets.append(_table(item, bundle.face))
        else:
            sheets += _letter(item, bundle.face, random)
    return sheets


def _letter(letter: Letter, face: str, random: np.random.Generator) -> list[Sheet]:
    pages = _pages(letter, face)
    HEADS[letter.form](letter, pages[0])
    _body(letter, pages)
    TAILS[letter.form](letter, pages[-1], random)
    for stamp in letter.stamps:
        ink.receive_stamp(pages[0], stamp, random)
    if letter.pen_note:
        ink.pen_note(pages[-1], letter.pen_note, (LEFT + 4, pages[-1].y + 4), random)
    return pages


def _pages(letter: Letter, face: str) -> list[Sheet]:
    pages = [Sheet(face) for _ in range(letter.page_count)]
    for number, page in enumerate(pages[1:], 2):
        page.line(thai(f"- {number} -"), MIDDLE, centred=True)
        page.y += 4
    return pages


def _body(letter: Letter, pages: list[Sheet]) -> None:
    """Paragraphs page by page; each page but the last ends in the next one's first words."""
    chunks = [list(run) for cut, run in groupby(letter.body, NEW_PAGE.__eq__) if not cut]
    for number, (page, paragraphs) in enumerate(zip(pages, chunks, strict=True)):
        for paragraph in paragraphs:
            page.flow(paragraph, indent=INDENT)
            page.y += 1.6
        if number + 1 < len(pages):
            opening = chunks[number + 1][0].split(" ")[0]
            mark = f"/{opening} ..."
            page.y = FOOT
            page.line(mark, RIGHT - width(mark, page.face, 16))


def _urgency(letter: Letter, sheet: Sheet, top: float) -> None:
    if letter.urgency:
        sheet.put(letter.urgency, LEFT - 3, top, points=32, bold=True, colour=RED)
        sheet.blocks.append(letter.urgency)


def _numbered(label: str, items: tuple[str, ...], left: float, sheet: Sheet) -> None:
    """A heading and its items, numbered when there are several."""
    if not items:
        return
    sheet.label(label)
    several = len(items) > 1
    for number, item in enumerate(items, 1):
        sheet.flow(thai(f"{number}. ") + item if several else item, left=left)
    sheet.y += 1.6


def _letterhead(letter: Letter, sheet: Sheet) -> None:
    ink.emblem(sheet, MIDDLE, 14, 29)
    _urgency(letter, sheet, 22)
    sheet.y = 44
    sheet.label(f"ที่ {letter.number}")
    for part in letter.address:
        sheet.line(part, ADDRESS)


def _external_head(letter: Letter, sheet: Sheet) -> None:
    _letterhead(letter, sheet)
    sheet.y = max(sheet.y, 58) + 3
    sheet.line(written(letter.date), MIDDLE)
    sheet.y += 2
    _numbered("เรื่อง", (letter.subject or "",), LEFT + 13, sheet)
    _numbered("เรียน", (letter.to,), LEFT + 13, sheet)
    _numbered("อ้างถึง", letter.refers, LEFT + 16, sheet)
    printed = tuple(item.printed for item in letter.attachments)
    _numbered("สิ่งที่ส่งมาด้วย", printed, LEFT + 29, sheet)


def _external_tail(letter: Letter, sheet: Sheet, random: np.random.Generator) -> None:
    sheet.y += 3
    sheet.line("ขอแสดงความนับถือ", SIGNER, centred=True)
    _signed(letter, sheet, random)
    _owner(letter, sheet)


def _signed(letter: Letter, sheet: Sheet, random: np.random.Generator) -> None:
    ink.signature(sheet, SIGNER, sheet.y - 1, random)
    sheet.y += 2.2 * PITCH
    for part in letter.signed:
        sheet.line(part, SIGNER, centred=True)


def _owner(letter: Letter, sheet: Sheet) -> None:
    sheet.y += 8
    for part in letter.owner:
        sheet.line(part, LEFT)


def _stamped_head(letter: Letter, sheet: Sheet) -> None:
    _letterhead(letter, sheet)
    sheet.y = 60
    _numbered("ถึง", (letter.to,), LEFT + 10, sheet)
    sheet.y += 1


def _stamped_tail(letter: Letter, sheet: Sheet, random: np.random.Generator) -> None:
    sheet.y += 14
    top = sheet.y
    sheet.line(letter.sender, SIGNER, centred=True)
    sheet.line(written(letter.date), SIGNER, centred=True)
    ink.seal(sheet, letter.sender, (SIGNER - 34, top - 14), random)
    ink.initials(sheet, (SIGNER - 12, top - 6), random)
    sheet.y += 8
    _owner(letter, sheet)


def _memo_head(letter: Letter, sheet: Sheet) -> None:
    ink.emblem(sheet, LEFT + 8, 16, 15)
    sheet.put("บันทึกข้อความ", MIDDLE, 18, points=29, bold=True, centred=True)
    sheet.blocks.append("บันทึกข้อความ")
    sheet.y = 36
    _ruled("ส่วนราชการ", "  ".join(letter.address), LEFT, RIGHT, sheet)
    sheet.y += PITCH + 1
    _ruled("ที่", letter.number, LEFT, 98, sheet)
    _ruled("วันที่", written(letter.date), 100, RIGHT, sheet)
    sheet.y += PITCH + 1
    _ruled("เรื่อง", letter.subject or "", LEFT, RIGHT, sheet)
    sheet.y += PITCH + 4
    _numbered("เรียน", (letter.to,), LEFT + 13, sheet)


def _ruled(label: str, value: str, left: float, right: float, sheet: Sheet) -> None:
    """A memo's field: the label in bold, the value over a dotted line."""
    sheet.put(label, left, sheet.y - 0.8, points=19, bold=True)
    start = left + width(label, f"{sheet.face}-Bold", 19) + 2.5
    dots = "." * int((right - start) / width(".", sheet.face, 16))
    sheet.put(dots, start, sheet.y + 1.2)
    sheet.put(value, start + 2, sheet.y)
    sheet.blocks += [label, value]


def _memo_tail(letter: Letter, sheet: Sheet, random: np.random.Generator) -> None:
    sheet.y += 6
    _signed(letter, sheet, random)


def _order_head(letter: Letter, sheet: Sheet) -> None:
    ink.emblem(sheet, MIDDLE, 14, 29)
    sheet.y = 47
    for line in (f"คำสั่ง{letter.sender}", f"ที่ {letter.number}", f"เรื่อง {letter.subject}"):
        sheet.line(line, MIDDLE, centred=True, bold=True)
    sheet.put("_" * 30, MIDDLE, sheet.y - 4, points=14, centred=True)
    sheet.y += 6


def _order_tail(letter: Letter, sheet: Sheet, random: np.random.Generator) -> None:
    sheet.y += 3
    day = written(letter.date).split(" ")
    sheet.line(f"สั่ง ณ วันที่ {day[0]} {day[1]} พ.ศ. {day[2]}", LEFT + 2 * INDENT)
    sheet.y += 2
    _signed(letter, sheet, random)


def _table(table: Table, face: str) -> Sheet:
    """An attached form: headings, a ruled grid, lines to sign on."""
    sheet = Sheet(face, y=26)
    for heading in table.heading:
        sheet.line(heading, MIDDLE, centred=True, bold=True)
    sheet.y += 4
    _row(sheet, table, tuple(title for title, _ in table.columns), bold=True)
    for row in table.rows:
        _row(sheet, table, row)
    sheet.y += 8
    for closing in table.closing:
        sheet.line(closing, LEFT + 60)
    return sheet


def _row(sheet: Sheet, table: Table, cells: tuple[str, ...], *, bold: bool = False) -> None:
    height, x = 9.0, LEFT - 5
    for text, (_, wide) in zip(cells, table.columns, strict=True):
        corners = [pixels(side) for side in (x, sheet.y, x + wide, sheet.y + height)]
        sheet.draw.rectangle(corners, outline=(30, 30, 30), width=3)
        if text:
            sheet.put(text, x + wide / 2, sheet.y + 1, points=14, centred=True, bold=bold)
            sheet.blocks.append(text)
        x += wide
    sheet.y += height


HEADS = {
    "external": _external_head,
    "stamped": _stamped_head,
    "memo": _memo_head,
    "order": _order_head,
}
TAILS = {
    "external": _external_tail,
    "stamped": _stamped_tail,
    "memo": _memo_tail,
    "order": _order_tail,
}
