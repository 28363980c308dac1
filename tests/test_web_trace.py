"""The chain of a letter and the grid of a directive, as pages."""

from __future__ import annotations

import re
from io import BytesIO

from desks import HUSHED, MONTHLY, OFFICE, PASSED_ON, SECRET, TOWN, number_of, visiting
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect
from site_of_samples import Site

from correspondence_db.queries import trace_of
from correspondence_db.store import Register
from pipeline.web.chains import ladders, steps


def letter_id(site: Site, key: str) -> int:
    with Register.open(site.home / "register.db") as register:
        ((found,),) = register.db.execute("SELECT id FROM letters WHERE number = ?", [key])
    return int(found)


def test_a_chain_is_read_from_its_origin_to_its_end(desk: Site, browser: Browser) -> None:
    page = desk.sign_in(browser, "clerk")
    page.goto("/register?q=๔๑๗")
    page.locator("tbody a", has_text="สายหนังสือ").click()
    hops = page.locator(".chain > li")
    expect(hops).to_have_count(4)
    expect(hops.nth(0)).to_contain_text("กรมทรัพยากรน้ำ")
    expect(hops.nth(1)).to_contain_text("ส่งต่อ หลัง ๙ วัน")
    expect(hops.nth(1)).to_contain_text("รับ จังหวัดมหาสารคาม เลขรับ ๕๓๑๐")
    expect(hops.nth(2)).to_contain_text("ตามรอบ ครั้งแรก ๒๕ มีนาคม ๒๕๖๙")
    expect(hops.nth(2).locator(".mention")).to_contain_text("ที่ มค ๐๒๑๘.๒/๔๓๑")
    expect(hops.nth(3)).to_have_class(re.compile("depth-3 here"))
    expect(hops.nth(3)).to_contain_text("สุดสายเท่าที่มีในทะเบียน")
    rungs = page.locator(".ladder li")
    expect(rungs).to_have_count(3)
    days = ["๒๐ มี.ค. ๒๕๖๙", "๒๕ มี.ค. ๒๕๖๙", "๓ เม.ย. ๒๕๖๙"]
    for rung, day in zip(rungs.all(), days, strict=True):
        expect(rung).to_contain_text(f"ภายใน {day}")


def test_a_hop_that_is_not_held_says_so(desk: Site) -> None:
    with visiting(desk, "clerk") as visit:
        chain = visit.get(f"/trace/{letter_id(desk, 'ลป 0018.1/ว 1904')}").text
    assert "ไม่มีในทะเบียน" in chain
    assert "ตำรวจภูธรจังหวัดลำปาง" in chain


def test_a_hop_that_one_may_not_see_keeps_its_place_alone(desk: Site) -> None:
    passed_on = letter_id(desk, PASSED_ON)
    with visiting(desk, "boss") as visit:
        assert HUSHED in visit.get(f"/trace/{passed_on}").text
    with visiting(desk, "town") as visit:
        chain = visit.get(f"/trace/{passed_on}").text
        assert visit.get(f"/trace/{letter_id(desk, SECRET)}").status_code == 404
        assert visit.get(f"/trace/{letter_id(desk, 'พท 51005/ว 92')}").status_code == 404
        assert visit.get("/trace/9999").status_code == 404
    assert chain.count("หนังสือที่ท่านไม่มีสิทธิ์ดู") == chain.count("missing") == 1
    assert HUSHED not in chain


def test_steps_and_ladders_follow_the_links(desk: Site) -> None:
    with Register.open(desk.home / "register.db") as register:
        chain = trace_of(register, letter_id(desk, "มค 0218.2/ว 417"))
    assert chain
    assert [(step.lag_days, step.is_last) for step in steps(chain)] == [
        (None, False), (9, False), (7, False), (4, True),
    ]  # fmt: skip
    (ladder,) = ladders(chain)
    assert [rung.creditor for rung in ladder] == [OFFICE, "จังหวัดมหาสารคาม", "กระทรวงมหาดไทย"]


def test_a_grid_opens_the_evidence_and_goes_into_a_sheet(desk: Site, browser: Browser) -> None:
    province = letter_id(desk, "มค 0017.3/ว 1288")
    page = desk.sign_in(browser, "clerk")
    page.goto(f"/grid/{province}")
    table = page.locator(".directive", has_text=MONTHLY)
    row = table.locator("tr", has=page.locator("th", has_text=OFFICE))
    expect(row.locator("td").first).to_have_class("late")
    row.locator("td a").first.click()
    expect(page.locator("h1")).to_have_text(MONTHLY)
    expect(page.locator(".facts")).to_contain_text("เกินกำหนด")
    with visiting(desk, "clerk") as visit:
        sheet = visit.get(f"/grid/{province}/export.xlsx", params={"before": "1/6/2569"})
    (monthly,) = (
        list(each.values)
        for each in load_workbook(BytesIO(sheet.content)).worksheets
        if each.title.endswith(f"#{number_of(desk.home, MONTHLY)}")
    )
    assert monthly[1] == ("หน่วยงาน", "๒๕ มีนาคม ๒๕๖๙", "๒๕ เมษายน ๒๕๖๙", "๒๕ พฤษภาคม ๒๕๖๙")
    assert (OFFICE, "✗", "✗", "✗") in monthly


def test_a_grid_shows_officers_their_own_offices(desk: Site) -> None:
    with visiting(desk, "officer") as visit:
        upper = visit.get(f"/grid/{letter_id(desk, 'มค 0017.3/ว 1288')}").text
        own = visit.get(f"/grid/{letter_id(desk, 'มค 0218.2/ว 417')}").text
    assert OFFICE in upper
    assert "อำเภอกุดรัง" not in upper
    assert TOWN in own


def test_a_chain_counts_for_officers_what_is_theirs(desk: Site) -> None:
    counted = {}
    for name in ("officer", "clerk"):
        with visiting(desk, name) as visit:
            chain = visit.get(f"/trace/{letter_id(desk, 'มค 0017.3/ว 1288')}").text
        monthly = number_of(desk.home, MONTHLY)
        lates = re.findall(rf'#duty-{monthly}">เกินกำหนด ([๐-๙]+)<', chain)
        counted[name] = int(lates[0])
    assert counted["clerk"] == 13 * counted["officer"]
