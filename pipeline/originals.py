"""The originals (ต้นฉบับ): every scan kept once, byte for byte, under the hash of its bytes."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import IO

from pipeline.exits import StorageFailed
from pipeline.inbox import Scan

READ_ONLY = 0o444


class ScanChanged(OSError):
    """A file is no longer what it was when it was handed in."""


def keep(scan: Scan, folder: Path) -> Path:
    """Store `scan` under `folder` as ab/abcd....pdf, on the disk for good, and return its place.

    Keeping it again changes nothing. Raises OSError when the copy fails, ScanChanged when the file
    is gone or its bytes are no longer those that were hashed; then nothing is left behind.
    """
    place = folder / scan.sha256[:2] / (scan.sha256 + scan.path.suffix.lower())
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = _copy(scan, place.parent)
        draft.replace(place)
    flush_folder(place.parent)
    flush_folder(folder)
    return place


def find(sha256: str, file: str, folder: Path) -> Path:
    """Where the scan of this hash was kept under `folder`; raises StorageFailed when it is gone.

    `file` is the name it came by, for the message.
    """
    for place in (folder / sha256[:2]).glob(f"{sha256}.*"):
        return place
    lost = folder / sha256[:2] / (sha256 + Path(file).suffix.lower())
    raise StorageFailed(
        f"ไม่พบต้นฉบับของ {file} กู้คืนจากสำเนาสำรอง หรือวางแฟ้มเดิมไว้ที่ {lost}",
        f"The original of {file} is gone. Restore it, or put the same file back at {lost}.",
    )


def drop(sha256: str, folder: Path) -> None:
    """Remove an original that is no scan of the register; one that is not there is no matter."""
    for place in (folder / sha256[:2]).glob(f"{sha256}.*"):
        place.unlink()


def _copy(scan: Scan, folder: Path) -> Path:
    """A flushed, read-only copy in `folder`, in the place of one that a killed try left there.

    Only one process at a time has a scan in hand.
    """
    path = folder / f".{scan.sha256}"
    path.unlink(missing_ok=True)
    with path.open("xb") as draft:
        try:
            _pour(scan.path, draft)
            draft.flush()
            os.fsync(draft.fileno())
            _check(path, scan)
        except BaseException:
            path.unlink()
            raise
    path.chmod(READ_ONLY)
    return path


def _pour(path: Path, into: IO[bytes]) -> None:
    try:
        source = path.open("rb")
    except FileNotFoundError as error:
        raise ScanChanged(f"{path} is gone") from error
    with source:
        shutil.copyfileobj(source, into)


def _check(copy: Path, scan: Scan) -> None:
    with copy.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != scan.sha256:
            raise ScanChanged(f"{scan.path} changed while it was being read")


def flush_folder(folder: Path) -> None:
    """Make the names in `folder` survive a power cut (POSIX: a folder is flushed as a file is)."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
