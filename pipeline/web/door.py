"""The door: signing in, signing out, choosing a password, reading preferences, keys."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from correspondence_db import accounts
from correspondence_db.accounts import Digits, Language, User
from correspondence_db.audit import record_event
from correspondence_db.store import Register
from pipeline.web.house import House
from pipeline.web.passwords import fits, hashed, is_long_enough, key_hash, new_key
from pipeline.web.showing import back, go, page
from pipeline.web.visitor import AnyVisitor, Visitor, house_of, signed_in

router = APIRouter()

_TOO_MANY = ("ลองหลายครั้งเกินไป รอหนึ่งนาทีแล้วลองใหม่", "Too many tries. Wait a minute, then try again.")
_WRONG = ("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง", "The name or the password is wrong.")
_TOO_SHORT = ("รหัสผ่านใหม่ต้องยาวอย่างน้อย 12 ตัวอักษร", "The new password needs at least 12 characters.")


@router.get("/login")
def show_login(request: Request, next: str = "/") -> Response:  # noqa: A002 - as the address has it
    return page(request, None, "login.html", next=back(next), problem=None)


@router.post("/login")
def log_in(
    request: Request,
    house: Annotated[House, Depends(house_of)],
    name: Annotated[str, Form(max_length=64)],
    password: Annotated[str, Form()],
    next: Annotated[str, Form()] = "/",  # noqa: A002
) -> Response:
    """Sign in; a guess that fails is counted, and too many are not even looked at."""
    place = request.client.host if request.client else ""
    if not house.guesses.are_left(name, place):
        return page(request, None, "login.html", 429, next=back(next), problem=_TOO_MANY)
    with house.registers.lend() as register:
        user = accounts.user_called(register, name)
        known = user if user and user.is_active else None
        if not fits(password, known.password_hash if known else None) or known is None:
            house.guesses.note_failure(name, place)
            return page(request, None, "login.html", 401, next=back(next), problem=_WRONG)
        _begin(request, register, known)
    return go(request, back(next))


def _begin(request: Request, register: Register, user: User) -> None:
    """A session of its own, so that nothing of whoever sat here before lives on in it."""
    request.session.clear()
    request.session.update({"user": user.id, "serial": user.serial})
    with register.transaction():
        record_event(
            register.db,
            at=datetime.now().astimezone(),
            who=user.name,
            what="user.sign-in",
            subject=f"user {user.name}",
        )


@router.post("/logout")
def log_out(request: Request) -> Response:
    request.session.clear()
    return go(request, "/login")


@router.get("/account")
def show_account(request: Request, visitor: AnyVisitor) -> Response:
    return _account(request, visitor)


def _account(request: Request, visitor: Visitor, status: int = 200, **more: object) -> Response:
    tokens = accounts.tokens_of(visitor.register, visitor.user)
    facts = {"tokens": tokens, "problem": None, "fresh": None} | more
    return page(request, visitor, "account.html", status, **facts)


@router.get("/password")
def show_password(request: Request, visitor: Annotated[Visitor, Depends(signed_in)]) -> Response:
    return page(request, visitor, "password.html", problem=None)


@router.post("/password")
def change_password(
    request: Request,
    visitor: Annotated[Visitor, Depends(signed_in)],
    old: Annotated[str, Form()],
    new: Annotated[str, Form()],
) -> Response:
    """Choose a password; every other session of the person ends."""
    user, register = visitor.user, visitor.register
    problem = None
    if not fits(old, user.password_hash):
        problem = _WRONG
    elif not is_long_enough(new) or new == old:
        problem = _TOO_SHORT
    if problem:
        return page(request, visitor, "password.html", 400, problem=problem)
    accounts.set_password(register, user, hashed(new), by_owner=True, who=user.name, at=visitor.now)
    changed = accounts.user_numbered(register, user.id)
    if changed:
        _begin(request, register, changed)
    return go(request, "/", "เปลี่ยนรหัสผ่านแล้ว", "The password is changed.")


@router.post("/account/reading")
def set_reading(
    request: Request,
    visitor: AnyVisitor,
    language: Annotated[Language | None, Form()] = None,
    digits: Annotated[Digits | None, Form()] = None,
    next: Annotated[str, Form()] = "/account",  # noqa: A002
) -> Response:
    """Thai or English, ๑๒๓ or 123."""
    user = visitor.user
    accounts.set_preferences(
        visitor.register, user, language or user.language, digits or user.digits
    )
    return go(request, back(next))


@router.post("/account/keys")
def add_key(
    request: Request,
    visitor: AnyVisitor,
    label: Annotated[str, Form(max_length=80)],
    scope: Annotated[Literal["api", "calendar"], Form()],
) -> Response:
    """A new key for a program, shown this once."""
    key = new_key()
    accounts.add_token(
        visitor.register,
        visitor.user,
        label=label,
        scope=scope,
        token_hash=key_hash(key),
        at=visitor.now,
    )
    shown = f"{request.base_url}calendar/{key}.ics" if scope == "calendar" else key
    return _account(request, visitor, fresh=shown)


@router.post("/account/keys/{token_id}/end")
def end_key(request: Request, visitor: AnyVisitor, token_id: int) -> Response:
    accounts.revoke_token(visitor.register, visitor.user, token_id, visitor.now)
    return go(request, "/account", "ยกเลิกกุญแจแล้ว", "The key is ended.")
