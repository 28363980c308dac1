"""What becomes of the table of debts when letters arrive, or when something was done.

For each duty of a letter's best copy: to whom it is owed, whether it only moves another one, and
which one it serves (`demands`); for each office that it binds: by when, whether it is still to be
done (`debts`), and which letters may have met it (`proposals`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from itertools import takewhile
from typing import Any, NamedTuple

from sqlite_utils import Database

from correspondence_db.changes import Changes, Replies, changes_of, replies_to
from correspondence_db.demands import began, first_day, obligations_with_names
from correspondence_db.done import deeds_about
from correspondence_db.ladder import served
from correspondence_db.occurrences import due_once
from correspondence_db.owing import Arrivals, bound_by, by_label, holders_of, issuer_of, label_near
from correspondence_db.record import Row
from extract.chain import name_key
from extract.offices import Office
from extract.periods import periods

#: So many letters of an older register are gone through at once.
_AT_ONCE = 500
#: What a letter sent back may meet. To pass the letter on is what may meet "disseminate".
_ANSWERED = frozenset({"report", "submit", "nominate", "reply", "attend"})

# the day of receipt, and the days of the rounds that are done (None: of what comes once) -> the
# columns of `debts` that tell how a duty stands
Standing = Callable[[date | None, Collection[date | None]], Mapping[str, Any]]


class Demand(NamedTuple):
    """A row of `demands`; `ends` is the day from which a recurring duty is owed no more.

    What follows is what lists show of the letter; `debtors` are as it names them, JSON.
    """

    obligation_id: int
    creditor: str | None
    mover: bool
    first: str | None
    ends: str | None
    letter_id: int
    number: str | None
    letter_date: str | None
    sender: str | None
    subject: str | None
    file: str
    stored_on: str
    debtors: str


class Owing(NamedTuple):
    """A row of `debts`. Of a recurring duty all rounds through `done_through` are done, and behind
    a gap those of `done_beyond` (JSON)."""

    office: str
    obligation_id: int
    via: int | None
    received_on: str | None
    falls_due: str | None
    listed: bool
    done_through: str | None
    done_beyond: str | None


class Proposal(NamedTuple):
    """A row of `proposals`: a letter by which an office may have met a duty."""

    office: str
    obligation_id: int
    letter_id: int


class _Facts(NamedTuple):
    """What decides how duties stand.

    `done` are the days of the rounds that are done, by duty and office, `latest` the last by duty;
    `met_by` the letters by which they were.
    """

    began: date | None
    received: Mapping[int, Arrivals]
    changes: Changes
    replies: Replies
    done: Mapping[tuple[int, str], set[date | None]]
    latest: Mapping[int, date]
    met_by: Mapping[tuple[int, str], set[int | None]]

    @classmethod
    def about(cls, db: Database, letter_ids: Collection[int]) -> _Facts:
        done: defaultdict[tuple[int, str], set[date | None]] = defaultdict(set)
        latest: dict[int, date] = {}
        met_by: defaultdict[tuple[int, str], set[int | None]] = defaultdict(set)
        for (duty, office, day), deed in deeds_about(db, letter_ids).items():
            done[duty, office].add(day)
            latest[duty] = max(day or date.min, latest.get(duty, date.min))
            met_by[duty, office].add(deed.letter_id)
        return cls(
            began=began(db),
            received=holders_of(db, sorted(letter_ids)),
            changes=changes_of(db, {*letter_ids, *_changed_by(db, letter_ids)}),
            replies=replies_to(db, letter_ids),
            done=done,
            latest=latest,
            met_by=met_by,
        )


def settle_letters(db: Database, letter_ids: Iterable[int]) -> None:
    """Work out anew what these letters ask of whom, and how it stands."""
    letters = set(letter_ids)
    letters |= _changed_by(db, letters) | _changing(db, letters)
    facts = _Facts.about(db, letters)
    duties = obligations_with_names(db, letters)
    _forget(db, letters)
    owings = [(duty, owing) for duty in duties for owing in _owings(duty, facts)]
    write_owings(
        db,
        [_demand(duty, facts.changes) for duty in duties],
        [owing for _, owing in owings],
        [each for duty, owing in owings for each in _proposals(duty, owing.office, facts)],
    )
    climb(db, letters | _passing_on(db, letters))


def climb(db: Database, letter_ids: Iterable[int]) -> None:
    """Work out anew which duties those of these letters serve, in the letters that they pass on."""
    db.conn.executemany(
        "UPDATE demands SET serves_id = :upper WHERE obligation_id = :duty "
        "AND serves_id IS NOT :upper",
        [{"duty": duty, "upper": upper} for duty, upper in served(db, letter_ids).items()],
    )


def settle(db: Database, obligation_id: int) -> None:
    """The same for the letter of one duty."""
    found = db.execute(
        """
        SELECT letter_id FROM obligations JOIN copies ON copies.id = copy_id
        WHERE obligations.id = ?
        """,
        [obligation_id],
    )
    settle_letters(db, {letter_id for (letter_id,) in found})


def settle_unknown(db: Database) -> None:
    """The same for letters of which it was never written down: those of older registers."""
    found = db.execute(
        """
        SELECT letters.id FROM letters WHERE EXISTS (
            SELECT 1 FROM obligations WHERE copy_id = best_copy_id
                AND id NOT IN (SELECT obligation_id FROM demands))
        """
    )
    letters = [letter_id for (letter_id,) in found]
    if letters:
        name_writers(db, {source for (source,) in db.execute("SELECT letter_id FROM links")})
        for at in range(0, len(letters), _AT_ONCE):
            settle_letters(db, letters[at : at + _AT_ONCE])


# --- what is known


def _changed_by(db: Database, letter_ids: Iterable[int]) -> set[int]:
    return _across(db, "target_id", "letter_id", letter_ids)


def _changing(db: Database, letter_ids: Iterable[int]) -> set[int]:
    return _across(db, "letter_id", "target_id", letter_ids)


def _passing_on(db: Database, letter_ids: Iterable[int]) -> set[int]:
    """The letters that pass these on."""
    found = db.execute(
        """
        SELECT letter_id FROM links
        WHERE target_id IN (SELECT value FROM json_each(?)) AND kind = 'forwards'
        """,
        [json.dumps(sorted(letter_ids))],
    )
    return {letter_id for (letter_id,) in found}


def _across(db: Database, wanted: str, known: str, letter_ids: Iterable[int]) -> set[int]:
    """The other ends of the links by which letters extend or cancel what others ask."""
    found = db.execute(
        f"""
        SELECT {wanted} FROM links WHERE {known} IN (SELECT value FROM json_each(?))
            AND kind IN ('extends', 'cancels')
        """,  # noqa: S608 - our own names of columns
        [json.dumps(sorted(letter_ids))],
    )
    return {letter_id for (letter_id,) in found}


def _demand(duty: Row, changes: Changes) -> Demand:
    cancelled = [
        change.sent_on or date.min
        for change in changes.of.get(duty["id"], ())
        if change.kind == "cancels"
    ]
    creditor = duty["creditor"]
    return Demand(
        obligation_id=duty["id"],
        creditor=label_near(creditor, _issuer(duty)) if creditor else None,
        mover=duty["id"] in changes.movers,
        first=first_day(duty).isoformat() if duty["rrule"] else None,
        ends=min(cancelled).isoformat() if cancelled and duty["rrule"] else None,
        debtors=json.dumps(duty["debtors"], ensure_ascii=False),
        **{column: duty[column] for column in _HEAD},
    )


_HEAD = ("letter_id", "number", "letter_date", "sender", "subject", "file", "stored_on")


def _issuer(duty: Row) -> Office | None:
    return issuer_of(duty["sender"], duty["number"])


def _owings(duty: Row, facts: _Facts) -> Iterator[Owing]:
    """The duty as each office owes it."""
    received = facts.received.get(duty["letter_id"], {})
    days = by_label(received, _issuer(duty))
    standing = _recurring(duty, facts) if duty["rrule"] else _once(duty, facts)
    for debtor in bound_by(duty, received):
        day = days.get(debtor.name)
        done = facts.done.get((duty["id"], debtor.name), set())
        yield Owing(
            office=debtor.name,
            obligation_id=duty["id"],
            via=duty["debtors"].index(debtor.via) if debtor.via else None,
            received_on=day.isoformat() if day else None,
            **standing(day, done),
        )


def _once(duty: Row, facts: _Facts) -> Standing:
    """How a duty that comes once stands: by when, and whether it is to be done."""
    changes = facts.changes.of.get(duty["id"], ())
    is_over = bool(changes) and changes[-1].kind == "cancels"
    listed = not is_over and duty["id"] not in facts.changes.movers
    due_on = cache(partial(due_once, duty, changes))

    def stands(received: date | None, done: Collection[date | None]) -> Mapping[str, Any]:
        day = due_on(received)
        return {
            "falls_due": day.isoformat() if day else None,
            "listed": listed and None not in done,
            "done_through": None,
            "done_beyond": None,
        }

    return stands


def _recurring(duty: Row, facts: _Facts) -> Standing:
    """How a duty that comes round stands: how far its rounds are done, without a gap."""
    latest = facts.latest.get(duty["id"])
    first = first_day(duty)
    since = max(first, facts.began or first)
    rounds = [one.due for one in periods(duty["rrule"], first, since, latest)] if latest else []
    listed = duty["id"] not in facts.changes.movers

    def stands(_: date | None, done: Collection[date | None]) -> Mapping[str, Any]:
        through = list(takewhile(done.__contains__, rounds))
        beyond = [day.isoformat() for day in rounds[len(through) :] if day in done]
        return {
            "falls_due": None,
            "listed": listed,
            "done_through": through[-1].isoformat() if through else "",
            "done_beyond": json.dumps(beyond) if beyond else None,
        }

    return stands


def _proposals(duty: Row, office: str, facts: _Facts) -> Iterator[Proposal]:
    """The letters by which an office may have met a duty; not those on record for a time of it."""
    passes_on = duty["action"] == "disseminate"
    if passes_on or duty["action"] in _ANSWERED:
        on_record = facts.met_by.get((duty["id"], office), ())
        for reply in facts.replies.get((duty["letter_id"], office, passes_on), ()):
            if reply.letter_id not in on_record:
                yield Proposal(office, duty["id"], reply.letter_id)


# --- the tables


def _forget(db: Database, letter_ids: Collection[int]) -> None:
    """Drop what stood there of all copies of these letters."""
    own = """
        SELECT obligations.id FROM copies JOIN obligations ON copy_id = copies.id
        WHERE letter_id IN (SELECT value FROM json_each(?))
    """
    for table in ("debts", "demands", "proposals"):
        sql = f"DELETE FROM {table} WHERE obligation_id IN ({own})"  # noqa: S608 - our own tables
        db.execute(sql, [json.dumps(sorted(letter_ids))])


def write_owings(
    db: Database,
    demands: Sequence[Demand],
    owings: Sequence[Owing],
    proposals: Sequence[Proposal],
) -> None:
    """Write rows of `demands`, `debts` and `proposals`, and of the offices that they name."""
    names = {owing.office for owing in owings} | {demand.creditor for demand in demands} - {None}
    offices = office_rows(db, filter(None, names))
    db.conn.executemany(
        "INSERT INTO demands VALUES (?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(duty, offices.get(creditor or ""), *more) for duty, creditor, *more in demands],
    )
    db.conn.executemany(
        "INSERT INTO debts VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(offices[office], *more) for office, *more in owings],
    )
    db.conn.executemany(
        "INSERT INTO proposals VALUES (?, ?, ?)",
        [(offices[office], *more) for office, *more in proposals],
    )


def office_rows(db: Database, names: Iterable[str]) -> Mapping[str, int]:
    """The row of each office by its label, made where it is new."""
    wanted = sorted(set(names))
    db.conn.executemany(
        "INSERT OR IGNORE INTO offices (name, key) VALUES (?, ?)",
        [(name, name_key(name)) for name in wanted],
    )
    found = db.execute(
        "SELECT name, id FROM offices WHERE name IN (SELECT value FROM json_each(?))",
        [json.dumps(wanted, ensure_ascii=False)],
    )
    return dict(found.fetchall())


def name_writers(db: Database, letter_ids: Iterable[int]) -> None:
    """Write beside the links of these letters which office wrote them."""
    heads = db.execute(
        """
        SELECT DISTINCT letters.id, sender, number FROM links
        JOIN letters ON letters.id = links.letter_id
        WHERE links.letter_id IN (SELECT value FROM json_each(?))
        """,
        [json.dumps(sorted(letter_ids))],
    ).fetchall()
    labels = {
        letter_id: label_near(sender, issuer_of(sender, number))
        for letter_id, sender, number in heads
        if sender
    }
    offices = office_rows(db, labels.values())
    db.conn.executemany(
        "UPDATE links SET writer_id = ? WHERE letter_id = ?",
        [(offices.get(labels.get(letter_id, "")), letter_id) for letter_id, _, _ in heads],
    )
