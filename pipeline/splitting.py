"""A scan's pages into letters, in a process that may be stopped: print can be hostile too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.bundle import read_letters
from extract.letter import Letter
from extract.split import NOTHING_GIVEN, Given
from ocr.page import OcrPage
from ocr.scan import TASK_FAILURES, unreadable
from ocr.timing import Stages, stage, taken
from pipeline.reader import Reader


def split(
    pages: Sequence[OcrPage], reader: Reader, given: Mapping[int, Given] = NOTHING_GIVEN
) -> tuple[Letter, ...]:
    """The letters of one scan; `given` are pages whose role a person has decided.

    Raises UnreadableScan where that takes too much, else whatever reading them raises.
    """
    try:
        letters, stages = reader.submit(_timed, pages, dict(given)).result()
    except TASK_FAILURES as error:
        raise unreadable(error) from error
    reader.add(stages)
    return letters


def _timed(
    pages: Sequence[OcrPage], given: Mapping[int, Given]
) -> tuple[tuple[Letter, ...], Stages]:
    taken()
    with stage("split"):
        letters = read_letters(pages, given)
    return letters, taken()
