"""Whether nothing was lost, added or changed: `saraban verify` over register and originals."""

from __future__ import annotations

import hashlib
from argparse import Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from correspondence_db.audit import verify_chain
from correspondence_db.soundness import Fault, faults, gaps, kept, under_way
from correspondence_db.store import Register
from pipeline.asking import open_register
from pipeline.config import Config
from pipeline.exits import ExitCode, Meaning
from pipeline.terminal import say, say_json

FAULTS: Mapping[str, Meaning] = MappingProxyType(
    {
        "database-damaged": Meaning("ฐานข้อมูลเสียหาย", "the database is damaged"),
        "reference-broken": Meaning("ข้อมูลอ้างถึงรายการที่ไม่มี", "a row names one that is not there"),
        "page-missing": Meaning("จำนวนหน้าไม่ครบ", "pages are missing"),
        "chain-broken": Meaning(
            "บันทึกการใช้งานถูกแก้หรือขาดหาย", "the record of events was changed, or has a hole"
        ),
        "original-missing": Meaning("ไม่พบต้นฉบับ", "an original is gone"),
        "original-changed": Meaning("ต้นฉบับถูกแก้", "an original was changed"),
        "original-unknown": Meaning(
            "มีต้นฉบับที่ไม่อยู่ในทะเบียน", "an original belongs to no scan of the register"
        ),
        "page-unread": Meaning("หน้าที่อ่านไม่ได้", "a page could not be read"),
    }
)


def verify(config: Config, options: Namespace) -> ExitCode:
    """Check the register, the record of events and every original."""
    with open_register(config) as register:
        found = [*faults(register), *original_faults(register, config.originals)]
        unread = list(gaps(register))
        chain = verify_chain(register.db)
        scans = len(kept(register))
    if options.json:
        say_json(
            {
                "sound": not found,
                "faults": [fault._asdict() for fault in found],
                "unread": [gap._asdict() for gap in unread],
                "scans": scans,
                "events": chain.events,
                "head": chain.head,
            }
        )
    else:
        say(_lines(found, unread))
        say([f"ต้นฉบับ {scans} แฟ้ม บันทึกการใช้งาน {chain.events} รายการ ล่าสุด {chain.head}"])
    return ExitCode.UNSOUND if found else ExitCode.OK


def _lines(found: list[Fault], unread: list[Fault]) -> Iterator[str]:
    yield "พบข้อผิดปกติ" if found else "ครบถ้วนถูกต้อง"
    for fault in (*found, *unread):
        meaning = FAULTS[fault.kind]
        yield f"  {meaning.thai} / {meaning.english}: {fault.subject}"


def original_faults(register: Register, folder: Path) -> Iterator[Fault]:
    """Originals held against the register, both ways, each byte read."""
    there = {path.stem: path for path in folder.glob("??/*") if not path.name.startswith(".")}
    known = kept(register)
    for scan in known:
        path = there.pop(scan.sha256, None)
        if path is None:
            yield Fault("original-missing", f"{scan.sha256} {scan.file}")
        elif _hash(path) != scan.sha256:
            yield Fault("original-changed", f"{scan.sha256} {scan.file}")
    coming = under_way(register)
    for sha256 in sorted(set(there) - coming):
        yield Fault("original-unknown", sha256)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
