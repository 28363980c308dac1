"""Scan files to page images: every kind, one page at a time, and why some cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import numpy as np
import pikepdf
import pytest
from PIL import Image
from prints import blank, letter, pixels

from ocr.render import Code, Limits, UnreadableScan, count_pages, render_pages

A4_200 = (1654, 2339)
ALLOWED = Limits()


def reason(path: Path, limits: Limits = ALLOWED) -> UnreadableScan:
    with pytest.raises(UnreadableScan) as caught:
        list(render_pages(path, limits=limits))
    with pytest.raises(UnreadableScan):
        count_pages(path, limits)
    return caught.value


def saved(path: Path, pages: list[Image.Image], **options: object) -> Path:
    pages[0].save(path, save_all=len(pages) > 1, append_images=pages[1:], **options)  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize(("name", "mode"), [("a.png", "L"), ("a.jpg", "RGB"), ("a.tif", "1")])
def test_a_picture_becomes_a_page_of_300_dpi(tmp_path: Path, name: str, mode: str) -> None:
    path = saved(tmp_path / name, [blank(*A4_200).convert(mode)], dpi=(200, 200))
    (page,) = render_pages(path)
    assert page.dpi == 300
    assert page.pixels.shape[:2] == pytest.approx((3508, 2481), abs=2)
    assert page.pixels.ndim == (3 if mode == "RGB" else 2)
    assert [step.name for step in page.steps] == ["take", "scale"]


def test_a_picture_without_a_resolution_is_taken_for_a4(tmp_path: Path) -> None:
    (page,) = render_pages(saved(tmp_path / "a.png", [blank(827, 1169)]))
    assert page.pixels.shape[0] == pytest.approx(3508, abs=5)


def test_every_page_of_a_tiff_comes_in_order(tmp_path: Path) -> None:
    shades = [Image.new("L", (827, 1169), shade) for shade in (0, 100, 200)]
    path = saved(tmp_path / "a.tif", shades, dpi=(100, 100))
    assert count_pages(path) == 3
    pages = list(render_pages(path))
    assert [page.number for page in pages] == [1, 2, 3]
    assert [int(page.pixels.mean()) for page in pages] == [0, 100, 200]


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_scanned_page_is_taken_out_as_it_was_scanned(tmp_path: Path, turned: int) -> None:
    picture = letter().resize((2480, 1488))
    path = saved(tmp_path / "a.pdf", [picture], resolution=300.0, quality=95)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].rotate(turned, relative=True)
        pdf.save(path)
    (page,) = render_pages(path)
    expected = np.asarray(picture.rotate(-turned, expand=True)).astype(int)
    assert [step.name for step in page.steps] == ["take"]
    assert np.abs(page.pixels.astype(int) - expected).mean() < 3


def test_a_page_of_more_than_a_picture_is_drawn(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.pdf", [blank(620, 877)], resolution=75.0)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(b"0 0 0 rg 100 100 200 200 re f")
        pdf.save(path)
    (page,) = render_pages(path)
    assert page.steps[0].name == "draw"
    assert page.pixels.shape[0] == pytest.approx(3508, abs=2)
    assert page.pixels.min() < 10


def test_pages_are_made_only_when_asked_for(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.tif", [blank(100, 140), blank(100, 140)])
    pages = render_pages(path)
    assert next(pages).number == 1
    path.unlink()
    pages.close()  # type: ignore[attr-defined]


def test_transparent_paper_is_white(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", [Image.new("RGBA", (827, 1169), (0, 0, 0, 0))])
    (page,) = render_pages(path)
    assert page.pixels.min() == 255


def test_files_that_are_no_scans_say_why(tmp_path: Path) -> None:
    empty, text, gif = tmp_path / "a.pdf", tmp_path / "b.pdf", tmp_path / "c.gif"
    empty.touch()
    text.write_text("เรียน นายอำเภอ", "utf-8")
    blank(10, 10).save(gif)
    assert reason(tmp_path / "none.pdf").code == "missing"
    assert reason(empty).code == "empty"
    assert reason(text).code == "unsupported"
    assert reason(gif).code == "unsupported"


def test_a_pdf_with_a_password_says_so(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.pdf", [blank(100, 140)])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert reason(path).code == "encrypted"


@pytest.mark.parametrize("name", ["a.pdf", "a.tif", "a.png"])
def test_a_file_cut_short_is_broken(tmp_path: Path, name: str) -> None:
    noise = Image.fromarray(np.random.default_rng(7).integers(0, 255, (400, 300, 3), np.uint8))
    path = saved(tmp_path / name, [noise])
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    with pytest.raises(UnreadableScan) as caught:
        list(render_pages(path))
    assert caught.value.code == "broken"


def test_too_many_pages_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.tif", [blank(20, 20)] * 3)
    assert reason(path, Limits(pages=2)).code == "too_many"


def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    limits = Limits(picture_pixels=100_000)
    for name in ("a.png", "a.pdf"):
        path = saved(tmp_path / name, [blank(400, 300)])
        with pytest.raises(UnreadableScan) as caught:
            list(render_pages(path, limits=limits))
        assert caught.value.code == "too_large"


def test_a_huge_sheet_is_drawn_smaller_and_the_page_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(14400, 14400))
        pdf.save(path)
    (page,) = render_pages(path, limits=Limits(page_pixels=1_000_000))
    assert page.pixels.shape[0] * page.pixels.shape[1] <= 1_000_000
    assert "cap" in [step.name for step in page.steps]
    assert page.dpi < 10


def test_a_page_too_large_for_300_dpi_is_scaled_down(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", [blank(827, 1169)], dpi=(100, 100))
    (page,) = render_pages(path, limits=Limits(page_pixels=2_000_000))
    assert page.pixels.shape[0] * page.pixels.shape[1] <= 2_010_000
    assert page.steps[-1].name == "cap"


@pytest.mark.parametrize("code", get_args(Code))
def test_each_reason_is_told_in_thai_and_english(code: Code) -> None:
    error = UnreadableScan(code, "detail")
    assert error.thai
    assert error.english in str(error)
    assert "detail" in str(error)


def test_grey_scans_stay_grey(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.pdf", [letter().convert("L")], resolution=300.0)
    (page,) = render_pages(path)
    assert page.pixels.ndim == 2
    assert pixels(letter()).shape[:2] == page.pixels.shape
