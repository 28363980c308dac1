"""Who asks for a page, and what that person may do (สิทธิ์); every page begins here."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Literal

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from correspondence_db.access import Viewer, may_see, viewer_of_office
from correspondence_db.accounts import Role, User, user_numbered
from correspondence_db.store import Register
from pipeline.web.house import House
from pipeline.web.reader import Reader

Permission = Literal["read", "intake", "correct", "fulfil", "audit", "administer"]

PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        "clerk": frozenset({"read", "intake", "correct", "fulfil"}),
        "officer": frozenset({"read", "fulfil"}),
        "auditor": frozenset({"read", "audit"}),
        "administrator": frozenset({"read", "intake", "correct", "fulfil", "audit", "administer"}),
    }
)
#: A form that is sent from another site cannot know it.
CSRF = "csrf"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class NotSignedIn(Exception):
    """Nobody is signed in; the way on is the sign-in page."""


class PasswordDue(Exception):
    """The person signed in with a password that others know, and must choose one first."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person who is signed in, with the register and the moment of the question.

    `viewer` limits every question to the letters that the person may see.
    """

    user: User
    register: Register
    viewer: Viewer
    reader: Reader
    house: House
    now: datetime
    csrf: str

    def may(self, permission: Permission) -> bool:
        return permission in PERMISSIONS[self.user.role]

    def must_see(self, letter_id: int) -> None:
        """A letter that one may not see is answered as one that is not there."""
        if not may_see(self.register, self.viewer, letter_id):
            raise HTTPException(404)


def house_of(request: Request) -> House:
    house: House = request.app.state.house
    return house


def csrf_of(request: Request) -> str:
    """The secret of this session's forms, made when the first is shown."""
    token: str = request.session.setdefault(CSRF, secrets.token_urlsafe(24))
    return token


async def check_form(request: Request) -> None:
    """Refuse what changes anything unless it comes from a form of ours."""
    if request.method in _SAFE_METHODS:
        return
    form = await request.form()
    given, kept = str(form.get(CSRF, "")), str(request.session.get(CSRF, ""))
    if not kept or not secrets.compare_digest(given.encode(), kept.encode()):
        raise HTTPException(403)


def signed_in(request: Request, house: Annotated[House, Depends(house_of)]) -> Iterator[Visitor]:
    """The visitor of a request, whose password may still be due; raises NotSignedIn."""
    with house.registers.lend() as register:
        yield visitor_in(request, register)


def visitor_in(request: Request, register: Register) -> Visitor:
    """Who a session is of, as long as it is the person's current one."""
    user_id = request.session.get("user")
    user = user_numbered(register, user_id) if isinstance(user_id, int) else None
    if user is None or not user.is_active or user.serial != request.session.get("serial"):
        raise NotSignedIn
    return Visitor(
        user,
        register,
        viewer_of(user),
        Reader(user.language, user.digits),
        house_of(request),
        datetime.now().astimezone(),
        csrf_of(request),
    )


def viewer_of(user: User) -> Viewer:
    """What a person sees: the letters of the office and those below it, as secret as cleared."""
    return viewer_of_office(user.office, user.clearance)


def visitor(visitor: Annotated[Visitor, Depends(signed_in)]) -> Visitor:
    """The visitor of a request; raises PasswordDue where one must be chosen first."""
    if visitor.user.must_change:
        raise PasswordDue
    return visitor


AnyVisitor = Annotated[Visitor, Depends(visitor)]


def allowed(permission: Permission) -> object:
    """A dependency: a visitor who may do this; 403 for others."""

    def check(visitor: AnyVisitor) -> Visitor:
        if not visitor.may(permission):
            raise HTTPException(403)
        return visitor

    return Depends(check)


Clerk = Annotated[Visitor, allowed("correct")]
Receiver = Annotated[Visitor, allowed("intake")]
Fulfiller = Annotated[Visitor, allowed("fulfil")]
Auditor = Annotated[Visitor, allowed("audit")]
Administrator = Annotated[Visitor, allowed("administer")]
