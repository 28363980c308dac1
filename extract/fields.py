"""The fields of one letter, each from the place that the form gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, pairwise
from typing import cast

from extract.days import find_dates
from extract.layout import Row, Sheet, is_date_row, rows_of, without_heading
from extract.letter import Form, Found, Secrecy, Urgency
from extract.numbers import LetterNumber, NumberSpan, find_numbers
from extract.offices import (
    family_of,
    find_office,
    group_of,
    office_by_code,
    office_of_title,
    split_addressees,
    whereabouts,
)
from extract.patterns import (
    AGENDA,
    AT_DAY,
    FORM_HEADS,
    HEADS_LIST,
    ITEM,
    ORDER_HEADS,
    SECRECIES,
    THROUGH,
    URGENCIES,
    heading_of,
    opens_with,
    stands_alone,
)
from extract.signature import TITLE_COLUMN, Signature
from extract.split import Section
from extract.text import EMPTY, GAP, PlacedLine, Text, join, of_line
from extract.thaitext import skeleton
from ocr.page import Box, OcrPage

#: Left of this share of the width stands ที่; right of the other the sender's address.
_NUMBER_COLUMN, _SENDER_COLUMN = 0.45, 0.48
#: An unread date begins between these shares of the width.
_DATE_COLUMN = (0.3, 0.6)
#: Urgency stands in the top share of a page, secrecy there and at its foot.
_TOP, _FOOT = 0.3, 0.93
#: What follows an office's name on a letterhead or a memo and is no part of it.
_ADDRESS_WORDS = re.compile("ถนน|หมู่ที่|โทร|เลขที่|ซอย")
#: A heading is among the first rows, and begins right of this share of the width.
_HEAD_ROWS, _CENTRED = 4, 0.2
#: A letterhead is its office and so many rows of address.
_ADDRESS_ROWS = 3
#: How far a number's code is trusted to tell who sent the letter.
_BY_CODE = 0.8
#: A seal's office stands within this many rows above its date; a shorter print names no office.
_SEAL_ROWS, _SHORTEST_OFFICE = 3, 5
#: The list at a letter's back is headed by one of its first rows.
_LIST_HEAD = 4
#: A line that ends this far from where the longest do, as shares of the width, was meant to end.
_RAGGED = 0.08


def read_form(section: Section, form: Form, stamps: Sequence[Box]) -> Found[Form]:
    """The form with its evidence: the signs of it, and what opens the letter itself."""
    signs = section.boundaries[0].reasons
    return _opening(section, stamps).found(form, f"form: {', '.join(signs)}")


def form_of(section: Section, sheet: Sheet) -> Form:
    """Which form of official letter this is, by the parts it has and lacks."""
    signs = section.boundaries[0].reasons
    if "memo" in signs:
        return "memo"
    if sheet.zone("salutation"):
        return "external"
    if headed := _by_heading(signs, sheet):
        return headed
    if sheet.zone("to"):
        return "stamped"
    return "external" if sheet.zone("subject") else "other"


def _by_heading(signs: Sequence[str], sheet: Sheet) -> Form | None:
    """The form of an order or announcement, by what heads it, or by the sign of one."""
    headed = filter(None, map(_headed, sheet.head[:_HEAD_ROWS]))
    signed = (form for form, _ in ORDER_HEADS if form in signs)
    return cast(Form | None, next(chain(headed, signed), None))


def _headed(row: Row) -> str | None:
    """The form that a centred heading names: "ระเบียบจังหวัด...", "ข่าว..."."""
    if row.left < _CENTRED or row.string.startswith(AGENDA):
        return None
    heads = (form for form, word in FORM_HEADS if opens_with(row.string, word, 90))
    return next(heads, None)


def read_number(sheet: Sheet, form: Form) -> Found[LetterNumber] | None:
    """The letter's own number (ที่): the first in its head, at the left but on orders."""
    for text, span in _numbers(sheet, form):
        return text.found(span.number, span.rule, span.confidence)
    return None


def read_number_print(sheet: Sheet, form: Form) -> Text | None:
    """The print of the letter's own number, without what stands about it."""
    return next((text for text, _ in _numbers(sheet, form)), None)


def _numbers(sheet: Sheet, form: Form) -> Iterator[tuple[Text, NumberSpan]]:
    column = 1.0 if form in ("order", "announcement") else _NUMBER_COLUMN
    for row in sheet.head:
        for text in row.texts(until=column):
            yield from (
                (text[span.start : span.end], span) for span in find_numbers(text.string)[:1]
            )


def read_date(sheet: Sheet, form: Form) -> Found[date] | None:
    """The letter's date: in its head, or under the seal, or behind สั่ง ณ วันที่."""
    for row in _dated_rows(sheet, form):
        for span in find_dates(row.string):
            if span.value:
                return row.text[span.start : span.end].found(span.value, span.rule, span.confidence)
    return None


def read_date_print(sheet: Sheet, form: Form) -> Text | None:
    """What is printed where the date stands, whether it can be read or not."""
    unread = reversed([row for row in sheet.head if _may_be_dated(row)])
    row = next(chain(_dated_rows(sheet, form), unread), None)
    return row.text if row else None


def _may_be_dated(row: Row) -> bool:
    """Whether a row with digits stands where a letter's date does."""
    return _DATE_COLUMN[0] < row.left < _DATE_COLUMN[1] and bool(re.search(r"[\d๐-๙]", row.string))


def _dated_rows(sheet: Sheet, form: Form) -> Iterator[Row]:
    """The rows that may hold the letter's date, the likeliest first."""
    foot = [*reversed([*sheet.zone("body"), *sheet.zone("closing")])]
    if form in ("order", "announcement", "other"):
        yield from (row for row in foot if AT_DAY.search(skeleton(row.string).string))
        yield from (row for row in (*foot, *sheet.head) if is_date_row(row))
    if form == "stamped":
        yield from (row for row in foot if is_date_row(row))
    if form == "external":
        yield from (row for row in sheet.head if is_date_row(row))
    if form in ("memo", "other"):
        yield from sheet.head


def read_sender(
    sheet: Sheet,
    form: Form,
    number: Found[LetterNumber] | None,
    signature: Signature,
    stamps: Sequence[Box],
) -> Found[str] | None:
    """The issuing office: from the letterhead, else from the signer's title or the number.

    An office that no table lists keeps its print, where its first words say what it is.
    """
    code = str(number.value) if number else None
    heads = list(_letterheads(sheet, form, stamps))
    printed = heads[0] if heads else None
    if form == "memo":  # the unit may stand before the office: "สำนักปลัด เทศบาลตำบล..."
        printed = next((text for text in heads if find_office(text.string, code=code)), printed)
    address = whereabouts(" ".join(text.string for text in heads[:_ADDRESS_ROWS]))
    signed = next(filter(None, (_office_signed(title, code) for title in signature.titles)), None)
    match = find_office(printed.string, code=code, address=address) if printed else None
    rival = signed.confidence if signed and match and signed.value != match.office.name else 0.0
    if printed and match and rival <= match.score:
        return printed.found(match.office.name, "sender.register", match.score)
    unlisted = (
        printed.found(_without_address(printed.string), "sender.print", 0.7) if printed else None
    )
    if not signed and unlisted and family_of(unlisted.value):
        return replace(unlisted, rule="sender.family")
    return signed or _office_numbered(number) or unlisted


def _office_numbered(number: Found[LetterNumber] | None) -> Found[str] | None:
    """The province whose code a provincial agency's number bears ("ลพ ๐๐๑๗.๒")."""
    province = office_by_code(number.value.code) if number else None
    if not number or not province or not number.value.agency.startswith("00"):
        return None
    trust = round(number.confidence * _BY_CODE, 4)
    return Found(province.name, number.raw, number.page, number.box, trust, "sender.code")


def _letterheads(sheet: Sheet, form: Form, stamps: Sequence[Box]) -> Iterator[Text]:
    """The texts that may name the issuing office, the likeliest first."""
    if form == "memo":
        for row in sheet.head:
            found = heading_of(row.string)
            if found and found.heading == "unit":
                named = row.text[found.end :].strip()
                yield named
                yield from (named[gap.end() :] for gap in re.finditer(" ", named.string))
    elif form == "stamped":
        yield from _above_seal_date(sheet)
    elif form in ("order", "announcement"):
        yield from _behind_order_head(sheet)
    else:
        for row in _since_number(sheet.head):
            yield from (
                text
                for text in row.texts(since=_SENDER_COLUMN, stamps=stamps)
                if not find_dates(text.string) and len(text.string) >= _SHORTEST_OFFICE
            )


def _since_number(rows: Sequence[Row]) -> Sequence[Row]:
    """The head from the number's row down; a stamp in black print stands above it."""
    for index, row in enumerate(rows):
        if any(
            find_numbers(text.string) or opens_with(text.string, "ที่", 100)
            for text in row.texts(until=_NUMBER_COLUMN)
        ):
            return rows[index:]
    return rows


def _above_seal_date(sheet: Sheet) -> Iterator[Text]:
    """A stamped letter's office: the short row above its date, below its body."""
    rows = [*sheet.zone("body"), *sheet.zone("closing")]
    dated = [index for index, row in enumerate(rows) if is_date_row(row)]
    for index in reversed(dated):
        above = rows[max(0, index - _SEAL_ROWS) : index]
        yield from (row.text for row in reversed(above) if row.left > TITLE_COLUMN)


def _behind_order_head(sheet: Sheet) -> Iterator[Text]:
    """What stands behind คำสั่ง or ประกาศ in the heading."""
    for row in sheet.head:
        for _, word in FORM_HEADS:
            end = opens_with(row.string, word, 90)
            if end:
                yield row.text[end:].strip()


def _office_signed(title: Text, code: str | None) -> Found[str] | None:
    """The office whose head signs so; รอง... and ปฏิบัติราชการแทน name none and are passed over."""
    named = office_of_title(title.string)
    match = find_office(named, code=code) if named else None
    return title.found(match.office.name, "sender.signer", 0.9 * match.score) if match else None


def read_subject(sheet: Sheet) -> Found[str] | None:
    """What the letter is about (เรื่อง)."""
    text = sheet.text("subject")
    return text.found(text.string, "subject") if text.is_printed else None


def read_addressees(sheet: Sheet) -> tuple[Found[str], ...]:
    """Whom the letter is for (เรียน, or ถึง on a stamped letter), one by one."""
    text = _addressed(sheet)
    through = text.search(THROUGH)
    return _one_by_one(text[: through.start] if through else text, "addressee")


def read_through(sheet: Sheet) -> Found[str] | None:
    """Through whom it goes to them ("เรียน นายกเทศมนตรี ผ่านปลัดเทศบาล")."""
    text = _addressed(sheet)
    through = text.search(THROUGH)
    officer = text[through.end :].strip(" ()") if through else EMPTY
    return officer.found(officer.string, "through") if officer.is_printed else None


def read_listed(
    addressees: Sequence[Found[str]], attached: Sequence[OcrPage]
) -> tuple[Found[str], ...]:
    """The offices of the list at the letter's back, if an addressee points there and it is here."""
    groups = (group_of(found.value) for found in addressees)
    if not any(group.listed for group in groups if group):
        return ()
    for page in attached:
        rows = rows_of(page)
        heads = [at for at, row in enumerate(rows[:_LIST_HEAD]) if HEADS_LIST.match(row.string)]
        if heads:
            return tuple(_items(rows[heads[-1] + 1 :]))
    return ()


def _addressed(sheet: Sheet) -> Text:
    """The zone of the addressees; a line that ends short of the margin ends an addressee."""
    rows = sheet.zone("to" if sheet.zone("to") else "salutation")
    running = without_heading(rows[:1])
    full = max((row.right for row in (*rows, *sheet.zone("body"))), default=1.0) - _RAGGED
    for before, row in pairwise(rows):
        runs_on = before.right >= full
        running = join(running, row.text) if runs_on else running + GAP + row.text
    return running.strip(" :;.")


def _one_by_one(text: Text, rule: str) -> tuple[Found[str], ...]:
    found, at = [], 0
    for name in split_addressees(text.string):
        start = text.string.find(name, at)
        place = text[start : start + len(name)] if start >= 0 else text
        at = max(at, start + len(name))
        if place.is_printed:
            found.append(place.found(name, rule))
    return tuple(found)


def _items(rows: Sequence[Row]) -> Iterator[Found[str]]:
    """The items of a list, of one column or several: what a number opens, or names an office."""
    for row in rows:
        for text in row.texts():
            mark = ITEM.match(text.folded)
            item = text[mark.end() :].strip(" .") if mark else text
            if item.is_printed and (mark or office_of_title(item.string)):
                yield item.found(item.string, "listed")


def read_urgency(page: OcrPage) -> Found[Urgency] | None:
    """ด่วน, ด่วนมาก or ด่วนที่สุด, large and often red at the top of the first page."""
    for text in _lines(page, above=_TOP):
        alone = _before_number(text)
        urgency = stands_alone(alone.string, URGENCIES, 75) if alone.is_printed else None
        if urgency:
            return alone.found(cast(Urgency, urgency), "urgency")
    return None


def _before_number(text: Text) -> Text:
    """What a line prints before its letter number, if it has one: "ด่วนที่สุด ที่ มท ..."."""
    for span in find_numbers(text.string):
        return text[: span.start].strip()[: -len("ที่")].strip()
    return text


def read_wanted(sheet: Sheet) -> Text:
    """The line at a letter's top that wants an answer by a day: "ด่วนภายในวันที่ ..."; or none."""
    wanting = (row.text for row in sheet.head if opens_with(row.string, "ด่วนภายใน"))
    return next(wanting, EMPTY)


def read_secrecy(pages: Sequence[OcrPage]) -> Found[Secrecy] | None:
    """ลับ, ลับมาก or ลับที่สุด, at the top or the foot of a page."""
    for page in pages:
        for text in [*_lines(page, above=_TOP), *_lines(page, below=_FOOT)]:
            secrecy = stands_alone(text.string, SECRECIES, 90)
            if secrecy:
                return text.found(cast(Secrecy, secrecy), "secrecy")
    return None


def _lines(page: OcrPage, above: float = 1.0, below: float = 0.0) -> list[Text]:
    """The lines of every ink that lie between these shares of the page's height."""
    return [
        of_line(PlacedLine(page, line))
        for line in page.lines
        if below * page.height <= line.box.top and line.box.bottom <= above * page.height
    ]


def _opening(section: Section, stamps: Sequence[Box]) -> Text:
    """The first thing printed on the letter's first page, stamps set aside."""
    page = section.pages[0]
    own = (line for row in rows_of(page) for line in row.texts(stamps=stamps))
    return next(chain(own, (of_line(PlacedLine(page, line)) for line in page.lines)))


def _without_address(name: str) -> str:
    """An office's print without the street or the telephone behind it."""
    return re.split(_ADDRESS_WORDS, name)[0].strip()
