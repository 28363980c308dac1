"""`saraban show --evidence`: what was read, drawn where it stands on the page's own image."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pikepdf
import pytest
from command import ENVIRONMENT, answer, saraban
from hypothesis import given
from hypothesis import strategies as st
from letters import BOX, PROVINCE, citation, letter, store
from PIL import Image

from correspondence_db import export as exporting
from correspondence_db import queries
from correspondence_db.store import Register, ScanRecord
from extract.bundle import read_letters
from ocr.page import Alternative, Box, OcrPage, Word
from ocr.picture import pictures
from ocr.thai import splits_cluster
from pipeline.answers import letter_lines
from pipeline.drawing import (
    DOUBTFUL,
    RIVAL,
    STAMP,
    SURE,
    WEAK,
    Colour,
    Findings,
    Paper,
    Value,
    draw,
)
from pipeline.evidence import write_evidence
from pipeline.exits import ExitCode
from pipeline.inbox import take
from pipeline.originals import find, keep
from pipeline.typeface import typeface, wrap
from samples.record import SAMPLES, Sample, fingerprint, load_words

Page = npt.NDArray[np.uint8]  # rows, columns, red green blue

CHAIN = Sample(SAMPLES / "monthly_chain")
NOW = datetime(2026, 4, 1, tzinfo=UTC)
CITED = "มท 0810.6/ว 999"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with a sample's recorded pages and its scan, and a letter that is only cited."""
    home = tmp_path_factory.mktemp("home")
    pages, _ = load_words(CHAIN)
    with Register.open(home / "register.db") as register:
        hand_in(register, home, CHAIN.scan, pages)
        cites = [citation(CITED, date(2026, 1, 5), "กระทรวงมหาดไทย")]
        store(register, "open", letter("ชร 0017.2/ว 77", date(2026, 2, 2), PROVINCE, cites=cites))
    return home


def hand_in(register: Register, home: Path, path: Path, pages: Sequence[OcrPage]) -> None:
    scan = take(path, NOW.date())
    keep(scan, home / "originals")
    record = ScanRecord(scan.sha256, path.name, scan.received_on, NOW)
    register.store(record, tuple(pages), read_letters(pages))


@pytest.fixture(scope="module")
def shown(home: Path) -> dict[str, Any]:
    """The first letter of the sample, as JSON."""
    told: dict[str, Any] = answer("--home", home, "show", "--json", "1")
    return told


@pytest.fixture(scope="module")
def sheet(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """The first letter's page as the command draws it."""
    target = tmp_path_factory.mktemp("drawn") / "letter.png"
    done = saraban("--home", home, "show", "1", "--evidence", target)
    assert done.returncode == ExitCode.OK, done.stderr
    assert str(target) in done.stdout
    with Image.open(target) as image:
        return np.asarray(image)


def outlined(page: Page, box: Box, *colours: Colour, off: int) -> float:
    """The share of a frame `off` pixels around `box` that has one of the colours."""
    left, top, right, bottom = box.left - off, box.top - off, box.right + off, box.bottom + off
    across, down = slice(left, right), slice(top, bottom)
    edges = page[top, across], page[bottom, across], page[down, left], page[down, right]
    frame = np.concatenate(edges)
    return float(np.any([(frame == colour).all(axis=1) for colour in colours], axis=0).mean())


def test_every_value_is_framed_where_it_stands(sheet: Page, shown: dict[str, Any]) -> None:
    boxes = [Box(*reading["box"]) for reading in shown["evidence"]]
    assert len(boxes) > 20
    framed = [outlined(sheet, box, SURE, DOUBTFUL, off=4) for box in boxes]
    assert min(framed) > 0.7


def test_the_page_beneath_is_the_page_as_read(sheet: Page) -> None:
    ((number, picture),) = pictures(CHAIN.scan, {1})
    (page, *_), _ = load_words(CHAIN)
    assert (number, picture.size) == (1, (page.width, page.height))
    assert sheet.shape[0] >= page.height
    dark = np.asarray(picture.convert("L")) < 60
    beneath = sheet[: page.height, : page.width].mean(axis=2)
    assert beneath[dark].mean() + 60 < beneath[~dark].mean()


def test_show_says_what_each_page_is_and_why(shown: dict[str, Any]) -> None:
    (boundary,) = shown["copies"][0]["boundaries"]
    (line,) = [line for line in letter_lines(shown) if "หน้า 1: หน้าแรกของหนังสือ" in line]
    assert boundary["evidence"]
    assert all(f"{each['rule']} {each['weight']:+g}" in line for each in boundary["evidence"])


def test_stamps_are_framed(home: Path, sheet: Page) -> None:
    with Register.open(home / "register.db") as register:
        ((*stamps,),) = (copy.stamps for copy in queries.copies(register, 1))
    assert len(stamps) == 2
    assert all(outlined(sheet, stamp.box, STAMP, off=9) > 0.5 for stamp in stamps)


def test_a_pdf_has_every_page_of_the_letter(home: Path, tmp_path: Path) -> None:
    with Register.open(home / "register.db") as register:
        letters = exporting.export(register)["letters"]
    longest = next(one for one in letters if one["held"] and len(one["copies"][0]["pages"]) == 2)
    target = tmp_path / "ทั้งฉบับ.PDF"
    done = saraban("--home", home, "show", "--json", str(longest["id"]), "--evidence", target)
    assert done.returncode == ExitCode.OK, done.stderr
    with pikepdf.open(target) as pdf:
        assert len(pdf.pages) == 2


def test_several_pages_are_numbered_png_files(tmp_path: Path) -> None:
    scan = tmp_path / "blank.tiff"
    blank = Image.new("L", (2480, 3508), 255)
    blank.save(scan, save_all=True, append_images=[blank], dpi=(300, 300))
    line = (Word("ที่", BOX, 0.9, 0),)
    pages = [OcrPage(number, 2480, 3508, 300, line) for number in (1, 2)]
    with Register.open(tmp_path / "register.db") as register:
        hand_in(register, tmp_path, scan, pages)
        copies = queries.copies(register, 1)
    written = write_evidence(copies, tmp_path / "originals", tmp_path / "page.png")
    assert [path.name for path in written] == ["page-1.png", "page-2.png"]
    assert all(path.exists() for path in written)


def refused(home: Path, *arguments: str | Path, **environment: str) -> tuple[int, str]:
    """The exit code and the message of `show` with these arguments; nothing was written."""
    done = saraban("--home", home, "show", *arguments, env=ENVIRONMENT | environment)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_only_pdf_and_png_are_drawn(home: Path, tmp_path: Path) -> None:
    code, message = refused(home, "1", "--evidence", tmp_path / "letter.docx")
    assert code == ExitCode.USAGE
    assert ".pdf" in message


def test_a_letter_that_is_only_cited_has_no_page(home: Path, tmp_path: Path) -> None:
    with Register.open(home / "register.db") as register:
        (chain,) = queries.trace(register, CITED)
    code, message = refused(home, str(chain.letter_id), "--evidence", tmp_path / "letter.png")
    assert code == ExitCode.NOT_FOUND
    assert "only cited" in message


def test_a_scan_that_is_gone_is_named_with_its_place(tmp_path: Path) -> None:
    with Register.open(tmp_path / "register.db") as register:
        hand_in(register, tmp_path, CHAIN.scan, load_words(CHAIN)[0])
    place = find(fingerprint(CHAIN.scan), CHAIN.scan.name, tmp_path / "originals")
    place.unlink()
    code, message = refused(tmp_path, "1", "--evidence", tmp_path / "letter.png")
    assert code == ExitCode.STORAGE
    assert CHAIN.scan.name in message
    assert str(place) in message


def test_a_missing_typeface_is_named_by_its_package(home: Path, tmp_path: Path) -> None:
    bare = {"XDG_DATA_DIRS": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    code, message = refused(home, "1", "--evidence", tmp_path / "letter.png", **bare)
    assert code == ExitCode.TOOL_MISSING
    assert "fonts-thai-tlwg" in message


def test_a_missing_program_is_named_by_its_package(home: Path, tmp_path: Path) -> None:
    code, message = refused(home, "1", "--evidence", tmp_path / "letter.png", PATH=os.devnull)
    assert code == ExitCode.TOOL_MISSING
    assert "poppler-utils" in message


# --- the drawing itself ---


def findings(words: Sequence[Word] = (), values: Sequence[Value] = ()) -> Findings:
    return Findings(("แฟ้ม",), ("หน้าแรก",), (), tuple(words), (), tuple(values), ())


def drawn(found: Findings) -> Page:
    """The findings on a white page, without the panel beside it."""
    return np.asarray(draw(Image.new("L", (1000, 600), 255), found))[:600, :1000]


def test_doubt_has_a_colour_of_its_own() -> None:
    sure = Value("ที่", "ชร 1", "ชร ๑", BOX, "by-hand", 0.9, ())
    doubtful = Value("ที่", "ชร 1", "ชร ๑", BOX, "by-hand", 0.4, ("low-confidence",))
    for value, colour, other in [(sure, SURE, DOUBTFUL), (doubtful, DOUBTFUL, SURE)]:
        page = drawn(findings(values=[value]))
        assert outlined(page, BOX, colour, off=4) > 0.7
        assert not (page == other).all(axis=2).any()


def test_a_weak_word_is_filled_and_a_strong_one_is_not() -> None:
    tint = [
        int(drawn(findings([Word("ก", BOX, confidence, 0)]))[230, 500, 2])
        for confidence in (0.3, 0.95)
    ]
    assert tint[0] < (WEAK[2] + 255 * 2) / 3 < tint[1] == 255


def test_rival_digits_stand_under_the_digit_they_rival() -> None:
    word = Word("กขคงจ๗", BOX, 0.9, 0, alternatives=(Alternative(5, "๘", 0.4),))
    rows, columns = np.nonzero((drawn(findings([word])) == RIVAL).all(axis=2))
    assert rows.min() >= BOX.bottom
    assert columns.min() > BOX.left + BOX.width * 5 / 6
    assert columns.max() < BOX.right


CLUSTERS = st.lists(
    st.sampled_from(["กิ่", "นู้", "ข์", "น้ำ", "เร", "แม่", "๒", "1", "/", " "]), max_size=60
)


@given(CLUSTERS.map("".join), st.integers(20, 400))
def test_wrapping_loses_no_letter_and_tears_no_cluster(text: str, width: int) -> None:
    lines = wrap(text, typeface(28), width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert not any(splits_cluster(*pair) for pair in pairwise(lines))


BOXES = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    st.integers(0, 900), st.integers(0, 500), st.integers(1, 99), st.integers(1, 99),
)  # fmt: skip


@given(st.lists(BOXES, min_size=1, max_size=20), st.integers(20, 300))
def test_tags_stay_on_the_page(boxes: list[Box], width: int) -> None:
    paper = Paper((1000, 600), boxes)
    for box in boxes:
        tag = paper.take(box, width)
        assert tag.width == width
        assert tag.right <= 1000
        assert tag.bottom <= 600
