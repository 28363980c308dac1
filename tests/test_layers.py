"""The house's promises, read from the source itself: one direction, and one door to each tool."""

from __future__ import annotations

from pathlib import Path

import pytest
from sources import HOUSE, ROOT, SOURCES, calls_of, name_of, tops_of

DOORS: dict[str, str | tuple[str, ...]] = {
    "ctypes": ("ocr/engine.py", "ocr/memory.py"),
    "distributed": "ocr/cluster.py",
    "pdf2image": "ocr/render.py",
    "sqlite_utils": "correspondence_db/",
    "sqlite3": ("correspondence_db/", "pipeline/exits.py"),  # exits turns its errors into words
    "cv2": "ocr/",
    "rich": "pipeline/",
}
# extract has no images, no database, no clock, no process and no files but its own tables, which
# it reads through importlib.resources.
IMPURE_MODULES = {"PIL", "cv2", "io", "os", "pathlib", "shutil", "sqlite3", "subprocess", "time"}
IMPURE_CALLS = {"open", ".now", ".today", ".utcnow"}


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_imports_point_one_way(path: Path) -> None:
    here = HOUSE.index(path.relative_to(ROOT).parts[0])
    assert tops_of(path) & set(HOUSE) <= set(HOUSE[here:])


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_the_product_never_imports_what_surrounds_it(path: Path) -> None:
    assert not tops_of(path) & {"tests", "samples", "benchmarks"}


@pytest.mark.parametrize("tool", DOORS)
def test_each_tool_has_one_door(tool: str) -> None:
    users = [name_of(path) for path in SOURCES if tool in tops_of(path)]
    assert users
    assert [user for user in users if not user.startswith(DOORS[tool])] == []


@pytest.mark.parametrize("path", sorted((ROOT / "extract").rglob("*.py")), ids=name_of)
def test_extract_is_pure(path: Path) -> None:
    assert not tops_of(path) & IMPURE_MODULES
    assert not set(calls_of(path)) & IMPURE_CALLS


def test_the_story_fits_one_screen() -> None:
    assert len((ROOT / "pipeline/run.py").read_text("utf-8").splitlines()) <= 60
