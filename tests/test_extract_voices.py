"""What is taken of several readings: the print unless it is outweighed, and then by how much."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.voices import Voice, settled


def printed(key: str, confidence: float = 0.9) -> Voice:
    return Voice(key, confidence)


def cited(key: str, by: int, confidence: float = 0.9) -> Voice:
    return Voice(key, confidence, by)


def anything(_key: str) -> bool:
    return True


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        ([printed("a")], "a"),
        ([printed("a"), cited("b", 1)], "a"),
        ([printed("a"), cited("b", 1), cited("b", 2)], "a"),
        ([printed("a"), cited("b", 1), cited("b", 2), cited("b", 3)], "b"),
        ([printed("a", 0.7), cited("b", 1), cited("b", 2)], "b"),
        ([printed("a", 0.3), cited("b", 1)], "a"),  # one word is never enough
        ([printed("a", 0.3), cited("b", 1), cited("b", 1)], "a"),  # nor is one said twice
        ([printed("a"), printed("b", 0.6), cited("b", 1)], "b"),  # a copy prints it
        ([printed("a"), printed("b", 0.6), cited("b", 1), cited("a", 2)], "a"),
    ],
)
def test_the_print_is_kept_unless_it_is_outweighed(voices: list[Voice], expected: str) -> None:
    assert settled("a", voices, anything) == expected


def test_what_cannot_have_been_misread_is_not_taken() -> None:
    voices = [printed("a"), *(cited("b", by) for by in range(9))]
    assert settled("a", voices, lambda key: key != "b") == "a"


_voices = st.lists(
    st.builds(
        Voice,
        st.sampled_from("abc"),
        st.sampled_from([0.3, 0.6, 0.9]),
        st.sampled_from([None, 1, 2, 3]),
    ),
    max_size=8,
)


@given(_voices, st.randoms(use_true_random=False))
def test_the_order_of_voices_never_matters(voices: list[Voice], random) -> None:  # type: ignore[no-untyped-def]
    voices = [printed("a"), *voices]
    shuffled = random.sample(voices, len(voices))
    assert settled("a", shuffled, anything) == settled("a", voices, anything)
