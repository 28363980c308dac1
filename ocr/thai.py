"""Thai characters in the order in which they are stored, and clusters that must stay whole.

What is printed as one cluster (a consonant with the vowels and the tone mark above and below it)
is several characters; engines and text layers give them in different orders and spellings.
"""

from __future__ import annotations

import re

TONES = "่้๊๋"
#: Vowels and marks written above or below a consonant; they stay with it.
UPPER_LOWER = "ัิีึืฺุู"
LEADING = "เแโใไ"
#: Characters that cannot begin a word: they hang on the one before.
TRAILING = f"{UPPER_LOWER}{TONES}ะาำๅ็์ํ๎"

_MARKS = f"{UPPER_LOWER}็{TONES}์ํ"
_MARKS_RANK = {mark: (mark not in f"{UPPER_LOWER}็") + (mark == "ํ") for mark in _MARKS}
_RUN = re.compile(f"[{_MARKS}]{{2,}}")
#: A tone mark read after the whole of a sara am that it stands on.
_LATE_TONE = re.compile(f"(ํ[{_MARKS}]*)า([{TONES}]+)")
#: A mark at the beginning of a text, or after what is no Thai letter or mark.
_ORPHAN = re.compile(f"(?<![ก-ฮ{TRAILING}])[{_MARKS}]")


def compose(text: str) -> str:
    """`text` with sara am composed (ํ + า → ำ), marks in stored order, เเ as แ.

    >>> compose("นํ้า เเละ ที่่ พื้น")
    'น้ำ และ ที่ พื้น'
    """
    spelled = text.replace("เเ", "แ").replace("ำ", "ํา")
    ordered = _RUN.sub(_in_order, _LATE_TONE.sub(r"\1\2า", spelled))
    return ordered.replace("ํา", "ำ")


def _in_order(run: re.Match[str]) -> str:
    """A consonant's marks, each once: vowel, then tone or silencer, then the ring of sara am."""
    return "".join(sorted(dict.fromkeys(run[0]), key=_MARKS_RANK.__getitem__))


def place_in(text: str, at: int) -> int | None:
    """Where the character `at` of `text` stands in `compose(text)`, if it stays what it is.

    >>> place_in("นํ้า๗", 4), place_in("นํ้า๗", 1)
    (3, None)
    """
    composing = text[at] in f"เ{TRAILING}"
    return None if composing else len(compose(text[:at]))


def orphans(text: str) -> int:
    """How many vowels and marks of `text` have no consonant to stand on.

    >>> orphans("ที่ นี้"), orphans("ที่ ี้")
    (0, 1)
    """
    return len(_ORPHAN.findall(text))


def hangs(character: str) -> bool:
    """Whether a character stands above or below the one before it, taking no room of its own."""
    return character in _MARKS


def splits_cluster(before: str, after: str) -> bool:
    """Whether a space between these two texts would tear a cluster apart."""
    return bool(before and after) and (before[-1] in LEADING or after[0] in TRAILING)
