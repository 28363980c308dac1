"""Who may come in: the administrator's page of people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from correspondence_db import accounts
from correspondence_db.accounts import NameTaken, Role, User
from correspondence_db.owing import office_labelled
from pipeline.web.passwords import hashed, one_time
from pipeline.web.showing import go, page
from pipeline.web.visitor import Administrator, Visitor

router = APIRouter(prefix="/people")

_TAKEN = ("มีผู้ใช้ชื่อนี้อยู่แล้ว", "Somebody has this name already.")
_NO_OFFICE = (
    "ไม่พบหน่วยงานชื่อนี้ เขียนชื่อเต็มตามหัวหนังสือ",
    "No office has this name. Write it in full, as letterheads do.",
)
_ABOVE = (
    "ให้สิทธิ์ดูหนังสือลับได้ไม่เกินสิทธิ์ของตนเอง",
    "Nobody can be cleared for more than the one who clears them.",
)
Problem = tuple[str, str]


class Rights(BaseModel):
    """What a form grants: a role, the office seen with those below it, a clearance, access."""

    role: Role
    clearance: int = Field(ge=0, le=3)
    office: str = Field("", max_length=200)
    is_active: bool = False


class Newcomer(Rights):
    """A person to be let in."""

    name: str = Field(min_length=1, max_length=64, pattern=r"^\S+$")


@router.get("")
def show_people(request: Request, visitor: Administrator) -> Response:
    return _people(request, visitor)


def _people(
    request: Request,
    visitor: Visitor,
    status: int = 200,
    *,
    problem: Problem | None = None,
    fresh: tuple[str, str] | None = None,
) -> Response:
    """The page of people; `fresh` is a name with the password to be told to its bearer."""
    return page(
        request,
        visitor,
        "people.html",
        status,
        people=accounts.users(visitor.register),
        problem=problem,
        fresh=fresh,
    )


@router.post("")
def add_person(
    request: Request, visitor: Administrator, newcomer: Annotated[Newcomer, Form()]
) -> Response:
    """Let a person in, with a password for the first time."""
    if problem := _refused(visitor, newcomer):
        return _people(request, visitor, 400, problem=problem)
    password = one_time()
    try:
        accounts.add_user(
            visitor.register,
            name=newcomer.name,
            role=newcomer.role,
            office=newcomer.office or None,
            clearance=newcomer.clearance,
            password_hash=hashed(password),
            who=visitor.user.name,
            at=visitor.now,
        )
    except NameTaken:
        return _people(request, visitor, 409, problem=_TAKEN)
    return _people(request, visitor, fresh=(newcomer.name, password))


def _refused(visitor: Visitor, rights: Rights, had: int = 0) -> Problem | None:
    """Why these may not be granted to somebody who `had` a clearance before."""
    if rights.office and office_labelled(rights.office) is None:
        return _NO_OFFICE
    return _ABOVE if rights.clearance > max(had, visitor.user.clearance) else None


@router.post("/{user_id}")
def change_person(
    request: Request, visitor: Administrator, user_id: int, rights: Annotated[Rights, Form()]
) -> Response:
    """Another role, office or clearance; or no access. One's own role and access stay."""
    person = _person(visitor, user_id)
    if problem := _refused(visitor, rights, person.clearance):
        return _people(request, visitor, 400, problem=problem)
    changes: dict[str, object] = {"office": rights.office or None, "clearance": rights.clearance}
    if person.id != visitor.user.id:
        changes |= {"role": rights.role, "is_active": rights.is_active}
    accounts.change_user(visitor.register, person, changes, who=visitor.user.name, at=visitor.now)
    return go(request, "/people", f"เปลี่ยนสิทธิ์ของ {person.name} แล้ว", f"{person.name} is changed.")


@router.post("/{user_id}/password")
def renew_password(request: Request, visitor: Administrator, user_id: int) -> Response:
    """A password for one time, for somebody who forgot."""
    person, password = _person(visitor, user_id), one_time()
    accounts.set_password(
        visitor.register,
        person,
        hashed(password),
        by_owner=False,
        who=visitor.user.name,
        at=visitor.now,
    )
    return _people(request, visitor, fresh=(person.name, password))


def _person(visitor: Visitor, user_id: int) -> User:
    person = accounts.user_numbered(visitor.register, user_id)
    if person is None:
        raise HTTPException(404)
    return person
