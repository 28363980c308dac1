"""The processes of many machines behind one Dask scheduler, as `ocr.workers` has those of one.

They need the program and its model, and see no file of ours: of a scan only the pages to read are
sent. Whatever else there is to do is done here, in a process under limits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from distributed import Client

from ocr.read import Settings, fingerprint, read_sent, read_some
from ocr.render import pages_file
from ocr.workers import Allowance, Workers, within

T = TypeVar("T")

#: Seconds to wait for the scheduler to answer.
_PATIENCE = 10


class NoCluster(Exception):
    """There is no scheduler at the address, or none that has workers."""


class Cluster:
    """So many processes (`jobs`) that take tasks. A context manager; raises NoCluster.

    A task whose process dies is given to another one.
    """

    def __init__(
        self, address: str, allowance: Allowance, preload: Sequence[str], scratch: Path | None
    ) -> None:
        try:
            self._client = Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise NoCluster(str(error)) from error
        self.jobs = sum(self._client.nthreads().values())
        if not self.jobs:
            self._client.close()
            raise NoCluster("no workers")
        self._far = self._client.get_executor(pure=False)
        self._allowance = allowance
        self._here = Workers(1, allowance, preload, scratch)

    def submit(self, function: Callable[..., T], /, *args: Any) -> Future[T]:
        """The result of `function`, to come; it raises what the function raises.

        CancelledError where the scheduler went, KilledWorker where a page ended several processes.
        """
        if function is not read_some:
            return self._here.submit(function, *args)
        try:
            return self._sent(*args)
        except Exception as error:
            failed: Future[T] = Future()
            failed.set_exception(error)
            return failed

    def _sent(self, path: Path, numbers: Sequence[int], settings: Settings) -> Future[Any]:
        sent = self._here.submit(pages_file, path, numbers).result()
        far: Callable[..., Future[Any]] = self._far.submit
        task = (read_sent, sent, numbers, settings, fingerprint(settings))
        return far(within, self._allowance, *task)

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._here.__exit__()
