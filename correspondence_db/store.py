"""The register (ทะเบียนหนังสือ): one SQLite file, one transaction a scan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType

import sqlite_utils

from extract.letter import Letter
from ocr.page import OcrPage


@dataclass(frozen=True, slots=True)
class ScanRecord:
    """A scan as the register knows it: `sha256` is its identity, `file` its original name.

    `received_on` is the day it came in, `stored_at` the moment of writing (with its time zone).
    """

    sha256: str
    file: str
    received_on: date
    stored_at: datetime


class Register:
    """An open register. Use it as a context manager, or close it.

    One writer at a time: a second waits up to 30 seconds, then sqlite3.OperationalError.
    """

    def __init__(self, db: sqlite_utils.Database) -> None:
        self.db = db

    @classmethod
    def open(cls, path: Path) -> Register:
        """Open the register at `path`, made and brought up to date where needed.

        Raises sqlite3.DatabaseError where the file is no register.
        """
        raise NotImplementedError

    def has_scan(self, sha256: str) -> bool:
        """Whether a scan of this content is stored."""
        raise NotImplementedError

    def letters_of(self, sha256: str) -> tuple[int, ...]:
        """The ids of the letters found in a stored scan, in bundle order; () when not stored."""
        raise NotImplementedError

    def store(
        self, scan: ScanRecord, pages: Sequence[OcrPage], letters: Sequence[Letter]
    ) -> tuple[int, ...]:
        """Store a scan, its pages and the letters read from them: all of it or nothing.

        Gives the letters' ids in bundle order. A scan that is stored already changes nothing.
        """
        raise NotImplementedError

    def close(self) -> None:
        self.db.close()

    def __enter__(self) -> Register:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
