"""Which copies are of one letter (สำเนาของหนังสือฉบับเดียวกัน), out of all that were ever scanned.

A copy comes to its letter by what both say (`extract.identity`), so a new scan may show that two
letters are one, and now and then that one is two. Letters keep their ids through this as far as
they can, and are named by their first copy, so that the order of arrival cannot matter.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, partial

from sqlite_utils import Database

from correspondence_db.record import Row, new_letter
from extract.chain import Naming, name_key
from extract.identity import Copy, may_be_one, sets_of_one_letter


def alike(db: Database, copy_ids: Iterable[int]) -> dict[int, Copy]:
    """These copies and all that may be of one letter with them, directly or through others."""
    found: dict[int, Copy] = {}
    expanded: set[object] = set()
    waiting = list(copy_ids)
    read = cache(partial(copy_of, db))
    while waiting:
        copy_id = waiting.pop()
        if copy_id in found:
            continue
        copy = found[copy_id] = read(copy_id)
        if copy.head is None or copy.head not in expanded:
            expanded.add(copy.head)
            near = _near(db, copy_id, copy) - found.keys()
            waiting += [one for one in near if may_be_one(copy, read(one))]
        waiting += _of_its_letter(db, copy_id) - found.keys()
    return found


def letters_of(db: Database, copy_ids: Iterable[int]) -> set[int]:
    """The letters that these are copies of, as it stands."""
    rows = db.execute(
        "SELECT DISTINCT letter_id FROM copies WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(copy_ids))],
    )
    return {letter_id for (letter_id,) in rows}


def copies_of(db: Database, letter_ids: Iterable[int]) -> set[int]:
    """The copies of these letters, as it stands."""
    rows = db.execute(
        "SELECT id FROM copies WHERE letter_id IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(letter_ids))],
    )
    return {copy_id for (copy_id,) in rows}


def forget_empty(db: Database, letter_ids: Iterable[int]) -> None:
    """Drop those of these letters, held until now, that have no copy any more."""
    rows = db.execute(
        """
        SELECT id FROM letters WHERE id IN (SELECT value FROM json_each(?)) AND held
            AND NOT EXISTS (SELECT 1 FROM copies WHERE letter_id = letters.id)
        """,
        [json.dumps(sorted(letter_ids))],
    )
    for (letter_id,) in rows.fetchall():
        _forget(db, letter_id)


def regroup(db: Database, copies: Mapping[int, Copy]) -> set[int]:
    """Put each of these copies to its letter; gives the letters.

    `copies` must hold all that are alike. Letters without a copy left are forgotten.
    """
    ordered = _in_order(db, copies)
    free = letters_of(db, copies)
    sets = sets_of_one_letter([copies[copy_id] for copy_id in ordered])
    for copy_ids in sorted(sorted(ordered[at] for at in positions) for positions in sets):
        _assign(db, copy_ids, free)
    for letter_id in free:
        _forget(db, letter_id)
    letters = letters_of(db, copies)
    _name(db, letters)
    return letters


def copy_of(db: Database, copy_id: int) -> Copy:
    """What a copy says that tells which letter it is of."""
    rows = db.query(
        """
        SELECT field, value, key FROM evidence WHERE copy_id = ?
            AND field IN ('form', 'number', 'date', 'sender', 'subject', 'addressees')
        ORDER BY field, position
        """,
        [copy_id],
    )
    fields: dict[str, list[Row]] = {}
    for row in rows:
        fields.setdefault(row["field"], []).append(row)
    value = {field: found[0]["value"] for field, found in fields.items()}
    key = {field: found[0]["key"] for field, found in fields.items()}
    return Copy(
        Naming(
            number=_unspaced(value["number"]) if key.get("number") else None,
            date=date.fromisoformat(value["date"]) if "date" in value else None,
            sender=key.get("sender"),
            subject=key.get("subject"),
        ),
        form=value["form"],
        addressees=" ".join(row["key"] for row in fields.get("addressees", [])) or None,
        passes_on=_passed_on(db, copy_id),
        text=_text(db, copy_id),
    )


def _passed_on(db: Database, copy_id: int) -> frozenset[str]:
    rows = db.execute(
        """
        SELECT value FROM citations JOIN evidence ON evidence.copy_id = citations.copy_id
            AND evidence.position = citations.position AND field = 'citations.number'
        WHERE citations.copy_id = ? AND context = 'attachment'
        """,
        [copy_id],
    )
    return frozenset(_unspaced(value) for (value,) in rows)


def _unspaced(number: str) -> str:
    return number.replace(" ", "")


def _text(db: Database, copy_id: int) -> str | None:
    rows = db.execute(
        """
        SELECT text FROM copy_pages JOIN pages ON pages.id = page_id
        WHERE copy_id = ? AND own ORDER BY position
        """,
        [copy_id],
    )
    return name_key("".join(text for (text,) in rows)) or None


def _near(db: Database, copy_id: int, copy: Copy) -> set[int]:
    """The copies that may be of one letter with this one: of its number, or its office and day."""
    rows = db.execute(
        """
        SELECT other.copy_id FROM evidence AS own
        JOIN evidence AS other ON other.field = 'number' AND other.key = own.key
        WHERE own.copy_id = :copy_id AND own.field = 'number'
        UNION
        SELECT other.copy_id FROM evidence AS other
        JOIN evidence AS sender ON sender.copy_id = other.copy_id
            AND sender.field = 'sender' AND sender.key = :sender
        WHERE other.field = 'date' AND other.key = :date
        """,
        {"copy_id": copy_id, "sender": copy.naming.sender, "date": copy.naming.date},
    )
    return {found for (found,) in rows} - {copy_id}


def _of_its_letter(db: Database, copy_id: int) -> set[int]:
    rows = db.execute(
        """
        SELECT other.id FROM copies AS own JOIN copies AS other ON other.letter_id = own.letter_id
        WHERE own.id = ?
        """,
        [copy_id],
    )
    return {found for (found,) in rows}


def _in_order(db: Database, copy_ids: Collection[int]) -> list[int]:
    """Copies by the hash of their scan and their place in it: whatever came first."""
    rows = db.execute(
        """
        SELECT copies.id FROM copies JOIN scans ON scans.id = scan_id
        WHERE copies.id IN (SELECT value FROM json_each(?)) ORDER BY sha256, position
        """,
        [json.dumps(sorted(copy_ids))],
    )
    return [copy_id for (copy_id,) in rows]


def _assign(db: Database, copy_ids: Sequence[int], free: set[int]) -> None:
    """Make these the copies of one letter: the oldest of theirs that is still `free`, or a new."""
    own = letters_of(db, copy_ids) & free
    letter_id = min(own) if own else new_letter(db, f"of copy {copy_ids[0]}")
    free.discard(letter_id)
    for copy_id in copy_ids:
        db.execute("UPDATE copies SET letter_id = ? WHERE id = ?", [letter_id, copy_id])


def _name(db: Database, letter_ids: Collection[int]) -> None:
    """Call held letters by their first copies; two may trade names, so all lay theirs down."""
    chosen = "WHERE id IN (SELECT value FROM json_each(?))"
    first = """
        SELECT sha256 || '|' || position FROM copies JOIN scans ON scans.id = scan_id
        WHERE letter_id = letters.id ORDER BY sha256, position LIMIT 1
    """
    for name in ("'letter ' || id", f"({first})"):
        sql = f"UPDATE letters SET identity = {name} {chosen}"  # noqa: S608 - our own two names
        db.execute(sql, [json.dumps(sorted(letter_ids))])


def _forget(db: Database, letter_id: int) -> None:
    """Drop a letter that has become one with another; who cites it will be asked anew."""
    for statement in (
        "DELETE FROM links WHERE :id IN (letter_id, target_id)",
        "UPDATE citations SET target_id = NULL WHERE target_id = :id",
        "DELETE FROM best_readings WHERE letter_id = :id",
        "DELETE FROM letter_index WHERE rowid = :id",
        "DELETE FROM letters WHERE id = :id",
    ):
        db.execute(statement, {"id": letter_id})
