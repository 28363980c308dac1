"""Who a letter is addressed to: titles, the offices behind them, and groups of offices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import cast

from rapidfuzz.distance import Levenshtein

from extract.gazetteer import Kind, Office, agencies, forms, table
from extract.thaitext import Skeleton, bones, skeleton, skeleton_pattern

_EVERY_ONE = "ทุกแห่ง"


@dataclass(frozen=True, slots=True)
class Group:
    """Many offices named at once ("นายอำเภอ ทุกอำเภอ"): all of `kinds` under `scope`.

    `scope` is the office named in the text, None for the one that issued the letter. A `listed`
    group is the list at the letter's back, and a group without kinds is of a kind unknown.
    """

    kinds: frozenset[Kind]
    scope: str | None = None
    listed: bool = False


# --- one office by its head's title

_ON_BEHALF = skeleton_pattern(r"(?: ราชการ | หน้าที่ | การ ) แทน (?=.)")
_ACTING = skeleton_pattern(r"ปฏิบัติราชการ | ปฏิบัติหน้าที่ | รักษาราชการ | รักษาการ | ทำการแทน")
_EVERY = skeleton_pattern(
    r"""ทุก ๆ? (?: แห่ง | จังหวัด | อำเภอ | เขต | ตำบล | กระทรวง | กรม
    | ส่วน(?:ราชการ)? | หน่วย(?:งาน)? | ท่าน | คน )"""
)
_LISTED = skeleton_pattern(r"(?:ราย)?ชื่อ .{0,12}? แนบท้าย | บัญชี .{0,12}? แนบ | ตามบัญชี | ตามรายชื่อ")
_WITHIN = skeleton_pattern(r"ใน (?:เขต)? (?:พื้นที่)? (?:ของ)? (?= (?:จังหวัด|อำเภอ) [ก-ฮเ-ไ] )")
#: The places of all who are written to: it narrows nothing.
_OF_THEIRS = skeleton_pattern(
    r"""ใน (?:เขต)? (?: พื้นที่ | ท้องที่ | สังกัด ) (?:ที่)? (?:ความ)? (?:รับผิดชอบ)? (?:ของ(?:ตน|ท่าน))?
    (?= $ | ทุก )"""
)

# What a title like หัวหน้า or ผู้อำนวยการ may stand before, of all that is no place's office.
_OFFICE_WORD = re.compile(
    r"กรม|สำนัก|กอง|ศูนย์|โรง|วิทยาลัย|มหาวิทยาลัย|สถา|สภา|การ|เขต|ส่วน|ฝ่าย|กลุ่ม|เทศบาล|องค์การ"
    r"|ตำรวจ|เรือนจำ|ทัณฑสถาน|คณะ|แขวง|ธนาคาร|มูลนิธิ|สมาคม"
)

_DAMAGE = 8  # a title may have one letter in so many wrong


def office_of_title(title: str) -> str | None:
    """The office that a title heads: "นายกเทศมนตรีตำบลเมืองพาน" -> "เทศบาลตำบลเมืองพาน".

    Of someone who signs for another, the other's; an office's own name gives itself. None for a
    group, for a bare "นายอำเภอ", and for words that are no title.
    """
    marked = _principal(skeleton(title.strip()))
    if not marked.string or group_of(title):
        return None
    opened = [
        (marked.string.startswith(words), len(words), end, office)
        for words, office in _headed_offices()
        if (end := _opening(marked.string, words))
    ]
    if not opened:
        return None
    _, _, end, office = max(opened)
    return _named(office, _rest(marked, end))


def _principal(marked: Skeleton) -> Skeleton:
    """Of "A ปฏิบัติราชการแทน B" the title B; รอง before a title is dropped."""
    start = max((m.end() for m in _ON_BEHALF.finditer(marked.string)), default=0)
    start += marked.string.startswith("รอง", start) * len("รอง")
    return Skeleton(marked.source, marked.string[start:], marked.offsets[start:])


def _rest(marked: Skeleton, end: int) -> str:
    """What is printed behind the title, up to words on how its bearer acts."""
    acting = _ACTING.search(marked.string, end)
    stop = acting.start() if acting else len(marked.string)
    if stop <= end:
        return ""
    start, stop = marked.span(end, stop)
    return " ".join(marked.source[start:stop].split())


def _named(office: str, place: str) -> str | None:
    if not place:
        return office if office in _complete_names() else None
    return office + place if office or _OFFICE_WORD.match(place) else None


@cache
def _headed_offices() -> tuple[tuple[str, str], ...]:
    """Skeleton of a title, or of an office's name -> how the name of the office begins."""
    titles = [(row["title"], row["office"]) for row in table("titles")]
    printed = [(form.printed, form.office) for form in forms()]
    central = [(agency.office.name, agency.office.name) for agency in agencies()]
    short = [(a.abbreviation, a.office.name) for a in agencies() if a.abbreviation]
    return tuple((bones(words), office) for words, office in (*titles, *printed, *central, *short))


@cache
def _complete_names() -> frozenset[str]:
    return frozenset(agency.office.name for agency in agencies())


def _opening(string: str, words: str) -> int:
    """Where `words` end if `string` opens with them, a little damaged or not; else 0."""
    if string.startswith(words):
        return len(words)
    allowed = len(words) // _DAMAGE
    if (
        not allowed
        or Levenshtein.distance(string[: len(words)], words, score_cutoff=2 * allowed) > 2 * allowed
    ):
        return 0  # most titles: to end a letter sooner or later saves one slip at most
    ends = range(len(words) - allowed, len(words) + allowed + 1)
    near = [(Levenshtein.distance(string[:end], words, score_cutoff=allowed), end) for end in ends]
    distance, end = min(near, default=(allowed + 1, 0))
    return end if distance <= allowed else 0


# --- many offices at once


def group_of(text: str) -> Group | None:
    """The group of offices that an addressee is, or None where it is one office."""
    marked = skeleton(text.strip())
    if _LISTED.search(marked.string):
        return Group(frozenset(), listed=True)
    every, within = _EVERY.search(marked.string), _WITHIN.search(marked.string)
    theirs = _OF_THEIRS.search(marked.string)
    ends = [match.start() for match in (every, within, theirs) if match]
    titles = marked.string[: min(ends, default=len(marked.string))]
    if every and not titles:  # "ทุกอำเภอ" has no title before it
        titles = every[0].removeprefix("ทุก")
    kinds = _group_kinds(titles, bool(every))
    if not kinds and not every:
        return None
    return Group(kinds, _rest(marked, within.end()) if within else None)


def includes(group: Group, office: Office, issuer: Office) -> bool:
    """Whether an office is of a group that `issuer` wrote to: of its kinds, and under it."""
    return not circles_meant(group, issuer).isdisjoint(circles_of(office))


def circles_meant(group: Group, issuer: Office) -> frozenset[str]:
    """What tells the members of a group that `issuer` wrote to: one of these is of their circles.

    "district@จังหวัดเชียงราย" is every อำเภอ of that province, "district@" every one there is.
    """
    if group.scope:
        place: str | None = group.scope
    elif issuer.kind in ("district", "district_office"):
        place = _district_at(issuer)
    elif issuer.kind in ("province", "provincial_office", "provincial_administration"):
        place = f"จังหวัด{issuer.province}" if issuer.province else None
    else:
        place = "" if issuer.kind in ("ministry", "department", "agency") else None
    return frozenset() if place is None else frozenset(f"{kind}@{place}" for kind in group.kinds)


@cache
def circles_of(office: Office) -> frozenset[str]:
    """The circles that an office is of: its kind everywhere, and at each place that it is in."""
    places = [""]
    places += [f"จังหวัด{office.province}"] if office.province else []
    places += [f"อำเภอ{office.district}"] if office.district else []
    places += filter(None, [_district_at(office)])
    return frozenset(f"{office.kind}@{place}" for place in places)


def _district_at(office: Office) -> str | None:
    """The district that an office is in, told apart from others of its name."""
    whole = office.province and office.district
    return f"จังหวัด{office.province} อำเภอ{office.district}" if whole else None


def _group_kinds(base: str, every: bool) -> frozenset[Kind]:
    """The kinds that one or more titles ("นายกเทศมนตรีตำบลและนายก...") head; empty: unknown."""
    kinds = [
        kinds
        for title in re.split(r"และ(?=นาย|ปลัด|หัวหนา|ผู|สวน|หนวย|เทศ|อง|ที)|[,/]", base)
        for kinds in [_kinds_of_title().get((title, every))]
        if kinds
    ]
    return frozenset().union(*kinds)


@cache
def _kinds_of_title() -> dict[tuple[str, bool], frozenset[Kind]]:
    """(skeleton of a title, whether "ทุก..." follows) -> the kinds of office meant."""
    kind_of = {form.office: form.kind for form in forms()}
    titles = [(row["title"], row["office"]) for row in table("titles")]
    headed = [*titles, *((form.printed, form.office) for form in forms())]
    kinds: dict[tuple[str, bool], frozenset[Kind]] = {
        (bones(words), True): frozenset({kind_of[office]})
        for words, office in headed
        if office in kind_of
    }
    for row in table("group_titles"):
        meant = frozenset(cast(Kind, kind) for kind in row["kinds"].split())
        kinds[bones(row["title"]), True] = meant
        if row["stands_alone"] == "yes":
            kinds[bones(row["title"]), False] = meant
    return kinds


# --- one by one

# These open an addressee wherever they stand; other openers do behind a space, a comma, "และ".
_TITLE = skeleton_pattern(
    r"""(?<!รอง) (?<!สำนัก) (?<!สำนักงาน) (?<!ผู้ช่วย) (?<!เลขานุการ)
    (?: นายกเทศมนตรี | นายกองค์การบริหาร | นายก\ ?(?:อบต|อบจ|ทต)\. | นายอำเภอ | ผู้ว่าราชการจังหวัด
    | ปลัดเทศบาล | ปลัดองค์การบริหาร | ปลัดกระทรวง | หัวหน้าส่วนราชการ | อธิบดีกรม | อธิการบดี
    | ผู้บัญชาการ | เลขาธิการ | ผู้อำนวยการ )"""
)
_OFFICE = skeleton_pattern(
    r"""(?<!หัวหน้า) (?<!ผู้อำนวยการ)
    (?: (?:หัวหน้า)? (?: ส่วนราชการ | หน่วยงาน | รัฐวิสาหกิจ ) | องค์กรปกครอง | ที่ว่าการอำเภอ
    | เทศบาล | องค์การบริหารส่วน | หัวหน้า | กำนัน | ผู้ใหญ่บ้าน | ท้องถิ่น(?:จังหวัด|อำเภอ) )"""
)
_PLAIN_OFFICE = skeleton_pattern(r"(?: จังหวัด | อำเภอ | กระทรวง | กรม | สำนัก | กอง | ศูนย์ )")
_JOINED = skeleton_pattern(r"(?: และ | [,/] )$")
_LISTING_MARK = re.compile(r"[,/]")
_ITEM_NUMBER = r"\(?[\d๐-๙]{1,2}[.)]"
_EDGE = re.compile(
    rf"^ (?: [\s,/;] | {_ITEM_NUMBER} )+ | (?: [\s,/;] | และ | (?<=\s){_ITEM_NUMBER} )* $",
    re.VERBOSE,
)


def split_addressees(text: str) -> list[str]:
    """The addressees of a letter one by one, as printed; "ทุกแห่ง" behind several is for each.

    A bare place behind a comma or a slash takes the title before it.
    """
    marked = skeleton(text)
    starts = sorted({0, *_openings(marked)})
    ends = [*starts[1:], len(marked.string)]
    printed = [text[slice(*marked.span(*ab))] for ab in zip(starts, ends, strict=True) if ab[1]]
    items = [_EDGE.sub("", " ".join(piece.split())) for piece in printed]
    items = [item for item in items if item]
    return _each_one(_titled(items) if _LISTING_MARK.search(marked.string) else items)


def _openings(marked: Skeleton) -> Iterator[int]:
    """Where in a skeleton an addressee begins."""
    yield from (match.start() for match in _TITLE.finditer(marked.string))
    yield from (match.end() for match in _LISTING_MARK.finditer(marked.string[:-1]))
    for match in _OFFICE.finditer(marked.string):
        before = marked.source[: marked.offsets[match.start()]]
        if before[-1:].isspace() or _JOINED.search(marked.string[: match.start()]):
            yield match.start()
    for match in _officers().finditer(marked.string):
        before = marked.source[: marked.offsets[match.start()]]
        if before[-1:].isspace() or _JOINED.search(marked.string[: match.start()]):
            yield match.start()
    for match in _PLAIN_OFFICE.finditer(marked.string):
        if _JOINED.search(marked.string[: match.start()]):
            yield match.start()


@cache
def _officers() -> re.Pattern[str]:
    """Heads of offices in a province or a district ("เกษตรจังหวัด"), and any department's head."""
    titles = [row["title"] for row in table("titles")]
    placed = [title for title in titles if title.endswith(("จังหวัด", "อำเภอ"))]
    return skeleton_pattern(rf"(?: {' | '.join(map(re.escape, placed))} | อธิบดี (?! ผู้พิพากษา ) )")


def _titled(items: list[str]) -> list[str]:
    """Items that are bare places, each with the title of the item before."""
    titled: list[str] = []
    for item in items:
        before = _title(titled[-1]) if titled else ""
        bare = before and not _title(item) and not group_of(item)
        titled.append(before + item if bare else item)
    return titled


def _title(item: str) -> str:
    """The words of an item before its place: "นายอำเภอ" of "นายอำเภอพาน"; "" if it has none."""
    marked = skeleton(item)
    end = max((_opening(marked.string, words) for words, _ in _headed_offices()), default=0)
    return item[slice(*marked.span(0, end))] if end else ""


def _each_one(items: list[str]) -> list[str]:
    """ "ทุกแห่ง" behind the last of several bare titles is said of them all."""
    if not items or not items[-1].endswith(_EVERY_ONE):
        return items
    bare = {title for title, _ in _kinds_of_title()}
    return [f"{item} {_EVERY_ONE}" if bones(item) in bare else item for item in items[:-1]] + items[
        -1:
    ]
