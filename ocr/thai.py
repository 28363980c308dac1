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

_RULES = (
    # Two เ for one แ: they look the same.
    (re.compile("เเ"), "แ"),
    # Nikhahit and sara aa, the tone before, between or after them: sara am after its tone.
    (re.compile(f"ํ?([{TONES}])ํา|ํ([{TONES}]?)า([{TONES}]?)"), r"\1\2\3ำ"),
    (re.compile(f"ำ([{TONES}])"), r"\1ำ"),
    # The tone mark, the silencer and ็ come after the vowel above or below.
    (re.compile(f"([{TONES}์็]+)([{UPPER_LOWER}]+)"), r"\2\1"),
    # A mark printed once and read twice.
    (re.compile(f"([{UPPER_LOWER}{TONES}็์ํ])\\1+"), r"\1"),
)
#: A mark at the beginning of a text, or after what is no Thai letter or mark.
_ORPHAN = re.compile(f"(?<![ก-ฮ{TRAILING}])[{UPPER_LOWER}{TONES}็์ํ]")


def compose(text: str) -> str:
    """`text` with sara am composed (ํ + า → ำ), marks in stored order, เเ as แ.

    >>> compose("นํ้า เเละ ที่่ พื้น")
    'น้ำ และ ที่ พื้น'
    """
    for pattern, stored in _RULES:
        text = pattern.sub(stored, text)
    return text


def orphans(text: str) -> int:
    """How many vowels and marks of `text` have no consonant to stand on.

    >>> orphans("ที่ นี้"), orphans("ที่ ี้")
    (0, 1)
    """
    return len(_ORPHAN.findall(text))


def splits_cluster(before: str, after: str) -> bool:
    """Whether a space between these two texts would tear a cluster apart."""
    return bool(before and after) and (before[-1] in LEADING or after[0] in TRAILING)
