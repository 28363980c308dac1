"""Pages that could not be read when their scan was stored (หน้าที่อ่านไม่ได้), read again."""

from __future__ import annotations

from pathlib import Path

from correspondence_db.corrections import boundaries_of, fill_gaps
from ocr.scan import read_scan
from pipeline.desk import Desk
from pipeline.exits import STORAGE_FAILURES, StorageFailed
from pipeline.inbox import Scan, take
from pipeline.originals import find
from pipeline.outcome import Outcome, Problem, in_register, unreadable
from pipeline.splitting import split


def read_gaps(sha256: str, file: str, desk: Desk) -> Outcome:
    """Read the gaps of a stored scan, that came as `file`, again.

    What can be read now takes their place, and the letters are understood anew; the other pages,
    and what people said, stay. Raises OSError or sqlite3.Error where a disk fails.
    """
    scan = None
    with desk.locks.held(sha256):
        try:
            scan = _original(sha256, file, desk)
            return _filled(scan, desk)
        except STORAGE_FAILURES:
            raise
        except StorageFailed as error:
            problem = Problem("missing", error.thai, error.english)
        except Exception as error:  # one scan that we fail on must not cost the others theirs
            problem = unreadable(error)
    return Outcome(Path(file), "failed", scan, problems=(problem,))


def _original(sha256: str, file: str, desk: Desk) -> Scan:
    scan = take(find(sha256, file, desk.originals), desk.now().date(), file)
    if scan.sha256 != sha256:
        raise StorageFailed(
            f"ต้นฉบับของ {file} ไม่ใช่แฟ้มเดิม ดูด้วย saraban verify",
            f"The original of {file} is not what it was. See saraban verify.",
        )
    return scan


def _filled(scan: Scan, desk: Desk) -> Outcome:
    register, reader = desk.register, desk.reader
    pages = {page.number: page for page in register.pages_of(scan.sha256)}
    gaps = [number for number, page in pages.items() if page.gap]
    results = read_scan(scan.path, gaps, reader.settings, reader.submit, reader.ahead)
    again = (page for page, _ in results)
    read = list(desk.progress.pages(scan.name, len(pages), again, len(pages) - len(gaps)))
    whole = tuple({**pages, **{page.number: page for page in read}}.values())
    letters = split(whole, reader, boundaries_of(register, scan.sha256))
    letter_ids = register.letters_of(scan.sha256)
    if filled := [page for page in read if not page.gap]:
        letter_ids = fill_gaps(register, scan.sha256, filled, letters, who=desk.who, at=desk.now())
    return in_register(Path(scan.name), scan, letter_ids, whole, letters)
