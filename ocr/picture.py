"""The pages of a scan as they were recognised: what boxes are drawn on to be looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from PIL import Image

from ocr.read import Settings
from ocr.render import render_pages
from ocr.upright import straighten


def pictures(path: Path, numbers: Collection[int]) -> Iterator[tuple[int, Image.Image]]:
    """The pages of these numbers, in order: upright and level, in the pixels that boxes count.

    Raises UnreadableScan.
    """
    settings = Settings()
    for image in render_pages(path, settings.dpi, settings.limits, numbers):
        upright, _ = straighten(image.pixels)
        yield image.number, Image.fromarray(upright)
