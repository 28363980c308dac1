"""What a letter says, each value with its evidence.

Missing is None, never "". Nothing here raises for a missing field: a letter with no number is
still a letter. Boxes are page pixels, origin top left (see `ocr.page`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, time
from typing import Any, Generic, Literal, TypeVar

from extract.dates import Due
from extract.numbers import LetterNumber
from ocr.page import Box

T = TypeVar("T")

Form = Literal["external", "memo", "stamped", "order", "announcement", "other"]
Urgency = Literal["ด่วน", "ด่วนมาก", "ด่วนที่สุด"]
Role = Literal["first", "further", "attached"]
Secrecy = Literal["ลับ", "ลับมาก", "ลับที่สุด"]
#: What a letter is to one that it cites.
Relation = Literal["forwards", "replies", "refers", "reminds", "amends", "extends", "cancels"]
Action = Literal[
    "report", "submit", "nominate", "attend", "reply",
    "disseminate", "implement", "acknowledge", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value and the evidence for it: where it stands, what is printed, which rule read it.

    `page` counts from 1 within the scan. `raw` is the print as recognised, before any mending.
    `confidence` (0 to 1) is ours: the engine's, lowered by every check that failed.
    """

    value: T
    raw: str
    page: int
    box: Box
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receive stamp (ตรารับหนังสือ): which office took the letter in, under what number, when."""

    office: Found[str] | None
    number: Found[int] | None
    date: Found[date] | None
    time: Found[time] | None
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask about a letter: the unit that wrote it, its numbers (digits only), its e-mail."""

    unit: Found[str] | None = None
    telephones: tuple[Found[str], ...] = ()
    faxes: tuple[Found[str], ...] = ()
    emails: tuple[Found[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Another letter named in this one; open until the letter it names is known.

    `relation` is what this letter is to that one, with the words that say so; None where they say
    nothing: a letter attached is passed on, any other is referred to.
    """

    context: Literal["attachment", "reference", "body"]
    number: Found[LetterNumber] | None
    date: Found[date] | None
    sender: Found[str] | None
    phrase: Found[str]
    relation: Found[Relation] | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """One item of สิ่งที่ส่งมาด้วย. `pages` are the scan's pages it was found on, if any."""

    title: Found[str]
    quantity: int | None = None
    unit: str | None = None
    citation: Citation | None = None
    url: str | None = None
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty: `debtors` owe `creditor` an action by `due`; `phrase` is the sentence that says so.

    `debtors` are offices or groups of offices as the letter names them; `creditor` is None
    where the duty is owed to nobody in particular.
    """

    action: Action
    debtors: tuple[str, ...]
    creditor: str | None
    due: Due
    phrase: Found[str]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person should look at: the field, why (a key of `extract.doubts`), and where."""

    field: str
    reason: str
    page: int
    box: Box | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for a decision (weight above 0) or against it."""

    rule: str
    weight: float


@dataclass(frozen=True, slots=True)
class Boundary:
    """What one page of a scan is to its letter: its first page, a further one, or attached to it.

    `evidence` is why; `doubts` are keys of `extract.doubts` where a person should look.
    """

    page: int
    role: Role
    evidence: tuple[Evidence, ...]
    doubts: tuple[str, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(piece.rule for piece in self.evidence)


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as found in one scan: `pages` are its own, attachments hold theirs.

    `listed` are the offices of the list at the letter's back, where an addressee points to it.
    `signer_title` is the signer's own; `acting_for` the title of whom he signs for.
    """

    form: Found[Form]
    pages: tuple[int, ...]
    number: Found[LetterNumber] | None = None
    date: Found[date] | None = None
    sender: Found[str] | None = None
    owner_unit: Found[str] | None = None
    subject: Found[str] | None = None
    addressees: tuple[Found[str], ...] = ()
    listed: tuple[Found[str], ...] = ()
    through: Found[str] | None = None
    signer: Found[str] | None = None
    signer_title: Found[str] | None = None
    acting_for: Found[str] | None = None
    contact: Contact = Contact()
    urgency: Found[Urgency] | None = None
    secrecy: Found[Secrecy] | None = None
    receipts: tuple[Receipt, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    citations: tuple[Citation, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    attached_pages: tuple[int, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    codes: tuple[Found[str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping of everything above, for golden files and the register."""
        mapping: dict[str, Any] = jsonable(self)
        return mapping


#: How the leaves of a letter are spelled in JSON.
_SPELLINGS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (LetterNumber, str),
    (Due, Due.to_json),
    (Box, Box.as_list),
    (date, date.isoformat),
    (time, time.isoformat),
)


def jsonable(value: Any) -> Any:  # Any: it walks every type of this module
    """Dataclasses to mappings, tuples to lists, dates, times and numbers to their spelling."""
    for kind, spell in _SPELLINGS:
        if isinstance(value, kind):
            return spell(value)
    if is_dataclass(value):
        return {f.name: jsonable(getattr(value, f.name)) for f in fields(value)}
    return [jsonable(item) for item in value] if isinstance(value, tuple) else value
