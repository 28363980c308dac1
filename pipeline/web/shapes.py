"""What the answers of the JSON API look like; the API's own description is made of these."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """A JSON object with these keys and no others."""

    model_config = ConfigDict(extra="forbid")


class Problem(Shape):
    """Why there is no answer, Thai and English."""

    thai: str
    english: str


class Due(Shape):
    """When a duty falls due; keys that do not apply are left out."""

    kind: Literal["date", "recurring", "relative", "ongoing", "none"]
    day: date | None = Field(None, alias="date")
    time: str | None = None
    rrule: str | None = Field(None, description="RFC 5545")
    days: int | None = None
    business: bool | None = None
    counted_from: str | None = Field(None, alias="from")


class Round(Shape):
    """A round of a recurring duty: what it is about, and its last day."""

    start: date
    end: date
    due: date


class Deed(Shape):
    """How a duty was met: by a letter, or as a note tells."""

    done_on: date
    letter_id: int | None
    number: str | None
    note: str | None


class Change(Shape):
    """The letter that moved or ended a duty."""

    kind: Literal["extends", "cancels"]
    letter_id: int
    number: str | None
    sent_on: date | None
    sender: str | None
    before: date | None
    due: date | None


class Reply(Shape):
    """A letter that may have met a duty."""

    letter_id: int
    number: str | None
    sent_on: date | None
    subject: str | None


class Rung(Shape):
    """A duty above, which this one serves."""

    obligation_id: int
    letter_id: int
    debtor: str
    creditor: str | None
    falls_due: date | None


class Duty(Shape):
    """One thing owed, once."""

    obligation_id: int
    debtor: str
    via: str | None
    action: str
    text: str
    creditor: str | None
    due: Due
    period: Round | None
    falls_due: date | None
    received_on: date | None
    status: Literal["open", "late", "done", "waived"]
    deed: Deed | None
    change: Change | None
    proposed: list[Reply]
    serves: list[Rung]
    letter_id: int
    number: str | None
    date: date | None
    sender: str | None
    subject: str | None
    file: str
    page: int


class Debts(Shape):
    """What one office owes, soonest first."""

    debtor: str
    duties: list[Duty]


class Cell(Shape):
    """One office at one time."""

    status: Literal["open", "late", "done", "waived"]
    done_on: date | None


class GridRow(Shape):
    """One office, a cell for each day; null where it owes nothing then."""

    office: str
    cells: list[Cell | None]


class Grid(Shape):
    """One duty: the offices that owe it, over the days on which it falls due."""

    obligation_id: int
    text: str
    creditor: str | None
    letter_id: int
    number: str | None
    sender: str | None
    days: list[date | None]
    rows: list[GridRow]


class Entry(Shape):
    """One line of an office's receive register (แบบที่ 13)."""

    office: str | None
    received_number: int | None
    received_on: date | None
    letter_id: int
    number: str | None
    date: date | None
    sender: str | None
    addressees: list[str]
    subject: str | None
    duties: list[Duty]
    file: str
    page: int


class Finding(Shape):
    """What an auditor looks for; `letter_ids` begin with the letter that it is about."""

    kind: str
    letter_ids: list[int]
    offices: list[str]
    seen: list[str]
    dates: list[date]
    days: int | None
    numbers: list[str]
    thai: str
    english: str


class Hit(Shape):
    """A place where the words of a search stand."""

    letter_id: int | None
    number: str | None
    date: date | None
    sender: str | None
    subject: str | None
    file: str | None
    page: int | None
    snippet: str


class Reason(Shape):
    reason: str
    thai: str
    english: str


class Candidate(Shape):
    """A letter that a doubt is about beside its own."""

    letter_id: int
    sender: str | None
    number: str | None
    date: date | None


class Question(Shape):
    """A doubtful reading, with its print, its place (pixels) and what else it might be."""

    letter_id: int
    sender: str | None
    number: str | None
    date: date | None
    field: str
    reading: str | None
    raw: str | None
    confidence: float | None
    alternatives: list[str]
    reasons: list[Reason]
    file: str
    page: int
    box: list[int] | None
    candidates: list[Candidate]
    sha256: str
    position: int
    doubted: str
    control: str
    choices: list[str]
