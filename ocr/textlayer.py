"""The text that a PDF states itself, and whether to believe it.

Thai text layers lie: sara am is lost, tone marks sit at private code points, Arabic digits stand
where the page shows Thai ones. So a layer counts only as far as print is seen at its place, and
only if a few lines read from the picture agree with it.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz

from ocr.page import Box
from ocr.strips import Strip
from ocr.tesseract import THAI_DIGITS, Glyph, Model, read_lines
from ocr.thai import compose, orphans

_POINTS = 72
_WORD = re.compile(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>')
#: Stated words must span this share of a printed line; the rest may be a stamp, or lost.
_SPANNED = 0.7
#: So many of the longest lines are read from the picture too, and must be so alike, digits aside:
#: the engine itself errs in one or two characters of a hundred.
_SAMPLES, _ALIKE = 4, 92
#: The share of what was seen that must be stated: sara am, and Thai digits.
_KEPT = 0.75
#: Thai marks without a consonant, as a share of all characters.
_ORPHANS = 0.01


class Written(NamedTuple):
    """A word as the file states it, and its place on the drawn page in pixels."""

    text: str
    box: Box


def written_words(path: Path, number: int, dpi: int) -> tuple[Written, ...]:
    """The words that page `number` of a PDF states; none if it has no text layer."""
    page = str(number)
    command = ["pdftotext", "-bbox", "-cropbox", "-f", page, "-l", page, str(path), "-"]
    listed = subprocess.run(command, capture_output=True, check=False).stdout.decode()
    words = []
    for *edges, text in _WORD.findall(listed):
        left, top, right, bottom = (max(0, round(float(edge) * dpi / _POINTS)) for edge in edges)
        if left < right and top < bottom and text.strip():
            words.append(Written(unescape(text), Box(left, top, right, bottom)))
    return tuple(words)


def stated_lines(
    strips: Sequence[Strip], words: Sequence[Written], model: Model
) -> list[list[Glyph]]:
    """For each printed line what the file states there; nothing where, or if, it cannot be used."""
    stated = [_stated(strip, words) for strip in strips]
    return stated if _is_sound(strips, stated, model) else [[] for _ in strips]


def _stated(strip: Strip, words: Sequence[Written]) -> list[Glyph]:
    """The words within a printed line as if read from it; none if they leave much of it open."""
    there = [word for word in words if _within(word.box, strip.box)]
    spanned = sum(_shared_width(run, word.box) for run in strip.runs for word in there)
    if spanned < _SPANNED * sum(run.width for run in strip.runs):
        return []
    offset = round(strip.column(0))
    return [
        Glyph(text, box.left - offset, box.right - offset, 1.0)
        for text, box in sorted(there, key=lambda word: word.box.left)
    ]


def _within(word: Box, line: Box) -> bool:
    x, y = word.centre
    return line.left <= x <= line.right and line.top <= y <= line.bottom


def _shared_width(run: Box, word: Box) -> int:
    return max(0, min(run.right, word.right) - max(run.left, word.left))


def _is_sound(strips: Sequence[Strip], stated: Sequence[Sequence[Glyph]], model: Model) -> bool:
    """Whether the stated text is proper Thai, and the picture's longest lines say the same."""
    texts = [_text(glyphs) for glyphs in stated]
    if not any(texts) or not is_proper("".join(texts)):
        return False
    stating = [n for n, text in enumerate(texts) if text]
    longest = sorted(stating, key=lambda n: len(texts[n]))[-_SAMPLES:]
    seen = [_text(line) for line in read_lines([strips[n].pixels for n in longest], model)]
    return agrees("".join(texts[n] for n in longest), "".join(seen))


def _text(glyphs: Sequence[Glyph]) -> str:
    return compose("".join("".join(glyph.text for glyph in glyphs).split()))


def is_proper(text: str) -> bool:
    """Whether text could be Thai print: no private or unknown code points, no marks on nothing."""
    if any(unicodedata.category(character) in ("Co", "Cn", "Cc") for character in text):
        return False
    return "\N{REPLACEMENT CHARACTER}" not in text and orphans(text) <= _ORPHANS * len(text)


def agrees(stated: str, seen: str) -> bool:
    """Whether stated text is what the picture shows, as far as an engine blind to digits can say.

    >>> agrees("สำนักงาน ๒๕๖๙", "สำนักงาน ๒๕๐๕"), agrees("สนักงาน 2569", "สำนักงาน ๒๕๐๕")
    (True, False)
    """
    sara_am = stated.count("ำ") >= _KEPT * seen.count("ำ")
    digits = _thai_digits(stated) >= _KEPT * _thai_digits(seen)
    return sara_am and digits and fuzz.ratio(_no_digits(stated), _no_digits(seen)) >= _ALIKE


def _thai_digits(text: str) -> int:
    return sum(character in THAI_DIGITS for character in text)


def _no_digits(text: str) -> str:
    return re.sub(r"\d", "", text)
