"""The real command, run as users run it: a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
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


def start(*arguments: str | Path, **options: Any) -> subprocess.Popen[str]:
    """Start `saraban` and leave it running; its output is unbuffered text."""
    command = [*SARABAN, *map(str, arguments)]
    options = {"env": ENVIRONMENT, "encoding": "utf-8", "stdout": subprocess.PIPE} | options
    return subprocess.Popen(command, **options)


def answer(*arguments: str | Path) -> Any:
    """What a command that must succeed prints, read as JSON."""
    done = saraban(*arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
