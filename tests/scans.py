"""Scans drawn for a test: one clean page each, told apart by their running number.

The numbers asked for use only digits that every Tesseract model can print.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from samples.forms import draw
from samples.letters import Bundle, Letter, thai
from samples.make import write_scan


def draw_scan(path: Path, running: int = 1101) -> Path:
    """A one-page letter "ชร ๐๐๒๓.๓/<running>" from a province, as a PDF at `path`."""
    letter = Letter(
        form="external",
        number=f"ชร ๐๐๒๓.๓/{thai(running)}",
        date=date(2026, 2, 18),
        sender="จังหวัดเชียงราย",
        address=("ศาลากลางจังหวัดเชียงราย", "ถนนแม่ฟ้าหลวง ชร ๕๗๑๐๐"),
        subject="การสำรวจแหล่งน้ำสาธารณะ",
        to="นายกเทศมนตรีตำบลเมืองพาน",
        body=("ขอให้รายงานผลให้จังหวัดเชียงรายทราบภายในวันที่ ๒๓ มีนาคม ๒๕๖๙", "จึงเรียนมาเพื่อพิจารณา"),
        signed=("(นายสมมุติ ตัวอย่าง)", "ผู้ว่าราชการจังหวัดเชียงราย"),
    )
    bundle = Bundle(path.stem, "เทศบาลตำบลเมืองพาน", "clean", (letter,))
    write_scan(draw(bundle), bundle, path)
    return path
