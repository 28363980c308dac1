"""A reading with people's corrections in it: theirs stand, the others' order does not matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letters import BOX, DISTRICT, PROVINCE, citation, duty, found, letter, number, receipt

from extract.corrected import ADDED, ASTRAY, PERSON, Correction, Kind, corrected
from extract.dates import Due
from extract.letter import Contact, Doubt, Letter
from ocr.page import Box

DAY = date(2026, 2, 16)


def at(n: int) -> Box:
    return Box(10 * n, 10, 10 * n + 9, 20)


def asked(text: str, n: int) -> Any:
    phrase = replace(found(text), box=at(n))
    return replace(duty(text, Due("date", DAY), [DISTRICT], PROVINCE), phrase=phrase)


READ = letter(
    "ชร 0017/1",
    DAY,
    PROVINCE,
    addressees=tuple(replace(found(name), box=at(n)) for n, name in enumerate(("ก", "ข", "ค"))),
    receipts=(replace(receipt(DISTRICT, 4, DAY), box=at(9)),),
    obligations=(asked("รายงานผลการดำเนินงาน", 4), asked("ส่งรายชื่อผู้เข้าอบรม", 5)),
    cites=[citation("มท 0206/ว 1", DAY)],
    contact=Contact(None, (found("053711234"),)),
    doubts=(
        Doubt("number", "low-confidence", 1, BOX),
        Doubt("addressees", "office-unknown", 1, at(1)),
        Doubt("obligations", "low-confidence", 1, at(4)),
        Doubt("receipts", "stamp-unreadable", 1, at(9)),
        Doubt("pages", "split-uncertain", 1, None),
    ),
)


def said(field: str, position: int, value: Any, box: Box = BOX, **more: Any) -> Correction:
    kind: Kind = more.pop("kind", "correct")
    return Correction(field, position, kind, value, more.pop("was", None), "พิมพ์", 1, box)


SAID = (
    said("number", 0, number("ชร 0017/7")),
    said("addressees", 1, "ง", at(1), was="ข"),
    said("addressees", 2, None, at(2), was="ค", kind="remove"),
    said("addressees", ADDED, "จ", kind="add"),
    said("obligations", 1, "ส่งรายชื่อ", at(5), was="ส่งรายชื่อผู้เข้าอบรม"),
    said("obligations.due", 1, Due("ongoing"), at(5), was="ส่งรายชื่อผู้เข้าอบรม"),
    said("receipts.number", 0, 5, BOX, was="x"),
    said("contact.telephones", 0, "053711235", was="053711234"),
    said("citations.number", 0, number("มท 0206/ว 2"), was="หนังสือNone ที่ มท 0206/ว 1"),
    said("attachments.quantity", 0, 3, was="สำเนาหนังสือNone ที่ มท 0206/ว 1"),
)


def test_every_word_is_worked_in() -> None:
    told, positions = corrected(READ, SAID)
    assert told.number == replace(READ.number, value=number("ชร 0017/7"), raw="พิมพ์",
                                  rule=PERSON, confidence=1.0)  # fmt: skip
    assert [one.value for one in told.addressees] == ["ก", "ง", "จ"]
    assert positions["addressees"] == (0, 1, ADDED)
    assert [one.phrase.value for one in told.obligations] == ["รายงานผลการดำเนินงาน", "ส่งรายชื่อ"]
    assert told.obligations[1].due == Due("ongoing")
    assert (told.receipts[0].number, told.receipts[0].date) != (None, None)
    assert told.citations[0].number == told.attachments[0].citation.number
    assert told.attachments[0].quantity == 3
    assert [(doubt.field, doubt.reason) for doubt in told.doubts] == [
        ("obligations", "low-confidence"), ("pages", "split-uncertain"),
    ]  # fmt: skip


@settings(deadline=None)
@given(st.permutations(SAID), st.sets(st.sampled_from(range(len(SAID)))))
def test_the_order_of_words_does_not_matter(order: list[Correction], left_out: set[int]) -> None:
    some = [each for each in SAID if SAID.index(each) not in left_out]
    shuffled = [each for each in order if each in some]
    assert corrected(READ, shuffled) == corrected(READ, some)


def test_without_words_a_reading_is_itself() -> None:
    assert corrected(READ, ()) == (READ, {})


@settings(deadline=None)
@given(st.permutations(range(3)))
def test_an_item_is_found_again_where_a_newer_reading_has_it(order: list[int]) -> None:
    anew = replace(READ, addressees=tuple(READ.addressees[n] for n in order))
    told, _ = corrected(anew, SAID[1:2])
    assert [one.value for one in told.addressees] == [("ก", "ง", "ค")[n] for n in order]


def test_what_a_newer_reading_lost_stands_by_itself() -> None:
    lost = replace(READ, addressees=(), obligations=())
    told, positions = corrected(lost, SAID)
    assert [one.value for one in told.addressees] == ["จ", "ง"]
    assert positions["addressees"] == (ADDED, ASTRAY + 1)
    (owed,) = told.obligations
    assert (owed.phrase.value, owed.due) == ("ส่งรายชื่อ", Due("ongoing"))


@pytest.mark.parametrize("part", ["", ".number"])
def test_a_stamp_that_is_removed_is_gone_whatever_was_said_of_it(part: str) -> None:
    words = (said(f"receipts{part or '.date'}", 0, 7 if part else DAY, at(9)),
             said("receipts", 0, None, at(9), kind="remove"))  # fmt: skip
    assert corrected(READ, words).letter.receipts == ()


def test_a_date_put_right_takes_the_doubts_about_its_order_with_it() -> None:
    early = Doubt("receipts", "received-before-sent", 1, BOX)
    late: Letter = replace(READ, date=found(date(2026, 3, 1)), doubts=(early,))
    assert corrected(late, [said("date", 0, DAY)]).letter.doubts == ()
    assert corrected(late, [said("date", 0, date(2026, 2, 20))]).letter.doubts == (early,)
