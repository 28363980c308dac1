"""Pages read by many machines: a scheduler and workers as people start them, on loopback."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from command import ENVIRONMENT, ROOT, saraban, start, until
from distributed import Client

SCANS = [ROOT / "samples" / name / f"{name}.pdf" for name in ("police_cited", "digital_stamped")]
BLINDFOLD = Path(__file__).parent / "blindfold"


class Machines:
    """A scheduler, and workers that see nothing below `home`."""

    def __init__(self, folder: Path, home: Path, stack: ExitStack) -> None:
        self._folder, self._home, self._stack = folder, home, stack
        self._file = folder / "scheduler.json"
        self._run("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        until(self._file.exists)
        self.address: str = json.loads(self._file.read_text())["address"]

    def worker(self, name: str) -> subprocess.Popen[bytes]:
        one = ("--nthreads", "1", "--no-nanny", "--no-dashboard")
        place = ("--name", name, "--local-directory", str(self._folder))
        return self._run("worker", *one, *place)

    def _run(self, *command: str) -> subprocess.Popen[bytes]:
        path = f"{BLINDFOLD}:{ROOT}"
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *command, "--scheduler-file", str(self._file)],
            env={**ENVIRONMENT, "PYTHONPATH": path, "BLIND_TO": str(self._home)},
            cwd=self._folder,
            stderr=subprocess.DEVNULL,
        )
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        return process


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with ExitStack() as stack:
        yield Machines(folder, tmp_path / "home", stack)


@pytest.mark.slow
def test_a_lost_worker_costs_its_pages_only_and_the_export_is_that_of_one_machine(
    machines: Machines, tmp_path: Path
) -> None:
    here, home = tmp_path / "here", tmp_path / "home"
    assert saraban("--home", here, "ingest", *SCANS).returncode == 0
    lost, _ = machines.worker("lost"), machines.worker("other")
    with Client(machines.address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
        by_name = {each["id"]: at for at, each in client.scheduler_info()["workers"].items()}
        ingest = start("--home", home, "ingest", "--scheduler", machines.address, *SCANS)
        until(lambda: client.processing()[by_name["lost"]])
        lost.kill()
        assert ingest.wait(timeout=300) == 0
        assert list(client.nthreads()) == [by_name["other"]]
    one, many = (saraban("--home", each, "export", "--text").stdout for each in (here, home))
    assert one == many
    assert len(json.loads(many)["pages"]) == 3


def test_a_scheduler_that_is_not_there_is_told_of(machines: Machines, tmp_path: Path) -> None:
    for address in (machines.address, "tcp://127.0.0.1:1"):
        done = saraban("--home", tmp_path / "home", "ingest", "--scheduler", address, *SCANS)
        assert done.returncode == 2
        assert "Start dask scheduler and dask worker first" in done.stderr
        assert "โปรดเปิด dask scheduler" in done.stderr
