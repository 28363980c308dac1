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


class Later(NamedTuple):
    """What came after some letters: of a duty its changes, and the duties that only move another.

    `replies` are by (letter, label of the office that wrote, whether it passes the letter on).
    """

    changes: Mapping[int, Sequence[Change]]
    movers: Collection[int]
    replies: Mapping[tuple[int, str, bool], Sequence[Reply]]


def later_than(db: Database, duties: Sequence[Row]) -> Later:
    """What later letters did to these duties."""
    of_letter: defaultdict[int, list[Row]] = defaultdict(list)
    for duty in duties:
        of_letter[duty["letter_id"]].append(duty)
    links = list(db.query(_LINKS, [json.dumps(list(of_letter))]))
    changing = [link for link in links if link["kind"] in ("extends", "cancels")]
    new_days: defaultdict[int, list[Row]] = defaultdict(list)
    for duty in obligations_of(db, {link["letter_id"] for link in changing}):
        if duty["kind"] == "date":
            new_days[duty["letter_id"]].append(duty)
    movers: set[int] = set()
    changes: defaultdict[int, list[Change]] = defaultdict(list)
    for link in changing:
        fellows = of_letter[link["target_id"]]
        for duty in fellows:
            mover = _mover(duty, fellows, new_days[link["letter_id"]])
            movers |= {mover["id"]} if mover else set()
            changes[duty["id"]].append(_change(link, duty, mover))
    return Later(changes, movers, _replies(links))


_LINKS = """
    SELECT links.letter_id, target_id, kind, letters.number, letters.date, letters.sender,
        letters.subject, asking.sender AS asked_by, asking.number AS asked_in,
        (SELECT json_group_array(value) FROM evidence
         WHERE copy_id = letters.best_copy_id AND field = 'addressees') AS addressees
    FROM links JOIN letters ON letters.id = links.letter_id
    JOIN letters AS asking ON asking.id = target_id
    WHERE target_id IN (SELECT value FROM json_each(?)) AND letters.held
        AND kind IN ('extends', 'cancels', 'replies', 'refers', 'forwards')
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


def _replies(links: Iterable[Row]) -> dict[tuple[int, str, bool], list[Reply]]:
    replies: defaultdict[tuple[int, str, bool], list[Reply]] = defaultdict(list)
    for link in links:
        passes_on = link["kind"] == "forwards"
        if link["sender"] and (passes_on or _goes_back(link)):
            writer = label_near(link["sender"], issuer_of(link["sender"], link["number"]))
            reply = Reply(link["letter_id"], link["number"], day_of(link), link["subject"])
            replies[link["target_id"], writer, passes_on].append(reply)
    return replies


def _goes_back(link: Row) -> bool:
    """Whether a letter goes to the office whose letter it cites, if its readers are known."""
    if link["kind"] not in ("replies", "refers"):
        return False
    asker = issuer_of(link["asked_by"], link["asked_in"])
    readers = {label_near(name, asker) for name in json.loads(link["addressees"])}
    return not readers or (asker is not None and label_of(asker) in readers)
