"""Which letter a citation names: the cases that set the weights."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letters import MINISTRY, PROVINCE, SUBJECT, number

from extract.chain import (
    Agreement,
    Candidate,
    Cited,
    Naming,
    Place,
    compare_dates,
    compare_numbers,
    judge,
    name_key,
    number_key,
    resolve,
)

FEBRUARY_16 = date(2026, 2, 16)
#: Bundle 1: the letter that cites is its first; 2: another bundle.
HERE, NEXT, LATER, BEFORE, ELSEWHERE = (
    Place(1, 3),
    Place(1, 4),
    Place(1, 6),
    Place(1, 2),
    Place(2, 0),
)


def naming(
    printed: str | None = None,
    day: date | None = None,
    sender: str | None = None,
    subject: str | None = None,
    blind: bool = False,
) -> Naming:
    return Naming(
        number_key(number(printed)) if printed else None,
        day,
        name_key(sender) if sender else None,
        name_key(subject) if subject else None,
        blind,
    )


def cited(*args: object, context: str = "attachment", **more: object) -> Cited:
    return Cited(context, naming(*args, **more), HERE)  # type: ignore[arg-type]


def candidate(letter: int, *args: object, at: Place = ELSEWHERE, **more: object) -> Candidate:
    return Candidate(letter, naming(*args, **more), (at,))  # type: ignore[arg-type]


def chosen(reading: Cited, *candidates: Candidate) -> int | None:
    resolution = resolve([reading], candidates)
    return resolution.chosen.letter if resolution.chosen else None


THE_LETTER = ("ชร 0017.2/ว 551", FEBRUARY_16, PROVINCE)


def test_number_date_and_office_agree() -> None:
    resolution = resolve(
        [cited(*THE_LETTER, SUBJECT)], [candidate(7, *THE_LETTER, SUBJECT, at=NEXT)]
    )
    assert resolution.chosen
    assert resolution.chosen.letter == 7
    assert resolution.chosen.evidence == (
        "attachment",
        "bundle",
        "number",
        "date",
        "sender",
        "subject",
    )
    assert resolution.chosen.score > 0.99


def test_nothing_to_choose_from() -> None:
    assert resolve([cited(*THE_LETTER)], []).chosen is None


@pytest.mark.parametrize(
    ("day", "sender", "linked"),
    [
        (FEBRUARY_16, PROVINCE, True),  # date and office agree: one digit was misread
        (date(2026, 2, 17), PROVINCE, False),  # the next number, a day later
        (date(2025, 7, 1), PROVINCE, False),
        (FEBRUARY_16, "จังหวัดลำพูน", False),
        (None, PROVINCE, False),
        (FEBRUARY_16, None, False),
    ],
)
def test_the_number_beside_needs_date_and_office(
    day: date | None, sender: str | None, linked: bool
) -> None:
    beside = candidate(7, "ชร 0017.2/ว 552", day, sender)
    assert (chosen(cited(*THE_LETTER), beside) == 7) is linked


@pytest.mark.parametrize(
    ("day", "linked"),
    [
        (date(2025, 2, 16), True),  # the year alone is off: a slip
        (date(2026, 3, 6), True),  # number, office and year are the letter's identity
        (date(2024, 8, 30), False),  # numbers start anew each year: another letter
        (None, True),
    ],
)
def test_a_date_that_differs(day: date | None, linked: bool) -> None:
    other = candidate(7, "ชร 0017.2/ว 551", day, PROVINCE)
    assert (chosen(cited(*THE_LETTER), other) == 7) is linked


def test_a_number_alone_does_not_tell_the_year() -> None:
    assert chosen(cited("ชร 0017.2/ว 551"), candidate(7, *THE_LETTER)) is None


def test_digits_lost_on_both_sides_in_one_bundle() -> None:
    """An engine that cannot print five of the digits, and the letter is the next one stapled."""
    reading = cited("ชร 0010.2/ว 5035", date(2025, 10, 20), PROVINCE, SUBJECT, blind=True)
    header = candidate(
        7, "ชร 0017.2/ว 1223", date(2012, 5, 1), PROVINCE, SUBJECT, at=NEXT, blind=True
    )
    assert chosen(reading, header) == 7


def test_the_same_difference_counts_where_the_engine_can_read() -> None:
    reading = cited("ชร 0017.2/ว 551", FEBRUARY_16, PROVINCE, SUBJECT)
    header = candidate(7, "ชร 0017.2/ว 9024", date(2024, 5, 1), PROVINCE, SUBJECT, at=NEXT)
    assert chosen(reading, header) is None


def test_an_office_alone_names_the_next_letter() -> None:
    reading = cited(None, None, PROVINCE, SUBJECT)
    assert chosen(reading, candidate(7, *THE_LETTER, SUBJECT, at=NEXT)) == 7
    assert chosen(reading, candidate(7, *THE_LETTER, SUBJECT)) is None
    assert chosen(reading, candidate(7, "มท 0206/ว 1", None, MINISTRY, SUBJECT, at=NEXT)) is None


def test_the_letter_stapled_on_wins_over_its_like_elsewhere() -> None:
    here = candidate(7, "ชร 0017.2/ว 551", FEBRUARY_16, PROVINCE, SUBJECT, at=NEXT)
    there = candidate(8, "ชร 0017.2/ว 55", FEBRUARY_16, PROVINCE, SUBJECT)
    assert chosen(cited("ชร 0017.2/ว 51", FEBRUARY_16, PROVINCE, SUBJECT), here, there) == 7


def test_one_digit_misread_in_the_letter_stapled_on() -> None:
    """Another bundle holds the same letter, read well: the chain still runs through this bundle."""
    here = candidate(7, "ชร 0017.2/ว 557", FEBRUARY_16, PROVINCE, SUBJECT, at=NEXT)
    there = candidate(8, *THE_LETTER, SUBJECT)
    assert chosen(cited(*THE_LETTER, SUBJECT), here, there) == 7


def test_half_blind_readings_in_several_bundles() -> None:
    reading = cited("ชร 0015.2/ว 551", FEBRUARY_16, "จังหวัดเชิยงราย", SUBJECT, blind=True)
    here = candidate(7, None, None, PROVINCE, SUBJECT, at=NEXT, blind=True)
    there = candidate(8, "ชร 0013.2/ว 551", FEBRUARY_16, PROVINCE, SUBJECT, blind=True)
    assert chosen(reading, here, there) == 7


def test_a_letter_of_the_same_office_on_the_same_matter_is_not_the_one() -> None:
    """Stapled right behind, but its number and its date are those of another letter."""
    other = candidate(7, "ชร 0017.2/ว 9024", date(2026, 3, 5), PROVINCE, SUBJECT, at=NEXT)
    assert chosen(cited(*THE_LETTER, SUBJECT), other) is None


def test_near_ties_stay_open() -> None:
    one = candidate(7, "ชร 0017.2/ว 552", FEBRUARY_16, PROVINCE)
    other = candidate(8, "ชร 0017.2/ว 553", FEBRUARY_16, PROVINCE)
    resolution = resolve([cited(*THE_LETTER)], [one, other])
    assert resolution.chosen is None
    assert {rival.letter for rival in resolution.rivals} == {7, 8}


def test_the_best_reading_of_a_citation_counts() -> None:
    damaged = cited("ชร 0017.2/ว 11", None, None)
    clear = Cited("attachment", naming(*THE_LETTER), ELSEWHERE)
    resolution = resolve([damaged, clear], [candidate(7, *THE_LETTER)])
    assert resolution.chosen
    assert resolution.chosen.letter == 7


def test_order_in_the_bundle() -> None:
    places = [NEXT, LATER, BEFORE, ELSEWHERE]
    odds = [
        judge(cited(None, None, PROVINCE), candidate(7, *THE_LETTER, at=p)).odds for p in places
    ]
    assert odds == sorted(odds, reverse=True)
    assert len(set(odds)) == len(odds)


def test_comparisons() -> None:
    assert compare_numbers("ชร|0017.2|ว|1234", "ชร|0017.2|ว|1235") is Agreement.CLOSE
    assert compare_numbers("ชร|0017.2|ว|1234", "ชร|0017.2|ว|1234") is Agreement.SAME
    assert compare_numbers("ชร|0017.2|ว|1234", "ลพ|0018|ว|1234") is Agreement.APART
    assert compare_numbers(None, "ชร|0017.2|ว|1234") is Agreement.UNKNOWN
    assert compare_dates(date(2026, 2, 16), date(2025, 2, 16)) is Agreement.CLOSE
    assert compare_dates(date(2026, 2, 16), date(2025, 2, 17)) is Agreement.APART


_printed = st.sampled_from(["ชร 0017.2/ว 551", "ชร 0017.2/ว 552", "มท 0206.2/ว 852", None])
_days = st.sampled_from([FEBRUARY_16, date(2026, 2, 17), date(2025, 2, 16), None])
_senders = st.sampled_from([PROVINCE, MINISTRY, None])
_places = st.sampled_from([NEXT, LATER, BEFORE, ELSEWHERE])
_namings = st.builds(naming, _printed, _days, _senders, st.just(SUBJECT), st.booleans())


@given(
    st.lists(
        st.builds(Cited, st.just("attachment"), _namings, st.just(HERE)), min_size=1, max_size=3
    ),
    st.lists(st.tuples(_namings, _places), max_size=5),
    st.randoms(),
)
def test_the_order_of_the_candidates_never_matters(readings, found, random) -> None:  # type: ignore[no-untyped-def]
    candidates = [Candidate(n, name, (place,)) for n, (name, place) in enumerate(found)]
    expected = resolve(readings, candidates)
    random.shuffle(candidates)
    random.shuffle(readings)
    again = resolve(readings, candidates)
    assert (again.chosen and again.chosen.letter) == (expected.chosen and expected.chosen.letter)
    assert set(again.rivals) == set(expected.rivals)
