"""Who owes what, in Thai, as lines of text: the due list, the grid, the receive register."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cell_len

from extract.dates import thai_date_short
from extract.thaitext import unfold_digits
from pipeline.wording import (
    UNKNOWN,
    Doubts,
    FieldDoubts,
    change_text,
    day_text,
    explained,
    letter_name,
    when,
)

if TYPE_CHECKING:
    from correspondence_db.queries import Cell, Debts, Duty, Entry, Grid

MARKED = ("sender", "number", "date", "obligations")  # the fields that the due list shows
NAMED = 3  # so many of the offices that owe the same are named
SECTIONS: tuple[tuple[str, Callable[[Duty], bool]], ...] = (
    ("เกินกำหนดแล้ว", lambda duty: duty.status == "late"),
    ("ถึงกำหนด", lambda duty: duty.status != "late" and duty.falls_due is not None),
    ("ทำต่อเนื่อง", lambda duty: duty.falls_due is None and duty.due.kind == "ongoing"),
    ("ไม่มีวันกำหนด", lambda duty: duty.falls_due is None and duty.due.kind != "ongoing"),
)


def due_lines(debts: Sequence[Debts], doubts: Doubts) -> Iterator[str]:
    """The due list, office by office: overdue first, then to come, continuing, undated.

    Offices that owe the same are listed together. What stands under a question mark is explained
    at the end, letter by letter.
    """
    if not debts:
        yield "ไม่มีหน้าที่ค้าง"
    for offices in _alike(debts):
        yield _heading([office.debtor for office in offices])
        for heading, belongs in SECTIONS:
            duties = [duty for duty in offices[0].duties if belongs(duty)]
            if duties:
                yield f"  {heading}"
            for times in _by_duty(duties):
                yield from _duty_lines(times, doubts.get(times[0].letter_id, {}))
        yield ""
    yield from _legend(doubts)


def _alike(debts: Sequence[Debts]) -> list[list[Debts]]:
    """The offices that owe exactly the same, in the order of the first of each."""
    found: dict[Hashable, list[Debts]] = {}
    for office in debts:
        owed = [
            (duty.obligation_id, duty.falls_due, duty.via, duty.received_on, duty.proposed)
            for duty in office.duties
        ]
        found.setdefault(tuple(owed), []).append(office)
    return list(found.values())


def _heading(offices: Sequence[str]) -> str:
    """The names of some offices; of many the first few and the number of all."""
    if len(offices) <= NAMED:
        return ", ".join(offices)
    rest = unfold_digits(str(len(offices) - NAMED))
    return f"{', '.join(offices[:NAMED])} และอีก {rest} แห่ง"


def _by_duty(duties: Sequence[Duty]) -> list[list[Duty]]:
    """The times at which each duty is owed, in the order of the first of each."""
    found: dict[int, list[Duty]] = {}
    for duty in duties:
        found.setdefault(duty.obligation_id, []).append(duty)
    return list(found.values())


def _duty_lines(times: Sequence[Duty], doubts: FieldDoubts) -> Iterator[str]:
    duty = times[0]
    mark = "?" if "obligations" in doubts else ""
    yield f"    • {_times(times)}{mark}  {duty.text}"
    yield "      " + " · ".join(_owed(duty, doubts))
    if duty.serves:
        yield "      ส่งต่อตามลำดับ " + " → ".join(_rungs(duty))
    if duty.change:
        yield f"      {change_text(duty)}"
    for one in times:
        yield from (f"      {proposal}" for proposal in _proposals(one))


def met_lines(duties: Sequence[Duty]) -> Iterator[str]:
    """Duties that a letter just read may have met: for a person to say."""
    for duty in duties:
        for proposal in _proposals(duty):
            yield f"  {duty.debtor}: {duty.text} ({when(duty)}) {proposal}"


def _proposals(duty: Duty) -> Iterator[str]:
    for reply in duty.proposed:
        letter = f"ที่ {reply.number or UNKNOWN} ลงวันที่ {day_text(reply.sent_on)}"
        told = f"saraban done {duty.obligation_id} --by {reply.letter_id}"
        yield f"อาจทำแล้วตามหนังสือ {unfold_digits(letter)} [{reply.letter_id}] ยืนยันด้วย {told}"


def _times(times: Sequence[Duty]) -> str:
    """When a duty is owed; of several times how many, and from when to when."""
    if len(times) == 1:
        return when(times[0])
    count, first, last = len(times), day_text(times[0].falls_due), day_text(times[-1].falls_due)
    return f"ตามรอบ {unfold_digits(str(count))} งวด {first} ถึง {last}"


def _owed(duty: Duty, doubts: FieldDoubts) -> Iterator[str]:
    """To whom, through which group, since which letter, and where it is written."""
    if duty.creditor:
        yield f"ต่อ {duty.creditor}"
    if duty.via:
        yield f"ในฐานะ {duty.via}"
    letter = letter_name(duty.sender, duty.number, duty.date, doubts)
    yield f"ตามหนังสือ {letter} [{duty.letter_id}]"
    yield f"หลักฐาน {duty.file} หน้า {unfold_digits(str(duty.page))}"
    yield f"หน้าที่ #{duty.obligation_id}"


def _rungs(duty: Duty) -> Iterator[str]:
    for rung in duty.serves:
        day = f" ภายใน {day_text(rung.falls_due)}" if rung.falls_due else ""
        yield f"{rung.debtor} ต่อ {rung.creditor}{day}"


def _legend(doubts: Doubts) -> Iterator[str]:
    """Why the values under a question mark are doubtful, each letter by its id."""
    shown = {
        letter_id: {field: fields[field] for field in MARKED if field in fields}
        for letter_id, fields in sorted(doubts.items())
    }
    lines = [f"  [{i}] {line}" for i, fields in shown.items() for line in explained(fields)]
    if lines:
        yield "? คือค่าที่ควรเทียบกับต้นฉบับ"
        yield from lines
        yield ""


DONE_LATE = "ช้า"
MARKS = {"done": "✓", "late": "✗", "open": "·", "waived": "–"}


def grid_lines(grids: Sequence[Grid]) -> Iterator[str]:
    """A directive's duties, each as a table of offices by days."""
    if not grids:
        yield "ไม่มีหน้าที่ในหนังสือฉบับนี้"
    for grid in grids:
        yield f"{grid.text} (#{grid.obligation_id})"
        letter = f"{grid.sender or UNKNOWN} ที่ {unfold_digits(grid.number or UNKNOWN)}"
        yield f"  ตามหนังสือ {letter} [{grid.letter_id}]"
        yield from _table(grid)
        yield ""
    if grids:
        yield f"✓ เสร็จ   {DONE_LATE} เสร็จหลังกำหนด   ✗ เกินกำหนด   · ยังไม่ถึงกำหนด   – ยกเลิก"


def _table(grid: Grid) -> Iterator[str]:
    days = [unfold_digits(thai_date_short(day)) if day else "ไม่ระบุวัน" for day in grid.days]
    width = max(cell_len(row.office) for row in grid.rows)
    yield " ".join(["  " + " " * width, *(f" {day}" for day in days)])
    for row in grid.rows:
        marks = [_mark(cell, day) for cell, day in zip(row.cells, grid.days, strict=True)]
        cells = [_centred(mark, cell_len(day)) for mark, day in zip(marks, days, strict=True)]
        yield f"  {_padded(row.office, width)} " + " ".join(f" {cell}" for cell in cells).rstrip()


def _mark(cell: Cell | None, day: date | None) -> str:
    if cell is None:
        return ""
    return DONE_LATE if cell.done_on and day and cell.done_on > day else MARKS[cell.status]


def _padded(text: str, width: int) -> str:
    """Text filled up to a width in columns of a terminal, where Thai vowels take none."""
    return text + " " * (width - cell_len(text))


def _centred(text: str, width: int) -> str:
    left = (width - cell_len(text)) // 2
    return _padded(" " * left + text, width)


def book_lines(entries: Sequence[Entry]) -> Iterator[str]:
    """The receive register, a letter a line."""
    if not entries:
        yield "ยังไม่มีหนังสือรับ"
    for entry in entries:
        number = unfold_digits(str(entry.received_number or UNKNOWN))
        received = f"เลขรับ {number} {day_text(entry.received_on)}"
        letter = letter_name(entry.sender, entry.number, entry.date, {})
        yield f"{entry.office or UNKNOWN}  {received}  {letter} [{entry.letter_id}]"
        if entry.subject:
            yield f"  เรื่อง {entry.subject}"
