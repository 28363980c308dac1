"""Doubts that people laid to rest (ข้อสงสัยที่ยุติแล้ว), and citations whose letter they named.

Joining raises the doubts between letters anew each time; what was decided about them is kept beside
them, and looked up again. A decision covers the letters that it was about: when another one comes
between, the question is asked again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlite_utils import Database

from correspondence_db.citing import Named, Slot
from correspondence_db.record import SINGLE_FIELDS

#: Under what name it is kept which letter a person says that a citation names.
TARGET = "citations.target"
_SINGLE = json.dumps(["form", *SINGLE_FIELDS])


def lay_to_rest(db: Database, letter_ids: Iterable[int]) -> None:
    """Mark the doubts of letters that were settled, and those about what a person has said; find
    what the others are about."""
    letters = json.dumps(sorted(letter_ids))
    for sql in (_ABOUT, _HOW_SURE):
        db.execute(sql, [letters])
    db.execute(
        """
        UPDATE doubts SET settled = (
            EXISTS (
                SELECT 1 FROM copies JOIN corrections
                    ON corrections.scan_id = copies.scan_id AND corrections.page = first_page
                WHERE copies.id = doubts.copy_id AND kind = 'settle' AND withdrawn_at IS NULL
                    AND corrections.field = doubts.field AND at_page = doubts.page
                    AND corrections.box IS doubts.box
                    AND json_extract(corrections.value, '$.reason') = doubts.reason
                    AND NOT EXISTS (
                        SELECT value FROM json_each(doubts.letters)
                        EXCEPT SELECT value FROM json_each(corrections.value, '$.letters')
                    )
            )
            OR EXISTS (
                SELECT 1 FROM copies
                JOIN best_readings ON best_readings.letter_id = copies.letter_id
                    AND best_readings.field = doubts.field
                JOIN evidence ON evidence.id = evidence_id
                WHERE copies.id = doubts.copy_id AND said_at IS NOT NULL
                    AND doubts.reason <> 'perhaps-one-letter'
                    AND doubts.field IN (SELECT value FROM json_each(:single))
            )
        )
        WHERE copy_id IN (
            SELECT id FROM copies WHERE letter_id IN (SELECT value FROM json_each(:letters))
        )
        """,
        {"letters": letters, "single": _SINGLE},
    )


_ABOUT = """
    UPDATE doubts SET evidence_id = (
        SELECT min(id) FROM evidence
        WHERE copy_id = doubts.copy_id AND page = doubts.page AND box = doubts.box
            AND (field = doubts.field OR field LIKE doubts.field || '.%')
    )
    WHERE copy_id IN (
        SELECT id FROM copies WHERE letter_id IN (SELECT value FROM json_each(?))
    )
"""
_HOW_SURE = """
    UPDATE doubts SET
        asked = coalesce((SELECT field FROM evidence WHERE id = evidence_id), field),
        sureness = coalesce((SELECT confidence FROM evidence WHERE id = evidence_id), 0)
    WHERE copy_id IN (
        SELECT id FROM copies WHERE letter_id IN (SELECT value FROM json_each(?))
    )
"""


def person_named(db: Database, slot: Slot) -> Named | None:
    """The letter that a person says a slot names, where it is held."""
    rows = db.execute(
        """
        SELECT chosen.letter_id FROM citations
        JOIN copies ON copies.id = citations.copy_id
        JOIN corrections ON corrections.scan_id = copies.scan_id
            AND corrections.page = copies.first_page AND field = :target
            AND corrections.position = citations.position
        JOIN scans ON sha256 = json_extract(value, '$.sha256')
        JOIN copies AS chosen ON chosen.scan_id = scans.id
            AND chosen.first_page = json_extract(value, '$.page')
        WHERE citations.id IN (SELECT value FROM json_each(:rows)) AND withdrawn_at IS NULL
            AND kind = 'settle' AND chosen.letter_id <> copies.letter_id
        ORDER BY at DESC, corrections.id DESC LIMIT 1
        """,
        {"target": TARGET, "rows": json.dumps([row["id"] for row in slot.rows])},
    )
    for (letter_id,) in rows:
        return Named(slot, letter_id, held=True, evidence=("person",), score=1.0)
    return None
