"""The file that comes next, begun while the one before it is split and stored."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

from correspondence_db import intake
from correspondence_db.store import Register
from ocr.scan import Begun, begin_scan
from ocr.snapshot import Snapshot, snapshot
from pipeline.reader import Reader


class Lookahead:
    """Has the first pages of the next file read from a copy in `folder`.

    They are that file's only if it has the same bytes when its turn comes; else they are dropped.
    """

    def __init__(self, reader: Reader, register: Register, folder: Path) -> None:
        self._reader, self._register, self._folder = reader, register, folder
        self._next: Path | None = None
        self._turn = 0
        self._copying: Future[Snapshot] | None = None
        self._ready: tuple[Snapshot, Begun] | None = None

    def expect(self, path: Path | None) -> None:
        """Say which file comes after the one whose turn is now."""
        self._next = path

    def begin(self) -> None:
        """Have the next file copied."""
        if self._next:
            self._turn = 1 - self._turn  # of the copy before this one pages are being read
            copy, limits = self._folder / f"next-{self._turn}", self._reader.settings.limits
            self._copying = self._reader.submit(snapshot, self._next, copy, limits)
            self._next = None

    def go_on(self) -> None:
        """Have its first pages read, if it is copied by now."""
        if self._copying and self._copying.done():
            if self._copying.exception() is None:
                there = self._copying.result()
                self._ready = there, self._first_pages(there)
            self._copying = None

    def begun(self, sha256: str) -> Begun:
        """The pages of the file with these bytes that are under way, and theirs no more."""
        there, self._ready = self._ready, None
        if there and there[0].sha256 == sha256:
            return there[1]
        for future in there[1] if there else ():
            future.cancel()
        return {}

    def _first_pages(self, there: Snapshot) -> Begun:
        if self._register.has_scan(there.sha256):
            return {}
        reader = self._reader
        numbers = list(self._unread(there))
        return begin_scan(there.path, numbers, reader.settings, reader.submit, reader.ahead)

    def _unread(self, there: Snapshot) -> Iterator[int]:
        """The pages that nobody has read, of those that are the same the first."""
        kept = intake.kept_pages(self._register, there.sha256, self._reader.fingerprint)
        seen = set(self._reader.seen)
        for number, mark in enumerate(there.marks, 1):
            if number not in kept and mark not in seen:
                yield number
            seen |= {mark} - {""}
