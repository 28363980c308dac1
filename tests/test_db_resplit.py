"""A scan split anew where a person says that its letters begin, and split back again."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from letters import scan

from correspondence_db import deeds
from correspondence_db.corrections import (
    NotThere,
    boundaries_of,
    correct,
    reread,
    resplit,
    split_said,
)
from correspondence_db.export import export, show
from correspondence_db.queries import Span, duties
from correspondence_db.store import Register
from extract.bundle import read_letters
from extract.values import WrongValue
from ocr.page import OcrPage

SAMPLES = Path(__file__).parent.parent / "samples"
WHO: dict[str, Any] = {"who": "somsri", "at": datetime(2026, 2, 20, 12, tzinfo=UTC)}
TODAY = date(2026, 2, 20)


def sample(name: str) -> tuple[OcrPage, ...]:
    told = json.loads((SAMPLES / name / "ocr.json").read_text("utf-8"))
    return tuple(OcrPage.from_json(page) for page in told["pages"])


def bundles() -> list[str]:
    """The samples that hold several letters and ask for something."""
    names = [path.parent.name for path in sorted(SAMPLES.glob("*/ocr.json"))]
    found = []
    for name in names:
        letters = read_letters(sample(name))
        more = 1 < len(letters) < len(sample(name))
        if more and any(letter.obligations for letter in letters[1:]):
            found.append(name)
    return found


NAME = min(bundles(), key=lambda name: len(sample(name)))
PAGES = sample(NAME)
LETTERS = read_letters(PAGES)
STARTS = [letter.pages[0] for letter in LETTERS]
SHA256 = scan(NAME).sha256


def stored(register: Register) -> tuple[int, ...]:
    return register.store(scan(NAME), PAGES, LETTERS)


def content(register: Register) -> Any:
    """All that the register knows, but for ids, and for why pages are what they are."""
    letters = unnamed(export(register)["letters"])
    return sorted(json.dumps(letter, sort_keys=True) for letter in letters)


def unnamed(told: Any) -> Any:
    if isinstance(told, list):
        return [unnamed(each) for each in told]
    if isinstance(told, dict):
        ids = ("id", "letter_id", "letters", "boundaries")
        return {key: unnamed(value) for key, value in told.items() if key not in ids}
    return told


def test_a_letter_more_and_back_again(register: Register) -> None:
    ids = stored(register)
    before = content(register)
    inner = next(page.number for page in PAGES if page.number not in STARTS)
    more = resplit(register, SHA256, [*STARTS, inner], **WHO)
    assert len(more) == len(ids) + 1
    assert split_said(register.db, SHA256) == sorted([*STARTS, inner])
    assert resplit(register, SHA256, STARTS, **WHO) == ids
    assert content(register) == before
    assert list(register.db.execute("PRAGMA foreign_key_check")) == []


def test_a_letter_less_leaves_its_pages_to_the_one_before(register: Register) -> None:
    ids = stored(register)
    (whole,) = resplit(register, SHA256, [1], **WHO)
    assert whole == ids[0]
    told = show(register, whole)
    assert told is not None
    (copy,) = told["copies"]
    assert sorted(copy["pages"]) == [page.number for page in PAGES]
    assert list(register.db.execute("PRAGMA foreign_key_check")) == []


def test_what_was_said_and_done_comes_back_with_the_letter(register: Register) -> None:
    ids = stored(register)
    at = next(n for n, letter in enumerate(LETTERS) if n and letter.obligations)
    correct(register, ids[at], "subject", 0, "เรื่องที่แก้แล้ว", sha256=SHA256, **WHO)
    owed = next(duties(register, Span(TODAY, date.min), letters=[ids[at]]))
    deeds.record(register, owed.owed, TODAY, WHO["at"], "ทำแล้ว", who="somsri")
    resplit(register, SHA256, [1], **WHO)
    assert len(list(register.db.execute("SELECT * FROM deeds WHERE withdrawn_at IS NULL"))) == 1
    back = resplit(register, SHA256, STARTS, **WHO)
    told = show(register, back[at])
    assert told is not None
    assert told["subject"] == "เรื่องที่แก้แล้ว"
    times = duties(register, Span(TODAY, date.min), letters=[back[at]])
    assert [one.deed.note for one in times if one.owed == owed.owed and one.deed] == ["ทำแล้ว"]


def test_a_reading_to_come_keeps_the_boundaries(register: Register) -> None:
    stored(register)
    resplit(register, SHA256, [1], **WHO)
    with pytest.raises(ValueError, match="boundaries"):
        reread(register, SHA256, LETTERS)
    reread(register, SHA256, read_letters(PAGES, boundaries_of(register, SHA256)))
    assert len(register.letters_of(SHA256)) == 1


def test_a_letter_that_people_spoke_of_begins_where_it_began(register: Register) -> None:
    ids = stored(register)
    assert boundaries_of(register, SHA256) == {}
    correct(register, ids[-1], "subject", 0, "เรื่องที่แก้แล้ว", sha256=SHA256, **WHO)
    merged = read_letters(PAGES, {STARTS[-1]: "attached"})
    with pytest.raises(ValueError, match="boundaries"):
        reread(register, SHA256, merged)
    assert boundaries_of(register, SHA256) == {STARTS[-1]: "first"}
    assert reread(register, SHA256, read_letters(PAGES, boundaries_of(register, SHA256))) == ids


def test_pages_that_are_not_there_begin_nothing(register: Register) -> None:
    stored(register)
    for starts in ([], [1, 99]):
        with pytest.raises(WrongValue):
            resplit(register, SHA256, starts, **WHO)
    with pytest.raises(NotThere):
        resplit(register, "0" * 64, [1], **WHO)
    assert split_said(register.db, SHA256) is None


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=5)
@given(st.lists(st.sets(st.sampled_from([page.number for page in PAGES]), min_size=1), max_size=2))
def test_only_the_last_boundaries_count(splits: list[set[int]]) -> None:
    asked = [*splits, set(STARTS)]
    with Register.open(":memory:") as register:  # type: ignore[arg-type]
        stored(register)
        for starts in asked:
            resplit(register, SHA256, sorted(starts), **WHO)
        with Register.open(":memory:") as fresh:  # type: ignore[arg-type]
            stored(fresh)
            resplit(fresh, SHA256, STARTS, **WHO)
            assert content(register) == content(fresh)
        assert list(register.db.execute("PRAGMA foreign_key_check")) == []
