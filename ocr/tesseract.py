"""Tesseract, the one engine: what its model can print, and reading single lines with it."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import cv2
import pytesseract

from ocr.clean import Pixels

# Its threads fight over cores that other pages need, and gain little on a single line.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
DIGITS = frozenset(f"{THAI_DIGITS}0123456789")

#: The engine's choices below this confidence stand beside right digits more often than wrong ones.
_POSSIBLE = 0.5

_DIV, _SPAN = "{http://www.w3.org/1999/xhtml}div", "{http://www.w3.org/1999/xhtml}span"
_PROPERTY = re.compile(r"(\w+) ([^;]+)")


@dataclass(frozen=True, slots=True)
class Model:
    """A recognition model: its language name, and its folder (None: the system's own)."""

    language: str
    folder: Path | None = None


class Candidate(NamedTuple):
    """A character that the engine found possible, and how likely."""

    text: str
    confidence: float


class Glyph(NamedTuple):
    """A recognised character and its columns in the line's image.

    The confidence is Tesseract's own figure for the word (a single Thai character is one to it),
    as a share of 1. `others` are the digits that it found possible in its place, the likeliest
    first: a tenth less is about seven times less likely (1 - 0.05 x negative logarithm of the
    probability). The network is overconfident: its wrong digits lead about as far as right ones.
    """

    text: str
    left: int
    right: int
    confidence: float
    others: tuple[Candidate, ...] = ()

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def read_lines(images: Sequence[Pixels], model: Model) -> list[list[Glyph]]:
    """The characters of each line image, left to right, in one run of the engine."""
    if not images:
        return []
    with TemporaryDirectory(prefix="saraban-") as name:
        paths = [Path(name, f"{number}.pgm") for number in range(len(images))]
        for path, image in zip(paths, images, strict=True):
            path.write_bytes(cv2.imencode(".pgm", image)[1].tobytes())
        listing = Path(name, "lines.txt")
        listing.write_text("".join(f"{path}\n" for path in paths), "utf-8")
        hocr = pytesseract.image_to_pdf_or_hocr(
            str(listing), lang=model.language, config=_config(model), extension="hocr"
        )
    lines: list[list[Glyph]] = [[] for _ in images]
    for page in ElementTree.fromstring(hocr).iter(_DIV):  # noqa: S314 - our own engine's
        if page.get("class") == "ocr_page":
            words = page.iterfind(f".//{_SPAN}[@class='ocrx_word']")
            lines[int(_title(page)["ppageno"])] = [g for word in words for g in _glyphs(word)]
    return lines


def _config(model: Model) -> str:
    """One text line an image; all by switches, as our folder holds no `configs/`.

    Lines of noise are not tried in white on black: our print is black. For each character two
    others are sought: a fourth and fifth are hardly ever possible, and cost a tenth of the time.
    """
    folder = f'--tessdata-dir "{model.folder}" ' if model.folder else ""
    choices = "-c lstm_choice_mode=2 -c lstm_choice_iterations=2"
    return f"{folder}--psm 7 --dpi 300 -c hocr_char_boxes=1 {choices} -c invert_threshold=0"


def _glyphs(word: Element) -> list[Glyph]:
    """The characters of a word of hOCR, each with the choices that are listed behind it."""
    confidence = float(_title(word)["x_wconf"]) / 100
    glyphs: list[Glyph] = []
    for span in word.iter(_SPAN):
        text, (name, *values) = span.text or "", span.get("title", " ").split(" ")
        if name == "x_bboxes":
            glyphs.append(Glyph(text, int(values[0]), int(values[2]), confidence))
        elif name == "x_confs" and text in DIGITS and text != glyphs[-1].text:
            choice = Candidate(text, float(values[0]) / 100)
            if choice.confidence >= _POSSIBLE:
                glyphs[-1] = glyphs[-1]._replace(others=(*glyphs[-1].others, choice))
    return glyphs


def _title(element: Element) -> dict[str, str]:
    """The properties that hOCR packs into a title: name -> values."""
    return dict(_PROPERTY.findall(element.get("title", "")))


def engine_version() -> str:
    """The version of the engine, as it states it."""
    return str(pytesseract.get_tesseract_version())


def digest(model: Model) -> str:
    """SHA-256 (hex) over the model's files."""
    return hashlib.sha256(_content(model)).hexdigest()


@lru_cache
def blind_to(model: Model) -> str:
    """The Thai digits that the model cannot print, found in the character lists of its files."""
    lists = _content(model)
    return "".join(digit for digit in THAI_DIGITS if f"\n{digit} ".encode() not in lists)


def _content(model: Model) -> bytes:
    """The model's files, one behind the other."""
    folder = model.folder or _system_folder()
    languages = model.language.split("+")
    return b"".join((folder / f"{name}.traineddata").read_bytes() for name in languages)


def _system_folder() -> Path:
    """Where the installed Tesseract keeps its models."""
    listed = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, check=True
    )
    found = re.search(r'"(.+)"', listed.stdout + listed.stderr)
    if not found:
        raise FileNotFoundError("Tesseract does not say where its models are")
    return Path(found[1])
