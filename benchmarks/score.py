"""How well are letters read? The real command over ../shared/dev, held against the truth.

    python -m benchmarks.score

Puts the whole score table on top of the history in docs/benchmarks.md.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from ocr.read import best_model

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
PAGE = ROOT / "docs" / "benchmarks.md"
HISTORY = "<!-- history -->\n"
LEVELS = ("clean", "office", "copier", "phone")


class Run(NamedTuple):
    """One pass over all bundles: what was exported, how long reading took, what failed."""

    export: dict[str, Any]
    seconds: float
    set_aside: int


def main() -> None:
    scans = sorted((SHARED / "dev").glob("*.pdf"))
    if not scans:
        sys.exit("no scans in ../shared/dev: this benchmark needs the folder beside the project")
    with TemporaryDirectory() as folder:
        run = read_all(scans, Path(folder))
        scores = score(run.export, Path(folder))
    section = "\n".join([heading(), "", *facts(run), "", *table(scores), ""])
    before, after = PAGE.read_text("utf-8").split(HISTORY)
    PAGE.write_text(f"{before}{HISTORY}\n{section}{after}", "utf-8")
    print(section)


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


def score(export: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The scoring tool's verdict on an export."""
    path = folder / "export.json"
    path.write_text(json.dumps(export), "utf-8")
    tool = [sys.executable, str(SHARED / "score" / "score.py"), str(SHARED / "dev"), str(path)]
    done = subprocess.run([*tool, "--json"], stdout=subprocess.PIPE, text=True, check=True)
    verdict: dict[str, Any] = json.loads(done.stdout)
    return verdict


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


def facts(run: Run) -> Iterator[str]:
    """What was run, on what, and how long it took."""
    pages = len(run.export["pages"])
    yield f"- `python -m benchmarks.score`: {pages} pages, {run.set_aside} scans set aside"
    yield f"- read with the model `{best_model().language}`"
    yield f"- {run.seconds / pages:.1f} s a page, one after the other; {run.seconds:.0f} s in all"
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
