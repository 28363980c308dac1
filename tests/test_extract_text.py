"""Running text leads every character back to where it was printed."""

from hypothesis import given
from hypothesis import strategies as st

from extract.text import Text, of_line, of_lines, placed_lines
from tests.pages import INDENT, MARGIN, page

WORDS = st.text("กขคงจฉชาิีุู่้๐๑๒๓๙abc", min_size=1, max_size=12)
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=6), min_size=1, max_size=5)


def running(*rows: str) -> Text:
    return of_lines(placed_lines([page(*((MARGIN, row) for row in rows))]))


def test_a_word_broken_at_the_margin_is_joined_without_a_space() -> None:
    assert running("ให้รายงานผลการสำ", "รวจทุกเดือน").string == "ให้รายงานผลการสำรวจทุกเดือน"


def test_digits_at_a_line_end_keep_their_space() -> None:
    assert running("ภายในวันที่ ๒๘", "พฤศจิกายน").string == "ภายในวันที่ ๒๘ พฤศจิกายน"


def test_folding_keeps_every_span() -> None:
    text = running("ที่ ชร ๐๖๑๘.๑/ว ๓๕๓")
    assert text.folded == "ที่ ชร 0618.1/ว 353"
    assert len(text.folded) == len(text)


def test_a_found_value_shows_only_its_own_words() -> None:
    one = page((MARGIN, "ก่อน"), (INDENT, "เลข ๑๒๓ ท้าย"))
    text = of_lines(placed_lines([one]))
    at = text.string.index("๑๒๓")
    found = text[at : at + 3].found(123, "test")
    word = next(word for word in one.words if word.text == "๑๒๓")
    assert (found.raw, found.page, found.box) == ("๑๒๓", 1, word.box)


def test_part_of_a_long_run_is_cut_from_its_box() -> None:
    one = page((MARGIN, "ภายในวันที่๒๕ของทุกเดือน"))
    text = of_line(placed_lines([one])[0])
    at = text.string.index("๒๕")
    box = text[at : at + 2].found(25, "test").box
    whole = one.words[0].box
    assert whole.left < box.left < box.right < whole.right
    assert box.width < whole.width / 4


@given(LINES)
def test_every_printed_character_has_its_word(lines: list[list[str]]) -> None:
    pages = [page(*((MARGIN, " ".join(words)) for words in lines))]
    text = of_lines(placed_lines(pages))
    for character, origin in zip(text.string, text.origins, strict=True):
        assert (origin is None) == (character == " ")
        assert origin is None or character in origin.word.text


@given(LINES, st.data())
def test_evidence_lies_within_the_page(lines: list[list[str]], data: st.DataObject) -> None:
    one = page(*((MARGIN, " ".join(words)) for words in lines))
    text = of_lines(placed_lines([one]))
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    if part.is_printed:
        found = part.found("x", "test", 0.5)
        assert 0 <= found.confidence <= 0.5
        assert found.raw == part.string
