"""What people said of the letters of a scan: read and written, never wiped out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlite_utils import Database

from correspondence_db.record import Row, insert
from extract.corrected import Corrected, Correction, corrected
from extract.letter import Letter, jsonable
from extract.reading import built, letter_from_json
from extract.values import FIELDS
from ocr.page import Box

#: The page of what is said of a whole scan.
WHOLE_SCAN = 0
#: Corrections of these put a copy's lists right, which are those of the best copy alone.
LISTED = ("addressees", "listed", "attachments", "obligations")


def standing(db: Database, scan_id: int, page: int) -> list[Row]:
    """What is said of the letter that begins on a page of a scan: the last of each value."""
    return list(
        db.query(
            """
            SELECT * FROM corrections AS own
            WHERE scan_id = :scan AND page = :page AND withdrawn_at IS NULL
                AND kind NOT IN ('settle', 'split') AND NOT EXISTS (
                    SELECT 1 FROM corrections AS later
                    WHERE later.scan_id = own.scan_id AND later.page = own.page
                        AND later.field = own.field AND later.position = own.position
                        AND later.withdrawn_at IS NULL AND later.kind NOT IN ('settle', 'split')
                        AND (later.at, later.id) > (own.at, own.id)
                )
            ORDER BY field, position
            """,
            {"scan": scan_id, "page": page},
        )
    )


def as_said(letter: Letter, said: list[Row]) -> Corrected:
    """A reading with what is said of it."""
    return corrected(letter, [_correction(row) for row in said])


def machine_reading(db: Database, copy_id: int) -> Letter:
    """What the machine read of a copy."""
    ((reading,),) = db.execute("SELECT reading FROM copies WHERE id = ?", [copy_id])
    return letter_from_json(json.loads(reading))


def _correction(row: Row) -> Correction:
    kind = FIELDS[row["field"]].kind
    return Correction(
        field=row["field"],
        position=row["position"],
        kind=row["kind"],
        value=built(kind, json.loads(row["value"])) if row["value"] else None,
        was=row["was"],
        raw=row["raw"],
        page=row["at_page"],
        box=Box(*json.loads(row["box"])),
    )


class Saying(NamedTuple):
    """Who says something, and when (with its time zone)."""

    who: str
    at: datetime


def write_down(db: Database, copy: Row, each: Correction, before: Any, saying: Saying) -> None:
    """Keep what a person says of a copy, beside what stood there `before`."""
    insert(
        db,
        "corrections",
        scan_id=copy["scan_id"],
        page=copy["first_page"],
        field=each.field,
        position=each.position,
        kind=each.kind,
        value=None if each.value is None else _json(each.value),
        before=None if before is None else _json(before),
        was=each.was,
        raw=each.raw,
        at_page=each.page,
        box=each.box.as_list(),
        who=saying.who,
        at=saying.at.astimezone(UTC).isoformat(),
    )


def _json(value: Any) -> str:
    return json.dumps(jsonable(value), ensure_ascii=False)
