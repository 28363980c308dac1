"""Training: lines into batches of like width, through the recogniser, Adam on its weights."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, cast

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from ocr.training.characters import spelled
from ocr.training.dice import Dice
from ocr.training.lines import HEIGHT, LineImage, load_lines
from ocr.training.page import Pixels
from ocr.training.recogniser import SHRINK, Recogniser

PIXELS_A_BATCH = 24_000
"""Width of all images of a batch together."""
WIDEST = 2400
FILES_AT_ONCE = 5
"""The lines of so many files are mixed before they are sorted into batches."""
LEAST_STEPS = 1.15
"""Steps that a character needs, on average, before its line is too crowded to learn from."""
REPORT = 50
WARM_UP = 100
"""Batches until the first rate is reached."""
REMEMBERED = 0.995
"""Share of the running mean of weights that one batch leaves, once many have been: that mean is
what is kept."""
STEEPEST = 1.0
"""Gradients of a longer norm are shortened to it."""
COLUMN_SHARE = 0.3
"""What a stroke looks like the stock model knows well: those layers move at this share of the
rate."""


class Pace(NamedTuple):
    """One leg of training: batches, and how far one moves the weights at first and at last."""

    batches: int
    first_rate: float
    last_rate: float


class Batch(NamedTuple):
    """Line images (lines, 48, width) of -1..1, the classes of all their characters in a row, and
    how many of them each line has."""

    images: Tensor
    labels: Tensor
    lengths: Tensor


class Progress(NamedTuple):
    """After so many batches: the mean loss a character of the last ones, and what was learnt."""

    batches: int
    loss: float
    recogniser: Recogniser


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
    recogniser: Recogniser,
    folder: Path,
    places: dict[str, int],
    *,
    blank: int,
    pace: Pace,
    seed: int,
) -> Iterator[Progress]:
    """Trains on the line files in `folder`, those that appear meanwhile too; tells now and then."""
    torch.manual_seed(seed)
    # Two gain a fifth on an idle machine, and wait for each other for minutes on a busy one.
    torch.set_num_threads(1)
    mean = AveragedModel(recogniser, avg_fn=_remembered)
    optimiser, schedule = _optimiser(recogniser, pace)
    errors: list[float] = []
    stream = itertools.islice(_endless(folder, places, Dice(seed)), pace.batches)
    for number, batch in enumerate(stream, 1):
        optimiser.zero_grad()
        error = loss(recogniser, batch, blank)
        error.backward()
        nn.utils.clip_grad_norm_(recogniser.parameters(), STEEPEST)
        optimiser.step()
        schedule.step()
        mean.update_parameters(recogniser)
        errors.append(error.item())
        if number % REPORT == 0 or number == pace.batches:
            yield Progress(number, float(np.mean(errors)), cast("Recogniser", mean.module))
            errors.clear()


def _remembered(mean: Tensor, new: Tensor, batches: Tensor | int) -> Tensor:
    """The running mean; of a young one, most is new."""
    count = int(batches)
    return mean.lerp(new, 1 - min(REMEMBERED, (1 + count) / (10 + count)))


def loss(recogniser: Recogniser, batch: Batch, blank: int) -> Tensor:
    """Mean CTC loss a character. Half the bits where the processor has hardware for that."""
    with torch.autocast("cpu", torch.bfloat16):
        scores = recogniser(batch.images)
    steps = torch.full((len(batch.lengths),), len(scores))
    chances = scores.float().log_softmax(-1)
    each = nn.functional.ctc_loss(
        chances, batch.labels, steps, batch.lengths, blank, "sum", zero_infinity=True
    )
    return each / batch.lengths.sum()


def _optimiser(
    recogniser: Recogniser, pace: Pace
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """Adam, its rate rising over the first batches, then falling along half a cosine."""
    slow = [recogniser.convolution, recogniser.column]
    fast = [recogniser.right, recogniser.left, recogniser.top, recogniser.output]
    groups = [
        {"params": [p for layer in layers for p in layer.parameters()], "lr": share}
        for layers, share in ((slow, COLUMN_SHARE * pace.first_rate), (fast, pace.first_rate))
    ]
    warm_up = min(WARM_UP, pace.batches // 2)
    last = pace.last_rate / pace.first_rate

    def share(batch: int) -> float:
        if batch < warm_up:
            return (batch + 1) / warm_up
        fallen = (batch - warm_up) / max(1, pace.batches - warm_up)
        return last + (1 - last) * (1 + float(np.cos(np.pi * fallen))) / 2

    optimiser = torch.optim.Adam(groups)
    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, share)


def _endless(folder: Path, places: dict[str, int], rng: Dice) -> Iterator[Batch]:
    """Batches of all line files of `folder`, over and over, some files mixed at a time."""
    left: list[Path] = []
    seen: set[Path] = set()
    while True:
        left += [file for file in sorted(folder.glob("*.npz")) if file not in seen]
        left = left or sorted(folder.glob("*.npz"))
        seen.update(left)
        group = [left.pop(rng.randrange(len(left))) for _ in range(min(FILES_AT_ONCE, len(left)))]
        lines = [line for file in group for line in load_lines(file) if _learnable(line)]
        for batch in _batches(lines, rng):
            yield _batch(batch, places, rng)


def _learnable(line: LineImage) -> bool:
    width = int(line.pixels.shape[1])
    return width <= WIDEST and LEAST_STEPS * SHRINK * len(spelled(line.text)) <= width


def _batches(lines: Sequence[LineImage], rng: Dice) -> list[list[LineImage]]:
    """`lines` in batches of about one width, the batches in random order."""
    batches: list[list[LineImage]] = [[]]
    for line in sorted(lines, key=lambda each: each.pixels.shape[1]):
        if line.pixels.shape[1] * (len(batches[-1]) + 1) > PIXELS_A_BATCH and batches[-1]:
            batches.append([])
        batches[-1].append(line)
    return rng.sample(batches, len(batches))


def _batch(lines: Sequence[LineImage], places: dict[str, int], rng: Dice) -> Batch:
    images = [contrasted(jittered(line.pixels, rng)) for line in lines]
    steps = -(-max(image.shape[1] for image in images) // SHRINK)
    filled = np.ones((len(images), HEIGHT, steps * SHRINK), np.float32)
    for row, image in zip(filled, images, strict=True):
        row[:, : image.shape[1]] = image
    texts = [spelled(line.text) for line in lines]
    labels = [places[character] for text in texts for character in text]
    lengths = [len(text) for text in texts]
    return Batch(torch.from_numpy(filled), torch.tensor(labels), torch.tensor(lengths))


def jittered(pixels: Pixels, rng: Dice) -> Pixels:
    """A line a little wider or narrower, higher or lower, paler or darker: never twice the same."""
    height, width = pixels.shape
    across, down = rng.uniform(0.94, 1.08), rng.uniform(0.94, 1.03)
    move = np.array([[across, 0, 0], [0, down, rng.uniform(-1, 1) + height * (1 - down) / 2]])
    size = (max(SHRINK, round(width * across)), height)
    # Ink cut off by the move would be ink unlearnt: white comes in instead.
    turned = cv2.warpAffine(pixels, move, size, borderValue=255)
    gamma = rng.uniform(0.8, 1.3)
    shades = 255 * (np.arange(256) / 255) ** gamma
    return np.asarray(cv2.LUT(turned, shades.astype(np.uint8)), np.uint8)
