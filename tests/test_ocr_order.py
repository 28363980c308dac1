"""The order in which a page's lines are read: rows, and what a frame holds together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageDraw
from prints import blank, letter, pixels, put

from ocr.clean import flatten, grey
from ocr.order import reading_order
from ocr.page import Box
from ocr.strips import Strip, cut_lines

NOTHING = np.full((1, 1), 255, np.uint8)


def strip(left: int, baseline: int, frame: Box | None = None) -> Strip:
    box = Box(left, baseline - 30, left + 100, baseline)
    return Strip(NOTHING, box, baseline, 30, (box,), frame)


def placed(strips: Sequence[Strip]) -> list[tuple[int, int]]:
    return [(strips[n].box.left, round(strips[n].baseline)) for n in reading_order(strips)]


def test_rows_are_read_from_top_to_bottom_and_left_to_right() -> None:
    strips = [strip(900, 206), strip(100, 300), strip(100, 200), strip(900, 295)]
    assert placed(strips) == [(100, 200), (900, 206), (100, 300), (900, 295)]


def test_cells_are_read_one_after_the_other() -> None:
    one, two = Box(50, 100, 480, 400), Box(500, 100, 900, 400)
    strips = [strip(60, 150, one), strip(510, 150, two), strip(510, 200, two), strip(60, 200, one)]
    assert placed([*strips, strip(60, 60)]) == [
        (60, 60),
        (60, 150),
        (60, 200),
        (510, 150),
        (510, 200),
    ]


LINES = st.builds(strip, st.integers(0, 2000), st.integers(30, 3000))


@given(st.lists(LINES, max_size=12))
def test_each_line_is_read_once(strips: list[Strip]) -> None:
    assert sorted(reading_order(strips)) == list(range(len(strips)))


def test_the_frame_around_a_line_is_seen_in_the_picture() -> None:
    page = blank(1600, 700)
    draw = ImageDraw.Draw(page)
    draw.rectangle((100, 100, 1500, 400), outline="black", width=5)
    draw.line((700, 100, 700, 400), fill="black", width=5)
    for x, y, text in (
        (130, 150, "ลำดับ"),
        (130, 270, "หนึ่ง"),
        (730, 150, "กิจกรรม"),
        (130, 520, "ลงชื่อ"),
    ):
        put(page, x, y, text)
    strips = cut_lines(flatten(grey(pixels(page))))
    frames = [strips[n].frame for n in reading_order(strips)]
    assert frames[0] is not None
    assert frames[0] == frames[1]
    assert frames[0].right < 700
    assert frames[2] is not None
    assert frames[2].left > 700
    assert frames[3] is None


def test_a_page_without_rules_has_no_frames() -> None:
    assert {strip.frame for strip in cut_lines(flatten(grey(pixels(letter()))))} == {None}
