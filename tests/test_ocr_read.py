"""Whole pages read by the real engine."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFont
from prints import BLUE, LAKSAMAN, LETTER, RED, blank, letter, put, stamp
from rapidfuzz import fuzz
from sources import ROOT

from ocr.page import Alternative, Box, Ink, OcrPage, Step, Word
from ocr.read import (
    Reading,
    Settings,
    best_model,
    count_pages,
    is_print,
    read_pages,
    read_some,
    words_of,
)
from ocr.render import UnreadableScan
from ocr.strips import Strip
from ocr.tesseract import Candidate, Glyph, Model, blind_to, read_lines
from ocr.thai import compose

STOCK = Settings(model=Model("tha+eng"))


def lines_of(page: OcrPage, ink: str = "black") -> list[str]:
    return [line.text for line in page.lines if line.ink == ink]


def read_one(path: Path) -> OcrPage:
    (page,) = read_pages(path, STOCK)
    return page


def close(seen: str, printed: str, at_least: float = 92) -> bool:
    return fuzz.ratio(seen.replace(" ", ""), printed.replace(" ", "")) >= at_least


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scans")


@pytest.fixture(scope="module")
def plain(folder: Path) -> OcrPage:
    path = folder / "plain.png"
    letter().save(path, dpi=(300, 300))
    return read_one(path)


def test_a_letter_is_read_line_by_line(plain: OcrPage) -> None:
    for seen, (_, _, printed) in zip(lines_of(plain), LETTER, strict=True):
        assert close(seen, printed, 85), seen


def test_words_stand_where_they_are_printed(plain: OcrPage) -> None:
    first = plain.lines[0].words
    assert [word.text for word in first][1] == "นน"
    assert first[0].box.left == pytest.approx(300, abs=6)
    assert all(word.box.right <= plain.width and word.box.bottom <= plain.height for word in first)
    assert all(one.box.right <= two.box.left for one, two in pairwise(first))


def test_number_and_address_at_one_height_are_two_lines(plain: OcrPage) -> None:
    number, address = plain.lines[:2]
    assert number.box.right < address.box.left
    assert close(address.text, "ศาลากลางจังหวัดน่าน")


def test_sara_am_and_marks_are_composed(plain: OcrPage) -> None:
    text = "".join(word.text for word in plain.words)
    assert "อำเภอ" in text
    assert "ํา" not in text


def test_the_page_tells_what_its_model_cannot_print(plain: OcrPage) -> None:
    assert plain.blind == "๔๖๗๘๙"
    assert plain.steps[-1].name == "recognise"


def test_the_shipped_model_is_blind_to_no_digit() -> None:
    model = best_model()
    if model.folder:
        assert blind_to(model) == ""
    else:
        assert model == STOCK.model


def test_stamps_are_read_apart_from_print(folder: Path) -> None:
    page = letter()
    put(page, 300, 60, "ด่วนที่สุด", size=110, colour=RED)
    stamp(page, 1380, 250, "อำเภอปัว", "รับที่ 2512", "วันที่ 12 มี.ค. 2520", colour=BLUE)
    path = folder / "stamped.jpg"
    page.save(path, dpi=(300, 300), quality=80)
    read = read_one(path)
    stamped = ("อำเภอปัว", "รับที่ 2512", "วันที่ 12 มี.ค. 2520")
    for seen, printed in zip(lines_of(read, "blue"), stamped, strict=True):
        assert close(seen, printed, 70), seen
    assert lines_of(read, "red") == ["ด่วนที่สุด"]
    assert close(lines_of(read)[1], "ศาลากลางจังหวัดน่าน", 85)


def test_a_page_scanned_upside_down_reads_the_same(folder: Path, plain: OcrPage) -> None:
    path = folder / "turned.png"
    letter().rotate(180).save(path, dpi=(300, 300))
    assert lines_of(read_one(path)) == lines_of(plain)


def test_pages_come_one_at_a_time_and_lazily(folder: Path) -> None:
    path = folder / "many.tif"
    pages = [blank(1200, 900) for _ in range(3)]
    for page, text in zip(pages, ("หน้าแรก", "หน้าสอง", "หน้าสาม"), strict=True):
        put(page, 100, 100, text)
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(300, 300))
    assert count_pages(path) == 3
    reading: Iterator[OcrPage] = read_pages(path, STOCK)
    assert lines_of(next(reading)) == ["หน้าแรก"]
    assert [page.number for page in reading] == [2, 3]


@pytest.mark.slow
def test_pages_read_together_are_read_as_each_alone() -> None:
    path, settings = ROOT / "samples/monthly_chain/monthly_chain.pdf", Settings()
    numbers = range(1, count_pages(path) + 1)
    assert len(numbers) > 1
    together = [result.page for result in read_some(path, numbers, settings)]
    assert together == list(read_pages(path, settings))


def test_an_empty_page_has_no_words(folder: Path) -> None:
    path = folder / "empty.png"
    blank(900, 1200).save(path, dpi=(300, 300))
    assert read_one(path).words == ()


@pytest.mark.parametrize("size", [(1, 1), (3000, 2), (3, 900)])
def test_a_sliver_of_a_picture_is_an_empty_page(folder: Path, size: tuple[int, int]) -> None:
    path = folder / f"{size}.png"
    Image.new("RGB", size, "black").save(path)
    assert read_one(path).words == ()


def test_what_is_no_scan_is_refused_when_read(folder: Path) -> None:
    path = folder / "note.pdf"
    path.write_text("ไม่ใช่ PDF", "utf-8")
    with pytest.raises(UnreadableScan) as caught:
        next(read_pages(path, STOCK))
    assert caught.value.code == "unsupported"


def test_a_model_is_read_from_a_folder_that_holds_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "our model"
    folder.mkdir()
    (folder / "ours.traineddata").symlink_to(next(Path("/usr").rglob("tha.traineddata")))
    page = blank(1400, 900)
    put(page, 100, 100, "ศาลากลางจังหวัดน่าน")
    page.save(tmp_path / "a.png", dpi=(300, 300))
    model = Model("ours", folder)
    (read,) = read_pages(tmp_path / "a.png", Settings(model=model))
    assert lines_of(read) == ["ศาลากลางจังหวัดน่าน"]
    assert read.blind == blind_to(model) == "๔๖๗๘๙"


def test_no_lines_need_no_engine() -> None:
    assert read_lines([], Model("none")) == []


# A born-digital page: text set in an embedded font, whose code points may lie.

SAID = "สำนักงานปลัดอำเภอเมืองน่าน ขอแจ้งกำหนดการสำรวจข้อมูล"


def typed(path: Path, say: Callable[[str], str], scanned: Image.Image | None = None) -> Path:
    """A PDF that shows SAID as a drawing and states `say(SAID)` as its invisible text."""
    picture = blank(2480, 1200)
    put(picture, 300, 300, SAID)
    if scanned:
        picture.paste(scanned, (300, 600))
    picture.save(path, resolution=300.0, quality=90)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0]
        page.add_resource(_font(pdf, say(SAID)), pikepdf.Name.Font, pikepdf.Name.F1)
        codes = bytes(range(1, len(SAID) + 1)).hex()
        width = _width_of(SAID) * 72 / 300
        stretch = 100 * width / (len(SAID) * 16)
        text = f"BT 3 Tr /F1 16 Tf {stretch:.3f} Tz 72 198 Td <{codes}> Tj ET"
        page.contents_add(text.encode())
        pdf.save(path)
    return path


def _width_of(text: str) -> float:
    return ImageFont.truetype(LAKSAMAN, 60, layout_engine=ImageFont.Layout.RAQM).getlength(text)


def _font(pdf: pikepdf.Pdf, said: str) -> pikepdf.Object:
    """A font whose character n is stated as the n-th of `said`; its glyphs do not matter."""
    rows = "".join(f"<{n:02x}> <{ord(c):04x}>\n" for n, c in enumerate(said, 1))
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def "
        "1 begincodespacerange <00> <ff> endcodespacerange "
        f"{len(said)} beginbfchar\n{rows}endbfchar endcmap end end"
    )
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.TrueType,
            BaseFont=pikepdf.Name("/Courier"),
            FirstChar=1,
            LastChar=len(said),
            Widths=pikepdf.Array([1000] * len(said)),
            ToUnicode=pikepdf.Stream(pdf, cmap.encode()),
        )
    )


def stated_in(page: OcrPage) -> bool:
    return "stated" in page.steps[-1].detail


def test_a_good_text_layer_is_believed(folder: Path) -> None:
    page = read_one(typed(folder / "good.pdf", str))
    assert stated_in(page)
    assert lines_of(page)[0].replace(" ", "") == SAID.replace(" ", "")
    assert {word.confidence for word in page.words} == {1.0}


@pytest.mark.parametrize(
    "lie",
    [
        lambda said: said.replace("ำ", "า"),
        lambda said: said.replace("้", "\uf70b").replace("่", "\uf70a"),
        lambda said: "ก" * len(said),
    ],
    ids=["sara am lost", "private marks", "garbage"],
)
def test_a_bad_text_layer_is_read_from_the_page(folder: Path, lie: Callable[[str], str]) -> None:
    page = read_one(typed(folder / "bad.pdf", lie))
    assert not stated_in(page)
    assert close(lines_of(page)[0], SAID)


def test_a_scanned_stamp_on_a_born_digital_page_is_read(folder: Path) -> None:
    seal = blank(700, 400)
    stamp(seal, 20, 20, "อำเภอปัว", "รับที่ 2512", colour=BLUE)
    page = read_one(typed(folder / "mixed.pdf", str, seal))
    assert stated_in(page)
    office, number = lines_of(page, "blue")
    assert close(office, "อำเภอปัว", 70)
    assert close(number, "รับที่ 2512", 70)


# The records that pages leave.

BOXES = st.tuples(*[st.integers(0, 3000)] * 2, *[st.integers(1, 500)] * 2).map(
    lambda edges: Box(edges[0], edges[1], edges[0] + edges[2], edges[1] + edges[3])
)
SHARES = st.integers(0, 10_000).map(lambda share: share / 10_000)
WORDS = st.builds(
    Word,
    st.text("กขนำที่ ๒a.", min_size=1),
    BOXES,
    SHARES,
    st.integers(0, 50),
    st.sampled_from(["black", "blue", "red"]),
    st.lists(st.builds(Alternative, st.just(0), st.sampled_from("๐๗๙"), SHARES)).map(tuple),
)


@given(st.lists(WORDS, max_size=6).map(tuple))
def test_a_page_survives_json(words: tuple[Word, ...]) -> None:
    page = OcrPage(1, 2480, 3508, 300, words, (Step("deskew", "-0.7 degrees"),), "๔๖๗๘๙")
    assert OcrPage.from_json(json.load(io.StringIO(json.dumps(page.to_json())))) == page


def test_a_word_recorded_without_alternatives_is_read() -> None:
    recorded = ["๑๔๓๐", [1905, 276, 2021, 312], 0.845, 1, "blue"]
    assert Word.from_list(recorded) == Word("๑๔๓๐", Box(1905, 276, 2021, 312), 0.845, 1, "blue")


def test_an_alternative_stands_within_its_word() -> None:
    with pytest.raises(ValueError, match="outside"):
        Word("๒๕", Box(0, 0, 9, 9), 0.9, 0, "black", (Alternative(2, "๖", 0.6),))


# From what was read in a line to its words.

OTHERS = (Candidate("๗", 0.6), Candidate("๙", 0.55))


def line_of(text: str, doubtful: str = "", *, columns: int = 10) -> Reading:
    """A line of one run, its characters side by side, some of them doubtful."""
    glyphs = [
        Glyph(
            character, columns * n, columns * (n + 1), 0.9, OTHERS if character in doubtful else ()
        )
        for n, character in enumerate(text)
    ]
    box = Box(10, 10, 10 + columns * len(text), 40)
    strip = Strip(np.zeros((1, 1), np.uint8), box, 0, 1, (box,))
    return Reading("black", strip, glyphs)


@given(st.text("กนอเแ่้ิุํำา๑๓.", min_size=1))
def test_alternatives_stand_where_the_digit_is_in_the_composed_text(text: str) -> None:
    (word,) = words_of(line_of(text, "๓"), 0)
    assert word.text == compose(text)
    places = [at for at, character in enumerate(word.text) if character == "๓"]
    assert [each.at for each in word.alternatives] == sorted(places * len(OTHERS))


def test_alternatives_stay_in_place_when_a_torn_cluster_is_joined() -> None:
    whole = line_of("ที๓นํ้า๓", "๓")
    first, second = Box(10, 10, 40, 40), Box(60, 10, 90, 40)
    torn = whole._replace(strip=whole.strip._replace(runs=(first, second)))
    (word,) = words_of(torn, 0)
    assert word.text == "ที๓น้ำ๓"
    assert [(each.at, each.digit) for each in word.alternatives] == [
        (at, other.text) for at in (2, 6) for other in OTHERS
    ]


def test_a_mark_placed_behind_the_space_after_its_letter_stays_with_it() -> None:
    whole = line_of("ที่ชร")
    box = whole.strip.box
    middle = round(whole.strip.column(whole.glyphs[1].middle))
    runs = (Box(0, box.top, middle, box.bottom), Box(middle, box.top, box.right, box.bottom))
    spaced = whole._replace(strip=whole.strip._replace(runs=runs))
    assert [word.text for word in words_of(spaced, 0)] == ["ที่", "ชร"]


def test_a_word_is_as_sure_as_its_least_sure_digit() -> None:
    line = line_of("กข๒๕")
    unsure = [
        glyph._replace(confidence=0.4) if glyph.text == "๕" else glyph for glyph in line.glyphs
    ]
    assert words_of(line._replace(glyphs=unsure), 0)[0].confidence == 0.4


@pytest.mark.parametrize(
    ("text", "confidence", "kept"),
    [
        ("กก", 0.95, True),
        ("กก", 0.6, False),
        ("เรียน", 0.6, True),
        ("ง", 0.95, False),
        ("๒", 0.9, True),
        ("๒", 0.8, False),
        ("|", 0.99, False),
        ("", 0, False),
    ],
)
def test_a_line_that_reads_as_noise_is_dropped(text: str, confidence: float, kept: bool) -> None:
    glyphs = [Glyph(character, 0, 1, confidence) for character in text]
    strip = Strip(np.zeros((1, 1), np.uint8), Box(0, 0, 1, 1), 0, 1, (Box(0, 0, 1, 1),))
    assert is_print(Reading("black", strip, glyphs)) == kept


@pytest.mark.parametrize(
    ("ink", "text", "confidence", "kept"),
    [
        ("blue", "๙๕", 0.7, True),
        ("red", "274", 0.62, True),
        ("black", "๙๕", 0.7, False),
        ("blue", "๙๕", 0.5, False),
        ("blue", "กก", 0.7, False),
        ("blue", "๙", 0.7, False),
    ],
)
def test_a_number_filled_in_on_a_stamp_is_kept(
    ink: Ink, text: str, confidence: float, kept: bool
) -> None:
    glyphs = [Glyph(character, 0, 1, confidence) for character in text]
    strip = Strip(np.zeros((1, 1), np.uint8), Box(0, 0, 1, 1), 0, 1, (Box(0, 0, 1, 1),))
    assert is_print(Reading(ink, strip, glyphs)) == kept


def test_a_number_whose_label_is_hidden_is_kept() -> None:
    line = line_of("เลขที่๔๑")
    at, box = round(line.strip.column(60)), line.strip.box
    runs = (Box(0, box.top, at, box.bottom), Box(at, box.top, box.right, box.bottom))
    glyphs = [
        glyph._replace(confidence=0.93 if glyph.text in "๔๑" else 0.03) for glyph in line.glyphs
    ]
    reading = Reading("red", line.strip._replace(runs=runs), glyphs)
    assert is_print(reading)
    assert not is_print(reading._replace(ink="black"))


def test_a_letter_alone_in_a_cell_is_kept() -> None:
    cell = Box(0, 0, 90, 90)
    strip = Strip(np.zeros((40, 40), np.uint8), Box(30, 30, 50, 60), 60, 30, (), frame=cell)
    assert is_print(Reading("black", strip, [Glyph("ก", 0, 1, 0.9)]))


@pytest.mark.parametrize(("label", "kept"), [("เวลา", True), ("กก", False)])
def test_what_is_filled_in_by_hand_is_kept_for_the_label_before_it(label: str, kept: bool) -> None:
    line = line_of(label + "1O.C้๗ๆ|")
    at, box = round(line.strip.column(10 * len(label))), line.strip.box
    runs = (Box(0, box.top, at, box.bottom), Box(at, box.top, box.right, box.bottom))
    glyphs = [
        glyph._replace(confidence=0.95 if n < len(label) else 0.0)
        for n, glyph in enumerate(line.glyphs)
    ]
    strip = line.strip._replace(runs=runs)
    assert is_print(Reading("black", strip, glyphs)) == kept
