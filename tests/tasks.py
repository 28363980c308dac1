"""Tasks that take more than they may."""

from __future__ import annotations

import os
import signal
import subprocess


def spin() -> None:
    while True:
        pass


def call_and_wait() -> None:
    subprocess.run(["sleep", "61.25"], check=True)


def grow() -> int:
    return len(bytearray(2 << 30))


def write_much() -> None:
    with open("/dev/shm/saraban-test", "wb") as file:  # noqa: PTH123, S108
        file.write(bytes(2 << 20))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
