"""Where the time of a page goes: wall clock and CPU a stage, the engine's own process counted in.

A process works on one page at a time, so one table a process is enough.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple


class Spent(NamedTuple):
    """Seconds by the clock, and seconds of CPU with those of child processes that ended."""

    wall: float = 0.0
    cpu: float = 0.0

    def plus(self, other: Spent) -> Spent:
        return Spent(self.wall + other.wall, self.cpu + other.cpu)


Stages = Mapping[str, Spent]

_spent: defaultdict[str, Spent] = defaultdict(Spent)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Count what is done inside under `name`."""
    wall, cpu = time.monotonic(), _cpu()
    try:
        yield
    finally:
        _spent[name] = _spent[name].plus(Spent(time.monotonic() - wall, _cpu() - cpu))


def taken() -> Stages:
    """What was counted since this was last asked."""
    stages = dict(_spent)
    _spent.clear()
    return stages


def _cpu() -> float:
    return sum(os.times()[:4])
