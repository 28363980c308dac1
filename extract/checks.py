"""What a person should look at: the checks that stand in for the engine's confidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from extract.days import find_dates
from extract.letter import Doubt, Form, Found, Letter
from extract.patterns import MIXED_DIGITS
from extract.split import Section

#: Below this confidence a value is shown as doubtful.
LOW = 0.6

_THAI_DIGIT = re.compile("[๐-๙]")
#: The fields that each form must have.
_REQUIRED: dict[Form, tuple[str, ...]] = {
    "external": ("number", "date", "sender", "subject"),
    "memo": ("number", "date", "sender", "subject"),
    "stamped": ("number", "date", "sender"),
    "order": ("number", "date", "sender"),
    "announcement": ("date", "sender"),
    "other": (),
}


def doubts_about(letter: Letter, section: Section) -> tuple[Doubt, ...]:
    """Every doubt about one letter, in reading order of its fields."""
    blind = {page.number for page in section.pages if page.blind}
    checks = chain(
        _missing(letter),
        *(_about_value(name, found, blind) for name, found in _values(letter)),
        _about_dates(letter),
        _about_receipts(letter),
        _about_deadlines(letter),
        _about_split(section),
    )
    return tuple(dict.fromkeys(checks))


def _missing(letter: Letter) -> Iterator[Doubt]:
    for name in _REQUIRED[letter.form.value]:
        if getattr(letter, name) is None:
            reason = "no-sender" if name == "subject" else f"no-{name}"
            yield Doubt(name, reason, letter.pages[0], None)


def _values(letter: Letter) -> Iterator[tuple[str, Found[Any]]]:
    """The single values that a register entry shows."""
    for name in ("number", "date", "sender", "subject", "urgency", "secrecy"):
        found = getattr(letter, name)
        if found:
            yield name, found
    for receipt in letter.receipts:
        values = (receipt.number, receipt.date, receipt.time)
        yield from (("receipts", found) for found in values if found)
    yield from (
        ("obligations", duty.phrase) for duty in letter.obligations if _is_dated(duty.due.kind)
    )


def _is_dated(kind: str) -> bool:
    return kind in ("date", "recurring", "relative")


def _about_value(name: str, found: Found[Any], blind: set[int]) -> Iterator[Doubt]:
    if name in ("number", "date") and MIXED_DIGITS.search(found.raw):
        yield Doubt(name, "digits-mixed", found.page, found.box)
    elif (
        found.page in blind and name not in ("subject", "sender") and _THAI_DIGIT.search(found.raw)
    ):
        yield Doubt(name, "digits-unreadable", found.page, found.box)
    elif found.confidence < LOW:
        reason = "handwritten" if name == "receipts" else "low-confidence"
        yield Doubt(name, reason, found.page, found.box)


def _about_dates(letter: Letter) -> Iterator[Doubt]:
    """A weekday that falls on another day than the one printed, a day that does not exist."""
    printed: list[tuple[str, Found[Any]]] = [
        (name, found) for name, found in _values(letter) if name in ("date", "obligations")
    ]
    for name, found in printed:
        spans = find_dates(found.raw)
        if any(span.weekday_agrees is False for span in spans):
            yield Doubt(name, "weekday-disagrees", found.page, found.box)
        if any(span.value is None and span.year_printed for span in spans):
            yield Doubt(name, "impossible-date", found.page, found.box)


def _about_receipts(letter: Letter) -> Iterator[Doubt]:
    for receipt in letter.receipts:
        if receipt.number is None or receipt.date is None:
            yield Doubt("receipts", "stamp-unreadable", receipt.page, receipt.box)
        if receipt.date and letter.date and receipt.date.value < letter.date.value:
            yield Doubt("receipts", "received-before-sent", receipt.page, receipt.date.box)


def _about_deadlines(letter: Letter) -> Iterator[Doubt]:
    """A deadline before the letter was written is a misread digit or a misprint, mended or not."""
    for duty in letter.obligations:
        fixed = duty.due.date if duty.due.kind == "date" else None
        early = fixed and letter.date and fixed < letter.date.value
        if early or duty.phrase.rule == "mended_year":
            yield Doubt("obligations", "deadline-before-letter", duty.phrase.page, duty.phrase.box)


def _about_split(section: Section) -> Iterator[Doubt]:
    for boundary in section.boundaries:
        for reason in boundary.doubts:
            yield Doubt("pages", reason, boundary.page, None)
