"""The project's own source, read as a tree: what each file imports and calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
HOUSE = ["pipeline", "correspondence_db", "extract", "ocr"]  # each imports only to its right
TRAINING = ROOT / "ocr" / "training"  # makes the model and stays at home
SOURCES = sorted(path for package in HOUSE for path in (ROOT / package).rglob("*.py"))
SHIPPED = [path for path in SOURCES if TRAINING not in path.parents]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tops_of(path: Path) -> set[str]:
    """The outermost name of every module that a file imports, at its top or in a function."""
    return {module.split(".")[0] for module in _imports_of(path)}


def _imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} has a relative import"
            yield node.module or ""


def calls_of(path: Path) -> Iterator[str]:
    """The name of every call: `open` of open(...), `.now` of datetime.now(...)."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(name):
                    yield name
                case ast.Attribute(attr=name):
                    yield f".{name}"
