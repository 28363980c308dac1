"""What was found among all letters (ข้อสังเกต), kept as long as finding it again would be work."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import NamedTuple

from correspondence_db.access import Viewer
from correspondence_db.findings import Finding, findings
from correspondence_db.graph import Node, graph_of
from correspondence_db.store import Register

#: How long what was found is shown again: so many times as long as it took to find.
_WORTH = 20.0
#: For so many kinds of viewers it is kept.
_VIEWERS = 16


class Found(NamedTuple):
    """What was found among the letters that a viewer may see, and those letters."""

    findings: tuple[Finding, ...]
    letters: Mapping[int, Node]
    good_until: float


class Audit:
    """Looks through all letters of one register, and keeps what it found for a while."""

    def __init__(self) -> None:
        self._kept: dict[Viewer, Found] = {}

    def among(self, register: Register, viewer: Viewer) -> Found:
        """The findings that a viewer may see: of a moment ago, or of this one."""
        kept = self._kept.get(viewer)
        begun = time.monotonic()
        if kept and begun < kept.good_until:
            return kept
        graph = graph_of(register, viewer)
        found = findings(graph)
        ended = time.monotonic()
        fresh = Found(found, graph.nodes, ended + _WORTH * (ended - begun))
        others = {one: old for one, old in self._kept.items() if old.good_until > ended}
        latest = dict(list(others.items())[1 - _VIEWERS :])
        self._kept = latest | {viewer: fresh}
        return fresh
