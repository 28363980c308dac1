"""What the reader of scans hands on: boxes, words, lines and pages.

Units: pixels of the page as it was recognised (upright and deskewed), origin top left, x to the
right, y down. Confidences run from 0 to 1. Everything here survives JSON unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, Literal, NamedTuple

Ink = Literal["black", "blue", "red"]


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle in page pixels; `right` and `bottom` are exclusive, and it is never empty."""

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if not (0 <= self.left < self.right and 0 <= self.top < self.bottom):
            raise ValueError(f"impossible box: {self.left},{self.top},{self.right},{self.bottom}")

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> Box:
        """The smallest box that holds all of `boxes` (at least one)."""
        lefts, tops, rights, bottoms = zip(*(b.as_list() for b in boxes), strict=True)
        return cls(min(lefts), min(tops), max(rights), max(bottoms))

    def overlap(self, other: Box) -> int:
        """Shared area in square pixels, 0 when apart."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0, wide) * max(0, high)

    def lies_in(self, other: Box) -> bool:
        """Whether more than half of it is the other's as well."""
        return 2 * self.overlap(other) > self.width * self.height

    def as_list(self) -> list[int]:
        return [self.left, self.top, self.right, self.bottom]


class Alternative(NamedTuple):
    """A digit that may stand at the place `at` of a word's text instead of what was read there.

    The confidence is the engine's, and engines are far too sure of themselves: it ranks the
    alternatives of one place, and says little against the word's own. Evidence should choose (a
    weekday, a year, the grammar of numbers, the same number elsewhere), not the higher figure.
    """

    at: int
    digit: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a space; the words of a line, joined by spaces, are its print.

    `line` numbers the page's lines from 0 in reading order, over all inks together.
    `ink` is the layer it was read from: stamps are blue or red, print and pen black.
    `alternatives` are in the order of their places, the likeliest of one first; most words have
    none.
    """

    text: str
    box: Box
    confidence: float
    line: int
    ink: Ink = "black"
    alternatives: tuple[Alternative, ...] = ()

    def __post_init__(self) -> None:
        if not self.text or not 0 <= self.confidence <= 1:
            raise ValueError(f"impossible word: {self.text!r} at {self.confidence}")
        if any(not 0 <= each.at < len(self.text) for each in self.alternatives):
            raise ValueError(f"an alternative outside {self.text!r}: {self.alternatives}")

    def as_list(self) -> list[Any]:
        """JSON-ready: text, box, confidence, line and ink, then each alternative."""
        plain = [self.text, self.box.as_list(), round(self.confidence, 4), self.line, self.ink]
        return [*plain, *map(list, self.alternatives)]

    @classmethod
    def from_list(cls, data: Sequence[Any]) -> Word:
        """Inverse of `as_list`; raises ValueError on an impossible box or word."""
        text, box, confidence, line, ink, *others = data
        alternatives = tuple(Alternative(*each) for each in others)
        return cls(text, Box(*box), confidence, line, ink, alternatives)


@dataclass(frozen=True)
class Line:
    """The words that share one printed line of one ink, left to right."""

    number: int
    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @cached_property
    def box(self) -> Box:
        return Box.around(word.box for word in self.words)

    @property
    def ink(self) -> Ink:
        return self.words[0].ink


class Step(NamedTuple):
    """One thing done to a page on its way, for the record: ("deskew", "-0.7 degrees")."""

    name: str
    detail: str


class Code(NamedTuple):
    """A QR code on the page: what it says, and where it stands."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class OcrPage:
    """One page of a scan, read.

    `number` counts from 1. `blind` lists the characters that the engine's model cannot print:
    a value that could hold one of them was guessed, whatever its confidence says. `gap` is why a
    page could not be read ("too_slow"), "" where it was: then it has neither size nor words.
    """

    number: int
    width: int
    height: int
    dpi: int
    words: tuple[Word, ...]
    steps: tuple[Step, ...] = ()
    blind: str = ""
    codes: tuple[Code, ...] = ()
    gap: str = ""

    @property
    def lines(self) -> tuple[Line, ...]:
        """The page's lines in reading order."""
        in_order = sorted(self.words, key=lambda word: (word.line, word.box.left))
        grouped = groupby(in_order, key=lambda word: word.line)
        return tuple(Line(number, tuple(words)) for number, words in grouped)

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping; `from_json` gives an equal page back."""
        words = [word.as_list() for word in self.words]
        plain = {name: getattr(self, name) for name in ("number", "width", "height", "dpi")}
        return {
            **plain,
            "words": words,
            "steps": [list(step) for step in self.steps],
            "blind": self.blind,
            "codes": [[code.text, code.box.as_list()] for code in self.codes],
            **({"gap": self.gap} if self.gap else {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> OcrPage:
        """Inverse of `to_json`; raises ValueError on an impossible box or word."""
        words = tuple(map(Word.from_list, data["words"]))
        steps = tuple(Step(*step) for step in data["steps"])
        codes = tuple(Code(text, Box(*box)) for text, box in data.get("codes", ()))
        return cls(**{**data, "words": words, "steps": steps, "codes": codes})
