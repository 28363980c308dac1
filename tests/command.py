"""The real command, run as users run it: a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SARABAN = [sys.executable, "-m", "pipeline"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
ENVIRONMENT.pop("SARABAN_HOME", None)


def saraban(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run `saraban` to its end; `options` go to subprocess.run."""
    command = [*SARABAN, *map(str, arguments)]
    options = {"env": ENVIRONMENT, "encoding": "utf-8", "capture_output": True} | options
    return subprocess.run(command, check=False, **options)


def start(
    *arguments: str | Path, within: Sequence[str] = (), **options: Any
) -> subprocess.Popen[str]:
    """Start `saraban` and leave it running, by the command `within`; its output is text."""
    command = [*within, *SARABAN, *map(str, arguments)]
    options = {"env": ENVIRONMENT, "encoding": "utf-8", "stdout": subprocess.PIPE} | options
    return subprocess.Popen(command, preexec_fn=_hear_interrupts, **options)  # noqa: PLW1509


def _hear_interrupts() -> None:
    """Tests that run in the background are deaf to SIGINT, and so would be what they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def answer(*arguments: str | Path) -> Any:
    """What a command that must succeed prints, read as JSON."""
    done = saraban(*arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def contents(folder: Path) -> dict[str, bytes]:
    """What every file below a folder holds, by name."""
    return {p.name: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def until(happened: Callable[[], object], seconds: float = 120) -> None:
    """Wait until `happened()` is true."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
