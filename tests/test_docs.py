"""The documents say what is so: commands, links, exit codes, dependencies."""

from __future__ import annotations

import re
import tomllib
from itertools import takewhile
from pathlib import Path

import pytest
from command import saraban
from sources import ROOT, SHIPPED, tops_of

from pipeline.config import Config
from pipeline.exits import MEANINGS

README = (ROOT / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"^(?:saraban|make) .*$", "".join(README.split("```")[1::2]), re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
IMPORT_NAMES = {
    "argon2-cffi": "argon2",
    "itsdangerous": "starlette",  # what its sessions and forms are made with
    "python-multipart": "starlette",
    "opencv-python-headless": "cv2",
    "pillow": "PIL",
    "python-dateutil": "dateutil",
    "sqlite-utils": "sqlite_utils",
    "zxing-cpp": "zxingcpp",
}


def names_in(requirements: list[str]) -> list[str]:
    return [re.split(r"[<>=~! \[]", requirement)[0] for requirement in requirements]


DEPENDENCIES = names_in(PROJECT["project"]["dependencies"])


def commands_of_program() -> set[str]:
    return set(re.findall(r"^    (\w+)(?: |$)", saraban("--help").stdout, re.MULTILINE))


def test_readme_shows_every_command_and_no_other() -> None:
    shown = {line.split()[1] for line in EXAMPLES if line.startswith("saraban ")}
    assert shown == commands_of_program()


@pytest.mark.parametrize("example", [line for line in EXAMPLES if " --" in line])
def test_readme_options_exist(example: str) -> None:
    options = re.findall(r" (--\w+)", example.split("#", maxsplit=1)[0])
    words = takewhile(re.compile(r"[a-z]+").fullmatch, example.split()[1:])
    assert set(options) <= set(re.findall(r"--\w+", saraban(*words, "--help").stdout))


def test_readme_exit_table_is_the_programs() -> None:
    table = re.findall(r"^\| (\d+) \| (.*) \|$", README, re.MULTILINE)
    assert table == [(str(int(code)), meaning.english) for code, meaning in MEANINGS.items()]


def test_readme_names_every_setting() -> None:
    settings = set(Config.__dataclass_fields__) - {"home"}
    named = r"`(\w+_seconds|events|digits|jobs|memory_mb|page_limit|retention|scheduler)`"
    assert settings == set(re.findall(named, README))


def test_readme_make_targets_exist() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    shown = {line.split()[1] for line in EXAMPLES if line.startswith("make ")}
    assert shown | set(re.findall(r"`make (\w+)`", README)) <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_test_that_a_promise_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs/reliability.md").read_text("utf-8")))
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "tests").glob("test_*.py"))
    assert len(named) > 30
    assert named - set(re.findall(r"^def (test_\w+)", sources, re.MULTILINE)) == set()


def test_every_dependency_is_explained_and_no_other() -> None:
    lines = (ROOT / "docs/dependencies.md").read_text("utf-8").splitlines()
    explained = [line.split("|")[1].strip() for line in lines if line.startswith("| ")]
    groups = PROJECT["dependency-groups"].values()
    extras = PROJECT["project"]["optional-dependencies"].values()
    ours = DEPENDENCIES + [name for group in (*extras, *groups) for name in names_in(group)]
    makefile = (ROOT / "Makefile").read_text("utf-8").replace("\\\n", "")
    of_system = re.findall(r"^SYSTEM_PACKAGES := (.*)$", makefile, re.MULTILINE)[0].split()
    assert sorted(", ".join(explained).split(", ")) == sorted(["package"] * 6 + of_system + ours)


def test_every_dependency_is_used() -> None:
    imported = set[str]().union(*map(tops_of, SHIPPED))
    assert [name for name in DEPENDENCIES if IMPORT_NAMES.get(name, name) not in imported] == []
