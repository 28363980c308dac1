"""The due board of one office: what is owed by how soon, then by whom it is owed to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple

from correspondence_db.board import week_end
from correspondence_db.queries import Duty

Key = Literal["late", "week", "later", "ongoing", "undated"]

#: The parts of a board, the most pressing first: Thai, English.
PARTS: dict[Key, tuple[str, str]] = {
    "late": ("เกินกำหนด", "Overdue"),
    "week": ("ภายในสัปดาห์นี้", "This week"),
    "later": ("หลังจากนั้น", "Later"),
    "ongoing": ("ทำต่อเนื่อง", "Continuing"),
    "undated": ("ไม่มีวันกำหนด", "No date"),
}
#: So many duties of a part are shown at once.
SHOWN = 30


class Row(NamedTuple):
    """A duty of one office, with all its times that stand in a part, soonest first."""

    times: tuple[Duty, ...]

    @property
    def duty(self) -> Duty:
        return self.times[0]


class Heap(NamedTuple):
    """What is owed to one creditor; None where the letter names nobody."""

    creditor: str | None
    rows: tuple[Row, ...]


class Part(NamedTuple):
    """A part of a board: `times` in `duties` duties, of which `heaps` are shown."""

    key: Key
    times: int
    duties: int
    heaps: tuple[Heap, ...]

    @property
    def shown(self) -> Iterator[Duty]:
        return (time for heap in self.heaps for row in heap.rows for time in row.times)


class Demand(NamedTuple):
    """A duty owed to an office: how many offices are late with it, and how many have time yet."""

    duty: Duty
    late: dict[str, int]
    open: tuple[str, ...]


def part_of(duty: Duty, today: date) -> Key:
    """Where a duty stands that is not done yet."""
    if duty.status == "late":
        return "late"
    if duty.falls_due:
        return "week" if duty.falls_due <= week_end(today) else "later"
    return "ongoing" if duty.due.kind == "ongoing" else "undated"


def parts(duties: Iterable[Duty], today: date) -> Iterator[Part]:
    """The parts of a board that have anything in them, each with its first duties."""
    sorted_in: dict[Key, list[Duty]] = {}
    for duty in duties:
        sorted_in.setdefault(part_of(duty, today), []).append(duty)
    for key in PARTS:
        if key in sorted_in:
            rows = _rows(sorted_in[key])
            yield Part(key, len(sorted_in[key]), len(rows), _heaps(rows[:SHOWN]))


def one_part(duties: Iterable[Duty], today: date, key: Key, page: int) -> Part:
    """One part alone, page by page from 1."""
    own = [duty for duty in duties if part_of(duty, today) == key]
    rows = _rows(own)
    return Part(key, len(own), len(rows), _heaps(rows[(page - 1) * SHOWN : page * SHOWN]))


def _rows(duties: Iterable[Duty]) -> list[Row]:
    """Duties in the order of their first times."""
    found: dict[Hashable, list[Duty]] = {}
    for duty in sorted(duties, key=lambda one: one.falls_due or date.max):
        found.setdefault((duty.obligation_id, duty.debtor), []).append(duty)
    return [Row(tuple(times)) for times in found.values()]


def _heaps(rows: Sequence[Row]) -> tuple[Heap, ...]:
    by_creditor: dict[str | None, list[Row]] = {}
    for row in rows:
        by_creditor.setdefault(row.duty.creditor, []).append(row)
    return tuple(Heap(creditor, tuple(own)) for creditor, own in by_creditor.items())


def demands(duties: Iterable[Duty]) -> list[Demand]:
    """What others owe, duty by duty: the ones with most offices late first."""
    by_duty: dict[int, list[Duty]] = {}
    for duty in duties:
        by_duty.setdefault(duty.obligation_id, []).append(duty)
    found = [_demand(own) for own in by_duty.values()]
    return sorted(found, key=lambda one: (-len(one.late), one.duty.falls_due or date.max))


def _demand(owed: Sequence[Duty]) -> Demand:
    late = Counter(duty.debtor for duty in owed if duty.status == "late")
    others = {duty.debtor: None for duty in owed if duty.debtor not in late}
    coming = [duty for duty in owed if duty.status != "late" and duty.falls_due]
    first = min(coming, key=lambda duty: duty.falls_due or date.max, default=owed[0])
    return Demand(first, dict(late), tuple(others))
