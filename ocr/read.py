"""A page, read: its story from the file to its words."""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from socket import gethostname
from statistics import fmean
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from ocr.cells import is_narrow_cell, read_strips
from ocr.clean import is_blank
from ocr.codes import find_codes
from ocr.ink import separate
from ocr.memory import give_back
from ocr.order import reading_order
from ocr.page import Alternative, Box, Ink, OcrPage, Step, Word
from ocr.patches import lines_of
from ocr.render import Limits, PageImage, PagesFile, UnreadableScan, count_pages, render_pages
from ocr.second import look_again
from ocr.strips import Strip
from ocr.tesseract import DIGITS, Glyph, Model, blind_to, digest, engine_version
from ocr.textlayer import Written, stated_lines
from ocr.thai import compose, hangs, place_in, splits_cluster
from ocr.timing import Stages, stage, taken
from ocr.upright import straighten

__all__ = ["PageResult", "Settings", "UnreadableScan", "count_pages", "read_pages", "read_some"]

_OURS = Path(__file__).parent / "model" / "saraban.traineddata"
#: A line read with less confidence is no print: an emblem, a signature, dust. Short ones need more,
#: and outside a table's cell a character alone is print only if it is a digit read well.
_READABLE, _READABLE_SHORT, _SHORT, _READABLE_ALONE = 0.5, 0.75, 3, 0.85
#: A number in coloured ink with nothing beside it is sooner a stamp's than dirt.
_NUMBER_ALONE = 0.6
#: One word read as well as this makes a line print: what is filled in behind it may be a pen's.
_LABEL = 0.9


def best_model() -> Model:
    """Our model of official print when it is shipped, else the system's Thai and English."""
    return Model("saraban", _OURS.parent) if _OURS.exists() else Model("tha+eng")


@dataclass(frozen=True, slots=True)
class Settings:
    """How scans are read: with which model, at how many dots per inch, within which limits."""

    model: Model = field(default_factory=best_model)
    dpi: int = 300
    limits: Limits = field(default_factory=Limits)


class PageResult(NamedTuple):
    """A page as it was read, and what each stage took since the page before it."""

    page: OcrPage
    stages: Stages


class Sheet(NamedTuple):
    """A page before its lines are read: the page without words, its lines, and what the file
    states of it as text."""

    page: OcrPage
    lines: Sequence[tuple[Ink, Strip]]
    written: Sequence[Written]

    @property
    def strips(self) -> list[Strip]:
        return [strip for _, strip in self.lines]


class Reading(NamedTuple):
    """A line of the page with what was read in it."""

    ink: Ink
    strip: Strip
    glyphs: Sequence[Glyph]


class Run(NamedTuple):
    """Print without a space in it, and the characters read there."""

    box: Box
    glyphs: list[Glyph]


def read_pages(path: Path, settings: Settings | None = None) -> Iterator[OcrPage]:
    """The pages of a scan in order, each read when it is asked for; raises UnreadableScan."""
    settings = settings or Settings()
    for image in render_pages(path, settings.dpi, settings.limits):
        yield from _read([_sheet(image, settings.model)], settings.model)


def read_some(path: Path, numbers: Sequence[int], settings: Settings) -> list[PageResult]:
    """Some pages of a scan, whoever reads the others, and whatever was read before.

    Their lines are read together: the engine takes as long to start as to read some lines. Raises
    UnreadableScan if one of them cannot be read.
    """
    taken()
    model = settings.model
    # Nobody else keeps the image: it goes as soon as its layers are there.
    sheets = [_sheet(_rendered(path, number, settings), model) for number in numbers]
    give_back()
    pages = _read(sheets, model)
    return [PageResult(page, taken()) for page in pages]


def _rendered(path: Path, number: int, settings: Settings) -> PageImage:
    with stage("render"):
        (image,) = render_pages(path, settings.dpi, settings.limits, [number])
    return image


def read_sent(
    sent: PagesFile, numbers: Sequence[int], settings: Settings, wanted: str
) -> list[PageResult]:
    """Some pages of a scan that lies on another machine, read as they would be there.

    The model is this machine's own. Raises UnreadableScan, and OSError where this machine reads
    under another fingerprint than `wanted`.
    """
    settings = replace(settings, model=best_model())
    if fingerprint(settings) != wanted:
        raise OSError(errno.EIO, f"{gethostname()} has another saraban, engine or model")
    with NamedTemporaryFile(prefix="saraban-") as file:
        file.write(sent.content)
        file.flush()
        results = read_some(Path(file.name), sent.numbers, settings)
    return [
        result._replace(page=replace(result.page, number=number))
        for result, number in zip(results, numbers, strict=True)
    ]


@cache
def fingerprint(settings: Settings) -> str:
    """What a reading depends on beside the page: this program, the engine, the model, the settings.

    Pages read under one fingerprint (SHA-256, hex) are the same to the last box.
    """
    known = {
        "program": version("saraban-trace"),
        "engine": engine_version(),
        "model": digest(settings.model),
        "dpi": settings.dpi,
        "limits": asdict(settings.limits),
    }
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


def _sheet(image: PageImage, model: Model) -> Sheet:
    with stage("clean"):
        if is_blank(image.pixels):
            return _blank(image, model)
        image = _upright(image)
        layers = separate(image.pixels)
        codes = find_codes(image.pixels)
    height, width = image.pixels.shape[:2]
    steps = (*image.steps, Step("separate", ", ".join(layer.ink for layer in layers)))
    blind, written = blind_to(model), image.written
    page = OcrPage(image.number, width, height, image.dpi, (), steps, blind, codes)
    del image
    with stage("lines"):
        found = [(layer.ink, strip) for layer in layers for strip in lines_of(layer)]
    return Sheet(page, found, written)


def _upright(image: PageImage) -> PageImage:
    """The page upright and level; what the file states counts where nothing was moved."""
    pixels, moved = straighten(image.pixels)
    written = () if moved else image.written
    return replace(image, pixels=pixels, steps=(*image.steps, *moved), written=written)


def _blank(image: PageImage, model: Model) -> Sheet:
    height, width = image.pixels.shape[:2]
    steps = (*image.steps, Step("blank", "no ink"))
    return Sheet(
        OcrPage(image.number, width, height, image.dpi, (), steps, blind_to(model)), (), ()
    )


def _read(sheets: Sequence[Sheet], model: Model) -> Iterator[OcrPage]:
    """The sheets' pages with their words."""
    with stage("recognise"):
        recognised = list(_recognise(sheets, model))
    for sheet, (glyphs, step) in zip(sheets, recognised, strict=True):
        with stage("words"):
            lines = zip(sheet.lines, glyphs, strict=True)
            words = _words([Reading(*line, read) for line, read in lines])
        yield replace(sheet.page, words=words, steps=(*sheet.page.steps, step))


def _words(readings: Sequence[Reading]) -> tuple[Word, ...]:
    """The words of all lines that are print, in reading order."""
    printed = [reading for reading in readings if is_print(reading)]
    order = reading_order([reading.strip for reading in printed])
    return tuple(word for number, n in enumerate(order) for word in words_of(printed[n], number))


def _recognise(sheets: Sequence[Sheet], model: Model) -> Iterator[tuple[list[list[Glyph]], Step]]:
    """What each sheet's lines say: as the file states it where that is sound, else as the engine
    reads; and how many were read."""
    stated = [_stated(sheet, model) for sheet in sheets]
    unread = [
        [strip for strip, line in zip(sheet.strips, lines, strict=True) if not line]
        for sheet, lines in zip(sheets, stated, strict=True)
    ]
    read = chain.from_iterable(read_strips(unread, model))
    looked = iter(look_again(list(chain.from_iterable(unread)), list(read), model))
    for lines in stated:
        yield [line or next(looked) for line in lines], _told(lines, model)


def _stated(sheet: Sheet, model: Model) -> list[list[Glyph]]:
    if not sheet.written:
        return [[] for _ in sheet.lines]
    return stated_lines(sheet.strips, sheet.written, model)


def _told(stated: Sequence[list[Glyph]], model: Model) -> Step:
    there = sum(map(bool, stated))
    detail = f"{model.language}: {len(stated) - there} lines"
    return Step("recognise", detail + (f", {there} stated" if there else ""))


def is_print(reading: Reading) -> bool:
    """Whether a line was read as text, or a word of it, not as the emblem, a signature or dust."""
    text = _text(reading.glyphs)
    if len(text) == 1 and not is_narrow_cell(reading.strip):
        return text in DIGITS and reading.glyphs[0].confidence >= _READABLE_ALONE
    if reading.ink != "black" and _is_numbered(reading):
        return True
    return _is_read(reading.glyphs, _READABLE) or any(
        len(_text(run.glyphs)) > _SHORT and _is_read(run.glyphs, _LABEL) for run in _by_run(reading)
    )


def _is_numbered(reading: Reading) -> bool:
    """Whether a line is a number alone, or holds one read well, as a stamp in colour does: its
    label may be hidden by the print below it."""
    runs = [(_text(run.glyphs), run.glyphs) for run in _by_run(reading)]
    numbers = [glyphs for text, glyphs in runs if len(text) > 1 and set(text) <= DIGITS]
    needed = _NUMBER_ALONE if len(numbers) == len(runs) else _LABEL
    return any(fmean(glyph.confidence for glyph in glyphs) >= needed for glyphs in numbers)


def _is_read(glyphs: Sequence[Glyph], needed: float) -> bool:
    """Whether characters were read with that much confidence on average; few need more."""
    text = _text(glyphs)
    if not any(character.isalnum() for character in text):
        return False
    least = _READABLE_SHORT if len(text) <= _SHORT else needed
    return fmean(glyph.confidence for glyph in glyphs) >= least


def words_of(line: Reading, number: int) -> list[Word]:
    """The words of a line: what was read within each run of print, clusters kept whole."""
    return [_word(box, glyphs, number, line.ink) for box, glyphs in _untorn(_by_run(line))]


def _word(box: Box, glyphs: Sequence[Glyph], line: int, ink: Ink) -> Word:
    """The characters as one word, as sure as they are on average, or as its least sure digit."""
    digits = [glyph.confidence for glyph in glyphs if glyph.text in DIGITS]
    confidence = min(1.0, fmean(glyph.confidence for glyph in glyphs), *digits)
    text = compose(_text(glyphs))
    return Word(text, box, confidence, line, ink, tuple(_alternatives(glyphs)))


def _alternatives(glyphs: Sequence[Glyph]) -> Iterator[Alternative]:
    """The digits that competed with a character, by its place in the composed text."""
    for n, glyph in enumerate(glyphs):
        at = place_in(_text(glyphs), len(_text(glyphs[:n]))) if glyph.others else None
        if at is not None:
            for other in glyph.others:
                yield Alternative(at, other.text, round(other.confidence, 4))


def _text(glyphs: Iterable[Glyph]) -> str:
    return "".join(glyph.text for glyph in glyphs)


def _untorn(runs: Iterable[Run]) -> list[Run]:
    """The runs, a cluster that a gap in the print had torn apart in one."""
    whole: list[Run] = []
    for run in runs:
        if whole and splits_cluster(_text(whole[-1].glyphs), _text(run.glyphs)):
            before = whole.pop()
            box = Box.around([before.box, run.box])
            whole.append(Run(box, [*before.glyphs, *run.glyphs]))
        else:
            whole.append(run)
    return whole


def _by_run(line: Reading) -> Iterator[Run]:
    """Each printed run with the glyphs nearest to it, unless nothing was read there.

    The engine often places a mark late, behind the space that follows: it goes with its letter.
    """
    nearest: list[list[Glyph]] = [[] for _ in line.strip.runs]
    place = 0
    for n, glyph in enumerate(line.glyphs):
        if n == 0 or not hangs(glyph.text):
            x = line.strip.column(glyph.middle)
            apart = [max(run.left - x, x - run.right, 0) for run in line.strip.runs]
            place = apart.index(min(apart))
        nearest[place].append(glyph)
    return (Run(box, near) for box, near in zip(line.strip.runs, nearest, strict=True) if near)
