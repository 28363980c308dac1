"""The review (ข้อให้ตรวจ): one doubtful reading at a time, beside the print that it was read from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from correspondence_db.corrections import NotThere, settle
from correspondence_db.docket import COUNTED, Asking, Item, Place, count, item, item_of
from correspondence_db.owing import office_labelled
from correspondence_db.review import Question
from extract.values import WrongValue, read_value
from ocr.page import Box
from pipeline.exits import StorageFailed
from pipeline.web.letters import shown_value
from pipeline.web.mending import DONE, Deed, Refused, Wish, say
from pipeline.web.reader import Reader
from pipeline.web.scans import box_told, must_see_page, original_of
from pipeline.web.showing import go, page
from pipeline.web.sight import note_sight
from pipeline.web.visitor import AnyVisitor, Clerk, Visitor

router = APIRouter(prefix="/review")

Words = tuple[str, str]  # Thai, English

#: How questions are answered that ask for a value.
_VALUES = frozenset({"date", "time", "number", "office", "text", "whole", "due", "choice"})
#: Doubts that no value settles: they are laid to rest by themselves.
_ASIDE = frozenset(
    {"perhaps-one-letter", "link-ambiguous", "enclosure-missing", "enclosure-unlisted"}
)
_ANSWERED = ("ข้อนี้มีผู้ตอบแล้ว", "Somebody has answered this one.")
_SETTLED = ("บันทึกแล้วว่าตรวจแล้ว", "Noted as looked at.")
_NO_OFFICE = ("ไม่พบหน่วยงานชื่อนี้", "No office has this name.")
_NO_BOX = ("กรอบใช้ไม่ได้ ลากกรอบบนหน้าใหม่", "This is no box: draw it on the page again.")
_NOTHING_READ = ("อ่านไม่พบตัวหนังสือในกรอบนี้", "Nothing could be read in this box.")
_NO_FIELD = ("ข้อนี้ไม่มีค่าให้แก้", "There is no value to say here.")


class Filters(BaseModel):
    """What is asked about: the letters of an office, or one letter."""

    office: str = Field("", max_length=200)
    letter: int | None = None

    def query(self, **more: object) -> str:
        """The filters as part of an address, with more of its own."""
        told = {"office": self.office, "letter": self.letter, **more}
        return urlencode({name: value for name, value in told.items() if value})


class Answer(BaseModel):
    """What a form says to the question that doubt `doubt` asks; `office` and `letter` filter on.

    `take` is an alternative, `value` a text typed, `choose` a letter, `box` where to read again.
    """

    doubt: int
    do: Literal["confirm", "correct", "remove", "settle", "read"] = "correct"
    take: str | None = Field(None, max_length=4000)
    value: str = Field("", max_length=4000)
    choose: int | None = None
    box: str = Field("", max_length=80)
    office: str = Field("", max_length=200)
    letter: int | None = None

    @property
    def filters(self) -> Filters:
        return Filters(office=self.office, letter=self.letter)


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form: the text, what is wrong with it, the box that was drawn."""

    value: str = ""
    problem: Words | None = None
    box: Box | None = None
    read: str | None = None


class Choice(NamedTuple):
    """An alternative: as it is shown, and the text that stands for it."""

    shown: str
    text: str


@router.get("")
def show_question(
    request: Request,
    visitor: AnyVisitor,
    filters: Annotated[Filters, Depends()],
    after: Annotated[str, Query(max_length=40)] = "",
    before: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """The next question after a place, or the last before one."""
    if filters.office and office_labelled(filters.office) is None:
        return _page(request, visitor, filters, None, Draft(problem=_NO_OFFICE))
    beside = _place(after) or _place(before)
    found = item(
        visitor.register, _asking(visitor, filters), beside, "back" if _place(before) else "on"
    )
    return _page(request, visitor, filters, found, Draft())


@router.post("")
def answer(request: Request, visitor: Clerk, said: Annotated[Answer, Form()]) -> Response:
    """Take the answer and go on; what will not do is shown beside the question, kept."""
    found = item_of(visitor.register, visitor.viewer, said.doubt)
    if found is None:
        return go(request, f"/review?{said.filters.query()}", *_ANSWERED)
    if said.do == "read":
        return _page(request, visitor, said.filters, found, _read_again(visitor, found, said))
    try:
        done = _take(visitor, found, said)
    except Refused as error:
        draft = Draft(said.value, (error.thai, error.english), box_told(said.box))
        return _page(request, visitor, said.filters, found, draft)
    return go(request, f"/review?{said.filters.query(after=spelled(found.place))}", *done)


def spelled(place: Place) -> str:
    """A place as it stands in an address."""
    return f"{place.sureness!r}:{place.doubt_id}"


def _place(told: str) -> Place | None:
    sureness, _, doubt_id = told.partition(":")
    try:
        return Place(float(sureness), int(doubt_id))
    except ValueError:
        return None


def _asking(visitor: Visitor, filters: Filters) -> Asking:
    return Asking(visitor.viewer, filters.office or None, filters.letter)


def _page(
    request: Request, visitor: Visitor, filters: Filters, found: Item | None, draft: Draft
) -> Response:
    if found:
        note_sight(visitor, [found.question.letter_id, *_others(found)])
    left = count(visitor.register, _asking(visitor, filters))
    return page(
        request,
        visitor,
        "review.html",
        400 if draft.problem else 200,
        item=found,
        filters=filters,
        left=min(left, COUNTED),
        has_more=left > COUNTED,
        draft=draft,
        here=spelled(found.place) if found else "",
        says_value=bool(found and found.question.control in _VALUES),
        reading=_reading(found, visitor.reader) if found else None,
        choices=_choices(found, visitor.reader) if found else (),
        shown=lambda field, value: shown_value(field, value, visitor.reader),
    )


def _others(found: Item) -> list[int]:
    return [one.letter_id for one in found.question.candidates]


def _reading(found: Item, reader: Reader) -> str | None:
    read = found.question.reading
    return None if read is None else shown_value(found.question.field, read, reader)


def _choices(found: Item, reader: Reader) -> list[Choice]:
    """The alternatives that would do, each once, none of them the reading."""
    field, read = found.question.field, found.question.reading
    texts = {read: ""} if read else {}
    choices = []
    for text in found.question.alternatives:
        value = _stored(field, text)
        if value is not None and value not in texts:
            texts[value] = text
            choices.append(Choice(shown_value(field, value, reader), text))
    return choices


def _stored(field: str, text: str) -> str | None:
    """A text as the register would keep it for a field; None where it will not do."""
    try:
        return str(read_value(field, text))
    except WrongValue:
        return None


# --- answers


def _take(visitor: Visitor, found: Item, said: Answer) -> Words:
    """Give the register what a person says; tells what was done. Raises Refused."""
    if said.choose is not None or said.do == "settle":
        _settle(visitor, found, found.question.reasons, said.choose)
        return _SETTLED
    if found.question.control not in _VALUES:
        raise Refused(*_NO_FIELD)
    do, text = _meant(said, found.question)
    letter_id = say(visitor, do, _wish(found, text, box_told(said.box)))
    asides = [reason for reason in found.question.reasons if reason in _ASIDE]
    if do == "confirm" and asides:
        _settle(visitor, found, asides, None, letter_id)
    return DONE[do]


def _meant(said: Answer, asked: Question) -> tuple[Deed, str]:
    """What is to be done, and with which text: an alternative counts before what is typed."""
    if said.take is not None:
        return "correct", said.take
    if said.do in {"confirm", "remove"}:
        return said.do, ""
    is_new = asked.reading is None and asked.field != "receipts"
    return ("add" if is_new else "correct"), said.value


def _wish(found: Item, text: str, box: Box | None) -> Wish:
    asked = found.question
    where = box or asked.box
    return Wish(
        letter_id=asked.letter_id,
        field=asked.field,
        position=asked.position,
        value=text,
        sha256=asked.sha256,
        place=(asked.page, where) if where else None,
    )


def _settle(
    visitor: Visitor,
    found: Item,
    reasons: Iterable[str],
    choice: int | None,
    letter_id: int | None = None,
) -> None:
    """Lay doubts to rest; a candidate may be chosen only by whoever may see it."""
    if choice is not None:
        visitor.must_see(choice)
    for reason in reasons:
        try:
            settle(
                visitor.register,
                letter_id or found.question.letter_id,
                found.question.doubted,
                reason,
                who=visitor.user.name,
                at=visitor.now,
                page=found.question.page,
                box=found.question.box,
                sha256=found.question.sha256,
                choice=choice if reason == "link-ambiguous" else None,
            )
        except NotThere:
            continue  # another's answer, or a value's, has laid it to rest


# --- a box read again


def _read_again(visitor: Visitor, found: Item, said: Answer) -> Draft:
    """What stands in a box that a person drew, proposed as a value: nothing is stored."""
    must_see_page(visitor, found.question.sha256, found.question.page)
    box = box_told(said.box)
    if box is None or box.right > found.width or box.bottom > found.height:
        return Draft(said.value, _NO_BOX)
    original = original_of(visitor, found.question.sha256)
    try:
        text = visitor.house.darkroom.read_again(original, found.question.page, box)
    except StorageFailed as error:
        return Draft(said.value, (error.thai, error.english), box)
    if not text:
        return Draft(said.value, _NOTHING_READ, box)
    return Draft(proposed(found.question.field, text, visitor.reader), None, box, text)


def proposed(field: str, text: str, reader: Reader) -> str:
    """A reading as the value of a field where it is one, on one line; else the reading itself."""
    lines = [text.replace("\n", " "), *text.splitlines()]
    for line in lines:
        value = _stored(field, line)
        if value is not None:
            return shown_value(field, value, reader)
    return lines[0]
