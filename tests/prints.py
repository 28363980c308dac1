"""Pages printed for a test: Thai lines on white paper at 300 dots per inch."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

LAKSAMAN = "/usr/share/fonts/truetype/tlwg/Laksaman.ttf"
BLACK, BLUE, RED = (20, 20, 20), (60, 70, 170), (190, 30, 40)

# Letters and digits that every Thai Tesseract model can print.
LETTER = (
    (300, 300, "ที่ นน ๐๐๒๓.๓/๑๒๑๒"),
    (1300, 300, "ศาลากลางจังหวัดน่าน"),
    (300, 460, "เรื่อง การสำรวจข้อมูลสาธารณะในพื้นที่"),
    (300, 620, "เรียน นายอำเภอทุกอำเภอ"),
    (500, 780, "ด้วยจังหวัดน่านมีความประสงค์จะสำรวจข้อมูล เพื่อใช้สำหรับ"),
    (300, 890, "การวางแผนป้องกันและแก้ไขปัญหา จึงขอให้อำเภอรายงานผล"),
)


def blank(width: int = 2000, height: int = 1200) -> Image.Image:
    return Image.new("RGB", (width, height), "white")


def put(
    page: Image.Image,
    x: int,
    y: int,
    text: str,
    *,
    size: int = 60,
    colour: tuple[int, int, int] = BLACK,
) -> None:
    """Print `text` with its first letter's left edge at x and its line's top at y, in pixels."""
    font = ImageFont.truetype(LAKSAMAN, size, layout_engine=ImageFont.Layout.RAQM)
    ImageDraw.Draw(page).text((x, y), text, fill=colour, font=font, language="th")


def letter() -> Image.Image:
    """The head and first paragraph of an official letter."""
    page = blank()
    for x, y, text in LETTER:
        put(page, x, y, text)
    return page


def stamp(page: Image.Image, x: int, y: int, *lines: str, colour: tuple[int, int, int]) -> None:
    """A receive stamp with its frame, a little askew, over whatever is there."""
    ink = Image.new("RGBA", page.size, (*colour, 0))
    draw = ImageDraw.Draw(ink)
    font = ImageFont.truetype(LAKSAMAN, 52, layout_engine=ImageFont.Layout.RAQM)
    draw.rectangle((x, y, x + 560, y + 70 * len(lines) + 30), outline=(*colour, 255), width=5)
    for n, text in enumerate(lines):
        draw.text((x + 30, y + 5 + 70 * n), text, fill=(*colour, 255), font=font, language="th")
    askew = ink.rotate(2, center=(x, y), resample=Image.Resampling.BICUBIC)
    page.paste(askew, mask=askew)


def pixels(page: Image.Image) -> NDArray[Any]:
    return np.asarray(page)
