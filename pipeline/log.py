"""What was done, as the register's record of events has it: `saraban log`."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from correspondence_db.audit import Event, events
from pipeline.asking import answer, open_register
from pipeline.config import Config
from pipeline.exits import ExitCode

#: What each verb is called; one that is not here is shown as it is.
DONE: Mapping[str, str] = MappingProxyType(
    {
        "scan.stored": "เก็บแฟ้มสแกน",
        "duty.done": "บันทึกว่าปฏิบัติแล้ว",
        "duty.undone": "ยกเลิกการบันทึกว่าปฏิบัติแล้ว",
        "scan.retired": "ทำลายแฟ้มสแกน",
        "letter.held": "ระงับการทำลาย",
        "letter.released": "ยกเลิกการระงับการทำลาย",
        "letter.classed": "กำหนดอายุการเก็บ",
        "register.restored": "กู้คืนทะเบียน",
        "letter.view": "เปิดดูหนังสือลับ",
        "letter.correct": "แก้ค่าที่อ่าน",
        "letter.confirm": "ยืนยันค่าที่อ่าน",
        "letter.add": "เพิ่มค่า",
        "letter.remove": "บอกว่าไม่มีค่านี้",
        "letter.withdraw": "ถอนคำแก้",
        "letter.settle": "ยุติข้อสงสัย",
        "scan.split": "แบ่งหน้าใหม่",
        "scan.reread": "อ่านหน้าที่เคยอ่านไม่ได้",
        "export.file": "ส่งออกหนังสือลับ",
        "user.add": "เพิ่มผู้ใช้",
        "user.change": "เปลี่ยนสิทธิ์ผู้ใช้",
        "user.password": "ตั้งรหัสผ่าน",
        "user.sign-in": "เข้าใช้งาน",
        "token.add": "ออกกุญแจโปรแกรม",
        "token.revoke": "ยกเลิกกุญแจโปรแกรม",
    }
)


def log(config: Config, options: Namespace) -> ExitCode:
    """List what was done, by whom, the latest first."""
    with open_register(config) as register:
        found = events(register, options.subject, options.limit)
    return answer(found, event_lines(found), options)


def event_lines(found: Iterable[Event]) -> Iterator[str]:
    for event in found:
        at = event.at.isoformat(" ", "seconds")
        done = DONE.get(event.what, event.what)
        yield f"{at}  {event.who}  {done} ({event.what})  {event.subject}"
        for name, value in (("เดิม", event.before), ("เป็น", event.after)):
            if value is not None:
                yield f"    {name} {json.dumps(value, ensure_ascii=False)}"
