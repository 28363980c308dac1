"""What letters are about: topics.toml as typed values."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple


class Asked(NamedTuple):
    """Something that a letter asks for; `text` may hold {office}, to whom it is owed."""

    action: str
    text: str


class Form(NamedTuple):
    """A form that may be attached: its title and the titles of its columns."""

    title: str
    columns: tuple[str, ...]


class Topic(NamedTuple):
    """A matter, the department that starts it, and that department's office in a province."""

    subject: str
    department: str
    branch: str
    why: tuple[str, ...]
    steps: tuple[Asked, ...]
    owed: tuple[Asked, ...]
    forms: tuple[Form, ...]


@cache
def topics() -> tuple[Topic, ...]:
    return tuple(
        Topic(
            row["subject"],
            row["department"],
            row["branch"],
            tuple(row["why"]),
            tuple(Asked(*each) for each in row["steps"]),
            tuple(Asked(*each) for each in row["owed"]),
            tuple(Form(title, tuple(columns)) for title, *columns in row["forms"]),
        )
        for row in _file()["topic"]
    )


@cache
def traps() -> tuple[str, ...]:
    """Sentences with slots {past}, {year}, {n}: their dates and numbers are no deadlines."""
    return tuple(_file()["traps"])


@cache
def background() -> tuple[str, ...]:
    """Paragraphs that would go with any matter, with the slots of `traps`."""
    return tuple(_file()["background"])


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("topics.toml").read_text("utf-8"))
