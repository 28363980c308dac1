"""Training: lines into batches of like width, batches through the recogniser, Adam on its weights.

The layers that look at single columns stay as stock made them: what a stroke looks like they know
well, and reading each line's columns once, not once a pass, makes training three times as fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import jax
import numpy as np
import optax
from numpy.typing import NDArray

from ocr.training.characters import spelled
from ocr.training.dice import Dice
from ocr.training.lines import HEIGHT, LineImage, load_lines
from ocr.training.page import Pixels
from ocr.training.recogniser import SHRINK, Batch, Parameters, columns, loss

WIDTHS = (160, 320, 480, 640, 800, 1000, 1300, 1700)
"""Batches come in these widths of image, so that the recogniser is compiled for few shapes."""
PIXELS_A_BATCH = 20480
LABEL_SHARE = 6
"""A line has at most one character for so many pixels of its width."""
FILES_AT_ONCE = 2
PASSES = 2
"""How often the lines of a group of files are gone over before the next group."""
REPORT = 50
WARM_UP = 100
"""Batches until the first rate is reached."""


class Pace(NamedTuple):
    """One leg of training: batches, and how far one moves the weights at first and at last."""

    batches: int
    first_rate: float
    last_rate: float


class Sample(NamedTuple):
    """A line as its columns (steps, 64) and the classes it should be read as."""

    columns: NDArray[np.float16]
    labels: list[int]


class Progress(NamedTuple):
    """After so many batches: the mean loss a character of the last ones, and the weights."""

    batches: int
    loss: float
    values: Parameters


def contrasted(pixels: Pixels) -> NDArray[np.float32]:
    """Grey to -1..1 between a line's own black and white, as Tesseract's `networkio.cpp` does."""
    row = pixels[HEIGHT // 2].astype(int)
    before, here, after = row[:-2], row[1:-1], row[2:]
    valleys = here[(here <= before) & (here <= after) & ((here < before) | (here < after))]
    peaks = here[(here >= before) & (here >= after) & ((here > before) | (here > after))]
    black = np.quantile(valleys, 0.25) if valleys.size else 0.0
    white = np.quantile(peaks, 0.75) if peaks.size else 255.0
    contrast = (white - black) / 2 if white > black else 1.0
    return np.clip((pixels - black) / contrast - 1, -1, 1).astype(np.float32)


def fit(
    values: Parameters,
    folder: Path,
    places: dict[str, int],
    *,
    blank: int,
    pace: Pace,
    seed: int,
) -> Iterator[Progress]:
    """Trains on the line files in `folder`, those that appear meanwhile too; tells now and then."""
    warm_up = min(WARM_UP, pace.batches // 2)
    schedule = optax.warmup_cosine_decay_schedule(
        pace.first_rate / 10, pace.first_rate, warm_up, pace.batches, pace.last_rate
    )
    optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.adam(schedule))

    @jax.jit
    def step(
        values: Parameters, state: optax.OptState, batch: Batch
    ) -> tuple[Parameters, optax.OptState, jax.Array]:
        error, slopes = jax.value_and_grad(loss)(values, batch, blank)
        changes, state = optimiser.update(slopes, state)
        return optax.apply_updates(values, changes), state, error

    rng = Dice(seed)
    state, errors = optimiser.init(values), []
    stream = _endless(folder, _Reader(values, places).samples, rng)
    for number, batch in zip(range(1, pace.batches + 1), stream, strict=False):
        values, state, error = step(values, state, batch)
        errors.append(float(error))
        if number % REPORT == 0 or number == pace.batches:
            yield Progress(number, float(np.mean(errors)), values)
            errors.clear()


def _endless(folder: Path, read: Callable[[Path], list[Sample]], rng: Dice) -> Iterator[Batch]:
    """Batches of all line files of `folder`, over and over, some files mixed at a time."""
    left: list[Path] = []
    seen: set[Path] = set()
    while True:
        left += [file for file in sorted(folder.glob("*.npz")) if file not in seen]
        left = left or sorted(folder.glob("*.npz"))
        seen.update(left)
        group = [left.pop(rng.randrange(len(left))) for _ in range(min(FILES_AT_ONCE, len(left)))]
        samples = [sample for file in group for sample in read(file)]
        for _ in range(PASSES):
            yield from _batches(samples, rng)


def _shelf(width: int) -> int | None:
    """The width class that an image belongs to; None when it is too wide for all."""
    return next((shelf for shelf in WIDTHS if width <= shelf), None)


def _batches(samples: Sequence[Sample], rng: Dice) -> Iterator[Batch]:
    """`samples` once each in random order, batched by width; leftovers wait for the next pass."""
    shelves: dict[int, list[Sample]] = {width: [] for width in WIDTHS}
    for sample in rng.sample(samples, len(samples)):
        width = _shelf(len(sample.columns) * SHRINK)
        if width is None:
            continue
        shelves[width].append(sample)
        if len(shelves[width]) == PIXELS_A_BATCH // width:
            yield _batch(shelves[width], width)
            shelves[width] = []


def _batch(samples: Sequence[Sample], width: int) -> Batch:
    every = np.zeros((len(samples), width // SHRINK, samples[0].columns.shape[1]), np.float16)
    labels = np.full((len(samples), width // LABEL_SHARE), -1, np.int32)
    for number, sample in enumerate(samples):
        every[number, : len(sample.columns)] = sample.columns
        labels[number, : len(sample.labels)] = sample.labels
    steps = np.array([len(sample.columns) for sample in samples], np.int32)
    return Batch(every, steps, labels)


class _Reader:
    """Reads the columns of lines with the layers that do not change."""

    def __init__(self, values: Parameters, places: dict[str, int]) -> None:
        self.values, self.places = values, places
        self.columns = jax.jit(columns)

    def samples(self, file: Path) -> list[Sample]:
        """The lines of a file that fit a width class and are not too crowded to learn from."""
        lines = [line for line in load_lines(file) if self._fits(line)]
        by_width = sorted(lines, key=lambda line: line.pixels.shape[1])
        return [self._sample(line) for line in by_width]

    def _fits(self, line: LineImage) -> bool:
        width = line.pixels.shape[1]
        return (
            bool(_shelf(width))
            and width >= SHRINK
            and len(spelled(line.text)) <= width // LABEL_SHARE
        )

    def _sample(self, line: LineImage) -> Sample:
        height, width = line.pixels.shape
        image = np.ones((1, height, _shelf(width) or width), np.float32)
        image[0, :, :width] = contrasted(line.pixels)
        read = self.columns(self.values, image, jax.random.key(width))
        kept = np.asarray(read[0, : width // SHRINK], np.float16)
        return Sample(kept, [self.places[character] for character in spelled(line.text)])
