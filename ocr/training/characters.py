"""The classes of the model: the stock ones in place, then what Thai official print needs beside.

The file format is Tesseract's unicharset(5); the recoder is the identity, one class a character.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

NEW_DIGITS = "๔๖๗๘๙"
RARE_THAI = "ฌฃฅฦๅฺ๎๏๚๛฿"
LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PUNCTUATION = ";&$_~{}\\^`–—…‘’•°×÷±½²☐☑✓"
ADDED = NEW_DIGITS + RARE_THAI + LATIN + PUNCTUATION

LOOK_ALIKES = {
    "๔": "๕", "๖": "๐๒", "๗": "๓", "๘": "๕", "๙": "๕",
    "ฌ": "ณ", "ฃ": "ข", "ฅ": "ค", "ฦ": "ฤ", "ๅ": "า", "ฺ": ".", "๎": "์", "๏": "๐", "฿": "8",
    "O": "0", "o": "๐", "Q": "0", "D": "0", "I": "1|", "l": "1|", "i": "1", "j": "1", "S": "5",
    "s": "5", "B": "8", "Z": "2", "z": "2", "b": "6", "G": "6", "g": "9", "q": "9", "n": "ก",
    "w": "พ", "W": "พ", "u": "ษ", "v": "ง", "J": "ง", "c": "<", "C": "<", "L": "[", "T": "1",
    ";": ":", "&": "8", "$": "5", "_": "-", "~": "-", "{": "(", "}": ")", "\\": "/", "`": "'",
    "–": "-", "—": "-", "…": ".", "‘": "'", "’": "'", "•": ".", "°": "๐", "×": "*", "±": "+",
    "²": "2",
}  # fmt: skip
"""Which stock classes a new class starts from; the others start from the mean of all."""

NO_PLACE = "0,255,0,255,0,0,0,0,0,0"
ALPHABETIC, LOWER, UPPER, DIGIT, PUNCTUATION_MARK = 1, 2, 4, 8, 16
LEFT_TO_RIGHT, EUROPEAN_NUMBER, OTHER_NEUTRAL, NON_SPACING = 0, 2, 10, 17


def spelled(text: str) -> str:
    """`text` in the model's classes: sara am (ำ) is printed as its two marks, as stock does."""
    return text.replace("ำ", "ํา")


def classes(unicharset: str) -> list[str]:
    """The characters of a unicharset file, class by class; class 0 is the space."""
    names = [line.split(" ", 1)[0] for line in unicharset.splitlines()[1:]]
    return [" " if name == "NULL" else name for name in names]


def extended(unicharset: str) -> str:
    """The stock unicharset file with ADDED after its last class."""
    lines = unicharset.rstrip("\n").splitlines()[1:]
    first = len(lines)
    lines += [_entry(character, first + place) for place, character in enumerate(ADDED)]
    return f"{len(lines)}\n" + "\n".join(lines) + "\n"


def _entry(character: str, number: int) -> str:
    properties, script, direction = _nature(character)
    other_case = number
    if character in LATIN:
        other_case += len(LATIN) // 2 * (1 if character.isupper() else -1)
    fields = (character, f"{properties:x}", NO_PLACE, script, other_case, direction, number)
    return " ".join(map(str, fields)) + f" {character}\t# {character}"


def _nature(character: str) -> tuple[int, str, int]:
    """Properties, script and text direction of one added character."""
    if character in LATIN:
        case = UPPER if character.isupper() else LOWER
        return ALPHABETIC | case, "Latin", LEFT_TO_RIGHT
    if character in NEW_DIGITS:
        return DIGIT, "Thai", LEFT_TO_RIGHT
    if character in "ฺ๎":
        return 0, "Thai", NON_SPACING
    if character in RARE_THAI and character.isalpha():
        return ALPHABETIC, "Thai", LEFT_TO_RIGHT
    return PUNCTUATION_MARK, "Common", OTHER_NEUTRAL


def starts(unicharset: str) -> list[list[int]]:
    """For each added character, the stock classes that it looks like (none: see LOOK_ALIKES)."""
    places = {character: number for number, character in enumerate(classes(unicharset))}
    return [[places[like] for like in LOOK_ALIKES.get(character, "")] for character in ADDED]


def identity_recoder(size: int) -> bytes:
    """Tesseract's recoder file for `size` classes that each stand for themselves."""
    codes = (struct.pack("<bii", 1, 1, number) for number in range(size))
    return struct.pack("<I", size) + b"".join(codes)


def unknown(text: str, characters: Sequence[str]) -> set[str]:
    """The characters of `text` that the model has no class for."""
    return set(spelled(text)) - set(characters)
