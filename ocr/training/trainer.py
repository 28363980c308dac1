"""The stages that make a model, each a file from the one before."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ocr.training.characters import classes, extended, identity_recoder, spelled, starts
from ocr.training.fit import Pace, Progress, fit
from ocr.training.lines import line_images, save_lines
from ocr.training.page import Face
from ocr.training.recogniser import Recogniser, with_weights_of
from ocr.training.text import dictionary
from ocr.training.weights import read_network, with_classes, write_network

CONFIG = "# Without it a space follows every Thai character.\npreserve_interword_spaces 1\n"
NEW_CLASS_BIAS = 2.0
LINES_A_FILE = 1000


@dataclass(frozen=True, slots=True)
class Workshop:
    """The folder that a model is made in; each stage leaves its file here."""

    folder: Path

    @property
    def start(self) -> Path:
        """The untrained model: stock weights as doubles, the new classes warm."""
        return self.folder / "start.traineddata"

    @property
    def unicharset(self) -> str:
        """The character list of the model."""
        return self.start.with_suffix(".lstm-unicharset").read_text("utf-8")

    @property
    def lines(self) -> Path:
        """The folder of training lines."""
        return self.folder / "lines"

    @property
    def fitted(self) -> Path:
        """The trained weights as doubles."""
        return self.folder / "fitted.lstm"


def write_start(shop: Workshop, stock: Path) -> None:
    """Extends the stock model by the classes that it lacks."""
    shop.folder.mkdir(parents=True, exist_ok=True)
    _run("combine_tessdata", "-u", stock, f"{shop.folder}/stock.")
    unicharset = (shop.folder / "stock.lstm-unicharset").read_text("utf-8")
    network = read_network((shop.folder / "stock.lstm").read_bytes())
    network = with_classes(network, starts(unicharset), NEW_CLASS_BIAS)
    combine(shop.start, write_network(network, int8=False), extended(unicharset))


def write_lines(
    shop: Workshop, faces: Sequence[Face], hands: Sequence[Face], seed: int, count: int
) -> None:
    """Makes sure of `count` training lines, file by file; those already there are kept."""
    shop.lines.mkdir(parents=True, exist_ok=True)
    for place, first in enumerate(range(0, count, LINES_A_FILE)):
        path = shop.lines / f"{seed + place}.npz"
        if not path.exists():
            size = min(LINES_A_FILE, count - first)
            save_lines(path, list(itertools.islice(line_images(seed + place, faces, hands), size)))


def train(shop: Workshop, before: Path, pace: Pace, seed: int) -> Iterator[Progress]:
    """Trains on from the weights in `before`; every report leaves `fitted` behind."""
    network = read_network(before.read_bytes())
    places = {character: number for number, character in enumerate(classes(shop.unicharset))}
    untrained, blank = Recogniser(network), network.state.null
    for progress in fit(untrained, shop.lines, places, blank=blank, pace=pace, seed=seed):
        trained = with_weights_of(network, progress.recogniser)
        shop.fitted.write_bytes(write_network(trained, int8=False))
        yield progress


def pack(shop: Workshop, target: Path) -> None:
    """The trained weights as a model to ship: int8, with its dictionary."""
    network = read_network(shop.fitted.read_bytes())
    target.parent.mkdir(parents=True, exist_ok=True)
    finished = shop.folder / "saraban.traineddata"
    write_dictionary(finished.with_suffix(".lstm-word-dawg"), shop)
    combine(finished, write_network(network, int8=True), shop.unicharset)
    shutil.copyfile(finished, target)


def write_dictionary(path: Path, shop: Workshop) -> None:
    """Words, months and places, as the graph that Tesseract weighs its readings with."""
    listing, characters = path.with_suffix(".words"), path.with_suffix(".characters")
    listing.write_text("".join(f"{spelled(word)}\n" for word in dictionary()), "utf-8")
    characters.write_text(shop.unicharset, "utf-8")
    _run("wordlist2dawg", listing, path, characters)


def combine(model: Path, network: bytes, unicharset: str) -> None:
    """Makes a traineddata file of its components and those that lie beside it."""
    parts = {
        "lstm": network,
        "lstm-unicharset": unicharset.encode(),
        "lstm-recoder": identity_recoder(len(classes(unicharset))),
        "config": CONFIG.encode(),
    }
    for kind, data in parts.items():
        model.with_suffix(f".{kind}").write_bytes(data)
    _run("combine_tessdata", f"{model.parent / model.stem}.")


def _run(*command: str | Path) -> None:
    """Runs one of Tesseract's tools on one core, without its chatter."""
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    subprocess.run(list(map(str, command)), check=True, capture_output=True, env=environment)
