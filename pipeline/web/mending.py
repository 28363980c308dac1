"""What a form says of a letter, given to the register: right, wrong, missing, not there."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from correspondence_db import corrections
from correspondence_db.corrections import NotThere, Place
from extract.corrected import LISTS
from extract.values import WrongValue
from pipeline.web.visitor import Visitor

Deed = Literal["correct", "confirm", "remove", "withdraw", "add"]

#: What was done, as the page says it afterwards.
DONE = {
    "correct": ("บันทึกค่าแล้ว", "Saved."),
    "confirm": ("ยืนยันค่าแล้ว", "Confirmed."),
    "remove": ("บันทึกแล้วว่าไม่มีค่านี้", "Noted that the letter has none."),
    "withdraw": ("คืนค่าเดิมแล้ว", "What was there before stands again."),
    "add": ("เพิ่มค่าแล้ว", "Added."),
}


class Wish(NamedTuple):
    """What is said of a value: `position` counts those of its field in the copy of scan `sha256`.

    `place` is where it stands, for what was not read.
    """

    letter_id: int
    field: str
    position: int
    value: str
    sha256: str
    place: Place | None = None


class Refused(Exception):
    """A value that will not do: why, in Thai and in English."""

    def __init__(self, thai: str, english: str) -> None:
        super().__init__(english)
        self.thai = thai
        self.english = english


def say(visitor: Visitor, do: Deed, wish: Wish) -> int:
    """Tell the register; gives the letter that the copy is of from now on. Raises Refused."""
    try:
        return _say(visitor, do, wish)
    except (WrongValue, NotThere) as error:
        raise Refused(error.thai, error.english) from error


def _say(visitor: Visitor, do: Deed, wish: Wish) -> int:
    about = (visitor.register, wish.letter_id, wish.field)
    saying: dict[str, Any] = {
        "who": visitor.user.name,
        "at": visitor.now,
        "sha256": wish.sha256,
    }
    match do:
        case "confirm":
            return corrections.confirm(*about, wish.position, **saying)
        case "remove":
            return corrections.remove(*about, wish.position, **saying)
        case "withdraw":
            corrections.withdraw(*about, wish.position, **saying)
        case "add" if wish.field in LISTS:
            corrections.add(*about, wish.value, **saying, place=wish.place)
        case _:
            more = saying | {"place": wish.place}
            return corrections.correct(*about, wish.position, wish.value, **more)
    return wish.letter_id
