"""Finding words (ค้นหา) in pages and in the fields of letters, whatever stands between them.

What is searched is skeletons without spaces: digits in either script, tone marks and the spaces
of print do not matter. SQLite's trigram index finds words of three characters and more; shorter
ones are looked for among what the longer ones leave, or everywhere when there is none.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from correspondence_db.access import (
    ALL_SEEING,
    Condition,
    Viewer,
    pages_seen_by,
    pages_without_secrets,
    seen_among,
    seen_by,
)
from correspondence_db.owing import issuer_of, label_near
from correspondence_db.record import Row, day_of
from correspondence_db.store import Register
from extract.chain import name_key, number_key
from extract.letter import jsonable
from extract.numbers import parse_number
from extract.thaitext import skeleton

_TRIGRAM = 3
#: Characters shown on either side of the words found.
_AROUND = 40


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a search found its words; `letter_id` is None on a page of no letter.

    `file` and `page` are None for a letter known from citations alone.
    """

    letter_id: int | None
    number: str | None
    date: date | None
    sender: str | None
    subject: str | None
    file: str | None
    page: int | None
    snippet: str

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping, dates in ISO 8601."""
        as_json: dict[str, Any] = jsonable(self)
        return as_json


class _Wanted(NamedTuple):
    """The words of a search: a full-text query of the long ones, patterns of the short ones."""

    words: tuple[str, ...]
    match: str | None
    likes: tuple[str, ...]


def search(
    register: Register, text: str, limit: int = 50, viewer: Viewer = ALL_SEEING
) -> tuple[Hit, ...]:
    """Places where all words of `text` stand, letters' own fields first.

    Words are separated by spaces. Nothing is found for a text without words.
    """
    wanted = _wanted(text)
    if not wanted.words:
        return ()
    letters = [_letter_hit(row) for row in _letters(register, wanted, limit, viewer)]
    left = limit - len(letters)
    pages = [_page_hit(row, wanted) for row in _pages(register, wanted, left, viewer)]
    return (*letters, *pages)


def holding(text: str, viewer: Viewer) -> Condition:
    """That a letter (`letters.id`) has all words of a text in its fields, or on a page of it that
    the viewer may see, as far as the letter may be seen; short words alone are looked for in the
    fields.

    A page that is another letter's own is not taken for what it is attached to.
    """
    wanted = _wanted(text)
    if not wanted.words:
        return Condition("0", [])
    fields, values = _conditions("letter_index", _FIELDS, wanted)
    found = f"SELECT rowid FROM letter_index WHERE {fields}"  # noqa: S608 - our own clauses
    if wanted.match:
        on_page, more = _conditions("page_index", "page_index.text", wanted)
        seen = pages_without_secrets(viewer, "page_index.rowid")
        found += f"""
            UNION
            SELECT copies.letter_id FROM page_index
            JOIN copy_pages ON page_id = page_index.rowid JOIN copies ON copies.id = copy_id
            WHERE {on_page} AND {seen.sql} AND (own OR NOT EXISTS (
                SELECT 1 FROM copy_pages AS owning
                WHERE owning.page_id = copy_pages.page_id AND owning.own
            ))
        """  # noqa: S608 - our own clauses
        values += [*more, *seen.values]
    return Condition(f"letters.id IN ({found})", values)


def snippets(
    register: Register, text: str, letter_ids: Iterable[int], viewer: Viewer = ALL_SEEING
) -> Mapping[int, str]:
    """Letter -> the print around the words of a text, from the first of its pages with all of them.

    Letters that have the words in their fields alone, or on pages not to be seen, are left out.
    """
    wanted = _wanted(text)
    seen = pages_seen_by(viewer)
    holds = "".join(" AND instr(page_index.text, ?)" for _ in wanted.words)
    # CROSS: from these few letters to their pages, never from the index of all
    rows = register.db.execute(
        f"""
        SELECT letter_id, pages.text FROM json_each(?)
        CROSS JOIN copies ON letter_id = json_each.value
        CROSS JOIN copy_pages ON copy_id = copies.id
        CROSS JOIN page_index ON page_index.rowid = page_id{holds}
        CROSS JOIN pages ON pages.id = page_id
        WHERE {seen.sql} ORDER BY letter_id, copies.id, copy_pages.position
        """,  # noqa: S608 - built of our own clauses
        [json.dumps(list(letter_ids)), *wanted.words, *seen.values],
    )
    first: dict[int, str] = {}
    for letter_id, page in rows if wanted.words else ():
        first.setdefault(letter_id, page)
    return {letter_id: _snippet(page, wanted.words) for letter_id, page in first.items()}


def places(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words of a search stand in a text, as half-open spans in order, none in another."""
    marked = skeleton(text)
    solid = [at for at, char in enumerate(marked.string) if not char.isspace()]
    squeezed = "".join(marked.string[at] for at in solid)
    found = sorted(
        marked.span(solid[match.start()], solid[match.end() - 1] + 1)
        for word in _wanted(words).words
        for match in re.finditer(re.escape(word), squeezed)
    )
    apart: list[tuple[int, int]] = []
    for span in found:
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart


def letters_called(register: Register, name: str, viewer: Viewer = ALL_SEEING) -> tuple[int, ...]:
    """The letters of an id ("7"), or of a number in any spelling; () when there is none."""
    if name.isdecimal():
        found = register.db.execute("SELECT id FROM letters WHERE id = ?", [int(name)])
    else:
        parsed = parse_number(name)
        key = number_key(parsed) if parsed else None
        found = register.db.execute(
            "SELECT id FROM letters WHERE number_key = ? ORDER BY date, id", [key]
        )
    ids = [letter_id for (letter_id,) in found]
    seen = seen_among(register, viewer, ids)
    return tuple(letter_id for letter_id in ids if letter_id in seen)


class Head(NamedTuple):
    """Who wrote a letter (under the label of the office), and when."""

    writer: str | None
    sent_on: date | None


def head_of(register: Register, letter_id: int) -> Head:
    """The head of a letter that is in the register."""
    sql = "SELECT sender, number, date FROM letters WHERE id = ?"
    row = next(register.db.query(sql, [letter_id]))
    sender = row["sender"]
    writer = label_near(sender, issuer_of(sender, row["number"])) if sender else None
    return Head(writer, day_of(row))


def _wanted(text: str) -> _Wanted:
    words = tuple(filter(None, (name_key(word) for word in text.split())))
    long = [word for word in words if len(word) >= _TRIGRAM]
    short = [word for word in words if len(word) < _TRIGRAM]
    quoted = " ".join('"' + word.replace('"', '""') + '"' for word in long)
    return _Wanted(words, quoted or None, tuple(map(_like, short)))


def _like(word: str) -> str:
    """A LIKE pattern that takes the word as it is; its escape character is ~."""
    for special in "~%_":
        word = word.replace(special, f"~{special}")
    return f"%{word}%"


_FIELDS = "number || ' ' || sender || ' ' || subject"


def _letters(register: Register, wanted: _Wanted, limit: int, viewer: Viewer) -> Iterator[Row]:
    """Letters whose own fields hold the words, with the first page of their best copy."""
    where, values = _conditions("letter_index", _FIELDS, wanted)
    seen = seen_by(viewer, "letter_index.rowid")
    return register.db.query(
        f"""
        SELECT letters.*, scans.file, pages.number AS page
        FROM (
            SELECT rowid AS found FROM letter_index WHERE {where} AND {seen.sql}
            ORDER BY rowid LIMIT ?
        )
        JOIN letters ON letters.id = found
        LEFT JOIN copy_pages ON copy_id = best_copy_id AND copy_pages.position = 0
        LEFT JOIN pages ON pages.id = page_id
        LEFT JOIN scans ON scans.id = scan_id
        ORDER BY letters.id
        """,  # noqa: S608 - built of our own clauses
        [*values, *seen.values, limit],
    )


def _pages(register: Register, wanted: _Wanted, limit: int, viewer: Viewer) -> Iterator[Row]:
    """Pages that hold the words, each with the letter it is of, or is attached to."""
    where, values = _conditions("page_index", "text", wanted)
    page, letter = pages_seen_by(viewer, "page_index.rowid"), seen_by(viewer, "bearing.letter_id")
    return register.db.query(
        f"""
        SELECT pages.text, pages.number AS page, scans.file, letter_id AS id,
            letters.number, letters.date, letters.sender, letters.subject
        FROM (
            SELECT rowid AS found FROM page_index WHERE {where} AND {page.sql}
            ORDER BY rowid LIMIT ?
        )
        JOIN pages ON pages.id = found
        JOIN scans ON scans.id = pages.scan_id
        LEFT JOIN copies ON copies.id = (
            SELECT copy_id FROM copy_pages JOIN copies AS bearing ON bearing.id = copy_id
            WHERE page_id = pages.id AND {letter.sql} ORDER BY own DESC LIMIT 1
        )
        LEFT JOIN letters ON letters.id = letter_id
        ORDER BY pages.id
        """,  # noqa: S608 - built of our own clauses
        [*values, *page.values, limit, *letter.values],
    )


def _conditions(index: str, text: str, wanted: _Wanted) -> tuple[str, list[str]]:
    """The WHERE clause that finds the words in an index, and its parameters."""
    matches = [f"{index} MATCH ?"] if wanted.match else []
    clauses = [*matches, *(f"{text} LIKE ? ESCAPE '~'" for _ in wanted.likes)]
    return " AND ".join(clauses), [*filter(None, [wanted.match]), *wanted.likes]


def _letter_hit(row: Row) -> Hit:
    shown = (row["number"], row["sender"], row["subject"])
    return _hit(row, " ".join(filter(None, shown)))


def _page_hit(row: Row, wanted: _Wanted) -> Hit:
    return _hit(row, _snippet(row["text"], wanted.words))


def _hit(row: Row, snippet: str) -> Hit:
    return Hit(
        letter_id=row["id"],
        number=row["number"],
        date=day_of(row),
        sender=row["sender"],
        subject=row["subject"],
        file=row["file"],
        page=row["page"],
        snippet=snippet,
    )


def _snippet(text: str, words: Sequence[str]) -> str:
    """The print around the first of the words, on one line."""
    marked = skeleton(text)
    solid = [at for at, char in enumerate(marked.string) if not char.isspace()]
    squeezed = "".join(marked.string[at] for at in solid)
    begin = min((at for at in map(squeezed.find, words) if at >= 0), default=0)
    start, end = marked.span(solid[begin], solid[min(begin + _AROUND, len(solid) - 1)] + 1)
    first, last = _whole(text, max(0, start - _AROUND)), _whole(text, end)
    return " ".join(text[first:last].split())


def _whole(text: str, at: int) -> int:
    """A place in a text where no mark is cut off its letter: this one, or the next."""
    while at < len(text) and unicodedata.category(text[at]) == "Mn":
        at += 1
    return at
