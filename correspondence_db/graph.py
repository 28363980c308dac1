"""The register as a graph: letters, and what each is to those that it cites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from sqlite_utils import Database

from correspondence_db.access import ALL_SEEING, Viewer, seen_by
from correspondence_db.demands import all_obligations, due_of
from correspondence_db.owing import (
    Arrivals,
    arrivals_of,
    bound_by,
    by_label,
    issuer_of,
    label_near,
)
from correspondence_db.record import Row, day_of
from correspondence_db.store import Register
from extract.dates import Due
from extract.letter import Relation


class Demand(NamedTuple):
    """What a letter asks."""

    action: str
    text: str
    creditor: str | None
    due: Due


@dataclass(frozen=True, slots=True)
class Node:
    """A letter. Offices stand under their names, with their places where several bear one name.

    `addressed` are all whom it goes to, groups by their members; `received` the offices that
    stamped it, each with its first day. `numbers` and `dates` are all readings: of its copies, and
    of the letters that cite it.
    """

    letter_id: int
    held: bool
    number: str | None
    sent_on: date | None
    sender: str | None
    subject: str | None
    addressed: frozenset[str] = frozenset()
    received: Mapping[str, date | None] = field(default_factory=dict)
    demands: tuple[Demand, ...] = ()
    numbers: frozenset[str] = frozenset()
    dates: frozenset[date] = frozenset()


class Tie(NamedTuple):
    """That one letter forwards another, answers it, reminds of it, and so on."""

    letter_id: int
    target_id: int
    kind: Relation


@dataclass(frozen=True, slots=True)
class Graph:
    """Letters by id, and the ties between them."""

    nodes: Mapping[int, Node]
    ties: tuple[Tie, ...]

    def forwarding(self) -> Iterable[tuple[Node, Node]]:
        """Each letter that passes another on, with that other."""
        return (
            (self.nodes[tie.letter_id], self.nodes[tie.target_id])
            for tie in self.ties
            if tie.kind == "forwards"
        )

    def chain_of(self, letter_ids: Iterable[int]) -> set[int]:
        """These letters, what they pass on, what passes them on, and whatever speaks of any."""
        up, down = defaultdict(set), defaultdict(set)
        for node, source in self.forwarding():
            up[node.letter_id].add(source.letter_id)
            down[source.letter_id].add(node.letter_id)
        asked = set(letter_ids)
        chain = _reached(asked, up) | _reached(asked, down)
        return chain | {tie.letter_id for tie in self.ties if tie.target_id in chain}


def _reached(letter_ids: Iterable[int], steps: Mapping[int, set[int]]) -> set[int]:
    """The letters, and all that steps lead to from them."""
    reached: set[int] = set()
    waiting = list(letter_ids)
    while waiting:
        letter_id = waiting.pop()
        if letter_id not in reached:
            reached.add(letter_id)
            waiting += steps.get(letter_id, ())
    return reached


def graph_of(register: Register, viewer: Viewer = ALL_SEEING) -> Graph:
    """Everything that the register holds or knows of, as far as a viewer may see it."""
    db = register.db
    seen = seen_by(viewer)
    sql = f"SELECT * FROM letters WHERE {seen.sql} ORDER BY id"  # noqa: S608 - our own clauses
    rows = list(db.query(sql, seen.values))
    ids = {row["id"] for row in rows}
    received = arrivals_of(db, [row["id"] for row in rows])
    addressees, demands, readings = _addressees(db), _demands(db), _readings(db, viewer)
    nodes = (
        _node(row, addressees[row["id"]], received.get(row["id"], {}), demands[row["id"]])
        for row in rows
    )
    ties = db.execute("SELECT letter_id, target_id, kind FROM links ORDER BY 1, 2")
    return Graph(
        {
            node.letter_id: replace(
                node,
                numbers=frozenset(readings["number", node.letter_id]),
                dates=frozenset(map(date.fromisoformat, readings["date", node.letter_id])),
            )
            for node in nodes
        },
        tuple(Tie(*tie) for tie in ties if {tie[0], tie[1]} <= ids),
    )


def _node(row: Row, named: Row, received: Arrivals, demands: Sequence[Demand]) -> Node:
    """A letter without its readings; `named` are its addressees as printed."""
    issuer = issuer_of(row["sender"], row["number"])
    heading = {"sender": row["sender"], "number": row["number"], "addressees": named["debtors"]}
    bound = bound_by(named | heading, received)
    return Node(
        letter_id=row["id"],
        held=bool(row["held"]),
        number=row["number"],
        sent_on=day_of(row),
        sender=label_near(row["sender"], issuer) if row["sender"] else None,
        subject=row["subject"],
        addressed=frozenset(debtor.name for debtor in bound),
        received=by_label(received, issuer),
        demands=tuple(demands),
    )


def _addressees(db: Database) -> Mapping[int, Row]:
    """Letter -> whom it goes to and whom the list at its back names, as its best copy has them."""
    found: defaultdict[int, Row] = defaultdict(lambda: {"debtors": [], "listed": []})
    rows = db.execute(
        """
        SELECT letters.id, field, value FROM letters JOIN evidence ON copy_id = best_copy_id
        WHERE field IN ('addressees', 'listed') ORDER BY letters.id, field, position
        """
    )
    for letter_id, part, value in rows:
        found[letter_id]["debtors" if part == "addressees" else "listed"].append(value)
    return found


def _demands(db: Database) -> Mapping[int, list[Demand]]:
    found = defaultdict(list)
    for row in all_obligations(db):
        demand = Demand(row["action"], row["text"], row["creditor"], due_of(row))
        found[row["letter_id"]].append(demand)
    return found


def _readings(db: Database, viewer: Viewer) -> Mapping[tuple[str, int], set[str]]:
    """(number or date, letter) -> every reading of it: of its copies, and of those who cite it."""
    found = defaultdict(set)
    citing = seen_by(viewer, "copies.letter_id")
    rows = db.execute(
        f"""
        SELECT field, letter_id, value FROM copies JOIN evidence ON copy_id = copies.id
        WHERE field IN ('number', 'date')
        UNION
        SELECT substr(field, 11), target_id, value FROM citations
        JOIN copies ON copies.id = citations.copy_id
        JOIN evidence ON evidence.copy_id = citations.copy_id
            AND evidence.position = citations.position
        WHERE field IN ('citations.number', 'citations.date') AND target_id IS NOT NULL
            AND {citing.sql}
        """,  # noqa: S608 - our own clauses
        citing.values,
    )
    for part, letter_id, value in rows:
        found[part, letter_id].add(value)
    return found
