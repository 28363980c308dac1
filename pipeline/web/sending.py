"""Lists as files to take away (ส่งออก), as shown; a secret letter in one is noted in the log."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from starlette.responses import Response

from correspondence_db.audit import record_sight
from correspondence_db.queries import Duty
from pipeline.calendar_file import write_ics
from pipeline.sheets import write_csv, write_xlsx
from pipeline.tables import Table
from pipeline.web.visitor import Visitor

Sheet = Literal["xlsx", "csv"]
Ending = Literal["xlsx", "csv", "ics"]

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
}


def tables_sent(
    visitor: Visitor, tables: Sequence[Table], letters: Collection[int], name: str, ending: Sheet
) -> Response:
    """Tables as a file called after `name` and the day; `letters` are those that stand in it."""
    write = write_xlsx if ending == "xlsx" else write_csv
    return _sent(visitor, letters, _called(visitor, name, ending), lambda path: write(tables, path))


def calendar_sent(visitor: Visitor, duties: Sequence[Duty], name: str) -> Response:
    """Duties with a day as a calendar."""
    letters = {duty.letter_id for duty in duties}
    now = visitor.now
    return _sent(
        visitor, letters, _called(visitor, name, "ics"), lambda path: write_ics(duties, path, now)
    )


def _called(visitor: Visitor, name: str, ending: Ending) -> str:
    return f"{name}-{visitor.now.date()}.{ending}"


def _sent(
    visitor: Visitor, letters: Collection[int], name: str, write: Callable[[Path], None]
) -> Response:
    who = visitor.user.name
    record_sight(visitor.register, letters, at=visitor.now, who=who, what="export.file", to=name)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    kind = _TYPES[name.rpartition(".")[2]]
    return Response(content_of(write, name), media_type=kind, headers=headers)


def content_of(write: Callable[[Path], None], name: str) -> bytes:
    """What a writer of files writes."""
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        write(path)
        return path.read_bytes()
