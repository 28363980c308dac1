"""The darkroom: pictures of pages made, and boxes on them read again, in processes of their own.

An original comes from anywhere and may be made to harm whoever opens it. Only children open it:
what it can break is one of them, which is replaced, and what it may use up is limited.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Literal

from ocr.page import Box
from pipeline.exits import StorageFailed

Size = Literal["small", "page", "large"]
#: How wide a page is shown, in pixels; "large" as it was read.
WIDTHS: dict[Size, int | None] = {"small": 220, "page": 1240, "large": None}
#: Part of a view's name: raise it when pages come out otherwise than before.
VERSION = 1

_CHILDREN = 2
_SECONDS = 60.0
#: So many requests may wait for a child; more are told to come back, so that others are answered.
_WAITING = 12
#: A page that could not be drawn is not tried again for so long.
_TRIED_SECONDS = 300.0
#: Views kept: about 2,000 pages; of more, the longest unseen go.
_KEPT_BYTES = 2 * 2**30
_TRIM_EVERY = 50

_BUSY = (
    "กำลังวาดหน้าอื่นอยู่หลายหน้า ลองใหม่ในอีกสักครู่",
    "Many pages are being drawn just now. Try again in a moment.",
)
BROKEN = (
    "วาดหน้านี้จากต้นฉบับไม่ได้ ต้นฉบับอาจเสียหาย",
    "This page cannot be drawn: its original may be damaged.",
)


class Darkroom:
    """Views of pages under a folder, made when they are first asked for, by a few children."""

    def __init__(self, views: Path, children: int = _CHILDREN) -> None:
        self._views = views
        self._idle: SimpleQueue[_Child] = SimpleQueue()
        self._children = [_Child() for _ in range(children)]
        self._seats = threading.BoundedSemaphore(children + _WAITING)
        self._failed: dict[str, float] = {}
        self._made = 0
        for child in self._children:
            self._idle.put(child)

    def view(self, sha256: str, number: int, size: Size, original: Callable[[], Path]) -> Path:
        """A JPEG of a page as it was read; `original` finds the scan where it must be made.

        Raises StorageFailed where it cannot be made.
        """
        place = self._place(sha256, number, size)
        if _seen(place):
            return place
        with self._child() as child:
            if not place.exists():  # nobody made it while this waited for a child
                place.parent.mkdir(parents=True, exist_ok=True)
                stem = str(place.parent / f"{number}-{{}}-v{VERSION}.jpg")
                job = {"job": "draw", "scan": str(original()), "page": number, "stem": stem}
                self._draw(child, job)
        return place

    def read_again(self, original: Path, number: int, box: Box) -> str:
        """The print in a box of a page, a line a line; raises StorageFailed."""
        with self._child() as child:
            asked = {"job": "read", "scan": str(original), "page": number, "box": box.as_list()}
            return str(child.ask(asked))

    def close(self) -> None:
        for child in self._children:
            child.end()

    def _place(self, sha256: str, number: int, size: Size) -> Path:
        return self._views / sha256[:2] / sha256 / f"{number}-{size}-v{VERSION}.jpg"

    @contextmanager
    def _child(self) -> Iterator[_Child]:
        """A child to oneself; raises StorageFailed where too many wait for one."""
        if not self._seats.acquire(blocking=False):
            raise StorageFailed(*_BUSY)
        try:
            child = self._idle.get()
            try:
                yield child
            finally:
                self._idle.put(child)
        finally:
            self._seats.release()

    def _draw(self, child: _Child, job: dict[str, Any]) -> None:
        """Have a page drawn, unless that failed a moment ago: failing may take a minute."""
        stem = str(job["stem"])
        if time.monotonic() < self._failed.get(stem, 0.0):
            raise StorageFailed(*BROKEN)
        try:
            child.ask(job)
        except StorageFailed:
            self._failed[stem] = time.monotonic() + _TRIED_SECONDS
            raise
        self._made += 1
        if self._made % _TRIM_EVERY == 0:
            trim(self._views, _KEPT_BYTES)


def _seen(place: Path) -> bool:
    """Whether a view is there; it counts as seen now, so that others go before it."""
    try:
        os.utime(place)
    except FileNotFoundError:
        return False
    return True


def trim(views: Path, most_bytes: int) -> None:
    """Take away the views not seen for longest, until those left fit in so many bytes."""
    files = [(path, path.stat()) for path in views.rglob("*") if path.is_file()]
    left = sum(stat.st_size for _, stat in files)
    for path, stat in sorted(files, key=lambda each: each[1].st_mtime):
        if left <= most_bytes:
            return
        path.unlink(missing_ok=True)
        left -= stat.st_size


class _Child:
    """One process that does one job at a time, started when first asked, and again if it fell."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def ask(self, job: dict[str, Any]) -> Any:
        """The answer to a job; raises StorageFailed where there is none in time."""
        process = self._running()
        overdue = threading.Timer(_SECONDS, self.end)
        overdue.start()
        try:
            assert process.stdin and process.stdout  # noqa: S101 - both are pipes
            process.stdin.write(json.dumps(job) + "\n")
            process.stdin.flush()
            told = json.loads(process.stdout.readline())
        except (OSError, ValueError) as error:  # it ended, or was ended
            self.end()
            raise StorageFailed(*BROKEN) from error
        finally:
            overdue.cancel()
        if "problem" in told:
            raise StorageFailed(*told["problem"])
        return told["answer"]

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "pipeline.web.developing"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                start_new_session=True,
            )
        return self._process

    def end(self) -> None:
        """End the process with all that it started: Poppler, Tesseract."""
        if process := self._process:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
