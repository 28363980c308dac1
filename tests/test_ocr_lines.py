"""Printed lines found by their letters: whole clusters, one strip a line, words at spaces."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw
from prints import LETTER, blank, letter, pixels, put

from ocr.clean import Pixels, flatten, grey
from ocr.lines import survey
from ocr.strips import Strip, cut_lines


def strips_of(page: Image.Image) -> list[Strip]:
    """The page's strips, top to bottom and left to right."""
    found = cut_lines(flatten(grey(pixels(page))))
    return sorted(found, key=lambda strip: (round(strip.baseline / 40), strip.box.left))


def ink_within(page: Image.Image, strip: Strip) -> int:
    box = strip.box
    return int((grey(pixels(page))[box.top : box.bottom, box.left : box.right] < 128).sum())


def test_each_line_is_one_strip_and_text_far_apart_two() -> None:
    strips = strips_of(letter())
    assert len(strips) == len(LETTER)
    number, address = strips[:2]
    assert number.box.right < 1000 < address.box.left
    assert abs(number.baseline - address.baseline) < 5


def test_upper_vowels_and_tone_marks_stay_with_their_line() -> None:
    page = blank(1400, 300)
    put(page, 100, 80, "ผู้ที่ยื่นสิ่งนี้ชื่อปู่ที่กี่ครั้ง")
    (strip,) = strips_of(page)
    assert ink_within(page, strip) == int((grey(pixels(page)) < 128).sum())


def test_close_lines_keep_their_own_marks() -> None:
    page = blank(1400, 400)
    put(page, 100, 60, "ผู้รู้อยู่ครูดูแลอยู่")
    put(page, 100, 162, "สิ่งที่ยื่นนี้ชื่อเรื่องนี้")
    upper, lower = strips_of(page)
    alone = blank(1400, 400)
    put(alone, 100, 60, "ผู้รู้อยู่ครูดูแลอยู่")
    (expected,) = strips_of(alone)
    assert abs(upper.box.bottom - expected.box.bottom) <= 2
    assert lower.box.top < lower.baseline - 1.3 * lower.height


def test_a_mark_between_close_lines_goes_where_the_typeface_has_its_like() -> None:
    page = np.full((400, 1200), 255, np.uint8)
    upper, lower = 138, 196  # baselines of letters 36 pixels high
    for x in range(100, 1100, 50):
        page[upper - 36 : upper, x : x + 36] = page[lower - 36 : lower, x : x + 36] = 0
    for x in range(120, 520, 100):
        page[upper - 57 : upper - 41, x : x + 16] = page[lower + 7 : lower + 21, x : x + 16] = 0
    for x in range(620, 1020, 100):  # nearer to the letters over them than to their own
        page[upper + 3 : upper + 17, x : x + 16] = 0
    page[upper - 57 : upper - 41, 1020:1036] = page[lower + 7 : lower + 21, 1020:1036] = 0
    first, second = sorted(cut_lines(flatten(page)), key=lambda strip: strip.baseline)
    assert first.box.bottom <= upper + 1
    assert second.box.top <= upper + 4


def test_lines_printed_into_one_another_are_parted() -> None:
    page = blank(1400, 400)
    put(page, 500, 110, "๗๐๐๐๐")
    put(page, 100, 150, "๒๗ มกราคม ๒๕๖๙ วันนี้")
    strips = strips_of(page)
    postcode, date = sorted(strips, key=lambda strip: strip.baseline)
    assert 490 < postcode.box.left < postcode.box.right < 720
    assert date.box.left < 110
    assert date.box.right > 560
    assert 35 < date.baseline - postcode.baseline < 45


def test_marks_over_marks_are_not_parted_from_their_letters() -> None:
    page = blank(1400, 400)
    put(page, 100, 150, "ผู้ที่ยื่นป้ายนี้ชื่อฝั่งปี่ฟื้นใหม่")
    (strip,) = strips_of(page)
    assert ink_within(page, strip) == int((grey(pixels(page)) < 128).sum())


def test_a_small_digit_a_space_behind_the_last_word_is_in_its_line() -> None:
    page = blank(1400, 300)
    put(page, 100, 80, "หน้า")
    put(page, 232, 97, "๓", size=44)
    (strip,) = strips_of(page)
    assert ink_within(page, strip) == int((grey(pixels(page)) < 128).sum())


def test_words_are_divided_at_printed_spaces() -> None:
    page = blank(1800, 300)
    put(page, 100, 80, "ลงวันที่ ๑๒ กุมภาพันธ์ ๒๕๒๕ จำนวน ๑ ฉบับ")
    (strip,) = strips_of(page)
    assert len(strip.runs) == 7
    edges = [edge for run in strip.runs for edge in (run.left, run.right)]
    assert edges == sorted(edges)


def test_cells_of_a_table_are_lines_of_their_own_without_its_rules() -> None:
    page = blank(1200, 400)
    draw = ImageDraw.Draw(page)
    draw.rectangle((100, 80, 1100, 260), outline="black", width=4)
    draw.line((400, 80, 400, 260), fill="black", width=4)
    put(page, 300, 120, "ที่")
    put(page, 415, 120, "กิจกรรม")
    first, second = strips_of(page)
    assert first.box.right < 400 < second.box.left
    assert first.box.top > 90


@pytest.mark.parametrize("paper", [255, 215])
def test_a_page_without_print_has_no_lines(paper: int) -> None:
    page = np.full((600, 800), paper, np.uint8)
    assert cut_lines(flatten(page)) == ()
    assert survey(flatten(page)).height == 0


def test_dust_and_an_emblem_are_no_lines() -> None:
    page = blank(1500, 900)
    draw = ImageDraw.Draw(page)
    draw.ellipse((600, 60, 900, 360), fill="black")
    for n in range(60):
        draw.point(((n * 397) % 1500, (n * 211) % 900), fill="black")
    put(page, 100, 600, "ขอแสดงความนับถือ")
    (strip,) = strips_of(page)
    assert strip.box.top > 550


def test_grain_gives_no_more_lines_than_a_page_can_have() -> None:
    grain = np.random.default_rng(1).integers(0, 255, (1500, 1200), np.uint8)
    assert len(cut_lines(flatten(grain))) <= 500


def test_a_leaning_line_is_levelled() -> None:
    page = letter().rotate(1.5, resample=Image.Resampling.BICUBIC, fillcolor="white")
    longest = max(strips_of(page), key=lambda strip: strip.box.width)
    assert longest.pixels.shape[0] < 1.6 * (longest.height * 3)
    assert _rows_of_ink(longest.pixels) < longest.box.height


def _rows_of_ink(strip: Pixels) -> int:
    return int((strip < 128).any(axis=1).sum())


def test_letters_that_touch_a_seal_are_kept() -> None:
    page = blank(1500, 700)
    put(page, 300, 330, "จังหวัดน่านเป็นผู้ออกหนังสือ")
    ImageDraw.Draw(page).ellipse((330, 60, 680, 385), outline="black", width=6)
    line = max(strips_of(page), key=lambda strip: strip.box.width)
    shown = int((line.pixels < 128).sum())
    alone = blank(1500, 700)
    put(alone, 300, 330, "จังหวัดน่านเป็นผู้ออกหนังสือ")
    assert shown >= 0.97 * int((grey(pixels(alone)) < 128).sum())


DOTS, LEFT = 30, 420


def dotted_form(pitch: int = 14) -> Image.Image:
    """A name to be filled in: a word, a row of dots on its baseline, another word."""
    page = blank(1600, 400)
    put(page, 150, 100, "ลงชื่อ")
    draw = ImageDraw.Draw(page)
    (word,) = strips_of(page)
    foot = round(word.baseline)
    for n in range(DOTS):
        draw.ellipse((LEFT + pitch * n, foot - 5, LEFT + pitch * n + 5, foot), fill="black")
    put(page, LEFT + pitch * DOTS + 30, 100, "ผู้รายงาน")
    return page


@pytest.mark.parametrize("pitch", [10, 14, 20])
def test_the_dots_of_a_form_stand_in_the_line_that_they_lead_through(pitch: int) -> None:
    (line,) = strips_of(dotted_form(pitch))
    shown = np.s_[:, LEFT - line.box.left + 10 : LEFT + pitch * DOTS - line.box.left + 10]
    assert int((line.pixels[shown].min(axis=0) < 128)[:-1].sum()) >= 3 * DOTS
    assert line.height > 20


def test_a_few_dots_between_words_are_part_of_their_line() -> None:
    page = blank(1600, 400)
    put(page, 150, 100, "ชื่อ..... นามสกุล")
    (line,) = strips_of(page)
    assert ink_within(page, line) == int((grey(pixels(page)) < 128).sum())


def test_dots_that_words_stand_on_are_a_rule_and_not_read() -> None:
    page = blank(1600, 400)
    put(page, 150, 100, "จังหวัดน่านเป็นผู้ออกหนังสือ")
    (alone,) = strips_of(page)
    draw = ImageDraw.Draw(page)
    for x in range(140, 1400, 14):
        foot = round(alone.baseline + 16)
        draw.ellipse((x, foot - 5, x + 5, foot), fill="black")
    line = max(strips_of(page), key=lambda strip: strip.height)
    assert abs(line.box.width - alone.box.width) < 30
    assert abs(int((line.pixels < 128).sum()) - int((alone.pixels < 128).sum())) < 300


def test_dust_is_no_row_of_dots() -> None:
    page = dotted_form()
    specks = np.random.default_rng(2).integers(0, (1590, 390), (60, 2))
    draw = ImageDraw.Draw(page)
    for x, y in specks:
        draw.rectangle((int(x), int(y), int(x) + 3, int(y) + 3), fill="black")
    assert len(strips_of(page)) == 1
