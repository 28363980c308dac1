"""What one scan says, written down once: pages, copies of letters, evidence for each value."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlite_utils import Database

from extract.chain import name_key, number_key
from extract.identity import cited_identity, letter_identity
from extract.letter import Citation, Found, Letter, Obligation, Receipt, jsonable
from extract.numbers import LetterNumber
from ocr.page import Box, OcrPage

Row = dict[str, Any]  # a row of the database: column -> SQL value

#: The fields of a letter that hold one value each, beside its form.
SINGLE_FIELDS = (
    "number", "date", "sender", "owner_unit", "subject", "urgency", "secrecy",
    "through", "signer", "signer_title", "acting_for",
)  # fmt: skip
NO_MOVES: Mapping[str, Sequence[int]] = MappingProxyType({})
#: A line of print that lies this far inside a receive stamp belongs to the stamp.
_IN_STAMP = 0.7


@dataclass(frozen=True, slots=True)
class ScanRecord:
    """A scan as the register knows it: `sha256` is its identity, `file` its original name.

    `received_on` is the day it came in, `stored_at` the moment of writing (with its time zone).
    """

    sha256: str
    file: str
    received_on: date
    stored_at: datetime


class Bundle(NamedTuple):
    """A stored scan: its row, the row of each page by number, and the pages read half blind."""

    scan_id: int
    sha256: str
    page_ids: Mapping[int, int]
    blind: frozenset[int]


class Reading(NamedTuple):
    """A value to be kept as evidence, under the name of its field."""

    field: str
    position: int
    found: Found[Any]


def record_scan(
    db: Database, scan: ScanRecord, pages: Sequence[OcrPage], letters: Sequence[Letter]
) -> Bundle:
    """Write a scan and its pages; `letters` tell where the stamps are."""
    scan_id = insert(
        db,
        "scans",
        sha256=scan.sha256,
        file=scan.file,
        pages=len(pages),
        received_on=scan.received_on.isoformat(),
        stored_at=scan.stored_at.isoformat(),
    )
    stamps = _stamps_of(letters)
    page_ids = {page.number: _page(db, scan_id, page, stamps[page.number]) for page in pages}
    blind = frozenset(page.number for page in pages if page.blind)
    return Bundle(scan_id, scan.sha256, page_ids, blind)


def fill_pages(
    db: Database, bundle: Bundle, pages: Sequence[OcrPage], letters: Sequence[Letter]
) -> None:
    """Write pages down that were gaps so far; `letters` tell where the stamps are."""
    stamps = _stamps_of(letters)
    for page in pages:
        page_id, text = bundle.page_ids[page.number], printed_text(page, stamps[page.number])
        read = {"gap": "", "text": text, **page.to_json()}
        db.table("pages").update(page_id, read)
        db.execute("UPDATE page_index SET text = ? WHERE rowid = ?", [name_key(text), page_id])


def _stamps_of(letters: Sequence[Letter]) -> Mapping[int, Sequence[Box]]:
    """The boxes of the receive stamps on each page."""
    stamps = defaultdict(list)
    for receipt in (receipt for letter in letters for receipt in letter.receipts):
        stamps[receipt.page].append(receipt.box)
    return stamps


def record_copy(db: Database, bundle: Bundle, position: int, letter: Letter) -> int:
    """Write one letter of a bundle as a copy of the letter that it seems to be; gives its id."""
    identity = letter_identity(*map(value_of, (letter.number, letter.sender, letter.date)))
    copy_id = insert(
        db,
        "copies",
        letter_id=letter_known_as(db, identity) or new_letter(db, f"{bundle.sha256}|{position}"),
        identity=identity,
        scan_id=bundle.scan_id,
        position=position,
        first_page=letter.pages[0],
        quality=quality_of(letter),
        blind=not bundle.blind.isdisjoint(letter.pages),
        reading=letter.to_json(),
    )
    record_pages(db, bundle, copy_id, letter)
    record_evidence(db, copy_id, letter)
    record_receipts(db, copy_id, letter)
    record_attachments(db, copy_id, letter, record_citations(db, copy_id, letter))
    for duty_position, duty in enumerate(letter.obligations):
        debtors_as(db, insert(db, "obligations", **duty_row(copy_id, duty_position, duty)), duty)
    record_doubts(db, copy_id, letter)
    return copy_id


def places_in(
    name: str, items: Sequence[Any], positions: Mapping[str, Sequence[int]]
) -> Sequence[int]:
    """The positions of a list's items: one by one, where corrections have not moved any."""
    return positions.get(name, range(len(items)))


def insert(db: Database, table: str, **row: Any) -> int:
    """Insert one row, lists and mappings as JSON; gives its id."""
    row_id: Any = db.table(table).insert(row).last_pk  # Any: an int where the key is one column
    return int(row_id)


def printed_text(page: OcrPage, stamps: Sequence[Box] = ()) -> str:
    """The page's black print, a line a line; lines inside one of `stamps` are left out."""
    lines = [line for line in page.lines if line.ink == "black"]
    return "\n".join(line.text for line in lines if not _lies_in(line.box, stamps))


def day_of(row: Row, column: str = "date") -> date | None:
    """The day that a column of a row holds; None where it holds none."""
    return date.fromisoformat(row[column]) if row[column] else None


def pages_of(db: Database, sha256: str, number: int | None = None) -> tuple[OcrPage, ...]:
    """The pages of a stored scan as they were read, in order, or one of them; () for none."""
    rows = db.query(
        """
        SELECT number, width, height, dpi, blind, words, steps, codes, gap
        FROM pages
        JOIN scans ON scans.id = scan_id
        WHERE sha256 = :sha256 AND (:number IS NULL OR number = :number) ORDER BY number
        """,
        {"sha256": sha256, "number": number},
    )
    lists = ("words", "steps", "codes")
    return tuple(
        OcrPage.from_json(row | {column: json.loads(row[column]) for column in lists})
        for row in rows
    )


def gaps_of(db: Database, sha256: str) -> list[int]:
    """The pages of a stored scan that could not be read."""
    rows = db.execute(
        """
        SELECT number FROM pages JOIN scans ON scans.id = scan_id
        WHERE sha256 = ? AND gap <> '' ORDER BY number
        """,
        [sha256],
    )
    return [number for (number,) in rows]


def bundle_of(db: Database, sha256: str) -> Bundle:
    """A scan that is stored."""
    ((scan_id,),) = db.execute("SELECT id FROM scans WHERE sha256 = ?", [sha256])
    rows = db.execute("SELECT number, id, blind FROM pages WHERE scan_id = ?", [scan_id]).fetchall()
    blind = frozenset(number for number, _, blind in rows if blind)
    return Bundle(scan_id, sha256, {number: page_id for number, page_id, _ in rows}, blind)


def _lies_in(box: Box, stamps: Sequence[Box]) -> bool:
    area = box.width * box.height
    return any(box.overlap(stamp) >= _IN_STAMP * area for stamp in stamps)


def _page(db: Database, scan_id: int, page: OcrPage, stamps: Sequence[Box]) -> int:
    as_json = page.to_json()
    text = printed_text(page, stamps)
    page_id = insert(db, "pages", scan_id=scan_id, text=text, **as_json)
    db.execute("INSERT INTO page_index (rowid, text) VALUES (?, ?)", [page_id, name_key(text)])
    return page_id


def value_of(found: Found[Any] | None) -> Any:
    return found.value if found else None


def letter_known_as(db: Database, identity: str | None) -> int | None:
    """The letter of this number, office and year, held or only cited."""
    rows = db.execute(
        """
        SELECT letter_id FROM copies WHERE identity = :identity
        UNION SELECT id FROM letters WHERE identity = :identity
        ORDER BY 1 LIMIT 1
        """,
        {"identity": identity},
    )
    return next((int(letter_id) for (letter_id,) in rows), None)


def new_letter(db: Database, identity: str) -> int:
    """A letter that is not held yet."""
    return insert(db, "letters", identity=identity, held=0)


def quality_of(letter: Letter) -> float:
    """How well a copy was read: the summed confidence of the fields that a register shows."""
    shown = (letter.number, letter.date, letter.sender, letter.subject, *letter.addressees[:1])
    return round(sum(found.confidence for found in shown if found), 4)


def record_pages(db: Database, bundle: Bundle, copy_id: int, letter: Letter) -> None:
    """The letter's own pages first, then those of its attachments."""
    numbers = [*letter.pages, *(n for n in letter.attached_pages if n not in letter.pages)]
    db.table("copy_pages").insert_all(
        {
            "copy_id": copy_id,
            "position": position,
            "page_id": bundle.page_ids[number],
            "own": number in letter.pages,
        }
        for position, number in enumerate(numbers)
    )


def readings_of(
    letter: Letter, positions: Mapping[str, Sequence[int]] = NO_MOVES
) -> Iterator[Reading]:
    """Every value of a letter that has evidence."""
    yield Reading("form", 0, letter.form)
    for name in SINGLE_FIELDS:
        if found := getattr(letter, name):
            yield Reading(name, 0, found)
    contact = letter.contact
    if contact.unit:
        yield Reading("contact.unit", 0, contact.unit)
    several = {
        "addressees": letter.addressees,
        "listed": letter.listed,
        "codes": letter.codes,
        "contact.telephones": contact.telephones,
        "contact.faxes": contact.faxes,
        "contact.emails": contact.emails,
        "attachments": tuple(item.title for item in letter.attachments),
        "obligations": tuple(duty.phrase for duty in letter.obligations),
    }
    for name, values in several.items():
        yield from map(partial(Reading, name), places_in(name, values, positions), values)
    for name, parts in _PARTS.items():
        items = getattr(letter, name)
        for position, item in zip(places_in(name, items, positions), items, strict=True):
            read = ((part, getattr(item, part)) for part in parts)
            yield from (Reading(f"{name}.{part}", position, found) for part, found in read if found)


#: What is read of each receipt and citation: "receipts.number", 0.
_PARTS = {
    "receipts": ("office", "number", "date", "time"),
    "citations": ("number", "date", "sender", "phrase", "relation"),
}


def record_evidence(db: Database, copy_id: int, letter: Letter) -> None:
    rows = (evidence_row(copy_id, reading) for reading in readings_of(letter))
    db.table("evidence").insert_all(rows)


def evidence_row(copy_id: int, reading: Reading) -> Row:
    found = reading.found
    return {
        "copy_id": copy_id,
        "field": reading.field,
        "position": reading.position,
        "value": str(jsonable(found.value)),
        "key": _key(found.value),
        "raw": found.raw,
        "page": found.page,
        "box": found.box.as_list(),
        "rule": found.rule,
        "confidence": found.confidence,
    }


def _key(value: Any) -> str | None:
    """The form by which readings of one field are held to agree."""
    if isinstance(value, LetterNumber):
        return number_key(value)
    return name_key(value) if isinstance(value, str) else str(jsonable(value))


def record_receipts(
    db: Database,
    copy_id: int,
    letter: Letter,
    positions: Mapping[str, Sequence[int]] = NO_MOVES,
) -> None:
    places = places_in("receipts", letter.receipts, positions)
    rows = zip(places, letter.receipts, strict=True)
    db.table("receipts").insert_all(_receipt(copy_id, *row) for row in rows)


def _receipt(copy_id: int, position: int, receipt: Receipt) -> Row:
    office = value_of(receipt.office)
    return {
        "copy_id": copy_id,
        "position": position,
        "office": office,
        "office_key": name_key(office) if office else None,
        "number": value_of(receipt.number),
        "date": value_of(receipt.date),
        "time": receipt.time.value.strftime("%H:%M") if receipt.time else None,
        "page": receipt.page,
        "box": receipt.box.as_list(),
    }


def record_citations(db: Database, copy_id: int, letter: Letter) -> dict[Citation, int]:
    """Write the citations, each open; gives the row of each."""
    slots: Counter[str] = Counter()
    rows = {}
    for position, cited in enumerate(letter.citations):
        named = citation_names(cited) | {"context": cited.context, "slot": slots[cited.context]}
        rows[cited] = insert(db, "citations", copy_id=copy_id, position=position, **named)
        slots[cited.context] += 1
    return rows


def citation_names(cited: Citation) -> Row:
    """What of a citation tells which letter it names."""
    number, sender, day = map(value_of, (cited.number, cited.sender, cited.date))
    return {
        "identity": cited_identity(number, sender, day),
        "number_key": number_key(number) if number else None,
        "date": day.isoformat() if day else None,
        "sender_key": name_key(sender) if sender else None,
    }


def record_attachments(
    db: Database,
    copy_id: int,
    letter: Letter,
    citations: Mapping[Citation, int],
    positions: Mapping[str, Sequence[int]] = NO_MOVES,
) -> None:
    places = places_in("attachments", letter.attachments, positions)
    for position, item in zip(places, letter.attachments, strict=True):
        insert(
            db,
            "attachments",
            copy_id=copy_id,
            position=position,
            title=item.title.value,
            quantity=item.quantity,
            unit=item.unit,
            url=item.url,
            pages=item.pages,
            citation_id=citations.get(item.citation) if item.citation else None,
        )


def duty_row(copy_id: int, position: int, duty: Obligation) -> Row:
    """A duty as a row of `obligations`."""
    return {
        "copy_id": copy_id,
        "position": position,
        "action": duty.action,
        "text": duty.phrase.value,
        "creditor": duty.creditor,
        "kind": duty.due.kind,
        "date": duty.due.date.isoformat() if duty.due.date else None,
        "time": duty.due.time.strftime("%H:%M") if duty.due.time else None,
        "rrule": duty.due.rrule,
        "days": duty.due.days,
        "business": int(duty.due.business),
        "start": duty.due.start,
        "page": duty.phrase.page,
        "box": json.dumps(duty.phrase.box.as_list()),
    }


def debtors_as(db: Database, obligation_id: int, duty: Obligation) -> None:
    """Write who owes a duty, in place of who was said to owe it."""
    db.execute("DELETE FROM debtors WHERE obligation_id = ?", [obligation_id])
    db.table("debtors").insert_all(
        {"obligation_id": obligation_id, "position": position, "name": name}
        for position, name in enumerate(duty.debtors)
    )


def record_doubts(db: Database, copy_id: int, letter: Letter) -> None:
    db.table("doubts").insert_all(
        {
            "copy_id": copy_id,
            "field": doubt.field,
            "reason": doubt.reason,
            "page": doubt.page,
            "box": doubt.box.as_list() if doubt.box else None,
        }
        for doubt in letter.doubts
    )
