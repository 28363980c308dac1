"""What all requests share: the settings, the open registers, the counted guesses, the pages."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue

from correspondence_db.store import Register
from pipeline.config import Config
from pipeline.web.auditing import Audit
from pipeline.web.darkroom import Darkroom
from pipeline.web.passwords import Guesses

OWNER_ONLY = 0o600


class Registers:
    """Open registers, each lent to one request at a time: opening one costs more than a query."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: SimpleQueue[Register] = SimpleQueue()

    @contextmanager
    def lend(self) -> Iterator[Register]:
        """A register for one request; one that an error has gone through is not lent again."""
        try:
            register = self._idle.get_nowait()
        except Empty:
            register = Register.open(self._path, across_threads=True)
        try:
            yield register
        except BaseException:
            register.close()
            raise
        self._idle.put(register)

    def close(self) -> None:
        while not self._idle.empty():
            self._idle.get_nowait().close()


@dataclass(frozen=True, slots=True)
class House:
    """One running server: its settings, registers, pictures, its memory of failed sign-ins."""

    config: Config
    registers: Registers
    darkroom: Darkroom
    guesses: Guesses = field(default_factory=Guesses)
    audit: Audit = field(default_factory=Audit)


def signing_secret(home: Path) -> str:
    """The secret that sessions are signed with, made at first start; only its owner may read it."""
    place = home / "session-secret"
    try:
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except FileExistsError:
        return place.read_text("ascii")
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return place.read_text("ascii")
