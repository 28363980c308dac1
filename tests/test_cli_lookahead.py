"""The next file is begun while the one before it is stored, and only as what it is in its turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from worktables import desk_at, here

from ocr.page import Box, OcrPage, Word
from ocr.read import PageResult, read_some
from pipeline.desk import Desk
from pipeline.lookahead import Lookahead
from pipeline.run import process


class Reads:
    """Reads pages at once, and remembers of which file, by its name, and which page."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.fails: set[tuple[str, int]] = set()

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Future[Any]:
        if function is not read_some:
            return here(function, *args)
        return here(lambda: [self._read(args[0], number) for number in args[1]])

    def _read(self, path: Path, number: int) -> PageResult:
        with pikepdf.open(path) as pdf:
            width = int(pdf.pages[number - 1].mediabox[2])
        self.asked.append((path.name, number))
        if (path.name, number) in self.fails:
            raise MemoryError
        word = Word(f"กว้าง{width}", Box(1, 1, 50, 20), 0.9, 0)
        return PageResult(OcrPage(number, width, 300, 72, (word,)), {})


def bundle(path: Path, *widths: int) -> Path:
    with pikepdf.new() as pdf:
        for width in widths:
            pdf.add_blank_page(page_size=(width, 300))
        pdf.save(path)
    return path


@pytest.fixture
def reads() -> Reads:
    return Reads()


@pytest.fixture
def desk(tmp_path: Path, reads: Reads) -> Iterator[Desk]:
    (tmp_path / "scratch").mkdir()
    with desk_at(tmp_path / "home", reads.submit) as plain:
        ahead = Lookahead(plain.reader, plain.register, tmp_path / "scratch")
        yield Desk(
            plain.home, plain.register, plain.reader, plain.locks, plain.progress, plain.who,
            plain.now, ahead,
        )  # fmt: skip


def bring_in(desk: Desk, *paths: Path) -> list[list[int]]:
    """Bring files in, one after the other: of each the widths of its pages as stored."""
    stored = []
    for path, following in zip(paths, [*paths[1:], None], strict=True):
        desk.expect(following)
        scan = process(path, desk).scan
        assert scan
        stored.append([page.width for page in desk.register.pages_of(scan.sha256)])
    return stored


def test_the_next_file_is_begun_from_a_copy_and_read_once(
    desk: Desk, reads: Reads, tmp_path: Path
) -> None:
    first, second = bundle(tmp_path / "a.pdf", 100), bundle(tmp_path / "b.pdf", *range(200, 215))
    assert bring_in(desk, first, second) == [[100], list(range(200, 215))]
    ahead = [number for name, number in reads.asked if name.startswith("next")]
    assert ahead == [1, 2, 3, 4, 5, 6, 7, 8][: len(ahead)]
    assert ahead
    numbers = [number for _, number in reads.asked[1:]]
    assert sorted(numbers) == list(range(1, 16))


def test_a_file_that_changed_before_its_turn_is_read_as_it_is_then(
    desk: Desk, reads: Reads, tmp_path: Path
) -> None:
    first, second = bundle(tmp_path / "a.pdf", 100), bundle(tmp_path / "b.pdf", 200, 201)
    desk.expect(second)
    process(first, desk)
    bundle(second, 300)
    scan = process(second, desk).scan
    assert scan
    assert [page.width for page in desk.register.pages_of(scan.sha256)] == [300]


def test_a_page_that_failed_ahead_is_tried_in_its_turn(
    desk: Desk, reads: Reads, tmp_path: Path
) -> None:
    reads.fails = {(f"next-{turn}", 2) for turn in (0, 1)}
    first, second = bundle(tmp_path / "a.pdf", 100), bundle(tmp_path / "b.pdf", 200, 201, 202)
    assert bring_in(desk, first, second)[1] == [200, 201, 202]


def test_what_is_known_or_the_same_is_not_begun(desk: Desk, reads: Reads, tmp_path: Path) -> None:
    first, again = bundle(tmp_path / "a.pdf", 100, 101), bundle(tmp_path / "b.pdf", 100, 102, 102)
    assert bring_in(desk, first, again, first) == [[100, 101], [100, 102, 102], [100, 101]]
    assert len(reads.asked) <= 4


def test_a_file_that_cannot_be_read_is_not_begun(desk: Desk, tmp_path: Path) -> None:
    broken = tmp_path / "b.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    last = bundle(tmp_path / "c.pdf", 300)
    desk.expect(broken)
    process(bundle(tmp_path / "a.pdf", 100), desk)
    desk.expect(last)
    assert process(broken, desk).status == "failed"
    desk.expect(None)
    assert process(last, desk).status != "failed"
