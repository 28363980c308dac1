"""Does anything get lost where storage fails? Begun by `python -m benchmarks.faults storage`.

A watcher works in a home of its own small file system while, at random points and for random
times, that is full, flushing to disk fails, or another process holds the register's lock; half of
the time it is killed right in the fault. Needs the right to mount, and a C compiler.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from benchmarks.faults import (
    check,
    check_kept,
    environment,
    feed,
    quarantined,
    reads,
    set_up,
    wait_until_empty,
    watch_recorded,
)
from correspondence_db import store
from pipeline.exits import STORAGE_FAILURES, ExitCode

ROOM = "48m"
#: How long a writer waits for the lock here: a register held for longer is a fault.
PATIENCE = 0.2
WATCH = "import sys; from benchmarks.storage import watch; watch(sys.argv[1])"
HOLD = """
import sqlite3, sys
register = sqlite3.connect(sys.argv[1], timeout=60)
register.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def storage(folder: Path, times: int, dice: random.Random) -> None:
    """Let storage fail so many times under a watcher; then let it finish, and count."""
    with mounted(folder / "home"), closing(Run(folder)) as run:
        home = set_up(folder)
        handed, kept = set[str](), set[tuple[str, int]]()
        for turn in range(times):
            handed |= feed(home, turn, dice)
            run.begin()
            time.sleep(dice.uniform(0.0, 0.5))
            run.suffer(dice)
            kept = check_kept(home, kept)
        run.begin()
        wait_until_empty(home)
        run.close()
        told = check(home, handed)
        bad = {name for name in quarantined(home) if "-bad" not in name}
        assert not bad, f"set aside for what the disk did: {bad}"
    print(
        f"{times} faults {dict(run.faults)}, {run.kills} kills in them, {run.ended} ends by itself;"
        f" {len(handed)} contents: {told['done']} stored, {told['quarantined']} set aside;"
        f" {reads(folder, None)}\ntold of: {run.told()}"
    )


class Run:
    """A watcher over `folder` that is begun again whenever it has ended."""

    def __init__(self, folder: Path) -> None:
        self.faults: Counter[str] = Counter()
        self.kills = self.ended = 0
        self._folder = folder
        self._shim = shim(folder)
        self._watcher: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        if self._watcher and self._watcher.poll() is not None:
            told = (self._folder / "watch.err").read_text()
            assert self._watcher.returncode == ExitCode.STORAGE, told[-2000:]
            self.ended += 1
            self._watcher = None
        if self._watcher is None:
            flag = {"LD_PRELOAD": str(self._shim), "FAILING_FSYNC": str(self._folder / "failing")}
            with (self._folder / "watch.err").open("ab") as errors:
                command = [sys.executable, "-c", WATCH, str(self._folder)]
                env = environment() | flag
                self._watcher = subprocess.Popen(command, env=env, stderr=errors)

    def suffer(self, dice: random.Random) -> None:
        """One fault, and maybe a kill in it."""
        fault = dice.choice([full, failing, locked])
        self.faults[fault.__name__] += 1
        with fault(self._folder, dice):
            time.sleep(dice.uniform(0.2, 1.5))
            if dice.random() < 0.5:
                self.kill()

    def told(self) -> dict[str, int]:
        """What the watchers said of it, and how often: one that goes on says it once."""
        told = (self._folder / "watch.err").read_text()
        reasons = re.findall(r"^Storage failed: (.*?)(?:: '.*)?\. Check", told, re.MULTILINE)
        return dict(Counter(reasons))

    def close(self) -> None:
        """End the last one: that is no kill in a fault."""
        if self._watcher:
            self._watcher.terminate()
            self._watcher.wait()

    def kill(self) -> None:
        if self._watcher and self._watcher.poll() is None:
            self._watcher.kill()
            self._watcher.wait()
            self._watcher = None
            self.kills += 1


def watch(folder: str) -> None:
    """The watcher; ends as the command does where storage fails at its very start."""
    store._PATIENCE = PATIENCE  # type: ignore[assignment]
    try:
        watch_recorded(Path(folder))
    except STORAGE_FAILURES as error:
        print(error, file=sys.stderr)
        sys.exit(ExitCode.STORAGE)


# -- the faults


@contextmanager
def full(folder: Path, dice: random.Random) -> Iterator[None]:
    """Nothing is left of the file system but, at most, a little."""
    filler, block = folder / "home" / ".filler", 4096
    spare = dice.choice([0, 0, dice.randrange(200_000)])
    with filler.open("wb") as file, suppress(OSError):  # the watcher may take the last of it
        while (room := os.statvfs(folder / "home")).f_bavail * room.f_frsize > spare + block:
            os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), block)
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def failing(folder: Path, _dice: random.Random) -> Iterator[None]:
    """Every other flush fails."""
    flag = folder / "failing"
    flag.touch()
    try:
        yield
    finally:
        flag.unlink()


@contextmanager
def locked(folder: Path, _dice: random.Random) -> Iterator[None]:
    """Another process holds the writer's lock."""
    command = [sys.executable, "-c", HOLD, str(folder / "home" / "register.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        yield
        holder.communicate()


def shim(folder: Path) -> Path:
    """What fails flushes, built."""
    built, source = folder / "failing_fsync.so", Path(__file__).with_name("failing_fsync.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", built, source, "-ldl"], check=True)
    return built


@contextmanager
def mounted(place: Path) -> Iterator[None]:
    """A small file system of its own at `place`."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", place], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)
