"""How well is print read? Our model and the system's own, on the same pages in one run.

    python -m benchmarks.ocr [--fonts FOLDER] [--only NAME] [--readers ours tha ...]

Pages: ../shared/dev (letters at four kinds of damage), ../shared/real (the Royal Gazette), and
sheets drawn there and then in typefaces that training never saw. Characters are held against the
text as ../shared/score does: block by block, each at its best place in the page. The whole run's
tables go into docs/benchmarks.md; a part of it is only printed.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from PIL import Image
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from benchmarks.score import SHARED, heading, machine, put, score_tool
from ocr.read import Settings, read_pages
from ocr.render import render_pages
from ocr.tesseract import THAI_DIGITS, Model
from ocr.training.damage import LEVELS as DAMAGES
from ocr.training.damage import scanned
from ocr.training.dice import Dice
from ocr.training.fonts import gather, unseen_faces
from ocr.training.page import draw_page, faces
from ocr.training.text import Writer

PRINTED, COPIED = "letter pages, clean and office", "letter pages, copier and phone"
GROUPS = {"clean": PRINTED, "office": PRINTED, "copier": COPIED, "phone": COPIED}
LEVELS = (*GROUPS, PRINTED, COPIED, "real", "unseen typefaces")
READERS = {
    "ours": Settings(),
    "tha": Settings(Model("tha")),
    "tha+eng": Settings(Model("tha+eng")),
    "script/Thai": Settings(Model("Thai")),
    "tha, bare": None,
}
"""Models as this product reads with them, and one as the engine alone reads whole pages (None)."""
DATE = re.compile(r"^[๐-๙0-9]{1,2}\s+\S+\s+(?:พ\.ศ\. )?[๐-๙0-9]{4}$")
SHEETS, SEED = 2, 20261


class Truth(NamedTuple):
    """A page whose text is known: where its image is, what kinds of page it counts for, its
    blocks, what must stand there exactly."""

    file: Path
    page: int
    levels: Sequence[str]
    blocks: Sequence[str]
    numbers: Sequence[str] = ()
    dates: Sequence[str] = ()


class Reading(NamedTuple):
    """What a file was read as, page by page, in how many seconds of CPU."""

    texts: list[str]
    seconds: float
    megabytes: float


@dataclass
class Tally:
    """Hits and misses of one reader on one kind of page."""

    errors: int = 0
    characters: int = 0
    digits: Counter[str] = field(default_factory=Counter)
    read_as: Counter[tuple[str, str]] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        self.errors += other.errors
        self.characters += other.characters
        for name in ("digits", "read_as", "exact", "asked"):
            getattr(self, name).update(getattr(other, name))


Result = tuple[Mapping[str, Tally], Reading]
Results = Mapping[str, Result]


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--fonts", type=Path, help="typefaces that training never saw")
    arguments.add_argument("--only", default="", help="files whose name begins so")
    arguments.add_argument("--readers", nargs="+", choices=READERS, default=list(READERS))
    options = arguments.parse_args()
    with TemporaryDirectory() as folder:
        pages = [*dev_pages(), *real_pages(), *drawn_pages(options.fonts, Path(folder))]
        pages = [page for page in pages if page.file.name.startswith(options.only)]
        results = {name: measured(READERS[name], pages) for name in options.readers}
    report = "\n".join([heading(), "", *machine(), "", *tables(results), ""])
    print(report)
    if not options.only and len(results) == len(READERS):
        put("ocr", report)


def dev_pages() -> Iterator[Truth]:
    """The generated letters, with the numbers and dates that their headers print."""
    for path in sorted((SHARED / "dev").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        level, of_letters = gold["level"], {n for each in gold["letters"] for n in each["pages"]}
        for page, blocks in enumerate(gold["text"], 1):
            heads = [letter for letter in gold["letters"] if letter["pages"][0] == page]
            numbers = [letter["number"] for letter in heads]
            dates = [block for block in blocks if heads and DATE.match(block)]
            levels = (level, GROUPS[level]) if page in of_letters else (level,)
            yield Truth(path.with_suffix(".pdf"), page, levels, blocks, numbers, dates)


def real_pages() -> Iterator[Truth]:
    for path in sorted((SHARED / "real").glob("*.png")):
        lines = path.with_suffix(".gt.txt").read_text("utf-8").splitlines()
        yield Truth(path, 1, ("real",), [line for line in lines if line.strip()])


def drawn_pages(fonts: Path | None, folder: Path) -> Iterator[Truth]:
    """Sheets of invented lines, as training draws and damages them, in other typefaces."""
    unseen = faces(fonts) if fonts else unseen_faces(*gather(folder / "fonts"))
    rng, writer = Dice(SEED), Writer(SEED)
    for number in range(SHEETS * len(DAMAGES)):
        sheet = draw_page(writer, rng, unseen)
        pixels, _ = scanned(sheet.pixels, DAMAGES[number % len(DAMAGES)], rng)
        path = folder / f"drawn-{number:02d}.png"
        Image.fromarray(pixels).save(path, dpi=(300, 300))
        yield Truth(path, 1, ("unseen typefaces",), [line.text for line in sheet.lines])


def measured(settings: Settings | None, pages: Sequence[Truth]) -> Result:
    """The tallies of each kind of page, and what all the reading cost."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    files = list(dict.fromkeys(page.file for page in pages))
    with ProcessPoolExecutor(1, get_context("spawn")) as worker:
        read = dict(zip(files, worker.map(read_file, files, [settings] * len(files)), strict=True))
    for page in pages:
        tally = judged(page, read[page.file].texts[page.page - 1])
        for level in page.levels:
            tallies[level].add(tally)
    texts = [text for reading in read.values() for text in reading.texts]
    seconds = sum(reading.seconds for reading in read.values())
    return tallies, Reading(texts, seconds, max(r.megabytes for r in read.values()))


def read_file(file: Path, settings: Settings | None) -> Reading:
    """Reads a file in a process of its own, so that its memory can be told."""
    started = cpu_seconds()
    texts = page_texts(file, settings) if settings else bare_texts(file)
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = max(resource.getrusage(each).ru_maxrss for each in who)
    return Reading(texts, cpu_seconds() - started, peak / 1024)


def page_texts(file: Path, settings: Settings) -> list[str]:
    return ["\n".join(line.text for line in page.lines) for page in read_pages(file, settings)]


def bare_texts(file: Path) -> list[str]:
    """What the engine makes of whole pages by itself, its own Thai model, nothing prepared."""
    texts = []
    with TemporaryDirectory() as folder:
        path = str(Path(folder, "page.ppm"))
        for page in render_pages(file):
            Image.fromarray(page.pixels).save(path)
            command = ["tesseract", path, "-", "-l", "tha", "--dpi", "300"]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            texts.append(done.stdout)
    return texts


def cpu_seconds() -> float:
    """What this process and Tesseract, its child, have used so far."""
    used = time.process_time()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used + children.ru_utime + children.ru_stime


def judged(page: Truth, text: str) -> Tally:
    """One page's text against its truth."""
    scorer = score_tool()
    tally = Tally(*scorer.errors(page.blocks, text))
    for block in page.blocks:
        tally.read_as.update(digit_readings(squeezed(block), squeezed(text)))
    for (digit, read), count in tally.read_as.items():
        tally.digits.update({"all": count, "right": count * (digit == read)})
    for kind, wanted in (("numbers", page.numbers), ("dates", page.dates)):
        found = [scorer.key(each) in scorer.key(text) for each in wanted]
        tally.exact[kind], tally.asked[kind] = sum(found), len(found)
    return tally


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def digit_readings(block: str, text: str) -> Iterator[tuple[str, str]]:
    """Each Thai digit of a block and what stands for it at the block's best place ("" is none).

    Dots at the ends are left out, as in the score: a catchword's are many or few.
    """
    block = block.strip(".")
    place = fuzz.partial_ratio_alignment(block, text)
    if place is None or not any(digit in block for digit in THAI_DIGITS):
        return
    exact = text[place.dest_start : place.dest_end]
    around = text[max(0, place.dest_start - 3) : place.dest_end + 3]
    yield from min((aligned(block, exact), aligned(block, around)), key=wrong)


def aligned(block: str, text: str) -> list[tuple[str, str]]:
    """Each Thai digit of a block and what stands for it in `text`."""
    read = dict(enumerate(block))
    for step in Levenshtein.editops(block, text):
        if step.tag != "insert":
            read[step.src_pos] = text[step.dest_pos] if step.tag == "replace" else ""
    return [(digit, read[at]) for at, digit in enumerate(block) if digit in THAI_DIGITS]


def wrong(readings: Sequence[tuple[str, str]]) -> int:
    return sum(printed != read for printed, read in readings)


def tables(results: Results) -> Iterator[str]:
    """Each kind of page, then each digit, then what it cost: one column a reader."""
    yield f"| pages | figure | {' | '.join(results)} |"
    yield "|---" * (2 + len(results)) + "|"
    for level in LEVELS:
        read = [tallies[level] for tallies, _ in results.values()]
        rows = [
            row for row in zip(*map(figures, read), strict=True) if any(cell for _, cell in row)
        ]
        for row in rows:
            yield f"| {level} | {row[0][0]} | {' | '.join(cell for _, cell in row)} |"
    for name, cost in zip(
        ("CPU seconds a page", "memory at most, MB"), costs(results), strict=True
    ):
        yield f"| all | {name} | {' | '.join(cost)} |"
    yield ""
    yield from digit_table({name: together(tallies) for name, (tallies, _) in results.items()})


class Figure(NamedTuple):
    name: str
    value: str


def figures(tally: Tally) -> Iterator[Figure]:
    """The figures of one kind of page; no value where nothing was asked."""
    digits, exact, asked = tally.digits, tally.exact, tally.asked
    share = f"{100 * tally.errors / tally.characters:.2f} %" if tally.characters else ""
    yield Figure(f"characters wrong, of {tally.characters}", share)
    right = f"{100 * digits['right'] / digits['all']:.1f} %" if digits["all"] else ""
    yield Figure(f"Thai digits right, of {digits['all']}", right)
    for kind, name in (("numbers", "letter number exact"), ("dates", "printed date exact")):
        yield Figure(f"{name}, of {asked[kind]}", str(exact[kind]) if asked[kind] else "")


def costs(results: Results) -> tuple[list[str], list[str]]:
    readings = [reading for _, reading in results.values()]
    seconds = [f"{reading.seconds / len(reading.texts):.2f}" for reading in readings]
    return seconds, [f"{reading.megabytes:.0f}" for reading in readings]


def together(tallies: Mapping[str, Tally]) -> Tally:
    """All kinds of page, none twice."""
    whole = Tally()
    for level, tally in tallies.items():
        if level not in GROUPS.values():
            whole.add(tally)
    return whole


def digit_table(read: Mapping[str, Tally]) -> Iterator[str]:
    """How often each digit is read right, and what for when not: a row a digit."""
    yield f"| digit | printed | {' | '.join(read)} |"
    yield "|---" * (2 + len(read)) + "|"
    for digit in THAI_DIGITS:
        cells = [digit_cell(tally, digit) for tally in read.values()]
        asked = max(sum(n for (d, _), n in t.read_as.items() if d == digit) for t in read.values())
        yield f"| {digit} | {asked} | {' | '.join(cells)} |"


def digit_cell(tally: Tally, digit: str) -> str:
    """The share read right, and the commonest misreadings with their counts."""
    read = Counter({as_: n for (printed, as_), n in tally.read_as.items() if printed == digit})
    right = 100 * read[digit] / max(1, read.total())
    del read[digit]
    misread = (f"{as_.replace('|', 'bar') or 'nothing'} {n}" for as_, n in read.most_common(4))
    return ": ".join(part for part in (f"{right:.1f} %", ", ".join(misread)) if part)


if __name__ == "__main__":
    main()
