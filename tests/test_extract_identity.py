"""Whether two findings are of one letter: scanned again, sent out anew, or another altogether."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letters import MINISTRY, PROVINCE, SUBJECT, number

from extract.chain import Naming, name_key
from extract.identity import (
    ONE,
    PERHAPS,
    Copy,
    cited_identity,
    is_same_form,
    letter_identity,
    odds_of_one,
    sets_of_one_letter,
)
from extract.numbers import LetterNumber

FEBRUARY_16 = date(2026, 2, 16)
TEXT = name_key("ด้วยจังหวัดเชียงรายได้กำหนดแนวทางเตรียมความพร้อมรับสถานการณ์ภัยแล้ง จึงขอให้อำเภอ" * 5)


def copy(
    printed: str | None = "ชร 0017.2/ว 551",
    day: date | None = FEBRUARY_16,
    sender: str | None = PROVINCE,
    subject: str | None = SUBJECT,
    **more: object,
) -> Copy:
    naming = Naming(
        printed and printed.replace(" ", ""),
        day,
        name_key(sender) if sender else None,
        name_key(subject) if subject else None,
    )
    return Copy(naming, **({"form": "external"} | more))  # type: ignore[arg-type]


LETTER = copy()
WHOLE = copy(addressees="นายอำเภอ ทุกอำเภอ", passes_on=frozenset({"มท0206.2/ว852"}), text=TEXT)


@pytest.mark.parametrize(
    "again",
    [
        copy(),
        copy(None),
        copy(day=date(2026, 2, 10)),  # number, office and year are the letter's identity
        copy(day=None),
        copy(sender=None),
        copy(subject=None),
        copy(subject="การประชุม"),
    ],
)
def test_a_letter_scanned_again_is_one_though_something_is_misread(again: Copy) -> None:
    assert odds_of_one(LETTER, again) >= ONE
    assert sets_of_one_letter([LETTER, again]) == [(0, 1)]


@pytest.mark.parametrize(
    "misread", ["ชร0017.2/ว557", "ชร0017.2/ว55", "ชร0017.2/551", "ซร0017.2/ว551"]
)
@pytest.mark.parametrize("agrees", ["addressees", "passes_on", "text"])
def test_a_character_misread_needs_more_than_office_day_and_subject(
    misread: str, agrees: str
) -> None:
    more = {agrees: getattr(WHOLE, agrees)}
    assert odds_of_one(copy(**more), copy(misread, **more)) >= ONE
    assert PERHAPS <= odds_of_one(copy(), copy(misread)) < ONE


@pytest.mark.parametrize(
    "other",
    [
        copy("ชร 0017.2/ว 552", date(2026, 2, 17)),  # the next number, a day later
        copy("ชร 0017.2/ว 562"),
        copy("ชร 0017.2/ว 552", subject="การประชุมหัวหน้าส่วนราชการ"),
        copy("ลพ 0017.2/ว 551", sender="จังหวัดลำพูน"),
        copy(day=date(2025, 2, 16)),  # numbers begin anew each year
        copy(day=date(2025, 7, 1)),
        copy(day=date(2026, 2, 17), subject="การประชุมหัวหน้าส่วนราชการ"),  # one number given twice
        copy(None, subject="การประชุมหัวหน้าส่วนราชการ"),
        copy(None, None),
        copy(None, sender=MINISTRY),
    ],
)
def test_what_differs_in_more_is_another_letter(other: Copy) -> None:
    assert odds_of_one(LETTER, other) < ONE
    assert sets_of_one_letter([LETTER, other]) == [(0,), (1,)]


def test_a_form_sent_to_each_office_is_another_letter_each_time() -> None:
    """Same day, same text, same attachment: the number and whom it goes to tell."""
    to_phan = replace(WHOLE, addressees="นายอำเภอพาน")
    to_chan = replace(
        to_phan, addressees="นายอำเภอแม่จัน", naming=replace(WHOLE.naming, number="ชร0017.2/ว552")
    )
    assert odds_of_one(to_phan, to_chan) < ONE
    farther = replace(to_phan, naming=replace(WHOLE.naming, number="ชร0017.2/ว603"))
    assert odds_of_one(to_phan, farther) < ONE
    assert is_same_form(to_phan, to_chan)
    assert is_same_form(to_phan, farther)


def test_a_form_has_another_number_and_the_same_in_it() -> None:
    assert not is_same_form(WHOLE, WHOLE)
    assert not is_same_form(copy(), copy("ชร 0017.2/ว 603", subject="การประชุม"))
    assert not is_same_form(copy(), copy("ชร 0017.2/ว 603", sender=MINISTRY))
    other = name_key("ขอเชิญประชุมคณะกรรมการบริหารงานจังหวัดแบบบูรณาการ ครั้งที่หนึ่ง ประจำปี" * 5)
    renumbered = replace(WHOLE, naming=replace(WHOLE.naming, number="ชร0017.2/ว603"))
    assert not is_same_form(WHOLE, replace(renumbered, text=other))


def test_two_numbers_a_digit_apart_on_two_days_are_two_letters_whatever_else_agrees() -> None:
    next_day = replace(WHOLE.naming, number="ชร0017.2/ว552", date=date(2026, 2, 17))
    assert odds_of_one(WHOLE, replace(WHOLE, naming=next_day)) < ONE


def test_neighbouring_circulars_of_one_pattern_are_two_letters() -> None:
    """ว 551 is about the first round and ว 552 about the second: no copy of it misread."""
    first = replace(WHOLE, passes_on=frozenset(), text=TEXT + "งวดที่1")
    second = replace(
        first, naming=replace(WHOLE.naming, number="ชร0017.2/ว552"), text=TEXT + "งวดที่2"
    )
    assert PERHAPS <= odds_of_one(first, second) < ONE
    misread = replace(second, text=first.text)
    assert odds_of_one(first, misread) >= ONE
    named = [
        replace(each.naming, subject=f"{SUBJECT}{n}") for n, each in enumerate((first, second))
    ]
    of_round = [replace(first, naming=naming, text=None) for naming in named]
    assert odds_of_one(*of_round) < ONE


def test_a_year_misread_is_mended_only_where_all_else_agrees() -> None:
    other_year = date(2025, 2, 16)
    assert PERHAPS <= odds_of_one(LETTER, copy(day=other_year)) < ONE
    misread = replace(WHOLE, naming=replace(WHOLE.naming, date=other_year))
    assert odds_of_one(WHOLE, misread) >= ONE


def test_letters_without_number_and_subject_are_told_by_their_text() -> None:
    stamped = copy(None, subject=None, form="stamped", text=TEXT)
    assert odds_of_one(stamped, stamped) >= ONE
    other = name_key("ขอเชิญประชุมคณะกรรมการบริหารงานจังหวัดแบบบูรณาการ ครั้งที่หนึ่ง ประจำปี" * 5)
    assert odds_of_one(stamped, replace(stamped, text=other)) < PERHAPS


def test_a_copy_that_fits_two_letters_is_of_neither() -> None:
    last_year, undated = copy(day=date(2025, 2, 20)), copy(day=None)
    assert sets_of_one_letter([LETTER, undated]) == [(0, 1)]
    assert sets_of_one_letter([LETTER, undated, last_year]) == [(0,), (1,), (2,)]


_copies = st.builds(
    copy,
    st.sampled_from(["ชร 0017.2/ว 551", "ชร 0017.2/ว 557", "ชร 0017.2/ว 577", None]),
    st.sampled_from([FEBRUARY_16, date(2026, 2, 17), date(2025, 2, 16), None]),
    st.sampled_from([PROVINCE, MINISTRY, None]),
    st.sampled_from([SUBJECT, "การประชุมประจำเดือน", None]),
    addressees=st.sampled_from(["นายอำเภอ ทุกอำเภอ", "นายอำเภอพาน", None]),
    text=st.sampled_from([TEXT, None]),
)


@given(st.lists(_copies, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_copies_never_matters(copies: list[Copy], random) -> None:  # type: ignore[no-untyped-def]
    order = random.sample(range(len(copies)), len(copies))
    shuffled = sets_of_one_letter([copies[at] for at in order])
    expected = sets_of_one_letter(copies)
    assert sorted(at for one in expected for at in one) == list(range(len(copies)))
    assert {frozenset(order[at] for at in one) for one in shuffled} == set(map(frozenset, expected))


def test_identity_is_number_office_and_year() -> None:
    identity = letter_identity(number("ชร 0017.2/ว 551"), PROVINCE, FEBRUARY_16)
    assert identity == letter_identity(number("ชร ๐๐๑๗.๒/ว๕๕๑"), "จังหวัด เชียงราย", date(2026, 12, 1))
    assert identity == cited_identity(number("ชร 0017.2/ว 551"), PROVINCE, FEBRUARY_16)
    assert identity != letter_identity(number("ชร 0017.2/ว 551"), PROVINCE, date(2025, 2, 16))
    assert identity != letter_identity(number("ชร 0017.2/551"), PROVINCE, FEBRUARY_16)


@pytest.mark.parametrize(
    ("printed", "sender", "day"),
    [
        (None, PROVINCE, FEBRUARY_16),
        ("ลพ 0017.2/ว", PROVINCE, FEBRUARY_16),
        ("ชร 0017.2/ว 551", PROVINCE, None),
    ],
)
def test_no_identity_without_number_and_year(
    printed: str | None, sender: str | None, day: date | None
) -> None:
    assert letter_identity(number(printed) if printed else None, sender, day) is None


def test_an_order_is_told_by_its_own_year_and_its_office() -> None:
    order = LetterNumber("", "", "", "123", 2569)
    assert letter_identity(order, PROVINCE, None) == letter_identity(order, PROVINCE, FEBRUARY_16)
    assert letter_identity(order, None, FEBRUARY_16) is None


def test_a_letter_known_from_citations_needs_office_or_date() -> None:
    one = number("ชร 0017.2/ว 551")
    assert cited_identity(one, PROVINCE, None)
    assert cited_identity(one, None, FEBRUARY_16)
    assert cited_identity(one, None, None) is None
    assert cited_identity(None, PROVINCE, FEBRUARY_16) is None
