"""Stamps that stand askew are read level, and told where they stand on the page."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from prints import BLACK, BLUE, LAKSAMAN, RED, letter, pixels

from ocr.ink import Layer, separate
from ocr.page import Box
from ocr.patches import find_patches, lines_of
from ocr.strips import Strip

LINES = ("เทศบาลตำบลเวียง", "เลขรับ ๗๕๙๕", "วันที่ ๑๙ ก.พ. ๒๕๖๙", "เวลา ๑๐.๐๗ น.")
PLACE = Box(1150, 60, 1700, 455)


def stamped(degrees: float, colour: tuple[int, int, int], *, framed: bool = True) -> Image.Image:
    """A letter with a stamp above its address, which rises to the right by `degrees`."""
    page = letter()
    page.paste("white", (1250, 200, 2000, 420))
    ink = Image.new("RGBA", page.size, (*colour, 0))
    draw = ImageDraw.Draw(ink)
    if framed:
        draw.rectangle((1200, 130, 1640, 410), outline=(*colour, 255), width=4)
    for n, text in enumerate(LINES):
        label, _, value = text.partition(" ")
        for x, part, size in ((1220, label, 44), (1360, value, 34)):
            font = ImageFont.truetype(LAKSAMAN, size, layout_engine=ImageFont.Layout.RAQM)
            draw.text((x, 185 + 60 * n), part, (*colour, 255), font, anchor="ls", language="th")
    turned = ink.rotate(degrees, center=(1420, 270), resample=Image.Resampling.BICUBIC)
    page.paste(turned, mask=turned)
    return page


def stamp_layer(page: Image.Image) -> Layer:
    return separate(pixels(page))[-1]


def within(strips: list[Strip]) -> list[Strip]:
    there = [strip for strip in strips if strip.box.overlap(PLACE)]
    return sorted(there, key=lambda strip: strip.baseline)


@pytest.mark.parametrize("degrees", [-18, -7, 0, 4, 12, 19])
@pytest.mark.parametrize("framed", [True, False])
def test_a_turned_stamp_has_as_many_lines_as_were_printed(degrees: float, framed: bool) -> None:
    strips = within(lines_of(stamp_layer(stamped(degrees, BLUE, framed=framed))))
    assert len(strips) == len(LINES)
    assert len({strip.frame for strip in strips}) == 1


@pytest.mark.parametrize("degrees", [-15, -5, 0, 9])
def test_the_angle_of_a_frame_is_found(degrees: float) -> None:
    (patch,) = find_patches(stamp_layer(stamped(degrees, RED)))
    assert patch.degrees == pytest.approx(-degrees, abs=0.4)


@pytest.mark.parametrize("degrees", [-15, 10])
def test_a_black_stamp_is_levelled_where_it_has_a_frame(degrees: float) -> None:
    strips = within(lines_of(stamp_layer(stamped(degrees, BLACK))))
    assert len(strips) == len(LINES)


def test_print_without_stamps_has_no_patches() -> None:
    assert find_patches(stamp_layer(letter())) == []


@pytest.mark.parametrize("degrees", [-12, 0, 15])
def test_words_stand_on_the_page_where_their_ink_is(degrees: float) -> None:
    layer = stamp_layer(stamped(degrees, BLUE))
    for strip in within(lines_of(layer)):
        for run in strip.runs:
            assert (layer.pixels[run.top : run.bottom, run.left : run.right] < 200).any()
            assert strip.column(strip.at(run.left)) == pytest.approx(run.left)
        inked = np.flatnonzero((strip.pixels < 200).any(axis=0))
        assert strip.column(float(inked[0])) == pytest.approx(strip.runs[0].left, abs=8)
