"""Scans drawn for a test."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from samples.forms import draw
from samples.letters import Bundle, Letter, thai
from samples.make import write_scan

NUMBER = "นน 0023.3/1101"  # of digits that every Tesseract model can print


def draw_scan(path: Path) -> Path:
    """One clean page: a letter of that NUMBER, as a PDF at `path`."""
    bundle = _bundle(path.stem, NUMBER)
    write_scan(draw(bundle), bundle, path)
    return path


def draw_pages(path: Path, numbers: Sequence[str], heights: Sequence[int]) -> Path:
    """A TIFF at `path`, each page a letter of one of `numbers`, so many pixels high."""
    drawn = [draw(_bundle(path.stem, number))[0].printed().convert("L") for number in numbers]
    first, *others = (
        page.resize((round(page.width * height / page.height), height))
        for page, height in zip(drawn, heights, strict=True)
    )
    first.save(path, save_all=True, append_images=others)
    return path


def _bundle(name: str, number: str) -> Bundle:
    letter = Letter(
        form="external",
        number=thai(number),
        date=date(2026, 2, 18),
        sender="จังหวัดน่าน",
        address=("ศาลากลางจังหวัดน่าน", "ถนนน่าน นน ๕๕๐๐๐"),
        subject="การสำรวจแหล่งน้ำสาธารณะ",
        to="นายอำเภอ ทุกอำเภอ",
        body=("ขอให้รายงานผลให้จังหวัดน่านทราบภายในวันที่ ๒๓ มีนาคม ๒๕๖๙", "จึงเรียนมาเพื่อพิจารณา"),
        signed=("(นายสมมุติ ตัวอย่าง)", "ผู้ว่าราชการจังหวัดน่าน"),
    )
    return Bundle(name, "อำเภอปัว", "clean", (letter,))
