"""Scans drawn for a test: one clean page each, told apart by their running number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from samples.forms import draw
from samples.letters import Bundle, Letter, thai
from samples.make import write_scan


def draw_scan(path: Path, running: int = 101) -> Path:
    """A one-page letter "ชร ๐๖๑๘.๑/<running>" from a district, as a PDF at `path`."""
    letter = Letter(
        form="external",
        number=f"ชร ๐๖๑๘.๑/{thai(running)}",
        date=date(2026, 2, 18),
        sender="อำเภอพาน",
        address=("ที่ว่าการอำเภอพาน", "ถนนพหลโยธิน ชร ๕๗๑๒๐"),
        subject="การสำรวจแหล่งน้ำสาธารณะ",
        to="นายกเทศมนตรีตำบลเมืองพาน",
        body=("ขอให้รายงานผลให้อำเภอพานทราบภายในวันที่ ๒๓ มีนาคม ๒๕๖๙", "จึงเรียนมาเพื่อพิจารณา"),
        signed=("(นายสมมุติ ตัวอย่าง)", "นายอำเภอพาน"),
    )
    bundle = Bundle(path.stem, "เทศบาลตำบลเมืองพาน", "clean", (letter,))
    write_scan(draw(bundle), bundle, path)
    return path
