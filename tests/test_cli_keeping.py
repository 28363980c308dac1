"""A register looked after: verified, backed up and restored, retired; nothing is lost unseen."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stdout
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from command import contents
from letters import DISTRICT, chain_of_three, found, letter, pages, store
from pages import letter_page
from sqlite_utils import Database
from worktables import desk_at, instead, with_submit

from correspondence_db.audit import events, verify_chain
from correspondence_db.corrections import NotThere, resplit
from correspondence_db.export import export
from correspondence_db.migrations import migrations
from correspondence_db.retention import classify, due_for_retirement, hold, retire
from correspondence_db.soundness import faults
from correspondence_db.store import Register, ScanRecord
from ocr.page import OcrPage
from pipeline.backing import FORMAT, MANIFEST
from pipeline.cli import main
from pipeline.exits import ExitCode
from pipeline.run import process

NOW = datetime(2037, 3, 1, tzinfo=UTC)
TODAY = NOW.date()
MONTHS = ("มกราคม", "พฤษภาคม", "กันยายน")
YEARS = {"general": 10, "routine": 1}
STEPS = [step.name for step in migrations._migrations]


def page(n: int) -> OcrPage:
    """One of three letters that nobody takes for each other."""
    number, dated = (f"ที่ ชร ๐๐๑๗.๒/{'๑๕๙'[n] * 3}", f"{'๕๖๗'[n]} {MONTHS[n]} ๒๕๖๙")
    read: OcrPage = letter_page((0.26, "จึงเรียนมาเพื่อพิจารณา"), number=number, dated=dated)
    return read


def fill(home: Path) -> None:
    """A home with three scans of one page each, and one that could not be read."""
    with desk_at(home) as opened:
        for n in range(3):
            desk = with_submit(opened, instead(1, lambda _, n=n: page(n)))
            (home / f"{n}.pdf").write_bytes(b"%%PDF- scan %d" % n)
            assert process(home / f"{n}.pdf", desk).status != "failed"
        (home / "bad.pdf").write_bytes(b"%PDF- bad")
        assert process(home / "bad.pdf", opened).status == "failed"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    fill(tmp_path / "home")
    return tmp_path / "home"


def first_original(home: Path) -> Path:
    return min((home / "originals").glob("??/*"))


def run(home: Path, *arguments: str | Path) -> int:
    """The exit code of a command, run here."""
    return main(["--home", str(home), *map(str, arguments)])


def answer(home: Path, *arguments: str | Path, code: ExitCode = ExitCode.OK) -> Any:
    """What a command that must end so says in JSON."""
    said = io.StringIO()
    with redirect_stdout(said):
        assert run(home, *arguments, "--json") == code
    return json.loads(said.getvalue())


def sql(home: Path, *statements: str) -> None:
    """Do to a register what no program of ours would."""
    with closing(sqlite3.connect(home / "register.db")) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


# -- verify


def test_a_register_that_was_used_is_sound(home: Path) -> None:
    told = answer(home, "verify")
    assert told["sound"]
    assert (told["scans"], told["events"]) == (3, 3)
    assert len(told["head"]) == 64


def change(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(b"another")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "original-missing": lambda home: first_original(home).unlink(),
    "original-changed": lambda home: change(first_original(home)),
    "original-unknown": lambda home: shutil.copy(
        first_original(home), home / "originals" / "aa" / f"{'a' * 64}.pdf"
    ),
    "page-missing": lambda home: sql(
        home, "DELETE FROM copy_pages", "DELETE FROM pages WHERE id = 2"
    ),
    "reference-broken": lambda home: sql(home, "UPDATE copies SET scan_id = 99 WHERE id = 1"),
    "chain-broken": lambda home: sql(
        home, "DROP TRIGGER events_never_change", "UPDATE events SET who = 'x' WHERE id = 2"
    ),
}


@pytest.mark.parametrize("kind", DAMAGES)
def test_each_damage_is_found_and_named(home: Path, kind: str) -> None:
    (home / "originals" / "aa").mkdir(exist_ok=True)
    DAMAGES[kind](home)
    told = answer(home, "verify", code=ExitCode.UNSOUND)
    assert kind in {fault["kind"] for fault in told["faults"]}


def test_a_damaged_database_is_told_as_one(home: Path) -> None:
    with Register.open(home / "register.db") as register:
        register.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = bytearray((home / "register.db").read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 8192] = bytes(8192)
    (home / "register.db").write_bytes(whole)
    assert run(home, "verify") in (ExitCode.UNSOUND, ExitCode.STORAGE)


# -- backup and restore


def told(home: Path) -> dict[str, object]:
    with Register.open(home / "register.db") as register:
        return export(register, with_text=True)


def test_the_restore_drill(home: Path, tmp_path: Path) -> None:
    """Back up while another has the register open, lose everything, restore, compare all of it."""
    before, originals = told(home), contents(home / "originals")
    with Register.open(home / "register.db") as busy:
        busy.db.execute("BEGIN IMMEDIATE")
        assert run(home, "backup", tmp_path / "b.zip") == ExitCode.OK
        busy.db.rollback()
    aside = contents(home / "quarantine")
    shutil.rmtree(home)
    again = tmp_path / "again"
    assert run(again, "restore", tmp_path / "b.zip") == ExitCode.OK
    assert told(again) == before
    assert contents(again / "originals") == originals
    assert contents(again / "quarantine") == aside
    assert answer(again, "verify")["sound"]
    assert answer(again, "log")[0]["what"] == "register.restored"
    assert [file["name"] for file in answer(again, "quarantine")] == ["bad.pdf"]
    assert run(again, "restore", tmp_path / "b.zip") == ExitCode.USAGE


def test_a_backup_by_reference_wants_its_originals_back(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(home, "backup", tmp_path / "b.zip", "--no-originals") == ExitCode.OK
    again = tmp_path / "again"
    assert run(again, "restore", tmp_path / "b.zip") == ExitCode.OK
    assert "3 แฟ้ม" in capsys.readouterr().out
    assert run(again, "verify") == ExitCode.UNSOUND
    shutil.copytree(home / "originals", again / "originals", dirs_exist_ok=True)
    assert run(again, "verify") == ExitCode.OK


def rewritten(path: Path, name: str, content: bytes) -> Path:
    """A copy of a backup with one file of other content, or one more."""
    other = path.with_name("other.zip")
    with ZipFile(path) as old, ZipFile(other, "w") as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, content)
    return other


def test_a_backup_that_was_tampered_with_is_refused(home: Path, tmp_path: Path) -> None:
    backup = tmp_path / "b.zip"
    assert run(home, "backup", backup) == ExitCode.OK
    with ZipFile(backup) as archive:
        original = next(name for name in archive.namelist() if name.startswith("originals/"))
        newer = json.loads(archive.read(MANIFEST)) | {"format": f"{FORMAT}99"}
    for n, (name, content) in enumerate(
        [(original, b"x"), ("register.db", b"x"), (MANIFEST, json.dumps(newer).encode())]
    ):
        other = rewritten(backup, name, content)
        again = tmp_path / f"again {n}"
        assert run(again, "restore", other) == ExitCode.STORAGE
        assert not (again / "register.db").exists()
    (tmp_path / "half.zip").write_bytes(backup.read_bytes()[:-400])
    assert run(tmp_path / "again", "restore", tmp_path / "half.zip") == ExitCode.STORAGE


def test_nothing_of_a_backup_lands_outside_its_home(home: Path, tmp_path: Path) -> None:
    backup = tmp_path / "b.zip"
    assert run(home, "backup", backup) == ExitCode.OK
    for name in ("../out", f"quarantine/{'a' * 64}/../../../out", "inbox/out", "/tmp/out"):  # noqa: S108
        again = tmp_path / f"again {len(name)}"
        assert run(again, "restore", rewritten(backup, name, b"x")) == ExitCode.OK
        assert not [path for path in tmp_path.rglob("out") if path.is_file()]


def test_a_damaged_original_is_not_backed_up_in_silence(home: Path, tmp_path: Path) -> None:
    change(first_original(home))
    assert run(home, "backup", tmp_path / "b.zip") == ExitCode.STORAGE
    assert not list(tmp_path.glob("*b.zip*"))


# -- earlier schemas


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of today with letters, copies, links, duties and a deed."""
    path = tmp_path_factory.mktemp("source") / "register.db"
    with Register.open(path) as register:
        for name in ("bundle", "again"):
            store(register, name, *chain_of_three())
        store(register, "alone", letter("ชร 0618.1/66", date(2026, 3, 2), DISTRICT))
    return path


def at_step(source: Path, target: Path, step: str) -> None:
    """A register as it was after `step`, with all of `source` that it could hold then."""
    db = Database(target)
    migrations.apply(db, stop_before=next(iter(STEPS[STEPS.index(step) + 1 :]), None))
    db.execute("ATTACH DATABASE ? AS source", [str(source)])
    for table in tables(db, "main") & tables(db, "source"):
        both = ", ".join(sorted(columns(db, "main", table) & columns(db, "source", table)))
        named = f"rowid, {both}" if table.endswith("_index") else both
        taken = f"SELECT {named} FROM source.{table}"  # noqa: S608 - our own names
        db.execute(f"INSERT OR IGNORE INTO main.{table} ({named}) {taken}")
    db.conn.commit()
    db.close()


def tables(db: Database, schema: str) -> set[str]:
    """The tables of ours, full-text ones without their inner ones."""
    rows = db.execute(f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table'")  # noqa: S608
    return {n for (n,) in rows if not n.startswith(("sqlite_", "_")) and "_index_" not in n}


def columns(db: Database, schema: str, table: str) -> set[str]:
    return {row[1] for row in db.execute(f"PRAGMA {schema}.table_info({table})")}


def without_rules(told: dict[str, Any]) -> dict[str, Any]:
    """An export but for why letters were linked: earlier schemas did not keep that."""
    for link in told["links"]:
        del link["rule"], link["words"]
    return told


@pytest.mark.parametrize("step", STEPS)
def test_a_register_of_every_earlier_schema_is_brought_up_to_date(
    source: Path, tmp_path: Path, step: str
) -> None:
    at_step(source, tmp_path / "register.db", step)
    with Register.open(tmp_path / "register.db") as register, Register.open(source) as today:
        assert list(faults(register)) == []
        was, now = (export(each, with_text=True) for each in (today, register))
        assert without_rules(now) == without_rules(was)
        assert len(store(register, "another", *chain_of_three())) == 3


# -- retention


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Register]:
    """Scans received in 2026: [1] plain, [2] routine, [3] secret."""
    with Register.open(tmp_path / "register.db") as register:
        plain = letter("ชร 0618.1/1", date(2026, 2, 1), DISTRICT)
        secret = replace(letter("ชร 0618.1/3", date(2026, 2, 3), DISTRICT), secrecy=found("ลับ"))
        store(register, "plain", plain, texts=["คำ เฉพาะ"])
        store(register, "routine", letter("ชร 0618.1/2", date(2026, 2, 2), DISTRICT))
        store(register, "secret", secret)
        classify(register, [2], "routine", at=NOW, who="somsri")
        yield register


def names_due(register: Register, today: date) -> list[str]:
    return [one.file for one in due_for_retirement(register, YEARS, today)]


def test_each_class_has_its_years(kept: Register) -> None:
    assert names_due(kept, date(2027, 2, 19)) == []
    assert names_due(kept, date(2027, 2, 20)) == ["routine.pdf"]
    assert sorted(names_due(kept, TODAY)) == ["plain.pdf", "routine.pdf"]


def test_what_is_held_stays_until_the_hold_is_lifted(kept: Register) -> None:
    assert hold(kept, [1], held=True, at=NOW, who="somsri") == 1
    assert names_due(kept, TODAY) == ["routine.pdf"]
    hold(kept, [1], held=False, at=NOW, who="somsri")
    assert sorted(names_due(kept, TODAY)) == ["plain.pdf", "routine.pdf"]
    assert [event.what for event in events(kept, "letter 1")] == ["letter.released", "letter.held"]


def test_a_retired_scan_leaves_number_links_and_an_unbroken_record(kept: Register) -> None:
    (one,) = (one for one in due_for_retirement(kept, YEARS, TODAY) if one.file == "plain.pdf")
    retire(kept, one, at=NOW, who="somsri")
    assert [page.words for page in kept.pages_of(one.sha256)] == [()]
    numbers = [row["number"] for row in export(kept, with_text=False)["letters"]]
    assert "ชร 0618.1/1" in numbers
    assert list(faults(kept)) == []
    with pytest.raises(NotThere):
        resplit(kept, one.sha256, [1], who="somsri", at=NOW)
    assert verify_chain(kept.db).broken_at is None
    assert events(kept, f"scan {one.sha256}")[0].what == "scan.retired"
    found_in = "SELECT count(*) FROM page_index WHERE page_index MATCH 'เฉพาะ'"
    assert list(kept.db.execute(found_in)) == [(0,)]
    assert kept.store(ScanRecord(one.sha256, "x", TODAY, NOW), pages(1), []) == one.letter_ids


def test_the_command_lists_first_and_then_lets_go(home: Path) -> None:
    sql(home, "UPDATE scans SET received_on = '2010-01-01' WHERE id < 3")
    assert len(answer(home, "retire", "--dry-run")) == 2
    assert len(contents(home / "originals")) == 3
    assert run(home, "hold", "1") == ExitCode.OK
    assert run(home, "retire") == ExitCode.OK
    assert len(contents(home / "originals")) == 2
    assert answer(home, "verify")["sound"]
    assert run(home, "keep", "1", "--class", "none") == ExitCode.USAGE
    assert run(home, "keep", "1", "--class", "routine") == ExitCode.OK
