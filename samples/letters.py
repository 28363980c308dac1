"""What a made-up letter says: the source that pages are drawn from and truth is written from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
ARABIC_DIGITS = {thai: arabic for arabic, thai in THAI_DIGITS.items()}
MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
SHORT_MONTHS = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip

NEW_PAGE = "\f"
"""A body item that ends the page: the next item opens page ๒."""


def thai(text: object) -> str:
    """`text` with its digits written in Thai."""
    return str(text).translate(THAI_DIGITS)


def thai_to_arabic(text: str) -> str:
    return text.translate(ARABIC_DIGITS)


def buddhist(day: date) -> int:
    return day.year + 543


def written(day: date) -> str:
    """A date as a letter prints it: ๑๖ มีนาคม ๒๕๖๙."""
    return thai(f"{day.day} {MONTHS[day.month - 1]} {buddhist(day)}")


@dataclass(frozen=True)
class Style:
    """How an office types: millimetres, and `size` times the usual points.

    `face` is a typeface of Debian's fonts-thai-tlwg by its file name, or the path of another;
    both without ".ttf".
    """

    face: str = "Laksaman"
    size: float = 1.0
    pitch: float = 7.0
    left: float = 30.0
    right: float = 190.0
    indent: float = 25.0
    arabic: bool = False
    folio: str = "- {} -"
    continued: str = "/{} ..."


class Cited(NamedTuple):
    """The letter that an attachment is a copy of."""

    sender: str
    number: str
    date: date


@dataclass(frozen=True)
class Attachment:
    """One item of สิ่งที่ส่งมาด้วย; a copy of another letter where `cites` is given."""

    title: str
    quantity: int
    unit: str
    cites: Cited | None = None

    @classmethod
    def copy_of(cls, cites: Cited, quantity: int, unit: str) -> Attachment:
        where = f"{cites.sender} ที่ {cites.number} ลงวันที่ {written(cites.date)}"
        return cls(f"สำเนาหนังสือ{where}", quantity, unit, cites)

    @property
    def printed(self) -> str:
        return f"{self.title} จำนวน {thai(self.quantity)} {self.unit}"


@dataclass(frozen=True)
class Stamp:
    """A receive stamp (ตรารับหนังสือ) and where it was pressed: millimetres, degrees.

    `office` takes the letter in, `printed` is the stamp's own first line where it differs.
    `style` decides how number and date are filled in, as offices differ; `rows` says it outright
    (label and entry, a row without label is centred), in pen where a clerk wrote them by hand.
    """

    office: str
    number: int
    received: datetime
    at: tuple[float, float]
    printed: str | None = None
    colour: Literal["blue", "red", "black", "violet", "green"] = "blue"
    style: Literal["thai", "arabic", "slashes"] = "thai"
    angle: float = 0.0
    rows: tuple[tuple[str, str], ...] = ()
    frame: Literal["box", "double", "round", "none"] = "box"
    size: float = 1.0
    by_hand: bool = False


@dataclass(frozen=True)
class Duty:
    """What the letter asks for: `text` stands word for word in its body."""

    action: str
    text: str
    creditor: str | None
    due: dict[str, Any]


@dataclass(frozen=True)
class Letter:
    """One letter of a bundle, in the order in which its form prints it."""

    form: Literal["external", "stamped", "memo", "order", "announcement"]
    number: str
    date: date
    sender: str
    to: str
    body: tuple[str, ...]
    address: tuple[str, ...] = ()
    subject: str | None = None
    refers: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    signed: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    urgency: str | None = None
    stamps: tuple[Stamp, ...] = ()
    duties: tuple[Duty, ...] = ()
    pen_note: tuple[str, ...] = ()
    dated: str | None = None
    """The date as printed, where it is not the usual "๑๖ มีนาคม ๒๕๖๙"."""
    list_numbers: bool = True
    copy_mark: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        said = " ".join(self.body)
        if missing := [duty.text for duty in self.duties if duty.text not in said]:
            raise ValueError(f"{self.number}: not in the body: {missing}")

    @property
    def page_count(self) -> int:
        return 1 + self.body.count(NEW_PAGE)

    @property
    def day(self) -> str:
        return self.dated or written(self.date)


@dataclass(frozen=True)
class Table:
    """An attached form: a heading, column titles with their widths in mm, rows, closing lines.

    `link` is an address printed as a QR code and below it in letters.
    """

    heading: tuple[str, ...]
    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]
    closing: tuple[str, ...] = ()
    link: str | None = None


Level = Literal["clean", "office", "copier", "phone", "digital"]


@dataclass(frozen=True)
class Bundle:
    """One scan: letters and attached forms in the order in which they lie on each other."""

    name: str
    recipient: str
    level: Level
    contents: tuple[Letter | Table, ...]
    style: Style = Style()
    seed: int = 1


def truth(bundle: Bundle, text: list[list[str]]) -> dict[str, Any]:
    """What a perfect reader would say of the bundle, in the gold format of the scoring tool.

    `text` holds the printed blocks of each page; stamps and pen notes are no part of it.
    """
    letters, page = [], 1
    for item in bundle.contents:
        if isinstance(item, Table):
            page += 1
            continue
        letters.append(_letter_truth(item, list(range(page, page + item.page_count))))
        page += item.page_count
    return {
        "file": f"{bundle.name}.pdf",
        "level": bundle.level,
        "recipient": bundle.recipient,
        "pages": page - 1,
        "letters": letters,
        "text": text,
    }


def _letter_truth(letter: Letter, pages: list[int]) -> dict[str, Any]:
    return {
        "form": letter.form,
        "urgency": letter.urgency,
        "number": _spelt(letter.number) or None,
        "date": letter.date.isoformat(),
        "subject": letter.subject,
        "to_text": letter.to,
        "attachments": [_attachment_truth(a) for a in letter.attachments],
        "receipts": [_receipt_truth(s) for s in letter.stamps],
        "obligations": [
            {"action": d.action, "text": d.text, "creditor": d.creditor, "due": d.due}
            for d in letter.duties
        ],
        "sender": letter.sender,
        "pages": pages,
    }


def _spelt(number: str) -> str:
    """A printed number as the export contract spells it: without a section's brackets."""
    return re.sub(r"\([^()]*\)", "", number)


def _attachment_truth(attachment: Attachment) -> dict[str, Any]:
    cites = attachment.cites
    return {
        "title": attachment.title,
        "quantity": attachment.quantity,
        "unit": attachment.unit,
        "cites": cites
        and {
            "sender": cites.sender,
            "number": _spelt(cites.number),
            "date": cites.date.isoformat(),
        },
    }


def _receipt_truth(stamp: Stamp) -> dict[str, Any]:
    return {
        "office": stamp.office,
        "number": stamp.number,
        "date": stamp.received.date().isoformat(),
        "time": stamp.received.strftime("%H:%M"),
    }
