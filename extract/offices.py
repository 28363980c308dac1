"""Which office a printed line names, however damaged: the building, the short form, the name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein, ScoreAlignment

from extract.addressees import (
    Group,
    circles_meant,
    circles_of,
    group_of,
    includes,
    office_of_title,
    split_addressees,
)
from extract.gazetteer import (
    Agency,
    Form,
    Kind,
    Office,
    Place,
    agencies,
    agency_named,
    families,
    forms,
    places,
    places_called,
    postal_places,
    provinces,
)
from extract.numbers import letter_codes
from extract.thaitext import Skeleton, bones, fold_digits, looks, skeleton, skeleton_pattern

__all__ = [
    "Group", "Kind", "Office", "OfficeMatch", "Whereabouts", "all_offices", "circles_meant",
    "circles_of", "family_of", "find_office", "group_of", "includes", "members_of",
    "office_by_code", "office_named", "office_of_title", "offices_called", "offices_under",
    "parent_of", "split_addressees", "whereabouts",
]  # fmt: skip

_FORM_WEIGHT = 0.35  # of อำเภอ in อำเภอพาน: the name is what tells offices of a kind apart
_FORM_LEGIBLE = 80.0
_NAME_LEGIBLE = 0.55
_AGENCY_LEGIBLE = 0.78
_IN_PROVINCE_LEGIBLE = 0.3  # where the letter's code already says which province it must be
_ELSEWHERE = 0.8  # what is left of the score of an office in another province than the letter's
_OTHER_DISTRICT = 0.9  # and of one in another district than the postal code's
_WORD_LEFT_OVER = 0.97
# Thousands of names a letter apart: what is not quite one of them is likely another, unregistered.
_DENSE = (
    "subdistrict_administration", "subdistrict_municipality", "town", "city", "subdistrict",
    "police", "hospital",
)  # fmt: skip
_UNSUPPORTED = 0.5
_SURE = 0.65
_UNDER_DISTRICT = (
    "subdistrict", "subdistrict_administration", "subdistrict_municipality", "district_office",
    "police", "hospital",
)  # fmt: skip
_POSTAL_CODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
#: A province's letters before its postal code.
_SHORT_PROVINCE = re.compile(r"(?<![ก-๎])([ก-ฮ]{2})\.?\s*(?=\d{5})")
_SHORTEST_FUZZY = 5


class OfficeMatch(NamedTuple):
    """The office a line names, the score (0 to 1), and the next best of another name, if any."""

    office: Office
    score: float
    runner_up: Office | None


class Whereabouts(NamedTuple):
    """What an address tells: the province, and the districts that its postal code serves."""

    province: str | None
    districts: frozenset[str] = frozenset()


class _Context(NamedTuple):
    """What else is known: the letter's code and digits, the province and districts it is from."""

    code: str | None
    digits: str
    province: str | None
    districts: frozenset[str]


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
    text: str,
    *,
    code: str | None = None,
    province: str | None = None,
    district: str | None = None,
    address: Whereabouts | None = None,
) -> OfficeMatch | None:
    """The office that a printed line names; None where it names none of the register.

    `code` is the letter's number or its code ("ชร", "มท 0810.7/ว 1"): it gives the province or
    the ministry, and so tells apart offices that damage has made alike. So does the `address`
    under the line, which outweighs the code: two letters are sooner misread than five digits.
    """
    line = _line(text)
    context = _context(line, code, province or (address.province if address else None))
    districts = frozenset({district}) if district else address.districts if address else frozenset()
    context = context._replace(districts=districts)
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
        for office in offices_called(name)
        if (province in (None, office.province)) and (district in (None, office.district))
    ]
    return fitting[0] if len(fitting) == 1 else None


@lru_cache(maxsize=65536)
def offices_called(name: str) -> tuple[Office, ...]:
    """Every office that bears exactly this full name, in the order of the tables."""
    if _offices_called.cache_info().currsize:
        return _offices_called().get(name, ())
    return _bearers_of(name)


def _bearers_of(name: str) -> tuple[Office, ...]:
    """The same, without listing all offices that there are first."""
    central = [agency.office for agency in agencies() if agency.office.name == name]
    named = (form for form in forms() if form.use == "name" and name.startswith(form.office))
    local = [
        form.at(place)
        for form in named
        for place in places_called(form.places, name.removeprefix(form.office))
    ]
    return tuple(dict.fromkeys((*central, *local)))


def members_of(group: Group, issuer: Office) -> tuple[Office, ...]:
    """The offices of a group that `issuer` wrote to, in the order of the tables."""
    within = {at for circle in circles_meant(group, issuer) for at in _by_circle().get(circle, ())}
    return tuple(all_offices()[at] for at in sorted(within))


@cache
def _by_circle() -> dict[str, list[int]]:
    """Circle -> the places, among all offices, of those that are of it."""
    found: dict[str, list[int]] = {}
    for at, office in enumerate(all_offices()):
        for circle in circles_of(office):
            found.setdefault(circle, []).append(at)
    return found


@cache
def all_offices() -> tuple[Office, ...]:
    """Every office that the tables know, in their order."""
    return tuple(bearer for bearers in _offices_called().values() for bearer in bearers)


def offices_under(office: Office) -> tuple[Office, ...]:
    """An office and all below it, as `parent_of` has them: itself first."""
    below = _offices_below()
    found: dict[Office, None] = {}
    waiting = [office]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found[one] = None
            waiting += below.get(one.key, ())
    return tuple(found)


@cache
def _offices_below() -> dict[tuple[Kind, str, str | None, str | None], list[Office]]:
    """The key of an office -> the offices right under it."""
    below: dict[tuple[Kind, str, str | None, str | None], list[Office]] = {}
    for office in all_offices():
        if above := parent_of(office):
            below.setdefault(above.key, []).append(office)
    return below


def office_by_code(code: str) -> Office | None:
    """The province that a letter code is of: "ชร" -> จังหวัดเชียงราย."""
    province = provinces().get(code)
    return Office(f"จังหวัด{province}", "province", province) if province else None


def parent_of(office: Office) -> Office | None:
    """The office that an office is under, or that supervises it; None where no table tells.

    อบต. and เทศบาลตำบล are supervised by their อำเภอ, the larger ones by their จังหวัด.
    """
    if office.kind in _UNDER_DISTRICT and office.district and office.province:
        return Office(f"อำเภอ{office.district}", "district", office.province, office.district)
    if office.kind == "khet":
        return _central("กรุงเทพมหานคร")
    if office.kind == "province":
        return _central("กระทรวงมหาดไทย")
    if office.province:
        return Office(f"จังหวัด{office.province}", "province", office.province)
    agency = agency_named(office.name)
    kind, name = letter_codes().get((agency.code if agency else None) or "", ("", ""))
    above = _central(name) if kind in ("ministry", "agency") else None
    return above if above != office else None


def _central(name: str) -> Office | None:
    agency = agency_named(name)
    return agency.office if agency else None


def family_of(text: str) -> Kind | None:
    """The kind of an office that no table lists, by how its name begins: "โรงเรียน..."."""
    string = bones(text).lstrip(" .")
    found = [(len(words), kind) for words, kind in families() if string.startswith(words)]
    return max(found)[1] if found else None


def whereabouts(address: str) -> Whereabouts:
    """What an address line tells: "ถนนพหลโยธิน ชร ๕๗๑๒๐" -> เชียงราย, พาน."""
    folded = fold_digits(address)
    codes = [code for code in _POSTAL_CODE.findall(folded) if code in postal_places()]
    served = postal_places()[codes[-1]] if codes else frozenset()
    of_code = {province for province, _ in served}
    line = _line(f"ที่อยู่ {address}")  # a province that opens it follows something, too
    named = {name for name in provinces().values() if _follows(line, name)}
    short = {provinces()[code] for code in _SHORT_PROVINCE.findall(folded) if code in provinces()}
    said = named or (of_code & short) or of_code or short
    province = next(iter(said)) if len(said) == 1 else None
    return Whereabouts(province, frozenset(d for p, d in served if p == province))


@cache
def _offices_called() -> dict[str, tuple[Office, ...]]:
    called: dict[str, dict[Office, None]] = {}
    for agency in agencies():
        called.setdefault(agency.office.name, {})[agency.office] = None
    for form in forms():
        for place in places()[form.places] if form.use == "name" else ():
            called.setdefault(form.office + place.name, {})[form.at(place)] = None
    return {name: tuple(bearers) for name, bearers in called.items()}


# --- the line and what is known beside it

# Where a name ends though no space is printed: the address goes on.
_ADDRESS = skeleton_pattern(r"ถนน | ตำบล | หมู่ | เลขที่ | \d")
_THAI_WORD = re.compile(r"[ก-๎]{5,}")
_CODE = re.compile(r"[ก-ฮ]{2}")
_DIGITS = re.compile(r"\d{4}")


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


def _context(line: _Line, code: str | None, province: str | None) -> _Context:
    letters = _CODE.match(code) if code else None
    digits = _DIGITS.search(code) if code else None
    of_letter = provinces().get(letters[0]) if letters else None
    printed = next((name for name in provinces().values() if _follows(line, name)), None)
    return _Context(
        letters[0] if letters else None,
        digits[0] if digits else "",
        province or printed or of_letter,
        frozenset(),
    )


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
            for agency, score in _agencies_like(line.string[start:end], context):
                left_over = _WORD_LEFT_OVER**over
                yield agency.office, score * left_over * _known(agency, context)


def _known(agency: Agency, context: _Context) -> float:
    """How well an agency goes with the letter's code and digits, from 0 to 1."""
    if context.code in (None, agency.code):
        numbered = not agency.number or context.digits.startswith(agency.number)
        return 1.0 if numbered or not context.digits else 0.97
    return 0.9


def _agencies_like(name: str, context: _Context) -> Iterator[tuple[Agency, float]]:
    yield from _abbreviated(name, context)
    for _, score, at in process.extract(
        name,
        _agency_names(),
        scorer=Levenshtein.normalized_similarity,
        score_cutoff=_AGENCY_LEGIBLE,
        limit=2,
    ):
        yield agencies()[at], score


def _abbreviated(name: str, context: _Context) -> Iterator[tuple[Agency, float]]:
    """Agencies by their short names: of several that share one, the one whose code it is; of
    those that look like it, one alone."""
    meant = _agency_abbreviations().get(name, [])
    alike = meant or _abbreviations_by_look().get(looks(name), [])
    own = [agency for agency in alike if agency.code == context.code] or alike
    if len(own) == 1:
        yield own[0], 0.95 if meant else 0.8


@cache
def _agency_names() -> list[str]:
    return [bones(agency.office.name) for agency in agencies()]


@cache
def _agency_abbreviations() -> dict[str, list[Agency]]:
    short: dict[str, list[Agency]] = {}
    for agency in agencies():
        if agency.abbreviation:
            short.setdefault(bones(agency.abbreviation), []).append(agency)
    return short


@cache
def _abbreviations_by_look() -> dict[str, list[Agency]]:
    """How a short name looks -> the agencies whose it may be; two letters tell too little."""
    by_look: dict[str, list[Agency]] = {}
    for short, meant in _agency_abbreviations().items():
        if len(short.replace(".", "")) > len("ปภ"):
            by_look.setdefault(looks(short), []).extend(meant)
    return by_look


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
    near = not context.districts or place.district is None or place.district in context.districts
    here = supported or not context.province
    return guessed * (1.0 if here else _ELSEWHERE) * (1.0 if near else _OTHER_DISTRICT)


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
    fitting = [place for place in fitting if place.district in context.districts] or fitting
    spelt = max(fitting, key=lambda place: Levenshtein.normalized_similarity(printed, place.name))
    same = [place for place in fitting if place.name == spelt.name]
    return Place(
        spelt.name,
        spelt.province if all(p.province == spelt.province for p in same) else None,
        spelt.district if all(p.district == spelt.district for p in same) else None,
    )
