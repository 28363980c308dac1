"""Print and coloured ink apart, so that a stamp across the address harms neither."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from prints import BLUE, RED, blank, letter, pixels, put, stamp

from ocr.ink import separate

ADDRESS = np.s_[290:400, 1290:1900]


def darkness(layer: object, where: tuple[slice, slice]) -> int:
    return int((np.asarray(layer)[where] < 128).sum())


def as_jpeg(page: Image.Image) -> Image.Image:
    """The page with a scanner's colour fringes."""
    file = io.BytesIO()
    page.save(file, "JPEG", quality=60)
    return Image.open(io.BytesIO(file.getvalue())).convert("RGB")


def test_black_print_is_the_only_layer_of_a_plain_page() -> None:
    for page in (pixels(as_jpeg(letter())), pixels(letter().convert("L"))):
        assert [layer.ink for layer in separate(page)] == ["black"]


@pytest.mark.parametrize(("colour", "ink"), [(BLUE, "blue"), (RED, "red")])
def test_a_stamp_across_the_address_harms_neither(colour: tuple[int, int, int], ink: str) -> None:
    page = letter()
    clean = darkness(separate(pixels(page))[0].pixels, ADDRESS)
    stamp(page, 1400, 330, "อำเภอปัว", "รับที่ 1212", colour=colour)
    black, coloured = separate(pixels(as_jpeg(page)))
    assert coloured.ink == ink
    assert darkness(black.pixels, ADDRESS) == pytest.approx(clean, rel=0.12)
    assert darkness(black.pixels, np.s_[420:560, 1600:1990]) == 0
    assert darkness(coloured.pixels, np.s_[420:500, 1400:1990]) > 500


def test_colour_that_jpeg_blurred_away_leaves_no_holes_in_letters() -> None:
    page = blank()
    put(page, 300, 300, "เลขรับ ๗๕๙๕ เวลา ๑๐.๐๗ น.", size=34, colour=(150, 150, 205))
    put(page, 300, 200, "เทศบาลตำบลเวียง", size=60, colour=BLUE)
    file = io.BytesIO()
    page.save(file, "JPEG", quality=30)
    black, blue = separate(pixels(Image.open(io.BytesIO(file.getvalue())).convert("RGB")))
    there = np.s_[300:360, 280:800]
    pale = np.asarray(page.convert("L"))[there] < 190
    assert (np.asarray(blue.pixels)[there][pale] < 225).mean() > 0.97
    assert (np.asarray(black.pixels)[there] < 225).sum() == 0


def test_two_inks_are_two_layers() -> None:
    page = letter()
    put(page, 300, 80, "ด่วนที่สุด", size=100, colour=RED)
    stamp(page, 1300, 40, "อำเภอปัว", "รับที่ 1212", colour=BLUE)
    layers = {layer.ink: layer.pixels for layer in separate(pixels(page))}
    assert set(layers) == {"black", "blue", "red"}
    assert darkness(layers["red"], np.s_[80:260, 300:800]) > 1000
    assert darkness(layers["blue"], np.s_[80:260, 300:800]) == 0


def test_the_tint_of_paper_and_lamp_is_no_ink() -> None:
    page = pixels(letter()).astype(np.float32)
    lamp = np.linspace(0.75, 1, page.shape[1])[None, :, None] * np.array([1, 0.95, 0.8])
    (layer,) = separate((page * lamp).astype(np.uint8))
    assert layer.ink == "black"
    assert np.percentile(layer.pixels, 50) > 245


def test_a_blank_sheet_has_nothing_in_its_layer() -> None:
    (layer,) = separate(pixels(blank()))
    assert layer.pixels.min() > 250
