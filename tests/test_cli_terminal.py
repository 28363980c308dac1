"""Nothing that a scan says reaches the terminal as an order."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.terminal import harmless, say, say_json, warn

ANYTHING = st.text(st.characters(exclude_categories=["Cs"]))
in_one_go = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def steers(char: str) -> bool:
    """Whether a character is a control, or turns the reading direction."""
    turns = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    marks = "\N{ARABIC LETTER MARK}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}"
    is_control = unicodedata.category(char) == "Cc"
    return is_control or unicodedata.bidirectional(char) in turns or char in marks


@given(ANYTHING)
def test_harmless_text_steers_nothing_and_keeps_the_rest(text: str) -> None:
    shown = harmless(text)
    assert not any(map(steers, shown))
    assert len(shown) == len(text)
    assert all(a == b for a, b in zip(text, shown, strict=True) if not steers(a))


@in_one_go
@given(st.recursive(ANYTHING, lambda inner: st.lists(inner) | st.dictionaries(ANYTHING, inner)))
def test_json_says_everything_and_steers_nothing(
    capsys: pytest.CaptureFixture[str], value: object
) -> None:
    say_json(value)
    printed = capsys.readouterr().out
    assert json.loads(printed) == value
    assert not any(map(steers, printed.replace("\n", "")))


def test_an_escape_sequence_in_a_line_is_shown_not_obeyed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say(["หน้า \x1b[2J\x9b31m ๑\nสอง"])
    warn(["\x1b]0;title\x07"])
    assert capsys.readouterr() == ("หน้า \ufffd[2J\ufffd31m ๑\ufffdสอง\n", "\ufffd]0;title\ufffd\n")
