"""Who works on what, among all processes of a home: locks that end with their process."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Locks:
    """Locks by name, each a byte of one file (POSIX record locks): nothing is left behind.

    They keep processes apart, not parts of one process. Locks of two names never meet but by a
    chance of one in 2^56.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab")

    def take(self, name: str) -> bool:
        """Whether the lock is ours now; another living process may have it."""
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _byte(name))
        except (BlockingIOError, PermissionError):
            return False
        return True

    @contextmanager
    def held(self, name: str) -> Iterator[None]:
        """Have the lock inside; waits until whoever has it gives it up or ends."""
        fcntl.lockf(self._file, fcntl.LOCK_EX, 1, _byte(name))
        try:
            yield
        finally:
            self.give_up(name)

    def own_folder(self, within: Path) -> Path:
        """A new folder whose name is locked for as long as this process lives.

        The lock comes first: nobody finds the folder and takes it for left behind.
        """
        folder = within / secrets.token_hex(8)
        self.take(folder.name)
        folder.mkdir()
        return folder

    def give_up(self, name: str) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _byte(name))

    def __enter__(self) -> Locks:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _byte(name: str) -> int:
    """The place of a name's byte; the file need not be so long."""
    return int.from_bytes(hashlib.sha256(os.fsencode(name)).digest()[:7])
