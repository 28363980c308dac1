"""Whether a file is there to its end, judged by its own format's end mark."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import BinaryIO

TAIL = 1024  # a PDF's %%EOF stands within its last 1024 bytes (ISO 32000-1, annex H.3.4.4)
BYTE_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}


def has_end_mark(path: Path) -> bool:
    """True once the last part of `path` has arrived; a format without a mark always has it.

    It says nothing about what stands before the mark: that is for the reader to find out.
    Raises OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - TAIL))
        tail = file.read()
        match path.suffix.lower():
            case ".pdf":
                return b"%%EOF" in tail
            case ".png":
                return tail[-8:-4] == b"IEND"
            case ".jpg" | ".jpeg":
                return tail.rstrip(b"\0\r\n").endswith(b"\xff\xd9")
            case ".tif" | ".tiff":
                return _tiff_directories_inside(file)
    return True


def _tiff_directories_inside(file: BinaryIO) -> bool:
    """Whether the chain of a TIFF's page directories ends inside the file (TIFF 6.0, section 2)."""
    file.seek(0)
    order = BYTE_ORDERS.get(file.read(4))
    if order is None:
        return False
    link, visited = 4, set[int]()
    while link not in visited:
        visited.add(link)
        directory = _number_at(file, link, f"{order}I")
        if not directory:
            return directory == 0
        entries = _number_at(file, directory, f"{order}H")
        if entries is None:
            return False
        link = directory + 2 + 12 * entries
    return True  # a loop: it is all there, and the reader will say what it thinks of it


def _number_at(file: BinaryIO, offset: int, layout: str) -> int | None:
    """The unsigned number at `offset`, None when the file ends before its last byte."""
    file.seek(offset)
    stored = file.read(struct.calcsize(layout))
    if len(stored) < struct.calcsize(layout):
        return None
    number: int = struct.unpack(layout, stored)[0]
    return number
