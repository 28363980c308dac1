"""Pages read in processes under limits: as before, only side by side, and nothing runs away."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from pathlib import Path
from typing import Any

import pytest
import tasks
from command import ENVIRONMENT
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from scans import draw_scan
from worktables import here

from ocr.page import OcrPage
from ocr.read import PageResult, Settings, UnreadableScan, fingerprint, read_pages
from ocr.render import Limits
from ocr.scan import PORTION, count, read_scan
from ocr.tesseract import Model
from ocr.workers import Allowance, Workers

SETTINGS = Settings()


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(2, Allowance(seconds=60)) as opened:
        yield opened


@pytest.fixture(scope="module")
def strict() -> Iterator[Workers]:
    """Workers that may take a second, and a gigabyte."""
    with Workers(1, Allowance(seconds=1, memory=1 << 30, file=1 << 20)) as opened:
        wait([opened.submit(os.getpid)])
        yield opened


def three_pages(path: Path) -> Path:
    page = Image.new("L", (1240, 1754), "white")
    page.paste(Image.effect_noise((200, 200), 50), (300, 300))
    page.save(path, save_all=True, append_images=[page.rotate(90), page], dpi=(150, 150))
    return path


@pytest.mark.slow
def test_pages_are_the_same_however_many_read_them(workers: Workers, tmp_path: Path) -> None:
    path = draw_scan(tmp_path / "one.pdf")
    alone = list(read_pages(path, SETTINGS))
    assert count(path, SETTINGS, workers.submit) == len(alone)
    results = read_scan(path, [1], SETTINGS, workers.submit, 4)
    assert [result.page for result in results] == alone


@pytest.mark.slow
def test_pages_are_read_by_several_processes_and_all_come(workers: Workers, tmp_path: Path) -> None:
    path = three_pages(tmp_path / "three.tif")
    alone = list(read_pages(path, SETTINGS))
    results = list(read_scan(path, [1, 2, 3], SETTINGS, workers.submit, 2))
    assert sorted((r.page for r in results), key=lambda page: page.number) == alone
    assert {"render", "clean", "recognise"} <= set(results[0].stages)
    pids = {workers.submit(os.getpid) for _ in range(8)}
    assert os.getpid() not in {future.result() for future in pids}


def test_what_is_wrong_with_a_file_comes_back_from_the_worker(
    workers: Workers, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(UnreadableScan) as caught:
        count(tmp_path / "a.pdf", SETTINGS, workers.submit)
    assert caught.value.code == "broken"
    path = three_pages(tmp_path / "three.tif")
    with pytest.raises(UnreadableScan, match="3 pages, 2 allowed"):
        count(path, Settings(limits=Limits(pages=2)), workers.submit)


def test_one_page_too_large_is_a_gap_among_the_others(workers: Workers, tmp_path: Path) -> None:
    small, large = Image.new("L", (200, 300), "white"), Image.new("L", (900, 900), "white")
    small.save(tmp_path / "a.tif", save_all=True, append_images=[large, small])
    settings = Settings(limits=Limits(picture_pixels=500_000))
    # The first two in one portion, the last alone.
    found = read_scan(tmp_path / "a.tif", [1, 2, 3], settings, workers.submit, 1)
    assert {result.page.number: result.page.gap for result in found} == {
        1: "", 2: "too_large", 3: "",
    }  # fmt: skip


@given(st.integers(0, 300), st.integers(2, 16))
def test_portions_are_small_at_the_end_and_every_page_is_in_one(pages: int, ahead: int) -> None:
    asked: list[list[int]] = []

    def submit(_: Callable[..., Any], path: Path, numbers: list[int], __: Settings) -> Future[Any]:
        asked.append(numbers)
        return here(lambda: [PageResult(OcrPage(n, 0, 0, 0, ()), {}) for n in numbers])

    found = read_scan(Path("a.pdf"), range(1, pages + 1), SETTINGS, submit, ahead)
    assert [result.page.number for result in found] == list(range(1, pages + 1))
    sizes = [len(numbers) for numbers in asked]
    assert all(1 <= size <= PORTION for size in sizes)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-ahead:] == [1] * min(ahead, pages)


@pytest.mark.parametrize(
    ("task", "error"),
    [
        (tasks.spin, "TimeoutError"),
        (tasks.call_and_wait, "TimeoutError"),
        (tasks.grow, "MemoryError"),
        (tasks.die, "ProcessExpired"),
        (tasks.write_much, "OSError"),
    ],
)
def test_a_task_that_takes_too_much_ends_alone(
    strict: Workers, task: Callable[[], object], error: str
) -> None:
    try:
        failed = strict.submit(task).exception()
    finally:
        Path("/dev/shm/saraban-test").unlink(missing_ok=True)  # noqa: S108
    assert type(failed).__name__ == error
    assert strict.submit(divmod, 7, 2).result() == (3, 1)
    running = subprocess.run(["pgrep", "-f", "sleep 61.25"], capture_output=True, check=False)
    assert running.stdout == b""


HOST = """
import os, sys, time
from ocr.workers import Workers
if __name__ == "__main__":
    with Workers(2) as workers:
        print(workers.submit(os.getpid).result(), flush=True)
        workers.submit(time.sleep, 60)
        time.sleep(60)
"""


def test_workers_end_with_the_program_however_it_ends(tmp_path: Path) -> None:

    (tmp_path / "host.py").write_text(HOST)
    command = [sys.executable, str(tmp_path / "host.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT, text=True) as host:
        assert host.stdout
        pid = int(host.stdout.readline())
        host.kill()
    end = time.monotonic() + 20
    while Path(f"/proc/{pid}").exists() and b"Z" not in Path(f"/proc/{pid}/stat").read_bytes():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_fingerprint_changes_with_what_changes_a_reading() -> None:
    stock = Settings(Model("tha"))
    others = [Settings(), Settings(Model("tha"), dpi=200), Settings(Model("tha"), limits=Limits(7))]
    assert fingerprint(stock) == fingerprint(Settings(Model("tha")))
    assert len({fingerprint(stock), *map(fingerprint, others)}) == 4
