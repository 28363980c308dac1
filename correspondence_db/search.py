"""Finding words (ค้นหา) in pages and in the fields of letters, whatever stands between them.

What is searched is skeletons without spaces: digits in either script, tone marks and the spaces
of print do not matter. SQLite's trigram index finds words of three characters and more; shorter
ones are looked for among what the longer ones leave, or everywhere when there is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

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


def search(register: Register, text: str, limit: int = 50) -> tuple[Hit, ...]:
    """Places where all words of `text` stand, letters' own fields first.

    Words are separated by spaces. Nothing is found for a text without words.
    """
    wanted = _wanted(text)
    if not wanted.words:
        return ()
    letters = [_letter_hit(row) for row in _letters(register, wanted, limit)]
    pages = [_page_hit(row, wanted) for row in _pages(register, wanted, limit - len(letters))]
    return (*letters, *pages)


def letters_called(register: Register, name: str) -> tuple[int, ...]:
    """The letters of an id ("7"), or of a number in any spelling; () when there is none."""
    if name.isdecimal():
        found = register.db.execute("SELECT id FROM letters WHERE id = ?", [int(name)])
    else:
        parsed = parse_number(name)
        key = number_key(parsed) if parsed else None
        found = register.db.execute(
            "SELECT id FROM letters WHERE number_key = ? ORDER BY date, id", [key]
        )
    return tuple(letter_id for (letter_id,) in found)


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


def _letters(register: Register, wanted: _Wanted, limit: int) -> Iterator[Row]:
    """Letters whose own fields hold the words, with the first page of their best copy."""
    where, values = _conditions("letter_index", "number || ' ' || sender || ' ' || subject", wanted)
    return register.db.query(
        f"""
        SELECT letters.*, scans.file, pages.number AS page
        FROM (SELECT rowid AS found FROM letter_index WHERE {where} ORDER BY rowid LIMIT ?)
        JOIN letters ON letters.id = found
        LEFT JOIN copy_pages ON copy_id = best_copy_id AND copy_pages.position = 0
        LEFT JOIN pages ON pages.id = page_id
        LEFT JOIN scans ON scans.id = scan_id
        ORDER BY letters.id
        """,  # noqa: S608 - built of our own clauses
        [*values, limit],
    )


def _pages(register: Register, wanted: _Wanted, limit: int) -> Iterator[Row]:
    """Pages that hold the words, each with the letter it is of, or is attached to."""
    where, values = _conditions("page_index", "text", wanted)
    return register.db.query(
        f"""
        SELECT pages.text, pages.number AS page, scans.file, letter_id AS id,
            letters.number, letters.date, letters.sender, letters.subject
        FROM (SELECT rowid AS found FROM page_index WHERE {where} ORDER BY rowid LIMIT ?)
        JOIN pages ON pages.id = found
        JOIN scans ON scans.id = pages.scan_id
        LEFT JOIN copies ON copies.id =
            (SELECT copy_id FROM copy_pages WHERE page_id = pages.id ORDER BY own DESC LIMIT 1)
        LEFT JOIN letters ON letters.id = letter_id
        ORDER BY pages.id
        """,  # noqa: S608 - built of our own clauses
        [*values, limit],
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
    begin = min(at for at in map(squeezed.find, words) if at >= 0)
    start, end = marked.span(solid[begin], solid[min(begin + _AROUND, len(solid) - 1)] + 1)
    return " ".join(text[max(0, start - _AROUND) : end].split())
