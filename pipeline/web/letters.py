"""A letter beside its pages (หนังสือ): every value with where it is printed, and what it asks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from correspondence_db.audit import Event, events
from correspondence_db.dossier import Dossier, Holding, Leaf, Value, dossier
from correspondence_db.duties import Duty, Status, duties
from correspondence_db.occurrences import Span
from extract.doubts import REASONS
from extract.values import FIELDS
from pipeline.web.labels import CITES, FORMS, GROUPS, PARTS, ROLES, Words
from pipeline.web.mending import DONE, Deed, Refused, Wish, say
from pipeline.web.reader import Reader
from pipeline.web.showing import go, page
from pipeline.web.sight import WHAT, note_sight
from pipeline.web.visitor import AnyVisitor, Clerk, Visitor

router = APIRouter(prefix="/letters")

#: What a person may say that was not read; of those in the second a letter may have several.
_MAY_BE_ADDED = (
    "number", "date", "sender", "subject", "urgency", "secrecy", "through", "owner_unit",
    "signer", "signer_title", "acting_for", "addressees", "listed", "receipts", "obligations",
    "attachments", "contact.unit", "contact.telephones", "contact.faxes", "contact.emails",
)  # fmt: skip
_SEVERAL = frozenset(
    {"addressees", "listed", "receipts", "obligations", "attachments"}
    | {f"contact.{part}" for part in ("telephones", "faxes", "emails")}
)
#: So many of the offices that owe a duty are named; the grid names all.
_NAMED = 6


class Row(NamedTuple):
    """A value on the page: its place among all, as the person reads it, and as one types it."""

    number: int
    value: Value
    text: str
    typed: str

    @property
    def is_sure(self) -> bool:
        return not self.value.reasons


class Group(NamedTuple):
    """The values that are read together: a stamp's, a citation's, the signer's."""

    key: str
    title: Words
    position: int | None
    place: int
    is_one_of_several: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A duty as the page tells it: who owes it, how it stands with each, or with how many."""

    duty: Duty
    named: tuple[Duty, ...]
    counts: Mapping[Status, int]

    @property
    def has_more(self) -> bool:
        return sum(self.counts.values()) > len(self.named)


class Trouble(NamedTuple):
    """What was wrong with a form: the field it was for, the text that was typed, and why.

    `position` is None where a value was to be added.
    """

    field: str
    position: int | None
    text: str
    thai: str
    english: str

    @property
    def is_loose(self) -> bool:
        return self.position is None


class Sayable(BaseModel):
    """What a form says of a value: of a new one `position` is missing, the field's text `value`.

    `copy_id` is the copy that it stands on, `shown` the one that the page shows.
    """

    do: Deed
    field: str = Field(max_length=40)
    position: int | None = Field(None, ge=0)
    value: str = Field("", max_length=4000)
    copy_id: int
    shown: int


@router.get("/{letter_id}")
def show_letter(
    request: Request, visitor: AnyVisitor, letter_id: int, copy: int | None = None
) -> Response:
    return letter_page(request, visitor, letter_id, copy)


@router.post("/{letter_id}/values")
def say_value(
    request: Request, visitor: Clerk, letter_id: int, said: Annotated[Sayable, Form()]
) -> Response:
    """Correct, confirm, add or take away a value; what will not do is shown beside it, kept."""
    holding = _holding(visitor, letter_id, said.copy_id)
    wish = Wish(letter_id, said.field, said.position or 0, said.value, holding.sha256)
    try:
        now = say(visitor, said.do, wish)
    except Refused as error:
        trouble = Trouble(said.field, said.position, said.value, error.thai, error.english)
        return letter_page(request, visitor, letter_id, said.shown, trouble)
    return go(request, f"/letters/{now}?copy={said.shown}", *DONE[said.do])


def _holding(visitor: Visitor, letter_id: int, copy_id: int) -> Holding:
    found = dossier(visitor.register, letter_id, visitor.viewer)
    for holding in found.holdings if found else ():
        if holding.copy_id == copy_id:
            return holding
    raise HTTPException(404)


def letter_page(
    request: Request,
    visitor: Visitor,
    letter_id: int,
    copy: int | None = None,
    trouble: Trouble | None = None,
) -> Response:
    """The page of a letter, around one of its copies; with `trouble` a form's text is kept."""
    found = dossier(visitor.register, letter_id, visitor.viewer, copy)
    if found is None:
        raise HTTPException(404)
    note_sight(visitor, [letter_id])
    groups = tuple(_groups(found, visitor.reader))
    return page(
        request,
        visitor,
        "letter.html",
        400 if trouble else 200,
        letter=found,
        groups=groups,
        doubtful=len(found.loose) + sum(not row.is_sure for one in groups for row in one.rows),
        asked=_asked(visitor, found),
        history=_history(visitor, letter_id),
        sheets=tuple(_sheets(found, groups)),
        trouble=trouble,
        astray=bool(trouble and _is_astray(trouble, groups)),
        parts_of=PARTS,
        controls=FIELDS,
        addable=_addable(found),
        shown=lambda field, value: shown_value(field, value, visitor.reader),
        roles=ROLES,
        cites=CITES,
    )


def _is_astray(trouble: Trouble, groups: Iterable[Group]) -> bool:
    """Whether the page shows nothing any more that a form was about."""
    parts = {part for several in PARTS.values() for part in several}
    rows = (row.value for group in groups for row in group.rows)
    shown = any((row.field, row.position) == (trouble.field, trouble.position) for row in rows)
    return not (shown or trouble.is_loose or trouble.field in parts)


def _addable(found: Dossier) -> list[str]:
    """The fields of which a person may say one more value: of most a letter has only one."""
    read = {value.field for value in found.values}
    return [field for field in _MAY_BE_ADDED if field in _SEVERAL or field not in read]


class Sheet(NamedTuple):
    """A page of the shown copy, with the values on it: large boxes first, small ones over them."""

    holding: Holding
    leaf: Leaf
    rows: tuple[Row, ...]


def _sheets(found: Dossier, groups: Iterable[Group]) -> Iterator[Sheet]:
    if found.shown is None:
        return
    on_page: defaultdict[int, list[Row]] = defaultdict(list)
    for row in (row for group in groups for row in group.rows):
        if row.value.copy_id == found.shown.copy_id:
            on_page[row.value.page].append(row)
    for leaf in found.shown.pages:
        rows = sorted(on_page[leaf.number], key=_area, reverse=True)
        yield Sheet(found.shown, leaf, tuple(rows))


def _area(row: Row) -> int:
    return row.value.box.width * row.value.box.height


def _groups(found: Dossier, reader: Reader) -> Iterator[Group]:
    """The values in the order of a letter's own lines; what comes in parts, part by part."""
    rows: defaultdict[tuple[str, int | None], list[Row]] = defaultdict(list)
    for number, value in enumerate(found.values, 1):
        key = _group_of(value)
        text = shown_value(value.field, value.value, reader)
        rows[key].append(Row(number, value, text, _typed(value, text)))
    for name, group in GROUPS.items():
        keys = sorted((key for key in rows if key[0] == name), key=lambda key: key[1] or 0)
        for place, key in enumerate(keys, 1):
            own = tuple(_ordered(rows[key], group.fields))
            yield Group(name, group.title, key[1], place, len(keys) > 1, own)


def _group_of(value: Value) -> tuple[str, int | None]:
    for name, group in GROUPS.items():
        if value.field in group.fields:
            return name, value.position if group.in_parts else None
    return "other", None


def _ordered(rows: Iterable[Row], fields: Sequence[str]) -> list[Row]:
    return sorted(rows, key=lambda row: (_place(row, fields), row.value.position))


def _place(row: Row, fields: Sequence[str]) -> int:
    return fields.index(row.value.field) if row.value.field in fields else len(fields)


def shown_value(field: str, value: str, reader: Reader) -> str:
    """A stored value as a person reads it: a day in the Buddhist Era, a form by its name."""
    if field in ("date", "receipts.date", "citations.date"):
        return reader.day(value)
    if field == "receipts.time":
        return reader.num(value[:5].replace(":", ".")) + reader.t(" น.", "")
    if field == "form":
        return reader.t(*FORMS.get(value, (value, value)))
    return value if field in ("contact.emails", "codes") else reader.num(value)


def _typed(value: Value, text: str) -> str:
    """The value as one would type it: a choice by its own name, all else as it is read."""
    control = FIELDS.get(value.field)
    return value.value if control and control.control == "choice" else text


def _asked(visitor: Visitor, found: Dossier) -> Mapping[int, Asked]:
    """What the shown copy asks, by the position of each duty; nothing where it is not the best."""
    span = Span(visitor.now.date())
    by_duty: defaultdict[int, list[Duty]] = defaultdict(list)
    for duty in duties(visitor.register, span, letters=[found.letter_id], viewer=visitor.viewer):
        by_duty[duty.obligation_id].append(duty)
    return {
        position: _summed(by_duty[obligation_id])
        for position, obligation_id in found.duty_ids.items()
        if obligation_id in by_duty
    }


def _summed(times: Sequence[Duty]) -> Asked:
    latest = tuple({duty.debtor: duty for duty in times}.values())
    return Asked(latest[0], latest[:_NAMED], Counter(duty.status for duty in latest))


class Happening(NamedTuple):
    """A line of the letter's history; `before` is what stood there, `after` what does since."""

    at: str
    who: str
    what: str
    field: str
    before: str
    after: str


def _history(visitor: Visitor, letter_id: int) -> list[Happening]:
    """What was done to the letter, the latest first; who looked at it only auditors see."""
    done = events(visitor.register, f"letter {letter_id}")
    seen = (event for event in done if event.what != WHAT or visitor.may("audit"))
    return [_happening(event, visitor.reader) for event in seen]


def _happening(event: Event, reader: Reader) -> Happening:
    before, after = (told if isinstance(told, dict) else {} for told in (event.before, event.after))
    field = str(after.get("field") or before.get("field") or "")
    return Happening(
        at=reader.moment(event.at),
        who=event.who,
        what=reader.deed(event.what),
        field=reader.field(field) if field else "",
        before=_said(field, before, reader),
        after=_said(field, after, reader),
    )


def _said(field: str, told: Mapping[str, object], reader: Reader) -> str:
    """The value that an event tells of; of a doubt that was settled, the reason."""
    value, reason = told.get("value"), told.get("reason")
    if reason in REASONS:
        return reader.reason(str(reason))
    if value is None:
        return str(told.get("to") or "")
    if isinstance(value, list):
        return reader.num(" · ".join(map(str, value)))
    if isinstance(value, dict):  # a deadline
        day = value.get("date")
        return reader.day(day) if day else str(value.get("rrule") or value.get("kind"))
    return shown_value(field, str(value), reader)
