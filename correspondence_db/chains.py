"""The way of one directive (เส้นทางของหนังสือ): from its origin to the last office it reached."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from sqlite_utils import Database

from correspondence_db.access import ALL_SEEING, Viewer, may_see, seen_among
from correspondence_db.duties import Duty, duties_once
from correspondence_db.record import Row, day_of
from correspondence_db.store import Register
from correspondence_db.veil import veiled
from extract.chain import number_key
from extract.letter import Relation, jsonable
from extract.numbers import parse_number


@dataclass(frozen=True, slots=True)
class Arrival:
    """A receive stamp of a letter; `lag_days` counts from the letter's date."""

    office: str | None
    number: int | None
    date: date | None
    time: str | None
    lag_days: int | None


@dataclass(frozen=True, slots=True)
class Mention:
    """A letter that speaks of one in a chain without passing it on: a reply, a reminder, a change.

    `words` are those that say so, where any do.
    """

    kind: Relation
    letter_id: int
    number: str | None
    date: date | None
    sender: str | None
    words: str | None


@dataclass(frozen=True, slots=True)
class Hop:
    """One letter of a chain. `depth` is 0 at the origin; `from_id` the letter it passes on.

    A letter that is not `held` is known from citations alone. `evidence` and `score` are those
    of the link to `from_id`; `mentions` are the other letters that speak of it, older first.
    Of a `restricted` letter, which the viewer may not see, nothing but its place is told.
    """

    letter_id: int
    depth: int
    from_id: int | None
    held: bool
    number: str | None
    date: date | None
    sender: str | None
    subject: str | None
    receipts: tuple[Arrival, ...]
    duties: tuple[Duty, ...]
    evidence: tuple[str, ...]
    score: float | None
    mentions: tuple[Mention, ...] = ()
    restricted: bool = False

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping, dates in ISO 8601."""
        as_json: dict[str, Any] = jsonable(self)
        return as_json


@dataclass(frozen=True, slots=True)
class Trace:
    """The chain of one letter: its origin first, each letter before those that pass it on."""

    letter_id: int
    hops: tuple[Hop, ...]

    def to_json(self) -> dict[str, Any]:
        return {"letter_id": self.letter_id, "hops": [hop.to_json() for hop in self.hops]}


def trace(register: Register, number: str, viewer: Viewer = ALL_SEEING) -> tuple[Trace, ...]:
    """The chain of each letter with this number, in any spelling; () when there is none."""
    parsed = parse_number(number)
    if parsed is None:
        return ()
    found = register.db.execute(
        "SELECT id FROM letters WHERE number_key = ? ORDER BY date, id", [number_key(parsed)]
    )
    letters = [letter_id for (letter_id,) in found]
    return tuple(chain for letter_id in letters if (chain := trace_of(register, letter_id, viewer)))


def trace_of(register: Register, letter_id: int, viewer: Viewer = ALL_SEEING) -> Trace | None:
    """The chain of one letter; None where there is none that the viewer may see."""
    if not may_see(register, viewer, letter_id):
        return None
    chain = _chain_of(register.db, letter_id)
    if viewer.sees_all:
        return chain
    told = {hop.letter_id for hop in chain.hops}
    told |= {mention.letter_id for hop in chain.hops for mention in hop.mentions}
    seen = seen_among(register, viewer, told)
    duties = veiled(register, viewer, [duty for hop in chain.hops for duty in hop.duties])
    return replace(chain, hops=tuple(_veiled(hop, seen, duties) for hop in chain.hops))


def _veiled(hop: Hop, seen: frozenset[int], duties: Iterable[Duty]) -> Hop:
    """A hop without what may not be seen."""
    if hop.letter_id not in seen:
        return Hop(
            hop.letter_id, hop.depth, hop.from_id, hop.held, None, None, None, None, (), (), (),
            None, restricted=True,
        )  # fmt: skip
    return replace(
        hop,
        duties=tuple(duty for duty in duties if duty.letter_id == hop.letter_id),
        mentions=tuple(one for one in hop.mentions if one.letter_id in seen),
    )


def _chain_of(db: Database, letter_id: int) -> Trace:
    """What the letter passes on, back to the origin, and all that passes it on, to the last."""
    members = {letter_id, *_closure(db, _UP, letter_id), *_closure(db, _DOWN, letter_id)}
    links = _links_among(db, members)
    passed_on_by = defaultdict(list)
    for link in links:
        passed_on_by[link["target_id"]].append(link)
    origins = members - {link["letter_id"] for link in links} or {letter_id}
    ways: dict[int, tuple[Row, int]] = {}
    for origin in sorted(origins):
        _walk({"letter_id": origin, "target_id": None}, passed_on_by, ways)
    known = _Known.about(db, members)
    return Trace(letter_id, tuple(_hop(known, link, depth) for link, depth in ways.values()))


_UP = """
    WITH RECURSIVE above (id) AS (
        SELECT target_id FROM links WHERE letter_id = ? AND kind = 'forwards'
        UNION
        SELECT target_id FROM above JOIN links ON letter_id = above.id WHERE kind = 'forwards'
    )
    SELECT id FROM above
"""
_DOWN = """
    WITH RECURSIVE below (id) AS (
        SELECT letter_id FROM links WHERE target_id = ? AND kind = 'forwards'
        UNION
        SELECT letter_id FROM below JOIN links ON target_id = below.id WHERE kind = 'forwards'
    )
    SELECT id FROM below
"""


def _closure(db: Database, sql: str, letter_id: int) -> Iterator[int]:
    return (found for (found,) in db.execute(sql, [letter_id]))


def _links_among(db: Database, members: Collection[int]) -> list[Row]:
    """The forwarding links inside a chain, earlier letters first.

    Each letter's own links are read, never each pair of letters looked up.
    """
    return list(
        db.query(
            """
            SELECT links.* FROM json_each(:members)
            CROSS JOIN links ON letter_id = json_each.value
            JOIN letters ON letters.id = letter_id
            WHERE kind = 'forwards' AND +target_id IN (SELECT value FROM json_each(:members))
            ORDER BY letters.date, letters.id
            """,
            {"members": json.dumps(sorted(members))},
        )
    )


def _walk(
    link: Row,
    passed_on_by: Mapping[int, list[Row]],
    ways: dict[int, tuple[Row, int]],
    depth: int = 0,
) -> None:
    """Add the way to a letter and to all that pass it on, depth first; each letter once."""
    letter_id = link["letter_id"]
    if letter_id in ways:
        return
    ways[letter_id] = link, depth
    for further in passed_on_by.get(letter_id, []):
        _walk(further, passed_on_by, ways, depth + 1)


class _Known(NamedTuple):
    """What is known of the letters of a chain, by letter."""

    letters: Mapping[int, Row]
    duties: Mapping[int, tuple[Duty, ...]]
    mentions: Mapping[int, Sequence[Mention]]
    arrivals: Mapping[int, Sequence[Row]]

    @classmethod
    def about(cls, db: Database, members: Collection[int]) -> _Known:
        return cls(
            {row["id"]: row for row in _of_letters(db, _LETTERS, members)},
            _by_letter(duties_once(db, members)),
            {letter: tuple(map(_mention, own)) for letter, own in _each(db, _MENTIONS, members)},
            {letter: tuple(own) for letter, own in _each(db, _ARRIVALS, members)},
        )


def _by_letter(duties: Iterable[Duty]) -> Mapping[int, tuple[Duty, ...]]:
    return {letter: tuple(own) for letter, own in groupby(duties, attrgetter("letter_id"))}


def _hop(known: _Known, link: Row, depth: int) -> Hop:
    letter = known.letters[link["letter_id"]]
    sent_on = day_of(letter)
    return Hop(
        letter_id=letter["id"],
        depth=depth,
        from_id=link["target_id"],
        held=bool(letter["held"]),
        number=letter["number"],
        date=sent_on,
        sender=letter["sender"],
        subject=letter["subject"],
        receipts=tuple(_arrival(row, sent_on) for row in known.arrivals.get(letter["id"], ())),
        duties=known.duties.get(letter["id"], ()),
        evidence=tuple(json.loads(link.get("evidence", "[]"))),
        score=link.get("score"),
        mentions=tuple(known.mentions.get(letter["id"], ())),
    )


_LETTERS = "SELECT * FROM letters WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
_MENTIONS = """
    SELECT target_id AS about, kind, letter_id, number, date, sender, words FROM links
    JOIN letters ON letters.id = letter_id
    WHERE target_id IN (SELECT value FROM json_each(?)) AND kind <> 'forwards'
    ORDER BY target_id, date, letter_id
"""
# The stamps of all copies in order of time, one that several bundles show once.
_ARRIVALS = """
    SELECT DISTINCT letter_id AS about, office, receipts.number, receipts.date, receipts.time
    FROM copies JOIN receipts ON copy_id = copies.id
    WHERE letter_id IN (SELECT value FROM json_each(?))
    ORDER BY letter_id, receipts.date, receipts.time, office
"""


def _of_letters(db: Database, sql: str, letter_ids: Collection[int]) -> Iterator[Row]:
    return db.query(sql, [json.dumps(sorted(letter_ids))])


def _each(
    db: Database, sql: str, letter_ids: Collection[int]
) -> Iterator[tuple[int, Iterator[Row]]]:
    """The rows about each letter."""
    return groupby(_of_letters(db, sql, letter_ids), itemgetter("about"))


def _mention(row: Row) -> Mention:
    fields = {name: value for name, value in row.items() if name != "about"}
    return Mention(**fields | {"date": day_of(row)})


def _arrival(row: Row, sent_on: date | None) -> Arrival:
    received = day_of(row)
    lag = (received - sent_on).days if received and sent_on else None
    return Arrival(row["office"], row["number"], received, row["time"], lag)
