"""Whether two findings are of one letter: the same letter scanned again, or a form sent out anew.

A letter is its number, its office and its B.E. year, but a scan may have lost a digit of any of
them. So two copies are held against each other on all that they say, as a citation is against a
letter (`extract.chain`): the log odds of each field are added up, and only odds that leave no room
make two copies one letter. A circular goes out under one number; a form is sent to each office
under a number of its own, and is another letter each time, however alike its text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from operator import attrgetter

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extract.almanac import BUDDHIST_ERA
from extract.chain import Agreement, Naming, Weights, compare_names, name_key, number_key
from extract.letter import Form
from extract.numbers import LetterNumber


@dataclass(frozen=True, slots=True)
class Copy:
    """One finding of a letter, as far as it tells which letter it is.

    `naming.number` and `passes_on` are numbers as the contract spells them, without spaces, an
    order's with its year; `addressees` is the `name_key` of them all, `text` that of its own pages.
    """

    naming: Naming
    form: Form
    addressees: str | None = None
    passes_on: frozenset[str] = frozenset()
    text: str | None = None

    @property
    def head(self) -> tuple[Naming, Form] | None:
        """What a register shows of it: copies that agree in all of this are one letter. None where
        that is too little to tell."""
        told = self.naming.number and self.naming.date
        return (self.naming, self.form) if told else None

    @property
    def fullness(self) -> tuple[bool, bool, str, list[str], str]:
        """Of copies with one head, the one with the most behind it speaks for all."""
        known = (self.addressees is not None, self.text is not None)
        return (*known, self.addressees or "", sorted(self.passes_on), self.text or "")


#: What it takes to believe, before any evidence, that two copies are of one letter.
_PRIOR = -6.0
#: A number with one character off was misread where more than office, day and subject agree; with
#: two it is another letter's.
_NUMBER = Weights(same=9.0, close=-2.5, apart=-12.0)
_SENDER = Weights(same=3.0, close=2.0, apart=-5.0)
_SUBJECT = Weights(same=3.0, close=0.0, apart=-5.0)
#: A form sent to each office alike differs in nothing but its number and whom it goes to.
_ADDRESSEES = Weights(same=1.5, close=0.0, apart=-9.0)
_PASSED_ON = Weights(same=3.0, close=0.0, apart=-6.0)
_TEXT = Weights(same=3.0, close=0.0, apart=-6.0)
_SAME_DAY, _SAME_YEAR, _OTHER_YEAR, _OTHER_DAY = 6.0, -4.0, -7.0, -14.0
_OTHER_FORM = -4.0
#: Circulars of one day and one pattern have neighbouring numbers, and differ in a figure.
_OTHER_FIGURES = -5.0
_ALL_ELSE = _ADDRESSEES.same + _PASSED_ON.same + _TEXT.same

#: Two copies are one letter with these odds (0.98), and may be with these.
ONE, PERHAPS = 4.0, 2.0

#: How alike, in percent, texts of a kind are when they are the same, and when they are not.
_SUBJECTS, _ADDRESSED, _TEXTS = (80.0, 80.0), (90.0, 85.0), (85.0, 50.0)
_DIGITS = re.compile(r"\d+")
#: Less text than this, in characters, is too little to tell by.
_ENOUGH = 200


def sets_of_one_letter(copies: Sequence[Copy]) -> list[tuple[int, ...]]:
    """The copies by their letters: the positions of each letter's, earlier letters first.

    A copy that fits two letters is of neither: it stays a letter by itself.
    """
    heads: dict[Hashable, list[int]] = {}
    for at, copy in enumerate(copies):
        heads.setdefault(copy.head or at, []).append(at)
    alike = list(heads.values())
    joined = _joined(
        [max((copies[at] for at in each), key=attrgetter("fullness")) for each in alike]
    )
    sets = _components(len(alike), joined)
    return [tuple(sorted(at for part in parts for at in alike[part])) for parts in sets]


def _joined(copies: Sequence[Copy]) -> list[tuple[int, int]]:
    """The pairs of copies that are of one letter, where neither fits another letter as well."""

    @cache
    def odds(low: int, high: int) -> float:
        return odds_of_one(copies[low], copies[high])

    alike = [
        (one, other)
        for one, other in combinations(range(len(copies)), 2)
        if may_be_one(copies[one], copies[other]) and odds(one, other) >= ONE
    ]

    def fits_another(one: int, other: int) -> bool:
        """Whether `one` is a copy of something that `other` is certainly not."""
        thirds = (sum(pair) - one for pair in alike if one in pair)
        return any(third != other and odds(*sorted((other, third))) < 0 for third in thirds)

    return [
        (one, other)
        for one, other in alike
        if not fits_another(one, other) and not fits_another(other, one)
    ]


def odds_of_one(one: Copy, other: Copy) -> float:
    """The log odds that two copies are of one letter."""
    return (
        _odds_of_heads(one, other)
        + _ADDRESSEES.of(_compare_texts(one.addressees, other.addressees, _ADDRESSED))
        + _PASSED_ON.of(_compare_passed_on(one.passes_on, other.passes_on))
        + _TEXT.of(_compare_texts(_enough(one.text), _enough(other.text), _TEXTS))
        + (_OTHER_FIGURES if _are_of_a_pattern(one, other) else 0.0)
    )


def _are_of_a_pattern(one: Copy, other: Copy) -> bool:
    """Whether letters under two numbers say other figures: ครั้งที่ ๑ the one, ครั้งที่ ๒ the other."""
    a, b = one.naming, other.naming
    if None in (a.number, b.number) or a.number == b.number:
        return False
    own = _figures(f"{a.number} {b.number}")
    told = [(a.subject, b.subject), (_enough(one.text), _enough(other.text))]
    return any(x and y and _figures(x) - own != _figures(y) - own for x, y in told)


def _figures(text: str) -> Counter[str]:
    return Counter(_DIGITS.findall(text))


def may_be_one(one: Copy, other: Copy) -> bool:
    """Whether copies with heads like these could be of one letter, if all else agreed.

    They must share their number, or office and day: among all the rest nobody looks for copies.
    """
    a, b = one.naming, other.naming
    shared = (a.number and a.number == b.number) or (
        a.sender and a.date and (a.sender, a.date) == (b.sender, b.date)
    )
    return bool(shared) and _odds_of_heads(one, other) + _ALL_ELSE >= ONE


def _odds_of_heads(one: Copy, other: Copy) -> float:
    """The odds from what a register shows: number, day, office, subject and form."""
    return (
        _PRIOR
        + _NUMBER.of(_compare_numbers(one.naming.number, other.naming.number))
        + _date_odds(one.naming.date, other.naming.date)
        + _SENDER.of(compare_names(one.naming.sender, other.naming.sender))
        + _SUBJECT.of(_compare_texts(one.naming.subject, other.naming.subject, _SUBJECTS))
        + (_OTHER_FORM if one.form != other.form else 0.0)
    )


def is_same_form(one: Copy, other: Copy) -> bool:
    """Whether two letters are one form sent out under two numbers: same office, subject, text."""
    subjects = _compare_texts(one.naming.subject, other.naming.subject, _SUBJECTS)
    texts = _compare_texts(_enough(one.text), _enough(other.text), _TEXTS)
    numbers = _compare_numbers(one.naming.number, other.naming.number)
    return (
        numbers in (Agreement.CLOSE, Agreement.APART)
        and compare_names(one.naming.sender, other.naming.sender) is Agreement.SAME
        and Agreement.SAME in (subjects, texts)
        and Agreement.APART not in (subjects, texts)
    )


def letter_identity(
    number: LetterNumber | None, sender: str | None, day: date | None
) -> str | None:
    """What a letter is known by: number, issuing office and B.E. year.

    None where the print does not tell: no number, a blank one, or nothing that says which year
    (orders carry their year in the number). The office may be missing, except for an order,
    whose number names none.
    """
    key = number_key(number) if number else None
    year = _buddhist_year(number, day)
    if number is None or key is None or year is None or not (sender or number.code):
        return None
    return f"{key}|{name_key(sender or '')}|{year}"


def cited_identity(number: LetterNumber | None, sender: str | None, day: date | None) -> str | None:
    """The identity of a letter known from citations alone, or None when it cannot be told apart.

    Beside its number a citation must give the office or the date. With both, it is the
    identity that the letter itself will have when it arrives.
    """
    key = number_key(number) if number else None
    if key is None or not (sender or day):
        return None
    year = _buddhist_year(number, day)
    return f"{key}|{name_key(sender or '')}|{year or ''}"


def _compare_numbers(one: str | None, other: str | None) -> Agreement:
    """Two numbers; close when one character apart."""
    if one is None or other is None:
        return Agreement.UNKNOWN
    edits = Levenshtein.distance(one, other, score_cutoff=1)
    return (Agreement.SAME, Agreement.CLOSE, Agreement.APART)[edits]


def _date_odds(one: date | None, other: date | None) -> float:
    """Numbers begin anew each year: one under which two years are printed is soon two letters'."""
    if one is None or other is None:
        return 0.0
    if one.year == other.year:
        return _SAME_DAY if one == other else _SAME_YEAR
    return _OTHER_YEAR if (one.month, one.day) == (other.month, other.day) else _OTHER_DAY


def _compare_texts(one: str | None, other: str | None, likeness: tuple[float, float]) -> Agreement:
    if one is None or other is None:
        return Agreement.UNKNOWN
    same, apart = likeness
    alike = fuzz.ratio(one, other)
    return (
        Agreement.SAME if alike >= same else Agreement.APART if alike < apart else Agreement.CLOSE
    )


def _compare_passed_on(one: Collection[str], other: Collection[str]) -> Agreement:
    """What two letters pass on: the same if any of it is, apart if nothing is even close."""
    if not one or not other:
        return Agreement.UNKNOWN
    found = {_compare_numbers(a, b) for a in one for b in other}
    return next(how for how in (Agreement.SAME, Agreement.CLOSE, Agreement.APART) if how in found)


def _enough(text: str | None) -> str | None:
    return text if text and len(text) >= _ENOUGH else None


def _components(count: int, joined: Sequence[tuple[int, int]]) -> list[tuple[int, ...]]:
    """What hangs together, directly or through others."""
    leader = list(range(count))
    for one, other in joined:
        low, high = sorted((leader[one], leader[other]))
        leader = [low if each == high else each for each in leader]
    return [
        tuple(at for at in range(count) if leader[at] == first) for first in sorted(set(leader))
    ]


def _buddhist_year(number: LetterNumber | None, day: date | None) -> int | None:
    if number and number.year:
        return number.year
    return day.year + BUDDHIST_ERA if day else None
