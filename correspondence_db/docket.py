"""What a person is asked next (ข้อให้ตรวจ): question by question, the least sure first, back and on.

A question has its place in the order of all; who answers or skips it goes on from there, whatever
has been answered or stored since.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sqlite_utils import Database

from correspondence_db.access import (
    ALL_SEEING,
    Condition,
    Viewer,
    keys_of,
    seen_by,
    viewer_of_office,
)
from correspondence_db.concern import HIGHEST
from correspondence_db.review import Question, question_about
from correspondence_db.store import Register

#: So few letters of an office are listed before their questions are looked for.
_FEW = 4_000
#: So many questions are counted; of more it is told that there are more.
COUNTED = 1000


class Place(NamedTuple):
    """Where a question stands: how sure the reading is, and the first doubt about it."""

    sureness: float
    doubt_id: int


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked about: of letters that a viewer may see, those of an office, or one letter."""

    viewer: Viewer = ALL_SEEING
    office: str | None = None
    letter_id: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A question with its place, the copy it is about, and the size of its page in pixels."""

    place: Place
    question: Question
    copy_id: int
    width: int
    height: int


def item(
    register: Register,
    asking: Asking,
    beside: Place | None = None,
    way: Literal["on", "back"] = "on",
) -> Item | None:
    """The next question after a place, or the last before it; without one the first.

    None where there is none.
    """
    kept = _kept(register.db, asking)
    side, order = (">", "") if way == "on" else ("<", "DESC")
    if beside:
        beyond = f"(doubts.sureness, doubts.id) {side} (?, ?)"
        kept = Condition(f"{kept.sql} AND {beyond}", [*kept.values, *beside])
    last = f"ORDER BY doubts.sureness {order}, doubts.id {order} LIMIT 1"
    return _first(register, asking.viewer, Condition(f"{kept.sql} {last}", kept.values))


def item_of(register: Register, viewer: Viewer, doubt_id: int) -> Item | None:
    """The question that a doubt asks; None where it is answered, or its letter may not be seen."""
    seen = seen_by(viewer, "copies.letter_id")
    asked = Condition(f"NOT settled AND doubts.id = ? AND {seen.sql}", [doubt_id, *seen.values])
    return _first(register, viewer, asked)


def count(register: Register, asking: Asking) -> int:
    """How many questions there are, at most one more than are counted."""
    kept = _kept(register.db, asking)
    sql = f"""
        SELECT count(*) FROM (
            SELECT 1 FROM doubts JOIN copies ON copies.id = copy_id WHERE {kept.sql} LIMIT ?
        )
    """  # noqa: S608 - our own clauses
    ((found,),) = register.db.execute(sql, [*kept.values, COUNTED + 1])
    return int(found)


def _kept(db: Database, asking: Asking) -> Condition:
    """That a doubt is asked about: the first about its reading, of a letter that is kept."""
    parts = [*_of_letters(db, asking), _FIRST]
    sql = " AND ".join(part.sql for part in parts)
    return Condition(sql, [value for part in parts for value in part.values])


def _of_letters(db: Database, asking: Asking) -> Iterator[Condition]:
    viewers = [asking.viewer]
    if asking.office:
        viewers.append(viewer_of_office(asking.office, HIGHEST))
    for viewer in viewers:
        if viewer.offices is not None:
            yield from _of_few(db, keys_of(viewer.offices))
        if not viewer.sees_all:
            yield seen_by(viewer, "copies.letter_id")
    if asking.letter_id is not None:
        yield Condition("copies.letter_id = ?", [asking.letter_id])


def _of_few(db: Database, keys: str) -> Iterator[Condition]:
    """That a doubt is about one of an office's letters, where those are few enough to list first:
    else they are met soon enough in the order of all."""
    source = "letter_offices WHERE office_key IN (SELECT value FROM json_each(?))"
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {source} LIMIT ?)"  # noqa: S608 - our own clauses
    ((found,),) = db.execute(sql, [keys, _FEW + 1])
    if found <= _FEW:
        letters = f"SELECT letter_id FROM {source}"  # noqa: S608 - our own clauses
        own = f"SELECT id FROM copies WHERE letter_id IN ({letters})"  # noqa: S608
        yield Condition(f"doubts.copy_id IN ({own})", [keys])


_FIRST = Condition(
    """NOT settled AND NOT EXISTS (
        SELECT 1 FROM doubts AS before WHERE before.copy_id = doubts.copy_id
            AND NOT before.settled AND before.asked = doubts.asked AND before.page = doubts.page
            AND before.box IS doubts.box AND before.id < doubts.id
    )""",
    [],
)


def _first(register: Register, viewer: Viewer, kept: Condition) -> Item | None:
    """The question of the first doubt that is kept."""
    rows = register.db.query(
        f"""
        SELECT doubts.id, sureness, copy_id, asked, page, box, width, height FROM doubts
        JOIN copies ON copies.id = copy_id
        JOIN pages ON pages.scan_id = copies.scan_id AND pages.number = doubts.page
        WHERE {kept.sql}
        """,  # noqa: S608 - our own clauses
        kept.values,
    )
    for row in list(rows):
        return Item(
            place=Place(row["sureness"], row["id"]),
            question=question_about(
                register, viewer, (row["copy_id"], row["asked"], row["page"], row["box"])
            ),
            copy_id=row["copy_id"],
            width=row["width"],
            height=row["height"],
        )
    return None
