"""A letter's number and date, held against all else that its bundle says of them.

Letters contradict themselves and scans misread a digit: the letter stapled on top cites this one,
its receive stamps follow it by days, what it passes on is older than it, offices do not write on
Sundays, and each office has its own numbers. Each reading that could be meant gets the sum of what
speaks for it (natural logarithms, set by judgement, as in `extract.chain`); the print itself is
one voice. What the print does not say is never taken silently: the raw text stays, the rule names
the evidence, and a doubt is raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import inf
from typing import Generic, NamedTuple, TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extract.almanac import BUDDHIST_ERA, is_working_day, thai_date
from extract.chain import Candidate, Cited, Naming, Place, name_key, number_key, resolve
from extract.days import find_dates
from extract.letter import Citation, Doubt, Found, Letter
from extract.numbering import code_of, is_of
from extract.numbers import LetterNumber, letter_codes, parse_number
from extract.offices import Office, office_named
from extract.patterns import MIXED_DIGITS, OTHER_DISTRICT_OFFICE
from extract.text import Text
from extract.thaitext import bones, fold_digits, looks, skeleton

T = TypeVar("T")

_DAY_AND_MONTH = re.compile(r"\d{1,2}\s*[ก-๎]{4,}")

#: What it costs to take one digit or letter for another, times the reading's own confidence.
_PER_CHARACTER = 2.0
#: Another letter's word for it counts a little less than the letter's own.
_CITED = 0.9
#: What is left of the trust in a print whose digits are of both scripts.
_MIXED = 0.7
#: What is left of the cost where the engine itself names the other digit.
_COMPETES = 0.5
#: A letter in a code that looks like another is soon taken for it.
_LOOK_ALIKE = 0.5
#: An office that writes under other digits, or under another's code.
_NOT_ITS_OWN = 2.5
#: A district's own number, behind its two digits.
_DISTRICT_HEAD = "{}18"
#: Days between a letter and what follows it: usual, late, and so late that a year is wrong.
_SOON, _LATE = timedelta(days=90), timedelta(days=200)
_FOLLOWS, _TOO_LATE, _BEFORE, _JUST_BEFORE = 1.5, -3.0, -3.0, -1.0
#: A letter is seldom passed on so late, but it is.
_OLD = -1.0
_CLOSE_DAYS = timedelta(days=31)
#: All the stamps together speak no louder than this.
_STAMPS = 4.0
_DAY_OFF = -1.5
#: A print that shows nothing of a day, and how much of it must show.
_UNLIKE, _ALIKE = -3.0, 75.0
#: Another reading than the print's must lead by this to be taken; the odds of an empty print.
_LEAD, _UNREAD = 0.5, -2.0
#: A reading that leads every other by less is doubted: two mentions of it are enough, or a bundle
#: that leaves room for no other.
_CLEAR = 1.5
#: A letter that is not settled yet speaks half as loud.
_UNSETTLED = 0.5
#: A reading against which this much speaks is doubted even where none is better.
_UNLIKELY = -4.0
#: Names of offices that no table lists, as printed; so many letters of one are enough to know it.
_AS_PRINTED, _BEGUN = ("sender.print", "sender.family"), 5
#: What is left of the confidence in a value that the evidence changed, or supplied.
_SETTLED = 0.8


class Settled(NamedTuple, Generic[T]):
    """What a field is taken to be, and why a person should look, if so."""

    found: Found[T] | None
    reason: str | None


class Prints(NamedTuple):
    """Where a letter's number and date are printed, read or not."""

    number: Text | None = None
    date: Text | None = None


class Mention(NamedTuple):
    """A letter cited by another of its bundle: the places of both, and the citation."""

    by: int
    of: int
    citation: Citation


def reconcile(letters: Sequence[Letter], prints: Sequence[Prints]) -> tuple[Letter, ...]:
    """The letters of one bundle, numbers and dates settled; each settlement that a person should
    see is among their doubts.

    The last of a bundle is the oldest, and settled first: what passes it on is younger."""
    mentions = mentions_among(letters)
    settled = list(letters)
    for at, letter in reversed(list(enumerate(letters))):
        cited = [mention for mention in mentions if mention.of == at]
        number = _settle_number(letter, prints[at].number, cited)
        day = _settle_date(letter, prints[at].date, _Neighbours.of(at, settled, mentions))
        sender = _settle_sender(letter, cited)
        doubts = [*_doubts("number", number), *_doubts("date", day), *_doubts("sender", sender)]
        settled[at] = replace(
            letter,
            number=number.found,
            date=day.found,
            sender=sender.found,
            doubts=(*letter.doubts, *doubts),
        )
    return tuple(settled)


def _doubts(field: str, settled: Settled[T]) -> Iterator[Doubt]:
    if settled.reason and settled.found:
        yield Doubt(field, settled.reason, settled.found.page, settled.found.box)


# --- who mentions whom


def mentions_among(letters: Sequence[Letter]) -> list[Mention]:
    """Every citation of one letter of a bundle by another."""
    found: list[Mention] = []
    candidates = [
        Candidate(at, _naming(letter, letter.subject), (Place(0, at),))
        for at, letter in enumerate(letters)
    ]
    for at, letter in enumerate(letters):
        others = [candidate for candidate in candidates if candidate.letter != at]
        for citation in letter.citations:
            cited = Cited(citation.context, _naming(citation, letter.subject), Place(0, at))
            if chosen := resolve([cited], others).chosen:
                found.append(Mention(at, chosen.letter, citation))
    return found


def _naming(named: Letter | Citation, subject: Found[str] | None) -> Naming:
    """What is known of a letter: from itself, or from the citation of it."""
    return Naming(
        number_key(named.number.value) if named.number else None,
        named.date.value if named.date else None,
        name_key(named.sender.value) if named.sender else None,
        name_key(subject.value) if subject else None,
    )


# --- numbers


def _settle_number(
    letter: Letter, printed: Text | None, mentions: Sequence[Mention]
) -> Settled[LetterNumber]:
    own = letter.number
    cited = [mention.citation.number for mention in mentions if mention.citation.number]
    if own is None:
        return _supplied(cited)
    if not own.value.running or not own.value.code:
        return Settled(own, None)
    competing = set(filter(None, map(parse_number, printed.other_readings()))) if printed else set()
    readings = {own.value, *(found.value for found in cited), *_variants(own.value, letter)}
    odds = {
        value: _number_odds(value, cited, letter)
        - _number_distance(value, own) * (_COMPETES if value in competing else 1.0)
        for value in readings | competing
    }
    return _choose(own, odds, "number")


def _number_odds(
    value: LetterNumber, cited: Sequence[Found[LetterNumber]], letter: Letter
) -> float:
    """What the citations of a letter and the office it is from say for a number."""
    office = _numbering_office(letter)
    misfit = _NOT_ITS_OWN if office and is_of(value, office) is False else 0.0
    strange = 0.0 if value.code in letter_codes() else _NOT_ITS_OWN
    return -sum(_CITED * _number_distance(value, found) for found in cited) - max(misfit, strange)


def _number_distance(value: LetterNumber, read: Found[LetterNumber]) -> float:
    """How much must have been misread for `value` to be what was read."""
    return _trust(read) * (
        _code_distance(value.code, read.value.code)
        + _PER_CHARACTER * Levenshtein.distance(_digits(value), _digits(read.value))
    )


def _code_distance(one: str, other: str) -> float:
    alike = sum(a != b and looks(a) == looks(b) for a, b in zip(one, other, strict=False))
    return _PER_CHARACTER * Levenshtein.distance(one, other) - alike * (
        _PER_CHARACTER - _LOOK_ALIKE
    )


def _digits(number: LetterNumber) -> str:
    return f"{number.agency}/{number.series}{number.running or ''}"


def _variants(number: LetterNumber, letter: Letter) -> Iterator[LetterNumber]:
    """What the number would be under the issuing office's own code and digits."""
    office = _numbering_office(letter)
    code = code_of(office) if office else None
    if code and looks(code) == looks(number.code):
        number = replace(number, code=code)
        yield number
    head, dot, sub = number.agency.partition(".")
    if office and len(head) == len(_DISTRICT_HEAD.format("00")):
        if office.kind == "district":
            yield replace(number, agency=_DISTRICT_HEAD.format(head[:2]) + dot + sub)
        if office.kind == "province":
            yield replace(number, agency=f"00{head[2:]}{dot}{sub}")


def _numbering_office(letter: Letter) -> Office | None:
    """The office under whose number a letter goes out; other offices share a district's house."""
    office = office_named(letter.sender.value) if letter.sender else None
    unit = skeleton(letter.owner_unit.value).string if letter.owner_unit else ""
    if office and office.kind == "district" and OTHER_DISTRICT_OFFICE.search(unit):
        return None
    return office


# --- senders


def _settle_sender(letter: Letter, mentions: Sequence[Mention]) -> Settled[str]:
    """The issuing office; where its place does not show it, or shows but how its name begins, as
    the letter that cites it has it."""
    own = letter.sender
    cited = [mention.citation.sender for mention in mentions if mention.citation.sender]
    if own is None:
        return _supplied(cited)
    begun = bones(own.value)[:-1] if own.rule in _AS_PRINTED else ""
    whole = [one for one in cited if len(begun) >= _BEGUN and bones(one.value).startswith(begun)]
    if not whole or bones(whole[0].value) == bones(own.value):
        return Settled(own, None)
    trust = round(_SETTLED * own.confidence, 4)
    return Settled(
        replace(own, value=whole[0].value, confidence=trust, rule="sender.bundle"), "settled"
    )


# --- dates


class _Neighbours(NamedTuple):
    """What a bundle says about the day of one of its letters.

    `cited` are readings of that very day; the others are days that stand to it in time: of the
    receive stamps, of the letters that pass it on (not settled yet), of those it passes on, and
    of all that it names, which may be as old as it likes.
    """

    cited: tuple[Found[date], ...]
    stamps: tuple[date, ...]
    passing: tuple[date, ...]
    passed_on: tuple[date, ...]
    named: tuple[date, ...]

    @classmethod
    def of(cls, at: int, letters: Sequence[Letter], mentions: Sequence[Mention]) -> _Neighbours:
        held = {id(mention.citation): letters[mention.of].date for mention in mentions}
        cited = [mention.citation.date for mention in mentions if mention.of == at]
        passing = [letters[mention.by].date for mention in mentions if mention.of == at]
        named = [(one, held.get(id(one), one.date)) for one in letters[at].citations]
        stamps = [receipt.date for receipt in letters[at].receipts]
        return cls(
            tuple(found for found in cited if found),
            tuple(found.value for found in stamps if found),
            tuple({found.value for found in passing if found}),
            tuple({day.value for one, day in named if day and one.context == "attachment"}),
            tuple({day.value for _, day in named if day}),
        )

    def days(self) -> set[date]:
        """Every day that it speaks of."""
        return {
            *(found.value for found in self.cited),
            *self.stamps,
            *self.passing,
            *self.passed_on,
        }

    def odds(self, day: date) -> float:
        """What all of it says for a day, or against it."""
        stamps = sum(_gap(day, stamp, _TOO_LATE) for stamp in self.stamps)
        return (
            -sum(_CITED * _date_distance(day, found) for found in self.cited)
            + max(-_STAMPS, min(_STAMPS, stamps))
            + _UNSETTLED * min((_gap(day, later, _OLD) for later in self.passing), default=0.0)
            + max((_gap(earlier, day, _OLD) for earlier in self.passed_on), default=0.0)
            + min((min(0.0, _gap(one, day, 0.0)) for one in self.named), default=0.0)
            + (0.0 if is_working_day(day) else _DAY_OFF)
        )


def _settle_date(letter: Letter, printed: Text | None, neighbours: _Neighbours) -> Settled[date]:
    own, near = letter.date, neighbours.days()
    if own:
        days = {own.value, *(found.value for found in neighbours.cited)}
        competing = {*_resembling(own), *(_competing(printed) if printed else ())}
        odds = {
            day: neighbours.odds(day)
            - _date_distance(day, own) * (_COMPETES if day in competing else 1.0)
            for day in {*days, *_in_years(own.value, near), *competing}
        }
        return _choose(own, odds, "date")
    if not printed:
        return _supplied(neighbours.cited)
    days = set(_yearless(printed, near)) or {
        moved for day in near for moved in (day, *_in_years(day, near))
    }
    odds = {day: neighbours.odds(day) + _shows(printed, day) for day in days}
    return _dug_up(printed, {day: odd for day, odd in odds.items() if odd >= _UNREAD})


def _dug_up(printed: Text, likely: Mapping[date, float]) -> Settled[date]:
    """The likeliest day for a print too worn to read, or none."""
    if not likely:
        return Settled(None, None)
    best = max(likely, key=lambda day: likely[day])
    return Settled(printed.found(best, "date.bundle", _SETTLED), "supplied")


def _date_distance(day: date, read: Found[date]) -> float:
    """How much must have been misread for `day` to be what was read."""
    edits = Levenshtein.distance(_digits_of(day), _digits_of(read.value))
    month = day.month != read.value.month  # its name has letters enough to tell
    return _PER_CHARACTER * _trust(read) * (edits + 2 * month)


def _trust(read: Found[T]) -> float:
    """The confidence in a reading; an Arabic digit among Thai ones looked like none of them."""
    return read.confidence * (_MIXED if MIXED_DIGITS.search(read.raw) else 1.0)


def _resembling(read: Found[date]) -> Iterator[date]:
    """What a date may be whose Arabic digits were Thai ones: ๙ is taken for 8."""
    if MIXED_DIGITS.search(read.raw):
        spans = find_dates(read.raw.replace("8", "๙"))
        yield from (span.value for span in spans if span.value)


def _competing(printed: Text) -> Iterator[date]:
    """What a date is under the digits that compete with those read."""
    for reading in printed.other_readings():
        yield from (span.value for span in find_dates(reading)[:1] if span.value)


def _yearless(printed: Text, near: Iterable[date]) -> Iterator[date]:
    """The day and month that are printed before a year too worn to read, in the bundle's years."""
    if whole := _DAY_AND_MONTH.search(printed.folded):
        for year in {one.year for one in near}:
            for span in find_dates(f"{whole[0]} {year + BUDDHIST_ERA}"):
                yield from (span.value,) if span.value else ()


def _digits_of(day: date) -> str:
    return f"{day.day}/{day.year + BUDDHIST_ERA}"


def _shows(printed: Text, day: date) -> float:
    """Whether a print too worn to read shows the day and month of `day`."""
    words = fold_digits(thai_date(day)).rsplit(" ", 1)[0]
    return 0.0 if fuzz.partial_ratio(words, printed.folded) >= _ALIKE else _UNLIKE


def _gap(earlier: date, later: date, late: float) -> float:
    """What the days between a letter and what must follow it say; `late`: of very many days."""
    gap = later - earlier
    if gap < timedelta(0):
        return _JUST_BEFORE if -gap < _CLOSE_DAYS else _BEFORE
    return _FOLLOWS if gap <= _SOON else late if gap > _LATE else 0.0


def _in_years(day: date, near: Iterable[date]) -> Iterator[date]:
    """The same day in each year that the bundle speaks of."""
    for year in {one.year for one in near}:
        if (day.month, day.day) != (2, 29):
            yield day.replace(year=year)


# --- choosing


def _choose(own: Found[T], odds: Mapping[T, float], field: str) -> Settled[T]:
    """The own reading, unless another leads it; what the evidence speaks against is doubted."""
    best = max(odds, key=lambda value: (odds[value], value == own.value, str(value)))
    if best == own.value or odds[best] - odds[own.value] < _LEAD:
        return Settled(own, _against(own, odds, field))
    trust = round(_SETTLED * own.confidence, 4)
    settled = replace(own, value=best, confidence=trust, rule=f"{field}.bundle")
    return Settled(settled, "settled")


def _against(own: Found[T], odds: Mapping[T, float], field: str) -> str | None:
    """Why a reading that was kept should be looked at: what speaks against it, or for another."""
    if odds[own.value] <= _UNLIKELY:
        return f"unlikely-{field}"
    others = (odd for value, odd in odds.items() if value != own.value)
    return "digits-contested" if odds[own.value] - max(others, default=-inf) < _CLEAR else None


def _supplied(cited: Sequence[Found[T]]) -> Settled[T]:
    """A value that its own place does not show, as the letter that cites it has it."""
    if not cited:
        return Settled(None, None)
    best = max(cited, key=lambda found: found.confidence)
    trust = round(_SETTLED * best.confidence, 4)
    return Settled(replace(best, confidence=trust, rule=f"cited: {best.rule}"), "supplied")
