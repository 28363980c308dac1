"""A copy of a file as it is now, to be read whatever becomes of the file."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import NamedTuple

from ocr.render import Limits, count_pages, page_marks


class Snapshot(NamedTuple):
    """A copy at `path`: the SHA-256 (hex) of its bytes, and the mark of each of its pages."""

    path: Path
    sha256: str
    marks: tuple[str, ...]


def snapshot(file: Path, path: Path, limits: Limits) -> Snapshot:
    """Copy the file to `path`; raises UnreadableScan, and OSError where it cannot be copied."""
    shutil.copyfile(file, path)
    count_pages(path, limits)
    with path.open("rb") as copy:
        sha256 = hashlib.file_digest(copy, "sha256").hexdigest()
    return Snapshot(path, sha256, page_marks(path))
