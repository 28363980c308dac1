"""Pages that could not be read, or only in part, are doubts of the letters they may belong to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pages import letter_page

from extract.bundle import read_letters
from extract.letter import Letter
from ocr.page import OcrPage, Step

BODY = (0.26, "จึงเรียนมาเพื่อพิจารณา")


def page(number: int, running: str) -> OcrPage:
    return replace(letter_page(BODY, number=f"ที่ ชร ๐๐๑๗.๒/ว {running}"), number=number)


def gap(number: int) -> OcrPage:
    return OcrPage(number, 0, 0, 0, (), (Step("failed", "why"),), gap="too_slow")


def unread(letters: tuple[Letter, ...]) -> list[list[int]]:
    return [[d.page for d in one.doubts if d.reason == "page-unread"] for one in letters]


@pytest.mark.parametrize(
    ("gaps", "of_first", "of_second"),
    [((1,), [1], []), ((3,), [3], []), ((5, 6), [], [5, 6]), ((1, 3, 5), [1, 3], [5])],
)
def test_a_gap_goes_with_the_letter_before_it_or_else_the_first(
    gaps: tuple[int, ...], of_first: list[int], of_second: list[int]
) -> None:
    whole = [page(2, "๑๒๓๔"), page(4, "๘๗"), *map(gap, gaps)]
    letters = read_letters(sorted(whole, key=lambda each: each.number))
    assert unread(letters) == [of_first, of_second]


def test_a_scan_without_letters_has_nobody_to_doubt() -> None:
    assert read_letters([gap(1), gap(2)]) == ()


def test_a_page_read_at_a_lower_resolution_is_a_doubt() -> None:
    reduced = replace(page(1, "๑๒๓๔"), steps=(Step("cap", "page too large for 300 dpi"),))
    (letter,) = read_letters([reduced])
    assert ("page-reduced", 1) in [(doubt.reason, doubt.page) for doubt in letter.doubts]
