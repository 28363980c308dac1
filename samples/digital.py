"""A born-digital PDF: type as text that can be copied out, emblem and stamps as small pictures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
from fpdf import FPDF
from PIL import Image

from samples.letters import Bundle
from samples.paper import DPI, FONTS, Run, Sheet, font, set_size

BIRTH = datetime(2026, 1, 1, tzinfo=UTC)
NOT_WHITE = 250


def write_digital(sheets: list[Sheet], bundle: Bundle, path: Path) -> None:
    """Type is shaped by HarfBuzz with a true text layer; ink is pasted where it was pressed."""
    pdf = FPDF(unit="mm", format="A4")
    pdf.set_creation_date(BIRTH)
    pdf.set_title(bundle.name)
    pdf.set_text_shaping(use_shaping_engine=True)
    for face in sorted({run.face for sheet in sheets for run in sheet.runs}):
        pdf.add_font(face, fname=FONTS / f"{face}.ttf")
    for sheet in sheets:
        pdf.add_page()
        for left, top, picture in _pictures(sheet.picture):
            wide = picture.width * 25.4 / DPI
            pdf.image(picture, left * 25.4 / DPI, top * 25.4 / DPI, w=wide)
        for run in sheet.runs:
            _type(pdf, run)
    pdf.output(str(path))


def _type(pdf: FPDF, run: Run) -> None:
    pdf.set_font(run.face, size=set_size(run.face, run.points))
    pdf.set_text_color(*run.colour)
    ascent = font(run.face, run.points).getmetrics()[0] * 25.4 / DPI
    pdf.text(run.x, run.y + ascent, run.text)


def _pictures(page: Image.Image) -> Iterator[tuple[int, int, Image.Image]]:
    """The marks on an otherwise white page, each cut out: left and top in pixels, the picture."""
    marks = (np.asarray(page.convert("L")) < NOT_WHITE).astype(np.uint8)
    joined = cv2.dilate(marks, np.ones((41, 41), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(joined)
    for number in range(1, count):
        left, top, wide, high = (int(side) for side in boxes[number][:4])
        yield left, top, page.crop((left, top, left + wide, top + high))
