"""Processes that work under limits, so that no page can take the program down with it.

They are warm: each imports the reader once and reads page after page. One that overruns its time
or breaks down is replaced, and costs the page it was at.
"""

from __future__ import annotations

import math
import os
import resource
import select
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from threading import Thread
from typing import Any, ParamSpec, TypeVar

import cv2
from pebble import ProcessPool

T = TypeVar("T")
P = ParamSpec("P")

#: A worker is replaced after so many tasks: what leaks in a library goes with it.
_TASKS = 200


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one task may take: seconds, by the clock and of CPU alike; bytes of memory (address
    space) and of one file, for the worker and for each program that it calls.
    """

    seconds: float = 120.0
    memory: int = 3 << 30
    file: int = 256 << 20


class Workers:
    """So many processes that take tasks. A context manager; leaving it ends what still runs.

    Their temporary files lie in a folder of their own in `scratch` (the system's, if not said).
    """

    def __init__(
        self,
        jobs: int,
        allowance: Allowance = Allowance(),
        preload: Sequence[str] = ("ocr.read",),
        scratch: Path | None = None,
    ) -> None:
        context = get_context("forkserver")  # a fork of a program with threads may hang
        context.set_forkserver_preload([*preload, __name__])
        self.jobs = jobs
        self._allowance = allowance
        self._scratch = tempfile.TemporaryDirectory(
            prefix="saraban-", dir=scratch, ignore_cleanup_errors=True
        )
        self._context = context
        self._pool = self._new_pool()

    def _new_pool(self) -> Any:  # half of it is typed
        return ProcessPool(
            self.jobs,
            max_tasks=_TASKS,
            initializer=_confine,
            initargs=(self._allowance, self._scratch.name, os.getpid()),
            context=self._context,
        )

    def submit(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The result of `function`, to come.

        It raises what the function raises; TimeoutError after too long; MemoryError;
        pebble.ProcessExpired where the process died; BrokenProcessPool where all of them went.
        """
        if not self._pool.active:
            self._pool = self._new_pool()
        call: Any = within  # its types are those of `function`
        seconds = self._allowance.seconds
        future: Future[T] = self._pool.submit(
            call, seconds, self._allowance, function, *args, **kwargs
        )
        return future

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.stop()
        self._pool.join()
        self._scratch.cleanup()


def _confine(allowance: Allowance, scratch: str, program: int) -> None:
    """What every worker does first: take its limits, and see that it ends when it should."""
    os.setsid()  # Ctrl-C is the program's to answer
    if sys.platform == "linux":
        Thread(target=_end_with, args=(program,), daemon=True).start()
    signal.signal(signal.SIGTERM, _end_with_children)
    tempfile.tempdir = scratch
    _take_limits(allowance)


@cache
def _take_limits(allowance: Allowance) -> None:
    for limit, most in (
        (resource.RLIMIT_AS, allowance.memory),
        (resource.RLIMIT_FSIZE, allowance.file),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    cv2.setNumThreads(1)  # the cores have their workers
    warnings.simplefilter("ignore")  # of odd files, which are told about as outcomes


def _end_with(program: int) -> None:
    """End once the program has, however it did: our parent is the server that forked us, which
    lives as long as we do."""
    with suppress(ProcessLookupError):
        select.select([os.pidfd_open(program)], [], [])
    _end_with_children()


def _end_with_children(*_: object) -> None:
    """An engine that a worker waits for must not outlive it."""
    os.killpg(0, signal.SIGKILL)


def within(allowance: Allowance, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a task in a process that works for us, which may use so much CPU more for it."""
    _take_limits(allowance)
    spent = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(spent.ru_utime + spent.ru_stime + allowance.seconds)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))
    return function(*args, **kwargs)
