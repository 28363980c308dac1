"""What people say a letter says, as its fields have it: checked, and refused with a reason.

Each field of `FIELDS` reads a text as people write it: days in either script and either era, letter
numbers in any spelling, deadlines in the words of letters ("ภายในวันที่ ๒๕ ของทุกเดือน").
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, time
from types import MappingProxyType
from typing import Any, get_args

from extract.dates import Due, find_dates, find_dues, find_times
from extract.days import common_era
from extract.letter import Action, Form, Secrecy, Urgency
from extract.numbers import LetterNumber, find_numbers
from extract.periods import periods
from extract.reading import due_from_json, number_from_text
from extract.thaitext import fold_digits

_NO_CE_YEAR = 2400  # a year from here on is B.E., whatever the form it is written in
_AT = "ที่ "
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})\s*(?:น\.?|นาฬิกา)?")
_DIVIDES = re.compile(r"[\n;]")
_RULE = re.compile(r"(?:RRULE:)?(FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)(?:;[A-Z]+=[A-Z0-9,+-]+)*)")

_FORMS: Mapping[str, Form] = {
    "หนังสือภายนอก": "external", "หนังสือภายใน": "memo", "บันทึกข้อความ": "memo",
    "หนังสือประทับตรา": "stamped", "คำสั่ง": "order", "ประกาศ": "announcement", "อื่น ๆ": "other",
}  # fmt: skip
#: A rule that falls due on no day of a leap year and the years about it falls due on none.
_SOME_YEARS = (date(2026, 1, 1), date(2029, 12, 31))
_NO_DUE = {"", "-", "none", "ไม่มี", "ไม่มีกำหนด", "ไม่ระบุ"}
_ONGOING = {"ongoing", "ต่อเนื่อง", "อย่างต่อเนื่อง"}


class WrongValue(ValueError):
    """A text that a field cannot hold: why, and what it takes, in Thai and in English."""

    def __init__(self, thai: str, english: str) -> None:
        super().__init__(english)
        self.thai = thai
        self.english = english


@dataclass(frozen=True, slots=True)
class Field:
    """What a field holds: how a text is read for it, and how its values are spelled in JSON.

    `control` is what lets a person say it: date, time, number, office, text, whole, due or choice,
    the last with its `choices`.
    """

    read: Callable[[str], Any]
    kind: Any
    control: str
    choices: tuple[str, ...] = ()


def read_value(field: str, text: str) -> Any:
    """The value that a text is for a field.

    Raises WrongValue where it is none, or where there is no such field.
    """
    if field not in FIELDS:
        raise no_field(field)
    return FIELDS[field].read(text.strip())


def no_field(field: str) -> WrongValue:
    return WrongValue(
        f"ไม่มีช่องข้อมูลชื่อ {field} ที่ทำอย่างนั้นได้ ใช้ชื่อตามที่ saraban show --json แสดง",
        f"There is no field {field} for that. Use a name that saraban show --json tells.",
    )


def control_of(field: str) -> Field | None:
    """How a person says what a field is; None for what is only settled."""
    return FIELDS.get(field)


# --- days and times


def day_of(text: str) -> date:
    """A day as people write it: Thai in either script, or ISO 8601 with a C.E. or B.E. year."""
    if match := _ISO.fullmatch(fold_digits(text)):
        year, month, day = map(int, match.groups())
        with suppress(ValueError):
            return date(year - 543 if year >= _NO_CE_YEAR else year, month, day)
    spans = [span for span in find_dates(text) if span.year_printed]
    if len(spans) != 1 or spans[0].value is None:
        raise WrongValue(
            f"{text} ไม่ใช่วันที่ เขียนอย่าง ๒๕/๑๒/๒๕๖๙ ๒๕ ธันวาคม ๒๕๖๙ หรือ 2026-12-25",
            f"{text} is not a date. Write it like ๒๕/๑๒/๒๕๖๙, ๒๕ ธันวาคม ๒๕๖๙ or 2026-12-25.",
        )
    return spans[0].value


def time_of(text: str) -> time:
    """A time of day: "๑๖.๓๐ น.", "16:30"."""
    if match := _CLOCK.fullmatch(fold_digits(text)):
        with suppress(ValueError):
            return time(int(match[1]), int(match[2]))
    spans = find_times(text)
    if len(spans) != 1:
        raise WrongValue(
            f"{text} ไม่ใช่เวลา เขียนอย่าง ๑๖.๓๐ น. หรือ 16:30",
            f"{text} is not a time. Write it like ๑๖.๓๐ น. or 16:30.",
        )
    return spans[0].value


def due_of(text: str) -> Due:
    """A deadline: a day (and time), the words of a letter, an RFC 5545 rule, or its JSON."""
    if text.lower() in _NO_DUE or text.lower() in _ONGOING:
        return Due("none" if text.lower() in _NO_DUE else "ongoing")
    with suppress(ValueError, KeyError, TypeError):
        rule = _RULE.fullmatch(text)
        return _checked(
            Due("recurring", rrule=rule[1]) if rule else due_from_json(json.loads(text))
        )
    with suppress(WrongValue):
        times = find_times(text)
        return Due("date", day_of(text), times[0].value if times else None)
    found = find_dues(text) or find_dues(f"ภายใน{text}")
    if len(found) != 1:
        raise WrongValue(
            f"{text} ไม่ใช่กำหนดส่ง เขียนอย่าง ๒๕/๑๒/๒๕๖๙, ภายในวันที่ ๒๕ ของทุกเดือน, "
            "ภายใน ๑๕ วันนับแต่วันที่ได้รับหนังสือ, ต่อเนื่อง หรือ ไม่มี",
            f"{text} is no deadline. Write it like ๒๕/๑๒/๒๕๖๙, ภายในวันที่ ๒๕ ของทุกเดือน, "
            "ภายใน ๑๕ วันนับแต่วันที่ได้รับหนังสือ, ongoing or none.",
        )
    return found[0].due


def _checked(due: Due) -> Due:
    """A deadline that tells all that its kind wants; raises ValueError for less."""
    told = {"date": due.date, "recurring": due.rrule, "relative": due.days}
    if due.kind not in ("ongoing", "none") and not told[due.kind]:
        raise ValueError(due)
    if due.rrule and not periods(due.rrule, _SOME_YEARS[0], *_SOME_YEARS):
        raise ValueError(due)
    return replace(due, start=due.start or "receipt") if due.kind == "relative" else due


# --- numbers


def number_of(text: str) -> LetterNumber:
    """A letter number by its grammar: "ชร ๐๖๑๘.๑/ว ๓๕๓", an order's "123/2569"."""
    with suppress(ValueError):
        if order := re.fullmatch(r"\s*(\d{1,5})\s*/\s*(\d{4}|\d{2})\s*", fold_digits(text)):
            return number_from_text(f"{int(order[1])}/{common_era(order[2]) + 543}")
    whole = _AT + text.removeprefix(_AT.strip()).strip()
    spans = [span for span in find_numbers(whole) if span.start <= len(_AT)]
    if len(spans) != 1 or spans[0].end != len(whole):
        raise WrongValue(
            f"{text} ไม่ใช่เลขที่หนังสือ เขียนอย่าง ชร ๐๖๑๘.๑/ว ๓๕๓ หรือ ๑๒๓/๒๕๖๙",
            f"{text} is not a letter number. Write it like ชร 0618.1/ว 353, or 123/2569.",
        )
    return spans[0].number


def whole_of(text: str) -> int:
    """A whole number in either script."""
    folded = fold_digits(text)
    if not re.fullmatch(r"\d{1,7}", folded):
        raise WrongValue(f"{text} ไม่ใช่จำนวนเต็ม", f"{text} is not a whole number.")
    return int(folded)


# --- words


def words_of(text: str) -> str:
    """A text on one line, with something in it."""
    squeezed = " ".join(text.split())
    if not squeezed:
        raise WrongValue(
            "ยังไม่ได้กรอกค่า ถ้าไม่มีค่านี้ในหนังสือ ให้ลบแทน",
            "There is no value. Where the letter has none, remove it instead.",
        )
    return squeezed


def names_of(text: str) -> tuple[str, ...]:
    """Names on lines of their own, or parted by semicolons."""
    names = tuple(filter(None, (" ".join(name.split()) for name in _DIVIDES.split(text))))
    return names or (words_of(text),)


def _one_of(choices: tuple[str, ...], names: Mapping[str, str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        value = names.get(text, text)
        if value not in choices:
            raise WrongValue(
                f"{text or '(ว่าง)'} ใช้ไม่ได้ เลือกจาก {', '.join((*names, *choices))}",
                f"{text or '(nothing)'} will not do. Choose of {', '.join((*names, *choices))}.",
            )
        return value

    return read


def _choice(kind: Any, names: Mapping[str, str] = MappingProxyType({})) -> Field:
    choices = get_args(kind)
    return Field(_one_of(choices, names), str, "choice", choices)


_DAY = Field(day_of, date, "date")
_NUMBER = Field(number_of, LetterNumber, "number")
_OFFICE = Field(words_of, str, "office")
_TEXT = Field(words_of, str, "text")
_WHOLE = Field(whole_of, int, "whole")

#: Everything of a letter that a person may say, by the names of evidence; parts behind a dot.
FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        "form": _choice(Form, _FORMS),
        "number": _NUMBER,
        "date": _DAY,
        "sender": _OFFICE,
        "owner_unit": _OFFICE,
        "subject": _TEXT,
        "urgency": _choice(Urgency),
        "secrecy": _choice(Secrecy),
        "through": _OFFICE,
        "signer": _TEXT,
        "signer_title": _TEXT,
        "acting_for": _TEXT,
        "contact.unit": _OFFICE,
        "contact.telephones": _TEXT,
        "contact.faxes": _TEXT,
        "contact.emails": _TEXT,
        "addressees": _OFFICE,
        "listed": _OFFICE,
        "receipts": _OFFICE,
        "receipts.office": _OFFICE,
        "receipts.number": _WHOLE,
        "receipts.date": _DAY,
        "receipts.time": Field(time_of, time, "time"),
        "citations.number": _NUMBER,
        "citations.date": _DAY,
        "citations.sender": _OFFICE,
        "attachments": _TEXT,
        "attachments.quantity": _WHOLE,
        "obligations": _TEXT,
        "obligations.action": _choice(Action),
        "obligations.due": Field(due_of, Due, "due"),
        "obligations.creditor": _OFFICE,
        "obligations.debtors": Field(names_of, tuple[str, ...], "office"),
    }
)
