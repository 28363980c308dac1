"""The register as a list (บัญชีหนังสือ): letters with what the แบบที่ 13 columns need, page by page."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import isqrt
from typing import Any, Literal, NamedTuple

from sqlite_utils import Database

from correspondence_db.access import ALL_SEEING, Condition, Viewer, cleared_for, keys_of
from correspondence_db.duties import Duty, duties, duties_once
from correspondence_db.occurrences import Span
from correspondence_db.owing import labels_of, name_keys_of, offices_meant
from correspondence_db.record import Row, day_of
from correspondence_db.search import holding
from correspondence_db.store import Register
from correspondence_db.veil import veiled
from extract.letter import jsonable
from extract.offices import circles_of

Order = Literal["newest", "oldest", "arrived"]

PAGE_SIZE = 50
#: So many letters are counted; of more it is told that there are more.
COUNTED = 10_000
#: Letters are counted, and found, through so few rows of so few offices; of more, day by day. The
#: rows are for each root of the number of letters: the fewer of them are an office's, the more are
#: gone by until enough are found.
_FEW_TO_COUNT, _FEW_TO_FIND, _FEW_KEYS = 1_000, 75, 2_000

_ORDERS: Mapping[Order, str] = {
    "newest": "letters.date DESC, letters.id DESC",
    "oldest": "letters.date, letters.id",
    "arrived": "letters.id DESC",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep of the register; None keeps everything.

    `received_by`, `sender` and `concerning` are offices by name or label: who stamped it, who wrote
    it, whom it concerns in any way. `since` and `until` are days of the letters' own dates, both
    included. `text` is searched for in their fields and on their pages.
    """

    text: str | None = None
    received_by: str | None = None
    sender: str | None = None
    concerning: str | None = None
    since: date | None = None
    until: date | None = None
    urgency: str | None = None
    form: str | None = None
    doubtful: bool | None = None


NO_FILTERS = Filters()


class Received(NamedTuple):
    """A receive stamp of a letter, once for all its copies: the office as the stamp names it."""

    office: str | None
    number: int | None
    date: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """A letter in the list. `received` are its stamps, those of the office asked for alone.

    `duties` are what it asks (การปฏิบัติ): of the office asked for as they stand today, else each
    once. `doubts` are the fields to compare with the original; `file`, `sha256` and `page` are
    where its best copy begins.
    """

    letter_id: int
    received: tuple[Received, ...]
    number: str | None
    date: date | None
    sender: str | None
    addressees: tuple[str, ...]
    subject: str | None
    form: str | None
    urgency: str | None
    secrecy: str | None
    duties: tuple[Duty, ...]
    doubts: tuple[str, ...]
    file: str
    sha256: str
    page: int

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping, dates in ISO 8601."""
        as_json: dict[str, Any] = jsonable(self)
        return as_json


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list: `total` letters in all, or `more` than that; pages count from 1."""

    rows: tuple[Line, ...]
    total: int
    more: bool
    page: int
    pages: int

    def to_json(self) -> dict[str, Any]:
        as_json: dict[str, Any] = jsonable(self)
        return as_json


def catalogue(
    register: Register,
    viewer: Viewer = ALL_SEEING,
    filters: Filters = NO_FILTERS,
    *,
    today: date,
    order: Order = "newest",
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Listing:
    """The letters held that a viewer may see and that pass the filters: one page of them.

    A page past the last is the last.
    """
    text = _holding(register.db, viewer, filters.text)
    root = isqrt(_size(register.db))
    total = _count(register.db, _kept(register.db, viewer, filters, root * _FEW_TO_COUNT, text))
    pages = max(1, -(-min(total, COUNTED) // size))
    page = min(max(page, 1), pages)
    kept = _kept(register.db, viewer, filters, root * _FEW_TO_FIND, text)
    rows = _rows(register.db, kept, _ORDERS[order], size, (page - 1) * size)
    lines = _lines(register, today, viewer, filters.received_by, rows)
    return Listing(lines, min(total, COUNTED), total > COUNTED, page, pages)


def _size(db: Database) -> int:
    """How many letters there are, roughly."""
    ((last,),) = db.execute("SELECT coalesce(max(id), 0) FROM letters")
    return int(last)


def _count(db: Database, kept: Condition) -> int:
    """How many letters there are, at most one more than are counted."""
    sql = f"""
        SELECT count(*) FROM (SELECT 1 FROM letters WHERE held AND {kept.sql} LIMIT ?)
    """  # noqa: S608 - our own clauses
    ((count,),) = db.execute(sql, [*kept.values, COUNTED + 1])
    return int(count)


def _rows(db: Database, kept: Condition, order: str, size: int, offset: int) -> list[Row]:
    sql = f"""
        SELECT letters.*, scans.file, scans.sha256, pages.number AS page
        FROM (
            SELECT letters.id AS found, row_number() OVER (ORDER BY {order}) AS place FROM letters
            WHERE held AND {kept.sql} ORDER BY {order} LIMIT ? OFFSET ?
        )
        JOIN letters ON letters.id = found
        JOIN copy_pages ON copy_id = best_copy_id AND copy_pages.position = 0
        JOIN pages ON pages.id = page_id JOIN scans ON scans.id = scan_id
        ORDER BY place
    """  # noqa: S608 - our own clauses
    return list(db.query(sql, [*kept.values, size, offset]))


# --- what is kept


def _holding(db: Database, viewer: Viewer, text: str | None) -> Iterable[Condition]:
    """That a letter is among those with the words of a text, which are looked for this once."""
    if not text or not text.strip():
        return ()
    words = holding(text, viewer)
    sql = f"SELECT json_group_array(id) FROM letters WHERE {words.sql}"  # noqa: S608 - our own clauses
    ((found,),) = db.execute(sql, words.values)
    return (Condition("letters.id IN (SELECT value FROM json_each(?))", [found]),)


def _kept(
    db: Database, viewer: Viewer, filters: Filters, few: int, text: Iterable[Condition]
) -> Condition:
    """What a letter must be to stand in the list."""
    conditions = [*_conditions(db, viewer, filters, few), *text]
    sql = " AND ".join(condition.sql for condition in conditions)
    return Condition(sql, [value for condition in conditions for value in condition.values])


def _conditions(db: Database, viewer: Viewer, filters: Filters, few: int) -> Iterator[Condition]:
    yield cleared_for(viewer)
    if viewer.offices is not None:
        yield _concerning(db, keys_of(viewer.offices), few)
    yield from _of_offices(db, filters, few)
    if filters.doubtful is not None:
        yield Condition(f"letters.id {'IN' if filters.doubtful else 'NOT IN'} ({_DOUBTED})", [])
    equal = {"letters.urgency": filters.urgency, "letters.form": filters.form}
    yield from (Condition(f"{column} = ?", [value]) for column, value in equal.items() if value)
    if filters.since:
        yield Condition("letters.date >= ?", [filters.since.isoformat()])
    if filters.until:
        yield Condition("letters.date <= ?", [filters.until.isoformat()])


_DOUBTED = "SELECT letter_id FROM doubts JOIN copies ON copies.id = copy_id WHERE NOT settled"


def _of_offices(db: Database, filters: Filters, few: int) -> Iterator[Condition]:
    if filters.concerning:
        yield _concerning(db, _keys(filters.concerning, circles=True), few)
    if filters.sender:
        names = _as_json(name_keys_of(filters.sender))
        yield Condition("letters.sender_key IN (SELECT value FROM json_each(?))", [names])
        yield _concerning(db, _keys(filters.sender), few)
    if filters.received_by:
        names = _as_json(name_keys_of(filters.received_by))
        source = """
            receipts JOIN copies ON copies.id = copy_id
            WHERE {}receipts.office_key IN (SELECT value FROM json_each(?))
        """
        yield _through(db, source, names, few)
        yield _concerning(db, _keys(filters.received_by), few)


def _keys(office: str, *, circles: bool = False) -> str:
    """The keys of `letter_offices` that a question for an office means, as JSON."""
    keys = set(labels_of(office))
    for each in offices_meant(office) if circles else ():
        keys |= circles_of(each)
    return _as_json(keys)


def _as_json(keys: frozenset[str] | set[str]) -> str:
    return json.dumps(sorted(keys), ensure_ascii=False)


def _concerning(db: Database, keys: str, few: int) -> Condition:
    """That a letter concerns an office of one of these keys."""
    source = "letter_offices WHERE {}office_key IN (SELECT value FROM json_each(?))"
    return _through(db, source, keys, few)


def _through(db: Database, source: str, keys: str, few: int) -> Condition:
    """That a letter is among those of a source: these where they are few, else asked one by one.

    In the place of {} a plus sign keeps the keys from leading, where there are many of them.
    """
    first, each = source.format(""), source.format("+")
    if _are_few(db, first, keys, few):
        return Condition(f"letters.id IN (SELECT letter_id FROM {first})", [keys])  # noqa: S608
    return Condition(f"EXISTS (SELECT 1 FROM {each} AND letter_id = letters.id)", [keys])  # noqa: S608


def _are_few(db: Database, source: str, keys: str, few: int) -> bool:
    """Whether a source has few rows of few keys."""
    if keys.count('", "') > _FEW_KEYS:
        return False
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {source} LIMIT ?)"  # noqa: S608 - our own clauses
    ((count,),) = db.execute(sql, [keys, few + 1])
    return bool(count <= few)


# --- what is shown


def _lines(
    register: Register, today: date, viewer: Viewer, office: str | None, rows: Sequence[Row]
) -> tuple[Line, ...]:
    ids = [row["id"] for row in rows]
    received, addressees = _received(register.db, ids, office), _addressees(register.db, ids)
    owed, doubted = _owed(register, today, viewer, office, ids), _doubted(register.db, ids)
    return tuple(
        Line(
            letter_id=row["id"],
            received=tuple(received[row["id"]]),
            number=row["number"],
            date=day_of(row),
            sender=row["sender"],
            addressees=tuple(addressees[row["id"]]),
            subject=row["subject"],
            form=row["form"],
            urgency=row["urgency"],
            secrecy=row["secrecy"],
            duties=tuple(owed[row["id"]]),
            doubts=tuple(doubted[row["id"]]),
            file=row["file"],
            sha256=row["sha256"],
            page=row["page"],
        )
        for row in rows
    )


def _received(db: Database, ids: Sequence[int], office: str | None) -> Mapping[int, list[Received]]:
    """The stamps of letters, by day and number."""
    names = name_keys_of(office) if office else None
    found: defaultdict[int, list[Received]] = defaultdict(list)
    rows = db.query(
        """
        SELECT DISTINCT letter_id, office, office_key, receipts.number, receipts.date FROM copies
        JOIN receipts ON copy_id = copies.id
        WHERE letter_id IN (SELECT value FROM json_each(?))
        ORDER BY receipts.date, receipts.number, office
        """,
        [json.dumps(ids)],
    )
    for row in rows:
        if names is None or row["office_key"] in names:
            found[row["letter_id"]].append(Received(row["office"], row["number"], day_of(row)))
    return found


def _addressees(db: Database, ids: Sequence[int]) -> Mapping[int, list[str]]:
    rows = db.execute(
        """
        SELECT letters.id, value FROM letters JOIN evidence ON copy_id = best_copy_id
        WHERE letters.id IN (SELECT value FROM json_each(?)) AND field = 'addressees'
        ORDER BY position
        """,
        [json.dumps(ids)],
    )
    return _by_letter(rows)


def _doubted(db: Database, ids: Sequence[int]) -> Mapping[int, list[str]]:
    rows = db.execute(
        """
        SELECT DISTINCT letter_id, field FROM copies JOIN doubts ON copy_id = copies.id
        WHERE letter_id IN (SELECT value FROM json_each(?)) AND NOT settled ORDER BY field
        """,
        [json.dumps(ids)],
    )
    return _by_letter(rows)


def _by_letter(rows: Any) -> Mapping[int, list[str]]:  # Any: a cursor of pairs
    found: defaultdict[int, list[str]] = defaultdict(list)
    for letter_id, value in rows:
        found[letter_id].append(value)
    return found


def _owed(
    register: Register, today: date, viewer: Viewer, office: str | None, ids: Sequence[int]
) -> Mapping[int, list[Duty]]:
    """What letters ask: of one office as it stands, else each duty once."""
    if office:
        asked = list(duties(register, Span(today), office, ids, viewer))
    else:
        asked = list(veiled(register, viewer, duties_once(register.db, ids)))
    found: defaultdict[int, list[Duty]] = defaultdict(list)
    for letter_id, own in groupby(asked, key=lambda duty: duty.letter_id):
        found[letter_id] += own
    return found
