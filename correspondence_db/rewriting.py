"""A stored copy written down anew: the machine's reading with what people say of it.

Rows that others point to keep their ids: evidence and citations by field and position, duties by
position, so that what was done about a duty stays with it. When a scan is read or split anew, its
duties are found again by their place on the page and by their words; one that is found nowhere and
that something was done about is kept, as removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlite_utils import Database

from correspondence_db.record import (
    Bundle,
    Row,
    citation_names,
    debtors_as,
    duty_row,
    evidence_row,
    insert,
    new_letter,
    places_in,
    quality_of,
    readings_of,
    record_attachments,
    record_citations,
    record_doubts,
    record_evidence,
    record_pages,
    record_receipts,
    value_of,
)
from correspondence_db.said import LISTED, as_said, machine_reading, standing
from extract.corrected import ADDED, Corrected, likeness
from extract.identity import letter_identity
from extract.letter import Letter, Obligation

#: Positions of duties that no letter of their scan has any more.
_PARKED = 3000
#: Where the copies of a scan wait while it is split anew.
_ASIDE = 1_000_000


def rewrite(db: Database, copy_id: int) -> None:
    """Write a copy down as its reading and its corrections have it."""
    copy = _copy(db, copy_id)
    said = standing(db, copy["scan_id"], copy["first_page"])
    told = as_said(machine_reading(db, copy_id), said)
    letter, positions = told
    _head(db, copy_id, letter, sum(row["field"].split(".")[0] in LISTED for row in said))
    _evidence(db, copy_id, told, {(row["field"], row["position"]): row["at"] for row in said})
    db.execute("DELETE FROM receipts WHERE copy_id = ?", [copy_id])
    record_receipts(db, copy_id, letter, positions)
    _citations(db, copy_id, letter)
    db.execute("DELETE FROM attachments WHERE copy_id = ?", [copy_id])
    cited = dict(zip(letter.citations, _citation_ids(db, copy_id), strict=True))
    record_attachments(db, copy_id, letter, cited, positions)
    _obligations(db, copy_id, told)
    db.execute(
        "DELETE FROM doubts WHERE copy_id = ? AND citation_id IS NULL AND NOT compared", [copy_id]
    )
    record_doubts(db, copy_id, letter)


def _copy(db: Database, copy_id: int) -> Row:
    (copy,) = db.query("SELECT * FROM copies WHERE id = ?", [copy_id])
    return copy


def _head(db: Database, copy_id: int, letter: Letter, attended: int) -> None:
    """What tells which letter a copy is of, and how well it was read."""
    identity = letter_identity(*map(value_of, (letter.number, letter.sender, letter.date)))
    db.execute(
        "UPDATE copies SET identity = ?, quality = ?, attended = ? WHERE id = ?",
        [identity, quality_of(letter), attended, copy_id],
    )


def _evidence(
    db: Database, copy_id: int, told: Corrected, said_at: Mapping[tuple[str, int], str]
) -> None:
    """Put each value's row right in its place, and take out those of what is there no more."""
    kept = set()
    for reading in readings_of(*told):
        row = evidence_row(copy_id, reading)
        row["box"] = json.dumps(row["box"])
        row["said_at"] = said_at.get((reading.field, reading.position))
        kept.add((reading.field, reading.position))
        db.execute(_UPSERT, row)
    there = db.execute("SELECT id, field, position FROM evidence WHERE copy_id = ?", [copy_id])
    for row_id, field, position in there.fetchall():
        if (field, position) not in kept:
            db.execute("DELETE FROM best_readings WHERE evidence_id = ?", [row_id])
            db.execute("DELETE FROM evidence WHERE id = ?", [row_id])


_UPSERT = """
    INSERT INTO evidence
        (copy_id, field, position, value, key, raw, page, box, rule, confidence, said_at)
    VALUES (:copy_id, :field, :position, :value, :key, :raw, :page, :box, :rule, :confidence,
        :said_at)
    ON CONFLICT (copy_id, field, position) DO UPDATE SET value = excluded.value,
        key = excluded.key, raw = excluded.raw, page = excluded.page, box = excluded.box,
        rule = excluded.rule, confidence = excluded.confidence, said_at = excluded.said_at
"""


def _citations(db: Database, copy_id: int, letter: Letter) -> None:
    for row_id, cited in zip(_citation_ids(db, copy_id), letter.citations, strict=True):
        db.table("citations").update(row_id, citation_names(cited))


def _citation_ids(db: Database, copy_id: int) -> list[int]:
    rows = db.execute("SELECT id FROM citations WHERE copy_id = ? ORDER BY position", [copy_id])
    return [row_id for (row_id,) in rows]


def _obligations(db: Database, copy_id: int, told: Corrected) -> None:
    """Put each duty right in its place; one that is there no more is marked as removed."""
    rows = db.execute("SELECT position, id FROM obligations WHERE copy_id = ?", [copy_id])
    there: dict[int, int] = dict(rows.fetchall())
    duties = told.letter.obligations
    for position, duty in zip(
        places_in("obligations", duties, told.positions), duties, strict=True
    ):
        row = duty_row(copy_id, position, duty) | {"removed": 0}
        row_id = there.pop(position, None)
        if row_id is None:
            row_id = insert(db, "obligations", **row)
        else:
            db.table("obligations").update(row_id, row)
        debtors_as(db, row_id, duty)
    for row_id in there.values():
        db.execute("DELETE FROM debtors WHERE obligation_id = ?", [row_id])
        db.execute("UPDATE obligations SET removed = 1 WHERE id = ?", [row_id])


# --- a scan that is read or split anew


def rebuild(db: Database, bundle: Bundle, letters: Sequence[Letter]) -> list[int]:
    """Write the copies of a stored scan down from new readings; gives the copies there are now.

    A copy that begins on the same page stays the copy it was. Needs a transaction in which foreign
    keys are checked last, and must be followed by a join of what was there before and is now.
    """
    before = list(db.query("SELECT * FROM copies WHERE scan_id = ?", [bundle.scan_id]))
    pool = [duty for copy in before for duty in _known_duties(db, copy)]
    db.execute(
        "UPDATE copies SET position = position + ? WHERE scan_id = ?", [_ASIDE, bundle.scan_id]
    )
    by_page = {copy["first_page"]: copy["id"] for copy in before}
    now = [
        _place(db, bundle, at, letter, by_page.pop(letter.pages[0], None))
        for at, letter in enumerate(letters)
    ]
    heirs = {gone: _heir(page, letters, now) for page, gone in by_page.items()}
    _find_again(db, bundle, dict(zip(now, letters, strict=True)), pool, heirs)
    for gone, heir in heirs.items():
        db.execute("UPDATE deeds SET copy_id = ? WHERE copy_id = ?", [heir, gone])
        _take_out(db, gone)
        db.execute("DELETE FROM copies WHERE id = ?", [gone])
    for copy_id in now:
        rewrite(db, copy_id)
    return now


def _place(db: Database, bundle: Bundle, position: int, letter: Letter, copy_id: int | None) -> int:
    """Give a letter its copy, the one that was there or a new one, with the machine's reading."""
    row = {
        "position": position,
        "first_page": letter.pages[0],
        "blind": int(not bundle.blind.isdisjoint(letter.pages)),
        "reading": json.dumps(letter.to_json(), ensure_ascii=False),
    }
    if copy_id is None:
        letter_id = new_letter(db, f"anew {bundle.sha256}|{position}")
        more = {"letter_id": letter_id, "scan_id": bundle.scan_id, "quality": 0.0}
        copy_id = insert(db, "copies", **row, **more)
    else:
        _take_out(db, copy_id)
        db.table("copies").update(copy_id, row)
    record_pages(db, bundle, copy_id, letter)
    record_evidence(db, copy_id, letter)
    record_citations(db, copy_id, letter)
    return copy_id


def _heir(page: int, letters: Sequence[Letter], copies: Sequence[int]) -> int:
    """The copy that a page is of now that began a letter of its own; raises ValueError for none."""
    for letter, copy_id in zip(letters, copies, strict=True):
        if page in (*letter.pages, *letter.attached_pages):
            return copy_id
    if not copies:
        raise ValueError("a scan that had letters has none in its new reading")
    return copies[0]


def _take_out(db: Database, copy_id: int) -> None:
    """Forget what was read of a copy, but for its duties."""
    own = "(SELECT id FROM {} WHERE copy_id = :copy)"
    for statement in (
        f"DELETE FROM best_readings WHERE evidence_id IN {own.format('evidence')}",  # noqa: S608
        f"DELETE FROM doubts WHERE citation_id IN {own.format('citations')}",  # noqa: S608
        "DELETE FROM doubts WHERE copy_id = :copy",
        "DELETE FROM attachments WHERE copy_id = :copy",
        "DELETE FROM citations WHERE copy_id = :copy",
        "DELETE FROM receipts WHERE copy_id = :copy",
        "DELETE FROM evidence WHERE copy_id = :copy",
        "DELETE FROM copy_pages WHERE copy_id = :copy",
    ):
        db.execute(statement, {"copy": copy_id})


# --- duties found again


class _Known(NamedTuple):
    """A duty of the scan as it was: its row, and its words as the machine read them."""

    row: Row
    words: str


class _Wanted(NamedTuple):
    """A duty of the scan as it is now, and where it is to stand."""

    copy_id: int
    position: int
    duty: Obligation


def _known_duties(db: Database, copy: Row) -> Iterator[_Known]:
    """The duties of a copy, removed or not."""
    read = machine_reading(db, copy["id"]).obligations
    for row in db.query("SELECT * FROM obligations WHERE copy_id = ?", [copy["id"]]):
        at = row["position"]
        yield _Known(row, read[at].phrase.value if at < min(ADDED, len(read)) else row["text"])


def _find_again(
    db: Database,
    bundle: Bundle,
    letters: Mapping[int, Letter],
    pool: Sequence[_Known],
    heirs: Mapping[int, int],
) -> None:
    """Put each known duty where it stands now; drop those that are nowhere, if nothing was done."""
    wanted = [
        each for copy, letter in letters.items() for each in _wanted(db, bundle, copy, letter)
    ]
    db.execute(
        """
        UPDATE obligations SET position = -id
        WHERE id IN (SELECT value FROM json_each(?))
        """,
        [json.dumps([known.row["id"] for known in pool])],
    )
    found = _matched(pool, wanted)
    for known in pool:
        row_id = known.row["id"]
        if row_id in found:
            place = found[row_id].copy_id, found[row_id].position
            _move(db, row_id, *place)
        elif db.execute("SELECT 1 FROM deeds WHERE obligation_id = ?", [row_id]).fetchone():
            heir = heirs.get(known.row["copy_id"], known.row["copy_id"])
            _move(db, row_id, heir, _PARKED + row_id)
        else:
            db.execute("DELETE FROM debtors WHERE obligation_id = ?", [row_id])
            db.execute("DELETE FROM obligations WHERE id = ?", [row_id])


def _move(db: Database, row_id: int, copy_id: int, position: int) -> None:
    sql = "UPDATE obligations SET copy_id = ?, position = ? WHERE id = ?"
    db.execute(sql, [copy_id, position, row_id])


def _wanted(db: Database, bundle: Bundle, copy_id: int, letter: Letter) -> Iterator[_Wanted]:
    told = as_said(letter, standing(db, bundle.scan_id, letter.pages[0]))
    duties = told.letter.obligations
    for position, duty in zip(
        places_in("obligations", duties, told.positions), duties, strict=True
    ):
        yield _Wanted(copy_id, position, duty)


def _matched(pool: Sequence[_Known], wanted: Sequence[_Wanted]) -> dict[int, _Wanted]:
    """Row of a known duty -> the duty that it is now: the likest pairs first."""
    pairs = sorted(
        (
            (_likeness(known, each), -known.row["id"], -at)
            for known in pool
            for at, each in enumerate(wanted)
        ),
        reverse=True,
    )
    found: dict[int, _Wanted] = {}
    for alike, row, at in pairs:
        each = wanted[-at]
        if alike > 0 and -row not in found and each not in found.values():
            found[-row] = each
    return found


def _likeness(known: _Known, each: _Wanted) -> float:
    """How sure it is that two duties are one, above 0 where they may be."""
    phrase, row = each.duty.phrase, known.row
    same_place = (phrase.page, phrase.box.as_list()) == (row["page"], json.loads(row["box"]))
    found = likeness([known.words, row["text"]], phrase.value, same_place=same_place)
    return found if same_place or each.duty.action == row["action"] else 0.0
