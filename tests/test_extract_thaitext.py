"""Digits, and the skeleton in which what scans lose and mistake is gone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.thaitext import bones, fold_digits, looks, skeleton, skeleton_pattern, unfold_digits

thai = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B),
        st.sampled_from(" \n0123456789./-()abc\u200b"),
    ),
    max_size=60,
)


@given(thai)
def test_folding_and_unfolding_digits_keep_every_place(text: str) -> None:
    assert len(fold_digits(text)) == len(unfold_digits(text)) == len(text)
    assert fold_digits(unfold_digits(text)) == fold_digits(text)
    assert unfold_digits(fold_digits(text)) == unfold_digits(text)


def test_thai_digits_are_arabic_ones() -> None:
    assert fold_digits("๐๑๒๓๔๕๖๗๘๙") == "0123456789"
    assert unfold_digits("ว 353") == "ว ๓๕๓"


@pytest.mark.parametrize(
    ("printed", "damaged"),
    [
        ("ภายในวันที่ ๒๕", "ภายไน วันที 25"),
        ("สำเนาหนังสือ", "สําเนา หนงัสอ".replace("หนงัสอ", "หนังสื่อ")),
        ("แจ้ง", "เเจง"),
        ("กรกฎาคม", "กรกฏาคม"),
        ("น้ำมัน", "นํ้ามัน"),
        ("องค์การบริหารส่วนตำบล", "อง ค\u200bการบรีหารสวนตําบล"),
    ],
)
def test_damage_leaves_the_skeleton_whole(printed: str, damaged: str) -> None:
    assert skeleton(damaged).string == skeleton(printed).string


def test_a_space_between_digits_stays() -> None:
    assert skeleton("ข้อ ๑   ๒๕ มีนาคม").string == "ขอ1 25มินาคม"


@given(thai)
def test_a_skeleton_knows_where_each_of_its_characters_stood(text: str) -> None:
    marked = skeleton(text)
    assert len(marked.string) == len(marked.offsets)
    assert list(marked.offsets) == sorted(set(marked.offsets))
    assert all(0 <= offset < len(text) for offset in marked.offsets)
    assert bones(text) == marked.string


def test_a_span_takes_in_the_marks_above_its_last_letter() -> None:
    text = "ในเดือนนี้ ๆ"
    match = re.search("นิ", skeleton(text).string)
    assert match
    start, end = skeleton(text).span(*match.span())
    assert text[start:end] == "นี้"


def test_patterns_are_written_in_ordinary_spelling() -> None:
    within = skeleton_pattern(r"ภายใน \s? วันที่ (\d+)")
    match = within.search(skeleton("ให้ส่งภายในวันที ๒๕ มี.ค.").string)
    assert match
    assert match[1] == "25"


def test_letters_that_look_alike_look_the_same() -> None:
    assert looks("ขร") == looks("ชร") == looks("ซร")
    assert looks("ชร") != looks("ชม")
