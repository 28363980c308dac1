"""How long do questions take in a large register, and how does that grow?

    python -m benchmarks.queries                      # makes registers of 100,000 and 1,000,000
    python -m benchmarks.queries SMALL.db LARGE.db    # made before by benchmarks.registers

Each register is opened once, asked to warm it up, then asked of offices and letters drawn by a
fixed seed: median and 95th percentile of each question, and how the median grows. Last, how long
the commands take from the shell and back. The tables go into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from benchmarks.country import TODAY
from benchmarks.registers import build
from benchmarks.score import ROOT, heading, machine, put
from correspondence_db.access import ALL_SEEING, Viewer, viewer_of_office
from correspondence_db.board import board
from correspondence_db.catalogue import Filters, catalogue
from correspondence_db.export import show
from correspondence_db.findings import findings
from correspondence_db.graph import graph_of
from correspondence_db.queries import due, grid, letters_called, review, search, trace
from correspondence_db.store import Register
from extract.thaitext import unfold_digits

#: So often is a question asked that takes less than a second, and one that takes more.
_OFTEN, _SELDOM = 40, 3
_SLOW = 1.0
#: All of a register is read into memory for findings: in one of up to so many letters.
_FEW = 20_000
_STARTS = 15
_NO_BYTE_CODE = "PYTHONDONTWRITEBYTECODE"
_SIZES = (100_000, 1_000_000)

Ask = Callable[[], Any]


class Asked(NamedTuple):
    """A question asked again and again: its name, and one way after the other to ask it."""

    name: str
    asks: Sequence[Ask]


class Taken(NamedTuple):
    """How long a question took, in milliseconds: by the clock, and of the processor's time at the
    median; and how much it found."""

    median: float
    p95: float
    cpu: float
    found: int

    @property
    def told(self) -> str:
        return f"{self.median:.1f}, {self.p95:.1f} ({self.cpu:.1f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("registers", type=Path, nargs="*")
    registers = parser.parse_args().registers
    with TemporaryDirectory() as folder:
        taken = [measured(path) for path in registers or made(Path(folder))]
    section = "\n".join([heading(), "", *table(taken), "", *starting(), ""])
    put("queries", section)
    print(section)


def made(folder: Path) -> Iterator[Path]:
    for letters in _SIZES:
        build(folder / f"{letters}.db", letters)
        yield folder / f"{letters}.db"


class Measured(NamedTuple):
    """One register: how many letters it holds, and what each question took."""

    letters: int
    size: int
    taken: Mapping[str, Taken]


def measured(path: Path) -> Measured:
    with Register.open(path) as register:
        (letters,) = register.db.execute("SELECT count(*) FROM letters").fetchone()
        taken = {}
        for asked in questions(register, letters):
            taken[asked.name] = take(asked)
            print(f"{letters:,} {asked.name}: {taken[asked.name]}", file=sys.stderr)
        return Measured(letters, path.stat().st_size, taken)


def take(asked: Asked) -> Taken:
    """Ask until enough is known; the first few times only warm things up."""
    _once(asked.asks[0])
    first = _once(asked.asks[-1])
    count = _OFTEN if first[0] < _SLOW else _SELDOM
    taken = [_once(asked.asks[at % len(asked.asks)]) for at in range(count)]
    by_clock = sorted(1000 * seconds for seconds, _, _ in taken)
    return Taken(
        statistics.median(by_clock),
        by_clock[int(0.95 * (len(by_clock) - 1))],
        statistics.median(1000 * seconds for _, seconds, _ in taken),
        statistics.median_low([count for _, _, count in taken]),
    )


def _once(ask: Ask) -> tuple[float, float, int]:
    """The seconds of the clock and of the processor that an answer took, and its size."""
    started, worked = time.perf_counter(), time.process_time()
    answer = ask()
    return time.perf_counter() - started, time.process_time() - worked, _size(answer)


def _size(answer: Any) -> int:
    """How much an answer holds: duties, hops, rows, whatever it is made of."""
    for name in ("duties", "hops", "rows"):
        if hasattr(answer, name):
            return len(getattr(answer, name))
    if isinstance(answer, tuple | list):
        return (
            sum(map(_size, answer)) if answer and hasattr(answer[0], "__slots__") else len(answer)
        )
    return 1


# --- the questions


def questions(register: Register, letters: int) -> Iterator[Asked]:
    """Every question that the command line and the pages ask."""
    some = Sample(register)
    yield from _duties(register, some)
    yield from _letters(register, some)
    yield from _words(register)
    yield from _lists(register, some)
    if letters <= _FEW:
        yield Asked("findings of the whole register", [lambda: findings(graph_of(register))])


def _duties(register: Register, some: Sample) -> Iterator[Asked]:
    for kind, offices in some.offices.items():
        asks = [_ask(due, register, TODAY, office=name) for name in offices]
        yield Asked(f"due list of a {kind}", asks)
    provinces = [_ask(due, register, TODAY, creditor=name) for name in some.offices["province"]]
    yield Asked("what is owed to a province", provinces)
    towns = [_ask(due, register, TODAY, creditor=name) for name in some.offices["district"]]
    yield Asked("what is owed to a district", towns)
    yield Asked("due board, every office", [_ask(board, register, TODAY)])
    viewers = [viewer_of_office(name, 0) for name in some.offices["province"]]
    asks = [_ask(board, register, TODAY, viewer) for viewer in viewers]
    yield Asked("due board, a province's officer", asks)
    viewers = [viewer_of_office(name, 0) for name in some.offices["district"]]
    yield Asked(
        "due list of a district, its officer",
        [
            _ask(due, register, TODAY, office=name, viewer=viewer)
            for name, viewer in zip(some.offices["district"], viewers, strict=True)
        ],
    )


def _letters(register: Register, some: Sample) -> Iterator[Asked]:
    for kind, numbers in some.directives.items():
        yield Asked(f"trace of a {kind}'s directive", [_ask(trace, register, n) for n in numbers])
    numbers = [number for each in some.directives.values() for number in each]
    asks = [_ask(letters_called, register, number) for number in numbers]
    asks += [_ask(letters_called, register, unfold_digits(number)) for number in numbers]
    yield Asked("look-up of a number, either digits", asks)
    yield Asked("everything of one letter", [_ask(show, register, one) for one in some.letters])
    yield Asked(
        "grid of a directive with most debtors", [_ask(grid, register, TODAY, [some.widest])]
    )


def _words(register: Register) -> Iterator[Asked]:
    words = {
        "common word": ("รายงานผล", "ดำเนินการ", "จังหวัด"),
        "rare word": ("ข้าวหอมมะลิ", "ลำไยนอกฤดู", "โคกหนองนา"),
        "two words": ("รายงานผล ไข้เลือดออก", "ภัยแล้ง อำเภอเมือง"),
        "short word": ("ที่", "ว"),
        "number": ("๐๐๑๗.๒/ว ๑๐๓๗", "0206.3/ว 1370"),
        "no such word": ("ปลากระป๋อง", "รายงานผลปลาทู"),
    }
    for name, texts in words.items():
        yield Asked(f"full text: {name}", [_ask(search, register, text) for text in texts])
    viewer = Viewer(None, 0)
    asks = [_ask(search, register, text, viewer=viewer) for text in words["common word"]]
    yield Asked("full text: common word, not cleared", asks)


def _lists(register: Register, some: Sample) -> Iterator[Asked]:
    def listing(name: str, filters: Filters, page: int = 1, viewer: Viewer = ALL_SEEING) -> Asked:
        ask = _ask(catalogue, register, viewer, filters, today=TODAY, page=page)
        return Asked(f"register list: {name}", [ask])

    district = some.offices["district"][0]
    year = Filters(since=date(2026, 1, 1), until=date(2026, 6, 30))
    yield listing("first page", Filters())
    yield listing("200th page", Filters(), 200)
    yield listing("half a year, 100th page", year, 100)
    yield listing("one office's", Filters(received_by=district))
    yield listing("urgent", Filters(urgency="ด่วนที่สุด"))
    yield listing("with a word", Filters(text="ไข้เลือดออก"))
    officer = viewer_of_office(some.offices["province"][0], 0)
    yield listing("first page, a province's officer", Filters(), viewer=officer)
    yield Asked("review, first page", [_ask(review, register, 20)])


def _ask(question: Callable[..., Any], *arguments: Any, **named: Any) -> Ask:
    return lambda: question(*arguments, **named)


# Those that write, too: ministries write to provinces that a small register has not.
_OF_THE_REGISTER = """
    SELECT name FROM offices WHERE name LIKE ?
        AND id IN (SELECT writer_id FROM links WHERE kind = 'replies')
"""


class Sample:
    """Offices and letters of a register, drawn by a fixed seed."""

    def __init__(self, register: Register) -> None:
        db, dice = register.db, Random(8)  # noqa: S311 - the same choices every time
        kinds = {"province": "จังหวัด%", "district": "อำเภอ%", "local office": "เทศบาลตำบล%"}
        self.offices = {
            kind: self._some(db, dice, _OF_THE_REGISTER, pattern) for kind, pattern in kinds.items()
        }
        senders = {"ministry": "กระทรวง%", "province": "จังหวัด%", "district": "อำเภอ%"}
        sql = "SELECT number FROM letters WHERE held AND number LIKE '%/ว%' AND sender LIKE ?"
        self.directives = {
            kind: self._some(db, dice, sql, pattern) for kind, pattern in senders.items()
        }
        (last,) = db.execute("SELECT max(id) FROM letters").fetchone()
        self.letters = [dice.randrange(1, last) for _ in range(20)]
        (self.widest,) = db.execute(
            """
            SELECT letter_id FROM (
                SELECT obligation_id, count(*) AS debtors FROM debts GROUP BY obligation_id
                ORDER BY debtors DESC LIMIT 1
            ) JOIN obligations ON obligations.id = obligation_id JOIN copies ON copies.id = copy_id
            """
        ).fetchone()

    def _some(self, db: Any, dice: Random, sql: str, pattern: str) -> list[str]:
        found = sorted(name for (name,) in db.execute(sql, [pattern]))
        return dice.sample(found, min(20, len(found)))


# --- the page


def table(registers: Sequence[Measured]) -> Iterator[str]:
    sizes = [f"{one.letters:,} letters" for one in registers]
    yield "Milliseconds: median, 95th percentile, in brackets the median of the processor's time,"
    yield "by which the growth is told: other work may have run on the machine. How much was found"
    yield "is told of each register: a longer list takes longer."
    yield ""
    yield f"| question | found | {' | '.join(sizes)} | grows |"
    yield "|---" * (3 + len(sizes)) + "|"
    for name in registers[0].taken | registers[-1].taken:
        cells = [one.taken.get(name) for one in registers]
        found = " / ".join(str(cell.found) for cell in cells if cell)
        told = [cell.told if cell else "" for cell in cells]
        grows = ""
        if cells[0] and cells[-1] and len(cells) > 1:
            grows = f"{cells[-1].cpu / cells[0].cpu:.2f}"
        yield f"| {name} | {found} | {' | '.join(told)} | {grows} |"
    yield ""
    for one in registers:
        yield f"- {one.letters:,} letters: a file of {one.size / 2**30:.1f} GB"
    yield from machine()


def starting() -> Iterator[str]:
    """How long each command takes on a small register, from the shell and back."""
    yield "Commands on a register of one letter, byte code at hand as after installing; asked for:"
    yield "`--help` under 150 ms, `due` under 300 ms."
    yield ""
    yield "| command | least, ms | median, ms | processor, ms |"
    yield "|---|---|---|---|"
    with TemporaryDirectory() as folder:
        home = ("--home", f"{folder}/home")
        saraban(folder, *home, "init")
        saraban(folder, *home, "ingest", str(ROOT / "samples" / "memo" / "memo.pdf"))
        commands: tuple[tuple[str, ...], ...] = (
            ("--help",), ("due",), ("due", "--office", "อำเภอพาน"), ("due", "--letter", "[1]"),
            ("grid", "[1]"), ("register",), ("trace", "ชร 0017.2/ว 551"), ("findings",),
            ("show", "1"), ("review",), ("search", "รายงาน"), ("export",), ("log",),
            ("quarantine",), ("verify",), ("retire", "--dry-run"), ("user", "list"),
        )  # fmt: skip
        for command in commands:
            saraban(folder, *home, *command)
            taken = [saraban(folder, *home, *command) for _ in range(_STARTS)]
            wall = sorted(seconds for seconds, _ in taken)
            worked = statistics.median(seconds for _, seconds in taken)
            name = " ".join(command)
            yield f"| `saraban {name}` | {wall[0]:.0f} | {wall[_STARTS // 2]:.0f} | {worked:.0f} |"


def saraban(folder: str, *arguments: str) -> tuple[float, float]:
    """Run a command, its byte code kept in `folder`; gives the milliseconds that it took by the
    clock, and of the processor's time."""
    environment = {key: each for key, each in os.environ.items() if key != _NO_BYTE_CODE}
    command = [sys.executable, "-m", "pipeline", *arguments]
    started, before = time.perf_counter(), _worked()
    subprocess.run(
        command,
        cwd=ROOT,
        env=environment | {"PYTHONPYCACHEPREFIX": folder},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return 1000 * (time.perf_counter() - started), 1000 * (_worked() - before)


def _worked() -> float:
    """The processor's time of the commands that have ended, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
