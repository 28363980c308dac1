"""The golden samples, in three tiers: recorded words, figures against truth, the real engine."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from extract.bundle import read_letters
from ocr.read import read_pages
from samples.figures import Figure, figures, total
from samples.record import (
    FLOORS,
    SAMPLES,
    Sample,
    fingerprint,
    load_letters,
    load_words,
    samples,
    save_words,
)

ALL = samples()
EVERY_SAMPLE = pytest.mark.parametrize("sample", ALL, ids=lambda sample: sample.name)


# --- the samples themselves ---


@EVERY_SAMPLE
def test_truth_describes_the_scan_beside_it(sample: Sample):
    with pikepdf.open(sample.scan) as scan:
        assert len(scan.pages) == sample.truth["pages"] == len(sample.truth["text"])
    assert sample.truth["file"] == sample.scan.name


def test_samples_stay_small_enough_to_clone():
    sizes = [sample.scan.stat().st_size for sample in ALL]
    assert max(sizes) < 1_000_000
    assert sum(sizes) < 5_000_000


def test_the_readme_has_a_row_for_every_sample():
    readme = (SAMPLES / "README.md").read_text("utf-8")
    assert [s.name for s in ALL if f"| `{s.name}` |" not in readme] == []


@pytest.mark.parametrize("name", ["working_days", "digital_stamped"])
def test_the_same_source_gives_the_same_bytes(name: str, tmp_path: Path):
    for folder in ("once", "again"):
        _run("samples.make", name, "--into", str(tmp_path / folder))
    once, again = (
        {path.name: path.read_bytes() for path in (tmp_path / folder / name).iterdir()}
        for folder in ("once", "again")
    )
    assert once == again
    committed = (SAMPLES / name / "truth.json").read_bytes()
    assert once["truth.json"] == committed


# --- (a) what was understood of the recorded words, exactly ---


@EVERY_SAMPLE
def test_recorded_words_belong_to_the_scan(sample: Sample):
    _, head = load_words(sample)
    assert head["sha256"] == fingerprint(sample.scan)
    assert head["engine"].startswith("tesseract ")


@EVERY_SAMPLE
def test_recorded_words_give_the_recorded_letters(sample: Sample):
    pages, _ = load_words(sample)
    read = json.loads(json.dumps([letter.to_json() for letter in read_letters(pages)]))
    assert read == load_letters(sample)


# --- (b) the recorded letters against truth ---


def test_fields_stay_at_or_above_their_floors():
    floors = json.loads(FLOORS.read_text("utf-8"))
    reached = total(figures(s.truth, load_letters(s), load_words(s)[0]) for s in ALL)
    below = {
        field: reached[field].share for field in floors if reached[field].share < floors[field]
    }
    assert below == {}


def test_a_claim_too_many_lowers_a_figure_as_a_miss_does():
    perfect, missed, invented = Figure(2, 2, 2), Figure(1, 2, 1), Figure(2, 2, 4)
    assert perfect.share == 1
    assert missed.share == invented.share == pytest.approx(2 / 3)


def test_a_reading_of_nothing_scores_nothing():
    sample = ALL[0]
    shares = {field: f.share for field, f in figures(sample.truth, [], []).items()}
    assert shares["text"] == shares["letter"] == shares["sender"] == shares["duties"] == 0


# --- (c) the real engine ---


@pytest.mark.slow
def test_a_fresh_reading_is_as_good_as_the_recorded_one():
    sample = next(sample for sample in ALL if sample.name == "urgent_seal")
    recorded, _ = load_words(sample)
    fresh = list(read_pages(sample.scan))
    letters = [letter.to_json() for letter in read_letters(fresh)]
    then = figures(sample.truth, load_letters(sample), recorded)
    now = figures(sample.truth, letters, fresh)
    assert now["text"].share >= then["text"].share - 0.01
    worse = [field for field in then if field != "text" and now[field].share < then[field].share]
    assert worse == []


# --- the accept command ---


def test_recorded_words_survive_the_file(tmp_path: Path):
    sample = ALL[0]
    pages, head = load_words(sample)
    folder = tmp_path / sample.name
    folder.mkdir()
    copy = Sample(folder)
    copy.scan.write_bytes(sample.scan.read_bytes())
    save_words(copy, pages, head["engine"])
    assert copy.words.read_bytes() == sample.words.read_bytes()


def test_accept_refuses_to_run_under_ci():
    before = {path: path.read_bytes() for path in SAMPLES.glob("*/*.json")}
    refused = subprocess.run(
        [sys.executable, "-m", "samples.accept", "--letters-only"],
        env=os.environ | {"CI": "true"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert refused.returncode == 1
    assert "never by CI" in refused.stderr
    assert before == {path: path.read_bytes() for path in SAMPLES.glob("*/*.json")}


def _run(*module_and_arguments: str) -> None:
    subprocess.run([sys.executable, "-m", *module_and_arguments], check=True, capture_output=True)
