"""Doubtful digits, read a second time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prints import blank, put

from ocr.ink import separate
from ocr.read import best_model
from ocr.second import compared, look_again
from ocr.strips import Strip, cut_lines
from ocr.tesseract import DIGITS, Candidate, Glyph, Model, read_lines

WIDE = 20


def glyphs(text: str, doubtful: str = "", confidence: float = 0.9) -> list[Glyph]:
    """Characters side by side, the `doubtful` ones with another digit beside them."""
    others = (Candidate("๔", 0.6),)
    return [
        Glyph(character, WIDE * n, WIDE * (n + 1), confidence, others * (character in doubtful))
        for n, character in enumerate(text)
    ]


def text_of(line: list[Glyph]) -> str:
    return "".join(glyph.text for glyph in line)


def everywhere(line: list[Glyph]) -> range:
    return range(WIDE * len(line) + 1)


def test_a_digit_that_all_readings_see_stays_as_it_is() -> None:
    line = glyphs("ว ๑๕", "๕")
    assert compared(line, everywhere(line), [glyphs("ว ๑๕"), glyphs("ๆ ๑๕")]) == line


def test_a_digit_that_one_reading_sees_otherwise_is_contested() -> None:
    line = glyphs("ว ๑๕", "๕")
    *before, five = compared(line, everywhere(line), [glyphs("ว ๑๕"), glyphs("ว ๑๙")])
    assert before == line[:-1]
    assert five.text == "๕"
    assert five.confidence == 0.5
    assert five.others == (Candidate("๙", 0.9), Candidate("๔", 0.6))


def test_a_digit_that_is_outvoted_gives_way_and_stays_an_alternative() -> None:
    line = glyphs("ว ๑๕", "๕", confidence=0.4)
    nine = compared(line, everywhere(line), [glyphs("ว๑๙"), glyphs("ว ๑๙")])[-1]
    assert (nine.text, nine.confidence) == ("๙", 0.4)
    assert nine.others == (Candidate("๔", 0.6), Candidate("๕", 0.4))


@pytest.mark.parametrize("seen", ["ว ๑", "ว ๑า", ""])
def test_a_reading_without_the_digit_says_nothing_about_it(seen: str) -> None:
    line = glyphs("ว ๑๕", "๕")
    assert compared(line, everywhere(line), [glyphs(seen), glyphs(seen)]) == line


def test_what_was_not_doubtful_or_not_read_again_stays_as_it_is() -> None:
    line = glyphs("๕ว๑๕", "๕")
    seen = glyphs("ร๗๙")
    assert text_of(compared(line, range(WIDE, WIDE * 4), [seen, seen])) == "๕ว๑๙"


@given(*[st.text("กว๑๕๙.", max_size=8)] * 3)
def test_only_digits_change_and_only_into_digits(first: str, second: str, third: str) -> None:
    line = glyphs(first, "๕๙")
    settled = compared(line, everywhere(line), [glyphs(second), glyphs(third)])
    assert [(g.left, g.right) for g in settled] == [(g.left, g.right) for g in line]
    changed = {(a.text, b.text) for a, b in zip(line, settled, strict=True) if a.text != b.text}
    assert all({before, after} <= DIGITS for before, after in changed)


@pytest.fixture(scope="module")
def printed() -> list[Strip]:
    page = blank(1600, 500)
    put(page, 100, 100, "หนังสือ ที่ นน ๐๐๒๓.๓/๑๒๑๒ ลงวันที่ ๓๑")
    put(page, 100, 300, "ศาลากลางจังหวัดน่าน")
    (layer,) = separate(np.asarray(page))
    return sorted(cut_lines(layer.pixels), key=lambda strip: strip.baseline)


def test_lines_without_doubt_need_no_engine(printed: list[Strip]) -> None:
    lines = [glyphs("๑๒"), glyphs("ศาลากลาง")]
    assert look_again(printed, lines, Model("none")) == lines


def test_clear_print_reads_the_same_again(printed: list[Strip]) -> None:
    model = best_model()
    lines = read_lines([strip.pixels for strip in printed], model)
    doubtful = [
        [g._replace(others=(Candidate("๕", 0.6),)) if g.text in DIGITS else g for g in line]
        for line in lines
    ]
    assert look_again(printed, doubtful, model) == doubtful
