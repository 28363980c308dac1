"""Text that knows where it was printed: every character leads back to its word and its box.

Lines are joined into running text the way a Thai reader joins them: no space where a word was
broken at the margin, one space elsewhere. Digits are folded only for matching (`folded`), and one
for one, so a span found there is a span here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple, TypeVar

from extract.letter import Found
from extract.thaitext import fold_digits
from extract.wear import mended
from ocr.page import Box, Line, OcrPage, Word

T = TypeVar("T")

#: Conjuncts and marks that stand above or below a consonant take no width of their own.
_ZERO_WIDTH = frozenset({"Mn", "Me", "Cf"})


class Origin(NamedTuple):
    """Where one character came from: its page, its word, its index there, and its share of the
    word's width (0 to 1)."""

    page: int
    word: Word
    at: int
    start: float
    end: float


class Span(NamedTuple):
    """Where a skeleton pattern matched in a text; the match has the skeleton's own groups."""

    start: int
    end: int
    match: re.Match[str]


class PlacedLine(NamedTuple):
    """A printed line and the page it stands on."""

    page: OcrPage
    line: Line

    @property
    def text(self) -> str:
        return self.line.text

    @property
    def box(self) -> Box:
        return self.line.box


@dataclass(frozen=True, slots=True)
class Text:
    """A string and, for each of its characters, its origin (None for a space between words)."""

    string: str
    origins: tuple[Origin | None, ...]

    def __post_init__(self) -> None:
        if len(self.string) != len(self.origins):
            raise ValueError("a text needs one origin for each character")

    def __len__(self) -> int:
        return len(self.string)

    def __getitem__(self, span: slice) -> Text:
        return Text(self.string[span], self.origins[span])

    def __add__(self, other: Text) -> Text:
        return Text(self.string + other.string, self.origins + other.origins)

    @property
    def folded(self) -> str:
        """The string with Thai digits as Arabic ones: same length, same spans."""
        return fold_digits(self.string)

    def search(self, pattern: re.Pattern[str], since: int = 0) -> Span | None:
        """The first match of a skeleton pattern that begins at or behind `since`, as a span."""
        bones = mended(self.string)
        for match in pattern.finditer(bones.string):
            if match.end() > match.start() and bones.offsets[match.start()] >= since:
                return Span(*bones.span(*match.span()), match)
        return None

    def group(self, span: Span, name: str) -> Text:
        """The part of the text that a named group of a skeleton match stands on."""
        start, end = mended(self.string).span(*span.match.span(name))
        return self[start:end]

    def strip(self, characters: str = " ") -> Text:
        """The text without `characters` at its ends."""
        left = len(self.string) - len(self.string.lstrip(characters))
        right = len(self.string.rstrip(characters))
        return self[left : max(left, right)]

    def found(self, value: T, rule: str, confidence: float = 1.0) -> Found[T]:
        """`value` with this whole text as its evidence; needs at least one printed character.

        The confidence is the engine's mean over the words, times `confidence`, the rule's own.
        A text that runs on to another page is shown where it begins.
        """
        printed = [origin for origin in self.origins if origin]
        page = printed[0].page
        box = Box.around(_cut(origin) for origin in printed if origin.page == page)
        engine = sum(origin.word.confidence for origin in printed) / len(printed)
        return Found(value, self.string, page, box, round(engine * confidence, 4), rule)

    def other_readings(self) -> Iterator[str]:
        """The string with one or two of its digits as those that compete with them."""
        others = [
            (place, each.digit)
            for place, origin in enumerate(self.origins)
            for each in (origin.word.alternatives if origin else ())
            if origin and each.at == origin.at
        ]
        for count in (1, 2):
            for chosen in combinations(others, count):
                digits = dict(chosen)
                if len(digits) == count:
                    yield "".join(digits.get(at, char) for at, char in enumerate(self.string))

    @property
    def is_printed(self) -> bool:
        """Whether anything in it was read off a page, so that it can be evidence."""
        return any(self.origins)


EMPTY = Text("", ())
#: What stands between two words: no print, so no evidence.
GAP = Text(" ", (None,))


def of_line(placed: PlacedLine) -> Text:
    """One line's words with a space between them."""
    parts: list[Text] = []
    for word in placed.line.words:
        parts += [GAP] if parts else []
        parts.append(_of_word(word, placed.page.number))
    return _concatenate(parts)


def of_lines(lines: Iterable[PlacedLine]) -> Text:
    """Lines joined into running text."""
    running = EMPTY
    for line in map(of_line, lines):
        running = join(running, line)
    return running


def join(before: Text, after: Text) -> Text:
    """Two pieces of running text; a space between them unless a Thai word may run on."""
    if not before.string or not after.string:
        return before + after
    runs_on = _is_thai_letter(before.string[-1]) and _is_thai_letter(after.string[0])
    return before + after if runs_on else before + GAP + after


def placed_lines(pages: Sequence[OcrPage]) -> list[PlacedLine]:
    """All lines of the pages, in reading order."""
    return [PlacedLine(page, line) for page in pages for line in page.lines]


def _of_word(word: Word, page: int) -> Text:
    """A word's characters, each with its share of the word's width."""
    widths = [0.0 if unicodedata.category(c) in _ZERO_WIDTH else 1.0 for c in word.text]
    total = sum(widths) or 1.0
    origins, left = [], 0.0
    for at, width in enumerate(widths):
        origins.append(Origin(page, word, at, left / total, (left + width) / total))
        left += width
    return Text(word.text, tuple(origins))


def _cut(origin: Origin) -> Box:
    """The box of one character, cut out of its word's box."""
    box = origin.word.box
    left = min(box.left + round(box.width * origin.start), box.right - 1)
    return Box(left, box.top, max(left + 1, box.left + round(box.width * origin.end)), box.bottom)


def _concatenate(parts: Sequence[Text]) -> Text:
    string = "".join(part.string for part in parts)
    return Text(string, tuple(origin for part in parts for origin in part.origins))


def _is_thai_letter(character: str) -> bool:
    return "ก" <= character <= "๎" and character not in "ฯๆ"
