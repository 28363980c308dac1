"""Pictures of pages (ภาพสแกน): whole, small, or a box of one; to whoever may see the page alone."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from PIL import Image
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from correspondence_db.access import may_see_page
from correspondence_db.scans import file_of, letters_on
from ocr.page import Box
from pipeline.originals import find
from pipeline.web.darkroom import VERSION, Size
from pipeline.web.sight import note_sight
from pipeline.web.visitor import AnyVisitor, Visitor

router = APIRouter(prefix="/scans")

#: What a browser keeps is asked for again each time, so that a right withdrawn counts at once.
_ASK_AGAIN = "private, no-cache"
_NOT_KEPT = "no-store"
_WIDEST_MARGIN = 400
#: A crop is shown no wider than this, in pixels.
_WIDEST_CROP = 1600


@router.get("/{sha256}/{number}.jpg")
def show_page(
    request: Request, visitor: AnyVisitor, sha256: str, number: int, size: Size = "page"
) -> Response:
    """A page as it was read, upright; "large" in the pixels that boxes count."""
    headers = _headers(visitor, sha256, number, size)
    if _is_kept(request, headers):
        return Response(status_code=304, headers=headers)
    return FileResponse(picture_of(visitor, sha256, number, size), headers=headers)


@router.get("/{sha256}/{number}/crop.png")
def show_crop(
    request: Request,
    visitor: AnyVisitor,
    sha256: str,
    number: int,
    *,
    box: str,
    margin: Annotated[int, Query(ge=0, le=_WIDEST_MARGIN)] = 24,
) -> Response:
    """A box of a page ("left,top,right,bottom") with so many pixels around it."""
    wanted = box_told(box)
    if wanted is None:
        raise HTTPException(400)
    headers = _headers(visitor, sha256, number, f"{wanted.as_list()}-{margin}")
    if _is_kept(request, headers):
        return Response(status_code=304, headers=headers)
    cut = _cut(picture_of(visitor, sha256, number, "large"), wanted, margin)
    return Response(cut, media_type="image/png", headers=headers)


def box_told(told: str) -> Box | None:
    """The box that four numbers tell, pixels of the page; None where they tell none."""
    try:
        return Box(*(int(edge) for edge in told.split(",")))
    except (TypeError, ValueError):
        return None


def must_see_page(visitor: Visitor, sha256: str, number: int) -> None:
    """A page that one may not see is answered as one that is not there."""
    if not may_see_page(visitor.register, visitor.viewer, sha256, number):
        raise HTTPException(404)


def original_of(visitor: Visitor, sha256: str) -> Path:
    """The scan as it came; raises StorageFailed where it is gone."""
    file = file_of(visitor.register, sha256)
    return find(sha256, file or sha256, visitor.house.config.originals)


def picture_of(visitor: Visitor, sha256: str, number: int, size: Size) -> Path:
    """The file of a page's picture; raises StorageFailed where it cannot be made."""
    darkroom = visitor.house.darkroom
    return darkroom.view(sha256, number, size, lambda: original_of(visitor, sha256))


def _headers(visitor: Visitor, sha256: str, number: int, name: str) -> dict[str, str]:
    """How a browser may keep a picture: a secret one not at all. Raises 404, notes the sight."""
    must_see_page(visitor, sha256, number)
    if may_see_page(visitor.register, replace(visitor.viewer, clearance=0), sha256, number):
        etag = f'"{sha256[:16]}-{number}-{name}-{VERSION}"'
        return {"ETag": etag, "Cache-Control": _ASK_AGAIN}
    note_sight(visitor, letters_on(visitor.register, sha256, number))
    return {"Cache-Control": _NOT_KEPT}


def _is_kept(request: Request, headers: dict[str, str]) -> bool:
    return request.headers.get("if-none-match") == headers.get("ETag", "")


def _cut(page: Path, box: Box, margin: int) -> bytes:
    """The box out of one of our own pictures, as a PNG."""
    with Image.open(page) as picture:
        edges = (
            max(0, box.left - margin),
            max(0, box.top - margin),
            min(picture.width, box.right + margin),
            min(picture.height, box.bottom + margin),
        )
        if edges[0] >= edges[2] or edges[1] >= edges[3]:
            raise HTTPException(404)
        cut = picture.crop(edges)
    cut.thumbnail((_WIDEST_CROP, _WIDEST_CROP), reducing_gap=2.0)
    written = io.BytesIO()
    cut.save(written, "PNG", compress_level=3)
    return written.getvalue()
