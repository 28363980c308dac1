"""Folders and files -> scans: which files count, when one may be taken, and taking it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pipeline.endmark import has_end_mark
from pipeline.locks import Locks
from pipeline.names import told

SUPPORTED = frozenset({".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg"})
JUNK_BEGINNINGS = (".", "~$")
JUNK_ENDINGS = (".part", ".partial", ".filepart", ".crdownload", ".tmp")
JUNK_NAMES = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that holds letters. `sha256` (hex) of its bytes is its identity, whatever its name.

    `received_on` is the day it came to us, `name` what it was called then, as text.
    """

    path: Path
    sha256: str
    received_on: date
    name: str


def take(path: Path, received_on: date, name: str | None = None) -> Scan:
    """The scan in `path`, called `name` if not as it lies; raises OSError if unreadable."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Scan(path, sha256, received_on, name or told(path.name))


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
    """Regular files in name order, folder by folder; neither junk nor symbolic links.

    A folder that vanishes meanwhile, or that may not be read, has none.
    """
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return
    for path in paths:
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
    """A folder that people and scanners drop files into, judged by what each look at it shows.

    Network shares send no events, and a copy under way is a file like any other: a file may be
    taken once it has stood unchanged for `settle` seconds with its end mark there, or for
    `patience` seconds without one. Claimed files lie in a folder of this inbox's own below
    `claimed`, whose name is locked for as long as its process lives.
    """

    def __init__(
        self, folder: Path, claimed: Path, locks: Locks, *, settle: float, patience: float
    ) -> None:
        self._folder = folder
        self._claimed = claimed
        self._locks = locks
        self._settle = settle
        self._patience = patience
        self._looks: dict[Path, _Look] = {}
        self.own = locks.own_folder(claimed)

    def waiting(self) -> list[Path]:
        """The files that were there at the last look."""
        return list(self._looks)

    def claimed(self) -> list[Path]:
        """The files that are ours and not let go yet."""
        return list(_files_below(self.own))

    def adopt(self) -> None:
        """Take over what processes that died had claimed; that of living ones stays theirs."""
        for left in sorted(self._claimed.iterdir()):
            if left.is_dir() and left != self.own and self._locks.take(left.name):
                self._adopt(left)
                self._locks.give_up(left.name)

    def _adopt(self, left: Path) -> None:
        with suppress(FileNotFoundError):  # another process was here first
            for path in _files_below(left):
                self._take_to(path)
            for folder in (*left.iterdir(), left):
                folder.rmdir()

    def ready(self, now: float) -> list[Path]:
        """The files that may be taken at `now` (monotonic seconds), in name order."""
        looks = ((path, self._look(path, now)) for path in _files_below(self._folder))
        self._looks = {path: look for path, look in looks if look}
        return [
            path for path, look in self._looks.items() if self._may_take(path, now - look.since)
        ]

    def rest(self, now: float, pause: float) -> float:
        """Seconds from `now` until the next look is worth it, at most `pause`.

        A file that the last look saw is worth one when it will have settled, and when patience
        with it will be gone.
        """
        waits = (self._settle, self._patience)
        moments = (look.since + wait for look in self._looks.values() for wait in waits)
        return min([pause, *(moment - now for moment in moments if moment > now)])

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
        """Rename `path` out of the inbox; None if another was faster, or it was taken away.

        Raises OSError where it may not be moved.
        """
        try:
            return self._take_to(path)
        except FileNotFoundError:
            return None

    def _take_to(self, path: Path) -> Path:
        """Move a file to a new folder of our own.

        A rename within one file system happens whole or not at all, and in a new folder it
        cannot land on a file of the same name.
        """
        place = Path(tempfile.mkdtemp(dir=self.own))
        try:
            return path.rename(place / path.name)
        except OSError:
            place.rmdir()
            raise

    def let_go(self, claimed: Path) -> None:
        """Remove a claimed file: its bytes are stored, known, or set aside by now."""
        claimed.unlink(missing_ok=True)
        claimed.parent.rmdir()

    def close(self) -> None:
        """Leave what is claimed to whoever comes next."""
        with suppress(OSError):
            self.own.rmdir()
        self._locks.give_up(self.own.name)
