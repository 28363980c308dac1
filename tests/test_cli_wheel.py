"""The wheel holds all that the program needs: its tables and its model, and nothing else's code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from sources import HOUSE, ROOT, TRAINING

TABLES = {".csv", ".json", ".toml", ".traineddata", ".html", ".css", ".js", ".svg"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built from the work tree."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--quiet", "--wheel-dir", folder, ROOT], check=True)
    (built,) = folder.glob("saraban_trace-*.whl")
    return built


def test_tables_and_model_travel_in_the_wheel(wheel: Path) -> None:
    needed = {
        path.relative_to(ROOT).as_posix()
        for package in HOUSE
        for path in (ROOT / package).rglob("*")
        if path.suffix in TABLES and TRAINING not in path.parents
    }
    assert needed
    assert needed <= set(ZipFile(wheel).namelist())


def test_the_wheel_holds_the_four_packages_and_no_more(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(HOUSE)
    assert not [name for name in ZipFile(wheel).namelist() if name.startswith("ocr/training")]


def test_the_program_runs_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    ZipFile(wheel).extractall(tmp_path / "site")
    run = [sys.executable, "-P", "-m", "pipeline", "--home", tmp_path / "home"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    for command in (["init"], ["due"], ["due", "--before", "๒๕/๑๒/๒๕๖๙"], ["search", "อำเภอพาน"]):
        subprocess.run([*run, *command], cwd=tmp_path, env=environment, check=True)
    where = "import pipeline, extract, ocr, correspondence_db as c; print(pipeline.__file__)"
    found = subprocess.run(
        [sys.executable, "-P", "-c", where],
        cwd=tmp_path, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert found.stdout.startswith(str(tmp_path / "site"))
