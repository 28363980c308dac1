"""The inbox in a browser: a scan dropped, watched until it is read; one set aside and tried again.

Here the real watcher reads real scans with the real engine.
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from command import until
from playwright.sync_api import Browser, expect
from site_of_samples import Site, furnish, served

from pipeline.web.inbox import put
from samples.record import SAMPLES

READ_MS = 120_000
SETTINGS = "poll_seconds = 0.2\nsettle_seconds = 0.2\npatience_seconds = 2\njobs = 1\n"


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A server over an empty register, its inbox watched."""
    home = tmp_path / "home"
    furnish(home, sample_names=())
    (tmp_path / "saraban.toml").write_text(SETTINGS)
    monkeypatch.chdir(tmp_path)
    with served(home, "--port", "0") as site:
        yield site


def test_a_scan_is_dropped_and_watched_until_its_letters_are_there(
    watched: Site, browser: Browser
) -> None:
    page = watched.sign_in(browser, "clerk")
    page.set_input_files("[name=files]", SAMPLES / "memo" / "memo.pdf")
    page.click("text=ส่งเข้า")
    expect(page.locator(".flash")).to_contain_text("memo.pdf")
    row = page.get_by_role("row", name=re.compile("memo.pdf"))
    expect(row).to_contain_text("เก็บแล้ว", timeout=READ_MS)
    expect(row.get_by_role("link").first).to_have_attribute("href", re.compile(r"/letters/\d+"))
    assert list((watched.home / "inbox").iterdir()) == []


def test_a_broken_file_says_why_and_can_be_tried_again(
    watched: Site, browser: Browser, tmp_path: Path
) -> None:
    broken = tmp_path / "เสีย.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing in it\n%%EOF\n")
    page = watched.sign_in(browser, "clerk")
    page.set_input_files("[name=files]", broken)
    page.click("text=ส่งเข้า")
    row = page.get_by_role("row", name=re.compile("เสีย.pdf"))
    expect(row).to_contain_text("อ่านไม่ได้", timeout=READ_MS)
    expect(row).to_contain_text("ลองแล้ว ๑ ครั้ง")
    row.get_by_role("button").click()
    expect(page.locator(".flash")).to_contain_text("กำลังอ่านใหม่")
    expect(row).to_contain_text("ลองแล้ว ๒ ครั้ง", timeout=READ_MS)


def test_the_watcher_ends_with_its_server(tmp_path: Path) -> None:
    """One that is at its work: one still starting would end when its first word finds no reader."""
    home = tmp_path / "home"
    with served(home, "--port", "0"):
        until(lambda: any((home / "claimed").iterdir()))
        (watcher,) = watchers_of(home)
    try:
        until(lambda: watcher not in watchers_of(home), 20)
    finally:
        for left in watchers_of(home):
            os.kill(left, signal.SIGKILL)


def watchers_of(home: Path) -> list[int]:
    """The processes that watch this home's inbox."""
    commands = {}
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            commands[int(place.parent.name)] = place.read_bytes().decode(errors="replace")
    parts = {pid: command.split("\0") for pid, command in commands.items()}
    return [pid for pid, each in parts.items() if {str(home), "watch"} <= set(each)]


class Upload:
    """What a browser sends: a name of its choosing, and bytes."""

    def __init__(self, filename: str, content: Path) -> None:
        self.filename = filename
        self.file = content.open("rb")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a.pdf", "a.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        (".hidden.pdf", "hidden.pdf"),
        ("หนังสือ\n\x1b[31m.pdf", "หนังสือ__[31m.pdf"),
    ],
)
def test_a_name_stays_in_the_inbox(tmp_path: Path, given: str, kept: str) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    content = tmp_path / "content"
    content.write_bytes(b"%PDF")
    name = put(Upload(given, content), inbox)  # type: ignore[arg-type]
    assert (inbox / name).read_bytes() == b"%PDF"
    assert [path.name for path in inbox.iterdir()] == [name]
    assert name == kept


def test_two_files_of_one_name_are_both_kept(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.write_bytes(b"%PDF")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    names = [put(Upload("a.pdf", content), inbox) for _ in range(2)]  # type: ignore[arg-type]
    assert names == ["a.pdf", "a (2).pdf"]
