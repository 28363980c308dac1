"""A desk with work on it: the samples, an answer to one of their letters, and a secret letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import httpx
from letters import citation, duty, found, letter, store
from site_of_samples import PASSWORD, Site, add_person

from correspondence_db.queries import due
from correspondence_db.store import Register
from extract.dates import Due
from extract.letter import Letter
from pipeline.asking import today

OFFICE = "อำเภอกันทรวิชัย"
PROVINCE = "จังหวัดมหาสารคาม"
TOWN = "เทศบาลตำบลท่าขอนยาง"
#: What the samples' province asks of every district of its own: monthly, and once.
MONTHLY = "ติดตามผลและรายงานให้จังหวัดมหาสารคามทราบทุกวันที่ ๒๕ ของเดือน"
ONCE = "จัดทำแผนที่จุดที่มีวัชพืชหนาแน่น"
ANSWER = "มค 0218.2/431"
PASSED_ON = "มค 0218.2/440"
SECRET = "มค 0017.3/77"
HUSHED = "แผนรักษาความสงบเขื่อนสมมุติ"


def lay_out(home: Path) -> None:
    """Puts onto a copy of the samples what the tests of boards and lists need."""
    with Register.open(home / "register.db") as register:
        asked = citation("มค 0017.3/ว 1288", date(2026, 3, 12), PROVINCE, context="reference")
        answer = letter(ANSWER, date(2026, 3, 24), OFFICE, cites=[asked], subject="ผลการเก็บวัชพืช")
        store(register, "answer", answer)
        store(register, "secret", _secret(), texts=[HUSHED])
        store(register, "passed on", _passing_on())
        add_person(register, "town", "officer", TOWN, 0)
        add_person(register, "boss", "officer", OFFICE, 3)


def _secret() -> Letter:
    return letter(
        SECRET,
        date(2026, 3, 9),
        PROVINCE,
        subject=HUSHED,
        secrecy=found("ลับ"),
        addressees=(found("นายอำเภอกันทรวิชัย"),),
        obligations=(duty(f"ส่ง{HUSHED}", Due("date", date(2026, 4, 1)), [OFFICE], PROVINCE),),
    )


def _passing_on() -> Letter:
    """The district tells a town of a secret letter."""
    return letter(
        PASSED_ON,
        date(2026, 3, 11),
        OFFICE,
        cites=[citation(SECRET, date(2026, 3, 9), PROVINCE)],
        subject="การเตรียมเจ้าหน้าที่",
        addressees=(found("นายกเทศมนตรีตำบลท่าขอนยาง"),),
    )


def number_of(home: Path, text: str) -> int:
    """The number of what is asked of the office in these words."""
    with Register.open(home / "register.db") as register:
        (debts,) = due(register, today(), OFFICE)
    return next(duty.obligation_id for duty in debts.duties if text in duty.text)


class Visit(httpx.Client):
    """Somebody's session, without a browser."""

    def send_form(self, path: str, **form: object) -> httpx.Response:
        """Post a form as a page of ours would."""
        return self.post(path, data={"csrf": csrf_in(self.get("/account").text), **form})


def csrf_in(text: str) -> str:
    found_in = re.search(r'name="csrf" value="([^"]+)"', text)
    assert found_in
    return found_in[1]


@contextmanager
def visiting(site: Site, name: str) -> Iterator[Visit]:
    """Somebody who has signed in."""
    with Visit(base_url=site.address, timeout=30) as visit:
        form = {"name": name, "password": PASSWORD}
        form["csrf"] = csrf_in(visit.get("/login").text)
        assert visit.post("/login", data=form).status_code == 303
        yield visit
