"""Which letter a citation names (สำเนาหนังสือ, อ้างถึง), judged on all the evidence at once.

Each piece of evidence adds to or takes from the odds that citation and letter are one, as in
record linkage: the sum, squashed to 0..1, is the score. Weights are natural logarithms of how much
likelier an agreement (or a difference) is for the right letter than for another one nearby;
they are set by judgement, and `tests/test_extract_chain.py` holds the cases that set them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Literal, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extract.numbers import LetterNumber
from extract.thaitext import bones

Context = Literal["attachment", "reference", "body"]


class Agreement(Enum):
    """How two readings of one field stand to each other."""

    SAME = auto()
    CLOSE = auto()
    APART = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Naming:
    """How a letter is named, by its own header or by another letter.

    `number` is a `number_key`, `sender` and `subject` are `name_key`s. A `blind` reading comes
    from an engine that cannot print all digits: a difference of digits says little then.
    """

    number: str | None
    date: date | None
    sender: str | None
    subject: str | None
    blind: bool = False


class Place(NamedTuple):
    """A letter's place: the scan it lies in, and its position among that scan's letters."""

    scan: int
    position: int


@dataclass(frozen=True, slots=True)
class Cited:
    """One reading of a citation: what it names, and the place of the letter that cites.

    `naming.subject` is the citing letter's own: a letter is passed on under its subject.
    """

    context: Context
    naming: Naming
    place: Place


@dataclass(frozen=True, slots=True)
class Candidate:
    """A letter in hand that a citation may name, and every place where a copy of it lies."""

    letter: int
    naming: Naming
    places: tuple[Place, ...]


class Judgement(NamedTuple):
    """What speaks for one candidate: log odds, and the names of the evidence that agreed."""

    letter: int
    odds: float
    evidence: tuple[str, ...]

    @property
    def score(self) -> float:
        """The odds as a probability, 0 to 1."""
        return round(1 / (1 + math.exp(-self.odds)), 4)


class Resolution(NamedTuple):
    """The one letter a citation names, or None; `rivals` are near ties that stood in the way."""

    chosen: Judgement | None
    rivals: tuple[Judgement, ...] = ()


class Damage(NamedTuple):
    """The share of a field's weight that counts, when the field is the same and when apart."""

    same: float
    apart: float


class Weights(NamedTuple):
    """Log odds for a field that is the same, close, or apart; an unread field says nothing."""

    same: float
    close: float
    apart: float

    def under(self, damage: Damage) -> Weights:
        """What is left of the weights where digits may have been read wrong."""
        return Weights(self.same * damage.same, self.close, self.apart * damage.apart)

    def of(self, how: Agreement) -> float:
        """The field's share of the odds."""
        match how:
            case Agreement.SAME:
                return self.same
            case Agreement.CLOSE:
                return self.close
            case Agreement.APART:
                return self.apart
            case Agreement.UNKNOWN:
                return 0.0


#: What it takes to believe, before any evidence, that this candidate is the one.
_PRIOR = -6.0
_NUMBER = Weights(same=7.5, close=2.0, apart=-5.0)
_DATE = Weights(same=4.0, close=-0.5, apart=-4.0)
_SENDER = Weights(same=3.0, close=2.0, apart=-3.0)
_SUBJECT = Weights(same=2.0, close=0.0, apart=-0.5)
#: A cited letter is usually stapled behind the one that cites it, mostly right behind.
_SAME_SCAN, _BEHIND, _NEXT = 2.0, 2.0, 4.0
#: An อ้างถึง or a mention in the body seldom has its letter stapled on.
_STAPLED: Mapping[Context, float] = {"attachment": 1.0, "reference": 0.5, "body": 0.5}
#: Digits of a blind engine agree by chance now and then, and differ for nothing often.
_SIGHTED, _BLIND = Damage(1.0, 1.0), Damage(0.6, 0.25)

#: A link needs these odds (a score of 0.88), and to lead the runner-up by as much again.
CLEAR = 2.0

_CLOSE_NUMBER_EDITS = 2
_SAME_NAME, _CLOSE_NAME, _SAME_SUBJECT = 97.0, 85.0, 80.0


def resolve(readings: Sequence[Cited], candidates: Iterable[Candidate]) -> Resolution:
    """The letter that a citation names, out of those that it may name.

    `readings` (at least one) are the same citation read off each copy of the letter that cites;
    a candidate is judged by the reading that suits it best. One clear candidate or none: near
    ties are rivals.
    """
    judged = [_best(judge(cited, candidate) for cited in readings) for candidate in candidates]
    ranked = sorted(judged, key=lambda judgement: judgement.odds, reverse=True)
    if not ranked or ranked[0].odds < CLEAR:
        return Resolution(None)
    near = tuple(one for one in ranked if ranked[0].odds - one.odds < CLEAR)
    return Resolution(ranked[0]) if len(near) == 1 else Resolution(None, near)


def judge(cited: Cited, candidate: Candidate) -> Judgement:
    """All the evidence for or against `cited` naming `candidate`, added up."""
    one, other = cited.naming, candidate.naming
    damage = _BLIND if one.blind or other.blind else _SIGHTED
    fields = (
        ("number", _NUMBER.under(damage), compare_numbers(one.number, other.number)),
        ("date", _DATE.under(damage), compare_dates(one.date, other.date)),
        ("sender", _SENDER, compare_names(one.sender, other.sender)),
        ("subject", _SUBJECT, _compare_subjects(one.subject, other.subject)),
    )
    odds = _PRIOR + sum(weights.of(how) for _, weights, how in fields)
    evidence = [evidence_of(cited.context)]
    if near := _nearness(cited.place, candidate.places):
        odds += near * _STAPLED[cited.context]
        evidence.append("bundle")
    evidence += [name + _MARKS[how] for name, weights, how in fields if weights.of(how) > 0]
    return Judgement(candidate.letter, odds, tuple(evidence))


def evidence_of(context: Context) -> str:
    """The name of the evidence that a citation is, by where it stands."""
    return "narrative" if context == "body" else context


def compare_numbers(one: str | None, other: str | None) -> Agreement:
    """Two number keys; close when a digit or two apart (ว 1234 and ว 1235)."""
    if one is None or other is None:
        return Agreement.UNKNOWN
    edits = Levenshtein.distance(one, other, score_cutoff=_CLOSE_NUMBER_EDITS)
    if edits > _CLOSE_NUMBER_EDITS:
        return Agreement.APART
    return Agreement.CLOSE if edits else Agreement.SAME


def compare_dates(one: date | None, other: date | None) -> Agreement:
    """Two dates; close when in one year, or apart in the year alone: a slip of pen or print."""
    if one is None or other is None:
        return Agreement.UNKNOWN
    if one == other:
        return Agreement.SAME
    slip = one.year == other.year or (one.month, one.day) == (other.month, other.day)
    return Agreement.CLOSE if slip else Agreement.APART


def compare_names(one: str | None, other: str | None) -> Agreement:
    """Two name keys; close when a letter or so apart."""
    if one is None or other is None:
        return Agreement.UNKNOWN
    likeness = fuzz.ratio(one, other)
    if likeness >= _SAME_NAME:
        return Agreement.SAME
    return Agreement.CLOSE if likeness >= _CLOSE_NAME else Agreement.APART


def name_key(name: str) -> str:
    """A name in the form by which names are compared: no spaces, no marks, digits Arabic."""
    return "".join(bones(name).split())


def number_key(number: LetterNumber) -> str | None:
    """A number in the form by which numbers are compared; None where it was left blank."""
    return number.key if number.running else None


_MARKS = {Agreement.SAME: "", Agreement.CLOSE: "-close"}


def _best(judgements: Iterable[Judgement]) -> Judgement:
    return max(judgements, key=lambda judgement: (judgement.odds, judgement.evidence))


def _nearness(citing: Place, places: Sequence[Place]) -> float:
    """Log odds from lying in one scan with the letter that cites: best behind it, best next."""
    steps = [place.position - citing.position for place in places if place.scan == citing.scan]
    behind = [_BEHIND + _NEXT * (step == 1) for step in steps if step > 0]
    return _SAME_SCAN + max(behind, default=0.0) if steps else 0.0


def _compare_subjects(one: str | None, other: str | None) -> Agreement:
    if one is None or other is None:
        return Agreement.UNKNOWN
    alike = fuzz.ratio(one, other) >= _SAME_SUBJECT
    return Agreement.SAME if alike else Agreement.APART
