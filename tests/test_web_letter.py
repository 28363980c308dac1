"""The letter beside its pages: boxes that light up, values put right, and who may see any of it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from site_of_samples import NOW, Site, copied, csrf_in, letter_in, served, sha_of

from correspondence_db.audit import events
from correspondence_db.corrections import correct
from correspondence_db.store import Register

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
SEAL, CHAIN, ORDER = "urgent_seal.pdf", "monthly_chain.pdf", "order.pdf"


@pytest.fixture(scope="module")
def desk(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site whose order (คำสั่ง) is secret, for the tests of this file to change as they like."""
    home = copied(furnished, tmp_path_factory.mktemp("desk") / "home")
    with Register.open(home / "register.db") as register:
        secret = letter_in(register, ORDER)
        correct(register, secret, "secrecy", 0, "ลับ", who="tests", at=NOW)
    with served(home) as running:
        yield running


@pytest.fixture(scope="module")
def clerk(desk: Site, browser: Browser) -> Page:
    return desk.sign_in(browser, "clerk", viewport={"width": 1280, "height": 800})


def open_letter(page: Page, site: Site, file: str, position: int = 0) -> int:
    with site.register() as register:
        letter_id = letter_in(register, file, position)
    page.goto(f"/letters/{letter_id}")
    return letter_id


def value_of(page: Page, field: str) -> object:
    """The row of the first value of a field, by its name on the page."""
    return page.locator(
        ".value", has=page.locator(".label", has_text=re.compile(f"^{field}$"))
    ).first


# --- boxes


def test_a_value_lights_its_box_and_a_box_shows_its_value(desk: Site, clerk: Page) -> None:
    open_letter(clerk, desk, CHAIN, 2)
    row = value_of(clerk, "ลงวันที่")
    box = clerk.locator(f"#{row.get_attribute('data-box')}")
    row.hover()
    expect(box).to_have_class(re.compile("lit"))
    expect(clerk.locator(".box.lit")).to_have_count(1)
    telephone = value_of(clerk, "โทรศัพท์")
    telephone.locator("summary").focus()
    far = clerk.locator(f"#{telephone.get_attribute('data-box')}")
    expect(far).to_have_class(re.compile("lit"))
    panel, place = clerk.locator(".pages").bounding_box(), far.bounding_box()
    assert panel["y"] <= place["y"] < panel["y"] + panel["height"]
    clerk.mouse.wheel(0, 0)
    box.dispatch_event("click")
    expect(row.locator("details")).to_have_attribute("open", "")
    expect(row.locator("summary")).to_be_focused()


def test_boxes_lie_on_the_print(desk: Site, clerk: Page) -> None:
    """The drawn box, as a share of the picture, is where the engine read the date."""
    letter_id = open_letter(clerk, desk, CHAIN, 2)
    with desk.register() as register:
        ((left, top, width, height),) = register.db.execute(
            """
            SELECT json_extract(box, '$[0]'), json_extract(box, '$[1]'), width, height
            FROM letters JOIN evidence ON copy_id = best_copy_id AND field = 'date'
            JOIN copies ON copies.id = copy_id
            JOIN pages ON pages.scan_id = copies.scan_id AND pages.number = evidence.page
            WHERE letters.id = ?
            """,
            [letter_id],
        )
    box = value_of(clerk, "ลงวันที่").get_attribute("data-box")
    drawn = clerk.locator(f"#{box} rect").bounding_box()
    sheet = clerk.locator(".leaf img").first.bounding_box()
    assert (drawn["x"] - sheet["x"]) / sheet["width"] == pytest.approx(left / width, abs=0.01)
    assert (drawn["y"] - sheet["y"]) / sheet["height"] == pytest.approx(top / height, abs=0.01)


def test_a_value_leads_to_its_box_without_javascript(desk: Site, browser: Browser) -> None:
    page = desk.sign_in(browser, "clerk", java_script_enabled=False)
    open_letter(page, desk, CHAIN, 2)
    row = value_of(page, "ลงวันที่")
    row.locator("a.where").click()
    expect(page.locator(".box:target")).to_have_attribute("id", row.get_attribute("data-box"))


def test_values_are_walked_by_keys(desk: Site, clerk: Page) -> None:
    open_letter(clerk, desk, CHAIN, 2)
    clerk.keyboard.press("j")
    clerk.keyboard.press("j")
    expect(clerk.locator(".value").nth(1).locator("summary")).to_be_focused()
    clerk.keyboard.press("k")
    clerk.keyboard.press("Enter")
    expect(clerk.locator(".value").nth(0).locator("details")).to_have_attribute("open", "")


# --- values put right


def test_a_date_that_is_none_is_refused_beside_it_and_kept(desk: Site, clerk: Page) -> None:
    open_letter(clerk, desk, SEAL)
    row = value_of(clerk, "ลงวันที่")
    row.locator("summary").click()
    row.locator("[name=value]").fill("๓๕ มีนาคม ๒๕๖๙")
    row.locator("button[value=correct]").click()
    row = value_of(clerk, "ลงวันที่")
    expect(row.locator("[role=alert]")).to_contain_text("ไม่ใช่วันที่")
    expect(row.locator("[role=alert]")).to_contain_text("is not a date")
    expect(row.locator("[name=value]")).to_have_value("๓๕ มีนาคม ๒๕๖๙")


def test_a_correction_keeps_the_reading_and_can_be_taken_back(desk: Site, clerk: Page) -> None:
    letter_id = open_letter(clerk, desk, CHAIN, 1)
    row = value_of(clerk, "เรื่อง")
    read = row.locator(".says").inner_text()
    row.locator("summary").click()
    row.locator("[name=value]").fill("การกำจัดวัชพืช & <b>ผักตบชวา</b>")
    row.locator("button[value=correct]").click()
    expect(clerk.locator(".flash")).to_be_visible()
    expect(clerk.locator("h1")).to_have_text("การกำจัดวัชพืช & <b>ผักตบชวา</b>")
    row = value_of(clerk, "เรื่อง")
    row.locator("summary").click()
    expect(row).to_contain_text(read)
    expect(clerk.locator(".history")).to_contain_text("clerk")
    expect(clerk.locator(".history")).to_contain_text(read)
    with desk.register() as register:
        done = events(register, f"letter {letter_id}")[0]
    assert (done.who, done.what) == ("clerk", "letter.correct")
    row.locator("button[value=withdraw]").click()
    expect(clerk.locator("h1")).to_have_text(read)


def test_a_value_is_confirmed_removed_and_added(desk: Site, clerk: Page) -> None:
    open_letter(clerk, desk, CHAIN, 3)
    row = value_of(clerk, "จาก")
    row.locator("summary").click()
    row.locator("button[value=confirm]").click()
    expect(value_of(clerk, "จาก").locator(".tag.done")).to_be_visible()
    row = value_of(clerk, "เรียน/ถึง")
    said = row.locator(".says").inner_text()
    row.locator("summary").click()
    row.locator("button[value=remove]").click()
    expect(clerk.locator("del", has_text=said).first).to_be_visible()
    clerk.locator(".add > summary").click()
    clerk.select_option(".add [name=field]", "addressees")
    clerk.fill(".add [name=value]", "นายอำเภอกันทรวิชัย")
    clerk.click(".add button")
    expect(value_of(clerk, "เรียน/ถึง").locator(".says")).to_have_text("นายอำเภอกันทรวิชัย")


def test_the_day_of_a_duty_is_put_right(desk: Site, clerk: Page) -> None:
    open_letter(clerk, desk, CHAIN)
    more = clerk.locator(".more", has_text="กำหนดส่ง").first
    more.locator("summary").click()
    more.locator("[name=value]").fill("ภายในวันที่ ๒๘ ของทุกเดือน")
    more.locator("button[value=correct]").click()
    expect(clerk.locator(".asked").first).to_contain_text("๒๘")


def test_markup_in_a_letter_is_shown_as_text(desk: Site, clerk: Page) -> None:
    spoken: list[str] = []
    clerk.on("dialog", lambda dialog: (spoken.append(dialog.message), dialog.dismiss()))
    hostile = "<img src=x onerror=alert()><script>alert()</script>"
    with desk.register() as register:
        letter_id = letter_in(register, "memo.pdf")
        correct(register, letter_id, "subject", 0, hostile, who="tests", at=AT)
    clerk.goto(f"/letters/{letter_id}")
    expect(clerk.locator("h1")).to_have_text(hostile)
    assert clerk.locator("main img[src=x]").count() == 0
    assert spoken == []


def test_whoever_may_only_read_finds_no_forms_and_is_refused(desk: Site) -> None:
    with desk.register() as register:
        letter_id, sha256 = letter_in(register, CHAIN, 2), sha_of(register, CHAIN)
    with desk.client("auditor") as client:
        text = client.get(f"/letters/{letter_id}").text
        token = csrf_in(text)
        assert f"/letters/{letter_id}/values" not in text
        said = {"do": "confirm", "field": "date", "position": 0, "copy_id": 1, "shown": 1}
        answers = [
            client.post(f"/letters/{letter_id}/values", data={**said, "csrf": token}),
            client.post("/review", data={"doubt": 1, "do": "confirm", "csrf": token}),
            client.post(f"/splits/{sha256}", data={"starts": "1", "csrf": token}),
        ]
        assert "<button" not in client.get(f"/splits/{sha256}").text.split("<main")[1]
    assert [each.status_code for each in answers] == [403, 403, 403]


# --- who may see


@pytest.mark.parametrize("name", ["clerk", "officer"])
def test_a_secret_letter_is_not_there_for_others(desk: Site, name: str) -> None:
    with desk.register() as register:
        letter_id, sha256 = letter_in(register, ORDER), sha_of(register, ORDER)
    with desk.client(name) as client:
        for path in (
            f"/letters/{letter_id}",
            f"/scans/{sha256}/1.jpg",
            f"/scans/{sha256}/1.jpg?size=small",
            f"/scans/{sha256}/1/crop.png?box=10,10,200,200",
            f"/splits/{sha256}",
        ):
            assert client.get(path).status_code == 404, path
        assert "ไม่มีข้อให้ตรวจ" in client.get(f"/review?letter={letter_id}").text


def test_an_officer_of_another_office_sees_nothing_of_a_letter(desk: Site) -> None:
    with desk.register() as register:
        letter_id, sha256 = letter_in(register, SEAL), sha_of(register, SEAL)
        own = letter_in(register, CHAIN)
    with desk.client("officer") as client:
        assert client.get(f"/letters/{own}").status_code == 200
        for path in (f"/letters/{letter_id}", f"/scans/{sha256}/1.jpg", f"/splits/{sha256}"):
            assert client.get(path).status_code == 404, path


def test_looking_at_a_secret_letter_is_recorded_once_a_look(desk: Site) -> None:
    with desk.register() as register:
        letter_id, sha256 = letter_in(register, ORDER), sha_of(register, ORDER)
    with desk.client("cleared") as client:
        assert client.get(f"/letters/{letter_id}").status_code == 200
        picture = client.get(f"/scans/{sha256}/1.jpg")
        assert picture.headers["cache-control"] == "no-store"
    with desk.register() as register:
        looks = [
            one for one in events(register, f"letter {letter_id}") if one.what == "letter.view"
        ]
    assert [one.who for one in looks] == ["cleared"]


# --- pictures


def test_pictures_come_in_sizes_and_are_asked_for_again(desk: Site) -> None:
    with desk.register() as register:
        sha256 = sha_of(register, CHAIN)
    with desk.client("clerk") as client:
        sizes = {}
        for size in ("small", "page", "large"):
            answer = client.get(f"/scans/{sha256}/1.jpg?size={size}")
            assert answer.headers["cache-control"] == "private, no-cache"
            sizes[size] = Image.open(io.BytesIO(answer.content)).width
        again = {"If-None-Match": answer.headers["etag"]}
        kept = client.get(f"/scans/{sha256}/1.jpg?size=large", headers=again)
        crop = client.get(f"/scans/{sha256}/1/crop.png?box=100,200,500,260&margin=10")
        lost = client.get(f"/scans/{sha256}/99.jpg")
        senseless = client.get(f"/scans/{sha256}/1/crop.png?box=5,5,1,1")
    assert (sizes["small"], sizes["page"]) == (220, 1240)
    assert sizes["large"] == 2480
    assert (kept.status_code, kept.content) == (304, b"")
    assert Image.open(io.BytesIO(crop.content)).size == (420, 80)
    assert (lost.status_code, senseless.status_code) == (404, 400)
