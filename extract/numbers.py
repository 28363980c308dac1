"""Letter numbers: their grammar, their identity, and finding them in text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class LetterNumber:
    """A letter's number (ที่), taken apart.

    "ชร ๐๖๑๘.๑/ว ๓๕๓" -> code "ชร", agency "0618.1", series "ว", running "353".
    Digits are Arabic. `running` is None where the number was left blank ("ลพ ๐๐๑๗.๒/ว").
    Orders have no letter code ("123/2569"): code and agency are "", `year` is the B.E. year.
    """

    code: str
    agency: str
    series: str
    running: str | None
    year: int | None = None

    def __str__(self) -> str:
        """The contract's spelling: "ชร 0618.1/ว 353", "ตช 0066/24259", "123/2569"."""
        if not self.code:
            return f"{self.running}/{self.year}"
        series = f"{self.series} " if self.series else ""
        return f"{self.code} {self.agency}/{series}{self.running or ''}".rstrip()


class NumberSpan(NamedTuple):
    """A number found in text: half-open character span, value, and the rule that found it."""

    start: int
    end: int
    number: LetterNumber
    rule: str
    confidence: float
