"""Accepts what the product reads today as the golden files that tests compare with tomorrow.

    python -m samples.accept [NAME ...] [--letters-only]

Reads each sample with the real engine (ocr.json), extracts its letters (letter.json), prints the
figures against truth, and raises the floors. A floor is never lowered here: do that by hand, with
a reason in the commit. `--letters-only` keeps the recorded words. Refuses to run under CI.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping

from extract.bundle import read_letters
from ocr.read import Settings, read_pages
from samples.figures import Figure, figures, total
from samples.record import (
    FLOORS,
    Sample,
    load_letters,
    load_words,
    samples,
    save_letters,
    save_words,
)


def main() -> None:
    if os.environ.get("CI"):
        sys.exit("golden files are accepted by a person at a desk, never by CI")
    by_name = {sample.name: sample for sample in samples()}
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(by_name))
    parser.add_argument("--letters-only", action="store_true", help="keep the recorded words")
    arguments = parser.parse_args()
    if unknown := sorted(set(arguments.names) - set(by_name)):
        parser.error(f"no such sample: {', '.join(unknown)}")
    for name in arguments.names or by_name:
        accept(by_name[name], letters_only=arguments.letters_only)
        print(f"{name}: accepted", flush=True)
    if waiting := [name for name, sample in by_name.items() if not sample.letters.exists()]:
        sys.exit(f"floors left alone until these are accepted too: {', '.join(waiting)}")
    raise_floors(measured())


def accept(sample: Sample, *, letters_only: bool) -> None:
    """Rewrites the sample's golden files from what the product makes of it now."""
    if not letters_only:
        save_words(sample, list(read_pages(sample.scan)), engine())
    pages, _ = load_words(sample)
    save_letters(sample, [letter.to_json() for letter in read_letters(pages)])


def engine() -> str:
    """The engine and its model, as the record names them: "tesseract 5.3.0, tha+eng"."""
    version = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=True)
    return f"{(version.stdout or version.stderr).splitlines()[0]}, {Settings().model.language}"


def measured() -> dict[str, Figure]:
    """The recorded letters of all samples against their truth."""
    return total(
        figures(sample.truth, load_letters(sample), load_words(sample)[0]) for sample in samples()
    )


def raise_floors(reached: Mapping[str, Figure]) -> None:
    """Writes floors.json: per field the best share so far, rounded down to a hundredth."""
    floors = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    for field, figure in reached.items():
        share = int(figure.share * 100) / 100
        floors[field] = max(floors.get(field, 0.0), share)
        print(
            f"{field:12} {share:.2f}  floor {floors[field]:.2f}  {figure.hit:g} of {figure.gold:g}"
        )
    FLOORS.write_text(json.dumps(floors, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
