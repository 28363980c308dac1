"""Pictures are made apart from the server: a hostile original costs its own picture, no more."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from pipeline.exits import StorageFailed
from pipeline.web import darkroom as module
from pipeline.web.darkroom import Darkroom, trim
from samples.record import samples

MEMO = next(sample.scan for sample in samples() if sample.scan.name == "memo.pdf")
SHA = "a" * 64


@pytest.fixture
def darkroom(tmp_path: Path) -> Iterator[Darkroom]:
    room = Darkroom(tmp_path / "views", children=1)
    yield room
    room.close()


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_view_is_made_once_in_every_size(darkroom: Darkroom, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: darkroom.view(SHA, 1, "page", lambda: MEMO), range(4)))
    assert len(set(made)) == 1
    assert files_in(tmp_path) == ["1-large-v1.jpg", "1-page-v1.jpg", "1-small-v1.jpg"]
    made_at = made[0].stat().st_ino
    assert darkroom.view(SHA, 1, "page", lambda: MEMO).stat().st_ino == made_at


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 no more", b"GIF89a", os.urandom(4096)])
def test_what_is_no_scan_is_refused_and_the_next_one_is_drawn(
    darkroom: Darkroom, tmp_path: Path, content: bytes
) -> None:
    hostile = tmp_path / "hostile.pdf"
    hostile.write_bytes(content)
    with pytest.raises(StorageFailed):
        darkroom.view("b" * 64, 1, "page", lambda: hostile)
    assert darkroom.view(SHA, 1, "small", lambda: MEMO).exists()


def test_a_picture_too_large_for_memory_is_refused(darkroom: Darkroom, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    Image.new("1", (13_000, 13_000)).save(bomb)
    with pytest.raises(StorageFailed):
        darkroom.view("c" * 64, 1, "page", lambda: bomb)


def test_a_page_that_is_not_there_is_refused(darkroom: Darkroom) -> None:
    with pytest.raises(StorageFailed):
        darkroom.view(SHA, 7, "page", lambda: MEMO)


def test_a_child_that_is_killed_is_replaced(darkroom: Darkroom) -> None:
    darkroom.view(SHA, 1, "small", lambda: MEMO)
    child = darkroom._children[0]._process
    assert child
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    assert darkroom.view("d" * 64, 1, "small", lambda: MEMO).exists()


def test_a_child_that_takes_too_long_is_ended(
    darkroom: Darkroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    darkroom.view(SHA, 1, "small", lambda: MEMO)
    monkeypatch.setattr(module, "_SECONDS", 0.001)
    with pytest.raises(StorageFailed):
        darkroom.view("e" * 64, 1, "small", lambda: MEMO)
    monkeypatch.undo()
    with pytest.raises(StorageFailed):  # not tried again so soon
        darkroom.view("e" * 64, 1, "small", lambda: MEMO)
    assert darkroom.view("f" * 64, 1, "small", lambda: MEMO).exists()


def test_where_many_wait_the_next_is_told_to_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_WAITING", 0)
    room = Darkroom(tmp_path / "views", children=1)
    with room._child(), pytest.raises(StorageFailed, match="Try again in a moment"):
        room.view(SHA, 1, "small", lambda: MEMO)
    assert room.view(SHA, 1, "small", lambda: MEMO).exists()
    room.close()


def test_the_views_not_seen_for_longest_go_first(tmp_path: Path) -> None:
    for age, name in enumerate(("new.jpg", "older.jpg", "oldest.jpg")):
        (tmp_path / name).write_bytes(b"x" * 100)
        os.utime(tmp_path / name, (1_000_000 - age, 1_000_000 - age))
    trim(tmp_path, 250)
    assert files_in(tmp_path) == ["new.jpg", "older.jpg"]
    trim(tmp_path, 250)
    assert files_in(tmp_path) == ["new.jpg", "older.jpg"]
