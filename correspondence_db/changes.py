"""What later letters made of a duty: moved (ขยายเวลา), ended (ยกเลิก), perhaps met (ตอบ)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from sqlite_utils import Database

from correspondence_db.demands import obligations_of
from correspondence_db.owing import issuer_of, label_near, label_of
from correspondence_db.record import Row, day_of


@dataclass(frozen=True, slots=True)
class Change:
    """A letter that extends or cancels what an earlier one asked.

    `before` is the day that a duty was due until the letter moved it, `due` the day since.
    """

    kind: Literal["extends", "cancels"]
    letter_id: int
    number: str | None
    sent_on: date | None
    sender: str | None
    before: date | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A letter by which an office may have met a duty: a person says whether it did."""

    letter_id: int
    number: str | None
    sent_on: date | None
    subject: str | None


class Changes(NamedTuple):
    """What later letters changed: duty -> its changes, and the duties that only move another."""

    of: Mapping[int, Sequence[Change]]
    movers: Collection[int]


# (letter, label of the office that wrote, whether it passes the letter on) -> letters, older first
Replies = Mapping[tuple[int, str, bool], Sequence[Reply]]


def changes_of(db: Database, letter_ids: Iterable[int]) -> Changes:
    """What later letters changed in the duties of these."""
    changing = list(db.query(_CHANGING, [json.dumps(sorted(letter_ids))]))
    of_letter = _duties(db, {link["target_id"] for link in changing})
    new = _duties(db, {link["letter_id"] for link in changing})
    movers: set[int] = set()
    changes: defaultdict[int, list[Change]] = defaultdict(list)
    for link in changing:
        fellows = of_letter[link["target_id"]]
        dated = [duty for duty in new[link["letter_id"]] if duty["kind"] == "date"]
        for duty in fellows:
            mover = _mover(duty, fellows, dated)
            movers |= {mover["id"]} if mover else set()
            changes[duty["id"]].append(_change(link, duty, mover))
    return Changes(changes, movers)


def _duties(db: Database, letter_ids: Collection[int]) -> Mapping[int, list[Row]]:
    """Letter -> its duties."""
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for duty in obligations_of(db, letter_ids) if letter_ids else ():
        found[duty["letter_id"]].append(duty)
    return found


def moved(changes: Sequence[Change]) -> Change | None:
    """The last change that gave a duty another day."""
    return next((change for change in reversed(changes) if change.due), None)


def ended(changes: Sequence[Change], due: date) -> Change | None:
    """The letter that ended a recurring duty before it was due again."""
    cancelling = (change for change in changes if change.kind == "cancels")
    return next((each for each in cancelling if each.sent_on is None or each.sent_on <= due), None)


_CHANGING = """
    SELECT links.letter_id, target_id, kind, letters.number, letters.date, letters.sender
    FROM links JOIN letters ON letters.id = links.letter_id
    WHERE target_id IN (SELECT value FROM json_each(?)) AND kind IN ('extends', 'cancels')
        AND letters.held
    ORDER BY letters.date, letters.id
"""


def _mover(duty: Row, fellows: Sequence[Row], dated: Sequence[Row]) -> Row | None:
    """Of the dated duties of a letter that changes another, the one that is `duty` with a new day.

    It has the same action; or there is one alone, to move the one duty that has a day.
    """
    if duty["kind"] != "date":
        return None
    same = [other for other in dated if other["action"] == duty["action"]]
    is_alone = sum(fellow["kind"] == "date" for fellow in fellows) == 1
    fitting = same or (dated if is_alone else [])
    return fitting[0] if len(fitting) == 1 else None


def _change(link: Row, duty: Row, mover: Row | None) -> Change:
    return Change(
        kind=link["kind"],
        letter_id=link["letter_id"],
        number=link["number"],
        sent_on=day_of(link),
        sender=link["sender"],
        before=day_of(duty),
        due=day_of(mover) if mover else None,
    )


def replies_to(db: Database, letter_ids: Iterable[int]) -> Replies:
    """The letters that answer these, or pass them on.

    An answer goes back to the office that asks.
    """
    replies: defaultdict[tuple[int, str, bool], list[Reply]] = defaultdict(list)
    for link in db.query(_REPLIES, [json.dumps(sorted(letter_ids))]):
        passes_on = link["kind"] == "forwards"
        if passes_on or _goes_back(link):
            reply = Reply(link["letter_id"], link["number"], day_of(link), link["subject"])
            replies[link["target_id"], link["writer"], passes_on].append(reply)
    return replies


_REPLIES = """
    SELECT links.letter_id, target_id, kind, letters.number, letters.date, letters.subject,
        offices.name AS writer, asking.sender AS asked_by, asking.number AS asked_in,
        (SELECT json_group_array(value) FROM evidence
         WHERE copy_id = letters.best_copy_id AND field = 'addressees') AS addressees
    FROM links JOIN letters ON letters.id = links.letter_id
    JOIN offices ON offices.id = writer_id
    JOIN letters AS asking ON asking.id = target_id
    WHERE target_id IN (SELECT value FROM json_each(?))
        AND kind IN ('replies', 'refers', 'forwards') AND letters.held
    ORDER BY letters.date, letters.id
"""


def _goes_back(link: Row) -> bool:
    """Whether a letter goes to the office whose letter it cites, if its readers are known."""
    asker = issuer_of(link["asked_by"], link["asked_in"])
    readers = {label_near(name, asker) for name in json.loads(link["addressees"])}
    return not readers or (asker is not None and label_of(asker) in readers)
