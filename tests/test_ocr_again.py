"""A box of a page read again, as the reader reads the page."""

from __future__ import annotations

import pytest

from ocr.again import read_box
from ocr.page import Box
from samples.record import load_words, samples

CHAIN = next(sample for sample in samples() if sample.scan.name == "monthly_chain.pdf")


@pytest.mark.slow
@pytest.mark.parametrize("opening", ["ที่ มค", "เรื่อง"])
def test_a_line_reads_as_it_did_on_its_page(opening: str) -> None:
    pages, _ = load_words(CHAIN)
    line = next(one for one in pages[0].lines if one.text.startswith(opening))
    assert read_box(CHAIN.scan, 1, line.box) == line.text


@pytest.mark.slow
def test_only_what_is_in_the_box_is_read() -> None:
    pages, _ = load_words(CHAIN)
    line = next(one for one in pages[0].lines if one.text.startswith("ที่ มค"))
    last = line.words[-1].box
    assert read_box(CHAIN.scan, 1, last) == line.words[-1].text


@pytest.mark.slow
def test_a_box_reaches_beyond_the_page_or_holds_nothing() -> None:
    assert read_box(CHAIN.scan, 1, Box(2470, 3500, 9000, 9000)) == ""
    assert read_box(CHAIN.scan, 1, Box(3000, 4000, 3100, 4100)) == ""
