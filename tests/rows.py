"""All that a register holds, told by what it is about: ids depend on the order of writing."""

# ruff: noqa: S608 - the queries are built of our own names of columns

from __future__ import annotations

from typing import Any

from correspondence_db.store import Register

LETTER = "(SELECT identity FROM letters WHERE letters.id = {})"
COPY = """(SELECT sha256 || '|' || copies.position FROM copies JOIN scans ON scans.id = scan_id
    WHERE copies.id = {})"""
DUTY = f"""(SELECT {COPY.format("copy_id")} || '|' || position FROM obligations AS o
    WHERE o.id = {{}})"""
READ = f"""(SELECT {COPY.format("copy_id")} || e.field || e.position FROM evidence AS e
    WHERE e.id = {{}})"""
OFFICE = "(SELECT name FROM offices WHERE offices.id = {})"
TOLD_BY = {
    "letter_id": LETTER,
    "target_id": LETTER,
    "copy_id": COPY,
    "best_copy_id": COPY,
    "obligation_id": DUTY,
    "serves_id": DUTY,
    "evidence_id": READ,
    "office_id": OFFICE,
    "creditor_id": OFFICE,
    "writer_id": OFFICE,
    "scan_id": "(SELECT sha256 FROM scans WHERE scans.id = {})",
    "page_id": "(SELECT s.sha256 || n.number FROM pages AS n JOIN scans AS s ON s.id = n.scan_id"
    " WHERE n.id = {})",
    "citation_id": f"(SELECT {COPY.format('copy_id')} || c.position FROM citations AS c"
    " WHERE c.id = {})",
}
#: The order of writing, when the program ran, and what is left out to keep large ones small.
LEFT_OUT = {"id", "recorded_at", "reading", "words"}
#: Kept by the database, or written by the deeds of people as well.
NOT_COMPARED = ("sqlite_", "_sqlite", "page_index", "letter_index", "events")


def kept(register: Register) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, told by what it is about."""
    tables = [name for name in register.db.table_names() if not name.startswith(NOT_COMPARED)]
    found = {table: rows_of(register, table, table) for table in tables}
    found["words of pages"] = rows_of(
        register, "page_index", "pages", "page_index.rowid = pages.id"
    )
    found["words of letters"] = rows_of(
        register, "letter_index", "letters", "letter_index.rowid = letters.id"
    )
    return found


def rows_of(
    register: Register, table: str, about: str, joined: str | None = None
) -> list[tuple[Any, ...]]:
    names = [name for (_, name, *_) in register.db.execute(f"PRAGMA table_info({table})")]
    told = [
        TOLD_BY.get(name, "{}").format(f"{table}.{name}") for name in names if name not in LEFT_OUT
    ]
    if joined:
        key = "identity" if about == "letters" else TOLD_BY["page_id"].format("pages.id")
        told.append(key)
    source = f"{table} JOIN {about} ON {joined}" if joined else table
    return sorted(register.db.execute(f"SELECT {', '.join(told)} FROM {source}"), key=repr)
