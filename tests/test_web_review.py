"""The review and the splits: doubts settled by a key, boxes drawn and read, boundaries moved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from letters import PROVINCE, citation, letter, store
from playwright.sync_api import Browser, Page, expect
from site_of_samples import Site, copied, csrf_in, letter_in, served, sha_of

from correspondence_db.audit import events
from extract.letter import Doubt

WINDOW = {"viewport": {"width": 1280, "height": 900}}
SEAL, CHAIN, WORN = "urgent_seal.pdf", "monthly_chain.pdf", "police_cited.pdf"


@pytest.fixture(scope="module")
def desk(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site for the tests of this file to change, each of them letters of its own."""
    with served(copied(furnished, tmp_path_factory.mktemp("review") / "home")) as running:
        yield running


@pytest.fixture(scope="module")
def clerk(desk: Site, browser: Browser) -> Page:
    return desk.sign_in(browser, "clerk", **WINDOW)


def ask_about(page: Page, site: Site, file: str, position: int = 0) -> int:
    """Open the review of one letter of a sample."""
    with site.register() as register:
        letter_id = letter_in(register, file, position)
    page.goto(f"/review?letter={letter_id}")
    return letter_id


def left(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator(".left").inner_text()))


def test_a_doubtful_date_is_settled_by_typing_it_in_thai(
    desk: Site, clerk: Page, browser: Browser
) -> None:
    letter_id = ask_about(clerk, desk, SEAL)
    expect(clerk.locator(".ask h2")).to_have_text("ลงวันที่")
    expect(clerk.locator(".crop")).to_have_js_property("complete", True)
    assert clerk.evaluate("document.querySelector('.crop').naturalWidth") > 100
    clerk.keyboard.press("e")
    clerk.keyboard.type("๒ มีนาคม ๒๕๖๙")
    clerk.keyboard.press("Enter")
    expect(clerk.locator(".ask")).to_have_count(0)
    with desk.register() as register:
        found = register.db.execute("SELECT date FROM letters WHERE id = ?", [letter_id])
        assert found.fetchone() == ("2026-03-02",)
        done = events(register, f"letter {letter_id}")[0]
    assert (done.who, done.what) == ("clerk", "letter.correct")
    assert done.after["value"] == "2026-03-02"
    clerk.goto("/register?q=๒๑๗")
    expect(clerk.locator("main tr", has_text="นน ๐๐๒๑/ว ๒๑๗")).to_contain_text("๒ มี.ค. ๒๕๖๙")
    auditor = desk.sign_in(browser, "auditor", **WINDOW)
    auditor.goto("/log")
    expect(auditor.locator("main tr", has_text="แก้ค่าที่อ่าน").first).to_contain_text("clerk")


def test_enter_confirms_and_goes_on_and_b_and_s_walk(desk: Site, clerk: Page) -> None:
    clerk.goto("/review?after=0.9:1")
    first, before = clerk.locator(".ask").inner_text(), left(clerk)
    clerk.keyboard.press("s")
    expect(clerk.locator(".ask")).not_to_have_text(first)
    second = clerk.locator(".says.big").inner_text()
    clerk.keyboard.press("b")
    expect(clerk.locator(".ask")).to_have_text(first, use_inner_text=True)
    clerk.keyboard.press("Enter")
    expect(clerk.locator(".flash")).to_contain_text("ยืนยันค่าแล้ว")
    expect(clerk.locator(".says.big")).to_have_text(second)
    assert left(clerk) == before - 1


def test_an_alternative_is_taken_by_its_number(desk: Site, clerk: Page) -> None:
    letter_id = ask_about(clerk, desk, WORN)
    clerk.keyboard.press("s")
    expect(clerk.locator(".ask h2")).to_have_text("โทรศัพท์")
    other = clerk.locator("[name=take]").nth(1).get_attribute("value")
    clerk.keyboard.press("2")
    expect(clerk.locator(".flash")).to_be_visible()
    with desk.register() as register:
        done = events(register, f"letter {letter_id}")[0]
    assert (done.what, done.after["value"]) == ("letter.correct", other)


def test_a_box_drawn_with_the_mouse_is_read_and_only_proposed(desk: Site, clerk: Page) -> None:
    letter_id = ask_about(clerk, desk, WORN)
    expect(clerk.locator(".ask h2")).to_have_text("ที่")
    expect(clerk.locator(".leaf img")).to_have_js_property("complete", True)
    place = clerk.locator("#here rect").bounding_box()
    clerk.locator(".edit [name=value]").fill("")
    clerk.locator(".ask h2").click()
    clerk.keyboard.press("d")
    clerk.mouse.move(place["x"] - 4, place["y"] - 4)
    clerk.mouse.down()
    clerk.mouse.move(place["x"] + place["width"] / 2, place["y"] + 5)
    clerk.mouse.move(place["x"] + place["width"] + 4, place["y"] + place["height"] + 4)
    clerk.mouse.up()
    expect(clerk.locator(".edit .flash")).to_contain_text("ในกรอบอ่านได้ว่า", timeout=30_000)
    expect(clerk.locator(".edit [name=value]")).to_have_value("ลป ๐๐๑๘.๑/ว ๑๙๐๔")
    with desk.register() as register:
        assert "letter.correct" not in {
            one.what for one in events(register, f"letter {letter_id}") if "ลป" in str(one.after)
        }


def test_what_is_drawn_beside_the_page_is_refused(desk: Site, clerk: Page) -> None:
    ask_about(clerk, desk, WORN)
    clerk.locator(".again summary").click()
    clerk.fill(".again [name=box]", "10,10,99999,40")
    clerk.click(".again button")
    expect(clerk.locator(".problem")).to_contain_text("กรอบใช้ไม่ได้")


def test_the_review_works_without_javascript(desk: Site, browser: Browser) -> None:
    page = desk.sign_in(browser, "clerk", java_script_enabled=False, **WINDOW)
    letter_id = ask_about(page, desk, "working_days.pdf")
    page.click("text=ข้ามไปก่อน")
    page.fill(".edit [name=value]", "ไม่ใช่วันที่")
    page.click("text=บันทึกแล้วไปต่อ")
    expect(page.locator(".problem")).to_contain_text("ไม่ใช่วันที่")
    expect(page.locator(".edit [name=value]")).to_have_value("ไม่ใช่วันที่")
    page.fill(".edit [name=value]", "๒๕/๕/๒๕๖๙")
    page.click("text=บันทึกแล้วไปต่อ")
    expect(page.locator(".flash")).to_be_visible()
    with desk.register() as register:
        done = events(register, f"letter {letter_id}")[0]
    assert (done.what, done.after["field"]) == ("letter.correct", "receipts.date")


def test_what_has_been_answered_meanwhile_is_said(desk: Site, clerk: Page) -> None:
    ask_about(clerk, desk, "ministry_cited.pdf")
    with desk.register() as register, register.transaction():
        register.db.execute("UPDATE doubts SET settled = 1")
    try:
        clerk.keyboard.press("Enter")
        expect(clerk.locator(".flash")).to_contain_text("มีผู้ตอบแล้ว")
    finally:
        with desk.register() as register, register.transaction():
            register.db.execute("UPDATE doubts SET settled = 0")


def test_the_letter_that_a_citation_names_is_chosen(desk: Site, clerk: Page) -> None:
    with desk.register() as register:
        for running, subject in ((552, "การประชุมประจำเดือน"), (553, "การสำรวจบ่อน้ำตื้น")):
            one = letter(f"ชร 0017.2/ว {running}", date(2026, 2, 16), PROVINCE, subject=subject)
            store(register, str(running), one)
        cited = citation("ชร 0017.2/ว 551", date(2026, 2, 16), PROVINCE)
        named = letter("ชร 0618/7", date(2026, 2, 18), "อำเภอพาน", cites=[cited])
        (citing,) = store(register, "citing", named)
    clerk.goto(f"/review?letter={citing}")
    expect(clerk.locator("[name=choose]")).to_have_count(2)
    clerk.keyboard.press("2")
    expect(clerk.locator(".flash")).to_be_visible()
    with desk.register() as register:
        links = register.db.execute(
            """
            SELECT number FROM links JOIN letters ON letters.id = target_id WHERE letter_id = ?
            """,
            [citing],
        )
        assert links.fetchall() == [("ชร 0017.2/ว 553",)]


def test_a_doubtful_boundary_leads_to_the_splits_and_is_laid_to_rest(
    desk: Site, clerk: Page
) -> None:
    doubt = Doubt("pages", "split-uncertain", 1, None)
    one = letter("ลย 0017/8", date(2026, 1, 12), "จังหวัดเลย", subject="การซ่อมสะพานไม้")
    unsure = replace(one, doubts=(doubt,))
    with desk.register() as register:
        (letter_id,) = store(register, "unsure", unsure)
    clerk.goto(f"/review?letter={letter_id}")
    expect(clerk.locator(".ask a.main")).to_have_attribute("href", re.compile("^/splits/.*#p1$"))
    clerk.keyboard.press("Enter")
    expect(clerk.locator(".flash")).to_contain_text("ตรวจแล้ว")
    expect(clerk.locator(".ask")).to_have_count(0)


def test_questions_are_kept_to_an_office(desk: Site, clerk: Page) -> None:
    clerk.goto("/review")
    everyone = left(clerk)
    clerk.fill(".ways [name=office]", "อำเภอปัว")
    clerk.click(".ways button")
    expect(clerk).to_have_url(re.compile("office="))
    assert left(clerk) < everyone
    clerk.fill(".ways [name=office]", "อำเภอที่ไม่มี")
    clerk.click(".ways button")
    expect(clerk.locator(".problem")).to_contain_text("ไม่พบหน่วยงานชื่อนี้")


# --- splits


def test_a_boundary_is_moved_seen_and_confirmed(desk: Site, clerk: Page) -> None:
    with desk.register() as register:
        sha256 = sha_of(register, CHAIN)
        before = register.letters_of(sha256)
    clerk.goto(f"/splits/{sha256}")
    expect(clerk.locator(".piece")).to_have_count(4)
    clerk.locator("#p3").focus()
    clerk.keyboard.press("b")
    expect(clerk.locator(".piece")).to_have_count(5)
    expect(clerk.locator(".confirm")).to_be_visible()
    with desk.register() as register:
        assert register.letters_of(sha256) == before
    clerk.click(".confirm button")
    expect(clerk.locator(".flash")).to_contain_text("แบ่งหน้าใหม่แล้ว")
    expect(clerk.locator(".piece")).to_have_count(5)
    with desk.register() as register:
        assert len(register.letters_of(sha256)) == 5
        done = events(register, f"scan {sha256}")[0]
    assert (done.who, done.what, done.after) == ("clerk", "scan.split", [1, 2, 3, 4, 5])


def test_letters_are_joined_and_a_preview_can_be_left(desk: Site, clerk: Page) -> None:
    with desk.register() as register:
        sha256 = sha_of(register, "ministry_cited.pdf")
        before = register.letters_of(sha256)
    clerk.goto(f"/splits/{sha256}")
    clerk.click("#p2 .move")
    expect(clerk.locator(".piece")).to_have_count(1)
    clerk.click("text=ยกเลิก")
    expect(clerk.locator(".piece")).to_have_count(2)
    with desk.register() as register:
        assert register.letters_of(sha256) == before


def test_pages_that_are_not_there_begin_no_letter(desk: Site) -> None:
    with desk.register() as register:
        sha256 = sha_of(register, "memo.pdf")
    with desk.client("clerk") as client:
        text = client.get(f"/splits/{sha256}?starts=1,99&move=77").text
        token = csrf_in(text)
        answer = client.post(f"/splits/{sha256}", data={"starts": "99", "csrf": token})
    assert answer.status_code == 400
