"""Pages turned upright and level by what Thai print looks like."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from prints import letter, pixels

from ocr.upright import straighten


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_is_turned_upright(quarters: int) -> None:
    page = pixels(letter())
    upright, steps = straighten(np.ascontiguousarray(np.rot90(page, quarters)))
    assert upright.shape == page.shape
    assert np.array_equal(upright, page)
    assert [step.name for step in steps] == (["turn"] if quarters else [])


@settings(max_examples=8, deadline=None)
@given(st.floats(-4, 4).filter(lambda degrees: abs(degrees) > 0.4))
def test_a_leaning_page_is_levelled(degrees: float) -> None:
    leaning = letter().rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor="white")
    _, steps = straighten(pixels(leaning))
    (step,) = steps
    assert step.name == "deskew"
    assert float(step.detail.split()[0]) == pytest.approx(-degrees, abs=0.25)


def test_an_empty_page_is_left_alone() -> None:
    page = np.full((1200, 900), 255, np.uint8)
    upright, steps = straighten(page)
    assert steps == ()
    assert np.array_equal(upright, page)


def test_dotted_rules_under_some_lines_do_not_turn_a_page() -> None:
    page = letter()
    draw = ImageDraw.Draw(page)
    for below_line in (866, 980):  # more dots than the page has marks over its letters
        for x in range(100, page.width - 100, 14):
            draw.rectangle((x, below_line, x + 5, below_line + 5), fill="black")
    _, steps = straighten(pixels(page))
    assert "turn" not in [step.name for step in steps]
