"""Who may sign in, from the command line: `saraban user add`, `list`, `change`, `password`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from correspondence_db import accounts
from correspondence_db.accounts import NameTaken, User
from correspondence_db.owing import office_labelled
from correspondence_db.store import Register
from pipeline.asking import now, open_register, operator
from pipeline.config import Config
from pipeline.exits import ExitCode, NotFound, Stop
from pipeline.terminal import say, say_json

ROLES = {
    "clerk": "เจ้าหน้าที่สารบรรณ",
    "officer": "เจ้าของเรื่อง",
    "auditor": "ผู้ตรวจสอบ",
    "administrator": "ผู้ดูแลระบบ",
}
CLEARANCES = ("ไม่เห็นหนังสือลับ", "ลับ", "ลับมาก", "ลับที่สุด")


def add(config: Config, options: Namespace) -> ExitCode:
    """Let a person in; says the password for the first time."""
    from pipeline.web.passwords import hashed, one_time  # noqa: PLC0415 - argon2 is for this alone

    _check_office(options.office)
    password = one_time()
    with open_register(config) as register:
        try:
            accounts.add_user(
                register,
                name=options.name,
                role=options.role,
                office=options.office,
                clearance=options.clearance,
                password_hash=hashed(password),
                who=operator(),
                at=now(),
            )
        except NameTaken as error:
            raise Stop(
                f"มีผู้ใช้ชื่อ {options.name} อยู่แล้ว ดูด้วย saraban user list",
                f"There is a user {options.name} already. See saraban user list.",
            ) from error
    say([f"เพิ่ม {options.name} แล้ว รหัสผ่านครั้งแรก: {password}"])
    return ExitCode.OK


def change(config: Config, options: Namespace) -> ExitCode:
    """Another role, office or clearance for a person, or an end to the person's access."""
    asked = {"role": options.role, "office": options.office, "clearance": options.clearance}
    changes: dict[str, Any] = {field: value for field, value in asked.items() if value is not None}
    if options.office == "":
        changes["office"] = None
    _check_office(changes.get("office"))
    if options.access:
        changes["is_active"] = options.access == "open"
    with open_register(config) as register:
        person = _person(register, options.name)
        accounts.change_user(register, person, changes, who=operator(), at=now())
    say([f"เปลี่ยนสิทธิ์ของ {person.name} แล้ว"])
    return ExitCode.OK


def password(config: Config, options: Namespace) -> ExitCode:
    """A password for one time, for somebody who forgot."""
    from pipeline.web.passwords import hashed, one_time  # noqa: PLC0415

    fresh = one_time()
    with open_register(config) as register:
        person = _person(register, options.name)
        accounts.set_password(
            register, person, hashed(fresh), by_owner=False, who=operator(), at=now()
        )
    say([f"รหัสผ่านครั้งแรกของ {person.name}: {fresh}"])
    return ExitCode.OK


def list_users(config: Config, options: Namespace) -> ExitCode:
    """Everyone who may sign in, with role, office and clearance."""
    with open_register(config) as register:
        people = accounts.users(register)
    if options.json:
        shown = ("name", "role", "office", "clearance", "is_active")
        say_json([{field: getattr(person, field) for field in shown} for person in people])
    else:
        say(_lines(people))
    return ExitCode.OK


def _lines(people: list[User]) -> Iterator[str]:
    for person in people:
        office = person.office or "ทุกหน่วยงาน"
        closed = "" if person.is_active else " · ปิดแล้ว"
        facts = f"{ROLES[person.role]} · {office} · {CLEARANCES[person.clearance]}"
        yield f"{person.name}: {facts}{closed}"


def _person(register: Register, name: str) -> User:
    person = accounts.user_called(register, name)
    if person is None:
        raise NotFound(
            f"ไม่มีผู้ใช้ชื่อ {name} ดูด้วย saraban user list",
            f"There is no user {name}. See saraban user list.",
        )
    return person


def _check_office(office: str | None) -> None:
    if office and office_labelled(office) is None:
        raise Stop(
            f"ไม่พบหน่วยงาน {office} เขียนชื่อเต็มตามหัวหนังสือ",
            f"No office is called {office}. Write its name in full, as letterheads do.",
        )
