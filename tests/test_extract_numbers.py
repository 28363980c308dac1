"""Letter numbers: what is one, what is none, and what scans make of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.numbers import LetterNumber, find_numbers, letter_codes, parse_number
from extract.thaitext import unfold_digits

codes = st.sampled_from(sorted(letter_codes()))
digits = st.text("0123456789", min_size=1, max_size=3)
agencies = st.builds(
    lambda head, parts: ".".join([head, *parts]),
    st.from_regex(r"[0-9]{4}", fullmatch=True),
    st.lists(digits, max_size=2),
)
running = st.from_regex(r"[1-9][0-9]{0,4}", fullmatch=True)
numbers = st.builds(
    LetterNumber, codes, agencies, st.sampled_from(["", "ว", "บ", "ล"]), running, st.none()
)


@given(numbers)
def test_a_number_comes_back_from_its_spelling(number: LetterNumber) -> None:
    assert parse_number(str(number)) == number
    assert parse_number(f"ที่ {unfold_digits(str(number))}") == number
    assert parse_number(str(number).replace(" ", "")) == number


@given(codes, agencies)
def test_a_number_left_blank_comes_back_too(code: str, agency: str) -> None:
    for series in ("", "ว"):
        blank = LetterNumber(code, agency, series, None)
        assert parse_number(str(blank)) == blank


@given(st.integers(1, 99999), st.integers(2400, 2699))
def test_an_order_comes_back_from_its_spelling(number: int, year: int) -> None:
    order = LetterNumber("", "", "", str(number), year)
    assert parse_number(str(order)) == order
    assert [span.number for span in find_numbers(f"คำสั่งจังหวัดสมมุติ ที่ {order}")] == [order]


@given(numbers)
def test_a_number_is_found_at_its_place_in_a_citation(number: LetterNumber) -> None:
    before, after = "สำเนาหนังสือจังหวัดสมมุติ ด่วนที่สุด ที่ ", " ลงวันที่ ๑๖ กุมภาพันธ์ ๒๕๖๙"
    text = before + unfold_digits(str(number)) + after
    [span] = find_numbers(text)
    assert (span.number, span.start, span.end) == (number, len(before), len(text) - len(after))


@given(numbers, numbers)
def test_the_key_tells_numbers_apart_and_only_numbers(one: LetterNumber, two: LetterNumber) -> None:
    assert (one.key == two.key) == (one == two)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # as printed
        ("ที่ พย ๐๐๑๗.๓/ว ๔๔๑", "พย 0017.3/ว 441"),
        ("ที่ พย ๐๐๑๗.๓/๔๔๑", "พย 0017.3/441"),
        ("พย ๐๔๑๘/ว๙๑", "พย 0418/ว 91"),
        ("ตช ๐๐๖๖/๒๔๒๕๙", "ตช 0066/24259"),
        ("มท0808.2/ว540", "มท 0808.2/ว 540"),
        ("อบ.0032.001/ว1", "อบ 0032.001/ว 1"),
        ("ศธ 04056.12/45", "ศธ 04056.12/45"),
        ("กค (กวจ) 0405.2/ว 119", "กค 0405.2/ว 119"),
        ("นร(ปคร) 0505/ว 12", "นร 0505/ว 12"),
        ("สท 52301/บ 412", "สท 52301/บ 412"),
        ("ชบ 0033(2)/1234", "ชบ 0033/1234"),
        ("อว 64.1.2/99", "อว 64.1.2/99"),
        ("ที่ ศย ๐๑๖/ว ๕", "ศย 016/ว 5"),
        ("ที่ อว ๖๕๐๑(๓).๑/ว ๑๒", "อว 6501.1/ว 12"),
        ("ที่ สธ ๐๒๐๑.๐๔๒.๑/ว ๑๒๓๔", "สธ 0201.042.1/ว 1234"),
        ("ศธ 0527.10/ว 099", "ศธ 0527.10/ว 099"),
        ("กค. 0530.3/ว.61", "กค 0530.3/ว 61"),
        ("ด่วนที่สุด ที่ มท ๐๘๐๘.๒/ว ๑๒๓", "มท 0808.2/ว 123"),
        ("ที่ ลพ ๐๐๑๗.๒/ว", "ลพ 0017.2/ว"),
        ("ที่ ลพ ๐๐๑๗.๒/ว\n๑. แจ้งรายชื่อ", "ลพ 0017.2/ว"),
        # as scanned
        ("ที พย ๐o๑๗.๓/ว ๔๔๑", "พย 0017.3/ว 441"),
        ("ที่ พ ย ๐ ๐๑๗ . ๓ / ว ๔๔๑", "พย 0017.3/ว 441"),
        ("ที่พย๐๐๑๗.๓/ว๔๔๑", "พย 0017.3/ว 441"),
        ("ที่ พย ๐๐๑๗.๓lว ๔๔๑", "พย 0017.3/ว 441"),
        ("ที่ พย ๐๐๑๗.๓|๔๔๑", "พย 0017.3/441"),
        ("ที่ พย ๐๐๑๗.๓1ว ๔๔๑", "พย 0017.3/ว 441"),
        ("ที่ พย ๐๐๑๗ว ๔๔๑", "พย 0017/ว 441"),
        ("ที่ พย ๐๐๑๗.๓/า ๔๔๑", "พย 0017.3/ว 441"),
        ("ที่ พย ๐๐๑๗:๓@/ว ๔๔๑", "พย 0017.3/ว 441"),
        ("ที่ พย ๐๐๑๗๓/ว ๔๔๑", "พย 0017.3/ว 441"),
        ("ที่ ขร ๐๐๑๗.๒/ว ๕๕", "ชร 0017.2/ว 55"),
    ],
)
def test_numbers_are_read_as_printed_and_as_scanned(text: str, expected: str) -> None:
    assert [str(span.number) for span in find_numbers(text)] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "วันที่ ๑๕/๑๐/๒๕๖๘",
        "ลว ๑๕/๑๐/๒๕๖๘",
        "ลว ๑๕/๑๐/๖๘",
        "พระราชบัญญัติ พ.ศ. ๒๕๓๙ มาตรา ๑๒/๑",
        "โทร. ๐ ๕๓๑๕ ๐๑๙๔ ต่อ ๑๒/๑๓",
        "โทร ๐๕๓๗๒/๑๒๓๔",
        "จำนวน ๑๒๓๔/๕๖ บาท",
        "บ้านเลขที่ ๑๒๓/๔๕ หมู่ที่ ๑๒/๒",
        "การประชุมครั้งที่ ๓/๒๕๖๙",
        "ประกาศฉบับที่ ๒/๒๕๖๙",
        "ทะเบียนเลขที่ ๑๒๓/๒๕๖๙",
        "ร้อยละ ๕๐/๕๐",
        "เลขรับ ๒๕๓",
        "เปิดตลอด ๒๔/๗",
    ],
)
def test_other_figures_are_no_letter_numbers(text: str) -> None:
    assert find_numbers(text) == []


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ("ที่ พย ๐๐๑๗๓/ว ๔๔๑", "ที่ พย ๐๐๑๗.๓/ว ๔๔๑"),
        ("ที่ พย ๐๐๑๗.๓lว ๔๔๑", "ที่ พย ๐๐๑๗.๓/ว ๔๔๑"),
        ("ที่ พย ๐๐๑๗.๓ว ๔๔๑", "ที่ พย ๐๐๑๗.๓lว ๔๔๑"),
        ("ที่ พย ๐๐๑๗.๓/ร ๔๔๑", "ที่ พย ๐๐๑๗.๓/ว ๔๔๑"),
        ("ที่ ญญ ๐๐๑๗.๓/ว ๔๔๑", "ที่ พย ๐๐๑๗.๓/ว ๔๔๑"),
        ("ที่ ขร ๐๐๑๗.๓/ว ๔๔๑", "ที่ ชร ๐๐๑๗.๓/ว ๔๔๑"),
        ("ที่ พย ๐๐๑๗.๓/", "ที่ พย ๐๐๑๗.๓/ว"),
    ],
)
def test_what_had_to_be_mended_is_trusted_less(worse: str, better: str) -> None:
    assert find_numbers(worse)[0].confidence < find_numbers(better)[0].confidence


def test_five_digits_are_as_they_should_be_for_a_local_government() -> None:
    assert find_numbers("ที่ พย ๗๑๕๐๑/๑๒")[0].confidence > 0.9
    assert find_numbers("ที่ พย ๐๐๑๗๒/๑๒")[0].confidence < 0.7


def test_a_lost_dot_is_put_back_where_only_it_can_be_missing() -> None:
    assert str(find_numbers("ที่ พย ๐๐๑๗๒/ว ๑๒")[0].number) == "พย 0017.2/ว 12"
    assert str(find_numbers("ที่ พย ๗๑๕๐๑/๑๒")[0].number) == "พย 71501/12"
    assert str(find_numbers("ที่ ศธ ๐๔๐๕๖/๑๒")[0].number) == "ศธ 04056/12"


def test_digits_spaced_out_to_the_end_of_a_line_are_one_number_and_doubted() -> None:
    (span,) = find_numbers("ที่ พย ๐๐๑๗.๓/ว ๑ ๙๐๔")
    assert str(span.number) == "พย 0017.3/ว 1904"
    assert span.confidence < 0.6
    (span,) = find_numbers("ที่ พย ๐๐๑๗.๓/ว ๑๙ จำนวน ๔ ชุด")
    assert str(span.number) == "พย 0017.3/ว 19"


def test_an_order_is_one_behind_its_title_or_at_a_line_of_its_own() -> None:
    order = LetterNumber("", "", "", "41", 2569)
    assert [s.number for s in find_numbers("คำสั่งอำเภอสมมุติที่ ๔๑/๒๕๖๙")] == [order]
    assert [s.number for s in find_numbers("คำสั่งอำเภอสมมุติ\nที่ ๔๑/๒๕๖๙")] == [order]
    assert find_numbers("ตามสัญญาจ้าง ที่ ๔๑/๒๕๖๙") == []


def test_numbers_come_in_the_order_of_the_text() -> None:
    text = "อ้างถึง ๑. หนังสือที่ มท ๐๘๑๐.๗/ว ๑๑๘๔ ๒. หนังสือ ที่ พย ๐๐๒๓.๓/ว ๑๙"
    assert [span.number.code for span in find_numbers(text)] == ["มท", "พย"]


@given(st.text(alphabet=st.sampled_from("กทมที่ว0๑/.()| lO\nพย๕"), max_size=40))
def test_no_text_is_too_strange(text: str) -> None:
    for span in find_numbers(text):
        assert 0 <= span.start < span.end <= len(text)
        assert 0 < span.confidence <= 1
