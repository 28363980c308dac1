"""What a scan brought that was here before: the same letter again, or the same form anew."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial
from typing import NamedTuple

from correspondence_db.grouping import copy_of
from correspondence_db.store import Register
from extract.identity import is_same_form


class Kin(NamedTuple):
    """How many copies of a letter there are, and the letters of its form under other numbers."""

    letter_id: int
    copies: int
    forms: tuple[int, ...]


def kin_of(register: Register, letter_ids: Iterable[int]) -> tuple[Kin, ...]:
    """The kin of each of these letters, which are held."""
    return tuple(_kin(register, letter_id) for letter_id in letter_ids)


def _kin(register: Register, letter_id: int) -> Kin:
    (count,) = next(
        register.db.execute("SELECT count(*) FROM copies WHERE letter_id = ?", [letter_id])
    )
    return Kin(letter_id, count, tuple(_forms(register, letter_id)))


def _forms(register: Register, letter_id: int) -> Iterable[int]:
    """The letters that went out beside this one, within a week, with the same in them."""
    db = register.db
    beside = db.execute(
        """
        SELECT own.best_copy_id, other.best_copy_id, other.id FROM letters AS own
        JOIN letters AS other ON other.sender_key = own.sender_key AND other.id <> own.id
            AND other.own_date
                BETWEEN date(own.own_date, '-7 days') AND date(own.own_date, '+7 days')
        WHERE own.id = ? AND other.held ORDER BY other.id
        """,
        [letter_id],
    )
    read = cache(partial(copy_of, db))
    return [other for own, copy, other in beside if is_same_form(read(own), read(copy))]
