"""The register as a list: found by words and numbers, filtered, taken away, never told too much."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from urllib.parse import urlencode

import pytest
from desks import HUSHED, OFFICE, PROVINCE, SECRET, TOWN, visiting
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect
from site_of_samples import Site

from correspondence_db.audit import events
from correspondence_db.store import Register
from pipeline.web.register import clipped

CHAIN = "การกำจัดผักตบชวาและวัชพืชในแหล่งน้ำสาธารณะ"
COLUMNS = ["เลขทะเบียนรับ", "ที่", "ลงวันที่", "จาก", "ถึง", "เรื่อง", "การปฏิบัติ", "หมายเหตุ"]


def listed(site: Site, name: str = "clerk", **asked: str) -> str:
    with visiting(site, name) as visit:
        return visit.get("/register", params=asked).text


def test_a_word_inside_a_run_is_found_and_lit(desk: Site, browser: Browser) -> None:
    page = desk.sign_in(browser, "clerk")
    page.fill(".find input", "ตบชวา")
    page.press(".find input", "Enter")
    expect(page).to_have_url(f"{desk.address}/register?{urlencode({'q': 'ตบชวา'})}")
    expect(page.locator("thead th")).to_have_text(COLUMNS)
    expect(page.locator("tbody tr")).to_have_count(4)
    expect(page.locator("tbody tr").first.locator("mark").first).to_have_text("ตบชวา")
    expect(page.locator(".snippet").first).to_contain_text("ตบชวา")


def test_words_on_pages_alone_are_shown_in_their_place(desk: Site) -> None:
    found = listed(desk, q="ใช้สารเคมี")
    assert "<mark>ใช้สารเคมี</mark>" in found
    assert "๑ ฉบับ" in found


@pytest.mark.parametrize("number", ["๔๑๗", "417", "มค ๐๒๑๘.๒/ว ๔๑๗", "มค 0218.2/ว 417", "ว๔๑๗"])
def test_a_number_is_found_in_either_kind_of_digits(desk: Site, number: str) -> None:
    found = listed(desk, q=number)
    assert "๑ ฉบับ" in found
    assert "/letters/6" in found


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"office": TOWN}, "๑ ฉบับ"),
        ({"sender": OFFICE, "since": "๒๐ มีนาคม ๒๕๖๙"}, "๑ ฉบับ"),
        ({"sender": OFFICE, "until": "1/3/2569"}, "๐ ฉบับ"),
        ({"since": "มีนาคม 2569", "until": "มีนาคม 2569", "sender": PROVINCE}, "๑ ฉบับ"),
        ({"urgency": "ด่วนที่สุด"}, "๑ ฉบับ"),
        ({"doubtful": "yes", "urgency": "ด่วนที่สุด"}, "๑ ฉบับ"),
        ({"doubtful": "no", "urgency": "ด่วนที่สุด"}, "๐ ฉบับ"),
    ],
)
def test_filters_keep_what_they_say(desk: Site, asked: dict[str, str], count: str) -> None:
    assert f'role="status">{count}<' in listed(desk, **asked)


def test_a_day_that_is_none_is_told_of(desk: Site) -> None:
    with visiting(desk, "clerk") as visit:
        answer = visit.get("/register", params={"since": "๓๑ กุมภาพันธ์"})
        export = visit.get("/register/export.csv", params={"since": "๓๑ กุมภาพันธ์"})
    assert "ไม่ใช่วันที่" in answer.text
    assert (answer.status_code, export.status_code) == (400, 400)


def test_an_office_half_written_is_offered_whole(desk: Site) -> None:
    found = listed(desk, sender="กันทรวิชัย")
    assert "หมายถึง" in found
    assert f"?{urlencode({'sender': OFFICE})}" in found


def test_the_list_goes_into_files_as_shown(desk: Site) -> None:
    asked = {"q": CHAIN, "order": "oldest"}
    with visiting(desk, "clerk") as visit:
        sheet = visit.get("/register/export.xlsx", params=asked)
        text = visit.get("/register/export.csv", params=asked)
    rows = list(load_workbook(BytesIO(sheet.content)).worksheets[0].values)
    assert list(rows[1]) == ["วันที่รับ", *COLUMNS]
    in_csv = list(csv.DictReader(StringIO(text.content.decode("utf-8-sig"))))
    numbers = [row["ที่"] for row in in_csv]
    assert numbers[0] == "มท ๐๒๑๑.๕/ว ๑๙๗๓"
    assert len(in_csv) == len(rows) - 2
    assert 'filename="register-' in sheet.headers["content-disposition"]


def test_a_secret_letter_is_nowhere_for_those_not_cleared(desk: Site) -> None:
    for name, is_seen in (("clerk", False), ("officer", False), ("town", False), ("boss", True)):
        by_number = "๑ ฉบับ" if is_seen else "๐ ฉบับ"
        assert by_number in listed(desk, name, q=SECRET)
        found = listed(desk, name, q=HUSHED)
        assert (f"<mark>{HUSHED}</mark>" in found) is is_seen
        assert ("๑ ฉบับ" if is_seen else "๐ ฉบับ") in found
        with visiting(desk, name) as visit:
            text = visit.get("/register/export.csv").content.decode()
        assert (HUSHED in text) is is_seen
    with Register.open(desk.home / "register.db") as register:
        told = {event.who for event in events(register) if event.what == "export.file"}
    assert "boss" in told
    assert not told & {"clerk", "officer", "town"}


def test_an_officer_finds_the_letters_of_the_office_alone(desk: Site) -> None:
    assert "๑ ฉบับ" in listed(desk, "clerk", q="สะพานแขวน")
    assert "๐ ฉบับ" in listed(desk, "officer", q="สะพานแขวน")


def test_findings_are_filtered_by_kind_and_office(desk: Site) -> None:
    with visiting(desk, "auditor") as visit:
        everything = visit.get("/findings").text
        missing = visit.get("/findings", params={"kind": "missing-hop"}).text
        about = visit.get("/findings", params={"office": "จังหวัดลำปาง"}).text
    assert "ตำรวจภูธรจังหวัดลำปาง" in missing
    assert "เวลาที่ใช้ในการส่งต่อ</h2>" not in missing
    assert OFFICE in everything
    assert OFFICE not in about
    assert HUSHED not in everything


def test_the_log_is_verified_with_one_click(desk: Site, browser: Browser) -> None:
    page = desk.sign_in(browser, "auditor")
    page.goto("/log")
    page.get_by_role("button", name="ตรวจว่าไม่มีผู้แก้ไข").click()
    expect(page.locator(".flash")).to_contain_text("ไม่มีผู้ใดแก้ไข")
    page.goto("/log?who=saraban&day=2/3/2569")
    expect(page.locator("tbody tr").first).to_contain_text("เก็บแฟ้มสแกน")
    page.goto("/log?who=nobody")
    expect(page.locator("tbody tr")).to_have_count(0)


def test_a_long_text_is_never_cut_before_a_mark() -> None:
    text = "ที่นี้" * 40
    shortened = clipped(text)
    assert shortened.endswith("…")
    assert text.startswith(shortened[:-1])
    rest = text[len(shortened) - 1]
    assert rest not in "่้ี"
    assert clipped("สั้น") == "สั้น"
