"""All pages of a scan, read by whoever takes tasks; a page that fails is a gap, not the end."""

from __future__ import annotations

import errno
import signal
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, takewhile
from pathlib import Path
from typing import Protocol, TypeVar

import cv2
from pebble import ProcessExpired

from ocr.page import OcrPage, Step
from ocr.read import PageResult, Settings, UnreadableScan, count_pages, read_some
from ocr.render import Code, page_marks

T = TypeVar("T")
#: Portions of a scan that are being read: which pages each of them is.
Begun = Mapping[Future[list[PageResult]], list[int]]

#: Failures of this machine, not of the page: it may well be read another time.
_OF_THE_MACHINE = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.EIO}
)


#: Pages of one portion: the engine's start is shared by so many, and lost with so many.
PORTION = 4

#: How a task ends that is not the function's own doing: its process died, overran, or outgrew.
TASK_FAILURES = (
    ProcessExpired, BrokenProcessPool, CancelledError, TimeoutError, MemoryError,
)  # fmt: skip


class Submit(Protocol):
    """Whatever runs a task elsewhere: `ocr.workers.Workers.submit`, or any executor's."""

    def __call__(self, function: Callable[..., T], /, *args: object) -> Future[T]: ...


def count(path: Path, settings: Settings, submit: Submit) -> int:
    """How many pages a scan has; raises UnreadableScan, and OSError where the machine fails."""
    future = submit(count_pages, path, settings.limits)
    try:
        return future.result()
    except Exception as error:
        raise unreadable(error) from error


def marks(path: Path, submit: Submit) -> tuple[str, ...]:
    """What tells the scan's pages apart, as far as it can be told; raises OSError likewise."""
    try:
        return submit(page_marks, path).result()
    except Exception as error:
        unreadable(error)
        return ()


def begin_scan(
    path: Path, numbers: Iterable[int], settings: Settings, submit: Submit, ahead: int
) -> Begun:
    """The first of the pages of these numbers under way, `ahead` portions of them."""
    waiting = deque(numbers)
    portions = takewhile(bool, (_portion(waiting, ahead) for _ in range(ahead)))
    return {submit(read_some, path, some, settings): some for some in portions}


def read_scan(
    path: Path,
    numbers: Iterable[int],
    settings: Settings,
    submit: Submit,
    ahead: int,
    *,
    begun: Begun | None = None,
    idle: Callable[[], None] = lambda: None,
) -> Iterator[PageResult]:
    """The pages of these numbers as they come, `ahead` portions of them under way at a time.

    Those `begun` are under way from elsewhere. `idle` is called whenever all others are, too. A
    portion that fails is read again page by page: only the page that is to blame is a gap. Raises
    UnreadableScan where the file is gone, OSError where the machine fails.
    """
    begun = begun or {}
    running, alone = dict(begun), deque[int]()
    under_way = set(chain.from_iterable(begun.values()))
    waiting = deque(number for number in numbers if number not in under_way)
    try:
        while waiting or alone or running:
            while (waiting or alone) and len(running) < ahead:
                some = [alone.popleft()] if alone else _portion(waiting, ahead)
                running[submit(read_some, path, some, settings)] = some
            if not waiting:
                idle()
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in sorted(finished, key=lambda each: running[each]):
                some = running.pop(future)
                results = _results(future, some, is_last_try=future not in begun)
                alone.extend(some if results is None else ())
                yield from results or ()
    finally:
        for future in running:
            future.cancel()


def _portion(waiting: deque[int], ahead: int) -> list[int]:
    """The next few pages to be read by one process; fewer towards the end, so that all of them
    have something to do until then."""
    size = min(PORTION, max(1, len(waiting) // ahead), len(waiting))
    return [waiting.popleft() for _ in range(size)]


def _results(
    future: Future[list[PageResult]], numbers: Sequence[int], *, is_last_try: bool
) -> list[PageResult] | None:
    """What became of a portion; None where its pages are to be tried alone."""
    try:
        return future.result()
    except Exception as error:
        why = unreadable(error)
        if len(numbers) > 1 or not is_last_try:
            return None
        if why.code == "missing":
            raise why from error
        failed = Step("failed", why.detail or why.english)
        return [PageResult(OcrPage(numbers[0], 0, 0, 0, (), (failed,), gap=why.code), {})]


def unreadable(error: Exception) -> UnreadableScan:
    """Why a task failed; raises it again where the machine is to blame."""
    if isinstance(error, UnreadableScan):
        return error
    if isinstance(error, (BrokenProcessPool, CancelledError)):
        raise OSError(errno.EAGAIN, "the processes that read pages ended") from error
    if type(error) is OSError and error.errno in _OF_THE_MACHINE:
        raise error
    return UnreadableScan(_code(error), "".join(traceback.format_exception(error))[-2000:])


def _code(error: Exception) -> Code:
    if isinstance(error, ProcessExpired):
        return "too_slow" if error.exitcode == -signal.SIGXCPU else "stopped"
    if isinstance(error, TimeoutError):
        return "too_slow"
    out_of_memory = isinstance(error, cv2.error) and error.code == cv2.Error.StsNoMem
    file_too_large = isinstance(error, OSError) and error.errno in (errno.EFBIG, errno.ENOMEM)
    if isinstance(error, MemoryError) or out_of_memory or file_too_large:
        return "too_large"
    return "stopped"
