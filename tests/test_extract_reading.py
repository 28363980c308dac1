"""A letter that was written down comes back as it was."""

from __future__ import annotations

import json
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letters import BOX, chain_of_three, duty, found, letter

from extract.dates import Due
from extract.letter import Boundary, Contact, Doubt, Evidence, Letter, Receipt
from extract.numbers import LetterNumber
from extract.reading import letter_from_json, number_from_text

SAMPLES = Path(__file__).parent.parent / "samples"
FULL = letter(
    "มท 0206.2/ว 852",
    date(2026, 1, 30),
    "กระทรวงมหาดไทย",
    receipts=(Receipt(found("อำเภอพาน"), found(7), None, found(time(9, 5)), 1, BOX),),
    obligations=(
        duty("ส่ง", Due("date", date(2026, 3, 1), time(16, 30)), ["อำเภอพาน"], "จังหวัดเชียงราย"),
        duty("รายงาน", Due("relative", days=15, business=True, start="letter"), []),
    ),
    contact=Contact(found("กองช่าง"), (found("053711234"),)),
    doubts=(Doubt("number", "low-confidence", 1, None),),
    boundaries=(Boundary(1, "first", (Evidence("number", 2.0),), ("split-uncertain",)),),
    urgency=found("ด่วน"),
)


@pytest.mark.parametrize("one", [FULL, *chain_of_three()])
def test_a_letter_comes_back_from_its_json(one: Letter) -> None:
    assert letter_from_json(json.loads(json.dumps(one.to_json()))) == one


def sample_letters() -> list[Any]:
    return [
        told
        for path in sorted(SAMPLES.glob("*/letter.json"))
        for told in json.loads(path.read_text())
    ]


def test_every_letter_of_the_samples_comes_back() -> None:
    letters = sample_letters()
    assert letters
    for told in letters:
        assert json.loads(json.dumps(letter_from_json(told).to_json())) == told


@given(
    st.builds(
        LetterNumber,
        code=st.text("กขคงจชมท", min_size=2, max_size=2),
        agency=st.from_regex(r"[0-9]{2,5}(\.[0-9]{1,3})*", fullmatch=True),
        series=st.sampled_from(["", "ว", "บ"]),
        running=st.none() | st.from_regex(r"[0-9]{1,6}", fullmatch=True),
    )
)
def test_every_number_comes_back(number: LetterNumber) -> None:
    assert number_from_text(str(number)) == number


def test_what_an_older_reading_left_out_is_left_out() -> None:
    told = FULL.to_json()
    del told["boundaries"], told["codes"], told["attached_pages"]
    assert letter_from_json(told).boundaries == ()
