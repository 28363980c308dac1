"""What became of a file that was handed in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pipeline.inbox import Scan

Status = Literal["stored", "duplicate", "needs_review", "failed"]


class Problem(NamedTuple):
    """Why a file failed or wants a person's eye: a key for programs, a sentence for people."""

    code: str
    thai: str
    english: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one file's way: `scan` is None where the file could not even be opened.

    `letter_ids` are the letters found in it, in bundle order; those of a duplicate are the ones
    that its first copy brought.
    """

    path: Path
    status: Status
    scan: Scan | None = None
    letter_ids: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "file": str(self.path),
            "sha256": self.scan.sha256 if self.scan else None,
            "status": self.status,
            "letters": list(self.letter_ids),
            "problems": [problem._asdict() for problem in self.problems],
        }
