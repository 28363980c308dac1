"""What was done about a duty: recorded by a person, and taken back by one."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from correspondence_db import deeds, queries
from correspondence_db.store import Register
from pipeline.asking import (
    Month,
    day_asked,
    now,
    open_register,
    operator,
    period_asked,
    today,
    unknown_letter,
)
from pipeline.config import Config
from pipeline.exits import ExitCode, NotFound, Stop
from pipeline.sight import shown_here
from pipeline.terminal import say
from pipeline.wording import when

if TYPE_CHECKING:
    from correspondence_db.queries import Duty, Status

#: How far ahead a duty may be done before its time.
A_YEAR = timedelta(days=366)


def done(config: Config, options: Namespace) -> ExitCode:
    """Record that an office has done its duty, by a letter or as a note tells."""
    with open_register(config) as register:
        by = _letter(register, options.by)
        head = queries.head_of(register, by) if isinstance(by, int) else queries.Head(None, None)
        times = _asked(register, options, {"late", "open"})
        duty = _nearest(_of_one_office(times, options, head.writer), head.sent_on)
        done_on = day_asked(options.on) or head.sent_on or today()
        deeds.record(register, duty.owed, done_on, now(), by, who=operator())
        shown_here(register, [duty.letter_id])
    say([f"บันทึกแล้ว: {_called(duty)}"])
    return ExitCode.OK


def undo(config: Config, options: Namespace) -> ExitCode:
    """Take back that a duty was done: the last time, or the one that is asked for."""
    with open_register(config) as register:
        duty = _of_one_office(_asked(register, options, {"done"}), options, None)[-1]
        deeds.withdraw(register, duty.owed, now(), who=operator())
        shown_here(register, [duty.letter_id])
    say([f"ยกเลิกการบันทึกแล้ว: {_called(duty)}"])
    return ExitCode.OK


def _called(duty: Duty) -> str:
    return f"{duty.debtor} {duty.text} ({when(duty)}) #{duty.obligation_id}"


def _letter(register: Register, by: str) -> int | str:
    """The letter that `by` names, or `by` itself: a note, or a letter that is not held."""
    letters = queries.letters_called(register, by)
    if by.isdecimal() and not letters:
        raise unknown_letter(f"ลำดับ {by}", f"id {by}")
    return letters[-1] if letters else by


def _asked(register: Register, options: Namespace, statuses: Collection[Status]) -> list[Duty]:
    """The times of a duty that a command may mean, soonest first; raises NotFound for none."""
    period = period_asked(options.period)
    span = queries.Span(today(), date.min, today() + A_YEAR) if period else queries.Span(today())
    letters = queries.letters_with(register, options.duty)
    times = [
        duty
        for duty in queries.duties(register, span, options.office, letters)
        if duty.obligation_id == options.duty
        and duty.status in statuses
        and (period is None or _is_in(duty, period))
    ]
    if not times:
        raise NotFound(
            f"ไม่พบหน้าที่ #{options.duty} ที่สั่งได้ ดูรายการด้วย saraban due หรือ saraban grid",
            f"No duty #{options.duty} to record this of. See saraban due or saraban grid.",
        )
    return sorted(times, key=lambda duty: duty.falls_due or date.max)


def _nearest(times: Sequence[Duty], day: date | None) -> Duty:
    """The time that is due nearest to the day of a letter; without one the first."""
    return min(
        times, key=lambda duty: abs((duty.falls_due - day).days) if duty.falls_due and day else 0
    )


def _is_in(duty: Duty, period: date | Month) -> bool:
    """Whether a time of a duty is the one meant: about that month, or about or due on that day."""
    if duty.period is None:
        return False
    if isinstance(period, Month):
        return (duty.period.end.year, duty.period.end.month) == period
    return period == duty.period.due or duty.period.start <= period <= duty.period.end


def _of_one_office(times: Sequence[Duty], options: Namespace, writer: str | None) -> list[Duty]:
    """The times of one office: the one asked for, the one that wrote, or the only one there is."""
    offices = {duty.debtor for duty in times}
    office = writer if writer in offices else next(iter(offices))
    if len(offices) > 1 and office != writer:
        raise Stop(
            f"หน้าที่ #{options.duty} เป็นของ {len(offices)} หน่วยงาน ระบุด้วย --office",
            f"Duty #{options.duty} binds {len(offices)} offices. Say which with --office.",
        )
    return [duty for duty in times if duty.debtor == office]
