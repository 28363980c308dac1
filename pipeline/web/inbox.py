"""The inbox (รับแฟ้ม): files handed in through the browser, and what has become of each."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from pathlib import Path
from tempfile import mkstemp
from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pipeline.inbox import SUPPORTED
from pipeline.terminal import HARMLESS
from pipeline.web.showing import go, page
from pipeline.web.visitor import Receiver

router = APIRouter(prefix="/inbox")

#: Larger files are put into the folder itself: a browser's upload is no way for them.
LARGEST_BYTES = 500 * 2**20
_LONGEST_NAME = 120
_SEPARATORS = re.compile(r"[/\\:]+")


@router.get("")
def show_inbox(request: Request, visitor: Receiver) -> Response:
    return page(request, visitor, "inbox.html", folder=visitor.house.config.inbox)


@router.post("")
def hand_in(
    request: Request, visitor: Receiver, files: Annotated[list[UploadFile], File()]
) -> Response:
    """Put uploaded files into the inbox, each whole or not at all."""
    for file in files:
        if (file.size or 0) > LARGEST_BYTES:
            raise HTTPException(413)
    names = [put(file, visitor.house.config.inbox) for file in files if file.filename]
    said = " ".join(names)
    return go(request, "/inbox", f"รับแฟ้มแล้ว: {said}", f"Received: {said}")


def put(file: UploadFile, inbox: Path) -> str:
    """Write one file under a name that its inbox may bear; gives the name.

    It is written under a name that the inbox passes over, and shows up whole.
    """
    name = safe_name(file.filename or "")
    descriptor, draft = mkstemp(dir=inbox, prefix=".", suffix=".part")
    with os.fdopen(descriptor, "wb") as target:
        shutil.copyfileobj(file.file, target)
        target.flush()
        os.fsync(target.fileno())
    return _placed(Path(draft), inbox, name).name


def _placed(draft: Path, inbox: Path, name: str) -> Path:
    """The draft under its own name; beside another file of that name with a number."""
    stem, ending = Path(name).stem, Path(name).suffix
    for number in range(1, 10_000):
        place = inbox / (name if number == 1 else f"{stem} ({number}){ending}")
        try:
            os.link(draft, place)
        except FileExistsError:
            continue
        draft.unlink()
        return place
    raise FileExistsError(name)


def safe_name(given: str) -> str:
    """A file name without folders, control marks or a leading dot, of a length that disks take."""
    last = _SEPARATORS.split(unicodedata.normalize("NFC", given))[-1]
    clean = last.translate(dict.fromkeys(HARMLESS)).strip(" .") or "scan"
    stem, ending = Path(clean).stem, Path(clean).suffix[:12]
    while len(f"{stem}{ending}".encode()) > 2 * _LONGEST_NAME:
        stem = stem[:-1]
    return f"{stem}{ending}"


def accepted() -> str:
    """The endings that a file chooser offers."""
    return ",".join(sorted(SUPPORTED))
