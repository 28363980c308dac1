"""Letters as they were read from the samples, scanned again with a digit misread: one, or two."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from letters import scan

from correspondence_db.findings import findings
from correspondence_db.graph import graph_of
from correspondence_db.kinship import Kin, kin_of
from correspondence_db.store import Register
from extract.bundle import read_letters
from extract.letter import Letter
from ocr.page import OcrPage
from samples.record import load_words, samples


def _bundle(name: str) -> tuple[list[OcrPage], tuple[Letter, ...]]:
    (sample,) = (one for one in samples() if one.name == name)
    pages, _ = load_words(sample)
    return pages, read_letters(pages)


#: อำเภอ, จังหวัด, กระทรวง and กรม, stapled together.
PAGES, CHAIN = _bundle("monthly_chain")


def test_same_file_same_letter_and_same_form_are_three_answers(tmp_path: Path) -> None:
    (district, *_) = CHAIN
    assert district.number
    renumbered = replace(district.number.value, running="909")
    form = replace(district, number=replace(district.number, value=renumbered))
    with Register.open(tmp_path / "register.db") as register:
        first, *_ = register.store(scan("first"), PAGES, CHAIN)
        assert register.has_scan(scan("first").sha256)  # the same file: nothing is stored
        (again,) = register.store(scan("again"), PAGES, [district])
        (other,) = register.store(scan("form"), PAGES, [form])
        told = kin_of(register, [first, other])
    assert again == first != other
    assert told == (Kin(first, 2, (other,)), Kin(other, 1, (first,)))


@st.composite
def _misread(draw: st.DrawFn) -> tuple[int, Letter]:
    """One letter of the chain, and the same with another digit in its running number."""
    at = draw(st.integers(0, len(CHAIN) - 1))
    number = CHAIN[at].number
    assert number
    assert number.value.running
    digits = number.value.running
    place = draw(st.integers(0, len(digits) - 1))
    other = draw(st.sampled_from([digit for digit in "123456789" if digit != digits[place]]))
    running = digits[:place] + other + digits[place + 1 :]
    value = replace(number.value, running=running)
    return at, replace(CHAIN[at], number=replace(number, value=value))


def _store(folder: str, again: Letter) -> tuple[list[int], list[int], set[str]]:
    """The ids of the chain's letters, of the letter scanned again, and what an auditor is told."""
    with Register.open(Path(folder) / "register.db") as register:
        first = register.store(scan("first"), PAGES, CHAIN)
        second = register.store(scan("again"), PAGES, [again])
        told = {one.kind for one in findings(graph_of(register))}
    return list(first), list(second), told


@settings(max_examples=12, deadline=None)
@given(_misread())
def test_a_digit_misread_in_the_second_scan_leaves_one_letter(misread: tuple[int, Letter]) -> None:
    at, again = misread
    with TemporaryDirectory() as folder:
        first, second, told = _store(folder, again)
    assert second == [first[at]]
    assert "numbers-differ" in told


@settings(max_examples=12, deadline=None)
@given(_misread(), st.integers(1, 60))
def test_a_number_a_digit_apart_on_another_day_is_another_letter(
    misread: tuple[int, Letter], days: int
) -> None:
    """A form of the same text, sent on later under a number that looks much the same."""
    _, again = misread
    assert again.date
    later = replace(again.date, value=again.date.value + timedelta(days))
    with TemporaryDirectory() as folder:
        first, second, _ = _store(folder, replace(again, date=later))
    assert second[0] not in first
