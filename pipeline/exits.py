"""How a command ends: the one table of exit codes, and the errors that lead to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import NamedTuple


class ExitCode(IntEnum):
    """What a command returns to the shell."""

    OK = 0
    SET_ASIDE = 1
    USAGE = 2
    NOT_FOUND = 3
    NO_REGISTER = 4
    TOOL_MISSING = 5
    STORAGE = 6
    UNSOUND = 7
    INTERRUPTED = 130


class Meaning(NamedTuple):
    """One line of the table, for the clerk and for everybody else."""

    thai: str
    english: str


MEANINGS: Mapping[ExitCode, Meaning] = MappingProxyType(
    {
        ExitCode.OK: Meaning("เรียบร้อย", "all went well"),
        ExitCode.SET_ASIDE: Meaning(
            "มีแฟ้มที่อ่านไม่ได้ แฟ้มอื่นเก็บแล้ว",
            "some scans could not be read and were set aside; the others are stored",
        ),
        ExitCode.USAGE: Meaning(
            "คำสั่งหรือการตั้งค่าไม่ถูกต้อง", "the command line or saraban.toml is wrong"
        ),
        ExitCode.NOT_FOUND: Meaning("ไม่พบหนังสือที่ถามหา", "no such letter in the register"),
        ExitCode.NO_REGISTER: Meaning("ยังไม่มีทะเบียนที่นี่", "there is no register here yet"),
        ExitCode.TOOL_MISSING: Meaning(
            "ขาดโปรแกรมที่ต้องใช้", "Tesseract, poppler or the Thai typeface is not installed"
        ),
        ExitCode.STORAGE: Meaning(
            "เขียนหรืออ่านที่เก็บข้อมูลไม่ได้", "the disk or the register cannot be used just now"
        ),
        ExitCode.UNSOUND: Meaning("ตรวจพบข้อผิดปกติ", "verify found something lost, added or changed"),
        ExitCode.INTERRUPTED: Meaning(
            "ถูกสั่งหยุด งานที่เสร็จแล้วเก็บไว้ครบ", "stopped by Ctrl-C; what was finished is stored"
        ),
    }
)


class Stop(Exception):
    """A reason to stop that the user can mend: what happened and what to do next, twice over."""

    code = ExitCode.USAGE

    def __init__(self, thai: str, english: str) -> None:
        super().__init__(english)
        self.thai = thai
        self.english = english


class NotFound(Stop):
    """The register holds no letter of that number or id. Exit code 3."""

    code = ExitCode.NOT_FOUND


class NoRegister(Stop):
    """A question was asked of a home without a register. Exit code 4."""

    code = ExitCode.NO_REGISTER


class ToolMissing(Stop):
    """A program or a typeface is not installed. Exit code 5."""

    code = ExitCode.TOOL_MISSING


class StorageFailed(Stop):
    """The disk or the database refused: full, read-only, locked, vanished. Exit code 6."""

    code = ExitCode.STORAGE


class Interrupted(Stop):
    """The user pressed Ctrl-C. Exit code 130."""

    code = ExitCode.INTERRUPTED


# What can end any command. Everything else is a fault of ours and shows its traceback, and so
# does a register that refuses what we wrote.
ENDINGS = (Stop, OSError, sqlite3.DatabaseError, KeyboardInterrupt)
STORAGE_FAILURES = (OSError, sqlite3.OperationalError)
OUR_FAULTS = (sqlite3.IntegrityError, sqlite3.ProgrammingError)


def as_stop(error: BaseException) -> Stop:
    """One of ENDINGS as a Stop."""
    if isinstance(error, Stop):
        return error
    if isinstance(error, KeyboardInterrupt):
        return Interrupted(
            "หยุดแล้ว สั่งคำสั่งเดิมอีกครั้งเพื่อทำต่อ", "Stopped. Run the same command to go on."
        )
    return StorageFailed(
        f"ใช้ที่เก็บข้อมูลไม่ได้ ({error}) ตรวจเนื้อที่ว่างและสิทธิ์ แล้วสั่งคำสั่งเดิมอีกครั้ง",
        f"Storage failed: {error}. Check free space and rights, then run the same command again.",
    )
