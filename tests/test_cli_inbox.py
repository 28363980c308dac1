"""Which files count, when one may be taken, and that taking it loses nothing."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command import ENVIRONMENT, ROOT
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipeline.endmark import has_end_mark
from pipeline.inbox import Inbox, find_scans
from pipeline.locks import Locks

SETTLE, PATIENCE = 5.0, 300.0
PDF = b"%PDF-1.4\nthe pages\n%%EOF\n"


def picture(kind: str, pages: int = 1) -> bytes:
    """A small image file of `kind`, with noise in it so that it does not shrink to nothing."""
    frames = [Image.effect_noise((40, 30), 60) for _ in range(pages)]
    file = io.BytesIO()
    more = {"save_all": True, "append_images": frames[1:]} if pages > 1 else {}
    frames[0].save(file, kind, **more)
    return file.getvalue()


WHOLE = {".pdf": PDF, ".png": picture("PNG"), ".jpg": picture("JPEG")}


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    for folder in ("inbox", "claimed"):
        (tmp_path / folder).mkdir()
    return inbox_at(tmp_path)


def inbox_at(home: Path) -> Inbox:
    locks = Locks(home / "locks")
    return Inbox(home / "inbox", home / "claimed", locks, settle=SETTLE, patience=PATIENCE)


@pytest.fixture
def drop(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def drop(name: str, content: bytes) -> Path:
        path = tmp_path / "inbox" / name
        path.write_bytes(content)
        return path

    return drop


Drop = Callable[[str, bytes], Path]


def test_a_file_is_ready_once_it_stood_still(inbox: Inbox, drop: Drop) -> None:
    path = drop("a.pdf", PDF)
    assert inbox.ready(now=100) == []
    assert inbox.ready(now=100 + SETTLE - 0.1) == []
    assert inbox.ready(now=100 + SETTLE) == [path]


def test_a_file_that_grows_starts_again(inbox: Inbox, drop: Drop) -> None:
    path = drop("a.pdf", PDF)
    inbox.ready(now=100)
    path.write_bytes(PDF + PDF)
    assert inbox.ready(now=100 + SETTLE) == []
    assert inbox.ready(now=100 + 2 * SETTLE) == [path]


def test_a_file_without_its_end_waits_until_patience_is_gone(inbox: Inbox, drop: Drop) -> None:
    path = drop("half.pdf", PDF[:-8])
    inbox.ready(now=0)
    assert inbox.ready(now=PATIENCE - 1) == []
    assert inbox.ready(now=PATIENCE) == [path]


def test_the_next_look_is_worth_it_when_a_file_will_have_settled_or_patience_be_gone(
    inbox: Inbox, drop: Drop
) -> None:
    assert inbox.rest(now=0, pause=900) == 900
    drop("half.pdf", PDF[:-8])
    inbox.ready(now=0)
    drop("a.pdf", PDF)
    inbox.ready(now=3)
    assert inbox.rest(now=3, pause=900) == SETTLE - 3
    assert inbox.rest(now=5, pause=900) == 3 + SETTLE - 5
    assert inbox.rest(now=5, pause=1) == 1
    assert inbox.rest(now=8, pause=900) == PATIENCE - 8
    assert inbox.rest(now=3 + PATIENCE, pause=900) == 900


def test_files_come_by_name_and_junk_stays(inbox: Inbox, drop: Drop, tmp_path: Path) -> None:
    for name in ("b.pdf", "a.pdf", ".hidden.pdf", "~$a.pdf", "c.pdf.part", "Thumbs.db"):
        drop(name, PDF)
    (tmp_path / "inbox" / "link.pdf").symlink_to(tmp_path / "inbox" / "a.pdf")
    os.mkfifo(tmp_path / "inbox" / "pipe.pdf")
    inbox.ready(now=0)
    assert [path.name for path in inbox.ready(now=SETTLE)] == ["a.pdf", "b.pdf"]


def test_a_claim_moves_the_file_and_only_one_claim_gets_it(inbox: Inbox, drop: Drop) -> None:
    path = drop("a.pdf", PDF)
    claimed = inbox.claim(path)
    assert claimed is not None
    assert (claimed.read_bytes(), path.exists()) == (PDF, False)
    assert inbox.claim(path) is None


def test_two_claims_of_one_name_are_two_files(inbox: Inbox, drop: Drop) -> None:
    first = inbox.claim(drop("scan.pdf", PDF))
    second = inbox.claim(drop("scan.pdf", PDF + b"another"))
    assert first is not None
    assert second is not None
    assert (first.read_bytes(), second.read_bytes()) == (PDF, PDF + b"another")


CLAIM = """
import sys, time
from pathlib import Path
from test_cli_inbox import inbox_at
home = Path(sys.argv[1])
inbox = inbox_at(home)
inbox.claim(home / "inbox" / "a.pdf")
print("claimed", flush=True)
time.sleep(60)
"""


def test_a_claim_is_its_process_s_while_that_lives_and_anybody_s_after(
    inbox: Inbox, drop: Drop, tmp_path: Path
) -> None:
    drop("a.pdf", PDF)
    command = [sys.executable, "-c", CLAIM, str(tmp_path)]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    environment = ENVIRONMENT | {"PYTHONPATH": paths}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as other:
        assert other.stdout
        assert other.stdout.readline() == b"claimed\n"
        inbox.adopt()
        assert inbox.claimed() == []
        other.kill()
    inbox.adopt()
    assert [path.read_bytes() for path in inbox.claimed()] == [PDF]
    assert [path.name for path in (tmp_path / "claimed").iterdir()] == [inbox.own.name]


def test_letting_go_leaves_nothing_behind(inbox: Inbox, drop: Drop, tmp_path: Path) -> None:
    claimed = inbox.claim(drop("a.pdf", PDF))
    assert claimed is not None
    inbox.let_go(claimed)
    inbox.close()
    assert list((tmp_path / "claimed").iterdir()) == []


def test_a_folder_that_vanishes_is_an_empty_one(inbox: Inbox, tmp_path: Path) -> None:
    (tmp_path / "inbox").rmdir()
    assert inbox.ready(now=0) == []


@given(st.sampled_from(sorted(WHOLE)), st.floats(0, 1, exclude_max=True))
def test_no_beginning_of_a_file_passes_for_the_whole(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, share: float
) -> None:
    whole = WHOLE[suffix].rstrip(b"\n")
    path = tmp_path_factory.mktemp("cut") / f"a{suffix}"
    path.write_bytes(whole)
    assert has_end_mark(path)
    path.write_bytes(whole[: int(share * len(whole))])
    assert not has_end_mark(path)


@pytest.mark.parametrize("pages", [1, 3])
def test_a_tiff_is_whole_when_its_last_directory_is(tmp_path: Path, pages: int) -> None:
    whole = picture("TIFF", pages)
    path = tmp_path / "a.tif"
    path.write_bytes(whole)
    assert has_end_mark(path)
    last_directory = max(whole.rfind(b"\x00\x01\x03\x00"), 8)  # its first tag: ImageWidth
    path.write_bytes(whole[:last_directory])
    assert not has_end_mark(path)


def test_a_tiff_whose_directories_run_in_a_circle_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(b"II*\0" + (8).to_bytes(4, "little") + b"\0\0" + (8).to_bytes(4, "little"))
    assert has_end_mark(path)


def test_folders_give_their_scans_by_name_and_named_files_whatever_they_are(
    tmp_path: Path,
) -> None:
    for name in ("2.PDF", "1.tif", "notes.txt", "deep/3.jpeg", "deep/.4.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(PDF)
    notes = tmp_path / "notes.txt"
    found = [path.name for path in find_scans([notes, tmp_path])]
    assert found == ["notes.txt", "1.tif", "2.PDF", "3.jpeg"]
