"""Digits alone in the cells of a table, read beside one another."""

from __future__ import annotations

from PIL import Image, ImageDraw
from prints import blank, pixels, put

from ocr.cells import is_narrow_cell, read_strips
from ocr.clean import flatten, grey
from ocr.read import best_model
from ocr.strips import Strip, cut_lines

DIGITS = "๓๑๗๒๙๔๕๖๘๐"
ROW, LEFT, RIGHT = 92, 300, 460


def table(cells: str) -> Image.Image:
    """A column of cells with a character in each, and beside it one with words."""
    page = blank(1600, 1300)
    draw = ImageDraw.Draw(page)
    for n in range(len(cells) + 1):
        draw.line((LEFT, 100 + n * ROW, 1300, 100 + n * ROW), fill="black", width=4)
    for x in (LEFT, RIGHT, 1300):
        draw.line((x, 100, x, 100 + len(cells) * ROW), fill="black", width=4)
    for n, digit in enumerate(cells):
        put(page, LEFT + 60, 105 + n * ROW, digit)
        put(page, RIGHT + 60, 105 + n * ROW, "รายงานผลการดำเนินงาน")
    return page


def strips_of(page: Image.Image) -> list[Strip]:
    return sorted(cut_lines(flatten(grey(pixels(page)))), key=lambda strip: strip.baseline)


def test_digits_alone_in_their_cells_are_read() -> None:
    strips = strips_of(table(DIGITS))
    (read,) = read_strips([strips], best_model())
    cells = [
        "".join(glyph.text for glyph in glyphs)
        for strip, glyphs in zip(strips, read, strict=True)
        if is_narrow_cell(strip)
    ]
    assert cells == list(DIGITS)


def test_their_places_are_told_in_the_cell_that_they_were_read_in() -> None:
    strips = strips_of(table(DIGITS))
    for strip, glyphs in zip(strips, read_strips([strips], best_model())[0], strict=True):
        for glyph in glyphs:
            assert strip.box.left - 3 <= strip.column(glyph.middle) <= strip.box.right + 3


def test_a_character_without_a_frame_or_in_a_wide_cell_is_no_narrow_cell() -> None:
    page = blank(1600, 400)
    put(page, 100, 100, "๓")
    (strip,) = strips_of(page)
    assert not is_narrow_cell(strip)
    wide = [strip for strip in strips_of(table("๑๒")) if strip.box.left > RIGHT]
    assert wide
    assert not any(map(is_narrow_cell, wide))
