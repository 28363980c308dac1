"""Remakes the model from nothing: `python -m ocr.training`, hours on one core.

Everything but the trainer's floating point is deterministic. Stages leave their files in the
work folder; a stage whose files are there goes on from them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ocr.training.fit import Pace
from ocr.training.fonts import gather, hands, training_faces
from ocr.training.trainer import Workshop, pack, train, write_lines, write_start

STOCK = Path("/usr/share/tesseract-ocr/5/tessdata/tha.traineddata")
SHIPPED = Path(__file__).parent.parent / "model" / "saraban.traineddata"
SEED = 200
FIRST_RATE, LAST_RATE = 1.2e-3, 2e-5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", type=Path, default=Path("build/model"), help="for stages")
    parser.add_argument("--stock", type=Path, default=STOCK, help="the Thai model to start from")
    parser.add_argument("--fonts", type=Path, nargs="*", help="font folders; default: fetched")
    parser.add_argument("--lines", type=int, default=40_000, help="lines to draw")
    parser.add_argument("--batches", type=int, default=4_000, help="steps of training")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="the model to write")
    make(parser.parse_args())


def make(options: argparse.Namespace) -> None:
    """Fonts, start, lines, training, packing."""
    shop = Workshop(options.work)
    folders = options.fonts or gather(options.work / "fonts")
    write_start(shop, options.stock)
    write_lines(shop, training_faces(*folders), hands(*folders), SEED, options.lines)
    pace = Pace(options.batches, FIRST_RATE, LAST_RATE)
    for progress in train(shop, shop.start.with_suffix(".lstm"), pace, SEED):
        print(f"{progress.batches} batches, loss {progress.loss:.4f} a character", flush=True)
    pack(shop, options.out)
    print(f"wrote {options.out}")


if __name__ == "__main__":
    main()
