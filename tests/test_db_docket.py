"""What is asked next: every question once, the least sure first, of letters that may be seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from letters import BOX, DISTRICT, PROVINCE, found, letter, store

from correspondence_db.access import Viewer, viewer_of_office
from correspondence_db.corrections import confirm
from correspondence_db.docket import Asking, Item, count, item, item_of
from correspondence_db.queries import review
from correspondence_db.store import Register
from extract.letter import Doubt, Letter
from ocr.page import Box

DAY = date(2026, 2, 16)
NOON = datetime(2026, 2, 20, 12, tzinfo=UTC)
UNREAD = Box(10, 20, 30, 40)


def doubted(running: int, confidence: float, sender: str = PROVINCE, **more: object) -> Letter:
    """A letter whose number was hard to read, and where a stamp could not be read at all."""
    doubts = (
        Doubt("number", "low-confidence", 1, BOX),
        Doubt("number", "digits-contested", 1, BOX),
        Doubt("receipts", "stamp-unreadable", 1, UNREAD),
    )
    subject = f"เรื่องที่ {running}"
    return letter(
        f"ชร 0017/{running}", DAY, sender,
        confidence=confidence, subject=subject, doubts=doubts, **more,
    )  # fmt: skip


def walked(register: Register, asking: Asking) -> Iterator[Item]:
    found = item(register, asking)
    while found:
        yield found
        found = item(register, asking, found.place)


@settings(deadline=None, max_examples=15)
@given(st.lists(st.sampled_from([0.2, 0.5, 0.5, 0.8]), min_size=1, max_size=5))
def test_every_question_is_asked_once_least_sure_first_and_the_same_way_back(
    confidences: list[float],
) -> None:
    with TemporaryDirectory() as folder, Register.open(Path(folder) / "register.db") as register:
        for running, confidence in enumerate(confidences, 1):
            store(register, str(running), doubted(running, confidence))
        on = list(walked(register, Asking()))
        assert len(on) == len(review(register)) == count(register, Asking()) == 2 * len(confidences)
        assert len({one.place for one in on}) == len(on)
        sure = [one.question.confidence or 0 for one in on]
        assert sure == sorted(sure)
        back = [item(register, Asking(), one.place, "back") for one in on[1:]]
        assert back == on[:-1]


def test_several_doubts_of_one_reading_are_one_question(register: Register) -> None:
    store(register, "one", doubted(1, 0.5))
    unread, number = walked(register, Asking())
    assert (unread.question.reading, unread.question.field) == (None, "receipts")
    assert number.question.reasons == ("low-confidence", "digits-contested")
    assert (number.question.field, number.question.position) == ("number", 0)


def test_what_was_answered_is_asked_no_more(register: Register) -> None:
    (letter_id,) = store(register, "one", doubted(1, 0.5))
    _, number = walked(register, Asking())
    confirm(register, letter_id, "number", who="somsri", at=NOON)
    assert [one.question.doubted for one in walked(register, Asking())] == ["receipts"]
    assert item_of(register, Asking().viewer, number.place.doubt_id) is None


def test_questions_are_of_letters_that_may_be_seen(register: Register) -> None:
    store(register, "open", doubted(1, 0.5))
    store(register, "secret", doubted(2, 0.5, secrecy=found("ลับ")))
    store(register, "district", doubted(3, 0.5, sender=DISTRICT))
    uncleared, district = Asking(Viewer(None, 0)), Asking(viewer_of_office(DISTRICT, 3))
    assert count(register, Asking()) == 6
    assert count(register, uncleared) == len(list(walked(register, uncleared))) == 4
    assert {one.question.sender for one in walked(register, district)} == {DISTRICT}
    secret = next(one for one in walked(register, Asking()) if one.question.letter_id == 2)
    assert item_of(register, uncleared.viewer, secret.place.doubt_id) is None


def test_questions_are_kept_to_an_office_or_a_letter(register: Register) -> None:
    store(register, "province", doubted(1, 0.5))
    (own,) = store(register, "district", doubted(2, 0.5, sender=DISTRICT))
    of_office = list(walked(register, Asking(office=DISTRICT)))
    of_letter = list(walked(register, Asking(letter_id=own)))
    assert of_office == of_letter
    assert {one.question.letter_id for one in of_letter} == {own}
