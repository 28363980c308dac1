"""All that is known of one letter, laid beside its pages (แฟ้มเรื่อง): each value with where it was
read, its copies, stamps and enclosures, what people say of it, the letters it hangs together with.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sqlite_utils import Database

from correspondence_db.access import ALL_SEEING, Viewer, may_see, pages_seen_by, seen_by
from correspondence_db.record import Row, day_of
from correspondence_db.store import Register
from extract.checks import LOW
from extract.corrected import PERSON
from extract.letter import Doubt, Relation, Role
from ocr.page import Box


class Leaf(NamedTuple):
    """A page of a copy: its size in pixels as it was read, what it is to the letter, and why."""

    number: int
    width: int
    height: int
    role: Role
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """One copy of the letter: the scan it lies in, and those of its pages that may be seen."""

    copy_id: int
    file: str
    sha256: str
    received_on: date
    pages: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the letter: `position` counts those of one field in copy `copy_id` from 0.

    `reasons` are keys of `extract.doubts`, none where it is sure. `here` is what the copy that is
    shown has instead, where the letter's best reading is another copy's; `machine` what was read
    where a person says otherwise.
    """

    field: str
    position: int
    value: str
    raw: str
    confidence: float
    rule: str
    copy_id: int
    page: int
    box: Box
    reasons: tuple[str, ...]
    here: str | None = None
    machine: str | None = None

    @property
    def is_said(self) -> bool:
        """Whether a person said or confirmed it."""
        return self.rule == PERSON


class Enclosure(NamedTuple):
    """One item of สิ่งที่ส่งมาด้วย: the scan's `pages` it was found on, the letter it is, if one."""

    position: int
    title: str
    quantity: int | None
    unit: str | None
    url: str | None
    pages: tuple[int, ...]
    letter_id: int | None


class Struck(NamedTuple):
    """A value that, as a person says, the letter does not have; `machine` is what was read."""

    field: str
    position: int
    machine: str | None


class Relative(NamedTuple):
    """A letter that this one cites, or that cites this one; `words` are those that say how."""

    kind: Relation
    letter_id: int
    held: bool
    number: str | None
    date: date | None
    sender: str | None
    subject: str | None
    words: str | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """A letter laid out around one of its copies, `shown`: None where it is only cited.

    `values` stand in the order of the page; `loose` are doubts about what was not read. `cites`
    are the letters it names, `cited_by` those that name it. `targets` tells of a citation's
    position which letter it names, `duty_ids` of a duty's which obligation it is.
    """

    letter_id: int
    number: str | None
    date: date | None
    sender: str | None
    subject: str | None
    urgency: str | None
    secrecy: str | None
    holdings: tuple[Holding, ...]
    shown: Holding | None
    values: tuple[Value, ...]
    struck: tuple[Struck, ...]
    loose: tuple[Doubt, ...]
    stamps: tuple[tuple[int, Box], ...]
    enclosures: tuple[Enclosure, ...]
    duty_ids: Mapping[int, int]
    targets: Mapping[int, int]
    cites: tuple[Relative, ...]
    cited_by: tuple[Relative, ...]


def dossier(
    register: Register,
    letter_id: int,
    viewer: Viewer = ALL_SEEING,
    copy_id: int | None = None,
) -> Dossier | None:
    """A letter with all that a viewer may see of it, around one copy: by default the best.

    None where there is no such letter, or it may not be seen.
    """
    if not may_see(register, viewer, letter_id):
        return None
    db = register.db
    (letter,) = db.query("SELECT * FROM letters WHERE id = ?", [letter_id])
    holdings = tuple(_holdings(db, letter_id, viewer))
    by_id = {holding.copy_id: holding for holding in holdings}
    shown = by_id.get(copy_id or 0) or by_id.get(letter["best_copy_id"])
    doubts = list(_doubts(db, shown.copy_id)) if shown else []
    said = list(_said(db, shown)) if shown else []
    values = tuple(_values(db, letter_id, shown, doubts))
    return Dossier(
        letter_id=letter_id,
        number=letter["number"],
        date=day_of(letter),
        sender=letter["sender"],
        subject=letter["subject"],
        urgency=letter["urgency"],
        secrecy=letter["secrecy"],
        holdings=holdings,
        shown=shown,
        values=tuple(_with_machine(values, shown, said)),
        struck=tuple(_struck(said)),
        loose=tuple(_loose(doubts, values)),
        stamps=tuple(_stamps(db, shown)) if shown else (),
        enclosures=tuple(_enclosures(db, shown, viewer)) if shown else (),
        duty_ids=_duty_ids(db, shown) if shown else {},
        targets=_targets(db, shown, viewer) if shown else {},
        cites=tuple(_relatives(db, viewer, letter_id, "letter_id", "target_id")),
        cited_by=tuple(_relatives(db, viewer, letter_id, "target_id", "letter_id")),
    )


def is_about(doubt: Doubt, field: str, page: int, box: Box) -> bool:
    """Whether a doubt is about a reading: its field, and where it stands."""
    same_field = f"{field}.".startswith(f"{doubt.field}.") and doubt.page == page
    return same_field and (doubt.box is None or doubt.box.overlap(box) > 0)


def _holdings(db: Database, letter_id: int, viewer: Viewer) -> Iterator[Holding]:
    rows = db.query(
        """
        SELECT copies.id, file, sha256, received_on,
            coalesce(json_extract(reading, '$.boundaries'), '[]') AS boundaries
        FROM copies JOIN scans ON scans.id = scan_id WHERE letter_id = ? ORDER BY copies.id
        """,
        [letter_id],
    )
    for row in rows:
        day = date.fromisoformat(row["received_on"])
        boundaries = {each["page"]: each for each in json.loads(row["boundaries"])}
        leaves = tuple(_leaves(db, row["id"], viewer, boundaries))
        yield Holding(row["id"], row["file"], row["sha256"], day, leaves)


def _leaves(
    db: Database, copy_id: int, viewer: Viewer, boundaries: Mapping[int, Row]
) -> Iterator[Leaf]:
    seen = pages_seen_by(viewer)
    rows = db.execute(
        f"""
        SELECT number, width, height, own FROM copy_pages JOIN pages ON pages.id = page_id
        WHERE copy_id = ? AND {seen.sql} ORDER BY position
        """,  # noqa: S608 - our own clauses
        [copy_id, *seen.values],
    )
    for number, width, height, own in rows:
        told = boundaries.get(number, {})
        role: Role = told.get("role", "further" if own else "attached")
        reasons = tuple(each["rule"] for each in told.get("evidence", ()))
        yield Leaf(number, width, height, role, reasons, tuple(told.get("doubts", ())))


def _doubts(db: Database, copy_id: int) -> Iterator[Doubt]:
    rows = db.execute(
        """
        SELECT field, reason, page, box FROM doubts WHERE copy_id = ? AND NOT settled ORDER BY id
        """,
        [copy_id],
    )
    return (
        Doubt(field, reason, page, _box(box) if box else None) for field, reason, page, box in rows
    )


def _values(
    db: Database, letter_id: int, shown: Holding | None, doubts: Sequence[Doubt]
) -> Iterator[Value]:
    """What the shown copy says; where the letter's best reading is another copy's, that one."""
    best = list(
        db.query(
            """
            SELECT evidence.* FROM best_readings JOIN evidence ON evidence.id = evidence_id
            WHERE letter_id = ? ORDER BY evidence.id
            """,
            [letter_id],
        )
    )
    own = list(
        db.query(
            "SELECT * FROM evidence WHERE copy_id = ? ORDER BY page, id",
            [shown.copy_id if shown else 0],
        )
    )
    told = {row["field"]: row for row in best if shown and row["copy_id"] != shown.copy_id}
    if shown is None:
        told = {row["field"]: row for row in best}
    for row in own:
        better = told.pop(row["field"], None)
        differs = better is not None and better["value"] != row["value"]
        if better is not None and differs:
            yield _value(better, (), row["value"])
        else:
            yield _value(row, _reasons(row, doubts))
    yield from (_value(row, ()) for row in told.values())


def _said(db: Database, shown: Holding) -> Iterator[Row]:
    """What people say of a copy, what they said first before what they said later."""
    return db.query(
        """
        SELECT corrections.field, corrections.position, kind, before FROM corrections
        JOIN copies ON copies.scan_id = corrections.scan_id AND copies.first_page = page
        WHERE copies.id = ? AND withdrawn_at IS NULL AND kind NOT IN ('settle', 'split')
        ORDER BY at, corrections.id
        """,
        [shown.copy_id],
    )


def _with_machine(
    values: Iterable[Value], shown: Holding | None, said: Iterable[Row]
) -> Iterator[Value]:
    """The values, those that a person corrected with what the machine had read."""
    read: dict[tuple[str, int], str | None] = {}
    for row in said:
        read.setdefault((row["field"], row["position"]), _told(row["before"]))
    for value in values:
        machine = read.get((value.field, value.position))
        own = shown is not None and value.copy_id == shown.copy_id and machine != value.value
        yield replace(value, machine=machine) if own else value


def _struck(said: Iterable[Row]) -> Iterator[Struck]:
    first: dict[tuple[str, int], Row] = {}
    last: dict[tuple[str, int], Row] = {}
    for row in said:
        key = (row["field"], row["position"])
        first.setdefault(key, row)
        last[key] = row
    for key, row in last.items():
        if row["kind"] == "remove":
            yield Struck(*key, machine=_told(first[key]["before"]))


def _told(before: str | None) -> str | None:
    told = json.loads(before) if before else None
    return None if told is None else str(told)


def _reasons(row: Row, doubts: Iterable[Doubt]) -> tuple[str, ...]:
    box = _box(row["box"])
    about = [doubt.reason for doubt in doubts if is_about(doubt, row["field"], row["page"], box)]
    if not about and row["confidence"] < LOW:
        return ("low-confidence",)
    return tuple(dict.fromkeys(about))


def _value(row: Row, reasons: tuple[str, ...], here: str | None = None) -> Value:
    plain = ("field", "position", "value", "raw", "confidence", "rule", "copy_id", "page")
    return Value(
        **{name: row[name] for name in plain}, box=_box(row["box"]), reasons=reasons, here=here
    )


def _loose(doubts: Iterable[Doubt], values: Sequence[Value]) -> Iterator[Doubt]:
    """The doubts that are about no value that was read."""
    for doubt in doubts:
        if not any(is_about(doubt, each.field, each.page, each.box) for each in values):
            yield doubt


def _stamps(db: Database, shown: Holding) -> Iterator[tuple[int, Box]]:
    rows = db.execute(
        "SELECT page, box FROM receipts WHERE copy_id = ? ORDER BY position", [shown.copy_id]
    )
    return ((page, _box(box)) for page, box in rows)


def _enclosures(db: Database, shown: Holding, viewer: Viewer) -> Iterator[Enclosure]:
    seen = seen_by(viewer, "citations.target_id")
    rows = db.execute(
        f"""
        SELECT attachments.position, title, quantity, unit, url, pages,
            CASE WHEN {seen.sql} THEN target_id END
        FROM attachments LEFT JOIN citations ON citations.id = citation_id
        WHERE attachments.copy_id = ? ORDER BY attachments.position
        """,  # noqa: S608 - our own clauses
        [*seen.values, shown.copy_id],
    )
    for position, title, quantity, unit, url, pages, letter_id in rows:
        found = tuple(json.loads(pages))
        yield Enclosure(position, title, quantity, unit, url, found, letter_id)


def _duty_ids(db: Database, shown: Holding) -> Mapping[int, int]:
    rows = db.execute("SELECT position, id FROM obligations WHERE copy_id = ?", [shown.copy_id])
    return dict(rows)


def _targets(db: Database, shown: Holding, viewer: Viewer) -> Mapping[int, int]:
    seen = seen_by(viewer, "citations.target_id")
    rows = db.execute(
        f"SELECT position, target_id FROM citations WHERE copy_id = ? AND {seen.sql}",  # noqa: S608
        [shown.copy_id, *seen.values],
    )
    return dict(rows)


def _relatives(
    db: Database, viewer: Viewer, letter_id: int, near: str, far: str
) -> Iterator[Relative]:
    seen = seen_by(viewer, f"links.{far}")
    rows = db.query(
        f"""
        SELECT kind, links.{far} AS letter_id, held, number, date, sender, subject, words
        FROM links JOIN letters ON letters.id = links.{far}
        WHERE links.{near} = ? AND {seen.sql} ORDER BY date, letters.id
        """,  # noqa: S608 - our own names of columns
        [letter_id, *seen.values],
    )
    return (Relative(**row | {"held": bool(row["held"]), "date": day_of(row)}) for row in rows)


def _box(stored: str) -> Box:
    return Box(*json.loads(stored))
