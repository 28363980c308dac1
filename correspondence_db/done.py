"""What was done about duties, as it counts now.

A deed is written against the duty as the copy read it that was the best at the time. It counts for
the same duty in any later best copy of that letter.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz
from sqlite_utils import Database

from correspondence_db.demands import obligations_of
from correspondence_db.record import Row, day_of

#: Two readings of one letter have one duty where its words are as alike as this.
_SAME_WORDS = 70.0


@dataclass(frozen=True, slots=True)
class Deed:
    """How a duty was met: on which day, by which letter, or by what a note tells."""

    done_on: date
    letter_id: int | None
    number: str | None
    note: str | None


# (duty, office, the round's last day or None for a duty that comes once)
Owed = tuple[int, str, date | None]


def deeds_about(
    db: Database, letter_ids: Iterable[int], offices: Collection[str] | None = None
) -> Mapping[Owed, Deed]:
    """What was done about the duties of these letters: by anybody, or by offices of these names."""
    chosen = "" if offices is None else "AND office IN (SELECT value FROM json_each(:offices))"
    asked = {
        "letters": json.dumps(sorted(letter_ids)),
        "offices": json.dumps(sorted(offices or ()), ensure_ascii=False),
    }
    rows = list(db.query(_DEEDS.format(chosen=chosen), asked))
    moved = _of_other_copies(db, [row for row in rows if not row["current"]])
    found = {}
    for row in rows:
        duty_id = row["obligation_id"] if row["current"] else moved[row["id"]]
        if duty_id is not None:
            deed = Deed(date.fromisoformat(row["done_on"]), row["by"], row["number"], row["note"])
            found[duty_id, row["office"], day_of(row, "due")] = deed
    return found


# CROSS: from the letters to the deeds, never the other way round
_DEEDS = """
    SELECT deeds.*, obligations.action, obligations.text, about.id AS about,
        obligations.copy_id = about.best_copy_id AND NOT removed AS current,
        letters.id AS by, letters.number
    FROM json_each(:letters)
    CROSS JOIN letters AS about ON about.id = json_each.value
    CROSS JOIN copies ON copies.letter_id = about.id
    CROSS JOIN obligations ON obligations.copy_id = copies.id
    CROSS JOIN deeds ON obligation_id = obligations.id {chosen}
    LEFT JOIN copies AS answers ON answers.id = deeds.copy_id
    LEFT JOIN letters ON letters.id = answers.letter_id
    WHERE withdrawn_at IS NULL
    ORDER BY deeds.id
"""


def _of_other_copies(db: Database, deeds: Sequence[Row]) -> Mapping[int, int | None]:
    """Deed -> the duty that it is about in the copy that is its letter's best by now."""
    if not deeds:
        return {}
    duties: dict[int, list[Row]] = {}
    for duty in obligations_of(db, {deed["about"] for deed in deeds}):
        duties.setdefault(duty["letter_id"], []).append(duty)
    return {deed["id"]: _likest(deed, duties.get(deed["about"], ())) for deed in deeds}


def _likest(deed: Row, duties: Iterable[Row]) -> int | None:
    """The duty of the same action whose words are the most alike, if alike enough."""
    alike = {
        duty["id"]: fuzz.ratio(duty["text"], deed["text"])
        for duty in duties
        if duty["action"] == deed["action"]
    }
    best = max(alike, key=lambda duty_id: alike[duty_id], default=None)
    return best if best is not None and alike[best] >= _SAME_WORDS else None
