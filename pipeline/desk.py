"""What a scan is worked on with: the register, the folders, the readers, and whoever watches."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from correspondence_db import intake
from correspondence_db.store import Register
from ocr.read import Settings, fingerprint
from ocr.render import Limits
from ocr.workers import Allowance, Workers
from pipeline.config import Config
from pipeline.exits import Stop, ToolMissing
from pipeline.locks import Locks
from pipeline.lookahead import Lookahead
from pipeline.names import told
from pipeline.programs import require
from pipeline.progress import Progress
from pipeline.reader import Reader
from pipeline.warm import PRELOAD

if TYPE_CHECKING:
    from ocr.cluster import Cluster


@dataclass(frozen=True, slots=True)
class Desk:
    """One process that brings scans into a home; `who` answers for it in the record of events."""

    home: Path
    register: Register
    reader: Reader
    locks: Locks
    progress: Progress
    who: str
    now: Callable[[], datetime]
    lookahead: Lookahead | None = None

    @property
    def originals(self) -> Path:
        return self.home / "originals"

    @property
    def quarantine(self) -> Path:
        return self.home / "quarantine"

    def expect(self, path: Path | None) -> None:
        """Say which file comes after the next one, so that it can be begun."""
        if self.lookahead:
            self.lookahead.expect(path)

    def place(self, path: Path) -> str:
        """Where a file lies, as the register calls it: within the home by its way from there."""
        here = path.absolute()
        return told(str(here.relative_to(self.home) if here.is_relative_to(self.home) else here))


@contextmanager
def desk_of(config: Config, who: str, now: Callable[[], datetime]) -> Iterator[Desk]:
    """All that reading scans needs; the register is made where there is none."""
    require("tesseract", "pdftoppm")
    config.make_folders()
    settings = Settings(limits=Limits(pages=config.page_limit))
    with ExitStack() as stack:
        register = stack.enter_context(Register.open(config.register))
        locks = stack.enter_context(Locks(config.locks))
        scratch = stack.enter_context(_scratch(config.scratch, locks))
        workers = _workers(config, scratch)
        stack.enter_context(workers)
        progress = stack.enter_context(Progress())
        reader = Reader(workers.submit, settings, fingerprint(settings), 2 * workers.jobs)
        ahead = Lookahead(reader, register, scratch)
        desk = Desk(config.home, register, reader, locks, progress, who, now, ahead)
        tidy(desk)
        yield desk


@contextmanager
def _scratch(folder: Path, locks: Locks) -> Iterator[Path]:
    """A folder for this process's temporary files; those of processes that died go now."""
    folder.mkdir(exist_ok=True)
    for left in folder.iterdir():
        if locks.take(left.name):
            shutil.rmtree(left, ignore_errors=True)
            locks.give_up(left.name)
    own = locks.own_folder(folder)
    try:
        yield own
    finally:
        shutil.rmtree(own, ignore_errors=True)
        locks.give_up(own.name)


def _workers(config: Config, scratch: Path) -> Workers | Cluster:
    """Processes of this machine, or of those behind the scheduler that is set."""
    allowance = Allowance(config.page_seconds, config.memory_mb << 20)
    if config.scheduler:
        return _cluster(config.scheduler, allowance, scratch)
    jobs = config.jobs or len(os.sched_getaffinity(0))
    return Workers(jobs, allowance, PRELOAD, scratch)


def _cluster(address: str, allowance: Allowance, scratch: Path) -> Cluster:
    try:
        from ocr.cluster import Cluster, NoCluster  # noqa: PLC0415 - only who asks for it has it
    except ImportError as error:
        raise ToolMissing(
            "ไม่พบ distributed ติดตั้งด้วย pip install 'saraban-trace[many]'",
            "Missing: distributed. Run pip install 'saraban-trace[many]'.",
        ) from error
    try:
        return Cluster(address, allowance, PRELOAD, scratch)
    except NoCluster as error:
        raise Stop(
            f"ใช้ {address} ไม่ได้ โปรดเปิด dask scheduler และ dask worker ก่อน",
            f"Cannot use {address}: {error}. Start dask scheduler and dask worker first.",
        ) from error


def tidy(desk: Desk) -> None:
    """What processes that died left behind them is brought back to a state that something ends."""
    gone = []
    for file in intake.open_files(desk.register):
        if not (desk.home / str(file.place)).exists():
            gone.append(str(file.place))
        elif file.state == "claimed" and file.sha256 and desk.locks.take(file.sha256):
            intake.release(desk.register, str(file.place), desk.now())
            desk.locks.give_up(file.sha256)
    if gone:
        intake.forget(desk.register, gone, desk.now())
