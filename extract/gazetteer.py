"""The offices that exist: what they are called, where they stand, and the tables that say so."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple, cast

from extract.numbers import letter_codes
from extract.thaitext import bones

Kind = Literal[
    "province", "district", "khet", "provincial_administration", "city", "town",
    "subdistrict_municipality", "subdistrict_administration", "special",
    "provincial_office", "district_office", "ministry", "department", "agency", "enterprise",
    "subdistrict", "police", "hospital", "school", "education_area", "university", "court",
    "prison", "company", "military", "association",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Office:
    """An office (หน่วยงาน) under its full name; where it stands as far as that is certain.

    "อำเภอพาน" is ("อำเภอพาน", "district", "เชียงราย", "พาน"); central offices have no place, and
    an office whose name is borne by several has no province.
    """

    name: str
    kind: Kind
    province: str | None = None
    district: str | None = None

    @property
    def key(self) -> tuple[Kind, str, str | None, str | None]:
        """What tells offices apart: two อบต.โคกสว่าง of one province differ by their district."""
        return self.kind, self.name, self.province, self.district


class Place(NamedTuple):
    """What follows an office's kind in its name: "พาน" in "อำเภอพาน"."""

    name: str
    province: str | None
    district: str | None

    @property
    def key(self) -> str:
        """Its skeleton."""
        return bones(self.name)


class Form(NamedTuple):
    """How a family of offices is printed: `printed`, then a place; `office` begins the name."""

    use: Literal["name", "building", "short"]
    printed: str
    office: str
    kind: Kind
    places: str

    def at(self, place: Place) -> Office:
        return Office(self.office + place.name, self.kind, place.province, place.district)


class Agency(NamedTuple):
    """A central office, with its letter code and the first digits of its letter numbers."""

    office: Office
    abbreviation: str | None
    code: str | None
    number: str | None


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of this package's tables."""
    path = resources.files("extract") / "data" / f"{name}.csv"
    with path.open(encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    return [dict(zip(head, row, strict=True)) for row in rows]


@cache
def forms() -> tuple[Form, ...]:
    return tuple(
        Form(cast(Literal["name"], row["use"]), row["printed"], row["office"],
             cast(Kind, row["kind"]), row["places"])
        for row in table("office_forms")
    )  # fmt: skip


@cache
def agencies() -> tuple[Agency, ...]:
    return tuple(
        Agency(
            Office(row["name"], cast(Kind, row["kind"])),
            row["abbreviation"] or None,
            row["code"] or None,
            row["number"] or None,
        )
        for row in table("agencies")
    )


def agency_named(name: str) -> Agency | None:
    """The central office of exactly this full name."""
    return _agencies_by_name().get(name)


@cache
def _agencies_by_name() -> dict[str, Agency]:
    return {agency.office.name: agency for agency in agencies()}


@cache
def provinces() -> Mapping[str, str]:
    """Letter code -> province: "ชร" -> "เชียงราย"; Bangkok writes like a ministry."""
    return {
        code: office.removeprefix("จังหวัด")
        for code, (kind, office) in letter_codes().items()
        if kind == "province" and office.startswith("จังหวัด")
    }


@cache
def places() -> Mapping[str, tuple[Place, ...]]:
    """Kind of place -> the places of that kind."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for kind, name, province, district in _place_rows():
        found[kind].append(Place(name, province, district))
    return {kind: tuple(group) for kind, group in found.items()}


def places_called(kind: str, name: str) -> tuple[Place, ...]:
    """The places of a kind and of exactly this name."""
    return _places_by_name()[kind].get(name, ())


@cache
def _places_by_name() -> Mapping[str, Mapping[str, tuple[Place, ...]]]:
    found: defaultdict[str, defaultdict[str, tuple[Place, ...]]] = defaultdict(
        lambda: defaultdict(tuple)
    )
    for kind, group in places().items():
        for place in group:
            found[kind][place.name] += (place,)
    return found


def _place_rows() -> Iterator[tuple[str, str, str, str | None]]:
    yield from (("จังหวัด", name, name, None) for name in provinces().values())
    for row in table("districts"):
        yield row["kind"], row["name"], row["province"], row["name"]
    for row in table("subdistricts"):
        yield row["kind"], row["name"], row["province"], row["district"]
    for row in table("local_government"):
        yield row["kind"], row["name"], row["province"], row["district"] or None


@cache
def postal_places() -> Mapping[str, frozenset[tuple[str, str]]]:
    """Postal code -> the (province, district)s that it serves: "57120" -> เชียงราย, พาน."""
    served: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in table("subdistricts"):
        for code in row["postal_codes"].split():
            served[code].add((row["province"], row["district"]))
    return {code: frozenset(found) for code, found in served.items()}


@cache
def families() -> tuple[tuple[str, Kind], ...]:
    """How offices that no table lists are named (skeleton of the first words), and their kind."""
    return tuple((bones(row["words"]), cast(Kind, row["kind"])) for row in table("office_families"))
