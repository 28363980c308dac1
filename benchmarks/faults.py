"""Does anything get lost? The program is killed, shared, and fed with files that mean harm.

    python -m benchmarks.faults kills [--times 200] [--real] | storage [--times 200]
    python -m benchmarks.faults two [--files 500] | hostile

Each ends with what it counted, and fails where a promise of docs/reliability.md does not hold.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

from PIL import Image, ImageDraw

from correspondence_db.audit import MACHINE
from correspondence_db.intake import handed_in
from correspondence_db.store import Register
from ocr.page import OcrPage
from ocr.read import PageResult, Settings, read_some
from ocr.scan import PORTION
from pipeline.asking import now
from pipeline.config import read_config
from pipeline.desk import Desk
from pipeline.locks import Locks
from pipeline.progress import Progress
from pipeline.reader import Reader
from pipeline.watcher import Watcher

ROOT = Path(__file__).parent.parent
SARABAN = [sys.executable, "-m", "pipeline"]
SETTINGS = 'home = "home"\npoll_seconds = 0.05\nsettle_seconds = 0.05\npatience_seconds = 0.3\n'
MANY = 10_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["kills", "storage", "two", "hostile"])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--real", action="store_true", help="kill the command, Tesseract and all")
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with TemporaryDirectory(prefix="saraban-faults-") as folder:
        dice = random.Random(options.seed)  # noqa: S311 - points in time, not secrets
        if options.what == "kills":
            kills(Path(folder), options.times, dice, recorded=not options.real)
        elif options.what == "storage":
            from benchmarks.storage import storage  # noqa: PLC0415 - it builds on this module

            storage(Path(folder), options.times, dice)
        elif options.what == "two":
            two(Path(folder), options.files)
        else:
            hostile(Path(folder))


# -- killed


def kills(folder: Path, times: int, dice: random.Random, *, recorded: bool) -> None:
    """SIGKILL a watcher at random points, feeding it; then let it finish, and count.

    With `recorded`, pages are not looked at: all else, files, register and kills, is as it is.
    """
    home, handed, kept = set_up(folder), set[str](), set[tuple[str, int]]()
    begin = child if recorded else command
    for kill in range(times):
        handed |= feed(home, kill, dice)
        watcher = begin(folder)
        pause(home, dice, recorded=recorded)
        os.kill(watcher, signal.SIGKILL)
        os.waitpid(watcher, 0)
        kept = check_kept(home, kept)
    started, watcher = time.monotonic(), begin(folder)
    wait_until_empty(home)
    os.kill(watcher, signal.SIGKILL)
    os.waitpid(watcher, 0)
    told = check(home, handed)
    print(
        f"{times} kills, {len(handed)} contents: {told['done']} stored, {told['quarantined']} set "
        f"aside, finished {time.monotonic() - started:.0f} s after; {reads(folder, times)}"
    )


def pause(home: Path, dice: random.Random, *, recorded: bool) -> None:
    """Until a few more steps of the work are on disk, and then some: that is where it is killed."""
    if recorded:
        time.sleep(dice.uniform(0.0, 0.6))
        return
    steps, end = dice.randrange(6), time.monotonic() + 60
    before = progress(home)
    while progress(home) - before < steps and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(dice.uniform(0.0, 1.0))


def progress(home: Path) -> int:
    """How many steps of the work have come to the register so far."""
    with Register.open(home / "register.db") as register:
        ((steps,),) = register.db.execute(
            "SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM page_results)"
            " + (SELECT coalesce(sum(tries), 0) FROM intake)"
        )
    return int(steps)


def command(folder: Path) -> int:
    """Start the command itself."""
    with (folder / "watch.err").open("ab") as errors:
        return subprocess.Popen(
            [*SARABAN, "watch"],
            cwd=folder,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=errors,
        ).pid


def child(folder: Path) -> int:
    """Start a watcher as a fork of this program: it is there at once."""
    watcher = os.fork()
    if watcher == 0:
        try:
            watch_recorded(folder)
        finally:
            os._exit(1)
    return watcher


def watch_recorded(folder: Path) -> None:
    """The watcher with a reader that makes pages up, and writes down which it was asked for."""
    config = read_config(None, {}, folder)
    log = (folder / "reads").open("a", buffering=1)

    def submit(function: Callable[..., Any], /, *args: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            if function is read_some:
                future.set_result([made_up(args[0], number, log) for number in args[1]])
            else:
                future.set_result(function(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    with Register.open(config.register) as register, Locks(config.locks) as locks:
        reader = Reader(submit, Settings(), "recorded", 1)
        desk = Desk(config.home, register, reader, locks, Progress(), MACHINE, now)
        for _ in Watcher(config, desk).outcomes():
            pass


def made_up(scan: Path, number: int, log: TextIO) -> PageResult:
    time.sleep(0.03)
    log.write(f"{scan.stem} {number}\n")
    return PageResult(OcrPage(number, 420, 300, 72, ()), {})


def reads(folder: Path, times: int | None) -> str:
    """How many pages were read twice: at most the portion under way at each kill.

    Without `times` as many as there were: a page that could not be kept is read again.
    """
    if not (folder / "reads").exists():
        return "pages read twice were not counted"
    lines = (folder / "reads").read_text().splitlines()
    twice = len(lines) - len(set(lines))
    most = len(lines) if times is None else PORTION * times
    assert twice <= most, f"{twice} pages read twice in {times} kills"
    return f"{len(set(lines))} pages, {twice} read twice"


def feed(home: Path, kill: int, dice: random.Random) -> set[str]:
    """A few files into the inbox: pages, a bundle, no picture, one twice; their hashes."""
    made = [page_file(home / "inbox" / f"{kill}.png", kill)]
    if kill % 5 == 0:
        made.append(bundle_file(home / "inbox" / f"{kill}.tif", kill, dice.randrange(3, 9)))
    if kill % 7 == 0:
        made.append(home / "inbox" / f"{kill}-bad.png")
        made[-1].write_text(f"no picture {kill}")
    hashes = {hashlib.sha256(path.read_bytes()).hexdigest() for path in made}
    if kill % 11 == 0:
        shutil.copy(made[0], home / "inbox" / f"{kill}-again.png")
    return hashes


def check_kept(home: Path, before: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """No page that was kept is gone, unless its scan is stored or set aside by now."""
    with Register.open(home / "register.db") as register:
        now = set(register.db.execute("SELECT sha256, number FROM page_results"))
        ended = {
            sha256
            for (sha256,) in register.db.execute(
                "SELECT sha256 FROM scans UNION SELECT sha256 FROM intake"
                " WHERE state = 'quarantined' AND sha256 IS NOT NULL"
            )
        }
    lost = {page for page in before - now if page[0] not in ended}
    assert not lost, f"pages read and lost: {sorted(lost)}"
    return now


# -- shared


def two(folder: Path, files: int) -> None:
    """Two watchers over one inbox: each file once."""
    home = set_up(folder)
    made = [page_file(home / "inbox" / f"{n}.png", n) for n in range(files)]
    handed = {hashlib.sha256(path.read_bytes()).hexdigest() for path in made}
    started = time.monotonic()
    with watching(folder), watching(folder):
        wait_until_empty(home)
    told = check(home, handed)
    with Register.open(home / "register.db") as register:
        tries = Counter(file.tries for file in handed_in(register, limit=MANY))
    assert tries == {1: files}, f"begun more than once: {tries}"
    print(f"{told['done']} of {files} stored, each begun once, {time.monotonic() - started:.0f} s")


# -- fed with harm


def hostile(folder: Path) -> None:
    """Files that mean harm, in one run: each a clear outcome, within time and memory."""
    sys.path.insert(0, str(ROOT / "tests"))
    from hostile import write_all  # noqa: PLC0415 - tests are no package

    home, scans = set_up(folder, "page_seconds = 30\n"), folder / "scans"
    scans.mkdir()
    files = write_all(scans)
    with measured() as most, (folder / "out.json").open("w") as out:
        command = [*SARABAN, "ingest", "--json", *map(str, files)]
        done = subprocess.run(command, cwd=folder, env=environment(), stdout=out, check=False)
    outcomes = json.loads((folder / "out.json").read_text())
    assert done.returncode in (0, 1), done.returncode
    assert len(outcomes) == len(files)
    why = Counter(
        (one["status"], problem["code"]) for one in outcomes for problem in one["problems"][:1]
    )
    for one in outcomes:
        assert one["status"] in ("stored", "needs_review", "duplicate", "failed")
        print(Path(one["file"]).name, one["status"], *(p["code"] for p in one["problems"]))
    faults = [one["file"] for one in outcomes if ("fault" in {p["code"] for p in one["problems"]})]
    print(f"\n{len(files)} files, {dict(why)}\nfaults of ours: {faults}")
    print(f"longest {longest(home):.0f} s, most memory of one process {most[0]} MB")
    assert verify(home)["sound"]


def longest(home: Path) -> float:
    """Seconds that the slowest file took, by when each was done with."""
    with Register.open(home / "register.db") as register:
        times = sorted(file.updated_at for file in handed_in(register, limit=MANY))
    gaps = [(after - before).total_seconds() for before, after in pairwise(times)]
    return max(gaps, default=0.0)


@contextmanager
def measured() -> Iterator[list[int]]:
    """The most memory (MB, resident) that any process of the run had, sampled."""
    most, over = [0], threading.Event()

    def look() -> None:
        while not over.wait(0.1):
            most[0] = max([most[0], *(megabytes(pid) for pid in processes())])

    looker = threading.Thread(target=look)
    looker.start()
    try:
        yield most
    finally:
        over.set()
        looker.join()


def processes() -> Iterator[int]:
    """The processes of ours: those that run pipeline, their workers and engines."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes()
        except OSError:
            continue
        if b"multiprocessing" in command or b"tesseract" in command or b"pdftoppm" in command:
            yield int(path.parent.name)


def megabytes(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) >> 10 for line in status.splitlines() if "VmHWM" in line), 0)


# -- what they share


def set_up(folder: Path, more: str = "") -> Path:
    (folder / "saraban.toml").write_text(SETTINGS + more)
    subprocess.run([*SARABAN, "init"], cwd=folder, env=environment(), check=True)
    return folder / "home"


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@contextmanager
def watching(folder: Path) -> Iterator[None]:
    watcher = command(folder)
    try:
        yield
    finally:
        os.kill(watcher, signal.SIGTERM)
        os.waitpid(watcher, 0)


def page_file(path: Path, n: int) -> Path:
    _page(n).save(path.with_suffix(".tmp"), path.suffix[1:])
    return path.with_suffix(".tmp").rename(path)


def bundle_file(path: Path, n: int, pages: int) -> Path:
    first, *others = (_page(1000 * n + number) for number in range(pages))
    first.save(path.with_suffix(".tmp"), "TIFF", save_all=True, append_images=others)
    return path.with_suffix(".tmp").rename(path)


def _page(n: int) -> Image.Image:
    """A small page with a line of print on it."""
    page = Image.new("L", (420, 300), "white")
    ImageDraw.Draw(page).text((30, 60), f"Letter {n} of {datetime(2026, 3, 1).year}", size=28)  # noqa: DTZ001
    return page


def wait_until_empty(home: Path, seconds: float = 900) -> None:
    end = time.monotonic() + seconds
    while any(p.is_file() for name in ("inbox", "claimed") for p in (home / name).rglob("*")):
        assert time.monotonic() < end, "not finished in time"
        time.sleep(0.2)
    time.sleep(1)


def verify(home: Path) -> dict[str, object]:
    command = [*SARABAN, "--home", str(home), "verify", "--json"]
    done = subprocess.run(command, env=environment(), capture_output=True, check=False)
    told: dict[str, object] = json.loads(done.stdout)
    return told


def quarantined(home: Path) -> list[str]:
    """The names of the files that were set aside."""
    with Register.open(home / "register.db") as register:
        return [file.name for file in handed_in(register, "quarantined", MANY)]


def check(home: Path, handed: set[str]) -> Counter[str]:
    """Every content handed in is stored once or set aside; nothing is in between."""
    assert (told := verify(home))["sound"], told
    with Register.open(home / "register.db") as register:
        files = handed_in(register, limit=MANY)
        stored = [sha256 for (sha256,) in register.db.execute("SELECT sha256 FROM scans")]
        events = Counter(
            subject
            for (subject,) in register.db.execute(
                "SELECT subject FROM events WHERE what = 'scan.stored'"
            )
        )
    aside = {file.sha256 for file in files if file.state == "quarantined"}
    assert {file.state for file in files} <= {"done", "quarantined"}
    assert set(stored) | aside == handed, "a file is missing, or there is one too many"
    assert not set(stored) & aside
    assert set(events.values()) == {1}, "a scan was stored twice"
    assert len(events) == len(stored)
    return Counter({"done": len(stored), "quarantined": len(aside)})


if __name__ == "__main__":
    main()
