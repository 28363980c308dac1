"""Which offices a letter binds: titles taken for their offices, groups for their members.

An office is known by its name; where several bear one name, by its name and its place, so
that two อบต. of one name and one province are never taken for one.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sqlite_utils import Database

from correspondence_db.record import Row
from extract.chain import name_key
from extract.offices import (
    Group,
    Office,
    all_offices,
    circles_meant,
    group_of,
    includes,
    members_of,
    office_by_code,
    office_named,
    office_of_title,
    offices_called,
)

_key = lru_cache(maxsize=65536)(name_key)
_group_named = lru_cache(maxsize=4096)(group_of)
#: The place behind a name that others bear too.
_PLACE = re.compile(r"(?P<name>.*?)(?:\s+อำเภอ(?P<district>\S+))?(?:\s+จังหวัด(?P<province>\S+))?")

#: "หน่วยงานในสังกัด...": those of the letter's readers who are such.
_UNITS = re.compile(r"(?:หน่วยงาน|ส่วนราชการ)")
_BARE_KINDS = ("จังหวัด", "อำเภอ")

Arrivals = Mapping[str, date | None]  # office -> the first day that it received a letter


class Debtor(NamedTuple):
    """An office that owes, or a group whose members are not known.

    `via` is the group through which a member owes, None for whoever the letter itself names.
    """

    name: str
    via: str | None = None


# --- as the letter names them


def debtors_of(
    names: Iterable[str], issuer: str | None, received_by: Iterable[str] = ()
) -> tuple[Debtor, ...]:
    """The debtors named, each once; behind a group, those of its members known to have the letter.

    `issuer` is the office whose letter it is, `received_by` the offices that stamped a copy.
    """
    stamped = tuple(received_by)
    return _each_once(debtor for name in names for debtor in _named(name, issuer, stamped))


def _named(name: str, issuer: str | None, stamped: Sequence[str]) -> Iterator[Debtor]:
    if _group_named(name) is None:
        yield Debtor(office_behind(name))
        return
    yield Debtor(name)
    for office in stamped:
        if _is_member(name, office, issuer):
            yield Debtor(office, via=name)


def _each_once(debtors: Iterable[Debtor]) -> tuple[Debtor, ...]:
    by_key: dict[str, Debtor] = {}
    for debtor in debtors:
        by_key.setdefault(_key(debtor.name), debtor)
    return tuple(by_key.values())


@lru_cache(maxsize=4096)
def office_behind(name: str) -> str:
    """The office that a title heads, or the name itself: "นายอำเภอพาน" -> "อำเภอพาน"."""
    return office_of_title(name) or name


@lru_cache(maxsize=16384)
def _is_member(group_name: str, office: str, issuer: str | None) -> bool:
    """Whether an office that has a letter is of a group that `issuer` wrote to.

    Of a group that lists its members elsewhere, everyone is who received the letter.
    """
    group = group_of(group_name)
    if group is None:
        return False
    if not group.kinds:
        return office != issuer
    sender = office_named(issuer) if issuer else None
    if sender is None:
        return False
    member = office_named(office) or office_named(office, province=sender.province)
    return member is not None and includes(group, member, sender)


# --- all of them, by the register of offices


def bound_by(row: Row, received: Arrivals) -> tuple[Debtor, ...]:
    """Every office that a duty binds: whom its letter names, and all members of its groups.

    `row` is a duty with "debtors", and its letter's "addressees", "listed" (at its back), "sender"
    and "number". A group that no table resolves stands for itself, beside those of it who received
    the letter.
    """
    letter = _Asking(
        issuer_of(row["sender"], row["number"]),
        tuple(row["addressees"]),
        (*row["listed"], *(name for name in received if not is_same(name, row["sender"]))),
    )
    return _each_once(debtor for name in row["debtors"] for debtor in _bound(name, letter))


class _Asking(NamedTuple):
    """What a letter tells of those it asks: who asks, whom it addresses, whom it lists."""

    issuer: Office | None
    addressees: tuple[str, ...]
    listed: tuple[str, ...]


@lru_cache(maxsize=4096)
def _bound(name: str, letter: _Asking) -> tuple[Debtor, ...]:
    group = _group(name)
    if group is None and _UNITS.match(name):
        readers = (
            one
            for reader in letter.addressees
            if _group(reader) or not _UNITS.match(reader)
            for one in _bound(reader, letter)
        )
        return tuple(one._replace(via=name) for one in readers) or (Debtor(name),)
    if group is None:
        return (Debtor(label_near(name, letter.issuer)),)
    if group.kinds and letter.issuer:
        return _members(name, group, letter.issuer)
    named = tuple(Debtor(label_near(office, letter.issuer), via=name) for office in letter.listed)
    return named if group.listed and named else (Debtor(name), *named)


@lru_cache(maxsize=4096)
def _members(name: str, group: Group, issuer: Office) -> tuple[Debtor, ...]:
    """The members of a group under the office that writes to it."""
    return tuple(Debtor(label_of(office), via=name) for office in members_of(group, issuer))


def is_group(name: str) -> bool:
    """Whether a debtor is many offices, or may be."""
    return _group(name) is not None or _UNITS.match(name) is not None


@lru_cache(maxsize=4096)
def _group(name: str) -> Group | None:
    """The group that a debtor is; a bare "อำเภอ" is every one under the office that asks."""
    return group_of(name) or (group_of(f"ทุก{name}") if name in _BARE_KINDS else None)


def circles_named(name: str, issuer: Office | None) -> frozenset[str] | None:
    """The circles of the group that a name is, none where no table resolves it; None: no group."""
    group = _group(name)
    if group is None:
        return frozenset() if _UNITS.match(name) else None
    return circles_meant(group, issuer) if issuer else frozenset()


@lru_cache(maxsize=4096)
def issuer_of(sender: str | None, number: str | None) -> Office | None:
    """The office whose letter it is; of several with the name, the one of the letter's code."""
    if sender is None:
        return None
    code = office_by_code(number[:2]) if number else None
    return office_named(sender) or office_named(sender, province=code.province if code else None)


@lru_cache(maxsize=16384)
def label_near(name: str, issuer: Office | None) -> str:
    """The label of the office that `issuer` calls so; the bare name where it could be several."""
    office = office_behind(name)
    province, district = (issuer.province, issuer.district) if issuer else (None, None)
    found = (
        office_named(office)
        or (province and district and office_named(office, province, district))
        or (province and office_named(office, province))
    )
    return label_of(found) if found else office


@lru_cache(maxsize=65536)
def label_of(office: Office) -> str:
    """An office's name, and its place where others bear the same: no two have one label."""
    bearers = offices_called(office.name)
    if len(bearers) == 1:
        return office.name
    neighbours = [bearer for bearer in bearers if bearer.province == office.province]
    district = f" อำเภอ{office.district}" if len(neighbours) > 1 and office.district else ""
    return f"{office.name}{district} จังหวัด{office.province}"


@lru_cache(maxsize=4096)
def labels_of(asked: str) -> frozenset[str]:
    """The keys of the labels that a question may mean: every bearer of a name without its place."""
    bearers = offices_meant(asked)
    return frozenset({_key(office_behind(asked)), *(_key(label_of(office)) for office in bearers)})


@lru_cache(maxsize=1)
def _offices_by_label() -> Mapping[str, Office]:
    return {label_of(office): office for office in all_offices()}


def office_labelled(label: str) -> Office | None:
    """The office of the tables that a label is of; None where it is of none."""
    return _offices_by_label().get(label)


def labels_like(asked: str, limit: int) -> list[str]:
    """The labels that have a part of a name in them, the shortest first; none if it is a whole."""
    key = _key(asked)
    if not key or offices_meant(asked):
        return []
    return sorted((label for label in _offices_by_label() if key in _key(label)), key=len)[:limit]


def name_keys_of(asked: str) -> frozenset[str]:
    """The keys of the names, as stamps have them, of the offices that a question may mean."""
    meant = offices_meant(asked)
    return frozenset({_key(office_behind(asked)), *(_key(each.name) for each in meant)})


def offices_meant(asked: str) -> list[Office]:
    """The offices of a name, or those of them at the place behind it."""
    whole = " ".join(asked.split())
    place = _PLACE.fullmatch(whole)
    if place is None:
        return []
    names = {office_behind(whole), office_behind(place["name"])}
    return [
        office
        for name in sorted(names)
        for office in offices_called(name)
        if place["province"] in (None, office.province)
        and place["district"] in (None, office.district)
    ]


def is_one_of(label: str | None, labels: frozenset[str]) -> bool:
    """Whether a label is among those that a question may mean."""
    return label is not None and _key(label) in labels


# --- who received what


def arrivals_of(db: Database, letter_ids: Sequence[int]) -> dict[int, dict[str, date | None]]:
    """Letter -> the offices that stamped a copy of it, each with the first day that it did."""
    rows = db.execute(
        """
        SELECT letter_id, office, min(receipts.date) FROM copies
        JOIN receipts ON copy_id = copies.id
        WHERE letter_id IN (SELECT value FROM json_each(?)) AND office IS NOT NULL
        GROUP BY letter_id, office_key ORDER BY letter_id, office_key
        """,
        [json.dumps(list(letter_ids))],
    )
    found: defaultdict[int, dict[str, date | None]] = defaultdict(dict)
    for letter_id, office, day in rows:
        found[letter_id][office] = date.fromisoformat(day) if day else None
    return found


def holders_of(db: Database, letter_ids: Sequence[int]) -> dict[int, dict[str, date | None]]:
    """The same, and the offices that passed a letter on, who must have received it some day."""
    found = defaultdict(dict, arrivals_of(db, letter_ids))
    passed_on = db.execute(
        """
        SELECT DISTINCT target_id, letters.sender FROM links
        JOIN letters ON letters.id = letter_id
        WHERE target_id IN (SELECT value FROM json_each(?)) AND kind = 'forwards'
            AND letters.sender IS NOT NULL
        ORDER BY target_id, letters.sender
        """,
        [json.dumps(list(letter_ids))],
    )
    for letter_id, office in passed_on:
        if not any(is_same(office, holder) for holder in found[letter_id]):
            found[letter_id][office] = None
    return found


def by_label(received: Arrivals, issuer: Office | None) -> dict[str, date | None]:
    """The same by label; a stamp whose office could be one of several is nobody's."""
    return {label_near(office, issuer): day for office, day in received.items()}


def received_on(office: str, received: Arrivals) -> date | None:
    """The day on which an office received a letter, where its stamp tells."""
    return next((day for name, day in received.items() if is_same(name, office)), None)


def is_same(one: str | None, other: str | None) -> bool:
    """Whether two names are of one office, marks and spaces aside."""
    return one is not None and other is not None and _key(one) == _key(other)
