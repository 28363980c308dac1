"""The inbox (รับแฟ้ม): files handed in through the browser, and what has become of each."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from tempfile import mkstemp
from typing import Annotated, Any

from fastapi import APIRouter, File, Request, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from correspondence_db.brought import letters_in_scans
from correspondence_db.intake import HandedIn, State, handed_in, handed_in_as
from pipeline.inbox import SUPPORTED
from pipeline.names import safe_name
from pipeline.web.showing import go, page
from pipeline.web.sight import note_sight
from pipeline.web.visitor import Receiver, Visitor

router = APIRouter(prefix="/inbox")

#: Larger files are put into the folder itself: a browser's upload is no way for them.
LARGEST_BYTES = 500 * 2**20
#: So many files are shown: those under way and set aside, then the last that were read.
_SHOWN = 50


@router.get("")
def show_inbox(request: Request, visitor: Receiver) -> Response:
    folder, endings = visitor.house.config.inbox, ",".join(sorted(SUPPORTED))
    return _shown(request, visitor, "inbox.html", folder=folder, endings=endings)


@router.get("/state")
def show_state(request: Request, visitor: Receiver) -> Response:
    """The part of the page that changes by itself."""
    return _shown(request, visitor, "inbox_state.html")


def _shown(request: Request, visitor: Visitor, template: str, **more: Any) -> Response:
    files = _files(visitor)
    scans = [file.sha256 for file in files if file.sha256 and file.state == "done"]
    letters = letters_in_scans(visitor.register, scans, visitor.viewer)
    note_sight(visitor, {one.id for each in letters.values() for one in each})
    return page(request, visitor, template, files=files, letters=letters, **more)


def _files(visitor: Visitor) -> list[HandedIn]:
    """What is under way first, then what was set aside, then the last that were read."""
    states: tuple[State, ...] = ("claimed", "waiting", "quarantined", "done")
    return [file for state in states for file in handed_in(visitor.register, state, _SHOWN)]


@router.post("")
def hand_in(
    request: Request, visitor: Receiver, files: Annotated[list[UploadFile], File()]
) -> Response:
    """Put uploaded files into the inbox, each whole or not at all."""
    if any((file.size or 0) > LARGEST_BYTES for file in files):
        raise HTTPException(413)
    names = [put(file, visitor.house.config.inbox) for file in files if file.filename]
    said = " ".join(names)
    return go(request, "/inbox", f"รับแฟ้มแล้ว: {said}", f"Received: {said}")


def put(file: UploadFile, inbox: Path) -> str:
    """Write one file under a name that its inbox may bear; gives the name.

    It is written under a name that the inbox passes over, and shows up whole.
    """
    descriptor, draft = mkstemp(dir=inbox, prefix=".", suffix=".part")
    with os.fdopen(descriptor, "wb") as target:
        shutil.copyfileobj(file.file, target)
        target.flush()
        os.fsync(target.fileno())
    return _placed(Path(draft), inbox, safe_name(file.filename or "")).name


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


@router.post("/{file_id}/retry")
def retry(request: Request, visitor: Receiver, file_id: int) -> Response:
    """Read again a file that was set aside, in a process of its own."""
    file = handed_in_as(visitor.register, file_id)
    if file is None or file.state != "quarantined":
        raise HTTPException(404)
    home = str(visitor.house.config.home)
    asked = [sys.executable, "-m", "pipeline", "--home", home, "retry", file.sha256 or file.name]
    threading.Thread(target=subprocess.run, args=(asked,), daemon=True).start()
    return go(request, "/inbox", f"กำลังอ่านใหม่: {file.name}", f"Reading again: {file.name}")
