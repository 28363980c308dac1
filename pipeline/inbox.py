"""Folders and files -> scans: which files count, when one may be taken, and taking it."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pipeline.endmark import has_end_mark

SUPPORTED = frozenset({".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg"})
JUNK_BEGINNINGS = (".", "~$")
JUNK_ENDINGS = (".part", ".partial", ".filepart", ".crdownload", ".tmp")
JUNK_NAMES = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that holds letters. `sha256` (hex) of its bytes is its identity, whatever its name.

    `received_on` is the day it came to us.
    """

    path: Path
    sha256: str
    received_on: date


def take(path: Path, received_on: date) -> Scan:
    """The scan in `path`; raises OSError where the file cannot be read."""
    with path.open("rb") as file:
        return Scan(path, hashlib.file_digest(file, "sha256").hexdigest(), received_on)


def find_scans(paths: Iterable[Path]) -> Iterator[Path]:
    """The files to ingest: every file named, and the supported ones of every folder named.

    A file that is named is yielded whatever it is, so that it gets its reason.
    """
    for path in paths:
        if path.is_dir():
            yield from (p for p in _files_below(path) if p.suffix.lower() in SUPPORTED)
        else:
            yield path


def _files_below(folder: Path) -> Iterator[Path]:
    """Regular files in name order, folder by folder; neither junk nor symbolic links."""
    for path in sorted(folder.iterdir()):
        if _is_junk(path.name) or path.is_symlink():
            continue
        if path.is_dir():
            yield from _files_below(path)
        elif path.is_file():
            yield path


def _is_junk(name: str) -> bool:
    low = name.lower()
    return low.startswith(JUNK_BEGINNINGS) or low.endswith(JUNK_ENDINGS) or low in JUNK_NAMES


class _Look(NamedTuple):
    """What a file looked like, and since when (monotonic seconds)."""

    size: int
    modified: int
    since: float


class Inbox:
    """A folder that people and scanners drop files into, looked at by polling.

    Network shares send no events, and a copy under way is a file like any other: a file may be
    taken once it has stood unchanged for `settle` seconds with its end mark there, or for
    `patience` seconds without one.
    """

    def __init__(self, folder: Path, claimed: Path, *, settle: float, patience: float) -> None:
        self._folder = folder
        self._claimed = claimed
        self._settle = settle
        self._patience = patience
        self._looks: dict[Path, _Look] = {}

    def arrivals(self, pause: float) -> Iterator[Path]:
        """Claimed files, one by one and without end; looks again after `pause` seconds.

        What an earlier run claimed and did not finish comes first.
        """
        yield from list(_files_below(self._claimed))
        while True:
            for path in self.ready(time.monotonic()):
                claimed = self.claim(path)
                if claimed:
                    yield claimed
            time.sleep(pause)

    def ready(self, now: float) -> list[Path]:
        """The files that may be taken at `now` (monotonic seconds), in name order."""
        looks = ((path, self._look(path, now)) for path in _files_below(self._folder))
        self._looks = {path: look for path, look in looks if look}
        return [
            path for path, look in self._looks.items() if self._may_take(path, now - look.since)
        ]

    def _look(self, path: Path, now: float) -> _Look | None:
        try:
            status = path.stat()
        except FileNotFoundError:  # an upload's temporary name, gone since the listing
            return None
        before = self._looks.get(path)
        if before and before[:2] == (status.st_size, status.st_mtime_ns):
            return before
        return _Look(status.st_size, status.st_mtime_ns, now)

    def _may_take(self, path: Path, unchanged: float) -> bool:
        if unchanged >= self._patience:
            return True
        try:
            return unchanged >= self._settle and has_end_mark(path)
        except OSError:  # still locked by its writer, or gone: the next look tells
            return False

    def claim(self, path: Path) -> Path | None:
        """Rename `path` into a folder of its own outside the inbox; None if another was faster.

        A rename within one file system happens whole or not at all, and in a new folder it
        cannot land on a file of the same name.
        """
        place = Path(tempfile.mkdtemp(dir=self._claimed))
        try:
            return path.rename(place / path.name)
        except FileNotFoundError:
            place.rmdir()
            return None

    def let_go(self, claimed: Path) -> None:
        """Remove a claimed file: its bytes are stored, known, or set aside by now."""
        claimed.unlink()
        claimed.parent.rmdir()
