"""Text and files that nobody would write, to our own parsers: does one of them fall over, or hang?

    python -m benchmarks.fuzz [--seconds 300] [--corpus FOLDER] [FILE ...]

atheris follows which code each input reaches and bends it further. It starts from the text of
samples/; an input that makes a parser raise, or take longer than ten seconds, is kept beside the
corpus as crash-... or timeout-... and ends the run. With FILEs, only those are tried.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["extract", "ocr.thai", "ocr.page", "pipeline.endmark"]):
    from extract.addressees import group_of, office_of_title, split_addressees
    from extract.bundle import read_letters
    from extract.dates import find_dates, find_dues, find_times
    from extract.numbers import find_numbers, parse_number
    from extract.offices import find_office
    from ocr.page import Box, Ink, OcrPage, Word
    from ocr.thai import compose, orphans, place_in
    from pipeline.endmark import has_end_mark

ROOT = Path(__file__).parent.parent
WIDTH, HEIGHT, LINE = 2480, 3508, 60
DAY = date(2026, 2, 18)


def bundle(text: str) -> None:
    """The text as a scan: a form feed begins a page, a tab sets a line further to the right."""
    pages = [page(number, each) for number, each in enumerate(text.split("\f")[:4], 1)]
    for letter in read_letters(pages):
        json.dumps(letter.to_json())


def page(number: int, text: str) -> OcrPage:
    words: list[Word] = []
    for line, row in enumerate(text.splitlines()[:50]):
        left = 300 + 300 * (len(row) - len(row.lstrip("\t")))
        ink: Ink = "blue" if row.startswith("\t\t") else "black"
        for printed in row.split():
            right = left + 18 * len(printed)
            if right < WIDTH:
                box = Box(left, 200 + LINE * line, right, 245 + LINE * line)
                words.append(Word(printed, box, 0.9, line, ink))
            left = right + 18
    return OcrPage(number, WIDTH, HEIGHT, 300, tuple(words))


def thai(text: str) -> None:
    """Composed text keeps its places inside."""
    whole = compose(text)
    for at in range(min(len(text), 40)):
        place = place_in(text, at)
        assert place is None or 0 <= place < len(whole)
    orphans(text)


PARSERS: tuple[Callable[[str], object], ...] = (
    bundle,
    thai,
    find_dates,
    find_times,
    lambda text: find_dues(text, DAY),
    find_numbers,
    parse_number,
    find_office,
    office_of_title,
    group_of,
    split_addressees,
)
SUFFIXES = (".pdf", ".png", ".jpg", ".tif")


def try_one(data: bytes) -> None:
    """The first byte chooses the parser; the rest is its text, or its file."""
    if not data:
        return
    choice, rest = data[0] % (len(PARSERS) + 1), data[1:]
    if choice == len(PARSERS):
        for suffix in SUFFIXES:
            with NamedTemporaryFile(suffix=suffix) as file:
                file.write(rest)
                file.flush()
                has_end_mark(Path(file.name))
    else:
        PARSERS[choice](rest.decode("utf-8", "ignore"))


def seeds(folder: Path) -> None:
    """Every line of the samples' words, and every bundle, for each parser."""
    for n, path in enumerate(sorted((ROOT / "samples").glob("*/ocr.json"))):
        pages = [OcrPage.from_json(each) for each in json.loads(path.read_text("utf-8"))["pages"]]
        texts = ["\n".join(line.text for line in each.lines) for each in pages]
        (folder / f"bundle-{n}").write_bytes(b"\0" + "\f".join(texts)[:6000].encode())
        for m, line in enumerate({line for text in texts for line in text.splitlines()}):
            parser = m % len(PARSERS)
            (folder / f"line-{n}-{m}").write_bytes(bytes([parser]) + line.encode())
    (folder / "file").write_bytes(bytes([len(PARSERS)]) + b"II*\0\x08\0\0\0\x01\0" + bytes(16))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--corpus", type=Path)
    options = parser.parse_args()
    for file in options.files:
        try_one(file.read_bytes())
    if not options.files:
        with TemporaryDirectory() as temporary:
            folder = options.corpus or Path(temporary)
            folder.mkdir(exist_ok=True)
            seeds(folder)
            limits = ["-timeout=10", "-rss_limit_mb=2048", "-max_len=6000", "-print_final_stats=1"]
            time = f"-max_total_time={options.seconds}"
            atheris.Setup([sys.argv[0], str(folder), time, *limits], try_one)
            atheris.Fuzz()


if __name__ == "__main__":
    main()
