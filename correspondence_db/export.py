"""The whole register, or one letter of it, as the export contract (`saraban-export/1`) has it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from sqlite_utils import Database

from correspondence_db.access import (
    ALL_SEEING,
    Viewer,
    may_see,
    pages_seen_by,
    seen_by,
)
from correspondence_db.demands import due_of, obligations_with_names
from correspondence_db.owing import Arrivals, arrivals_of, debtors_of, received_on
from correspondence_db.record import Row
from correspondence_db.store import Register
from extract.dates import fall_due

Json = dict[str, Any]  # a JSON object

SCHEMA = "saraban-export/1"

_REACHED_BY = ("telephones", "faxes", "emails")


def export(register: Register, with_text: bool = False, viewer: Viewer = ALL_SEEING) -> Json:
    """Everything the register knows that a viewer may see; `with_text` adds every page's print.

    Beside the promised keys: "deeds", what was done about duties; "references", letters that are
    cited and not passed on, each with its "kind" (replies, refers, reminds, amends, extends,
    cancels) and the rule and words behind it; of each letter who signed it ("signer",
    "signer_title", "acting_for"), whom it goes "through", the offices "listed" at its back, its
    "contact", what it "cited" under อ้างถึง, the QR "codes" on its pages; of each copy, why each page
    was taken for the letter's ("boundaries").
    """
    db = register.db
    seen = seen_by(viewer)
    sql = f"SELECT * FROM letters WHERE {seen.sql} ORDER BY id"  # noqa: S608 - our own clauses
    exported: Json = {
        "schema": SCHEMA,
        "letters": [_letter(db, row, viewer) for row in db.query(sql, seen.values)],
        "links": _links(db, "forwards_id", "kind = 'forwards'", viewer),
        "deeds": _deeds(db, viewer),
        "references": _links(db, "refers_id", "kind <> 'forwards'", viewer),
    }
    if with_text:
        exported["pages"] = _texts(db, viewer)
    return exported


def _texts(db: Database, viewer: Viewer) -> list[Json]:
    seen = pages_seen_by(viewer)
    return list(
        db.query(
            f"""
            SELECT file, number AS page, text FROM pages JOIN scans ON scans.id = scan_id
            WHERE {seen.sql} ORDER BY scan_id, number
            """,  # noqa: S608 - our own clauses
            seen.values,
        )
    )


def show(register: Register, letter_id: int, viewer: Viewer = ALL_SEEING) -> Json | None:
    """One letter with everything known: the contract's letter object, and under "evidence" each
    reading of each copy ({"field", "value", "raw", "file", "page", "box", "rule", "confidence"}).

    None when there is no such letter, or none that the viewer may see.
    """
    if not may_see(register, viewer, letter_id):
        return None
    for row in register.db.query("SELECT * FROM letters WHERE id = ?", [letter_id]):
        return _letter(register.db, row, viewer) | {"evidence": _evidence(register.db, row)}
    return None


def _letter(db: Database, letter: Row, viewer: Viewer) -> Json:
    best = {
        row["field"]: row
        for row in db.query(
            """
            SELECT best_readings.field, value, raw FROM best_readings
            JOIN evidence ON evidence.id = evidence_id WHERE letter_id = ?
            """,
            [letter["id"]],
        )
    }

    def value(field: str, part: str = "value") -> Any:
        return best[field][part] if field in best else None

    return {
        "id": letter["id"],
        "held": bool(letter["held"]),
        "form": value("form") or "other",
        "number": value("number"),
        "number_printed": value("number", "raw"),
        "date": value("date"),
        "date_printed": value("date", "raw"),
        "sender": value("sender"),
        "owner_unit": value("owner_unit"),
        "subject": value("subject"),
        "addressees": _several(db, letter["best_copy_id"], "addressees"),
        "listed": _several(db, letter["best_copy_id"], "listed"),
        "through": value("through"),
        "signer": value("signer"),
        "signer_title": value("signer_title"),
        "acting_for": value("acting_for"),
        "contact": _contact(db, letter["best_copy_id"]),
        "urgency": value("urgency"),
        "secrecy": value("secrecy"),
        "copies": list(_copies(db, letter["id"])),
        "attachments": _attachments(db, letter["best_copy_id"], viewer),
        "codes": _codes(db, letter["best_copy_id"]),
        "cited": _cited(db, letter["best_copy_id"], viewer),
        "obligations": _obligations(db, letter),
        "review": _review(db, letter["id"]),
    }


def _several(db: Database, copy_id: int | None, field: str) -> list[str]:
    """The values of a field that may have more than one, as the best copy has them."""
    rows = db.execute(
        "SELECT value FROM evidence WHERE copy_id = ? AND field = ? ORDER BY position",
        [copy_id, field],
    )
    return [value for (value,) in rows]


def _contact(db: Database, copy_id: int | None) -> Json:
    """Whom to ask: the unit, and how to reach it."""
    units = _several(db, copy_id, "contact.unit")
    many = {part: _several(db, copy_id, f"contact.{part}") for part in _REACHED_BY}
    return {"unit": units[0] if units else None, **many}


def _codes(db: Database, copy_id: int | None) -> list[Json]:
    """What the QR codes on the letter's pages and on those attached to it say."""
    rows = db.query(
        """
        SELECT value AS text, page, box FROM evidence
        WHERE copy_id = ? AND field = 'codes' ORDER BY position
        """,
        [copy_id],
    )
    return [_with_json(row, "box") for row in rows]


def _copies(db: Database, letter_id: int) -> Iterator[Json]:
    """Each place where the letter lies; its own pages come first, then its attachments'.

    `boundaries` say of each page what it is to the letter, and on what evidence.
    """
    copies = db.query(
        """
        SELECT copies.id, file, sha256,
            coalesce(json_extract(reading, '$.boundaries'), '[]') AS boundaries,
            (SELECT json_group_array(number) FROM
                (SELECT number FROM copy_pages JOIN pages ON pages.id = page_id
                 WHERE copy_id = copies.id ORDER BY position)
            ) AS pages
        FROM copies JOIN scans ON scans.id = scan_id WHERE letter_id = ?
        ORDER BY copies.id
        """,
        [letter_id],
    )
    for copy in copies:
        receipts = db.query(
            "SELECT office, number, date, time FROM receipts WHERE copy_id = ? ORDER BY position",
            [copy["id"]],
        )
        yield {
            "file": copy["file"],
            "sha256": copy["sha256"],
            "pages": json.loads(copy["pages"]),
            "receipts": list(receipts),
            "boundaries": json.loads(copy["boundaries"]),
        }


def _attachments(db: Database, copy_id: int | None, viewer: Viewer) -> list[Json]:
    seen = seen_by(viewer, "citations.target_id")
    rows = db.query(
        f"""
        SELECT title, quantity, unit, iif({seen.sql}, target_id, NULL) AS letter_id, url, pages
        FROM attachments LEFT JOIN citations ON citations.id = citation_id
        WHERE attachments.copy_id = ? ORDER BY attachments.position
        """,  # noqa: S608 - our own clauses
        [*seen.values, copy_id],
    )
    return [_with_json(row, "pages") for row in rows]


def _cited(db: Database, copy_id: int | None, viewer: Viewer) -> list[Json]:
    """The letters under อ้างถึง: as printed, and the letter each was found to be, if one."""
    seen = seen_by(viewer, "citations.target_id")
    rows = db.query(
        f"""
        SELECT phrase.value AS text, number.value AS number, citations.date,
            iif({seen.sql}, target_id, NULL) AS letter_id
        FROM citations
        JOIN evidence AS phrase ON phrase.copy_id = citations.copy_id
            AND phrase.position = citations.position AND phrase.field = 'citations.phrase'
        LEFT JOIN evidence AS number ON number.copy_id = citations.copy_id
            AND number.position = citations.position AND number.field = 'citations.number'
        WHERE citations.copy_id = ? AND context = 'reference' ORDER BY citations.position
        """,  # noqa: S608 - our own clauses
        [*seen.values, copy_id],
    )
    return list(rows)


def _obligations(db: Database, letter: Row) -> list[Json]:
    received = arrivals_of(db, [letter["id"]]).get(letter["id"], {})
    return [_obligation(row, received) for row in obligations_with_names(db, [letter["id"]])]


def _obligation(row: Row, received: Arrivals) -> Json:
    debtors = [debtor.name for debtor in debtors_of(row["debtors"], row["sender"], received)]
    return {
        "id": row["id"],
        "action": row["action"],
        "text": row["text"],
        "debtors": debtors,
        "creditor": row["creditor"],
        "due": _due(row, {day for name in debtors if (day := received_on(name, received))}),
        "page": row["page"],
        "box": row["box"],
    }


def _due(row: Row, received: Collection[date]) -> Json:
    """The deadline; a relative one with its day, if the debtors received the letter on one day."""
    due = due_of(row)
    if due.kind == "relative" and len(received) == 1:
        (day,) = received
        due = replace(due, date=fall_due(due, day))
    return due.to_json()


def _review(db: Database, letter_id: int) -> list[Json]:
    """What a person should look at, in each copy; `letters` are those that it lies between."""
    rows = db.query(
        """
        SELECT field, reason, page, box, file, letters FROM copies
        JOIN doubts ON copy_id = copies.id JOIN scans ON scans.id = scan_id
        WHERE letter_id = ? AND NOT settled ORDER BY copies.id, doubts.id
        """,
        [letter_id],
    )
    return [_with_json(row, "box", "letters") for row in rows]


def _deeds(db: Database, viewer: Viewer) -> list[Json]:
    """What was done about duties, withdrawn or not; `letter_id` is the letter that did it."""
    asking, answer = seen_by(viewer, "asking.letter_id"), seen_by(viewer, "copies.letter_id")
    return list(
        db.query(
            f"""
            SELECT obligation_id, office, due, done_on,
                iif({answer.sql}, copies.letter_id, NULL) AS letter_id,
                note, recorded_at, withdrawn_at
            FROM deeds JOIN obligations ON obligations.id = obligation_id
            JOIN copies AS asking ON asking.id = obligations.copy_id
            LEFT JOIN copies ON copies.id = deeds.copy_id
            WHERE {asking.sql} ORDER BY deeds.id
            """,  # noqa: S608 - our own clauses
            [*answer.values, *asking.values],
        )
    )


def _links(db: Database, target: str, chosen: str, viewer: Viewer) -> list[Json]:
    letter, cited = seen_by(viewer, "links.letter_id"), seen_by(viewer, "links.target_id")
    rows = db.query(
        f"""
        SELECT letter_id, target_id AS {target}, kind, rule, words, evidence, score FROM links
        WHERE {chosen} AND {letter.sql} AND {cited.sql} ORDER BY letter_id, target_id
        """,  # noqa: S608 - our own words
        [*letter.values, *cited.values],
    )
    return [_with_json(row, "evidence") for row in rows]


def _evidence(db: Database, letter: Row) -> list[Json]:
    """Every reading of the letter's copies; of one that is only cited, of the citations."""
    rows = db.query(_READ_IN_COPIES if letter["held"] else _READ_IN_CITATIONS, [letter["id"]])
    return [_with_json(row, "box") for row in rows]


_READ_IN_COPIES = """
    SELECT field, evidence.position, value, raw, file, page, box, rule, confidence FROM copies
    JOIN scans ON scans.id = scan_id JOIN evidence ON evidence.copy_id = copies.id
    WHERE letter_id = ? ORDER BY copies.id, evidence.id
"""
_READ_IN_CITATIONS = """
    SELECT field, evidence.position, value, raw, file, page, box, rule, confidence FROM citations
    JOIN copies ON copies.id = citations.copy_id JOIN scans ON scans.id = scan_id
    JOIN evidence ON evidence.copy_id = copies.id AND evidence.position = citations.position
        AND field LIKE 'citations.%'
    WHERE target_id = ? ORDER BY copies.id, evidence.id
"""


def _with_json(row: Row, *columns: str) -> Json:
    """A row whose JSON columns are read."""
    return row | {column: json.loads(row[column]) for column in columns if row[column]}
