"""What became of a file that was handed in."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from correspondence_db.kinship import Kin
from extract.doubts import REASONS
from extract.letter import Letter
from ocr.page import OcrPage
from ocr.read import UnreadableScan
from ocr.render import REASONS as GAPS
from pipeline.exits import ExitCode
from pipeline.inbox import Scan
from pipeline.names import told

Status = Literal["stored", "duplicate", "needs_review", "failed"]

IN_WORDS: dict[Status, str] = {
    "stored": "เก็บแล้ว",
    "needs_review": "เก็บแล้ว มีข้อให้ตรวจ",
    "duplicate": "มีอยู่แล้ว",
    "failed": "อ่านไม่ได้",
}


class Problem(NamedTuple):
    """Why a file failed or wants a person's eye: a key for programs, a sentence for people.

    `detail` is what whoever mends it needs to know: a page, a traceback.
    """

    code: str
    thai: str
    english: str
    detail: str | None = None


CHANGED = Problem(
    "changed",
    "แฟ้มถูกแก้หรือย้ายระหว่างอ่าน โปรดส่งอีกครั้ง",
    "The file was changed or moved while it was being read; hand it in again.",
)


def not_opened(error: OSError) -> Problem:
    """Why a file could not even be opened, in the system's words."""
    why = error.strerror
    return Problem("not-opened", f"เปิดแฟ้มไม่ได้ ({why})", f"The file cannot be opened ({why}).")


def unreadable(error: Exception) -> Problem:
    """Why a scan could not be read: the reader's own reason, or a fault of ours, with its trace."""
    if isinstance(error, UnreadableScan):
        return Problem(error.code, error.thai, error.english, error.detail or None)
    return Problem(
        "fault",
        "โปรแกรมขัดข้องขณะอ่านแฟ้มนี้ โปรดแจ้งผู้ดูแลระบบ",
        "The program failed on this file; tell whoever looks after it.",
        "".join(traceback.format_exception(error)),
    )


def doubts_of(letters: Sequence[Letter]) -> tuple[Problem, ...]:
    """Each kind of doubt in a scan's letters once, in the order of its first appearance."""
    found = dict.fromkeys(doubt.reason for letter in letters for doubt in letter.doubts)
    found.pop("page-unread", None)  # each such page is told of by itself
    reasons = list(found) if letters else ["no-letter"]
    return tuple(Problem(reason, *REASONS[reason]) for reason in reasons)


def gaps_of(pages: Sequence[OcrPage]) -> Iterator[Problem]:
    """Each page that could not be read, and why."""
    for page in pages:
        if page.gap:
            (why,) = (GAPS[code] for code in GAPS if code == page.gap)
            thai, english = f"อ่านหน้า {page.number} ไม่ได้: {why[0]}", f"page {page.number}: {why[1]}"
            yield Problem("page-unread", thai, english, page.steps[0].detail)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one file's way: `scan` is None where the file could not even be opened.

    `letter_ids` are the letters found in it, in bundle order; those of a duplicate are the ones
    that its first copy brought. `kin` tells which of them were here before.
    """

    path: Path
    status: Status
    scan: Scan | None = None
    letter_ids: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()
    kin: tuple[Kin, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "file": told(str(self.path)),
            "sha256": self.scan.sha256 if self.scan else None,
            "status": self.status,
            "letters": list(self.letter_ids),
            "kin": [one._asdict() for one in self.kin],
            "problems": [problem._asdict() for problem in self.problems],
        }

    def lines(self) -> Iterator[str]:
        """For people: what became of it, its letters by id, its problems in both languages."""
        ids = " ".join(f"[{letter_id}]" for letter_id in self.letter_ids)
        yield f"{IN_WORDS[self.status]}: {told(self.path.name)} {ids}".rstrip()
        for one in self.kin:
            yield from _kin_lines(one)
        for problem in self.problems:
            yield f"  {problem.thai} / {problem.english}"


def exit_code(outcomes: Iterable[Outcome]) -> ExitCode:
    """What a command that handed files in ends with."""
    failed = any(outcome.status == "failed" for outcome in outcomes)
    return ExitCode.SET_ASIDE if failed else ExitCode.OK


def in_register(
    path: Path,
    scan: Scan,
    letter_ids: tuple[int, ...],
    pages: Sequence[OcrPage],
    letters: Sequence[Letter],
) -> Outcome:
    """A scan that is stored, with what of it wants a person's eye."""
    problems = (*gaps_of(pages), *doubts_of(letters))
    status: Status = "needs_review" if problems else "stored"
    return Outcome(path, status, scan, letter_ids, problems)


def _kin_lines(kin: Kin) -> Iterator[str]:
    letter = f"[{kin.letter_id}]"
    if kin.copies > 1:
        yield f"  {letter} เป็นสำเนาของหนังสือที่มีอยู่แล้ว / is a copy of a letter that was here already"
    if kin.forms:
        others = " ".join(f"[{other}]" for other in kin.forms)
        yield f"  {letter} แบบเดียวกับ {others} คนละเลขที่ / is of one form with {others}, renumbered"
