"""What is to be looked at: the least sure first, for those who may see it, until it is settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from letters import (
    BOX,
    DISTRICT,
    PROVINCE,
    chain_of_three,
    citation,
    duty,
    found,
    letter,
    number,
    receipt,
    scan,
    store,
)

from correspondence_db.access import Viewer, viewer_of_office
from correspondence_db.corrections import confirm, correct, settle, withdraw
from correspondence_db.queries import Question, count_review, review
from correspondence_db.store import Register
from extract.dates import Due
from extract.letter import Doubt, Letter
from ocr.page import Box

DAY = date(2026, 2, 16)
WHO: dict[str, Any] = {"who": "somsri", "at": datetime(2026, 2, 20, 12, tzinfo=UTC)}


def doubted(running: int, confidence: float, **more: Any) -> Letter:
    """A letter whose number is doubted, read so surely."""
    one = letter(f"ชร 0618/{running}", DAY, DISTRICT, confidence=confidence, **more)
    return replace(one, doubts=(Doubt("number", "low-confidence", 1, BOX),))


def test_the_least_sure_come_first_page_by_page(register: Register) -> None:
    for running, confidence in enumerate((0.5, 0.2, 0.9, 0.1, 0.4), 1):
        store(register, str(running), doubted(running, confidence))
    whole = review(register)
    assert [question.confidence for question in whole] == [0.1, 0.2, 0.4, 0.5, 0.9]
    parts = [review(register, 2, offset) for offset in (0, 2, 4, 6)]
    assert [question for part in parts for question in part] == list(whole)
    assert count_review(register) == 5
    assert review(register, letters=[whole[1].letter_id]) == (whole[1],)
    assert count_review(register, letters=[whole[1].letter_id]) == 1


def test_a_page_of_questions_is_found_in_order(register: Register) -> None:
    store(register, "one", doubted(1, 0.5))
    asked: list[str] = []
    register.db.conn.set_trace_callback(asked.append)
    review(register, 10)
    register.db.conn.set_trace_callback(None)
    (paged,) = [sql for sql in asked if "GROUP BY sureness" in sql]
    steps = [row[3] for row in register.db.execute(f"EXPLAIN QUERY PLAN {paged}")]
    assert any("INDEX doubts_open" in step for step in steps)
    assert not any("TEMP B-TREE" in step for step in steps)


def test_questions_are_for_those_who_may_see_the_letter(register: Register) -> None:
    store(register, "open", doubted(1, 0.5))
    store(register, "secret", doubted(2, 0.1, secrecy=found("ลับ", confidence=0.99)))
    for viewer, count in ((Viewer(None, 0), 1), (Viewer(None, 1), 2)):
        assert (
            len(review(register, viewer=viewer)) == count_review(register, viewer=viewer) == count
        )
    assert review(register, viewer=viewer_of_office("อำเภอแม่จัน", 3)) == ()


def whole_letter() -> Letter:
    """A letter with one doubt about each kind of thing."""
    places = [Box(10 * n, 10, 10 * n + 5, 20) for n in range(1, 8)]
    one = letter(
        "ชร 0017/1",
        DAY,
        PROVINCE,
        addressees=(replace(found("นายอำเภอพาม"), box=places[0]),),
        receipts=(replace(receipt(DISTRICT, 4, DAY), number=None, box=places[1]),),
        obligations=(
            replace(
                duty("รายงาน", Due("date", DAY), ["นายอำเภอพาน"]),
                phrase=replace(found("รายงาน"), box=places[2]),
            ),
        ),
        urgency=replace(found("ด่วน"), box=places[3]),
        cites=[citation("มท 0206/ว 1", DAY)],
    )
    fields = ("addressees", "receipts", "obligations", "urgency")
    doubts = [
        Doubt(field, "low-confidence", 1, box) for field, box in zip(fields, places, strict=False)
    ]
    return replace(
        one,
        doubts=(
            *doubts,
            Doubt("date", "low-confidence", 1, BOX),
            Doubt("sender", "office-unknown", 1, BOX),
            Doubt("pages", "split-uncertain", 1, None),
            Doubt("attachments", "enclosure-missing", 1, BOX),
        ),
    )


CONTROLS = {
    "addressees": "office",
    "receipts": "office",
    "obligations": "text",
    "urgency": "choice",
    "date": "date",
    "sender": "office",
    "pages": "boundary",
    "attachments": "settle",
}


def test_every_question_tells_how_it_is_answered(register: Register) -> None:
    store(register, "one", whole_letter())
    assert {question.field: question.control for question in review(register)} == CONTROLS
    (urgency,) = [question for question in review(register) if question.field == "urgency"]
    assert urgency.choices == ("ด่วน", "ด่วนมาก", "ด่วนที่สุด")
    assert urgency.sha256 == scan("one").sha256


def answer(register: Register, question: Question) -> None:
    """Answer a question in the simplest way that its control allows."""
    if question.control in ("boundary", "settle") or question.reading is None:
        for reason in question.reasons:
            settle(register, question.letter_id, question.doubted, reason, **WHO)
    else:
        confirm(
            register,
            question.letter_id,
            question.field,
            question.position,
            sha256=question.sha256,
            **WHO,
        )


@pytest.mark.parametrize("field", CONTROLS)
def test_a_question_that_is_answered_is_gone_and_no_other(register: Register, field: str) -> None:
    store(register, "one", whole_letter())
    (question,) = [one for one in review(register) if one.field == field]
    answer(register, question)
    assert {one.field for one in review(register)} == set(CONTROLS) - {field}
    store(register, "again", replace(whole_letter(), doubts=()))
    assert {one.field for one in review(register)} == set(CONTROLS) - {field}


def test_what_is_taken_back_is_asked_again(register: Register) -> None:
    (letter_id,) = store(register, "one", doubted(1, 0.5))
    correct(register, letter_id, "number", 0, "ชร 0618/7", **WHO)
    assert count_review(register) == 0
    withdraw(register, letter_id, "number", **WHO)
    assert count_review(register) == 1


def test_everything_can_be_answered(register: Register) -> None:
    ids = store(register, "bundle", *chain_of_three())
    misread = replace(chain_of_three()[1], number=found(number("ชร 0017.2/ว 557")))
    store(register, "other", misread)
    store(register, "whole", whole_letter())
    for _ in range(40):
        questions = review(register, 1)
        if not questions:
            break
        answer(register, questions[0])
    assert count_review(register) == 0
    assert ids
