"""What wakes a watcher before its pause is over: the file system tells that a folder changed."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchfiles._rust_notify import RustNotify

#: Changes that come within so many ms are one; while waiting, signals are heard as often.
_STEP, _DEBOUNCE = 200, 1000


class Bell:
    """Rings when anything below a folder changes; where no events are to be had, it never does.

    Shares, and folders beyond the system's limit of watches, send none. Whoever waits by it looks
    again after every pause.
    """

    def __init__(self, folder: Path, *, wanted: bool = True) -> None:
        self._folder = folder
        self._wanted = wanted
        self._notify: RustNotify | None = None

    def hang(self) -> None:
        """Ask for events, or ask anew: a folder may have gone and come, a limit been lifted.

        What changes from here on ends the next wait.
        """
        self.close()
        if not self._wanted:
            return
        from watchfiles._rust_notify import RustNotify  # noqa: PLC0415 - only watchers wait for it

        with suppress(OSError, RuntimeError):  # none to be had: waiting is waiting
            self._notify = RustNotify([str(self._folder)], False, False, 0, True, True)

    def wait(self, seconds: float) -> None:
        """Wait until something changes, at most so long; raises KeyboardInterrupt as sleep does."""
        if self._notify is None:
            time.sleep(seconds)
            return
        longest = max(1, int(seconds * 1000))
        try:
            changes = self._notify.watch(_DEBOUNCE, min(_STEP, longest), longest, None)
        except RuntimeError:  # what watchfiles raises where the system's watching broke down
            self.close()
            time.sleep(seconds)
            return
        if changes == "signal":  # its handler has raised, and that was swallowed
            raise KeyboardInterrupt

    def close(self) -> None:
        if self._notify is not None:
            self._notify.close()
            self._notify = None
