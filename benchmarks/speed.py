"""How fast are pages read, what does it take, and do more processes help?

    python -m benchmarks.speed                       # all three questions
    python -m benchmarks.speed --only beside --pages 20
    python -m benchmarks.speed --only long --long 100

`beside` reads one file of scans, the pages of ../shared/dev, with saraban, with OCRmyPDF and with
the bare engine, two processes each; `long` reads one long file; `scaling` reads the first file by
one and by two processes, and by one and by two Dask workers. Tables go into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import NamedTuple

import pikepdf
from distributed import Client
from PIL import Image, ImageChops

from benchmarks.processes import Cost, measured
from benchmarks.score import DEV, ROOT, heading, machine, put
from ocr.render import render_pages

#: Of so many rounds each one's fastest counts: other work on the machine slows one or another.
ROUNDS = 2
QUESTIONS = ("long", "beside", "scaling")
SARABAN = [sys.executable, "-m", "pipeline"]
OCRMYPDF = [
    sys.executable, "-m", "ocrmypdf", "--quiet", "-l", "tha", "--jobs", "2",
    "--force-ocr", "--output-type", "pdf",
]  # fmt: skip


class Reading(NamedTuple):
    """What reading so many pages cost."""

    what: str
    pages: int
    cost: Cost

    def row(self) -> str:
        wall, cpu, memory = self.cost.wall, self.cost.cpu, self.cost.memory
        return (
            f"| {self.what} | {60 * self.pages / wall:.1f} | {wall / self.pages:.2f} "
            f"| {cpu / self.pages:.2f} | {memory:.0f} |"
        )


HEAD = [
    "| what | pages a minute | wall s a page | CPU s a page | peak memory, MB |",
    "|---|---|---|---|---|",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", choices=QUESTIONS, nargs="+", default=QUESTIONS)
    parser.add_argument("--pages", type=int, default=53, help="of ../shared/dev, spread over it")
    parser.add_argument("--long", type=int, default=600, help="pages of the long file")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        for question in options.only:
            if question == "long":
                lines = long(Path(folder), options.long)
            else:
                scan = some_pages(Path(folder, "scan.pdf"), options.pages)
                lines = {"beside": beside, "scaling": scaling}[question](scan)
            busy = f"- other work at the start: a load of {os.getloadavg()[0]:.1f}"
            section = "\n".join([heading(), "", *machine(), busy, *lines, ""])
            put(f"speed-{question}", section)
            print(section)


# -- the scans


def some_pages(path: Path, count: int) -> Path:
    """Pages of ../shared/dev in one file, evenly spread over its bundles and kinds of damage."""
    with ExitStack() as stack, pikepdf.new() as scan:
        opened = [stack.enter_context(pikepdf.open(each)) for each in sorted(DEV.glob("*.pdf"))]
        pages = [page for pdf in opened for page in pdf.pages]
        count = min(count, len(pages))
        scan.pages.extend(pages[n * len(pages) // count] for n in range(count))
        scan.save(path)
    return path


def long_scan(path: Path, count: int) -> Path:
    """So many pages, those of ../shared/dev again and again, but no two with the same bytes: each
    time round they are moved by three pixels more, and packed anew."""
    with pikepdf.open(some_pages(path.with_name("all.pdf"), count)) as source:
        pictures = [next(iter(page.get_images().values())) for page in source.pages]
        images = [pikepdf.PdfImage(picture).as_pil_image() for picture in pictures]
    with pikepdf.new() as scan:
        for n, image in enumerate(islice(cycle(images), count)):
            moved = ImageChops.offset(image, 3 * (n // len(images)))
            scan.pages.extend(_page_of(moved).pages)
        scan.save(path)
    return path


def _page_of(image: Image.Image) -> pikepdf.Pdf:
    packed = BytesIO()
    how = {} if image.mode == "1" else {"quality": 80}
    image.save(packed, "PDF", resolution=image.width / 8.27, **how)
    return pikepdf.open(packed)


# -- the questions


def beside(scan: Path) -> Iterator[str]:
    """Saraban, OCRmyPDF and the bare engine over the same pages, one after the other; saraban and
    OCRmyPDF also over the files that they come from."""
    pages, files = count_of(scan), sorted(DEV.glob("*.pdf"))
    all_pages = sum(map(count_of, files))
    rounds = [one_round(scan, files) for _ in range(ROUNDS)]
    ours, theirs, bare, ours_each, theirs_each = (
        min(costs, key=lambda cost: cost.wall) for costs in zip(*rounds, strict=True)
    )
    _, stages = saraban([scan], "--jobs", "2")
    readings = [
        Reading("saraban ingest --jobs 2, all that it does", pages, ours),
        Reading("ocrmypdf -l tha --jobs 2 --force-ocr --output-type pdf", pages, theirs),
        Reading("tesseract -l tha, two processes, the images that saraban reads", pages, bare),
        Reading(f"saraban, {len(files)} files in one command", all_pages, ours_each),
        Reading(f"ocrmypdf, {len(files)} files one after the other", all_pages, theirs_each),
    ]
    yield f"- {pages} pages, the fastest of {ROUNDS} rounds of each"
    yield from ["", *HEAD, *(reading.row() for reading in readings), ""]
    a_page = bare.wall / pages
    yield _told("one file", ours, theirs, pages * a_page)
    yield _told("the files as they come", ours_each, theirs_each, all_pages * a_page)
    yield "At most 0.7 and 1.15 are wanted. Of one file by stage, seconds summed:"
    yield from ["", "```", *stages, "```"]


def _told(what: str, ours: Cost, theirs: Cost, bare: float) -> str:
    of_theirs, of_bare = ours.wall / theirs.wall, ours.wall / bare
    return f"Over {what}: {of_theirs:.2f} of OCRmyPDF's time, {of_bare:.2f} of the bare engine's."


def one_round(scan: Path, files: Sequence[Path]) -> Iterator[Cost]:
    """What saraban, OCRmyPDF and the bare engine cost, one after the other; then the files."""
    yield saraban([scan], "--jobs", "2")[0]
    with measured() as theirs:
        ocrmypdf([scan], scan.parent)
    yield theirs
    with page_images(scan) as images, measured() as bare, ThreadPoolExecutor(2) as pool:
        list(pool.map(bare_engine, images))
    yield bare
    yield saraban(files, "--jobs", "2")[0]
    with measured() as theirs_each:
        ocrmypdf(files, scan.parent)
    yield theirs_each


def long(folder: Path, pages: int) -> Iterator[str]:
    """One long file, two processes."""
    scan = long_scan(folder / "long.pdf", pages)
    cost, _ = saraban([scan], "--jobs", "2")
    yield f"- one file of {pages} pages, {scan.stat().st_size / 1e6:.0f} MB; no two pages alike"
    yield from ["", *HEAD, Reading("saraban ingest --jobs 2", pages, cost).row()]
    yield from ["", f"Memory is to stay under 700 MB; it took {cost.wall / 60:.1f} minutes."]


def scaling(scan: Path) -> Iterator[str]:
    """One and two processes, one and two Dask workers."""
    pages = count_of(scan)
    local = [saraban([scan], "--jobs", str(jobs))[0] for jobs in (1, 2)]
    far = [by_dask(scan, workers) for workers in (1, 2)]
    yield from [f"- {pages} pages", "", *HEAD]
    for n, cost in enumerate(local, 1):
        yield Reading(f"saraban ingest --jobs {n}", pages, cost).row()
    for n, cost in enumerate(far, 1):
        yield Reading(f"saraban ingest --scheduler, Dask workers: {n}", pages, cost).row()
    yield ""
    yield f"From one to two: {local[0].wall / local[1].wall:.2f} times as fast by processes (1.8 is"
    yield f"wanted), {far[0].wall / far[1].wall:.2f} times by Dask workers."


# -- who reads


def saraban(scans: Sequence[Path], *options: str) -> tuple[Cost, list[str]]:
    """Read scans into an empty register: what it cost, and the table of stages."""
    with TemporaryDirectory() as home, measured() as cost:
        told = run([*SARABAN, "--home", home, "ingest", "--profile", *options, *map(str, scans)])
    lines = told.splitlines()
    return cost, lines[next(n for n, line in enumerate(lines) if line.startswith("stage")) :]


def ocrmypdf(scans: Sequence[Path], folder: Path) -> None:
    for scan in scans:
        run([*OCRMYPDF, str(scan), str(folder / "out.pdf")])


def by_dask(scan: Path, workers: int) -> Cost:
    """Read a scan by so many workers on this machine; by the clock, their start is not counted."""
    with measured() as cost, ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory())
        file = Path(folder, "scheduler.json")
        at = ["--scheduler-file", str(file), "--no-dashboard"]
        one = ["--nthreads", "1", "--no-nanny", "--local-directory", folder]
        stack.enter_context(running(["scheduler", "--host", "127.0.0.1", "--port", "0", *at]))
        for _ in range(workers):
            stack.enter_context(running(["worker", *one, *at]))
        with Client(scheduler_file=str(file), set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=120)
            address = client.scheduler.address
        started = monotonic()
        home = str(Path(folder, "home"))
        run([*SARABAN, "--home", home, "ingest", "--scheduler", address, str(scan)])
        reading = monotonic() - started
    cost.wall = reading
    return cost


@contextmanager
def running(command: Sequence[str]) -> Iterator[None]:
    """A Dask process, until it is needed no more."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *command], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def page_images(scan: Path) -> Iterator[list[Path]]:
    """The pages as saraban's engine gets them, 300 dots per inch, in memory."""
    with TemporaryDirectory(dir="/dev/shm") as folder:
        paths = []
        for page in render_pages(scan):
            paths.append(Path(folder, f"{page.number}.ppm"))
            Image.fromarray(page.pixels).save(paths[-1])
        yield paths


def bare_engine(image: Path) -> None:
    run(["tesseract", str(image), "-", "-l", "tha", "--dpi", "300"], OMP_THREAD_LIMIT="1")


def run(command: Sequence[str], **environment: str) -> str:
    """What a command that must do its work tells on standard error."""
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode not in (0, 1):
        done.check_returncode()
    return done.stderr


def count_of(scan: Path) -> int:
    with pikepdf.open(scan) as pdf:
        return len(pdf.pages)


if __name__ == "__main__":
    main()
