"""A letter read back from its JSON: the inverse of `extract.letter.jsonable`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from extract.dates import Due
from extract.letter import Letter
from extract.numbers import LetterNumber
from ocr.page import Box

_ORDER = re.compile(r"(?P<running>\d+)/(?P<year>\d+)")
_NUMBER = re.compile(
    r"(?P<code>\S+) (?P<agency>[^/]+)/(?:(?P<series>[^\d\s]+) ?)?(?P<running>\d+)?"
)


def letter_from_json(told: Mapping[str, Any]) -> Letter:
    """The letter that `Letter.to_json` spelled out; what an older one left out is left out.

    Raises ValueError, KeyError or TypeError for what no letter was ever spelled like.
    """
    letter: Letter = built(Letter, told)
    return letter


def built(kind: Any, told: Any) -> Any:  # Any: it walks every type of a letter
    """A value of an annotated type, out of its JSON."""
    if told is None:
        return None
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return built(next(one for one in inside if one is not type(None)), told)
    if origin is tuple:
        return tuple(built(inside[0], item) for item in told)
    if kind in _LEAVES:
        return _LEAVES[kind](told)
    if is_dataclass(origin or kind):
        return _dataclass(origin or kind, inside, told)
    return told


def _dataclass(kind: Any, inside: tuple[Any, ...], told: Mapping[str, Any]) -> Any:
    """`inside` is what a generic dataclass holds where its annotation is a type variable."""
    values = {}
    for name, hint, needed in _fields(kind):
        if name in told or needed:
            values[name] = built(inside[0] if isinstance(hint, TypeVar) else hint, told[name])
    return kind(**values)


@cache
def _fields(kind: Any) -> tuple[tuple[str, Any, bool], ...]:
    """The name and type of each field, and whether it must be told."""
    hints = get_type_hints(kind)
    return tuple((each.name, hints[each.name], each.default is MISSING) for each in fields(kind))


def number_from_text(text: str) -> LetterNumber:
    """The number that str() spelled so."""
    if order := _ORDER.fullmatch(text):
        return LetterNumber("", "", "", order["running"], int(order["year"]))
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ValueError(f"not a number of ours: {text}")
    return LetterNumber(match["code"], match["agency"], match["series"] or "", match["running"])


def due_from_json(told: Mapping[str, Any]) -> Due:
    """The deadline that `Due.to_json` spelled out."""
    return Due(
        kind=told["kind"],
        date=date.fromisoformat(told["date"]) if told.get("date") else None,
        time=time.fromisoformat(told["time"]) if told.get("time") else None,
        rrule=told.get("rrule"),
        days=told.get("days"),
        business=bool(told.get("business", False)),
        start=told.get("from"),
    )


_LEAVES: Mapping[Any, Callable[[Any], Any]] = {
    LetterNumber: number_from_text,
    Due: due_from_json,
    Box: lambda told: Box(*told),
    date: date.fromisoformat,
    time: time.fromisoformat,
}
