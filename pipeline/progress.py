"""What long work shows while it runs: the file, pages done, and the rate; silence in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.text import Text

from ocr.page import OcrPage
from pipeline.terminal import harmless


class PageRate(ProgressColumn):
    """Pages a minute."""

    def render(self, task: Task) -> Text:
        return Text(f"{60 * task.speed:.0f} หน้า/นาที" if task.speed else "")


class Progress:
    """Progress on standard error while that is a terminal. Use it as a context manager."""

    def __init__(self) -> None:
        self._bars = Bars(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            PageRate(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=not sys.stderr.isatty(),
            redirect_stdout=sys.stdout.isatty(),  # else answers meant for a file land here
            transient=True,
        )

    def __enter__(self) -> Progress:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def pages(self, name: str, total: int, pages: Iterable[OcrPage]) -> Iterator[OcrPage]:
        """Hand on `pages` of the scan called `name`, counting them on the way."""
        task = self._bars.add_task(f"อ่าน {harmless(name)}", total=total)
        try:
            for page in pages:
                yield page
                self._bars.advance(task)
        finally:
            self._bars.remove_task(task)
