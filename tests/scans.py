"""Scans drawn for a test."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from samples.forms import draw
from samples.letters import Bundle, Letter, thai
from samples.make import write_scan

NUMBER = "นน 0023.3/1101"  # of digits that every Tesseract model can print


def draw_scan(path: Path) -> Path:
    """One clean page: a letter of that NUMBER, as a PDF at `path`."""
    letter = Letter(
        form="external",
        number=thai(NUMBER),
        date=date(2026, 2, 18),
        sender="จังหวัดน่าน",
        address=("ศาลากลางจังหวัดน่าน", "ถนนน่าน นน ๕๕๐๐๐"),
        subject="การสำรวจแหล่งน้ำสาธารณะ",
        to="นายอำเภอ ทุกอำเภอ",
        body=("ขอให้รายงานผลให้จังหวัดน่านทราบภายในวันที่ ๒๓ มีนาคม ๒๕๖๙", "จึงเรียนมาเพื่อพิจารณา"),
        signed=("(นายสมมุติ ตัวอย่าง)", "ผู้ว่าราชการจังหวัดน่าน"),
    )
    bundle = Bundle(path.stem, "อำเภอปัว", "clean", (letter,))
    write_scan(draw(bundle), bundle, path)
    return path
