"""What a person should look at: the checks that stand in for the engine's confidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import time
from itertools import chain
from typing import Any

from rapidfuzz import fuzz

from extract.addressees import group_of, office_of_title
from extract.almanac import is_working_day
from extract.days import find_dates
from extract.letter import Contact, Doubt, Form, Found, Letter, Receipt
from extract.patterns import CALLABLE, MIXED_DIGITS
from extract.split import Section
from extract.units import is_named_as_unit
from ocr.page import Box, OcrPage, Word

#: Below this confidence a value is shown as doubtful.
LOW = 0.6

#: A word read as well as this holds no wrong digit, though others compete with one of its.
_CONTESTED = 0.8
#: Letters are taken in between these hours.
_OPEN, _SHUT = time(6), time(20)
#: Of running text the engine's mean over so many characters is higher where all were read.
_LOW_TEXT = 0.88
#: Subjects so much alike, in percent, were meant to be the same.
_NEARLY = 85.0
#: A section within an office, which a number's identity leaves out; two enclosures in one.
_SECTION, _UNDIVIDED = re.compile(r"[(]"), re.compile("จำนวน")
#: Regions and school districts are counted with two digits at most; these are of a stamp.
_NO_NAME = re.compile(r"\d[\d ]{2,}")
_ON_DAY = re.compile("วันที่")
_DIGIT, _THAI_DIGIT = re.compile("[0-9๐-๙]"), re.compile("[๐-๙]")
#: The fields that each form must have.
_REQUIRED: dict[Form, tuple[str, ...]] = {
    "external": ("number", "date", "sender", "subject"),
    "memo": ("number", "date", "sender", "subject"),
    "stamped": ("number", "date", "sender"),
    "order": ("number", "date", "sender"),
    "announcement": ("date", "sender"),
    "other": (),
}


def doubts_about(letter: Letter, section: Section) -> tuple[Doubt, ...]:
    """Every doubt about one letter, in reading order of its fields."""
    blind = {page.number for page in section.pages if page.blind}
    checks = chain(
        _missing(letter),
        *(_about_value(name, found, blind) for name, found in _values(letter)),
        _about_digits(letter, section.pages),
        _about_texts(letter),
        _about_offices(letter),
        _about_contact(letter.contact),
        _about_stamps(letter),
        _about_dates(letter),
        _about_receipts(letter, section.pages),
        _about_deadlines(letter),
        _about_split(section),
    )
    return tuple(dict.fromkeys(checks))


def doubt_subjects(letters: Sequence[Letter]) -> tuple[Letter, ...]:
    """The letters of one bundle, those doubted whose subject is nearly that of as many others.

    A letter that passes another on takes over its subject.
    """
    keys = ["".join(letter.subject.value.split()) if letter.subject else "" for letter in letters]
    return tuple(
        replace(letter, doubts=(*letter.doubts, *_about_subject(letter, key, keys)))
        for letter, key in zip(letters, keys, strict=True)
    )


def _about_subject(letter: Letter, key: str, keys: Sequence[str]) -> Iterator[Doubt]:
    common = Counter(keys)
    alike = [one for one in common if one != key and fuzz.ratio(one, key) >= _NEARLY]
    if letter.subject and any(common[one] >= common[key] for one in alike):
        yield Doubt("subject", "subjects-differ", letter.subject.page, letter.subject.box)


def _missing(letter: Letter) -> Iterator[Doubt]:
    for name in _REQUIRED[letter.form.value]:
        if getattr(letter, name) is None:
            reason = "no-sender" if name == "subject" else f"no-{name}"
            yield Doubt(name, reason, letter.pages[0], None)


def _values(letter: Letter) -> Iterator[tuple[str, Found[Any]]]:
    """The single values that a register entry shows."""
    for name in ("number", "date", "sender", "subject", "urgency", "secrecy"):
        found = getattr(letter, name)
        if found:
            yield name, found
    for receipt in letter.receipts:
        values = (receipt.number, receipt.date, receipt.time)
        yield from (("receipts", found) for found in values if found)
    yield from (
        ("obligations", duty.phrase) for duty in letter.obligations if _is_dated(duty.due.kind)
    )


def _is_dated(kind: str) -> bool:
    return kind in ("date", "recurring", "relative")


def _about_value(name: str, found: Found[Any], blind: set[int]) -> Iterator[Doubt]:
    if name in ("number", "date") and MIXED_DIGITS.search(found.raw):
        yield Doubt(name, "digits-mixed", found.page, found.box)
    elif (
        found.page in blind and name not in ("subject", "sender") and _THAI_DIGIT.search(found.raw)
    ):
        yield Doubt(name, "digits-unreadable", found.page, found.box)
    elif found.confidence < LOW:
        reason = "handwritten" if name == "receipts" else "low-confidence"
        yield Doubt(name, reason, found.page, found.box)


def _about_digits(letter: Letter, pages: Sequence[OcrPage]) -> Iterator[Doubt]:
    """Digits that the engine was not sure of.

    Others that it found possible count where nothing in the bundle could settle them; a stamp's
    day is held against the letter's as it is read.
    """
    settled = [("number", letter.number), ("date", letter.date)]
    alone = [("receipts", part) for one in letter.receipts for part in (one.number, one.time)]
    dated = [("obligations", one.phrase) for one in letter.obligations if _is_dated(one.due.kind)]
    for name, found in (*settled, *alone, *dated, *_called(letter.contact)):
        if not found or found.confidence < LOW:  # of low confidence as a whole: doubted already
            continue
        words = _with_digits(found, pages)
        worn = any(word.confidence < LOW for word in words)
        contested = name not in ("number", "date") and any(map(_is_contested, words))
        if worn or contested:
            yield Doubt(name, "digits-contested", found.page, found.box)


def _with_digits(found: Found[Any], pages: Sequence[OcrPage]) -> list[Word]:
    """The words with digits that a value was read from."""
    words = chain.from_iterable(page.words for page in pages if page.number == found.page)
    return [word for word in words if _DIGIT.search(word.text) and word.box.lies_in(found.box)]


def _is_contested(word: Word) -> bool:
    return bool(word.alternatives) and word.confidence < _CONTESTED


def _about_texts(letter: Letter) -> Iterator[Doubt]:
    """Text that was hard to read somewhere in it, and what was read as less than is printed."""
    texts = [
        *([("subject", letter.subject)] if letter.subject else []),
        *(("addressees", found) for found in letter.addressees),
        *(("attachments", item.title) for item in letter.attachments),
    ]
    for name, found in texts:
        if found.confidence < _LOW_TEXT:
            yield Doubt(name, "low-confidence", found.page, found.box)
    for item in letter.attachments:
        if _UNDIVIDED.search(item.title.value):
            yield Doubt("attachments", "enclosures-in-one", item.title.page, item.title.box)
    if letter.number and _SECTION.search(letter.number.raw):
        yield Doubt("number", "number-shortened", letter.number.page, letter.number.box)


def _about_offices(letter: Letter) -> Iterator[Doubt]:
    """Offices that no table knows, and an issuing one that the letter's code alone tells."""
    sender = letter.sender
    if sender and sender.rule in ("sender.print", "sender.code", "sender.signer"):
        yield Doubt("sender", "office-unknown", sender.page, sender.box)
    for office in (receipt.office for receipt in letter.receipts):
        if office and office.confidence < LOW:
            listed = office.rule == "receipt.register"
            reason = "low-confidence" if listed else "office-unknown"
            yield Doubt("receipts", reason, office.page, office.box)
    for addressee in letter.addressees:
        known = office_of_title(addressee.value) or group_of(addressee.value)
        if not known or _NO_NAME.search(addressee.value):
            yield Doubt("addressees", "office-unknown", addressee.page, addressee.box)


def _about_contact(contact: Contact) -> Iterator[Doubt]:
    """What no unit is named like, numbers that nobody can call, mail that was hard to read."""
    unit = contact.unit
    if unit and not is_named_as_unit(unit.value):
        yield Doubt("contact.unit", "office-unknown", unit.page, unit.box)
    texts = [
        *([("unit", unit)] if unit else []),
        *(("emails", found) for found in contact.emails),
    ]
    for part, found in texts:
        if found.confidence < _LOW_TEXT:
            yield Doubt(f"contact.{part}", "low-confidence", found.page, found.box)
    for part, found in _called(contact):
        if not CALLABLE.match(found.value):
            yield Doubt(part, "telephone-impossible", found.page, found.box)
        elif found.confidence < LOW:
            yield Doubt(part, "low-confidence", found.page, found.box)


def _called(contact: Contact) -> Iterator[tuple[str, Found[str]]]:
    yield from (("contact.telephones", found) for found in contact.telephones)
    yield from (("contact.faxes", found) for found in contact.faxes)


def _about_stamps(letter: Letter) -> Iterator[Doubt]:
    """Print that a receive stamp lies across."""
    values = [*_values(letter), *(("addressees", found) for found in letter.addressees)]
    for name, found in values:
        across = any(
            found.page == stamp.page and found.box.overlap(stamp.box) for stamp in letter.receipts
        )
        if across and name != "receipts":
            yield Doubt(name, "stamp-across", found.page, found.box)


def _about_dates(letter: Letter) -> Iterator[Doubt]:
    """A weekday that falls on another day than the one printed, a day that does not exist."""
    if letter.date and not is_working_day(letter.date.value):
        yield Doubt("date", "day-off", letter.date.page, letter.date.box)
    printed: list[tuple[str, Found[Any]]] = [
        (name, found) for name, found in _values(letter) if name in ("date", "obligations")
    ]
    for name, found in printed:
        spans = find_dates(found.raw)
        if any(span.weekday_agrees is False for span in spans):
            yield Doubt(name, "weekday-disagrees", found.page, found.box)
        if any(span.value is None and span.year_printed for span in spans):
            yield Doubt(name, "impossible-date", found.page, found.box)


def _about_receipts(letter: Letter, pages: Sequence[OcrPage]) -> Iterator[Doubt]:
    """What a stamp has ink for and was not read, row by row; a day before the letter was sent, an
    hour at which nobody takes letters in."""
    for receipt in letter.receipts:
        rows = list(_unread_rows(receipt, pages))
        lost = receipt.number is None or receipt.date is None
        for box in rows or ([receipt.box] if lost else []):
            yield Doubt("receipts", "stamp-unreadable", receipt.page, box)
        if receipt.date and letter.date and receipt.date.value < letter.date.value:
            yield Doubt("receipts", "received-before-sent", receipt.page, receipt.date.box)
        if receipt.time and not _OPEN <= receipt.time.value <= _SHUT:
            yield Doubt("receipts", "out-of-hours", receipt.page, receipt.time.box)


def _unread_rows(receipt: Receipt, pages: Sequence[OcrPage]) -> Iterator[Box]:
    """The rows of a stamp that gave no value, each from its first word to the stamp's edge."""
    parts = (receipt.office, receipt.number, receipt.date, receipt.time)
    if all(parts):
        return
    lines = chain.from_iterable(page.lines for page in pages if page.number == receipt.page)
    for line in lines:
        taken = any(part and part.box.overlap(line.box) for part in parts)
        if line.box.lies_in(receipt.box) and not taken:
            yield replace(line.box, right=max(line.box.right, receipt.box.right))


def _about_deadlines(letter: Letter) -> Iterator[Doubt]:
    """A deadline before the letter was written is a misread digit or a misprint, mended or not;
    one that comes round on a day of the month has that day."""
    for duty in letter.obligations:
        monthly = "MONTHLY" in (duty.due.rrule or "") and "BYMONTHDAY" not in (duty.due.rrule or "")
        if monthly and _ON_DAY.search(duty.phrase.raw):
            yield Doubt("obligations", "day-unread", duty.phrase.page, duty.phrase.box)
        fixed = duty.due.date if duty.due.kind == "date" else None
        early = fixed and letter.date and fixed < letter.date.value
        if early or duty.phrase.rule == "mended_year":
            yield Doubt("obligations", "deadline-before-letter", duty.phrase.page, duty.phrase.box)


def _about_split(section: Section) -> Iterator[Doubt]:
    for boundary in section.boundaries:
        for reason in boundary.doubts:
            yield Doubt("pages", reason, boundary.page, None)
