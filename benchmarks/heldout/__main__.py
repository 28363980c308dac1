"""Writes a held-out set: scanned bundles and their gold, as in ../shared/dev.

    python -m benchmarks.heldout FOLDER [--seed N] [--count M] [--fonts FOLDER ...]
    python -m benchmarks.score FOLDER          # reads them and prints the score table

The same seed and the same typefaces give the same files. Half of the bundles are set in typefaces
that training never saw, as far as the font folders hold them.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

from PIL import features

from benchmarks.heldout.bundles import invent
from benchmarks.heldout.looks import office_faces, style, wear
from ocr.training.dice import Dice
from samples.forms import draw, paged
from samples.letters import Letter, Level, Style, Table, truth
from samples.make import write_scan
from samples.paper import FONTS

LEVELS: tuple[Level, ...] = ("clean", "office", "copier", "phone")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--fonts", type=Path, nargs="+", default=[FONTS])
    arguments = parser.parse_args()
    if not features.check("raqm"):
        parser.exit(1, "Thai marks need raqm in Pillow: install libfribidi0 and try again\n")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for number in range(arguments.count):
        print(write(arguments.folder, arguments.seed, number, arguments.fonts).name, flush=True)


def write(folder: Path, seed: int, number: int, fonts: list[Path]) -> Path:
    """Writes one bundle, NAME.pdf and NAME.json, into `folder`; returns the PDF."""
    dice, level = Dice(f"{seed}/{number}"), LEVELS[number % len(LEVELS)]
    look = style(dice, office_faces(tuple(fonts)))
    bundle = invent(dice, f"held{seed}_{number:03d}", level, look)
    bundle = replace(bundle, contents=tuple(_paged(each, look) for each in bundle.contents))
    sheets = draw(bundle)
    path = folder / f"{bundle.name}.pdf"
    write_scan(sheets, bundle, path, wear(dice, level))
    gold = truth(bundle, [sheet.blocks for sheet in sheets])
    text = json.dumps(gold, ensure_ascii=False, indent=1)
    path.with_suffix(".json").write_text(text + "\n", "utf-8")
    return path


def _paged(item: Letter | Table, look: Style) -> Letter | Table:
    return paged(item, look) if isinstance(item, Letter) else item


if __name__ == "__main__":
    main()
