"""How the model is made: Tesseract's files in and out, invented lines, a short training."""

from __future__ import annotations

import itertools
import subprocess
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from rapidfuzz.distance import Levenshtein

from ocr.tesseract import Model, read_lines
from ocr.thai import compose
from ocr.training.characters import (
    ADDED,
    LATIN,
    NEW_DIGITS,
    classes,
    extended,
    spelled,
    starts,
    unknown,
)
from ocr.training.damage import LEVELS
from ocr.training.dice import Dice
from ocr.training.fit import Pace, contrasted
from ocr.training.fonts import training_faces
from ocr.training.lines import HEIGHT, LineImage, fitted, line_images, load_lines, save_lines
from ocr.training.oldtype import OldType
from ocr.training.page import faces, font
from ocr.training.recogniser import SHRINK, Recogniser, weighted_layers, with_weights_of
from ocr.training.text import Writer
from ocr.training.trainer import Workshop, combine, pack, train, write_start
from ocr.training.weights import Network, UnknownFormat, read_network, with_classes, write_network

TESSDATA = Path("/usr/share/tesseract-ocr/5/tessdata")
STOCK = TESSDATA / "tha.traineddata"
TLWG = Path("/usr/share/fonts/truetype/tlwg")
SHIPPED = Path(__file__).parent.parent / "ocr" / "model" / "saraban.traineddata"
THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
SENTENCE = "กรมการปกครอง ขอให้อำเภอรายงานผล"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """A workshop with its untrained model."""
    made = Workshop(tmp_path_factory.mktemp("model"))
    write_start(made, STOCK)
    return made


@pytest.fixture(scope="module")
def stock(shop: Workshop) -> bytes:
    return (shop.folder / "stock.lstm").read_bytes()


@pytest.fixture(scope="module")
def stock_characters(shop: Workshop) -> str:
    return (shop.folder / "stock.lstm-unicharset").read_text("utf-8")


def printed(text: str, size: int = 66, face: str = "Laksaman.ttf") -> np.ndarray:
    """`text` as one clean printed line."""
    typeface = font(TLWG / face, size)
    image = Image.new("L", (round(typeface.getlength(text)) + 60, size * 2), 255)
    ImageDraw.Draw(image).text((30, round(size * 1.3)), text, fill=0, font=typeface, anchor="ls")
    return np.asarray(image)


def read(model: Path, text: str) -> str:
    (glyphs,) = read_lines([printed(text)], Model(model.stem, model.parent))
    return compose("".join(glyph.text for glyph in glyphs))


def test_a_network_file_survives_reading_and_writing_byte_for_byte(stock: bytes) -> None:
    assert write_network(read_network(stock), int8=True) == stock


def test_doubles_survive_too_and_say_that_they_are_none_of_int8(stock: bytes) -> None:
    doubles = write_network(read_network(stock), int8=False)
    assert write_network(read_network(doubles), int8=False) == doubles
    assert write_network(read_network(doubles), int8=True) == stock


def test_packing_moves_no_weight_further_than_half_a_step(stock: bytes) -> None:
    network = read_network(stock)
    rng = np.random.default_rng(1)
    (old,) = network.output.matrices
    grown = with_classes(network, [[0]] * 3, bias=float(rng.uniform(1, 2)))
    (doubles,) = grown.output.matrices
    (packed,) = read_network(write_network(grown, int8=True)).output.matrices
    step = np.abs(doubles).max(axis=1, keepdims=True) / 127
    assert packed.shape == (len(old) + 3, old.shape[1])
    assert (np.abs(packed - doubles) <= step / 2 + 1e-12).all()


def test_what_is_no_network_is_refused(stock: bytes) -> None:
    for data in (b"", b"\0" * 100, stock[:-1], stock + b"\0"):
        with pytest.raises(UnknownFormat):
            read_network(data)


def test_stock_weights_as_doubles_read_as_before(
    shop: Workshop, stock: bytes, stock_characters: str
) -> None:
    model = shop.folder / "doubles.traineddata"
    combine(model, write_network(read_network(stock), int8=False), stock_characters)
    assert read(model, SENTENCE) == read(STOCK, SENTENCE)
    assert read(model, "กรมการปกครอง") == "กรมการปกครอง"


def test_a_new_class_starts_between_the_ones_it_looks_like(stock: bytes) -> None:
    network = read_network(stock)
    (old,) = network.output.matrices
    grown = with_classes(network, [[3, 5], []], bias=1.5)
    (new,) = grown.output.matrices
    assert (new[: len(old)] == old).all()
    assert new[-2, :-1] == pytest.approx(old[[3, 5], :-1].mean(axis=0))
    assert new[-2, -1] == pytest.approx(old[[3, 5], -1].mean() - 1.5)
    assert new[-1, :-1] == pytest.approx(old[:, :-1].mean(axis=0))
    assert total_size(grown) == total_size(network) + 2 * old.shape[1]


def total_size(network: Network) -> int:
    return network.root.header.size


def test_the_character_list_keeps_the_old_classes_in_place(stock_characters: str) -> None:
    before, after = classes(stock_characters), classes(extended(stock_characters))
    assert after[: len(before)] == before
    assert set(after) >= set(THAI_DIGITS) | set(LATIN)
    assert len(after) == len(set(after)) == len(before) + len(ADDED)
    assert len(starts(stock_characters)) == len(ADDED)


def test_tesseract_takes_the_extended_model_and_reads_old_letters_with_it(shop: Workshop) -> None:
    assert read(shop.start, "กรมการปกครอง") == "กรมการปกครอง"


def test_invented_lines_hold_nothing_that_the_model_cannot_print(stock_characters: str) -> None:
    known = classes(extended(stock_characters))
    writer = Writer(7)
    for line in (writer.line() for _ in range(3000)):
        assert line
        assert not unknown(line, known)


def test_every_class_that_training_adds_is_seen_and_digits_evenly() -> None:
    writer = Writer(8)
    seen = Counter("".join(spelled(writer.line()) for _ in range(20_000)))
    assert set(ADDED) <= set(seen)
    counts = [seen[digit] for digit in THAI_DIGITS]
    assert max(counts) < 2 * min(counts)


def test_the_same_seed_draws_the_same_lines_and_another_others() -> None:
    found = faces(TLWG)
    first, again, other = (
        list(itertools.islice(line_images(seed, found, found), 5)) for seed in (3, 3, 4)
    )
    assert [line.text for line in first] == [line.text for line in again]
    assert all((a.pixels == b.pixels).all() for a, b in zip(first, again, strict=True))
    assert [line.text for line in first] != [line.text for line in other]


@pytest.mark.parametrize("level", LEVELS)
def test_damage_leaves_lines_that_can_be_read(level: str) -> None:
    line = next(line_images(5, faces(TLWG), level=level))
    assert line.pixels.shape[0] == HEIGHT
    assert np.percentile(line.pixels, 90) - line.pixels.min() > 50


def test_lines_come_back_from_their_file(tmp_path: Path) -> None:
    lines = list(itertools.islice(line_images(6, faces(TLWG)), 4))
    save_lines(tmp_path / "lines.npz", lines)
    back = load_lines(tmp_path / "lines.npz")
    assert [line.text for line in back] == [line.text for line in lines]
    assert all((a.pixels == b.pixels).all() for a, b in zip(back, lines, strict=True))


def test_vowels_of_metal_type_rise_above_the_letter_only_where_no_tone_mark_stands() -> None:
    typeface = font(TLWG / "Norasi.ttf", 60)
    metal = OldType(rise=0.4)
    (stroke,) = metal.vowel_strokes((0, 100), "ดีที่", typeface)
    vowel = typeface.getbbox("ดี", anchor="ls")
    assert stroke[1] < 100 + vowel[1] <= stroke[3]
    assert stroke[2] <= vowel[2] + 1
    assert len(metal.vowel_strokes((0, 100), "มื", typeface)) == len("||")
    assert not OldType().vowel_strokes((0, 100), "ดี", typeface)


def test_faces_kept_for_measuring_are_not_trained_on() -> None:
    names = {face.path.name for face in training_faces(TLWG)}
    assert "Norasi.ttf" in names
    assert not {name for name in names if name.startswith(("Waree", "Purisa"))}


def test_the_recogniser_reads_stock_weights_as_tesseract_does(
    stock: bytes, stock_characters: str
) -> None:
    network = read_network(stock)
    pixels = printed(SENTENCE)
    rows, across = np.flatnonzero((pixels < 128).any(1)), np.flatnonzero((pixels < 128).any(0))
    cut = pixels[rows[0] - 4 : rows[-1] + 5, across[0] - 4 : across[-1] + 5]
    image = contrasted(fitted(cut))
    image = image[:, : image.shape[1] // SHRINK * SHRINK]
    with torch.no_grad():
        scores = Recogniser(network)(torch.from_numpy(image)[None])[:, 0]
    best = [number for number, _ in itertools.groupby(scores.argmax(-1).tolist())]
    names = classes(stock_characters)
    text = "".join(names[number] for number in best if number != network.state.null)
    assert text == spelled(SENTENCE)


def test_weights_survive_the_way_into_the_recogniser_and_back(stock: bytes) -> None:
    network = read_network(stock)
    back = with_weights_of(network, Recogniser(network))
    for before, after in zip(
        weighted_layers(network.root), weighted_layers(back.root), strict=True
    ):
        for old, new in zip(before.matrices, after.matrices, strict=True):
            assert new == pytest.approx(old, abs=1e-6)


@pytest.mark.slow
def test_a_short_training_ends_in_a_model_that_reads_what_stock_cannot(
    shop: Workshop, tmp_path: Path
) -> None:
    shop.lines.mkdir()
    save_lines(shop.lines / "digits.npz", [digit_line(seed) for seed in range(60)])
    # Processors round otherwise: with fewer lines what is learnt hangs on which one it is.
    pace = Pace(batches=120, first_rate=3e-3, last_rate=3e-4)
    reports = list(train(shop, shop.start.with_suffix(".lstm"), pace, seed=1))
    assert [report.batches for report in reports] == [50, 100, 120]
    assert reports[-1].loss < reports[0].loss
    pack(shop, tmp_path / "short.traineddata")
    assert (tmp_path / "short.traineddata").stat().st_size < 2_500_000
    shown = "๖๗๘๙๔"
    assert not set(read(STOCK, shown)) & set(shown)
    assert similarity(read(tmp_path / "short.traineddata", shown), shown) >= 0.6


def digit_line(seed: int) -> LineImage:
    text = "".join(Dice(seed).choices(NEW_DIGITS, k=6))
    return LineImage(fitted(printed(text)[10:-10]), text)


def similarity(first: str, second: str) -> float:
    return Levenshtein.normalized_similarity(first, second)


def test_the_shipped_model_knows_every_digit_and_letter(tmp_path: Path) -> None:
    subprocess.run(
        ["combine_tessdata", "-u", SHIPPED, f"{tmp_path}/saraban."], check=True, capture_output=True
    )
    names = classes((tmp_path / "saraban.lstm-unicharset").read_text("utf-8"))
    assert set(names) >= set(THAI_DIGITS) | set("0123456789") | set(LATIN)
    assert SHIPPED.stat().st_size < 5_000_000


@pytest.mark.parametrize(
    "text",
    [
        "ที่ ชร ๐๒๓๔.๕/ว ๖๗๘๙๑",
        "วันที่ ๒๙ กันยายน ๒๕๖๗ เวลา ๐๘.๓๐ น.",
        "โทร. 0 1234 5678 ต่อ 9",
    ],
)
@pytest.mark.parametrize("face", ["Laksaman.ttf", "Norasi.ttf", "Kinnari.ttf", "Garuda.ttf"])
def test_the_shipped_model_reads_them(text: str, face: str) -> None:
    """As body text comes from a scanner, a little blurred."""
    scanned = cv2.GaussianBlur(printed(text, 50, face), (0, 0), 1)
    (glyphs,) = read_lines([scanned], Model(SHIPPED.stem, SHIPPED.parent))
    assert compose("".join(glyph.text for glyph in glyphs)) == text.replace(" ", "")
