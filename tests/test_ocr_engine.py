"""The engine held open: it reads as its program does, and a line leaves no trace in the next."""

from __future__ import annotations

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import pytest
from prints import LETTER, blank, pixels, put

from ocr.clean import Pixels
from ocr.engine import Engine, EngineFailed, engine_version
from ocr.read import best_model
from ocr.tesseract import read_lines

SWITCHES = {"hocr_char_boxes": "1", "user_defined_dpi": "300"}


def line(text: str) -> Pixels:
    page = blank(1400, 120)
    put(page, 20, 20, text)
    return pixels(page.convert("L"))


LINES = [line(text) for _, _, text in LETTER]


@pytest.fixture(scope="module")
def engine() -> Engine:
    model = best_model()
    return Engine(model.language, model.folder, SWITCHES)


def characters(hocr: str) -> list[tuple[str, str]]:
    """Each character with its box and confidence."""
    return re.findall(r"'ocrx_cinfo' title='([^']*)'>([^<]*)<", hocr)


def by_program(image: Pixels, folder: Path) -> str:
    cv2.imwrite(str(folder / "line.pgm"), image)
    model = best_model()
    switches = [part for name, value in SWITCHES.items() for part in ("-c", f"{name}={value}")]
    where = ["--tessdata-dir", str(model.folder)] if model.folder else []
    command = ["tesseract", str(folder / "line.pgm"), "-", "-l", model.language, *where]
    hocr = [*command, "--psm", "7", *switches, "-c", "tessedit_create_hocr=1"]
    return subprocess.run(hocr, capture_output=True, text=True, check=True).stdout


def test_it_reads_what_its_program_reads(engine: Engine, tmp_path: Path) -> None:
    for image in LINES[:3]:
        found = characters(engine.hocr(image))
        assert found == characters(by_program(image, tmp_path))
        assert len(found) > 10


def test_what_it_read_before_changes_nothing(engine: Engine) -> None:
    once = [characters(engine.hocr(image)) for image in LINES]
    engine.hocr(line("๑๒๓๔๕"))
    assert [characters(engine.hocr(image)) for image in reversed(LINES)] == once[::-1]


def test_threads_that_share_it_wait_for_each_other() -> None:
    alone = read_lines(LINES, best_model())
    with ThreadPoolExecutor(4) as pool:
        shared = pool.map(lambda image: read_lines([image], best_model())[0], LINES)
        assert list(shared) == alone


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3)])
def test_scraps_do_it_no_harm(engine: Engine, size: tuple[int, int]) -> None:
    before = engine.hocr(LINES[0])
    engine.hocr(pixels(blank(*size[::-1]).convert("L")))
    assert characters(engine.hocr(LINES[0])) == characters(before)


def test_a_model_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(EngineFailed, match="cannot load saraban"):
        Engine("saraban", tmp_path, {})
    with pytest.raises(EngineFailed, match="no switch"):
        Engine(best_model().language, best_model().folder, {"no_such": "1"})


def test_it_tells_its_version() -> None:
    assert re.fullmatch(r"5\.\d+\.\d+.*", engine_version())
