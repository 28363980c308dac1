"""QR codes, decoded off pages as scanners leave them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from ocr.codes import find_codes
from ocr.page import OcrPage
from samples import damage

FORM = "https://example.go.th/form?id=42"
#: Where the code is put on the page, and its side, in pixels.
LEFT, TOP, SIDE = 1500, 2200, 300


def page_with(*codes: tuple[str, int, int]) -> Image.Image:
    page = Image.new("RGB", (2480, 3508), "white")
    for text, left, top in codes:
        drawn = cv2.QRCodeEncoder.create().encode(text)
        sized = cv2.resize(drawn, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST)
        page.paste(Image.fromarray(sized).convert("RGB"), (left, top))
    return page


@pytest.mark.parametrize(
    ("machine", "wear"),
    [
        (damage.office, damage.Wear(blur=1.0, skew=0.8, grain=4, specks=40)),
        (damage.copier, damage.Wear(blur=1.6, skew=0.7, grain=30, specks=170)),
        (damage.phone, damage.Wear(blur=1.2, skew=1.5, grain=5)),
    ],
)
def test_a_code_is_decoded_whatever_the_machine_did(
    machine: damage.Damage, wear: damage.Wear
) -> None:
    drawn, _ = machine(page_with((FORM, LEFT, TOP)), np.random.default_rng(3), wear)
    (code,) = find_codes(np.asarray(drawn.convert("RGB")))
    assert code.text == FORM


def test_a_code_knows_where_it_stands() -> None:
    (code,) = find_codes(np.asarray(page_with((FORM, LEFT, TOP))))
    assert code.box.left == pytest.approx(LEFT, abs=50)
    assert code.box.bottom == pytest.approx(TOP + SIDE, abs=50)


def test_codes_are_given_from_top_to_bottom() -> None:
    page = page_with(("second", LEFT, TOP), ("first", LEFT, 300))
    assert [code.text for code in find_codes(np.asarray(page))] == ["first", "second"]


def test_a_page_without_codes_has_none() -> None:
    table = np.full((1200, 900), 255, np.uint8)
    table[100:1000:60, 100:800] = table[100:1000, 100:800:60] = 0
    assert find_codes(table) == ()


def test_a_page_keeps_its_codes_as_json_and_needs_none() -> None:
    page = OcrPage(1, 2480, 3508, 300, (), codes=find_codes(np.asarray(page_with((FORM, 9, 9)))))
    assert OcrPage.from_json(page.to_json()) == page
    recorded = {name: value for name, value in page.to_json().items() if name != "codes"}
    assert OcrPage.from_json(recorded).codes == ()
