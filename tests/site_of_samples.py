"""A running server over a register of the samples, and a browser to visit it with."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
from command import start
from playwright.sync_api import Browser, Page, sync_playwright

from correspondence_db import accounts
from correspondence_db.accounts import Role
from correspondence_db.store import Register, ScanRecord
from extract.bundle import read_letters
from pipeline.inbox import take
from pipeline.originals import keep
from pipeline.web.passwords import hashed
from samples.record import Sample, load_words, samples

PASSWORD = "ไม้ขีดไฟ-กระดาษ-ลวด-ตะปู"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
#: name -> role, office, clearance
PEOPLE: dict[str, tuple[Role, str | None, int]] = {
    "admin": ("administrator", None, 0),
    "clerk": ("clerk", None, 0),
    "cleared": ("clerk", None, 3),
    "auditor": ("auditor", None, 0),
    "officer": ("officer", "อำเภอกันทรวิชัย", 0),
}
CHROMIUM = "/usr/bin/chromium"
#: Without these, Chromium looks for hosts of its maker's at every start.
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A server that answers at `address`, over the register in `home`."""

    home: Path
    address: str

    def sign_in(self, browser: Browser, name: str, **how: object) -> Page:
        """A page of its own, with that person signed in; `how` goes to the browser's context.

        Nothing moves or fades in it, so that a page looks at once as it will stay.
        """
        still = {"locale": "th-TH", "reduced_motion": "reduce", **how}
        page = browser.new_context(base_url=self.address, **still).new_page()
        page.goto("/login")
        page.fill("[name=name]", name)
        page.fill("[name=password]", PASSWORD)
        page.click("main button")
        return page

    @contextmanager
    def client(self, name: str) -> Iterator[httpx.Client]:
        """Somebody's program, signed in as a browser would be."""
        with httpx.Client(base_url=self.address, timeout=60) as client:
            form = {"name": name, "password": PASSWORD, "csrf": csrf_in(client.get("/login").text)}
            client.post("/login", data=form)
            yield client

    @contextmanager
    def register(self) -> Iterator[Register]:
        """The register behind the pages."""
        with Register.open(self.home / "register.db") as register:
            yield register


def csrf_in(text: str) -> str:
    """The secret of a page's forms."""
    found = re.search(r'name="csrf" value="([^"]+)"', text)
    assert found
    return found[1]


def sha_of(register: Register, file: str) -> str:
    """The hash of a sample's scan."""
    found = register.db.execute("SELECT sha256 FROM scans WHERE file = ?", [file]).fetchone()
    return str(found[0])


def letter_in(register: Register, file: str, position: int = 0) -> int:
    """The letter at a place of a sample's scan."""
    return register.letters_of(sha_of(register, file))[position]


def furnish(home: Path, sample_names: Collection[str] | None = None) -> None:
    """A register of the samples (None: all), as recorded, with their originals and some people."""
    (home / "originals").mkdir(parents=True)
    with Register.open(home / "register.db") as register:
        for sample in samples():
            if sample_names is None or sample.name in sample_names:
                _store(register, sample, home / "originals")
        for name, (role, office, clearance) in PEOPLE.items():
            add_person(register, name, role, office, clearance)


def _store(register: Register, sample: Sample, originals: Path) -> None:
    pages, _ = load_words(sample)
    scan = take(sample.scan, date(2026, 3, 2))
    keep(scan, originals)
    record = ScanRecord(scan.sha256, sample.scan.name, scan.received_on, NOW)
    register.store(record, pages, read_letters(pages))


def add_person(
    register: Register, name: str, role: Role, office: str | None, clearance: int
) -> None:
    """Somebody whose password is PASSWORD, and already the person's own."""
    accounts.add_user(
        register, name=name, role=role, office=office, clearance=clearance,
        password_hash="", who="tests", at=NOW,
    )  # fmt: skip
    user = accounts.user_called(register, name)
    assert user
    accounts.set_password(register, user, HASH, by_owner=True, who="tests", at=NOW)


HASH = hashed(PASSWORD)


@contextmanager
def served(home: Path, *options: str) -> Iterator[Site]:
    """The server over a home, in a process of its own; by default nobody watches the inbox."""
    options = options or ("--no-watch",)
    server = start("--home", home, "serve", "--port", "0", *options, stderr=subprocess.STDOUT)
    try:
        assert server.stdout
        address = next(
            found[0] for line in server.stdout if (found := re.search(r"http://\S+(?=/ )", line))
        )
        yield Site(home, address)
    finally:
        server.terminate()
        server.wait(30)


def copied(home: Path, target: Path) -> Path:
    """A home of one's own to change things in."""
    return Path(shutil.copytree(home, target))


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        try:
            yield browser
        finally:
            browser.close()
