"""What goes wrong, said in both languages, on pages and to programs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pipeline.exits import ExitCode, Stop

ERRORS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        400: ("ข้อมูลในแบบไม่ครบหรือไม่ถูกต้อง", "Something in the form is missing or wrong."),
        401: ("ต้องเข้าใช้งาน หรือใช้กุญแจที่ยังใช้ได้", "Sign in, or bring a key that still opens."),
        403: (
            "ไม่มีสิทธิ์ทำสิ่งนี้ หรือแบบหมดอายุแล้ว กลับไปเปิดหน้าเดิมใหม่",
            "You may not do this, or the form is too old: open its page again.",
        ),
        404: ("ไม่พบสิ่งที่ขอ", "There is nothing of this name here."),
        405: ("หน้านี้ไม่รับคำสั่งแบบนี้", "This page does not take that."),
        409: (
            "มีผู้เปลี่ยนเรื่องนี้ไปก่อนแล้ว กลับไปดูหน้าเดิมใหม่",
            "Somebody has changed this before: look at its page again.",
        ),
        413: ("แฟ้มใหญ่เกินไป", "The file is too large."),
        503: (
            "ใช้ที่เก็บข้อมูลไม่ได้ในขณะนี้ ลองใหม่ในอีกสักครู่",
            "Storage cannot be used just now. Try again in a moment.",
        ),
    }
)


def words_for(status: int) -> tuple[str, str]:
    """What a status is called, Thai and English."""
    return ERRORS.get(status, ERRORS[400])


def status_of(error: Stop) -> int:
    """The status of what ends a command: nothing of that name, a failing disk, a wrong value."""
    return {ExitCode.NOT_FOUND: 404, ExitCode.STORAGE: 503}.get(error.code, 400)
