"""Pages that need not be read: blank ones, and those that came before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw
from prints import blank, letter, pixels

from ocr.blobs import ink_of
from ocr.clean import flatten, grey, is_blank
from ocr.read import read_pages
from ocr.render import UnreadableScan, page_marks, pages_file, render_pages

A4 = (2480, 3508)
PALEST_OF_PRINT = 225


def paper(shade: int = 235, grain: float = 3.0) -> Image.Image:
    noise = np.random.default_rng(5).normal(shade, grain, A4[::-1])
    return Image.fromarray(noise.clip(0, 255).astype(np.uint8))


def scan(path: Path, pages: list[Image.Image]) -> Path:
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=300.0, quality=90)
    return path


@pytest.mark.parametrize("page", [blank(*A4), paper(), paper(200, 2)])
def test_what_counts_as_blank_has_no_ink(page: Image.Image) -> None:
    image = pixels(page)
    assert is_blank(image)
    assert not ink_of(flatten(grey(image))).any()


def test_one_pale_letter_makes_a_page(tmp_path: Path) -> None:
    page = paper()
    ImageDraw.Draw(page).rectangle((1200, 1700, 1206, 1740), PALEST_OF_PRINT)
    assert not is_blank(pixels(page))
    assert not is_blank(pixels(letter()))
    assert not is_blank(pixels(page.resize((1240, 1754)).rotate(90, expand=True)))


def test_a_blank_page_has_no_words_and_says_why(tmp_path: Path) -> None:
    (page,) = read_pages(scan(tmp_path / "a.pdf", [paper()]))
    assert page.words == ()
    assert "blank" in [step.name for step in page.steps]
    assert (page.width, page.height) == A4


def test_pages_of_one_mark_are_the_same(tmp_path: Path) -> None:
    first, second = letter().resize((620, 877)), letter().rotate(1).resize((620, 877))
    path = scan(tmp_path / "a.pdf", [first, second, first])
    marks = page_marks(path)
    assert marks[0] == marks[2] != marks[1]
    assert page_marks(scan(tmp_path / "b.pdf", [first])) == marks[:1]
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[2].rotate(90, relative=True)
        pdf.save(path)
    assert len(set(page_marks(path))) == 3


@pytest.mark.parametrize("how", [{}, {"compression": "tiff_lzw"}, {"compression": "group4"}])
def test_pictures_of_one_mark_are_the_same(tmp_path: Path, how: dict[str, str]) -> None:
    mode = "1" if how.get("compression") == "group4" else "L"
    first, second = (
        each.resize((620, 877)).convert(mode) for each in (letter(), letter().rotate(1))
    )
    path = tmp_path / "a.tif"
    first.save(path, save_all=True, append_images=[second, first], dpi=(75, 75), **how)
    marks = page_marks(path)
    assert marks[0] == marks[2] != marks[1]
    assert "" not in marks
    first.save(tmp_path / "b.tif", save_all=True, append_images=[first], dpi=(150, 150), **how)
    assert set(page_marks(tmp_path / "b.tif")).isdisjoint(marks)
    first.save(tmp_path / "c.png")
    assert len(page_marks(tmp_path / "c.png")) == 1


def test_a_damaged_file_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(UnreadableScan):
        page_marks(tmp_path / "b.pdf")


@pytest.mark.parametrize("name", ["a.pdf", "a.tif"])
def test_pages_sent_alone_look_the_same(tmp_path: Path, name: str) -> None:
    pages = [letter().resize((620, 877)).rotate(angle) for angle in (0, 1, 2)]
    path = scan(tmp_path / name, pages)
    sent = pages_file(path, [2, 3])
    (tmp_path / "sent").write_bytes(sent.content)
    there = render_pages(tmp_path / "sent", numbers=sent.numbers)
    for at, from_there in zip(render_pages(path, numbers=[2, 3]), there, strict=True):
        assert np.array_equal(at.pixels, from_there.pixels)
        assert (at.dpi, at.steps) == (from_there.dpi, from_there.steps)
