"""Which office a printed line names, however damaged: the building, the short form, the name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein, ScoreAlignment

from extract.addressees import Group, group_of, includes, office_of_title, split_addressees
from extract.gazetteer import Agency, Form, Kind, Office, Place, agencies, forms, places, provinces
from extract.thaitext import Skeleton, bones, looks, skeleton, skeleton_pattern

__all__ = [
    "Group", "Kind", "Office", "OfficeMatch", "find_office", "group_of", "includes",
    "office_by_code", "office_named", "office_of_title", "split_addressees",
]  # fmt: skip

_FORM_WEIGHT = 0.35  # of อำเภอ in อำเภอพาน: the name is what tells offices of a kind apart
_FORM_LEGIBLE = 80.0
_NAME_LEGIBLE = 0.55
_AGENCY_LEGIBLE = 0.78
_IN_PROVINCE_LEGIBLE = 0.3  # where the letter's code already says which province it must be
_ELSEWHERE = 0.8  # what is left of the score of an office in another province than the letter's
_WORD_LEFT_OVER = 0.97
# Thousands of names a letter apart: what is not quite one of them is likely another, unregistered.
_DENSE = ("subdistrict_administration", "subdistrict_municipality", "town", "city")
_UNSUPPORTED = 0.5
_SURE = 0.65
_SHORTEST_FUZZY = 5


class OfficeMatch(NamedTuple):
    """The office a line names, the score (0 to 1), and the next best of another name, if any."""

    office: Office
    score: float
    runner_up: Office | None


class _Context(NamedTuple):
    """What else is known: the code and province of the letter, the district of its office."""

    code: str | None
    province: str | None
    district: str | None


class _Line(NamedTuple):
    """A line's skeleton and the places in it, from 0 to its length, where a name may end."""

    marked: Skeleton
    cuts: tuple[int, ...]

    @property
    def string(self) -> str:
        return self.marked.string

    def printed(self, start: int, end: int) -> str:
        """What `string[start:end]` stands for, as it was read."""
        return self.marked.source[slice(*self.marked.span(start, end))]


def find_office(
    text: str, *, code: str | None = None, province: str | None = None, district: str | None = None
) -> OfficeMatch | None:
    """The office that a printed line names; None where it names none of the register.

    `code` is the letter's number or its code ("ชร", "มท 0810.7/ว 1"): it gives the province or
    the ministry, and so tells apart offices that damage has made alike.
    """
    line = _line(text)
    context = _context(line, code, province, district)
    candidates = [*_agencies_named(line, context), *_offices_named(line, context)]
    found = sorted(candidates, key=lambda candidate: -candidate[1])
    if not found or found[0][1] < _SURE:
        return None
    best, score = found[0]
    others = [office for office, _ in found if office.name != best.name]
    return OfficeMatch(best, round(score, 3), others[0] if others else None)


def office_named(
    name: str, province: str | None = None, district: str | None = None
) -> Office | None:
    """The office of exactly this full name; None where there is none, or several fit."""
    fitting = [
        office
        for office in _offices_called().get(name, ())
        if (province in (None, office.province)) and (district in (None, office.district))
    ]
    return fitting[0] if len(fitting) == 1 else None


def office_by_code(code: str) -> Office | None:
    """The province that a letter code is of: "ชร" -> จังหวัดเชียงราย."""
    province = provinces().get(code)
    return Office(f"จังหวัด{province}", "province", province) if province else None


@cache
def _offices_called() -> dict[str, list[Office]]:
    called: dict[str, list[Office]] = {}
    for agency in agencies():
        called.setdefault(agency.office.name, []).append(agency.office)
    for form in forms():
        for place in places()[form.places] if form.use == "name" else ():
            called.setdefault(form.office + place.name, []).append(form.at(place))
    return called


# --- the line and what is known beside it

# Where a name ends though no space is printed: the address goes on.
_ADDRESS = skeleton_pattern(r"ถนน | ตำบล | หมู่ | เลขที่ | \d")
_THAI_WORD = re.compile(r"[ก-๎]{5,}")
_CODE = re.compile(r"[ก-ฮ]{2}")


def _line(text: str) -> _Line:
    marked = skeleton(text)
    gaps = [
        at
        for at in range(1, len(marked.string))
        if any(char.isspace() for char in text[marked.offsets[at - 1] : marked.offsets[at]])
    ]
    address = [match.start() for match in _ADDRESS.finditer(marked.string)]
    cuts = sorted({0, *gaps, *address, len(marked.string)})
    return _Line(marked, tuple(cuts))


def _context(line: _Line, code: str | None, province: str | None, district: str | None) -> _Context:
    letters = _CODE.match(code) if code else None
    of_letter = provinces().get(letters[0]) if letters else None
    printed = next((name for name in provinces().values() if _follows(line, name)), None)
    return _Context(letters[0] if letters else None, province or printed or of_letter, district)


def _follows(line: _Line, province: str) -> bool:
    """Whether a line goes on with its province: "เทศบาลตำบล... จังหวัดเชียงราย"."""
    return line.string.find(bones(f"จังหวัด{province}")) > 0 or (
        line.string.find(bones(f"จ.{province}")) > 0
    )


# --- central offices


def _agencies_named(line: _Line, context: _Context) -> Iterator[tuple[Office, float]]:
    for start in line.cuts[:-1]:
        if _THAI_WORD.search(line.string[:start]):
            return
        for over, end in enumerate(reversed([cut for cut in line.cuts if cut > start])):
            for agency, score in _agencies_like(line.string[start:end]):
                known = context.code in (None, agency.code)
                left_over = _WORD_LEFT_OVER**over
                yield agency.office, score * left_over * (1.0 if known else 0.9)


def _agencies_like(name: str) -> Iterator[tuple[Agency, float]]:
    if name in _agency_abbreviations():
        yield _agency_abbreviations()[name], 0.95
    for _, score, at in process.extract(
        name,
        _agency_names(),
        scorer=Levenshtein.normalized_similarity,
        score_cutoff=_AGENCY_LEGIBLE,
        limit=2,
    ):
        yield agencies()[at], score


@cache
def _agency_names() -> list[str]:
    return [bones(agency.office.name) for agency in agencies()]


@cache
def _agency_abbreviations() -> dict[str, Agency]:
    return {bones(agency.abbreviation): agency for agency in agencies() if agency.abbreviation}


# --- offices of places


class _Names(NamedTuple):
    """The names of one kind of place: their keys, how these look, and who bears each."""

    keys: list[str]
    looks: list[str]
    bearers: dict[str, list[Place]]


def _offices_named(line: _Line, context: _Context) -> Iterator[tuple[Office, float]]:
    for form in forms():
        for start, end, legibility in _form_in(form, line):
            if form.use != "building" and _THAI_WORD.search(line.string[:start]):
                continue
            for office, score in _at_places(form, line, end, context):
                weighed = _FORM_WEIGHT * legibility + (1 - _FORM_WEIGHT) * score
                yield office, weighed


def _form_in(form: Form, line: _Line) -> Iterator[tuple[int, int, float]]:
    """Where a line prints the form: (start, end, legibility); a form starts a word."""
    printed = bones(form.printed)
    at = line.string.find(printed)
    if at >= 0:
        if at in line.cuts:
            yield at, at + len(printed), 1.0
    elif form.use != "short" and len(printed) >= _SHORTEST_FUZZY:
        near = fuzz.partial_ratio_alignment(printed, line.string, score_cutoff=_FORM_LEGIBLE)
        if near and near.src_end - near.src_start == len(printed) and _starts_word(near, line):
            yield near.dest_start, near.dest_end, near.score / 100


def _starts_word(near: ScoreAlignment, line: _Line) -> bool:
    return any(abs(near.dest_start - cut) <= 1 for cut in line.cuts)


def _at_places(
    form: Form, line: _Line, start: int, context: _Context
) -> Iterator[tuple[Office, float]]:
    """The offices of a form that the line may go on to name from `start`, each with a score."""
    ends = [cut for cut in line.cuts if cut > start]
    if not ends and form.places == "จังหวัด" and context.province:
        bearers = _names(form.places).bearers[bones(context.province)]
        yield form.at(bearers[0]), 0.7
    for over, end in enumerate(reversed(ends)):
        name = _whole_name(line.string[start:end], form, context)
        for key, score in _names_like(name, form.places, context):
            bearers = _names(form.places).bearers[key]
            place = _bearer(bearers, line.printed(start, end), context)
            fit = _fit(form, place, context, exact=key == name)
            yield form.at(place), score * fit * _WORD_LEFT_OVER**over


def _fit(form: Form, place: Place, context: _Context, exact: bool) -> float:
    """How well a place goes with the province that is known, from 0 to 1."""
    supported = context.province is not None and place.province == context.province
    guessed = _UNSUPPORTED if form.kind in _DENSE and not (exact or supported) else 1.0
    return guessed * (_ELSEWHERE if context.province and not supported else 1.0)


def _whole_name(name: str, form: Form, context: _Context) -> str:
    """อำเภอเมือง of a province is called by both names."""
    capital = form.places == "อำเภอ" and name == bones("เมือง") and context.province
    return name + bones(context.province) if capital and context.province else name


def _names_like(name: str, kind: str, context: _Context) -> Iterator[tuple[str, float]]:
    """The names of a kind of place that resemble `name`, with how much (0 to 1)."""
    names = _names(kind)
    for choices, read in ((names.keys, name), (names.looks, looks(name))):
        for _, _, at in process.extract(
            read,
            choices,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=_NAME_LEGIBLE,
            limit=4,
        ):
            yield names.keys[at], _likeness(name, names.keys[at])
    if kind == "จังหวัด" and context.province:
        key = bones(context.province)
        likeness = _likeness(name, key)
        if likeness >= _IN_PROVINCE_LEGIBLE:
            yield key, (1 + likeness) / 2


def _likeness(name: str, key: str) -> float:
    as_read = Levenshtein.normalized_similarity(name, key)
    by_look = Levenshtein.normalized_similarity(looks(name), looks(key))
    return (as_read + by_look) / 2


@cache
def _names(kind: str) -> _Names:
    bearers: dict[str, list[Place]] = {}
    for place in places()[kind]:
        bearers.setdefault(place.key, []).append(place)
    keys = list(bearers)
    return _Names(keys, [looks(key) for key in keys], bearers)


def _bearer(bearers: list[Place], printed: str, context: _Context) -> Place:
    """Who bears a name: the one that fits what is known, or a place that could be any of them."""
    fitting = [place for place in bearers if place.province == context.province] or bearers
    fitting = [place for place in fitting if place.district == context.district] or fitting
    spelt = max(fitting, key=lambda place: Levenshtein.normalized_similarity(printed, place.name))
    same = [place for place in fitting if place.name == spelt.name]
    return Place(
        spelt.name,
        spelt.key,
        spelt.province if all(p.province == spelt.province for p in same) else None,
        spelt.district if all(p.district == spelt.district for p in same) else None,
    )
