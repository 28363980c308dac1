"""Duties as a calendar (ICS): one event a duty, all day on the day that it falls due.

A duty that comes round keeps its rule, so that a calendar shows years of it; what is done is left
out of the rule. Where RFC 5545 cannot say what the letter does (the third working day, the 31st of
short months) the days themselves are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from dateutil.rrule import rrulestr
from icalendar import Calendar, Event, vRecur

from correspondence_db.queries import Duty
from extract.periods import due_days
from pipeline.terminal import harmless
from pipeline.wording import letter_name, when

#: How far ahead days are given, and a rule is held against them.
_AHEAD = timedelta(days=730)
_DAY = timedelta(days=1)


def write_ics(duties: Iterable[Duty], path: Path, now: datetime) -> None:
    """The duties that have a day; a duty of several occurrences is one event."""
    calendar = Calendar()
    calendar.add("prodid", "-//saraban-trace//TH")
    calendar.add("version", "2.0")
    dated = sorted((duty for duty in duties if duty.falls_due), key=_identity)
    for _, times in groupby(dated, key=_identity):
        calendar.add_component(_event(list(times), now))
    path.write_bytes(calendar.to_ical())


def _identity(duty: Duty) -> tuple[int, str]:
    return duty.obligation_id, duty.debtor


def _event(times: Sequence[Duty], now: datetime) -> Event:
    """One duty of one office: `times` are what it still owes of it, soonest first."""
    duty, days = times[0], [day for one in times if (day := one.falls_due)]
    event = Event()
    event.add("uid", f"{_digest(duty)}@saraban-trace")
    event.add("dtstamp", now)
    event.add("summary", harmless(f"{duty.debtor}: {duty.text}"))
    event.add("description", harmless(" · ".join(_described(duty))))
    event.add("dtstart", days[0])
    event.add("dtend", days[0] + _DAY)
    event.add("transp", "TRANSPARENT")
    if duty.due.rrule:
        _repeat(event, duty.due.rrule, days, goes_on=times[-1].status == "open")
    return event


def _digest(duty: Duty) -> str:
    known_by = f"{duty.number}|{duty.date}|{duty.obligation_id}|{duty.debtor}"
    return sha256(known_by.encode()).hexdigest()[:32]


def _described(duty: Duty) -> Iterator[str]:
    yield when(duty)
    if duty.creditor:
        yield f"ต่อ {duty.creditor}"
    yield f"ตามหนังสือ {letter_name(duty.sender, duty.number, duty.date, {})}"


def _repeat(event: Event, rrule: str, owed: Sequence[date], *, goes_on: bool) -> None:
    """Let an event come round: by its rule without the days that are done, or day by day."""
    first, last = owed[0], owed[-1]
    coming = due_days(rrule, first, first + _AHEAD)
    days = [day for day in coming if day in owed or (goes_on and day > last)]
    if goes_on and _days_by_rule(rrule, first) == coming:
        event.add("rrule", vRecur.from_ical(rrule))
        done = [day for day in coming if day not in days]
        if done:
            event.add("exdate", done, parameters={"VALUE": "DATE"})
    elif len(days) > 1:
        event.add("rdate", days[1:], parameters={"VALUE": "DATE"})


def _days_by_rule(rrule: str, first: date) -> list[date]:
    """The days that a calendar finds for a rule beginning on `first`."""
    start = datetime.combine(first, time())
    moments = rrulestr(rrule, dtstart=start).between(start, start + _AHEAD, inc=True)
    return [moment.date() for moment in moments]
