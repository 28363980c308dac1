"""The evidence for a letter (หลักฐาน), to be looked at: its pages with all that was read on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from correspondence_db.dossier import is_about
from correspondence_db.queries import Copy
from correspondence_db.record import Reading
from extract.checks import LOW
from extract.layout import Zone as ZoneName
from extract.layout import lay_out
from extract.letter import Boundary, Doubt, Role
from ocr.page import Box, OcrPage
from ocr.picture import pictures
from ocr.render import UnreadableScan
from pipeline.answers import ROLES, weighed
from pipeline.drawing import Findings, Remark, Value, Zone, draw
from pipeline.exits import Stop, StorageFailed
from pipeline.originals import find
from pipeline.programs import require
from pipeline.typeface import typeface
from pipeline.wording import field_name

KINDS = (".pdf", ".png")
ZONES: dict[ZoneName, str] = {
    "head": "หัวหนังสือ",
    "subject": "เรื่อง",
    "salutation": "เรียน",
    "to": "ถึง",
    "reference": "อ้างถึง",
    "enclosure": "สิ่งที่ส่งมาด้วย",
    "body": "เนื้อความ",
    "closing": "ท้ายหนังสือ",
}


class Found(NamedTuple):
    """A copy of the letter, and the scan it lies in."""

    copy: Copy
    scan: Path


def write_evidence(copies: Sequence[Copy], originals: Path, target: Path) -> list[Path]:
    """Draw every page of the copies; gives the files written.

    A target in .pdf has all pages in one file; in .png each its own: name-1.png, name-2.png. The
    scans are read from `originals`. Raises Stop with what to do: another kind of target, a scan
    that is gone, no program or typeface.
    """
    if target.suffix.lower() not in KINDS:
        raise Stop(
            f"เขียนได้เฉพาะ .pdf หรือ .png ไม่ใช่ {target.name}",
            f"Evidence is drawn as .pdf or .png, not as {target.name}.",
        )
    require("pdftoppm")
    typeface(1)
    found = [Found(copy, find(copy.sha256, copy.file, originals)) for copy in copies]
    drawn = (page for each in found for page in _drawn(each))
    if target.suffix.lower() == ".pdf":
        return [_write_pdf(drawn, target)]
    count = sum(len(copy.own) + len(copy.attached) for copy in copies)
    return [_write_png(page, target, n, count) for n, page in enumerate(drawn, 1)]


def _write_pdf(pages: Iterator[Image.Image], target: Path) -> Path:
    """One page in memory at a time."""
    for number, page in enumerate(pages):
        page.save(target, "PDF", append=number > 0, resolution=300, quality=85)
    return target


def _write_png(page: Image.Image, target: Path, number: int, count: int) -> Path:
    name = target.name if count == 1 else f"{target.stem}-{number}{target.suffix}"
    place = target.with_name(name)
    page.save(place, "PNG")
    return place


def _drawn(found: Found) -> Iterator[Image.Image]:
    """The pages of one copy in the scan's order, each drawn when it is asked for."""
    copy = found.copy
    pages = {page.number: page for page in (*copy.own, *copy.attached)}
    zones = _zones(copy.own)
    try:
        for number, picture in pictures(found.scan, pages):
            if picture.size != (pages[number].width, pages[number].height):
                raise _drawn_otherwise(copy.file, number)
            yield draw(picture, _findings(copy, pages[number], zones.get(number, ())))
    except UnreadableScan as error:
        raise StorageFailed(
            f"อ่านต้นฉบับ {found.scan} ไม่ได้: {error.thai}",
            f"The original {found.scan} cannot be read: {error}.",
        ) from error


def _drawn_otherwise(file: str, number: int) -> StorageFailed:
    return StorageFailed(
        f"{file} หน้า {number} วาดได้ไม่เท่ากับตอนที่อ่าน นำเข้าทะเบียนใหม่แล้วลองอีกครั้ง",
        f"{file} page {number} is not the size it was read in. Ingest it into a new register.",
    )


def _findings(copy: Copy, page: OcrPage, zones: Sequence[Zone]) -> Findings:
    doubts = [doubt for doubt in copy.doubts if doubt.page == page.number]
    readings = [reading for reading in copy.readings if reading.found.page == page.number]
    loose = [d for d in doubts if not any(_is_about(d, reading) for reading in readings)]
    return Findings(
        heading=(f"{copy.file} หน้า {page.number}", *_how_read(page)),
        role=_role(copy.boundaries.get(page.number), page in copy.own),
        zones=tuple(zones),
        words=page.words,
        stamps=tuple(stamp.box for stamp in copy.stamps if stamp.page == page.number),
        values=tuple(_value(reading, doubts) for reading in readings),
        remarks=tuple(Remark(field_name(doubt.field), doubt.reason) for doubt in loose),
    )


def _how_read(page: OcrPage) -> Iterator[str]:
    """How the page came to be as it is, and how well it was read."""
    yield f"{page.width} × {page.height} จุด · {page.dpi} dpi"
    yield " · ".join(f"{step.name} {step.detail}" for step in page.steps)
    weak = sum(word.confidence < LOW for word in page.words)
    rivals = sum(bool(word.alternatives) for word in page.words)
    yield f"{len(page.words)} คำ · ไม่ชัด {weak} · มีเลขคู่แข่ง {rivals}"


def _role(boundary: Boundary | None, is_own: bool) -> tuple[str, ...]:
    """What the page is to the letter, and the evidence for it."""
    if boundary is None:
        role: Role = "further" if is_own else "attached"
        return (ROLES[role],)
    evidence = weighed((piece.rule, piece.weight) for piece in boundary.evidence)
    return (ROLES[boundary.role], *([evidence] if evidence else []))


def _value(reading: Reading, doubts: Sequence[Doubt]) -> Value:
    found = reading.found
    reasons = [doubt.reason for doubt in doubts if _is_about(doubt, reading)]
    if not reasons and found.confidence < LOW:
        reasons = ["low-confidence"]
    return Value(
        label=field_name(reading.field),
        value=found.value,
        raw=found.raw,
        box=found.box,
        rule=found.rule,
        confidence=found.confidence,
        reasons=tuple(dict.fromkeys(reasons)),
    )


def _is_about(doubt: Doubt, reading: Reading) -> bool:
    return is_about(doubt, reading.field, reading.found.page, reading.found.box)


def _zones(own: Sequence[OcrPage]) -> dict[int, list[Zone]]:
    """The zones on each of a letter's own pages, as `extract.layout` sees them."""
    sheet = lay_out(own)
    rows = {"head": sheet.head, **sheet.zones}
    zones: dict[int, list[Zone]] = {page.number: [] for page in own}
    for name, thai in ZONES.items():
        for page in own:
            here = [row for row in rows.get(name, ()) if row.page is page]
            if here:
                box = Box.around(line.box for row in here for line in row.lines)
                zones[page.number].append(Zone(thai, box))
    return zones
