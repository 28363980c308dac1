"""Which offices a letter binds: titles taken for their offices, groups for their known members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sqlite_utils import Database

from extract.chain import name_key
from extract.offices import group_of, includes, office_named, office_of_title

_key = lru_cache(maxsize=16384)(name_key)

Arrivals = Mapping[str, date | None]  # office -> the first day that it received a letter


class Debtor(NamedTuple):
    """An office that owes, or a group as the letter names it.

    `via` is the group through which a member owes, None for whoever the letter itself names.
    """

    name: str
    via: str | None = None


def debtors_of(
    names: Iterable[str], issuer: str | None, received_by: Iterable[str] = ()
) -> tuple[Debtor, ...]:
    """The debtors named, each once; behind a group, those of its members known to have the letter.

    `issuer` is the office whose letter it is, `received_by` the offices that stamped a copy.
    """
    stamped = tuple(received_by)
    found = (debtor for name in names for debtor in _debtors(name, issuer, stamped))
    by_key: dict[str, Debtor] = {}
    for debtor in found:
        by_key.setdefault(_key(debtor.name), debtor)
    return tuple(by_key.values())


def _debtors(name: str, issuer: str | None, stamped: Sequence[str]) -> Iterator[Debtor]:
    if group_of(name) is None:
        yield Debtor(office_behind(name))
        return
    yield Debtor(name)
    for office in stamped:
        if is_member(name, office, issuer, has_letter=True):
            yield Debtor(office, via=name)


@lru_cache(maxsize=4096)
def office_behind(name: str) -> str:
    """The office that a title heads, or the name itself: "นายอำเภอพาน" -> "อำเภอพาน"."""
    return office_of_title(name) or name


@lru_cache(maxsize=16384)
def is_member(group_name: str, office: str, issuer: str | None, *, has_letter: bool) -> bool:
    """Whether an office is of a group that `issuer` wrote to.

    Of a group that lists its members elsewhere, everyone is who received the letter.
    """
    group = group_of(group_name)
    if group is None:
        return False
    if not group.kinds:
        return has_letter and office != issuer
    sender = office_named(issuer) if issuer else None
    if sender is None:
        return False
    member = office_named(office) or office_named(office, province=sender.province)
    return member is not None and includes(group, member, sender)


def arrivals(db: Database, letter_id: int) -> Arrivals:
    """The offices that stamped a copy of a letter, each with the first day that it did."""
    rows = db.execute(
        """
        SELECT office, min(receipts.date) FROM copies JOIN receipts ON copy_id = copies.id
        WHERE letter_id = ? AND office IS NOT NULL GROUP BY office_key ORDER BY office_key
        """,
        [letter_id],
    )
    return {office: date.fromisoformat(day) if day else None for office, day in rows}


def received_on(office: str, received: Arrivals) -> date | None:
    """The day on which an office received a letter, where its stamp tells."""
    return next((day for name, day in received.items() if is_same(name, office)), None)


def is_same(one: str, other: str) -> bool:
    """Whether two names are of one office, marks and spaces aside."""
    return _key(one) == _key(other)
