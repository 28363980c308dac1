"""The register (ทะเบียนหนังสือ): one SQLite file, one transaction a scan."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from sqlite_utils import Database

from correspondence_db import intake
from correspondence_db.audit import MACHINE, record_event
from correspondence_db.concern import note_unknown
from correspondence_db.migrations import migrations
from correspondence_db.reckoning import settle_unknown
from correspondence_db.record import ScanRecord, pages_of, record_copy, record_scan
from extract.letter import Letter
from ocr.page import OcrPage

__all__ = ["Register", "ScanRecord"]

#: How long a writer waits for another one, in seconds.
_PATIENCE = 30
#: So much of the file, in KiB, is kept at hand.
_CACHE = 65536
#: Strict tables came with 3.37 (trigram search with 3.34).
_OLDEST_SQLITE = (3, 37, 0)


class Register:
    """An open register. Use it as a context manager, or close it.

    One writer at a time: a second waits up to 30 seconds, then sqlite3.OperationalError. Readers
    never wait, and never see half a scan.
    """

    def __init__(self, db: Database) -> None:
        self.db = db

    @classmethod
    def open(cls, path: Path, *, across_threads: bool = False) -> Register:
        """Open the register at `path`, made and brought up to date where needed.

        One opened `across_threads` may be handed from thread to thread, never shared by two.
        Raises sqlite3.DatabaseError where the file is no register, sqlite3.NotSupportedError
        where SQLite itself is too old.
        """
        if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
            raise sqlite3.NotSupportedError(f"SQLite {sqlite3.sqlite_version} is older than 3.37")
        connection = sqlite3.connect(path, timeout=_PATIENCE, check_same_thread=not across_threads)
        register = cls(Database(connection, execute_plugins=False))
        register.db.execute("PRAGMA foreign_keys = ON")
        register.db.execute("PRAGMA synchronous = FULL")
        register.db.execute(f"PRAGMA cache_size = -{_CACHE}")
        register.db.enable_wal()
        if migrations.pending(register.db):
            with register.transaction():
                migrations.apply(register.db)
                note_unknown(register.db)
                settle_unknown(register.db)
        return register

    def has_scan(self, sha256: str) -> bool:
        """Whether a scan of this content is stored."""
        found = self.db.execute("SELECT 1 FROM scans WHERE sha256 = ?", [sha256])
        return found.fetchone() is not None

    def letters_of(self, sha256: str) -> tuple[int, ...]:
        """The ids of the letters found in a stored scan, in bundle order; () when not stored."""
        found = self.db.execute(
            """
            SELECT letter_id FROM copies JOIN scans ON scans.id = scan_id
            WHERE sha256 = ? ORDER BY position
            """,
            [sha256],
        )
        return tuple(letter_id for (letter_id,) in found)

    def pages_of(self, sha256: str) -> tuple[OcrPage, ...]:
        """The pages of a stored scan as they were read, to be split anew without the engine."""
        return pages_of(self.db, sha256)

    def store(
        self,
        scan: ScanRecord,
        pages: Sequence[OcrPage],
        letters: Sequence[Letter],
        who: str = MACHINE,
    ) -> tuple[int, ...]:
        """Store a scan, its pages and the letters read from them: all of it or nothing.

        Gives the letters' ids in bundle order. A scan that is stored already changes nothing.
        """
        from correspondence_db.joining import join  # noqa: PLC0415 - who only asks need not wait

        with self.transaction():
            if not self.has_scan(scan.sha256):
                bundle = record_scan(self.db, scan, pages, letters)
                join(
                    self.db,
                    [
                        record_copy(self.db, bundle, position, letter)
                        for position, letter in enumerate(letters)
                    ],
                )
                record_event(
                    self.db,
                    at=scan.stored_at,
                    who=who,
                    what="scan.stored",
                    subject=f"scan {scan.sha256}",
                    after={"file": scan.file, "pages": len(pages), "letters": len(letters)},
                )
            intake.stored(self.db, scan.sha256, scan.stored_at)
            return self.letters_of(scan.sha256)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, the writer's lock taken at once, so that what was read stays true."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.db.commit()
        except BaseException:  # a commit that fails may leave its transaction open
            self.db.rollback()
            raise

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
