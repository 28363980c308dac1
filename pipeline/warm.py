"""The process that workers are forked from, begun before anything else of a command that reads.

It imports what all of them need while the program imports its own.
"""

from __future__ import annotations

from multiprocessing import forkserver, get_context

#: What a worker needs.
PRELOAD = ("ocr.read", "extract.bundle")


def begin() -> None:
    """Start it, and do not wait; where it runs already nothing happens."""
    get_context("forkserver").set_forkserver_preload([*PRELOAD, "ocr.workers"])
    forkserver.ensure_running()
