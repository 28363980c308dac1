"""The calendar feed (ปฏิทินกำหนดส่ง): what a person's office owes, for any calendar program.

The address is the key. A feed lies on other machines, so nothing of a secret letter goes into it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.responses import Response

from correspondence_db import queries
from correspondence_db.accounts import User, user_of_token
from correspondence_db.queries import Duty
from correspondence_db.store import Register
from pipeline.asking import now
from pipeline.calendar_file import write_ics
from pipeline.web.house import House
from pipeline.web.passwords import key_hash
from pipeline.web.sending import content_of
from pipeline.web.visitor import house_of, viewer_of

router = APIRouter()


@router.get("/calendar/{key}.ics")
def feed(key: str, house: Annotated[House, Depends(house_of)]) -> Response:
    """The duties with a day; 404 for a key that is none, so that none can be told from another."""
    at = now()
    with house.registers.lend() as register:
        user = user_of_token(register, key_hash(key), "calendar")
        if user is None:
            raise HTTPException(404)
        owed = _owed(register, user, at.date())
    content = content_of(lambda path: write_ics(owed, path, at), "due.ics")
    return Response(content, media_type="text/calendar; charset=utf-8")


def _owed(register: Register, user: User, today: date) -> list[Duty]:
    """What the office of a person owes; nobody's office owes nothing."""
    if user.office is None:
        return []
    viewer = replace(viewer_of(user), clearance=0)
    debts = queries.due(register, today, user.office, viewer=viewer)
    return [duty for each in debts for duty in each.duties]
