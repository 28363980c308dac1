"""The one way out to the terminal: UTF-8, and nothing in it that a terminal would obey."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from io import TextIOWrapper
from typing import Any

# Control characters (C0, delete, C1) and the marks that turn the reading direction: printed as
# they are, text from a scan or a file name could move the cursor or reorder what is shown.
CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]
DIRECTIONS = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
HARMLESS = dict.fromkeys(CONTROLS + DIRECTIONS, "\N{REPLACEMENT CHARACTER}")
ESCAPED = {code: f"\\u{code:04x}" for code in CONTROLS + DIRECTIONS if code != ord("\n")}


def speak_utf8() -> None:
    """Print Thai whatever the locale says; names that are not UTF-8 come out escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def harmless(text: str) -> str:
    """`text` with every character that steers a terminal replaced by U+FFFD."""
    return text.translate(HARMLESS)


def say(lines: Iterable[str]) -> None:
    """Print lines to standard output, at once."""
    for line in lines:
        print(harmless(line), flush=True)


def warn(lines: Iterable[str]) -> None:
    """Print lines to standard error."""
    for line in lines:
        print(harmless(line), file=sys.stderr)


def say_json(value: Any) -> None:  # Any: whatever JSON can hold
    """Print `value` as indented JSON, its control characters escaped."""
    print(json.dumps(value, ensure_ascii=False, indent=1).translate(ESCAPED))
