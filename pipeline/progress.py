"""What long work shows while it runs: the file and page, pages done, and the rate."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import ProgressColumn, SpinnerColumn, Task, TextColumn
from rich.text import Text

from ocr.page import OcrPage
from pipeline.terminal import harmless

RATE_OVER = 120.0  # seconds that the rate is taken over: a page takes several


class PagesDone(ProgressColumn):
    """How many pages were read, and how many a minute."""

    def render(self, task: Task) -> Text:
        rate = f" · {60 * task.speed:.0f} หน้าต่อนาที" if task.speed else ""
        return Text(f"อ่านแล้ว {task.completed:.0f} หน้า{rate}")


class Progress:
    """One line on standard error while that is a terminal, else nothing. A context manager."""

    def __init__(self) -> None:
        self._line = Bars(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            PagesDone(),
            console=Console(stderr=True),
            disable=not sys.stderr.isatty(),
            redirect_stdout=sys.stdout.isatty(),  # else answers meant for a file land here
            speed_estimate_period=RATE_OVER,
            transient=True,
        )
        self._task = self._line.add_task("", total=None)

    def __enter__(self) -> Progress:
        self._line.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._line.stop()

    def pages(
        self, name: str, total: int, pages: Iterable[OcrPage], known: int = 0
    ) -> Iterator[OcrPage]:
        """Hand on pages of the scan called `name`, counting them on the way.

        It has `total` pages, and `known` of them were read before.
        """
        self._say(f"อ่าน {harmless(name)} หน้า {known}/{total}")
        for done, page in enumerate(pages, known + 1):
            yield page
            self._line.advance(self._task)
            self._say(f"อ่าน {harmless(name)} หน้า {done}/{total}")
        self._say("")

    def _say(self, what: str) -> None:
        self._line.update(self._task, description=what)
