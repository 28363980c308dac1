"""What a child of the darkroom does: open one page of an original, draw it or read a box of it."""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from PIL import Image

from ocr.again import read_box
from ocr.page import Box
from ocr.picture import pictures
from ocr.render import UnreadableScan
from pipeline.web.darkroom import BROKEN, WIDTHS

Job = dict[str, Any]  # a JSON object: "job" names what to do

_MEMORY_BYTES = 4 * 2**30
_FILE_BYTES = 256 * 2**20
_POLITENESS = 5
_QUALITY = 85


def work() -> None:
    """Do jobs, a JSON line each, until nobody asks any more."""
    os.nice(_POLITENESS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else is printed is no answer
    for line in sys.stdin:
        answers.write(json.dumps(_done(json.loads(line))) + "\n")
        answers.flush()


def _done(job: Job) -> dict[str, Any]:
    try:
        answer = _JOBS[job["job"]](job)
    except UnreadableScan as error:
        return {"problem": [error.thai, error.english]}
    except Exception as error:  # whatever a page does to its reader costs this page alone
        print(f"{job['job']}: {error!r}", file=sys.stderr)
        return {"problem": BROKEN}
    return {"answer": answer}


def _draw(job: Job) -> None:
    """Write every view of one page, each whole or not at all."""
    ((_, picture),) = pictures(Path(job["scan"]), [job["page"]])
    for size, width in WIDTHS.items():
        _write(_scaled(picture, width), Path(job["stem"].format(size)))


def _scaled(picture: Image.Image, width: int | None) -> Image.Image:
    if width is None or width >= picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _write(picture: Image.Image, place: Path) -> None:
    descriptor, draft = mkstemp(dir=place.parent, prefix=".", suffix=".draft")
    with os.fdopen(descriptor, "wb") as file:
        picture.save(file, "JPEG", quality=_QUALITY)
    Path(draft).replace(place)


def _read(job: Job) -> str:
    return read_box(Path(job["scan"]), job["page"], Box(*job["box"]))


_JOBS: dict[str, Callable[[Job], Any]] = {"draw": _draw, "read": _read}


if __name__ == "__main__":
    work()
