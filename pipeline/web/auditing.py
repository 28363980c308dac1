"""What was found among all letters (ข้อสังเกต), looked for aside and kept while it is worth it.

Looking through a small register is done at once. A large one takes a process of its own, politely,
and meanwhile what was found before is shown, or that it is being looked for.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date, datetime
from multiprocessing import get_context
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from correspondence_db.access import Viewer
from correspondence_db.findings import Finding, findings
from correspondence_db.graph import Node, graph_of
from correspondence_db.store import Register
from pipeline.asking import now

#: Up to so many letters are looked through while one waits.
_SMALL = 3000
#: How long what was found is fresh: so many times as long as it took to find.
_WORTH = 20.0
#: For so many kinds of viewers it is kept.
_VIEWERS = 16
_POLITENESS = 10


class Cited(NamedTuple):
    """A letter as it is cited."""

    letter_id: int
    sender: str | None
    number: str | None
    date: date | None
    subject: str | None


class Found(NamedTuple):
    """What was found at a time among the letters that a viewer may see, and those it is about.

    `seconds` is what it took.
    """

    findings: tuple[Finding, ...]
    letters: Mapping[int, Cited]
    at: datetime
    seconds: float

    def is_fresh(self, at: datetime) -> bool:
        return (at - self.at).total_seconds() < _WORTH * self.seconds


def look(register: Register, viewer: Viewer) -> Found:
    """Look through all letters."""
    begun = time.monotonic()
    graph = graph_of(register, viewer)
    found = findings(graph)
    told_of = {letter for one in found for letter in one.letter_ids}
    letters = {letter: _cited(graph.nodes[letter]) for letter in told_of}
    return Found(found, letters, now(), time.monotonic() - begun)


def _cited(node: Node) -> Cited:
    return Cited(node.letter_id, node.sender, node.number, node.sent_on, node.subject)


def _look_into(path: Path, viewer: Viewer) -> Found:
    with Register.open(path) as register:
        return look(register, viewer)


class Audit:
    """Keeps what was found, and has it looked for again when it is not fresh any more."""

    def __init__(self) -> None:
        self._kept: dict[Viewer, Found] = {}
        self._under_way: dict[Viewer, Future[Found]] = {}
        self._helper: ProcessPoolExecutor | None = None
        self._lock = Lock()

    def among(self, register: Register, path: Path, viewer: Viewer) -> Found | None:
        """What there is to find; None while a large register is looked through for the first time.

        `path` is where the register lies.
        """
        with self._lock:
            kept = self._collected(viewer)
            if kept and kept.is_fresh(now()):
                return kept
            if _is_small(register):
                return self._keep(viewer, look(register, viewer))
            if viewer not in self._under_way:
                self._under_way[viewer] = self._helping().submit(_look_into, path, viewer)
            return kept

    def close(self) -> None:
        if self._helper:
            self._helper.shutdown(wait=False, cancel_futures=True)

    def _collected(self, viewer: Viewer) -> Found | None:
        """What is kept for a viewer, with what the helper has brought by now."""
        looking = self._under_way.get(viewer)
        if looking is None or not looking.done():
            return self._kept.get(viewer)
        del self._under_way[viewer]
        try:
            return self._keep(viewer, looking.result())
        except BrokenProcessPool:  # somebody killed the helper: the next to ask begins another
            self._helper = None
            return self._kept.get(viewer)

    def _keep(self, viewer: Viewer, found: Found) -> Found:
        others = [(one, old) for one, old in self._kept.items() if one != viewer]
        self._kept = dict([*others[1 - _VIEWERS :], (viewer, found)])
        return found

    def _helping(self) -> ProcessPoolExecutor:
        """One process, begun anew: one that forks a server's threads may hang."""
        if self._helper is None:
            self._helper = ProcessPoolExecutor(
                1, get_context("spawn"), initializer=os.nice, initargs=(_POLITENESS,)
            )
        return self._helper


def _is_small(register: Register) -> bool:
    sql = "SELECT count(*) FROM (SELECT 1 FROM letters LIMIT ?)"
    ((count,),) = register.db.execute(sql, [_SMALL + 1])
    return bool(count <= _SMALL)
