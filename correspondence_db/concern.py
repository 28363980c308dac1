"""Which offices a letter concerns, and how secret it is: written down whenever its copies change.

An office stands under the key of its label. A group ("นายอำเภอ ทุกอำเภอ") stands under its circles
(`extract.offices.circles_meant`), one row whatever the number of its members. What a letter passes
on concerns whomever that letter concerns, for it came to them. Of several copies the most secret
counts; a letter that is known from citations alone is as secret as those who cite it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from sqlite_utils import Database

from correspondence_db.owing import circles_named, issuer_of, label_near
from extract.chain import name_key
from extract.offices import Office, offices_called

#: How secret (ชั้นความลับ) a letter is; what says nothing of it is open.
LEVELS: Mapping[str, int] = MappingProxyType({"ลับ": 1, "ลับมาก": 2, "ลับที่สุด": 3})
OPEN, HIGHEST = 0, 3
_SHORTEST_OFFICE = 4


def note(db: Database, letter_ids: Iterable[int]) -> None:
    """Write down whom these letters concern, and what they pass on; and how secret they are."""
    changed = _held_first(db, letter_ids)
    for letter_id, held in changed:
        _note_own(db, letter_id)
        _note_secrecy(db, letter_id, held=held)
    for letter_id, held in _passed_on(db, [letter_id for letter_id, _ in changed]):
        _note_reached(db, letter_id, held=held)


def note_unknown(db: Database) -> None:
    """The same for letters of which it was never written down: those of older registers."""
    found = db.execute("SELECT id FROM letters WHERE secrecy_level IS NULL").fetchall()
    if not found:
        return
    db.execute(
        """
        UPDATE letters SET urgency = (
            SELECT value FROM best_readings JOIN evidence ON evidence.id = evidence_id
            WHERE letter_id = letters.id AND best_readings.field = 'urgency'
        )
        WHERE secrecy_level IS NULL
        """
    )
    note(db, [letter_id for (letter_id,) in found])


def _held_first(db: Database, letter_ids: Iterable[int]) -> list[tuple[int, bool]]:
    """The letters that are still there: those that are only cited follow those who cite them."""
    rows = db.execute(
        """
        SELECT id, held FROM letters WHERE id IN (SELECT value FROM json_each(?))
        ORDER BY held DESC, id
        """,
        [json.dumps(sorted(letter_ids))],
    )
    return [(letter_id, bool(held)) for letter_id, held in rows]


# --- offices


def _note_own(db: Database, letter_id: int) -> None:
    """Write down the offices that the letter itself names, and those that stamped it."""
    (sender, number), *_ = db.execute(
        "SELECT sender, number FROM letters WHERE id = ?", [letter_id]
    )
    issuer = issuer_of(sender, number)
    names = {sender, *(name for (name,) in db.execute(_NAMED, {"id": letter_id}))} - {None}
    keys = {key for name in names for key in keys_near(name, issuer)}
    db.execute("DELETE FROM letter_offices WHERE letter_id = ?", [letter_id])
    db.conn.executemany(
        "INSERT INTO letter_offices VALUES (?, ?, 1)", [(letter_id, key) for key in sorted(keys)]
    )


_NAMED = """
    SELECT office FROM copies JOIN receipts ON copy_id = copies.id
    WHERE letter_id = :id AND office IS NOT NULL
    UNION
    SELECT value FROM copies JOIN evidence ON copy_id = copies.id
    WHERE letter_id = :id AND field IN ('addressees', 'listed', 'through')
    UNION
    SELECT name FROM copies JOIN obligations ON copy_id = copies.id
    JOIN debtors ON obligation_id = obligations.id WHERE letter_id = :id
"""


@lru_cache(maxsize=16384)
def keys_near(name: str, issuer: Office | None) -> frozenset[str]:
    """Under what keys a letter of `issuer` concerns the office, or the offices, of a name."""
    circles = circles_named(name, issuer)
    if circles is not None:
        return circles
    label = label_near(name, issuer)
    house = _house_of(label)
    return frozenset({name_key(label), *([name_key(label_near(house, issuer))] if house else [])})


def _house_of(label: str) -> str | None:
    """The office whose unit an unlisted name is: "กองช่าง เทศบาลตำบลเมืองพาน" -> the town hall."""
    ends = (label[at:] for at in range(1, len(label) - _SHORTEST_OFFICE))
    return None if offices_called(label) else next(filter(offices_called, ends), None)


def _passed_on(db: Database, letter_ids: Sequence[int]) -> list[tuple[int, bool]]:
    """These letters and all that they pass on, directly or through others, or cite unheld."""
    rows = db.execute(
        """
        WITH RECURSIVE above (id) AS (
            SELECT value FROM json_each(?)
            UNION
            SELECT target_id FROM above JOIN links ON letter_id = above.id
            JOIN letters ON letters.id = target_id WHERE kind = 'forwards' OR NOT letters.held
        )
        SELECT above.id, held FROM above JOIN letters ON letters.id = above.id ORDER BY above.id
        """,
        [json.dumps(list(letter_ids))],
    )
    return [(letter_id, bool(held)) for letter_id, held in rows]


def _note_reached(db: Database, letter_id: int, *, held: bool) -> None:
    """Write down the offices that the letter came to because other letters pass it on."""
    db.execute("DELETE FROM letter_offices WHERE letter_id = ? AND NOT own", [letter_id])
    db.execute(
        """
        WITH RECURSIVE below (id) AS (
            SELECT letter_id FROM links WHERE target_id = :id AND (kind = 'forwards' OR NOT :held)
            UNION
            SELECT letter_id FROM below JOIN links ON target_id = below.id WHERE kind = 'forwards'
        )
        INSERT OR IGNORE INTO letter_offices
        SELECT :id, office_key, 0 FROM below JOIN letter_offices ON letter_id = below.id WHERE own
        """,
        {"id": letter_id, "held": held},
    )


# --- secrecy


def _note_secrecy(db: Database, letter_id: int, *, held: bool) -> None:
    sql = _SAID_BY_COPIES if held else _SAID_BY_CITING
    said = [word for (word,) in db.execute(sql, [letter_id])]
    word = max(said, key=level_of, default=None)
    db.execute(
        "UPDATE letters SET secrecy = ?, secrecy_level = ? WHERE id = ?",
        [word, level_of(word), letter_id],
    )


def level_of(secrecy: str | None) -> int:
    """How high a secrecy is, 0 to 3; a word that is none of the grades is the highest."""
    return OPEN if secrecy is None else LEVELS.get(secrecy, HIGHEST)


_SAID_BY_COPIES = """
    SELECT DISTINCT value FROM copies JOIN evidence ON copy_id = copies.id
    WHERE letter_id = ? AND field = 'secrecy'
"""
_SAID_BY_CITING = """
    SELECT DISTINCT secrecy FROM citations JOIN copies ON copies.id = copy_id
    JOIN letters ON letters.id = letter_id WHERE target_id = ? AND secrecy IS NOT NULL
"""
