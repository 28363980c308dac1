"""Thai print on a drawing: the typeface, sizes in pixels, and lines broken between clusters."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from math import ceil

from PIL import ImageFont, features

from ocr.thai import splits_cluster
from pipeline.exits import ToolMissing

_REGULAR, _BOLD = "Laksaman.ttf", "Laksaman-Bold.ttf"
#: A line ends at a space that stands behind this share of what fits, else between two clusters.
_LATE_SPACE = 0.6


@cache
def typeface(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Laksaman at `size` pixels; raises ToolMissing, naming the package that has it.

    Without raqm, Pillow would set every mark beside its letter.
    """
    if not (features.check("raqm") and features.check("fribidi")):
        raise _missing("libfribidi0")
    try:
        name = _BOLD if bold else _REGULAR
        return ImageFont.truetype(name, size, layout_engine=ImageFont.Layout.RAQM)
    except OSError as error:
        raise _missing("fonts-thai-tlwg") from error


def wrap(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """`text` in lines of at most `width` pixels; no mark is torn from its letter."""
    lines = []
    while face.getlength(text) > width and (cut := _fitting(text, face, width)) < len(text):
        lines.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*lines, text]


def _fitting(text: str, face: ImageFont.FreeTypeFont, width: int) -> int:
    """How many characters go on the first line: at least one cluster."""
    ends = [n for n in range(1, len(text)) if not splits_cluster(text[:n], text[n:])]
    ends.append(len(text))
    fitting = bisect_right(ends, width, key=lambda end: ceil(face.getlength(text[:end])))
    cut = ends[max(0, fitting - 1)]
    space = text.rfind(" ", int(_LATE_SPACE * cut), cut)
    return space if space > 0 else cut


def _missing(package: str) -> ToolMissing:
    return ToolMissing(
        f"ขาดตัวอักษรไทยสำหรับวาดภาพ ติดตั้งด้วย apt-get install {package}",
        f"Thai letters cannot be drawn. Run apt-get install {package}.",
    )
