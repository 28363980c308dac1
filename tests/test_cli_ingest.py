"""Scans go in by the real command, through the real Tesseract, into the real register."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from command import answer, contents, saraban, start, until
from PIL import Image
from scans import NUMBER, draw_scan

from pipeline.exits import ExitCode

pytestmark = pytest.mark.slow


class Morning(NamedTuple):
    """One folder of files handed in at once, and what the command said of it."""

    home: Path
    folder: Path
    returncode: int
    stderr: str
    outcomes: dict[str, dict[str, Any]]
    before: dict[str, bytes]


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Morning:
    """A good scan among an empty, a damaged and a mislabelled file and one that is not there."""
    folder = tmp_path_factory.mktemp("scans")
    home = tmp_path_factory.mktemp("home")
    good = draw_scan(folder / "good.pdf")
    (folder / "damaged.pdf").write_bytes(good.read_bytes()[:5000])
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "really-text.png").write_text("not a picture")
    before = contents(folder)
    done = saraban("--home", home, "ingest", "--json", folder, folder / "missing.pdf")
    outcomes = {Path(o["file"]).name: o for o in json.loads(done.stdout)}
    return Morning(home, folder, done.returncode, done.stderr, outcomes, before)


def test_the_good_scan_is_stored_although_others_fail(morning: Morning) -> None:
    assert morning.returncode == ExitCode.SET_ASIDE
    assert morning.outcomes["good.pdf"]["status"] in {"stored", "needs_review"}
    (letter,) = answer("--home", morning.home, "export")["letters"]
    assert [letter["id"]] == morning.outcomes["good.pdf"]["letters"]
    assert letter["number"] == NUMBER


@pytest.mark.parametrize(
    ("name", "code"),
    [("damaged.pdf", "broken"), ("empty.pdf", "empty"), ("really-text.png", "unsupported")],
)
def test_each_bad_file_is_set_aside_with_its_reason(morning: Morning, name: str, code: str) -> None:
    outcome = morning.outcomes[name]
    assert outcome["status"] == "failed"
    quarantine = morning.home / "quarantine"
    assert (quarantine / outcome["sha256"] / name).read_bytes() == morning.before[name]
    reason = json.loads((quarantine / f"{outcome['sha256']}.json").read_text("utf-8"))
    assert reason["code"] == code
    assert reason["thai"]
    assert reason["english"]


def test_a_file_that_is_not_there_fails_alone(morning: Morning) -> None:
    (problem,) = morning.outcomes["missing.pdf"]["problems"]
    assert problem["code"] == "not-opened"


def test_files_given_to_ingest_stay_as_they_were(morning: Morning) -> None:
    assert contents(morning.folder) == morning.before


def test_the_original_is_kept_byte_for_byte(morning: Morning) -> None:
    kept = contents(morning.home / "originals")
    assert list(kept.values()) == [morning.before["good.pdf"]]


def test_nothing_but_problems_goes_to_standard_error(morning: Morning) -> None:
    assert morning.stderr == ""


def test_ingesting_again_under_another_name_changes_nothing(
    morning: Morning, tmp_path: Path
) -> None:
    again = tmp_path / "again.pdf"
    again.write_bytes(morning.before["good.pdf"])
    before = answer("--home", morning.home, "export", "--text")
    (outcome,) = answer("--home", morning.home, "ingest", "--json", again)
    assert outcome["status"] == "duplicate"
    assert outcome["letters"] == morning.outcomes["good.pdf"]["letters"]
    assert answer("--home", morning.home, "export", "--text") == before


def test_every_question_answers_in_thai_and_in_json(morning: Morning) -> None:
    (letter_id,) = morning.outcomes["good.pdf"]["letters"]
    for question in (["due"], ["trace", NUMBER], ["show", letter_id], ["search", "จังหวัดน่าน"]):
        done = saraban("--home", morning.home, *map(str, question))
        assert (done.returncode, done.stderr) == (ExitCode.OK, "")
        assert "น่าน" in done.stdout
        assert answer("--home", morning.home, *map(str, question), "--json")


def test_one_process_reads_the_same_and_tells_where_the_time_went(
    morning: Morning, tmp_path: Path
) -> None:
    good = morning.folder / "good.pdf"
    done = saraban("--home", tmp_path, "ingest", "--jobs", "1", "--profile", good)
    assert done.returncode == ExitCode.OK
    spent = {name: float(cpu) for name, _, cpu in map(str.split, done.stderr.splitlines()[1:])}
    assert spent["all"] >= spent["recognise"] > 0
    told = [answer("--home", home, "export", "--text") for home in (morning.home, tmp_path)]
    assert told[0] == told[1]


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    """A home whose watcher hardly waits; the settings lie in tmp_path."""
    settings = 'home = "home"\npoll_seconds = 0.1\nsettle_seconds = 0.3\n'
    (tmp_path / "saraban.toml").write_text(settings)
    assert saraban("init", cwd=tmp_path).returncode == ExitCode.OK
    return tmp_path / "home"


def test_watch_takes_a_slow_upload_once_it_is_whole(watched: Path, tmp_path: Path) -> None:
    whole = draw_scan(tmp_path / "slow.pdf").read_bytes()
    arriving = watched / "inbox" / "slow.pdf"
    with start("watch", cwd=tmp_path) as watcher:
        assert watcher.stdout
        watcher.stdout.readline()
        with arriving.open("wb") as upload:
            upload.write(whole[:4000])
            upload.flush()
            time.sleep(1)
            assert arriving.exists()
            upload.write(whole[4000:])
        until(lambda: contents(watched / "originals") and not contents(watched / "claimed"))
        watcher.send_signal(signal.SIGINT)
    assert watcher.returncode == ExitCode.INTERRUPTED
    assert list(contents(watched / "originals").values()) == [whole]
    assert not contents(watched / "inbox")
    assert len(answer("--home", watched, "export")["letters"]) == 1


PATIENT = 'home = "home"\npoll_seconds = 900\nsettle_seconds = 0.3\n'
BRISK = PATIENT.replace("900", "0.2")
#: Runs a command where no more watches are to be had of the system.
BEYOND_THE_LIMIT = (
    "unshare", "--user", "--map-root-user", "sh", "-c",
    'echo 0 > /proc/sys/user/max_inotify_instances && exec "$0" "$@"',
)  # fmt: skip


def may_set_limits() -> bool:
    try:
        return subprocess.run([*BEYOND_THE_LIMIT, "true"], check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    ("settings", "within", "end"),
    [
        pytest.param(PATIENT, (), signal.SIGTERM, id="events"),
        pytest.param(BRISK + "events = false\n", (), signal.SIGINT, id="none wanted"),
        pytest.param(BRISK, BEYOND_THE_LIMIT, signal.SIGINT, id="none to be had"),
    ],
)
def test_a_watcher_is_woken_by_events_and_looks_by_itself_without(
    watched: Path, tmp_path: Path, settings: str, within: tuple[str, ...], end: signal.Signals
) -> None:
    """The second file comes when nothing is waited for any more but an event, or a look."""
    if within and not may_set_limits():
        pytest.skip("limits cannot be set here")
    (tmp_path / "saraban.toml").write_text(settings)
    (watched / "inbox" / "section").mkdir()
    with start("watch", within=within, cwd=tmp_path) as watcher:
        for count, name in enumerate(("1.png", "section/2.png"), 1):
            Image.new("L", (60, 80), 255 - count).save(watched / "inbox" / name)
            until(lambda count=count: len(contents(watched / "originals")) == count, 60)
            until(lambda: not contents(watched / "claimed"))
        time.sleep(1)
        watcher.send_signal(end)
        assert watcher.wait(20) == ExitCode.INTERRUPTED


def test_a_watcher_killed_at_its_work_loses_nothing_and_repeats_nothing(
    watched: Path, tmp_path: Path
) -> None:
    whole = draw_scan(tmp_path / "scan.pdf").read_bytes()
    (watched / "inbox" / "scan.pdf").write_bytes(whole)
    for _ in range(2):
        with start("watch", cwd=tmp_path) as watcher:
            until(lambda: contents(watched / "claimed"))
            watcher.kill()
        assert list(contents(watched / "claimed").values()) == [whole]
    with start("watch", cwd=tmp_path) as watcher:
        until(lambda: contents(watched / "originals") and not contents(watched / "claimed"))
        watcher.send_signal(signal.SIGTERM)
    assert watcher.returncode == ExitCode.INTERRUPTED
    assert list((watched / "scratch").iterdir()) == []
    assert list(contents(watched / "originals").values()) == [whole]
    (letter,) = answer("--home", watched, "export")["letters"]
    assert len(letter["copies"]) == 1


def test_an_ingest_killed_midway_is_finished_by_the_next(tmp_path: Path) -> None:
    home, scan = tmp_path / "home", draw_scan(tmp_path / "scan.pdf")
    with start("--home", home, "ingest", scan) as ingest:
        until((home / "register.db").exists)
        ingest.kill()
    for _ in range(2):
        assert saraban("--home", home, "ingest", scan).returncode == ExitCode.OK
    assert list(contents(home / "originals").values()) == [scan.read_bytes()]
    (letter,) = answer("--home", home, "export")["letters"]
    assert len(letter["copies"]) == 1
