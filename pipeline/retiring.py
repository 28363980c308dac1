"""The end of a scan's years (การทำลายหนังสือ): what may go, holds, classes, and letting it go."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence

from correspondence_db import retention
from correspondence_db.retention import Due
from correspondence_db.soundness import kept
from correspondence_db.store import Register
from extract.dates import thai_date
from pipeline.asking import letters_asked, now, open_register, operator, today
from pipeline.config import Config
from pipeline.exits import ExitCode, Stop
from pipeline.originals import drop
from pipeline.terminal import say, say_json


def retire(config: Config, options: Namespace) -> ExitCode:
    """Retire the scans whose years are over, or only list them."""
    with open_register(config) as register:
        due = retention.due_for_retirement(register, config.retention, today())
        if not options.dry_run:
            _let_go(register, due, config)
    if options.json:
        say_json([one.to_json() for one in due])
    else:
        say(_lines(due, options.dry_run))
    return ExitCode.OK


def _let_go(register: Register, due: Sequence[Due], config: Config) -> None:
    """The register first: an original that is left behind goes with the next run."""
    for one in due:
        retention.retire(register, one, at=now(), who=operator())
    for scan in kept(register, retired=True):
        drop(scan.sha256, config.originals)


def _lines(due: Sequence[Due], dry_run: bool) -> Iterator[str]:
    if not due:
        yield "ไม่มีแฟ้มที่ครบกำหนดทำลาย"
    for one in due:
        letters = " ".join(f"[{letter_id}]" for letter_id in one.letter_ids)
        over = thai_date(one.over_since)
        yield f"{'ครบกำหนด' if dry_run else 'ทำลายแล้ว'}: {one.file} {letters} {one.of_class} {over}"


def hold(config: Config, options: Namespace) -> ExitCode:
    """Keep a letter's scans whatever their years, or lift that."""
    with open_register(config) as register:
        letters = letters_asked(register, options.letter)
        scans = retention.hold(register, letters, held=not options.lift, at=now(), who=operator())
    say([f"{'ยกเลิกการระงับ' if options.lift else 'ระงับ'}การทำลาย {scans} แฟ้ม"])
    return ExitCode.OK


def keep(config: Config, options: Namespace) -> ExitCode:
    """Say of which class a letter's scans are: how many years they are kept."""
    if options.of_class not in config.retention:
        classes = " ".join(sorted(config.retention))
        raise Stop(
            f"ไม่มีประเภท {options.of_class} มี {classes} เพิ่มได้ที่ [retention] ใน saraban.toml",
            f"No class {options.of_class}; there are {classes}. Add it to [retention].",
        )
    with open_register(config) as register:
        letters = letters_asked(register, options.letter)
        scans = retention.classify(register, letters, options.of_class, at=now(), who=operator())
    years = config.retention[options.of_class]
    say([f"เก็บ {scans} แฟ้มเป็นประเภท {options.of_class} {years} ปี"])
    return ExitCode.OK
