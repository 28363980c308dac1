"""The held-out set: what its scans and gold promise, without reading them."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from benchmarks.heldout.__main__ import LEVELS, write
from benchmarks.heldout.bundles import invent
from benchmarks.heldout.deadlines import deadline
from benchmarks.heldout.topics import topics
from benchmarks.score import score_tool
from extract.dates import find_dues
from extract.gazetteer import agencies, forms, places
from extract.numbers import parse_number
from ocr.training.dice import Dice
from samples.letters import Bundle, Letter, Style, Table
from samples.paper import FONTS

BUNDLES = [invent(Dice(f"test/{n}"), f"b{n}", LEVELS[n % 4], Style()) for n in range(60)]
LETTERS = [each for bundle in BUNDLES for each in bundle.contents if isinstance(each, Letter)]
FILED = [letter for letter in LETTERS if letter.form not in ("order", "announcement")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As the command writes them: a chain of two letters in colour, one letter in one bit."""
    folder = tmp_path_factory.mktemp("held")
    for number in (1, 2):
        write(folder, 6, number, [FONTS])
    return folder


def test_scan_and_gold_are_a_pair(folder: Path):
    golds = sorted(folder.glob("*.json"))
    assert [_gold(path)["level"] for path in golds] == ["office", "copier"]
    for path in golds:
        gold = _gold(path)
        assert gold["file"] == path.with_suffix(".pdf").name
        with pikepdf.open(path.with_suffix(".pdf")) as scan:
            assert len(scan.pages) == gold["pages"] == len(gold["text"])


def test_the_same_seed_gives_the_same_files(folder: Path, tmp_path: Path):
    again = write(tmp_path, 6, 2, [FONTS])
    for path in (again, again.with_suffix(".json")):
        assert path.read_bytes() == (folder / path.name).read_bytes()


def test_an_export_that_says_what_the_gold_says_scores_full_marks(folder: Path):
    scores = score_tool().score(folder, _perfect_export(folder))
    assert {name: each["f1"] for name, each in scores["all"].items() if each["f1"] < 1} == {}
    assert scores["cer"]["all"] == 0


def test_bundles_differ_in_what_they_are_to_measure():
    contents = [bundle.contents for bundle in BUNDLES]
    letters = [sum(isinstance(each, Letter) for each in content) for content in contents]
    assert set(letters) == {1, 2, 3, 4, 5}
    assert {each.form for each in LETTERS} >= {"external", "stamped", "memo", "order"}
    assert {each.urgency for each in LETTERS} == {None, "ด่วน", "ด่วนมาก", "ด่วนที่สุด"}
    assert {duty.due["kind"] for each in LETTERS for duty in each.duties} == {
        "date", "recurring", "relative", "ongoing", "none",
    }  # fmt: skip
    assert {len(each.stamps) for each in LETTERS} >= {0, 1, 2, 3}
    assert any(isinstance(each, Table) for content in contents for each in content)
    assert len({each.subject for each in LETTERS}) >= 12


def test_every_sender_is_in_the_register():
    central = {agency.office.name for agency in agencies()}
    local = {
        form.office + place.name
        for form in forms()
        if form.use == "name"
        for place in places()[form.places]
    }
    assert [each.sender for each in LETTERS if each.sender not in central | local] == []


def test_letter_numbers_follow_the_grammar():
    assert [each.number for each in FILED if parse_number(each.number) is None] == []


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: bundle.name)
def test_a_chain_runs_downwards_and_each_letter_cites_the_one_below(bundle: Bundle):
    letters = [each for each in bundle.contents if isinstance(each, Letter)]
    for newer, older in pairwise(letters):
        assert newer.date > older.date
        (cited,) = [each.cites for each in newer.attachments if each.cites]
        assert (cited.sender, cited.number, cited.date) == (older.sender, older.number, older.date)
        assert all(older.date <= each.received.date() < newer.date for each in older.stamps)


NOT_YET_READ = {"ทุกสิ้นปีงบประมาณ"}
"""Deadlines that extract/ does not know: the set is there to show them."""


def test_deadlines_say_what_they_mean():
    """Read back from undamaged print by extract/, which was written apart from them."""
    sent, dice = date(2026, 3, 2), Dice(1)
    said = [deadline(dice, sent) for _ in range(300)]
    for words, due in said:
        found = [span.due.to_json() for span in find_dues("ให้รายงาน " + words, sent)]
        if words not in NOT_YET_READ:
            assert found == ([due] if due["kind"] != "none" else [])


def test_a_topic_is_complete():
    for topic in topics():
        assert topic.why and topic.steps and topic.forms
        assert all("{office}" in each.text for each in topic.owed)
        assert not any("{" in each.text for each in topic.steps)


def _gold(path: Path) -> dict[str, Any]:
    gold: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return gold


def _perfect_export(folder: Path) -> dict[str, Any]:
    """What the register would export had everything been read as the gold says."""
    letters: list[dict[str, Any]] = []
    links, pages = [], []
    for path in sorted(folder.glob("*.json")):
        gold = _gold(path)
        first = len(letters)
        for number, letter in enumerate(gold["letters"], first):
            copy = {
                "file": gold["file"], "pages": letter["pages"], "receipts": letter["receipts"]
            }  # fmt: skip
            said = letter | {"id": number, "copies": [copy], "addressees": [letter["to_text"]]}
            letters.append(said)
            cites = any(each["cites"] for each in letter["attachments"])
            links += [{"letter_id": number, "forwards_id": number + 1}] if cites else []
        pages += [
            {"file": gold["file"], "page": number, "text": "\n".join(blocks)}
            for number, blocks in enumerate(gold["text"], 1)
        ]
    return {"letters": letters, "links": links, "pages": pages}
