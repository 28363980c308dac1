"""Thai dates, times and deadlines: their grammar, and the calendar they live in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any, Literal, NamedTuple

DueKind = Literal["date", "recurring", "relative", "ongoing", "none"]


@dataclass(frozen=True, slots=True)
class Due:
    """When something falls due (กำหนดส่ง).

    - date: on `date`, inclusive; `time` only where printed.
    - recurring: `rrule`, RFC 5545.
    - relative: `days` (working days when `business`) after `start`, first day not counted;
      `date` once the day of receipt is known.
    - ongoing: a continuing duty. - none: nothing printed.
    """

    kind: DueKind
    date: date | None = None
    time: time | None = None
    rrule: str | None = None
    days: int | None = None
    business: bool = False
    start: Literal["receipt", "letter"] | None = None

    def to_json(self) -> dict[str, Any]:
        """The export contract's `due` object; keys that do not apply are left out."""
        due: dict[str, Any] = {"kind": self.kind}
        if self.kind == "relative":
            due |= {"days": self.days, "business": self.business, "from": self.start or "receipt"}
        if self.rrule:
            due["rrule"] = self.rrule
        if self.date:
            due["date"] = self.date.isoformat()
        if self.time:
            due["time"] = self.time.strftime("%H:%M")
        return due


class DateSpan(NamedTuple):
    """A date found in text: half-open span, value (None: impossible day), what was checked.

    `weekday_agrees` is None where no weekday is printed; `year_printed` False where the year
    was left out and taken from the reference date.
    """

    start: int
    end: int
    value: date | None
    weekday_agrees: bool | None
    year_printed: bool
    rule: str
    confidence: float


class DueSpan(NamedTuple):
    """A deadline phrase found in text: half-open span, the deadline, and the rule's name."""

    start: int
    end: int
    due: Due
    rule: str
    confidence: float
