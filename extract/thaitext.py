"""Thai print, character by character: digits, and a form of text in which OCR's slips vanish.

Recognition loses spaces and adds them, and mistakes one tone mark for another, but it keeps the
order of the letters. A `Skeleton` is a text without all that can be lost; patterns written for
skeletons match damaged print, and every match leads back to the characters it stands on.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple, cast

_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")

# Above the letter: maitaikhu, four tones, thanthakhat, nikhahit, yamakkan. Misread more often
# than anything else, and no two words that matter here differ by them alone.
_MARKS = "\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# Sara am is read as nikhahit and sara aa; sara ai has two shapes; patak and chada look alike, and
# so do the vowels over a letter, and those under it.
_LOOK_ALIKE = {"ำ": "า", "ใ": "ไ", "ฏ": "ฎ", "ี": "ิ", "ึ": "ิ", "ื": "ิ", "ู": "ุ"}
_FOLD = _TO_ARABIC | {ord(c): "" for c in _MARKS + _INVISIBLE} | str.maketrans(_LOOK_ALIKE)

# One space stays where it holds two digits apart: "ข้อ 1 25 มีนาคม" is not the 125th.
_IDLE_SPACE = re.compile(r"(?<!\d)\s | \s(?!\s*\d)", re.VERBOSE)
_TWO_SARA_E = re.compile("เเ")


def fold_digits(text: str) -> str:
    """Thai digits (เลขไทย) as Arabic ones; the length stays, so spans stay valid."""
    return text.translate(_TO_ARABIC)


def unfold_digits(text: str) -> str:
    """Arabic digits as Thai ones; the length stays."""
    return text.translate(_TO_THAI)


class Skeleton(NamedTuple):
    """A text without marks and idle spaces, digits Arabic; `string[i]` is `source[offsets[i]]`."""

    source: str
    string: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the source that `string[start:end]`, not empty, stands on."""
        stop = self.offsets[end - 1] + 1
        while stop < len(self.source) and self.source[stop] in _MARKS:
            stop += 1
        return self.offsets[start], stop


@lru_cache(maxsize=64)
def skeleton(text: str) -> Skeleton:
    """Strip from a text what OCR loses, adds and mistakes, keeping the way back."""
    whole = Skeleton(text, text, tuple(range(len(text))))
    folded = _kept(whole, [char.translate(_FOLD) for char in text])
    spaced = _kept(folded, _cut(_IDLE_SPACE, folded.string))
    return _kept(spaced, _joined_sara_ae(spaced.string))


@lru_cache(maxsize=1024)
def bones(text: str) -> str:
    """The string of `skeleton(text)` without the way back: for names, by the thousand."""
    return _IDLE_SPACE.sub("", text.translate(_FOLD)).replace("เเ", "แ")


# Letters that scans mistake for one another.
_ALIKE = ("ชซข", "คตดศ", "รธ", "นบมฆ", "ภถกฤ", "ผฝพฟ", "ปษ", "วา", "ลส", "อฮ")
_ALIKE_FOLD = str.maketrans({char: group[0] for group in _ALIKE for char in group})


def looks(text: str) -> str:
    """`text` with one letter for all that look like it: what looks the same compares equal."""
    return text.translate(_ALIKE_FOLD)


def skeleton_pattern(source: str) -> re.Pattern[str]:
    """Compile a pattern for skeletons from one in ordinary spelling (verbose, case ignored).

    The marks of its literals are stripped as those of the text are, so quantify a letter with
    a mark only in a group. It is compiled when it is first used: most commands use few of them.
    """
    return cast(re.Pattern[str], _Late(source))


class _Late:
    """A pattern that has yet to be compiled."""

    def __init__(self, source: str) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:  # Any: whatever a pattern has
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = re.compile(self._source.translate(_FOLD), re.VERBOSE | re.IGNORECASE)
        for method in ("search", "match", "fullmatch", "finditer", "findall", "split", "sub"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def _kept(base: Skeleton, chars: list[str]) -> Skeleton:
    """`base` with each character replaced by the one of `chars`, "" to drop it."""
    pairs = [(char, at) for char, at in zip(chars, base.offsets, strict=True) if char]
    return Skeleton(base.source, "".join(c for c, _ in pairs), tuple(at for _, at in pairs))


def _cut(pattern: re.Pattern[str], string: str) -> list[str]:
    chars = list(string)
    for match in pattern.finditer(string):
        chars[match.start()] = ""
    return chars


def _joined_sara_ae(string: str) -> list[str]:
    """Sara ae typed as two sara e (เเ) is one letter (แ)."""
    chars = list(string)
    for match in _TWO_SARA_E.finditer(string):
        chars[match.start() : match.end()] = ["แ", ""]
    return chars
