"""What was set aside is listed under a name that does no harm, and is tried again."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from command import answer, contents, saraban, start, until
from hypothesis import given
from hypothesis import strategies as st
from pages import letter_page
from PIL import Image
from scans import NUMBER, draw_pages
from worktables import desk_at, instead, with_submit

from correspondence_db import intake
from correspondence_db.intake import handed_in
from correspondence_db.store import Register
from ocr.page import OcrPage
from ocr.read import Settings
from ocr.render import Limits
from pipeline.bell import Bell
from pipeline.config import Config
from pipeline.desk import Desk, tidy
from pipeline.exits import ExitCode
from pipeline.names import safe_name, told
from pipeline.run import process
from pipeline.terminal import harmless
from pipeline.watcher import Watcher

HOSTILE_NAMES = [
    "a\nb.pdf", "\x1b[2Jwipe.pdf", "\u202egnp.exe.pdf", "-rf.pdf", "..hidden.pdf",
    "=cmd|x.pdf", "'; DROP TABLE scans; --.pdf", "<script>.pdf", "\udce0\udcb8.pdf",
    "ก" * 80 + ".pdf",
]  # fmt: skip


@given(st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=300))
def test_a_safe_name_is_a_plain_short_name_of_text(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert safe not in (".", "..")
    assert not safe.startswith((".", "-", "~"))
    assert not set(safe) & set('/\\:*?"<>|')
    assert harmless(safe) == safe
    assert len(safe.encode()) <= 220


def test_bytes_that_are_no_text_are_told_escaped() -> None:
    assert told(os.fsdecode(b"a\xe0.pdf")) == "a\\xe0.pdf"
    assert told("หนังสือ.pdf") == "หนังสือ.pdf"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that took in files of hostile names, none of them readable."""
    folder, home = tmp_path_factory.mktemp("scans"), tmp_path_factory.mktemp("home")
    for n, name in enumerate(HOSTILE_NAMES):
        (folder / name).write_bytes(b"no scan %d" % n)
    done = saraban("--home", home, "ingest", *(folder / name for name in HOSTILE_NAMES))
    assert done.returncode == ExitCode.SET_ASIDE
    assert harmless(done.stdout.replace("\n", "")) == done.stdout.replace("\n", "")
    return home


def test_each_is_listed_by_its_name_and_lies_under_a_safe_one(home: Path) -> None:
    listed = answer("--home", home, "quarantine", "--json")
    assert {file["name"] for file in listed} == set(map(told, HOSTILE_NAMES))
    for file in listed:
        path = home / file["place"]
        assert path.read_bytes().startswith(b"no scan")
        assert path.name == safe_name(file["name"])
        assert (file["reason"], file["tries"]) == ("unsupported", 1)
        assert file["thai"]
    shown = saraban("--home", home, "quarantine").stdout
    assert harmless(shown.replace("\n", "")) == shown.replace("\n", "")


def test_trying_again_counts_and_takes_out_what_can_be_read_now(home: Path) -> None:
    mended = next(
        file for file in answer("--home", home, "quarantine", "--json") if "DROP" in file["name"]
    )
    Image.new("L", (300, 400), "white").save(home / mended["place"], "PNG")
    done = saraban("--home", home, "retry", "--all")
    assert done.returncode == ExitCode.SET_ASIDE
    left = answer("--home", home, "quarantine", "--json")
    assert {file["name"] for file in left} == set(map(told, HOSTILE_NAMES)) - {mended["name"]}
    assert {file["tries"] for file in left} == {2}
    assert not (home / mended["place"]).exists()
    assert answer("--home", home, "log", "--json")[0]["after"]["file"] == mended["name"]


def test_a_retry_of_nothing_says_what_to_do(home: Path) -> None:
    assert saraban("--home", home, "retry", "nowhere.pdf").returncode == ExitCode.NOT_FOUND
    assert saraban("--home", home, "retry").returncode == ExitCode.USAGE


@pytest.mark.slow
def test_a_page_too_large_yesterday_is_read_by_a_retry_today(tmp_path: Path) -> None:
    """The gap is made by a limit that a real reading meets, and gone when the limit is."""
    other = "นน 0023.3/1110"
    scan = draw_pages(tmp_path / "two.tif", [NUMBER, other], [1800, 2400])
    with desk_at(tmp_path / "home") as desk:
        settings = Settings(limits=Limits(picture_pixels=3_000_000))
        strict = replace(desk, reader=replace(desk.reader, settings=settings))
        stored = process(scan, strict)
    assert [problem.code for problem in stored.problems][:1] == ["page-unread"]
    home = tmp_path / "home"
    assert [one["number"] for one in answer("--home", home, "export")["letters"]] == [NUMBER]
    assert saraban("--home", home, "retry", "--gaps", "--all").returncode == ExitCode.USAGE
    (read,) = answer("--home", home, "retry", "two.tif", "--json")
    assert "page-unread" not in {problem["code"] for problem in read["problems"]}
    letters = answer("--home", home, "export")["letters"]
    assert [(one["id"], one["number"]) for one in letters] == [
        (read["letters"][0], NUMBER),
        (read["letters"][1], other),
    ]
    assert answer("--home", home, "retry", "--gaps", "--json") == []
    assert saraban("--home", home, "retry", "two.tif").returncode == ExitCode.NOT_FOUND
    assert answer("--home", home, "verify", "--json")["sound"]


# -- the inbox as a process works on it


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    def page(number: int) -> OcrPage:
        read: OcrPage = letter_page(number="ที่ ชร ๐๐๑๗.๒/ว ๑๒๓๔")
        return read

    with desk_at(tmp_path) as opened:
        yield with_submit(opened, instead(1, page))


def watcher(desk: Desk) -> Watcher:
    config = Config(desk.home, poll_seconds=0.01, settle_seconds=0.01, patience_seconds=0.02)
    return Watcher(config, desk)


def test_a_file_waits_is_claimed_and_is_done(desk: Desk) -> None:
    (desk.home / "inbox" / "a.txt").write_bytes(b"whole")
    with closing(watcher(desk)) as watching:
        outcome = next(watching.outcomes())
        assert outcome.status in ("stored", "needs_review")
        (file,) = handed_in(desk.register)
        assert (file.name, file.state, file.place) == ("a.txt", "done", None)
    assert not list((desk.home / "claimed").rglob("*"))


@pytest.mark.parametrize("where", ["originals.flush_folder", "watcher.tidy"])
def test_a_watcher_waits_for_a_disk_that_fails(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    calls = []

    def failing(asked: object) -> None:
        calls.append(asked)
        if len(calls) < 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"pipeline.{where}", failing)
    (desk.home / "inbox" / "a.txt").write_bytes(b"whole")
    with closing(watcher(desk)) as watching:
        outcome = next(watching.outcomes())
    assert outcome.status in ("stored", "needs_review", "duplicate")
    assert capsys.readouterr().err.count("Storage failed") == 1


def test_where_no_events_are_to_be_had_waiting_is_waiting(desk: Desk) -> None:
    """A program that may open nothing more is told of no change, as beyond the system's limits."""
    bell = Bell(desk.home / "inbox")
    bell.hang()
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, allowed[1]))
    try:
        with pytest.raises(OSError, match="Too many open files"):
            (desk.home / "register.db").open()
        bell.hang()
        bell.wait(0.01)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, allowed)
    bell.hang()
    (desk.home / "inbox" / "a.txt").write_bytes(b"whole")
    bell.wait(900)
    bell.close()


def test_what_a_dead_process_had_in_hand_waits_again_or_is_forgotten(desk: Desk) -> None:
    there = desk.home / "inbox" / "there.pdf"
    there.write_bytes(b"x")
    for path, sha256 in ((there, "a" * 64), (there.with_name("gone.pdf"), "b" * 64)):
        intake.begin(desk.register, path.name, desk.place(path), sha256, desk.now())
    tidy(desk)
    assert [(f.name, f.state) for f in handed_in(desk.register)] == [("there.pdf", "waiting")]


@pytest.mark.slow
def test_two_watchers_share_an_inbox(tmp_path: Path) -> None:
    """Every file is taken once, and stored once."""
    (tmp_path / "saraban.toml").write_text(
        'home = "home"\npoll_seconds = 0.05\nsettle_seconds = 0.05\njobs = 1\n'
    )
    assert saraban("init", cwd=tmp_path).returncode == ExitCode.OK
    inbox = tmp_path / "home" / "inbox"
    for n in range(6):
        Image.new("L", (60, 80), 255 - n).save(inbox / f"{n}.png")
    watchers = [start("watch", cwd=tmp_path) for _ in range(2)]
    home = tmp_path / "home"
    until(lambda: len(contents(home / "originals")) == 6 and not contents(home / "claimed"))
    for each in watchers:
        each.send_signal(signal.SIGINT)
        assert each.wait(20) == ExitCode.INTERRUPTED
        assert each.stdout
        each.stdout.close()
    events = [event["what"] for event in answer("--home", home, "log", "--json")]
    assert events == ["scan.stored"] * 6
    with Register.open(home / "register.db") as register:
        assert [(file.state, file.tries) for file in handed_in(register)] == [("done", 1)] * 6
