"""A desk for tests: a real register and folders; tasks run there and then, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from correspondence_db.store import Register
from ocr.page import OcrPage
from ocr.read import PageResult, Settings, count_pages, read_some
from ocr.scan import Submit
from pipeline.desk import Desk
from pipeline.locks import Locks
from pipeline.progress import Progress
from pipeline.reader import Reader

T = TypeVar("T")
NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def here(function: Callable[..., T], /, *args: object) -> Future[T]:
    """Run a task at once."""
    future: Future[T] = Future()
    try:
        future.set_result(function(*args))
    except Exception as error:
        future.set_exception(error)
    return future


def instead(pages: int, read: Callable[[int], OcrPage]) -> Submit:
    """Runs every task but reading: a file has so many pages, and each is what `read` makes."""

    def submit(function: Callable[..., Any], /, *args: Any) -> Future[Any]:
        if function is count_pages:
            return here(lambda: pages)
        if function is read_some:
            return here(lambda: [PageResult(read(number), {}) for number in args[1]])
        return here(function, *args)

    return submit


@contextmanager
def desk_at(home: Path, submit: Submit = here, now: datetime = NOW) -> Iterator[Desk]:
    for folder in ("inbox", "claimed", "originals", "quarantine"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    reader = Reader(submit, Settings(), "fingerprint", 2)
    with Register.open(home / "register.db") as register, Locks(home / "locks") as locks:
        yield Desk(home, register, reader, locks, Progress(), "somsri", lambda: now)


def with_submit(desk: Desk, submit: Submit) -> Desk:
    return replace(desk, reader=replace(desk.reader, submit=submit))
