"""A bundle's numbers and dates held against each other: what is taken, what is kept, and why."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.almanac import is_working_day, thai_date
from extract.bundle import read_letters
from extract.gazetteer import Office, agencies
from extract.letter import Letter
from extract.numbering import department_of, is_of
from extract.numbers import parse_number
from extract.offices import office_named
from ocr.page import Alternative, OcrPage
from tests.pages import INDENT, MARGIN, MIDDLE, letter_page

ORIGIN, LATER = "๒๗ มกราคม ๒๕๖๙", "๒๙ มกราคม ๒๕๖๙"
NUMBER = "ชร ๐๐๑๗.๒/ว ๒๕๔๕"
BODY = (INDENT, "ด้วยจังหวัดเชียงรายจะสำรวจบ่อน้ำตื้น จึงขอให้ท่านรายงานจำนวนบ่อ ภายในวันที่ ๑๐ ของทุกเดือน")
WEEKDAYS = st.dates(date(2024, 3, 1), date(2028, 2, 28)).filter(is_working_day)


def stamp(day: str) -> tuple[float, int, str]:
    return (0.6, 20, f"อำเภอพาน|เลขรับ ๔๑๒|วันที่ {day}|เวลา ๑๐.๑๕ น.")


def district(cites: str = f"ที่ {NUMBER} ลงวันที่ {ORIGIN}", **options: object) -> OcrPage:
    """อำเภอพาน passes จังหวัดเชียงราย's letter on."""
    given_ = {
        "number": "ที่ ชร ๐๖๑๘.๑/ว ๓๕",
        "office": "ที่ว่าการอำเภอพาน",
        "dated": LATER,
        "enclosures": [f"สำเนาหนังสือจังหวัดเชียงราย {cites} จำนวน ๑ ชุด"],
        "closing": ("(นายตัวอย่าง สอง)", "นายอำเภอพาน"),
    }
    return letter_page(BODY, **(given_ | options))


def province(**options: object) -> OcrPage:
    given_ = {"number": f"ที่ {NUMBER}", "dated": ORIGIN, "page_number": 2}
    return letter_page(BODY, **(given_ | options))


def read(*pages: OcrPage) -> tuple[Letter, ...]:
    return read_letters(pages)


def reasons(letter: Letter, field: str) -> set[str]:
    return {doubt.reason for doubt in letter.doubts if doubt.field == field}


def test_a_bundle_that_agrees_is_left_alone() -> None:
    for letter in read(district(), province(stamps=[stamp("๒๘ ม.ค. ๒๕๖๙")])):
        assert letter.doubts == ()
        assert letter.date and letter.date.rule == "named_date"


def test_a_year_that_the_citation_and_the_stamp_belie_is_settled_and_shown() -> None:
    _, letter = read(district(), province(dated="๒๗ มกราคม ๒๕๖๘", stamps=[stamp("๒๘ ม.ค. ๒๕๖๙")]))
    assert letter.date and letter.date.value == date(2026, 1, 27)
    assert (letter.date.raw, letter.date.rule) == ("๒๗ มกราคม ๒๕๖๘", "date.bundle")
    assert "settled" in reasons(letter, "date")


def test_a_letter_older_than_the_one_it_passes_on_has_a_wrong_year() -> None:
    letter, _ = read(district(dated="๒๙ มกราคม ๒๕๖๕"), province())
    assert letter.date and letter.date.value == date(2026, 1, 29)
    assert "settled" in reasons(letter, "date")


def test_a_date_too_worn_to_read_is_taken_from_the_citation() -> None:
    _, letter = read(district(), province(dated="๒๗ มกราคม ๒a๖e"))
    assert letter.date and letter.date.value == date(2026, 1, 27)
    assert letter.date.raw == "๒๗ มกราคม ๒a๖e"
    assert "supplied" in reasons(letter, "date")


def test_a_print_that_shows_another_day_takes_none() -> None:
    _, letter = read(district(), province(dated="๑๕ กันยาxx ๒a๖e"))
    assert letter.date is None


def test_a_worn_year_leaves_the_day_and_month_that_are_printed() -> None:
    letter, _ = read(district(dated="๒๙ มกราคม ๒๕="), province())
    assert letter.date and letter.date.value == date(2026, 1, 29)
    assert "supplied" in reasons(letter, "date")


def test_a_sender_that_its_letter_does_not_show_is_who_is_cited() -> None:
    _, letter = read(district(), province(office="", number=f"ที่ {NUMBER}", closing=()))
    assert letter.sender and letter.sender.value == "จังหวัดเชียงราย"


def test_an_office_cut_short_is_whole_where_it_is_cited() -> None:
    office = "โรงเรียนบ้านสันทรายทดสอบวิทยา"
    above = {"number": f"ที่ {NUMBER}", "closing": ("(นายตัวอย่าง หนึ่ง)", "ครู")}
    cites = f"สำเนาหนังสือ{office} ที่ {NUMBER} ลงวันที่ {ORIGIN} จำนวน ๑ ชุด"
    _, letter = read(district(enclosures=[cites]), province(office="โรงเรียนบ้านสันท", **above))
    assert letter.sender and letter.sender.value == office
    assert "settled" in reasons(letter, "sender")


def test_a_provinces_code_is_its_own_whichever_unit_writes() -> None:
    closing = ("(นายตัวอย่าง หนึ่ง)", "ผู้ว่าราชการจังหวัดนครศรีธรรมราช")
    page = letter_page(
        BODY,
        (MARGIN, "สำนักงานสาธารณสุขจังหวัด"),
        number="ที่ นค ๐๐๓๒.๘/ว ๙๙๕",
        office="ศาลากลางจังหวัดนครศรีธรรมราช",
        closing=closing,
    )
    (letter,) = read(page)
    assert letter.number and letter.number.value.code == "นศ"


def test_the_own_print_outweighs_one_citation_that_differs_by_a_day() -> None:
    _, letter = read(district(cites=f"ที่ {NUMBER} ลงวันที่ ๒๖ มกราคม ๒๕๖๙"), province())
    assert letter.date and letter.date.value == date(2026, 1, 27)


def test_a_sunday_gives_way_to_the_day_that_is_cited() -> None:
    _, letter = read(
        district(cites=f"ที่ {NUMBER} ลงวันที่ ๒๖ มกราคม ๒๕๖๙"), province(dated="๒๕ มกราคม ๒๕๖๙")
    )
    assert letter.date and letter.date.value == date(2026, 1, 26)


def test_an_old_letter_that_is_only_referred_to_moves_no_date() -> None:
    old = (INDENT, f"ตามหนังสือจังหวัดเชียงราย ที่ {NUMBER} ลงวันที่ ๓ พฤษภาคม ๒๕๖๕ แจ้งการสำรวจ")
    (letter,) = read(letter_page(old, BODY, dated=LATER))
    assert letter.date and letter.date.value == date(2026, 1, 29)
    assert reasons(letter, "date") == set()


def test_a_digit_of_a_faint_number_is_that_of_the_citation() -> None:
    _, letter = read(district(), province(number="ที่ ชร ๐๐๑๗.๗ว ๒๕๔๕"))
    assert letter.number and str(letter.number.value) == "ชร 0017.2/ว 2545"
    assert letter.number.raw == "ชร ๐๐๑๗.๗ว ๒๕๔๕"
    assert "settled" in reasons(letter, "number")


def test_a_number_that_is_not_read_is_the_one_it_is_cited_by() -> None:
    _, letter = read(district(), province(number="ที่"))
    assert letter.number and str(letter.number.value) == "ชร 0017.2/ว 2545"
    assert "supplied" in reasons(letter, "number")


@pytest.mark.parametrize(
    ("code", "hall", "expected"),
    [
        ("ขร", "เชียงราย", "ชร"),  # no code at all
        ("ชน", "เชียงใหม่", "ชม"),  # Chai Nat's
        ("ดร", "ตราด", "ตร"),
        ("ผร", "แพร่", "พร"),
    ],
)
def test_a_code_is_that_of_the_hall_it_looks_like(code: str, hall: str, expected: str) -> None:
    (letter,) = read(
        letter_page(BODY, number=f"ที่ {code} ๐๐๑๗.๒/ว ๕๕๑", office=f"ศาลากลางจังหวัด{hall}")
    )
    assert letter.number and letter.number.value.code == expected
    assert letter.sender and letter.sender.value == f"จังหวัด{hall}"


def test_arabic_digits_among_thai_ones_are_doubted() -> None:
    (letter,) = read(letter_page(BODY, number="ที่ ชร ๐๐๑๗.๒/ว 8๖๐๗"))
    assert "digits-mixed" in reasons(letter, "number")


def test_a_district_numbers_its_own_letters_but_shares_its_house() -> None:
    foot = ((MIDDLE, "ขอแสดงความนับถือ"), (MIDDLE, "(นายตัวอย่าง สอง)"), (MIDDLE, "พัฒนาการอำเภอ"))
    unit = (MARGIN, "สำนักงานพัฒนาชุมชนอำเภอ")
    hall = {"office": "ที่ว่าการอำเภอพาน", "number": "ที่ ชร ๐๖๑9/ว ๓๕", "closing": ()}
    (own,), (other,) = read(letter_page(BODY, **hall)), read(letter_page(BODY, *foot, unit, **hall))
    assert own.number and str(own.number.value) == "ชร 0618/ว 35"
    assert other.number and str(other.number.value) == "ชร 0619/ว 35"


def competing(page: OcrPage, printed: str, at: int, digit: str) -> OcrPage:
    """The page with a digit that competes with one of a word's own."""
    words = [
        replace(word, alternatives=(Alternative(at, digit, 0.4),)) if word.text == printed else word
        for word in page.words
    ]
    assert any(word.alternatives for word in words)
    return replace(page, words=tuple(words))


def test_evidence_chooses_between_digits_that_compete() -> None:
    """On its own a Sunday stands; where the engine itself saw a Monday, it is the Monday."""
    sunday = letter_page(BODY, dated="๘ มีนาคม ๒๕๖๙")
    (alone,), (torn,) = read(sunday), read(competing(sunday, "๘", 0, "๙"))
    assert alone.date and alone.date.value == date(2026, 3, 8)
    assert torn.date and torn.date.value == date(2026, 3, 9)
    assert "settled" in reasons(torn, "date")


def test_a_digit_that_competes_changes_nothing_without_evidence() -> None:
    tuesday = letter_page(BODY, dated="๑๐ มีนาคม ๒๕๖๙")
    (letter,) = read(competing(tuesday, "๑๐", 1, "๑"))
    assert letter.date and letter.date.value == date(2026, 3, 10)
    assert reasons(letter, "date") == {"digits-contested"}


def test_a_digit_that_competes_is_sure_where_the_number_is_cited() -> None:
    torn = competing(province(), "๒๕๔๕", 3, "๙")
    _, cited = read(district(), torn)
    (alone,) = read(torn)
    assert cited.number and alone.number and cited.number.value == alone.number.value
    assert (reasons(cited, "number"), reasons(alone, "number")) == (set(), {"digits-contested"})


@given(WEEKDAYS, st.integers(0, 20), st.integers(1, 4))
@settings(max_examples=25, deadline=None)
def test_a_year_misread_anywhere_in_a_chain_is_found(day: date, days: int, slip: int) -> None:
    later = day + timedelta(days)
    while not is_working_day(later):
        later += timedelta(1)
    cited = f"ที่ {NUMBER} ลงวันที่ {thai_date(day)}"
    wrong = thai_date(day.replace(year=day.year - slip))
    _, letter = read(
        district(cites=cited, dated=thai_date(later)),
        province(dated=wrong, stamps=[stamp(thai_date(later))]),
    )
    assert letter.date and letter.date.value == day
    assert "settled" in reasons(letter, "date")


@pytest.mark.parametrize(
    ("number", "office", "expected"),
    [
        ("ชร 0017.2/ว 1", "จังหวัดเชียงราย", True),
        ("ชม 0017.2/ว 1", "จังหวัดเชียงราย", False),
        ("ชร 0618/1", "อำเภอพาน", True),
        ("ชร 0023.7/1", "อำเภอพาน", True),
        ("ชร 0619/1", "อำเภอพาน", False),
        ("ชร 71501/1", "องค์การบริหารส่วนตำบลแม่อ้อ", True),
        ("ชร 52001/1", "องค์การบริหารส่วนตำบลแม่อ้อ", False),
        ("ชร 51001/1", "องค์การบริหารส่วนจังหวัดเชียงราย", True),
        ("มท 0810.7/1", "กรมส่งเสริมการปกครองท้องถิ่น", True),
        ("มท 0310/1", "กรมส่งเสริมการปกครองท้องถิ่น", False),
        ("มท 0206.2/1", "กระทรวงมหาดไทย", True),
        ("12/2569", "อำเภอพาน", None),
    ],
)
def test_whose_number_it_is(number: str, office: str, expected: bool | None) -> None:
    parsed, sender = parse_number(number), office_named(office)
    assert parsed and sender
    assert is_of(parsed, sender) is expected


def test_the_department_behind_a_number() -> None:
    numbered = [agency for agency in agencies() if agency.number and agency.code]
    assert len(numbered) > 80
    local = parse_number("มท 0810.7/ว 1")
    assert local and department_of(local) == Office("กรมส่งเสริมการปกครองท้องถิ่น", "department")
    assert department_of(replace(local, code="ชร")) is None
