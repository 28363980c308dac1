"""How well are letters read? The real command over a folder of scans, held against its gold.

    python -m benchmarks.score              # ../shared/dev, for the history in docs/benchmarks.md
    python -m benchmarks.score FOLDER       # another one, as benchmarks.heldout writes them

Prints the whole score table; that of ../shared/dev is put on top of the history, too.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from ocr.read import best_model

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
DEV = SHARED / "dev"
PAGE = ROOT / "docs" / "benchmarks.md"
HISTORY = "<!-- history -->\n"
LEVELS = ("clean", "office", "copier", "phone")

# how the scoring tool spells a number, to compare it
Key = Callable[[str | None], str]


class Run(NamedTuple):
    """One pass over all bundles: what was exported, how long reading took, what failed."""

    export: dict[str, Any]
    seconds: float
    set_aside: int


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=DEV)
    folder = parser.parse_args().folder.absolute()
    section = measured(folder)
    if folder == DEV:
        before, after = PAGE.read_text("utf-8").split(HISTORY)
        PAGE.write_text(f"{before}{HISTORY}\n{section}{after}", "utf-8")
    print(section)


def measured(gold: Path) -> str:
    """The facts and the score table of one folder of scans and gold."""
    scans = sorted(gold.glob("*.pdf"))
    if not scans:
        sys.exit(f"no scans in {gold}: ../shared belongs beside the project")
    with TemporaryDirectory() as home:
        run = read_all(scans, Path(home))
        scores = score(gold, run.export, Path(home))
    return "\n".join([heading(), "", *facts(gold, run), "", *table(scores), ""])


def put(name: str, section: str) -> None:
    """Put a section of the page in place of the last of its name, between its markers."""
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, _, rest = PAGE.read_text("utf-8").partition(begin)
    PAGE.write_text(f"{before}{begin}\n{section}\n{end}{rest.partition(end)[2]}", "utf-8")


def read_all(scans: Sequence[Path], home: Path) -> Run:
    """Ingest `scans` into an empty register in `home` and export it with its text."""
    started = time.monotonic()
    ingest = saraban(home, "ingest", "--json", *map(str, scans))
    seconds = time.monotonic() - started
    outcomes = json.loads(ingest)
    failed = sum(outcome["status"] == "failed" for outcome in outcomes)
    return Run(json.loads(saraban(home, "export", "--text")), seconds, failed)


def saraban(home: Path, *arguments: str) -> str:
    """What the command prints; one that set scans aside (exit code 1) has done its work too."""
    command = [sys.executable, "-m", "pipeline", "--home", str(home), *arguments]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode > 1:
        done.check_returncode()
    return done.stdout


def score(gold: Path, export: Mapping[str, Any], home: Path) -> dict[str, Any]:
    """The scoring tool's verdict on an export."""
    path = home / "export.json"
    path.write_text(json.dumps(export), "utf-8")
    tool = [sys.executable, str(SHARED / "score" / "score.py"), str(gold), str(path)]
    done = subprocess.run([*tool, "--json"], stdout=subprocess.PIPE, text=True, check=True)
    verdict: dict[str, Any] = json.loads(done.stdout)
    return verdict


def score_tool() -> Any:
    """../shared/score/score.py: what counts as the same, and how characters are measured."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "score" / "score.py")
    if spec is None or spec.loader is None:
        sys.exit("no ../shared/score/score.py: the benchmarks need the folder beside the project")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def heading() -> str:
    """The day and the state of the source."""

    def git(*arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout.strip()

    changed = " with changes not yet committed" if git("status", "--porcelain") else ""
    return (
        f"### {datetime.now(UTC):%Y-%m-%d}, commit {git('rev-parse', '--short', 'HEAD')}{changed}"
    )


def facts(gold: Path, run: Run) -> Iterator[str]:
    """What was run, on what, and how long it took."""
    pages = len(run.export["pages"])
    yield f"- {gold.name}: {pages} pages, {run.set_aside} scans set aside"
    yield f"- read with the model `{best_model().language}`"
    pace = f"{run.seconds / pages:.1f} s a page, {os.cpu_count()} at a time"
    yield f"- {pace}; {run.seconds:.0f} s in all"
    whole, asked = chains(gold, run.export)
    yield f"- chains followed from the lowest letter to their origin: {whole} of {asked}"
    yield from machine()


def chains(gold: Path, export: Mapping[str, Any]) -> tuple[int, int]:
    """How many bundles' chains the export's links tell whole, of how many.

    The origin may be a letter that is only cited.
    """
    key = score_tool().key
    whole = asked = 0
    for path in sorted(gold.glob("*.json")):
        letters = json.loads(path.read_text("utf-8"))["letters"]
        wanted = list(_cited_chain(letters, key))
        if len(wanted) > 1:
            asked += 1
            whole += wanted == list(_linked_chain(export, wanted[0], key))
    return whole, asked


def _cited_chain(letters: Sequence[Mapping[str, Any]], key: Key) -> Iterator[str]:
    """The numbers from a bundle's first letter to its origin, by what each passes on."""
    passes_on = {
        key(letter["number"]): [
            key(each["cites"]["number"]) for each in letter["attachments"] if each["cites"]
        ]
        for letter in letters
    }
    at: str | None = key(letters[0]["number"])
    while at:
        yield at
        at = next(iter(passes_on.get(at, [])), None)


def _linked_chain(export: Mapping[str, Any], first: str, key: Key) -> Iterator[str]:
    """The numbers from the letter of that number to its origin, by the export's links."""
    numbers = {letter["id"]: key(letter["number"]) for letter in export["letters"]}
    above = {link["letter_id"]: link["forwards_id"] for link in export["links"]}
    at = next((letter_id for letter_id, number in numbers.items() if number == first), None)
    while at:
        yield numbers[at]
        at = above.get(at)


def machine() -> Iterator[str]:
    """What it ran on."""
    yield f"- {processor()}, {os.cpu_count()} cores; Python {platform.python_version()}"


def processor() -> str:
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return names[0] if names else platform.machine()


def table(scores: Mapping[str, Any]) -> Iterator[str]:
    """Field by field, then characters: all bundles, and each kind of damage."""
    yield f"| field (F1) | all | {' | '.join(LEVELS)} | right | true | given |"
    yield "|---" * (5 + len(LEVELS)) + "|"
    for field, verdict in scores["all"].items():
        kinds = [scores["levels"].get(level, {}).get(field, {}).get("f1") for level in LEVELS]
        cells = [f"{verdict['f1']:.3f}", *("" if f1 is None else f"{f1:.3f}" for f1 in kinds)]
        counts = [f"{verdict[count]:g}" for count in ("hit", "gold", "pred")]
        yield f"| {field} | {' | '.join([*cells, *counts])} |"
    errors = scores["cer"]
    rates = [f"{100 * errors[kind]:.1f} %" if kind in errors else "" for kind in ("all", *LEVELS)]
    yield f"| *characters wrong* | {' | '.join(rates)} | | | |"


if __name__ == "__main__":
    main()
