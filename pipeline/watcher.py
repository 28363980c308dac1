"""The inbox as it is worked on: look, claim, read, let go; a failing disk is waited for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from correspondence_db import intake
from pipeline.bell import Bell
from pipeline.config import Config
from pipeline.desk import Desk, tidy
from pipeline.exits import STORAGE_FAILURES, as_stop
from pipeline.inbox import Inbox
from pipeline.names import told
from pipeline.outcome import Outcome
from pipeline.quarantine import set_aside_unopened
from pipeline.run import process
from pipeline.terminal import warn

#: How often it looks for what processes that died have left, in seconds.
_ROUND = 60.0


class Watcher:
    """One of any number of processes over one inbox; each file goes to one of them."""

    def __init__(self, config: Config, desk: Desk) -> None:
        self._desk = desk
        self._pause = config.poll_seconds
        self._inbox = Inbox(
            config.inbox,
            config.claimed,
            desk.locks,
            settle=config.settle_seconds,
            patience=config.patience_seconds,
        )
        self._bell = Bell(config.inbox, wanted=config.events)
        self._warned: set[str] = set()
        self._took_over = -_ROUND

    def outcomes(self) -> Iterator[Outcome]:
        """What became of each file, without end. What earlier runs left comes first."""
        while True:
            yield from self._round()
            self._bell.wait(self._inbox.rest(time.monotonic(), self._pause))

    def close(self) -> None:
        self._bell.close()
        self._inbox.close()

    def _take_over(self) -> None:
        """What processes that died have left, every now and then."""
        if time.monotonic() - self._took_over < _ROUND:
            return
        self._bell.hang()
        self._inbox.adopt()
        tidy(self._desk)
        self._took_over = time.monotonic()

    def _round(self) -> Iterator[Outcome]:
        """Everything that is ready now; a disk that fails is told of once, and tried again."""
        try:
            self._take_over()
            for left in self._inbox.claimed():
                yield self._brought_in(left)
            ready = self._inbox.ready(time.monotonic())
            waiting = {self._desk.place(path): told(path.name) for path in self._inbox.waiting()}
            intake.sync_waiting(self._desk.register, waiting, self._desk.now())
            for path in ready:
                if claimed := self._claim(path):
                    yield self._brought_in(claimed)
            self._warned.clear()
        except STORAGE_FAILURES as error:
            self._warn(error)

    def _claim(self, path: Path) -> Path | None:
        try:
            claimed = self._inbox.claim(path)
        except OSError as error:  # one file that may not be moved leaves the others to go on
            self._warn(error)
            return None
        if claimed:
            now, was, place = self._desk.now(), self._desk.place(path), self._desk.place(claimed)
            intake.claim(self._desk.register, told(path.name), place, now, was=was)
        return claimed

    def _brought_in(self, claimed: Path) -> Outcome:
        outcome = process(claimed, self._desk)
        if outcome.scan is None and claimed.exists():
            set_aside_unopened(claimed, outcome.problems[0], self._desk)
        self._inbox.let_go(claimed)
        return outcome

    def _warn(self, error: Exception) -> None:
        stop = as_stop(error)
        if stop.english not in self._warned:
            self._warned.add(stop.english)
            warn([stop.thai, stop.english])
