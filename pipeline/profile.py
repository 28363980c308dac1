"""Where the time of an ingest went, stage by stage: `saraban ingest --profile`."""

from __future__ import annotations

from collections.abc import Iterator

from ocr.timing import Spent, Stages

#: The stages in the order of the work. Pages are read side by side: their wall clocks add up.
STAGES = ("render", "clean", "lines", "recognise", "words", "split", "store")


def profile_lines(spent: Stages) -> Iterator[str]:
    """A table of seconds, by the clock and of CPU, summed over all processes."""
    yield f"{'stage':<12}{'wall s':>10}{'CPU s':>10}"
    whole = Spent()
    for name in STAGES:
        one = spent.get(name, Spent())
        whole = whole.plus(one)
        yield f"{name:<12}{one.wall:>10.2f}{one.cpu:>10.2f}"
    yield f"{'all':<12}{whole.wall:>10.2f}{whole.cpu:>10.2f}"
