"""Thai characters in stored order, whatever order an engine gives them in."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ocr.textlayer
import ocr.thai
from ocr.textlayer import agrees, is_proper
from ocr.thai import LEADING, TRAILING, compose, orphans, place_in, splits_cluster

THAI = st.text("กขนปรอำาํะเแโไ่้๊๋ัิีึืุู็์ฯๆ ๑๒a.")


@pytest.mark.parametrize(
    ("seen", "stored"),
    [
        ("นํา", "นำ"),
        ("น้ํา", "น้ำ"),
        ("นํ้า", "น้ำ"),
        ("นำ้", "น้ำ"),
        ("เเละ", "และ"),
        ("ท่ี", "ที่"),
        ("ผู้้", "ผู้"),
        ("ศูนย์์", "ศูนย์"),
        ("สําเนา ที่ อําเภอ", "สำเนา ที่ อำเภอ"),
        ("SMS 2569", "SMS 2569"),
    ],
)
def test_marks_are_put_in_stored_order(seen: str, stored: str) -> None:
    assert compose(seen) == stored


@given(THAI)
def test_composing_twice_changes_nothing(text: str) -> None:
    assert compose(compose(text)) == compose(text)


@given(THAI)
def test_nothing_is_left_to_compose(text: str) -> None:
    done = compose(text)
    assert "เเ" not in done
    assert "ํา" not in done
    assert not any(f"{tone}{vowel}" in done for tone in "่้๊๋" for vowel in "ัิีึืุู")


@given(THAI, THAI, st.sampled_from("ก๗แa"))
def test_a_character_that_composes_with_no_other_is_found_again(
    before: str, after: str, character: str
) -> None:
    text = before + character + after
    at = place_in(text, len(before))
    assert at is not None
    assert compose(text)[at] == character


@given(THAI, THAI)
def test_a_cluster_is_split_only_at_a_mark_or_after_a_leading_vowel(one: str, two: str) -> None:
    torn = bool(one and two) and (one[-1] in LEADING or two[0] in TRAILING)
    assert splits_cluster(one, two) == torn


def test_marks_without_a_consonant_are_counted() -> None:
    assert orphans("ที่ว่าการอำเภอ น้ำ ศูนย์") == 0
    assert orphans("ท ี่ว ่าการ") == 2


@pytest.mark.parametrize("text", ["สานักงาน\uf70aเภอ", "สำนักงาน\ufffd", "ท ี่ว ่าการอ าเภอ ส าเนา"])
def test_a_broken_text_layer_is_no_proper_thai(text: str) -> None:
    assert not is_proper(text)


def test_a_layer_must_keep_sara_am_and_thai_digits() -> None:
    seen = "สำนักงานปลัดอำเภอเมืองน่าน ที่ ๐๐๒๓ ลงวันที่ ๑๒ มีนาคม ๒๕๒๕"
    assert agrees("สำนักงานปลัดอำเภอเมืองน่าน ที่ ๐๐๒๓ ลงวันที่ ๑๗ มีนาคม ๒๕๖๙", seen)
    assert not agrees("สนักงานปลัดอเภอเมืองน่าน ที่ ๐๐๒๓ ลงวันที่ ๑๗ มีนาคม ๒๕๖๙", seen)
    assert not agrees("สำนักงานปลัดอำเภอเมืองน่าน ที่ 0023 ลงวันที่ 17 มีนาคม 2569", seen)


@pytest.mark.parametrize("module", [ocr.thai, ocr.textlayer])
def test_examples_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
