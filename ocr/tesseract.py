"""Tesseract, the one engine: what its model can print, and reading single lines with it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import cv2
import pytesseract

from ocr.clean import Pixels

# Its threads fight over cores that other pages need, and gain little on a single line.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"


@dataclass(frozen=True, slots=True)
class Model:
    """A recognition model: its language name, and its folder (None: the system's own)."""

    language: str
    folder: Path | None = None


class Glyph(NamedTuple):
    """A recognised character (or Latin word) and its columns in the line's image."""

    text: str
    left: int
    right: int
    confidence: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def read_lines(images: Sequence[Pixels], model: Model) -> list[list[Glyph]]:
    """The characters of each line image, left to right, in one run of the engine."""
    if not images:
        return []
    with TemporaryDirectory(prefix="saraban-") as name:
        paths = [Path(name, f"{number}.png") for number in range(len(images))]
        for path, image in zip(paths, images, strict=True):
            cv2.imwrite(str(path), image, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        listing = Path(name, "lines.txt")
        listing.write_text("".join(f"{path}\n" for path in paths), "utf-8")
        table = pytesseract.image_to_data(
            str(listing),
            lang=model.language,
            config=_config(model),
            output_type=pytesseract.Output.DICT,
        )
    lines: list[list[Glyph]] = [[] for _ in images]
    columns = ("page_num", "text", "left", "width", "conf")
    for page, text, left, width, confidence in zip(*(table[c] for c in columns), strict=True):
        if text.strip() and float(confidence) >= 0:
            lines[page - 1].append(Glyph(text.strip(), left, left + width, float(confidence) / 100))
    return lines


def _config(model: Model) -> str:
    """One text line an image; all by switches, as our folder holds no `configs/`."""
    folder = f'--tessdata-dir "{model.folder}" ' if model.folder else ""
    return f"{folder}--psm 7 --dpi 300"


def blind_to(model: Model) -> str:
    """The Thai digits that the model cannot print, found in the character lists of its files."""
    folder = model.folder or _system_folder()
    lists = b"".join(
        (folder / f"{language}.traineddata").read_bytes() for language in model.language.split("+")
    )
    return "".join(digit for digit in THAI_DIGITS if f"\n{digit} ".encode() not in lists)


def _system_folder() -> Path:
    """Where the installed Tesseract keeps its models."""
    listed = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, check=True
    )
    found = re.search(r'"(.+)"', listed.stdout + listed.stderr)
    if not found:
        raise FileNotFoundError("Tesseract does not say where its models are")
    return Path(found[1])
