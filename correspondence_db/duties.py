"""Who owes what to whom, by when (หน้าที่ที่ต้องส่ง), and whether it was done."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from sqlite_utils import Database

from correspondence_db.access import ALL_SEEING, Viewer
from correspondence_db.changes import Change, Reply
from correspondence_db.debts import Asked, Debt, debts
from correspondence_db.demands import due_of, obligations_at_hand, obligations_numbered
from correspondence_db.done import Deed, Owed
from correspondence_db.ladder import Rung
from correspondence_db.occurrences import Known, Occurrence, Span, occurrences
from correspondence_db.owing import debtors_of
from correspondence_db.record import Row, day_of
from correspondence_db.store import Register
from correspondence_db.veil import rows_seen, veiled
from extract.dates import Due
from extract.letter import jsonable
from extract.periods import Period

Status = Literal["open", "late", "done", "waived"]
OWED: frozenset[Status] = frozenset({"open", "late"})

#: Duties with a day first, then those whose day waits for a receipt, then the continuing ones.
_UNDATED_RANK = {"relative": 1, "recurring": 1, "ongoing": 2}
_LAST_RANK = 3


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing owed, once: `debtor` owes `creditor` `text` by `falls_due`.

    `via` is the group through which an office owes it ("นายอำเภอ ทุกอำเภอ"), None where the
    letter names the debtor. `period` is the one of a recurring duty. `falls_due` is None for
    continuing duties, for duties without a deadline, and for relative ones whose receipt is not
    known. `received_on` is the debtor's own.

    `status` is late when the last day is past; `deed` tells how it was done, `change` which letter
    moved or ended it, `proposed` which letters may have met it. `serves` are the duties of those
    who collect it, upwards.
    """

    obligation_id: int
    debtor: str
    via: str | None
    action: str
    text: str
    creditor: str | None
    due: Due
    period: Period | None
    falls_due: date | None
    received_on: date | None
    status: Status
    deed: Deed | None
    change: Change | None
    proposed: tuple[Reply, ...]
    serves: tuple[Rung, ...]
    letter_id: int
    number: str | None
    date: date | None
    sender: str | None
    subject: str | None
    file: str
    page: int

    @property
    def owed(self) -> Owed:
        """What a deed is recorded against."""
        return self.obligation_id, self.debtor, self.period.due if self.period else None

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping, dates in ISO 8601."""
        as_json: dict[str, Any] = jsonable(self)
        return as_json


@dataclass(frozen=True, slots=True)
class Debts:
    """What one debtor owes, soonest first; continuing and undated duties last."""

    debtor: str
    duties: tuple[Duty, ...]

    def to_json(self) -> dict[str, Any]:
        return {"debtor": self.debtor, "duties": [duty.to_json() for duty in self.duties]}


def due(
    register: Register,
    today: date,
    office: str | None = None,
    before: date | None = None,
    *,
    creditor: str | None = None,
    letters: Collection[int] | None = None,
    since: date | None = None,
    viewer: Viewer = ALL_SEEING,
) -> tuple[Debts, ...]:
    """Who still owes what, one `Debts` a debtor (by name).

    `office` keeps what that office owes, `creditor` what is owed to that one, `letters` what
    these ask; `before` what falls due before that day, with its overdue. A recurring duty is owed
    for each time since the register began, or from `since` on, and the next time.
    """
    asked = Asked(office, creditor, letters)
    owed = [
        duty
        for duty in _duties(
            register, Span(today, since, before), asked, viewer, open_only=letters is None
        )
        if duty.status in OWED
        and (before is None or (duty.falls_due is not None and duty.falls_due < before))
    ]
    by_debtor = groupby(sorted(owed, key=_order), attrgetter("debtor"))
    return tuple(Debts(debtor, tuple(own)) for debtor, own in by_debtor)


def duties(
    register: Register,
    span: Span,
    office: str | None = None,
    letters: Collection[int] | None = None,
    viewer: Viewer = ALL_SEEING,
) -> Iterator[Duty]:
    """Every occurrence of every duty in a span, done or not; of one office, of some letters."""
    yield from _duties(register, span, Asked(office, letters=letters), viewer)


def _duties(
    register: Register, span: Span, asked: Asked, viewer: Viewer, *, open_only: bool = False
) -> Iterator[Duty]:
    owed = debts(register.db, asked, open_only=open_only)
    duty_ids = {debt.obligation_id for debt in owed}
    rows = rows_seen(register, viewer, obligations_numbered(register.db, duty_ids))
    own = owed if asked.office else None
    # what was done before the register began is not in the table of debts
    is_known = open_only and span.since is None
    known = Known.about(register.db, rows, own, open_only=is_known)
    by_duty = {duty: list(own) for duty, own in groupby(owed, attrgetter("obligation_id"))}
    moving = known.changes.movers if asked.letters is not None else ()
    yield from veiled(
        register,
        viewer,
        (
            duty
            for row in rows
            if row["id"] not in moving
            for duty in _office_by_office(row, by_duty[row["id"]], known, span, open_only=is_known)
        ),
    )


def perhaps_met(
    register: Register,
    today: date,
    letter_ids: Collection[int],
    viewer: Viewer = ALL_SEEING,
) -> tuple[Duty, ...]:
    """The duties that these letters may have met, in those that they cite."""
    cited = register.db.execute(
        """
        SELECT DISTINCT target_id FROM links
        WHERE letter_id IN (SELECT value FROM json_each(?)) ORDER BY target_id
        """,
        [json.dumps(sorted(letter_ids))],
    )
    letters = [letter_id for (letter_id,) in cited]
    asked = duties(register, Span(today), letters=letters, viewer=viewer)
    return tuple(
        duty for duty in asked if any(reply.letter_id in letter_ids for reply in duty.proposed)
    )


def duties_once(db: Database, letter_ids: Collection[int]) -> tuple[Duty, ...]:
    """The duties of letters, each once and open, its debtors joined by commas.

    A recurring duty falls due as it first did after the letter's date.
    """
    rows = obligations_at_hand(db, letter_ids)
    known = Known.about(db, rows, [], open_only=True)
    return tuple(_of_letter(row, known) for row in rows)


def _of_letter(row: Row, known: Known) -> Duty:
    names = [debtor.name for debtor in debtors_of(json.loads(row["debtors"]), row["sender"])]
    sent_on = day_of(row, "letter_date")
    # without a date nothing tells when the rounds of a recurring duty begin
    span = Span(sent_on or date.min, sent_on)
    times = occurrences(row, known, span) if sent_on or not row["rrule"] else ()
    everyone = Debt(row["id"], 0, ", ".join(names), None, None)
    one = times[0] if times else Occurrence()
    return _duty(row, everyone, one, _Standing("open"), known.ladders.above(row, one.falls_due))


def _office_by_office(
    row: Row, owed: Iterable[Debt], known: Known, span: Span, *, open_only: bool
) -> Iterator[Duty]:
    """A duty as each of some offices owes it, time by time; without what its debts have done."""
    told: dict[tuple[date | None, str | None], tuple[Occurrence, ...]] = {}
    above: dict[date | None, tuple[Rung, ...]] = {}
    for debt in owed:
        # what was done once is asked for where a letter may have met it
        is_over = open_only and (row["id"], debt.debtor) not in known.proposals
        since = debt.received_on, debt.done_through if is_over else None
        if since not in told:
            told[since] = occurrences(row, known, span, *since)
        for one, standing in _standings(row, debt, told[since], known, span, skip_done=open_only):
            if one.falls_due not in above:
                above[one.falls_due] = known.ladders.above(row, one.falls_due)
            yield _duty(row, debt, one, standing, above[one.falls_due])


def _standings(
    row: Row,
    debt: Debt,
    times: Sequence[Occurrence],
    known: Known,
    span: Span,
    *,
    skip_done: bool,
) -> Iterator[tuple[Occurrence, _Standing]]:
    """How a duty stands with an office, time by time until the next that it has to do."""
    proposed = _proposed(row, debt.debtor, known, times)
    for at, one in enumerate(times):
        if skip_done and one.period and debt.has_done(one.period.due):
            continue
        standing = _standing(row, debt.debtor, one, known, span.today)
        if standing.status in OWED and at in proposed:
            standing = standing._replace(proposed=tuple(proposed[at]))
        yield one, standing
        if _is_next(one, standing, span):
            return


def _is_next(one: Occurrence, standing: _Standing, span: Span) -> bool:
    """Whether this is the next to be done, behind which nothing is asked for."""
    is_to_come = one.falls_due is not None and one.falls_due >= span.today
    return is_to_come and standing.status != "done" and span.before is None


class _Standing(NamedTuple):
    """How a duty stands with one office, at one time."""

    status: Status
    deed: Deed | None = None
    proposed: tuple[Reply, ...] = ()


def _standing(row: Row, debtor: str, one: Occurrence, known: Known, today: date) -> _Standing:
    deed = known.deeds.get((row["id"], debtor, one.period.due if one.period else None))
    if deed:
        return _Standing("done", deed)
    if one.change and one.change.kind == "cancels":
        return _Standing("waived")
    return _Standing("late" if one.falls_due is not None and one.falls_due < today else "open")


def _proposed(
    row: Row, debtor: str, known: Known, times: Sequence[Occurrence]
) -> dict[int, list[Reply]]:
    """Time -> the letters by which an office may have met a duty: each for the nearest day."""
    proposed: dict[int, list[Reply]] = {}
    for reply in known.proposals.get((row["id"], debtor), ()) if times else ():
        proposed.setdefault(_nearest(times, reply.sent_on), []).append(reply)
    return proposed


def _nearest(times: Sequence[Occurrence], day: date | None) -> int:
    """The time whose last day is nearest to a day; the first where there is nothing to tell."""

    def distance(at: int) -> int:
        falls_due = times[at].falls_due
        return abs((falls_due - day).days) if falls_due and day else 0

    return min(range(len(times)), key=distance)


def _duty(
    row: Row, debt: Debt, one: Occurrence, standing: _Standing, serves: tuple[Rung, ...]
) -> Duty:
    return Duty(
        obligation_id=row["id"],
        debtor=debt.debtor,
        via=debt.via,
        action=row["action"],
        text=row["text"],
        creditor=row["creditor"],
        due=due_of(row),
        period=one.period,
        falls_due=one.falls_due,
        received_on=debt.received_on,
        status=standing.status,
        deed=standing.deed,
        change=one.change,
        proposed=standing.proposed,
        serves=serves,
        letter_id=row["letter_id"],
        number=row["number"],
        date=day_of(row, "letter_date"),
        sender=row["sender"],
        subject=row["subject"],
        file=row["file"],
        page=row["page"],
    )


def _order(duty: Duty) -> tuple[str, int, date, int]:
    rank = 0 if duty.falls_due else _UNDATED_RANK.get(duty.due.kind, _LAST_RANK)
    return duty.debtor, rank, duty.falls_due or date.max, duty.obligation_id
