"""Draws the sample bundles, damages them the way machines do, and writes scan and truth.

    python -m samples.make [NAME ...] [--into FOLDER]

The same source gives the same bytes on one machine: every random choice is seeded.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from time import gmtime

import numpy as np
from PIL import features

from samples.bundles import BUNDLES
from samples.damage import LEVELS, USUAL, Wear
from samples.digital import write_digital
from samples.forms import draw
from samples.letters import Bundle, truth
from samples.paper import Sheet

HERE = Path(__file__).parent
EPOCH = gmtime(0)
"""A PDF carries its day of birth; ours is fixed, so that the same bundle is the same file."""


def make(bundle: Bundle, into: Path) -> Path:
    """Writes `into`/NAME/NAME.pdf and truth.json; returns the folder."""
    sheets = draw(bundle)
    folder = into / bundle.name
    folder.mkdir(parents=True, exist_ok=True)
    write = write_digital if bundle.level == "digital" else write_scan
    write(sheets, bundle, folder / f"{bundle.name}.pdf")
    gold = truth(bundle, [sheet.blocks for sheet in sheets])
    text = json.dumps(gold, ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")
    return folder


def write_scan(sheets: list[Sheet], bundle: Bundle, path: Path, wear: Wear | None = None) -> None:
    """One damaged page image a sheet: JPEG for grey and colour, CCITT group 4 for one bit."""
    damage, wear = LEVELS[bundle.level], wear or USUAL[bundle.level]
    (first, dpi), *others = (
        damage(sheet.printed(), np.random.default_rng([bundle.seed, number]), wear)
        for number, sheet in enumerate(sheets)
    )
    jpeg = {} if first.mode == "1" else {"quality": wear.quality}
    first.save(
        path, save_all=True, append_images=[page for page, _ in others], resolution=dpi,
        title=bundle.name, creationDate=EPOCH, modDate=EPOCH, **jpeg,
    )  # fmt: skip


def main() -> None:
    by_name = {bundle.name: bundle for bundle in BUNDLES}
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(by_name))
    parser.add_argument("--into", type=Path, default=HERE)
    arguments = parser.parse_args()
    if unknown := sorted(set(arguments.names) - set(by_name)):
        parser.error(f"no such sample: {', '.join(unknown)}")
    if not features.check("raqm"):
        parser.exit(1, "Thai marks need raqm in Pillow: install libfribidi0 and try again\n")
    for name in arguments.names or by_name:
        folder = make(by_name[name], arguments.into)
        size = (folder / f"{name}.pdf").stat().st_size
        print(f"{name}: {size / 1024:.0f} kB")


if __name__ == "__main__":
    main()
