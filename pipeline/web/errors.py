"""What goes wrong, said in both languages, on pages and to programs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from pipeline.exits import STORAGE_FAILURES, ExitCode, Stop

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
        500: (
            "โปรแกรมขัดข้อง โปรดแจ้งผู้ดูแลระบบ",
            "The program failed on this; tell whoever looks after it.",
        ),
        503: (
            "ใช้ที่เก็บข้อมูลไม่ได้ในขณะนี้ ลองใหม่ในอีกสักครู่",
            "Storage cannot be used just now. Try again in a moment.",
        ),
    }
)


def words_for(status: int) -> tuple[str, str]:
    """What a status is called, Thai and English."""
    return ERRORS.get(status, ERRORS[400])


#: What is answered with a status and words of its own.
ANSWERED = (HTTPException, RequestValidationError, OverflowError, Stop, *STORAGE_FAILURES)


def status_of(error: Exception) -> int:
    """The status of what went wrong: nothing of that name, a failing disk, a wrong value."""
    if isinstance(error, HTTPException):
        return error.status_code
    if isinstance(error, Stop):
        return {ExitCode.NOT_FOUND: 404, ExitCode.STORAGE: 503}.get(error.code, 400)
    if isinstance(error, OverflowError):  # no row has a number beyond what SQLite counts to
        return 404
    return 503 if isinstance(error, STORAGE_FAILURES) else 400


def words_of(error: Exception) -> tuple[str, str]:
    """What went wrong, Thai and English."""
    if isinstance(error, Stop):
        return error.thai, error.english
    return words_for(status_of(error))


def headers_of(error: Exception) -> Mapping[str, str] | None:
    """What an answer must carry beside the words: which methods there are."""
    return error.headers if isinstance(error, HTTPException) else None
