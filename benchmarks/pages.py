"""Do pages answer at once on a large register, while scans are being read beside them?

    python -m benchmarks.pages [--letters 100000] [--rounds 40] [--register FILE]

Makes a register of that size (benchmarks.registers), or takes one, starts `saraban serve` over it
with its watcher, keeps the inbox filled with scans of samples/, and asks for every kind of page as
a clerk and as an officer, one after the other. The table goes to docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import httpx

from benchmarks.score import ROOT, heading, machine, put
from correspondence_db import accounts
from correspondence_db.store import Register
from pipeline.web.passwords import hashed
from samples.record import samples

PASSWORD = "only for this benchmark"  # noqa: S105 - of nobody
MEDIAN_MS, LATE_MS = 100, 300


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--letters", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--register", type=Path, help="one made before, of so many letters")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        furnish(home, options.letters, options.register)
        with served(home) as address, kept_busy(home) as taken:
            times = timed(address, home, options.rounds)
        section = "\n".join([heading(), "", *facts(home, options, taken), "", *table(times)])
    put("pages", section)
    print(section)


def furnish(home: Path, letters: int, ready: Path | None) -> None:
    """The register, and two people to look at it."""
    register = home / "register.db"
    if ready:
        shutil.copyfile(ready, register)
    else:
        make = [sys.executable, "-m", "benchmarks.registers", register, "--letters", str(letters)]
        subprocess.run(make, cwd=ROOT, check=True)
    with Register.open(register) as opened:
        _add(opened, "clerk", "clerk", None)
        _add(opened, "officer", "officer", busiest_district(opened))


def _add(register: Register, name: str, role: accounts.Role, office: str | None) -> None:
    now = datetime.now(UTC)
    accounts.add_user(
        register, name=name, role=role, office=office, clearance=0,
        password_hash="", who="benchmark", at=now,
    )  # fmt: skip
    user = accounts.user_called(register, name)
    if user:
        secret = hashed(PASSWORD)
        accounts.set_password(register, user, secret, by_owner=True, who="benchmark", at=now)


def busiest_district(register: Register) -> str:
    """The district that wrote the most letters: nobody's pages are longer."""
    sql = """
        SELECT sender FROM letters WHERE sender LIKE 'อำเภอ%'
        GROUP BY sender ORDER BY count(*) DESC, sender LIMIT 1
    """
    (office,) = next(iter(register.db.execute(sql)))
    return str(office)


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The server with its watcher; gives its address."""
    command = [sys.executable, "-m", "pipeline", "--home", str(home), "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        lines = server.stdout or ()
        yield next(found[0] for line in lines if (found := re.search(r"http://\S+(?=/ )", line)))
        server.terminate()


@contextmanager
def kept_busy(home: Path) -> Iterator[list[str]]:
    """Keeps two scans waiting in the inbox, each of its own bytes; gives the names put in."""
    over, taken = threading.Event(), list[str]()
    inbox = home / "inbox"
    inbox.mkdir(exist_ok=True)
    scans = [sample.scan.read_bytes() for sample in samples()]

    def fill() -> None:
        while not over.wait(0.5):
            if len(list(inbox.iterdir())) < 2:
                name = f"scan-{len(taken)}.pdf"
                draft = home / name
                draft.write_bytes(scans[len(taken) % len(scans)] + f"\n%{name}\n%%EOF\n".encode())
                draft.rename(inbox / name)
                taken.append(name)

    filler = threading.Thread(target=fill)
    filler.start()
    try:
        yield taken
    finally:
        over.set()
        filler.join()


def timed(address: str, home: Path, rounds: int) -> Mapping[str, list[float]]:
    """Page -> milliseconds of each answer, its whole text received."""
    times: dict[str, list[float]] = {}
    with Register.open(home / "register.db") as register:
        pages = addresses(register)
    clients = {name: signed_in(address, name) for name in ("clerk", "officer")}
    for _ in range(rounds):
        for page, (name, path) in pages.items():
            started = time.perf_counter()
            clients[name].get(path).raise_for_status()
            times.setdefault(page, []).append(1000 * (time.perf_counter() - started))
    return times


def addresses(register: Register) -> Mapping[str, tuple[str, str]]:
    """What is asked for, by whom."""
    top, low = _origin_and_end(register)
    (number,) = next(iter(register.db.execute("SELECT number FROM letters WHERE id = ?", [low])))
    return {
        "register, first page": ("clerk", "/register"),
        "register, of an officer": ("officer", "/register"),
        "search, a common word": ("clerk", "/register?q=รายงานผล"),
        "search, a letter number": ("clerk", f"/register?q={number}"),
        "letter": ("clerk", f"/letters/{low}"),
        "review": ("clerk", "/review"),
        "due, by office": ("clerk", "/due"),
        "due, of an officer": ("officer", "/due"),
        "trace, from the ministry down": ("clerk", f"/trace/{top}"),
        "findings": ("officer", "/findings"),
        "inbox": ("clerk", "/inbox"),
    }


def _origin_and_end(register: Register) -> tuple[int, int]:
    """A letter that others pass on and that passes on none, and one at the end of its chain."""
    top = """
        SELECT target_id FROM links WHERE kind = 'forwards' AND target_id NOT IN
            (SELECT letter_id FROM links WHERE kind = 'forwards')
        ORDER BY target_id LIMIT 1
    """
    low = """
        SELECT letter_id FROM links WHERE kind = 'forwards' AND letter_id NOT IN
            (SELECT target_id FROM links WHERE kind = 'forwards')
        ORDER BY letter_id LIMIT 1
    """
    first, last = (next(iter(register.db.execute(sql)))[0] for sql in (top, low))
    return int(first), int(last)


def signed_in(address: str, name: str) -> httpx.Client:
    client = httpx.Client(base_url=address, timeout=60)
    token = re.findall(r'name="csrf" value="([^"]+)"', client.get("/login").text)[0]
    client.post("/login", data={"name": name, "password": PASSWORD, "csrf": token})
    return client


def facts(home: Path, options: argparse.Namespace, taken: list[str]) -> Iterator[str]:
    size = (home / "register.db").stat().st_size / 2**20
    yield f"- {options.letters:,} letters, {size:.0f} MB; {options.rounds} answers of each page"
    yield f"- {len(taken)} scans handed in meanwhile, read by the watcher on the same machine"
    yield from machine()


def table(times: Mapping[str, list[float]]) -> Iterator[str]:
    yield "| page | median, ms | 95th percentile, ms |"
    yield "|---|---|---|"
    for page, each in times.items():
        yield f"| {page} | {median(each):.0f} | {_late(each):.0f} |"
    everything = [one for each in times.values() for one in each]
    verdict = f"{median(everything):.0f} | {_late(everything):.0f}"
    yield f"| *all together (asked: {MEDIAN_MS} and {LATE_MS})* | {verdict} |"


def _late(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
