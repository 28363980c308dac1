"""The due board: what an office owes, found at once, marked done and taken back."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from io import BytesIO

import pytest
from desks import ANSWER, HUSHED, MONTHLY, OFFICE, ONCE, PROVINCE, TOWN, visiting
from icalendar import Calendar
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect
from site_of_samples import Site

from correspondence_db import accounts, queries
from correspondence_db.audit import events, verify_chain
from correspondence_db.board import board
from correspondence_db.queries import Duty, Span
from correspondence_db.store import Register
from pipeline.asking import today
from pipeline.web.board import part_of
from pipeline.web.passwords import key_hash

BOARD = f"/due/office?name={OFFICE}"


def duties_of(site: Site, office: str, text: str) -> list[Duty]:
    with Register.open(site.home / "register.db") as register:
        found = list(queries.duties(register, Span(today()), office))
    return [duty for duty in found if text in duty.text]


def form_of(duty: Duty) -> dict[str, object]:
    day = duty.falls_due.isoformat() if duty.falls_due else ""
    return {"duty": duty.obligation_id, "office": duty.debtor, "day": day}


# --- what one finds


def test_an_officer_sees_at_once_what_the_office_owes_this_week(
    desk: Site, browser: Browser
) -> None:
    page = desk.sign_in(browser, "officer")
    expect(page).to_have_url(re.compile("/due$"))
    expect(page.locator("h1")).to_contain_text(OFFICE)
    expect(page.locator(".tile.week")).to_contain_text("ภายในสัปดาห์นี้")
    expect(page.locator("#late .heap h3").first).to_have_text(f"ส่ง {PROVINCE}")
    expect(page.locator("#late .left").first).to_have_text(re.compile("เกินมา [๐-๙]+ วัน"))
    expect(page.locator("#late .duty").first).to_contain_text(MONTHLY)
    page.locator("#late .duty a[href^='/letters/']").first.click()
    expect(page).to_have_url(re.compile("/letters/7$"))


def test_a_clerk_sees_how_much_each_office_owes(desk: Site) -> None:
    with visiting(desk, "clerk") as visit:
        everyone = visit.get("/due").text
        found = visit.get("/due", params={"find": "กันทรวิชัย"}).text
        board = visit.get("/due/office", params={"name": OFFICE, "part": "late"}).text
    assert "หน้า ๑ จาก" in everyone
    assert OFFICE in found
    assert "พบ ๑ หน่วยงานที่ค้างส่ง" in found
    assert MONTHLY in board
    assert ONCE not in board


def test_what_is_owed_to_an_office_names_who_is_late(desk: Site) -> None:
    with visiting(desk, "officer") as visit:
        owed = visit.get("/due/office", params={"name": OFFICE, "side": "owed"}).text
    assert "รายงานปริมาณที่เก็บได้ให้อำเภอกันทรวิชัยทราบ" in owed
    assert TOWN in owed
    assert MONTHLY not in owed


def test_the_pages_speak_english_too(desk: Site) -> None:
    with visiting(desk, "boss") as visit:
        visit.send_form("/account/reading", language="en", digits="arabic")
        board = visit.get("/due").text
        visit.send_form("/account/reading", language="th", digits="thai")
    assert "Overdue" in board
    assert re.search(r"\d+ days overdue", board)
    assert "25 March 2569" in board


# --- marking done


def test_a_duty_is_marked_done_in_the_browser_and_taken_back(desk: Site, browser: Browser) -> None:
    page = desk.sign_in(browser, "officer")
    duty = page.locator("li.duty", has_text=ONCE)
    duty.locator("summary", has_text="ทำแล้ว").click()
    duty.locator("[name=by]").fill("ส่งทางจดหมายแล้ว")
    duty.get_by_role("button", name="บันทึก").click()
    expect(page.locator(".flash").first).to_contain_text("บันทึกแล้ว")
    expect(page.locator("li.duty", has_text=ONCE)).to_have_count(0)
    page.get_by_role("link", name="ที่ทำแล้ว").click()
    expect(page.locator("li.duty", has_text=ONCE)).to_contain_text("ส่งทางจดหมายแล้ว")
    with visiting(desk, "auditor") as visit:
        log = visit.get("/log", params={"who": "officer"}).text
    assert "บันทึกว่าปฏิบัติแล้ว" in log
    assert "ส่งทางจดหมายแล้ว" in log
    page.locator("li.duty", has_text=ONCE).get_by_role("button", name="ยกเลิกการบันทึก").click()
    page.goto(BOARD)
    expect(page.locator("li.duty", has_text=ONCE)).to_have_count(1)
    with Register.open(desk.home / "register.db") as register:
        what = [event.what for event in events(register, who="officer")]
        assert what[:2] == ["duty.undone", "duty.done"]
        assert verify_chain(register.db).broken_at is None


def test_a_letter_that_answers_is_proposed_and_does_it_with_one_click(
    desk: Site, browser: Browser
) -> None:
    page = desk.sign_in(browser, "officer")
    page.locator("#late .duty", has_text=MONTHLY).get_by_role(
        "button", name="ทำแล้วตามหนังสือ"
    ).click()
    expect(page.locator(".flash").first).to_contain_text("บันทึกแล้ว")
    done = [duty for duty in duties_of(desk, OFFICE, MONTHLY) if duty.deed]
    assert [(one.deed and one.deed.number, str(one.falls_due)) for one in done] == [
        (ANSWER, "2026-03-25")
    ]
    page.locator(".flash.undo button").click()
    assert not any(duty.deed for duty in duties_of(desk, OFFICE, MONTHLY))


def test_another_letter_is_searched_for_by_its_number_in_thai_digits(desk: Site) -> None:
    duty = duties_of(desk, OFFICE, MONTHLY)[1]
    with visiting(desk, "officer") as visit:
        page = visit.get("/due/duty", params=form_of(duty) | {"find": "๔๓๑"}).text
        assert "มค ๐๒๑๘.๒/๔๓๑" in page
        visit.send_form("/due/done", **form_of(duty), by="มค ๐๒๑๘.๒/๔๓๑", on="๓๐ เมษายน ๒๕๖๙")
        again = visit.send_form("/due/done", **form_of(duty), by="อีกครั้ง")
        after = visit.get("/due/duty", params=form_of(duty)).text
        visit.send_form("/due/undo", **form_of(duty))
        taken_back = visit.send_form("/due/undo", **form_of(duty))
    assert "ทำแล้ว ๓๐ เมษายน ๒๕๖๙" in after
    assert "หลังกำหนด" in after
    assert "officer" in after
    assert (again.status_code, taken_back.status_code) == (409, 409)


@pytest.mark.parametrize(
    ("name", "status"), [("town", 403), ("auditor", 403), ("officer", 400), ("clerk", 400)]
)
def test_only_those_of_the_office_mark_its_duties(desk: Site, name: str, status: int) -> None:
    """400: they may, but the form says nothing of what did it."""
    duty = duties_of(desk, OFFICE, MONTHLY)[2]
    with visiting(desk, name) as visit:
        assert visit.send_form("/due/done", **form_of(duty), by=" ").status_code == status
    assert not any(one.deed for one in duties_of(desk, OFFICE, MONTHLY)[2:])


def test_an_officer_opens_no_board_of_others(desk: Site) -> None:
    for_others = ("/due/office", "/due/export.xlsx")
    with visiting(desk, "town") as visit:
        for path in for_others:
            assert visit.get(path, params={"name": OFFICE}).status_code == 403
        peer = duties_of(desk, OFFICE, MONTHLY)[0]
        assert visit.get("/due/duty", params=form_of(peer)).status_code == 404
        assert OFFICE not in visit.get("/due/offices").text
    with visiting(desk, "officer") as visit:
        below = visit.get("/due/office", params={"name": TOWN})
    assert below.status_code == 200
    assert "รายงานปริมาณที่เก็บได้" in below.text


def test_what_a_secret_letter_asks_is_seen_by_the_cleared_alone(desk: Site) -> None:
    seen = {}
    for name in ("officer", "boss"):
        with visiting(desk, name) as visit:
            csv = visit.get("/due/export.csv", params={"name": OFFICE}).text
            seen[name] = HUSHED in visit.get("/due").text, HUSHED in csv
    assert seen == {"officer": (False, False), "boss": (True, True)}
    with Register.open(desk.home / "register.db") as register:
        exported = [event for event in events(register, who="boss") if event.what == "export.file"]
    assert exported


# --- taken away


def test_the_board_goes_into_a_spreadsheet_and_a_calendar(desk: Site) -> None:
    with visiting(desk, "officer") as visit:
        asked = {"name": OFFICE, "part": "late"}
        sheet = visit.get("/due/export.xlsx", params=asked)
        calendar = visit.get("/due/export.ics", params=asked)
    rows = list(load_workbook(BytesIO(sheet.content)).worksheets[0].values)
    assert MONTHLY in rows[2]
    assert {row[2] for row in rows[2:]} == {"เกินกำหนด"}
    (event,) = Calendar.from_ical(calendar.text).walk("VEVENT")
    assert MONTHLY in event["summary"]


def test_a_calendar_follows_by_its_key_until_it_is_ended(desk: Site) -> None:
    with visiting(desk, "boss") as visit:
        made = visit.send_form("/account/keys", label="โทรศัพท์", scope="calendar").text
        feed = re.findall(r"/calendar/[\w-]+\.ics", made)[0]
        visit.cookies.clear()
        summaries = [
            event["summary"] for event in Calendar.from_ical(visit.get(feed).text).walk("VEVENT")
        ]
        assert visit.get("/calendar/other.ics").status_code == 404
    assert any(MONTHLY in summary for summary in summaries)
    assert not any(HUSHED in summary for summary in summaries)
    with Register.open(desk.home / "register.db") as register:
        key = feed.removeprefix("/calendar/").removesuffix(".ics")
        user = accounts.user_of_token(register, key_hash(key), "calendar")
        assert user
        token = next(one for one in accounts.tokens_of(register, user) if one.scope == "calendar")
    with visiting(desk, "boss") as visit:
        visit.send_form(f"/account/keys/{token.id}/end")
        assert visit.get(feed).status_code == 404


def test_the_offices_are_counted_as_their_boards_count(desk: Site) -> None:
    day = date(2026, 5, 12)
    with Register.open(desk.home / "register.db") as register:
        loads = {load.office: load for load in board(register, day)}
        for office in (OFFICE, TOWN, PROVINCE, "คณะทำงาน", "สำนักงานเทศบาลทุกแห่ง"):
            owed = [duty for each in queries.due(register, day, office) for duty in each.duties]
            counts = Counter(part_of(duty, day) for duty in owed)
            undated = counts["ongoing"] + counts["undated"]
            load = loads[office]
            shown = (load.overdue, load.this_week, load.later, load.continuing)
            assert shown == (counts["late"], counts["week"], counts["later"], undated), office
