"""What a command must not wait for: a module that it does not need is not imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from command import ENVIRONMENT, ROOT, saraban

#: What asking needs, and nothing of what reads, draws, writes spreadsheets or serves pages.
TO_ASK = {"click", "dateutil", "pluggy", "rapidfuzz", "rich", "six", "sqlite_fts4", "sqlite_utils"}
QUESTIONS = (
    "due", "due --office อำเภอพาน", "grid 1", "register", "trace 1", "findings", "show 1", "review",
    "search รายงาน", "export", "log", "quarantine",
)  # fmt: skip

_RUN = """
import os, sys
from pipeline.cli import main
sys.stdout = open(os.devnull, "w")
try:
    main(sys.argv[1:])
except SystemExit:
    pass
files = {name: getattr(module, "__file__", None) or "" for name, module in sys.modules.items()}
for name, file in files.items():
    if "site-packages" in file:
        print(name.partition(".")[0], file=sys.__stdout__)
    elif file.startswith(os.getcwd()):
        print(name, file=sys.__stdout__)
"""


def imported_by(*arguments: str) -> set[str]:
    """The packages from outside that a command imports, and our own modules."""
    command = [sys.executable, "-c", _RUN, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, check=True, encoding="utf-8"
    )
    return set(done.stdout.split()) - {"_distutils_hack"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    assert saraban("--home", folder, "init").returncode == 0
    return folder


def test_help_needs_the_standard_library_alone() -> None:
    found = imported_by("--help")
    assert found
    assert found <= {f"pipeline{name}" for name in ("", ".cli", ".config", ".exits", ".terminal")}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_imports_nothing_that_only_reading_or_serving_needs(
    home: Path, question: str
) -> None:
    found = imported_by("--home", str(home), *question.split())
    ours = {name for name in found if name.partition(".")[0] in ("pipeline", "extract", "ocr")}
    assert "pipeline.asking" in ours
    assert {name for name in ours if name.startswith(("ocr", "pipeline.web"))} <= {
        "ocr",
        "ocr.page",
    }
    others = {name for name in found - ours if not name.startswith("correspondence_db")}
    assert others <= TO_ASK
