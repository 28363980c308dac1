"""Failures: of a page, of a scan, of the disk. Each costs what it must and no more."""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pages import letter_page
from worktables import desk_at, here, instead, with_submit

from correspondence_db import intake
from correspondence_db.audit import events
from correspondence_db.corrections import correct, fill_gaps
from correspondence_db.export import export, show
from correspondence_db.intake import handed_in
from correspondence_db.scans import with_gaps
from correspondence_db.soundness import faults
from ocr.page import OcrPage
from ocr.read import UnreadableScan, count_pages, read_some
from pipeline import originals
from pipeline.desk import Desk, tidy
from pipeline.gaps import read_gaps
from pipeline.outcome import Outcome
from pipeline.run import process

IMAGE = Path(__file__).parent.parent / "samples" / "memo" / "memo.pdf"
BODY = (0.26, "ขอให้รายงานผลให้จังหวัดทราบภายในวันที่ ๒๓ มีนาคม ๒๕๖๙")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path / "home") as opened:
        yield opened


def page(number: int) -> OcrPage:
    """A letter's page; those far behind are blank, to be quick."""
    if number > 9:
        return OcrPage(number, 2480, 3508, 300, ())
    read: OcrPage = letter_page(BODY, page_number=number)
    return OcrPage(number, read.width, read.height, read.dpi, read.words)


class Reads:
    """Reads pages as told, and remembers which."""

    def __init__(self, *, fails: dict[int, Exception] | None = None) -> None:
        self.numbers: list[int] = []
        self._fails = fails or {}

    def __call__(self, number: int) -> OcrPage:
        self.numbers.append(number)
        if number in self._fails:
            raise self._fails[number]
        return page(number)


def read_by(desk: Desk, reads: Reads, pages: int = 4) -> Outcome:
    return process(IMAGE, with_submit(desk, instead(pages, reads)))


# -- a page that fails


@pytest.mark.parametrize(
    ("error", "gap"),
    [
        (UnreadableScan("broken", "page 3"), "broken"),
        (TimeoutError("Task timeout", 120), "too_slow"),
        (MemoryError(), "too_large"),
        (OSError(errno.EFBIG, "too large"), "too_large"),
        (ValueError("odd page"), "stopped"),
    ],
)
def test_a_page_that_fails_is_a_gap_and_its_letter_says_so(
    desk: Desk, error: Exception, gap: str
) -> None:
    outcome = read_by(desk, Reads(fails={3: error}))
    assert outcome.scan
    assert outcome.status == "needs_review"
    assert [p.code for p in outcome.problems][:1] == ["page-unread"]
    assert "หน้า 3" in outcome.problems[0].thai
    stored = desk.register.pages_of(outcome.scan.sha256)
    assert [page.gap for page in stored] == ["", "", gap, ""]
    doubts = desk.register.db.execute("SELECT page FROM doubts WHERE reason = 'page-unread'")
    assert list(doubts) == [(3,)]


def test_a_scan_of_gaps_alone_is_set_aside_for_what_failed_first(desk: Desk) -> None:
    fails: dict[int, Exception] = {1: TimeoutError(), 2: ValueError()}
    outcome = read_by(desk, Reads(fails=fails), pages=2)
    assert (outcome.status, outcome.problems[0].code) == ("failed", "too_slow")


def test_a_page_that_the_machine_fails_on_is_no_gap(desk: Desk) -> None:
    with pytest.raises(OSError, match="full"):
        read_by(desk, Reads(fails={2: OSError(errno.ENOSPC, "disk full")}))
    (row,) = handed_in(desk.register)
    assert row.state == "claimed"
    tidy(desk)
    assert [row.state for row in handed_in(desk.register)] == ["waiting"]


def gaps_again(desk: Desk, reads: Reads) -> Outcome:
    ((sha256, file),) = with_gaps(desk.register).items()
    return read_gaps(sha256, file, with_submit(desk, instead(4, reads)))


def test_a_gap_of_a_stored_scan_is_read_again_and_what_people_said_stands(desk: Desk) -> None:
    stored = read_by(desk, Reads(fails={2: TimeoutError(), 3: MemoryError()}))
    assert stored.scan
    sha256, first = stored.scan.sha256, stored.letter_ids[0]
    said: dict[str, Any] = {"who": "somsri", "at": desk.now()}
    correct(desk.register, first, "subject", 0, "เรื่องที่แก้แล้ว", sha256=sha256, **said)
    before = desk.register.pages_of(sha256)
    again = Reads(fails={3: MemoryError()})
    outcome = gaps_again(desk, again)
    assert again.numbers == [2, 3]
    after = desk.register.pages_of(sha256)
    assert [each.gap for each in after] == ["", "", "too_large", ""]
    assert (after[0], after[3]) == (before[0], before[3])
    assert after[1] == page(2)
    assert outcome.letter_ids == desk.register.letters_of(sha256)
    assert len(outcome.letter_ids) == len(stored.letter_ids) + 1
    told = show(desk.register, first)
    assert told is not None
    assert told["subject"] == "เรื่องที่แก้แล้ว"
    doubts = desk.register.db.execute("SELECT page FROM doubts WHERE reason = 'page-unread'")
    assert list(doubts) == [(3,)]
    (event,) = (one for one in events(desk.register) if one.what == "scan.reread")
    assert (event.who, event.before, event.after) == ("somsri", {"gaps": [2, 3]}, {"gaps": [3]})
    assert list(faults(desk.register)) == []


def test_a_gap_that_stays_one_changes_nothing(desk: Desk) -> None:
    read_by(desk, Reads(fails={3: TimeoutError()}))
    before = export(desk.register), len(events(desk.register))
    outcome = gaps_again(desk, Reads(fails={3: TimeoutError()}))
    assert outcome.status == "needs_review"
    assert (export(desk.register), len(events(desk.register))) == before


def test_gaps_are_not_read_from_an_original_that_changed(desk: Desk) -> None:
    stored = read_by(desk, Reads(fails={3: TimeoutError()}))
    assert stored.scan
    place = originals.find(stored.scan.sha256, IMAGE.name, desk.originals)
    place.chmod(0o600)
    place.write_bytes(b"another")
    reads = Reads()
    outcome = gaps_again(desk, reads)
    assert (outcome.status, outcome.problems[0].code, reads.numbers) == ("failed", "missing", [])


def test_only_gaps_are_filled(desk: Desk) -> None:
    read_by(desk, Reads(fails={3: TimeoutError()}))
    ((sha256, _),) = with_gaps(desk.register).items()
    with pytest.raises(ValueError, match="not gaps"):
        fill_gaps(desk.register, sha256, [page(1)], [], who="somsri", at=desk.now())


# -- going on where it stopped


def test_a_scan_is_read_on_from_the_page_where_it_stopped(desk: Desk) -> None:
    first = Reads(fails={181: OSError(errno.ENOSPC, "disk full")})
    with pytest.raises(OSError, match="full"):
        read_by(desk, first, pages=200)
    (row,) = handed_in(desk.register)
    assert (row.pages, row.pages_read) == (200, 180)
    again = Reads()
    assert read_by(desk, again, pages=200).scan
    assert again.numbers == list(range(181, 201))
    (row,) = handed_in(desk.register, "done")
    assert (row.pages, row.pages_read, row.tries) == (200, 200, 2)
    assert list(desk.register.db.execute("SELECT count(*) FROM page_results")) == [(0,)]


def test_pages_read_in_another_way_are_read_again(desk: Desk) -> None:
    with pytest.raises(OSError, match="full"):
        read_by(desk, Reads(fails={3: OSError(errno.ENOSPC, "disk full")}))
    sha256 = handed_in(desk.register)[0].sha256 or ""
    kept = set(intake.kept_pages(desk.register, sha256, "fingerprint"))
    assert {1, 2} <= kept  # one behind the failing page may have been under way
    assert 3 not in kept
    assert intake.kept_pages(desk.register, sha256, "another") == {}


# -- a scan that fails


def test_a_fault_sets_the_scan_aside_with_its_trace(desk: Desk) -> None:
    def submit(function: Callable[..., Any], /, *args: Any) -> Any:
        if function not in (count_pages, read_some):
            raise ValueError("odd letter")
        return instead(1, page)(function, *args)

    outcome = process(IMAGE, with_submit(desk, submit))
    assert outcome.status == "failed"
    assert outcome.scan
    assert not desk.register.has_scan(outcome.scan.sha256)
    reason = json.loads((desk.quarantine / f"{outcome.scan.sha256}.json").read_text())
    assert reason["code"] == "fault"
    assert "odd letter" in reason["detail"]
    assert not list(desk.originals.rglob("*.pdf"))


def test_a_scan_that_is_changed_while_it_is_taken_is_handed_in_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(IMAGE.read_bytes())

    def change(*_: object) -> None:
        path.write_bytes(b"another")

    monkeypatch.setattr("pipeline.run.intake.begin", change)
    outcome = process(path, desk)
    assert (outcome.status, outcome.problems[0].code) == ("failed", "changed")
    assert not list(desk.originals.rglob("*.pdf"))


# -- a disk that fails


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def locked(*_: object, **__: object) -> None:
    raise sqlite3.OperationalError("database is locked")


@pytest.mark.parametrize(
    ("where", "fails"),
    [
        ("pipeline.originals.shutil.copyfileobj", full),
        ("pipeline.originals.os.fsync", full),
        ("pipeline.originals.flush_folder", full),
        ("pipeline.reading.intake.keep_page", locked),
        ("correspondence_db.store.record_scan", full),
        ("correspondence_db.joining.join", locked),
        ("correspondence_db.store.record_event", full),
    ],
)
def test_a_failing_disk_stops_the_run_blames_no_scan_and_the_next_run_finishes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, where: str, fails: Callable[..., None]
) -> None:
    submit = with_submit(desk, instead(2, page))
    with monkeypatch.context() as patch:
        patch.setattr(where, fails)
        with pytest.raises((OSError, sqlite3.OperationalError)):
            process(IMAGE, submit)
    assert not list(desk.quarantine.iterdir())
    assert list(desk.register.db.execute("SELECT count(*) FROM scans")) == [(0,)]
    assert process(IMAGE, submit).status in ("stored", "needs_review")
    assert process(IMAGE, submit).status == "duplicate"
    (kept,) = (path for path in desk.originals.rglob("*") if path.is_file())
    assert kept.read_bytes() == IMAGE.read_bytes()
    assert originals.find(kept.stem, IMAGE.name, desk.originals) == kept


def test_tasks_that_run_here_run_at_once() -> None:
    assert here(divmod, 7, 2).result() == (3, 1)


# -- pages that come again


def bundle(path: Path, kinds: str) -> Path:
    """A PDF with a page for each letter; the same letter is the same page."""
    with pikepdf.new() as pdf:
        for kind in kinds:
            pdf.add_blank_page(page_size=(100 + ord(kind), 300))
        pdf.save(path)
    return path


def test_pages_that_come_again_are_read_once_in_a_scan_and_from_scan_to_scan(
    desk: Desk, tmp_path: Path
) -> None:
    reads = Reads()
    for name, kinds, read in (("1.pdf", "abaab", [1, 2]), ("2.pdf", "bcac", [2])):
        reads.numbers.clear()
        path = bundle(tmp_path / name, kinds)
        outcome = process(path, with_submit(desk, instead(len(kinds), reads)))
        assert reads.numbers == read
        assert outcome.scan
        stored = desk.register.pages_of(outcome.scan.sha256)
        assert [page.number for page in stored] == list(range(1, len(kinds) + 1))
        assert len({page.words for page in stored}) == 1


def test_a_page_that_failed_is_tried_again_in_the_next_scan(desk: Desk, tmp_path: Path) -> None:
    failing = Reads(fails={1: TimeoutError()})
    path = bundle(tmp_path / "1.pdf", "aab")
    outcome = process(path, with_submit(desk, instead(3, failing)))
    assert outcome.scan
    stored = desk.register.pages_of(outcome.scan.sha256)
    assert [page.gap for page in stored] == ["too_slow", "too_slow", ""]
    again = Reads()
    process(bundle(tmp_path / "2.pdf", "ba"), with_submit(desk, instead(2, again)))
    assert again.numbers == [2]
