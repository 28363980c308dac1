"""What was handed in (แฟ้มที่ส่งเข้า): where each file is on its way, and the pages read so far.

A file is waiting, claimed, done or quarantined. Every change is a short transaction of its own, so
that another process sees how far the reading is, and whoever comes after a crash goes on there.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlite_utils import Database

from ocr.page import OcrPage

if TYPE_CHECKING:
    from correspondence_db.store import Register

State = Literal["waiting", "claimed", "done", "quarantined"]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file that was handed in. `place` is where it waits, None once it is done.

    `pages` is None until they are counted. `tries` is how often it was begun; `reason` (a key),
    `thai`, `english` and `detail` are why it was set aside.
    """

    id: int
    name: str
    place: str | None
    sha256: str | None
    state: State
    pages: int | None
    pages_read: int
    tries: int
    reason: str | None
    thai: str | None
    english: str | None
    detail: str | None
    updated_at: datetime

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"updated_at": self.updated_at.isoformat()}


class Why(NamedTuple):
    """Why a file was set aside."""

    reason: str
    thai: str
    english: str
    detail: str | None


def handed_in(
    register: Register, state: State | None = None, limit: int = 100, offset: int = 0
) -> list[HandedIn]:
    """The files handed in, the latest first; with `state`, only those."""
    where = "WHERE state = :state" if state else ""
    rows = register.db.query(
        f"SELECT * FROM intake {where} ORDER BY id DESC LIMIT :limit OFFSET :offset",  # noqa: S608
        {"state": state, "limit": limit, "offset": offset},
    )
    return [_handed_in(row) for row in rows]


def handed_in_as(register: Register, file_id: int) -> HandedIn | None:
    """The file that was handed in under this id."""
    rows = register.db.query("SELECT * FROM intake WHERE id = ?", [file_id])
    return next(map(_handed_in, rows), None)


def sync_waiting(register: Register, files: Mapping[str, str], now: datetime) -> None:
    """Bring the files that wait in inbox/ up to what lies there now (place -> name)."""
    rows = register.db.execute(
        "SELECT place FROM intake WHERE state = 'waiting' AND place LIKE 'inbox/%'"
    )
    known = {place for (place,) in rows}
    if known == set(files):
        return
    with register.transaction():
        for place in known - set(files):
            register.db.execute("DELETE FROM intake WHERE place = ? AND state = 'waiting'", [place])
        for place, name in files.items():
            register.db.execute(
                """
                INSERT INTO intake (name, place, state, updated_at) VALUES (?, ?, 'waiting', ?)
                ON CONFLICT (place) DO NOTHING
                """,
                [name, place, now.isoformat()],
            )


def claim(register: Register, name: str, place: str, now: datetime, *, was: str) -> None:
    """A file that waited at `was` is ours now, at `place`."""
    with register.transaction():
        register.db.execute("DELETE FROM intake WHERE place = ?", [was])
        register.db.execute(
            "INSERT INTO intake (name, place, state, updated_at) VALUES (?, ?, 'claimed', ?)",
            [name, place, now.isoformat()],
        )


def begin(register: Register, name: str, place: str, sha256: str, now: datetime) -> None:
    """A file that is claimed, or becomes so now, is known by its content and begun to be read."""
    with register.transaction():
        register.db.execute(
            """
            INSERT INTO intake (name, place, state, sha256, tries, updated_at)
            VALUES (:name, :place, 'claimed', :sha256, 1, :now)
            ON CONFLICT (place) DO UPDATE SET state = 'claimed', sha256 = :sha256,
                tries = tries + 1, updated_at = :now
            """,
            {"name": name, "place": place, "sha256": sha256, "now": now.isoformat()},
        )


def pages_counted(register: Register, sha256: str, pages: int, read: int) -> None:
    """A scan has so many pages, and so many of them were read in an earlier run."""
    with register.transaction():
        register.db.execute(
            "UPDATE intake SET pages = ?, pages_read = ? WHERE sha256 = ? AND state = 'claimed'",
            [pages, read, sha256],
        )


def keep_page(
    register: Register, sha256: str, fingerprint: str, page: OcrPage, now: datetime
) -> None:
    """Keep a page of a scan that is being read, until the scan is stored."""
    with register.transaction():
        register.db.execute(
            "INSERT OR REPLACE INTO page_results VALUES (?, ?, ?, ?)",
            [sha256, page.number, fingerprint, json.dumps(page.to_json(), ensure_ascii=False)],
        )
        register.db.execute(
            """
            UPDATE intake SET pages_read = pages_read + 1, updated_at = ?
            WHERE sha256 = ? AND state = 'claimed'
            """,
            [now.isoformat(), sha256],
        )


def kept_pages(register: Register, sha256: str, fingerprint: str) -> dict[int, OcrPage]:
    """The pages of a scan that were read in the same way before, by number; gaps are not."""
    rows = register.db.execute(
        "SELECT page FROM page_results WHERE sha256 = ? AND fingerprint = ?", [sha256, fingerprint]
    )
    pages = (OcrPage.from_json(json.loads(page)) for (page,) in rows)
    return {page.number: page for page in pages if not page.gap}


def finish(register: Register, place: str, now: datetime) -> None:
    """A file's content was in the register already."""
    with register.transaction():
        register.db.execute(
            "UPDATE intake SET state = 'done', place = NULL, updated_at = ? WHERE place = ?",
            [now.isoformat(), place],
        )


def release(register: Register, place: str, now: datetime) -> None:
    """A file that was claimed by a process that ended waits again, or is set aside again."""
    with register.transaction():
        register.db.execute(
            """
            UPDATE intake SET state = iif(reason IS NULL, 'waiting', 'quarantined'), updated_at = ?
            WHERE place = ? AND state = 'claimed'
            """,
            [now.isoformat(), place],
        )


def quarantine(
    register: Register, place: str, sha256: str | None, aside: str, why: Why, *, now: datetime
) -> None:
    """A file at `place` could not be read, and waits at `aside`: one row for one content."""
    with register.transaction():
        tries = register.db.execute(
            "SELECT coalesce(sum(tries), 0) FROM intake WHERE place IN (?, ?)", [place, aside]
        ).fetchone()[0]
        if place != aside:
            register.db.execute("DELETE FROM intake WHERE place = ?", [aside])
        register.db.execute(
            """
            UPDATE intake SET state = 'quarantined', place = :aside, tries = :tries,
                reason = :reason, thai = :thai, english = :english, detail = :detail,
                updated_at = :now
            WHERE place = :place
            """,
            {
                "place": place,
                "aside": aside,
                "tries": tries,
                "now": now.isoformat(),
                **why._asdict(),
            },
        )
        register.db.execute("DELETE FROM page_results WHERE sha256 = ?", [sha256])


def stored(db: Database, sha256: str, now: datetime) -> None:
    """A scan is in the register, in the caller's transaction: nothing of it is under way."""
    db.execute(
        """
        UPDATE intake SET state = 'done', place = NULL, pages_read = coalesce(pages, pages_read),
            reason = NULL, thai = NULL, english = NULL, detail = NULL, updated_at = ?
        WHERE sha256 = ? AND state <> 'done'
        """,
        [now.isoformat(), sha256],
    )
    db.execute("DELETE FROM page_results WHERE sha256 = ?", [sha256])


def open_files(register: Register) -> list[HandedIn]:
    """The files that are waiting or claimed."""
    rows = register.db.query("SELECT * FROM intake WHERE state IN ('waiting', 'claimed')")
    return [_handed_in(row) for row in rows]


def forget(register: Register, places: Collection[str], now: datetime) -> None:
    """Files that lie no more where they were: done if their content is stored, else gone."""
    values = {"gone": json.dumps(sorted(places)), "now": now.isoformat()}
    with register.transaction():
        register.db.execute(
            """
            UPDATE intake SET state = 'done', place = NULL, updated_at = :now
            WHERE place IN (SELECT value FROM json_each(:gone)) AND state <> 'quarantined'
                AND sha256 IN (SELECT sha256 FROM scans)
            """,
            values,
        )
        register.db.execute(
            "DELETE FROM intake WHERE place IN (SELECT value FROM json_each(:gone))", values
        )


def _handed_in(row: dict[str, Any]) -> HandedIn:
    return HandedIn(**row | {"updated_at": datetime.fromisoformat(row["updated_at"])})
