"""Scan files -> page images, one at a time, all at one resolution.

The only module that opens PDF, TIFF, PNG and JPEG files. A page that is one scanned picture is
taken out as it was scanned; anything else is drawn by Poppler.
"""

from __future__ import annotations

import errno
import hashlib
import struct
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

import numpy as np
import pikepdf
from pdf2image import convert_from_path
from pdf2image.exceptions import (
    PDFInfoNotInstalledError,
    PDFPageCountError,
    PDFPopplerTimeoutError,
    PDFSyntaxError,
)
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.TiffImagePlugin import TiffImageFile

from ocr.clean import Pixels, rescale
from ocr.page import Step
from ocr.textlayer import Written, written_words

Code = Literal[
    "missing", "empty", "unsupported", "encrypted", "broken",
    "too_many", "too_large", "too_slow", "stopped",
]  # fmt: skip

REASONS: dict[Code, tuple[str, str]] = {
    "missing": ("ไม่พบแฟ้มนี้ หรือเปิดอ่านไม่ได้", "there is no such file, or it may not be opened"),
    "empty": ("แฟ้มว่างเปล่า โปรดสแกนใหม่", "the file is empty; scan it again"),
    "unsupported": (
        "ไม่ใช่แฟ้ม PDF, TIFF, PNG หรือ JPEG",
        "the file is neither PDF nor TIFF, PNG or JPEG",
    ),
    "encrypted": (
        "แฟ้ม PDF มีรหัสผ่าน โปรดบันทึกใหม่โดยไม่ใส่รหัส",
        "the PDF needs a password; save it again without one",
    ),
    "broken": ("แฟ้มเสียหาย โปรดส่งหรือสแกนใหม่", "the file is damaged; send or scan it again"),
    "too_many": (
        "แฟ้มมีหน้ามากเกินกำหนด โปรดแบ่งเป็นหลายแฟ้ม",
        "the file has more pages than allowed; split it",
    ),
    "too_large": (
        "ภาพในแฟ้มใหญ่เกินกำหนด โปรดสแกนใหม่ที่ 300 dpi",
        "a picture in the file is larger than allowed; scan it again at 300 dpi",
    ),
    "too_slow": (
        "ใช้เวลาอ่านนานเกินกำหนด โปรดสแกนใหม่",
        "reading takes longer than allowed; scan it again",
    ),
    "stopped": (
        "โปรแกรมอ่านหยุดกลางคัน โปรดสแกนใหม่หรือแจ้งผู้ดูแลระบบ",
        "the reader broke down; scan it again, or tell whoever looks after the program",
    ),
}

_IMAGE_KINDS = {"TIFF", "PNG", "JPEG", "MPO"}
#: What Pillow raises on files that are damaged; it promises no one kind.
_BROKEN_IMAGE = (
    OSError, EOFError, SyntaxError, ValueError, TypeError, KeyError, IndexError, OverflowError,
    struct.error, zlib.error,
)  # fmt: skip
#: What pikepdf raises where it cannot unpack a picture, perhaps for want of a helper.
_NOT_UNPACKED = (pikepdf.PikepdfError, NotImplementedError, OSError, ValueError, KeyError)
#: The tags of a TIFF that say where a picture's bytes start, and how many they are: in strips, or
#: in tiles. Two pictures may differ in the first, and in the page's number, and be the same.
_PLACES = ((273, 324), (279, 325))
_ELSEWHERE = frozenset({*_PLACES[0], 297})
_POINTS = 72
#: An image that states no sensible resolution is taken for a page of this size.
_A4_INCHES = (8.27, 11.69)
#: A picture that covers this share of the page is the page.
_WHOLE_PAGE = 0.95
_DRAWING_SECONDS = 120


class UnreadableScan(Exception):
    """A file that cannot be read, with the reason for the office in Thai and in English."""

    def __init__(self, code: Code, detail: str = "") -> None:
        self.code: Code = code
        self.thai, self.english = REASONS[code]
        self.detail = detail
        super().__init__(f"{self.english} ({detail})" if detail else self.english)

    def __reduce__(self) -> tuple[type[UnreadableScan], tuple[Code, str]]:
        """It comes from another process as what it is."""
        return UnreadableScan, (self.code, self.detail)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may ask of this machine: pages, and pixels of one picture or drawn page."""

    pages: int = 2_000
    picture_pixels: int = 150_000_000
    page_pixels: int = 40_000_000


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as an image, grey or RGB; it never leaves `ocr`. `number` counts from 1.

    `written` is what a PDF states of the page as text.
    """

    number: int
    dpi: int
    pixels: Pixels
    steps: tuple[Step, ...]
    written: tuple[Written, ...] = ()


def count_pages(path: Path, limits: Limits = Limits()) -> int:
    """How many pages the file has; raises UnreadableScan, also when there are too many."""
    if _is_pdf(path):
        with _open_pdf(path) as pdf:
            pages = len(pdf.pages)
    else:
        pages = _count_frames(path)
    if pages == 0:
        raise UnreadableScan("broken", "no pages")
    if pages > limits.pages:
        raise UnreadableScan("too_many", f"{pages} pages, {limits.pages} allowed")
    return pages


def _count_frames(path: Path) -> int:
    with _open_image(path) as image:
        try:
            return int(getattr(image, "n_frames", 1))
        except _BROKEN_IMAGE as error:
            raise UnreadableScan("broken", str(error)) from error


def render_pages(
    path: Path, dpi: int = 300, limits: Limits = Limits(), numbers: Collection[int] | None = None
) -> Iterator[PageImage]:
    """The file's pages in order, each made when it is asked for; raises UnreadableScan.

    With `numbers`, only the pages of these numbers.
    """
    wanted = range(1, count_pages(path, limits) + 1) if numbers is None else numbers
    yield from (_pdf_pages if _is_pdf(path) else _image_pages)(path, dpi, limits, wanted)


class PagesFile(NamedTuple):
    """The bytes of a file that shows some pages of a scan as the scan does, as its own pages of
    these numbers."""

    content: bytes
    numbers: Sequence[int]


def pages_file(path: Path, numbers: Sequence[int]) -> PagesFile:
    """Pages to be read elsewhere: of a PDF these pages alone, of pictures the whole file.

    Raises UnreadableScan.
    """
    if not _is_pdf(path):
        return PagesFile(path.read_bytes(), numbers)
    with _open_pdf(path) as pdf:
        return PagesFile(_alone(pdf, numbers), range(1, len(numbers) + 1))


def _alone(pdf: pikepdf.Pdf, numbers: Sequence[int]) -> bytes:
    """A PDF of these pages alone, with what their layers and forms are shown by."""
    content = BytesIO()
    with pikepdf.new() as alone:
        alone.pages.extend(pdf.pages[number - 1] for number in numbers)
        for shown_by in ("/AcroForm", "/OCProperties"):
            if shown_by in pdf.Root:
                there = pdf.make_indirect(pdf.Root[shown_by])
                alone.Root[shown_by] = alone.copy_foreign(there)
        alone.save(content, deterministic_id=True)
    return content.getvalue()


def page_marks(path: Path) -> tuple[str, ...]:
    """What tells each page of a scan from others, SHA-256 (hex): pages of one mark are the same.

    The mark of a page that cannot be told is empty. Raises UnreadableScan.
    """
    if _is_pdf(path):
        with _open_pdf(path) as pdf:
            return tuple(_page_mark(pdf, number) for number in range(1, len(pdf.pages) + 1))
    frames = _count_frames(path)
    with _open_image(path) as image, path.open("rb") as file:
        if frames == 1:
            return (hashlib.file_digest(file, "sha256").hexdigest(),)
        return tuple(_frame_mark(image, frame, file) for frame in range(frames))


def _frame_mark(image: Image.Image, frame: int, file: BinaryIO) -> str:
    """The mark of a TIFF's picture, from its bytes as they are packed and what they mean."""
    try:
        image.seek(frame)
        tags = dict(image.tag_v2) if isinstance(image, TiffImageFile) else {}
        starts, lengths = (
            next((tags[tag] for tag in either if tag in tags), ()) for either in _PLACES
        )
        meaning = {tag: value for tag, value in tags.items() if tag not in _ELSEWHERE}
        mark = hashlib.sha256(repr(sorted(meaning.items())).encode())
        for start, length in zip(starts, lengths, strict=True):
            file.seek(start)
            mark.update(file.read(length))
        return mark.hexdigest() if starts else ""
    except _BROKEN_IMAGE:
        return ""


def _page_mark(pdf: pikepdf.Pdf, number: int) -> str:
    try:
        return hashlib.sha256(_alone(pdf, [number])).hexdigest()
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return ""


def _is_pdf(path: Path) -> bool:
    """Judged by the first bytes: names lie. Raises UnreadableScan if there is nothing to read."""
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError as error:
        raise UnreadableScan("missing", str(error)) from error
    if not head:
        raise UnreadableScan("empty")
    return b"%PDF-" in head


def _open_pdf(path: Path) -> pikepdf.Pdf:
    try:
        return pikepdf.open(path)
    except pikepdf.PasswordError as error:
        raise UnreadableScan("encrypted") from error
    except pikepdf.PikepdfError as error:
        raise UnreadableScan("broken", str(error)) from error


def _open_image(path: Path) -> Image.Image:
    try:
        image = Image.open(path)
    except UnidentifiedImageError as error:
        raise UnreadableScan("unsupported") from error
    except Image.DecompressionBombError as error:
        raise UnreadableScan("too_large", str(error)) from error
    except _BROKEN_IMAGE as error:
        raise UnreadableScan("broken", str(error)) from error
    if image.format not in _IMAGE_KINDS:
        raise UnreadableScan("unsupported", str(image.format))
    return image


def _image_pages(
    path: Path, dpi: int, limits: Limits, wanted: Collection[int]
) -> Iterator[PageImage]:
    with _open_image(path) as image:
        try:
            for number in sorted(wanted):
                image.seek(number - 1)
                _refuse_bomb(image.width, image.height, limits)
                upright = ImageOps.exif_transpose(image)
                yield _scaled(number, upright, _dpi_of(upright), dpi, limits)
        except _BROKEN_IMAGE as error:
            raise UnreadableScan("broken", str(error)) from error


def _dpi_of(image: Image.Image) -> float:
    """The resolution that the file states; if it is absurd, that of a full A4 page."""
    stated = float(image.info.get("dpi", (0, 0))[0])
    short, long = sorted(image.size)
    if stated and _A4_INCHES[0] / 3 < short / stated < _A4_INCHES[0] * 3:
        return stated
    return max(short / _A4_INCHES[0], long / _A4_INCHES[1])


def _pdf_pages(
    path: Path, dpi: int, limits: Limits, wanted: Collection[int]
) -> Iterator[PageImage]:
    with _open_pdf(path) as pdf:
        for number in sorted(wanted):
            page = pdf.pages[number - 1]
            try:
                yield _scanned_page(number, page, dpi, limits) or _drawn_page(
                    path, number, page, dpi, limits
                )
            except pikepdf.PikepdfError as error:
                raise UnreadableScan("broken", str(error)) from error


def _scanned_page(number: int, page: pikepdf.Page, dpi: int, limits: Limits) -> PageImage | None:
    """The picture that the page consists of, as it was scanned; None if the page is more."""
    picture = _only_picture(page)
    if picture is None:
        return None
    _refuse_bomb(picture.width, picture.height, limits)
    try:
        image = picture.as_pil_image()
        image.load()
    except _NOT_UNPACKED:
        return None  # an encoding that only Poppler draws
    turned = image.rotate(-page.rotation, expand=True) if page.rotation else image
    width = float(page.mediabox[2] - page.mediabox[0])
    native = image.width / (width / _POINTS)
    return _scaled(number, turned, native, dpi, limits)


def _only_picture(page: pikepdf.Page) -> pikepdf.PdfImage | None:
    """The one picture of a page that shows nothing else, upright and over the whole page."""
    steps = [(str(step.operator), step.operands) for step in pikepdf.parse_content_stream(page)]
    if sorted(name for name, _ in steps if name not in "qQ") != ["Do", "cm"]:
        return None
    (matrix,) = (operands for name, operands in steps if name == "cm")
    (shown,) = (operands for name, operands in steps if name == "Do")
    across, skew_y, skew_x, up, *_ = (float(number) for number in matrix)
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    upright = skew_x == skew_y == 0 and across > 0 and up > 0
    if not upright or across * up < _WHOLE_PAGE * (right - left) * (top - bottom):
        return None
    picture = page.resources.get("/XObject", pikepdf.Dictionary()).get(str(shown[0]))
    if not isinstance(picture, pikepdf.Stream) or picture.get("/Subtype") != "/Image":
        return None
    try:
        return None if "/ImageMask" in picture else pikepdf.PdfImage(picture)
    except _NOT_UNPACKED:
        return None


def _drawn_page(path: Path, number: int, page: pikepdf.Page, dpi: int, limits: Limits) -> PageImage:
    """The page as Poppler draws it, at a lower resolution if it would be too large."""
    left, bottom, right, top = (float(edge) for edge in page.cropbox)
    pixels = abs(right - left) * abs(top - bottom) * (dpi / _POINTS) ** 2
    fitting = dpi if pixels <= limits.page_pixels else dpi * (limits.page_pixels / pixels) ** 0.5
    try:
        (image,) = convert_from_path(
            path,
            dpi=int(fitting),
            first_page=number,
            last_page=number,
            use_cropbox=True,
            timeout=_DRAWING_SECONDS,
        )
    except PDFInfoNotInstalledError as error:
        raise OSError(errno.EIO, "this machine has no Poppler") from error
    except PDFPopplerTimeoutError as error:
        raise UnreadableScan("too_large", f"page {number} takes too long to draw") from error
    except (PDFPageCountError, PDFSyntaxError, ValueError, OSError) as error:
        raise UnreadableScan("broken", f"page {number}: {error}") from error
    steps = [Step("draw", f"{int(fitting)} dpi")]
    if fitting < dpi:
        steps.append(Step("cap", f"page too large for {dpi} dpi"))
    written = written_words(path, number, int(fitting))
    return PageImage(number, int(fitting), _pixels(image), tuple(steps), written)


def _scaled(number: int, image: Image.Image, native: float, dpi: int, limits: Limits) -> PageImage:
    """The picture brought to `dpi`, or as near to it as the limits allow."""
    pixels = image.width * image.height * (dpi / native) ** 2
    fitting = dpi if pixels <= limits.page_pixels else dpi * (limits.page_pixels / pixels) ** 0.5
    steps = [Step("take", f"scanned at {native:.0f} dpi")]
    array = _pixels(image)
    factor = fitting / native
    if abs(factor - 1) > 0.02:  # noqa: PLR2004
        array = rescale(array, factor)
        steps.append(Step("scale", f"to {fitting:.0f} dpi"))
    if fitting < dpi:
        steps.append(Step("cap", f"page too large for {dpi} dpi"))
    return PageImage(number, int(fitting), array, tuple(steps))


def _pixels(image: Image.Image) -> Pixels:
    """The image as an array; grey if it is, RGB otherwise, transparent parts white."""
    if image.mode in ("1", "L", "I;16", "I", "F"):
        return np.asarray(image if image.mode == "L" else image.convert("L"))
    if image.has_transparency_data:
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    return np.asarray(image if image.mode == "RGB" else image.convert("RGB"))


def _refuse_bomb(width: int, height: int, limits: Limits) -> None:
    """Refuse a picture before it is unpacked; raises UnreadableScan."""
    if width * height > limits.picture_pixels:
        raise UnreadableScan("too_large", f"{width} x {height} pixels")
