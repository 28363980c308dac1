"""What a command costs with all that it starts: by the clock, of CPU, and memory at most."""

from __future__ import annotations

import ctypes
import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Thread

import psutil

_PR_SET_CHILD_SUBREAPER = 36
_EVERY = 0.5


@dataclass
class Cost:
    """Seconds by the clock, seconds of CPU, and MB: the most that all processes held together.

    Memory that processes share counts once, a part of it for each of them (PSS).
    """

    wall: float = 0.0
    cpu: float = 0.0
    memory: float = 0.0


@contextmanager
def measured() -> Iterator[Cost]:
    """Fills the cost of every process started inside, whoever started it; waits for them all."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)  # what lost its parent comes to us
    cost, over = Cost(), Event()
    watch = Thread(target=_watch, args=(cost, over))
    cpu, wall = _of_children(), time.monotonic()
    watch.start()
    try:
        yield cost
    finally:
        cost.wall = time.monotonic() - wall
        over.set()
        watch.join()
        with suppress(ChildProcessError):
            while True:
                os.wait()
        cost.cpu = _of_children() - cpu


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(cost: Cost, over: Event) -> None:
    while not over.wait(_EVERY):
        held = 0
        for process in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                held += process.memory_full_info().pss
        cost.memory = max(cost.memory, held / 1e6)
