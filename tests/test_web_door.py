"""The door: who gets in, how, and who does not; in a real browser where a person would be."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect
from site_of_samples import NOW, PASSWORD, Site, served

from correspondence_db import accounts
from correspondence_db.store import Register


def csrf_in(text: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', text)
    assert found
    return found[1]


def try_to_sign_in(client: httpx.Client, name: str, password: str) -> httpx.Response:
    token = csrf_in(client.get("/login").text)
    form = {"name": name, "password": password, "csrf": token}
    return client.post("/login", data=form)


def client_of(site: Site) -> httpx.Client:
    return httpx.Client(base_url=site.address)


def test_the_first_start_tells_an_administrator_a_password_for_one_time(
    tmp_path: Path, browser: Browser
) -> None:
    home = tmp_path / "home"
    with served(home):
        pass
    with Register.open(home / "register.db") as register:
        (admin,) = accounts.users(register)
    assert (admin.name, admin.role, admin.must_change) == ("admin", "administrator", True)
    assert PASSWORD not in admin.password_hash
    assert (home / "session-secret").stat().st_mode & 0o077 == 0


def test_a_person_signs_in_and_out(site: Site, browser: Browser) -> None:
    page = site.sign_in(browser, "clerk")
    expect(page).to_have_url(re.compile("/inbox$"))
    page.click("text=ออก")
    expect(page).to_have_url(re.compile("/login$"))
    page.goto("/inbox")
    expect(page).to_have_url(re.compile(r"/login\?next=/inbox$"))


def test_a_first_password_must_be_changed(own_site: Site, browser: Browser) -> None:
    page = own_site.sign_in(browser, "admin")
    page.goto("/people")
    page.fill("section [name=name]", "somying")
    page.click("section button.main")
    first = page.locator(".flash code").inner_text()
    fresh = browser.new_context(base_url=own_site.address).new_page()
    fresh.goto("/login")
    fresh.fill("[name=name]", "somying")
    fresh.fill("[name=password]", first)
    fresh.click("main button")
    expect(fresh).to_have_url(re.compile("/password$"))
    fresh.goto("/account")
    expect(fresh).to_have_url(re.compile("/password$"))
    fresh.fill("[name=old]", first)
    fresh.fill("[name=new]", PASSWORD)
    fresh.click("main button")
    expect(fresh.locator(".flash")).to_contain_text("เปลี่ยนรหัสผ่านแล้ว")


def test_wrong_names_and_wrong_passwords_are_answered_alike(site: Site) -> None:
    with client_of(site) as client:
        unknown = try_to_sign_in(client, "nobody", "x" * 20)
        wrong = try_to_sign_in(client, "auditor", "x" * 20)
    assert unknown.status_code == wrong.status_code == 401
    without_tokens = [re.sub(r'value="[^"]+"', "", each.text) for each in (unknown, wrong)]
    assert without_tokens[0] == without_tokens[1]


def test_guessing_is_slowed_down(own_site: Site) -> None:
    with client_of(own_site) as client:
        statuses = [try_to_sign_in(client, "cleared", "wrong").status_code for _ in range(6)]
        right = try_to_sign_in(client, "cleared", PASSWORD)
        other = try_to_sign_in(client, "clerk", PASSWORD)
    assert statuses == [401] * 5 + [429]
    assert right.status_code == 429
    assert other.status_code == 303


@pytest.mark.parametrize("token", [None, "", "of another session"])
def test_forms_of_others_change_nothing(site: Site, token: str | None) -> None:
    with client_of(site) as client:
        client.get("/login")
        form = {"name": "clerk", "password": PASSWORD} | ({"csrf": token} if token else {})
        assert client.post("/login", data=form).status_code == 403


def test_a_forged_session_is_nobody(site: Site) -> None:
    with client_of(site) as client:
        assert try_to_sign_in(client, "clerk", PASSWORD).status_code == 303
        body, _, seal = client.cookies["saraban"].partition(".")
        for forged in (f"{body}.x{seal[1:]}", f"x{body[1:]}.{seal}", "bnVsbA=="):
            answer = httpx.get(f"{site.address}/inbox", headers={"Cookie": f"saraban={forged}"})
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/login")


def test_a_closed_account_ends_its_sessions(own_site: Site) -> None:
    with client_of(own_site) as client:
        assert try_to_sign_in(client, "auditor", PASSWORD).status_code == 303
        assert client.get("/account").status_code == 200
        with Register.open(own_site.home / "register.db") as register:
            person = accounts.user_called(register, "auditor")
            assert person
            closed = {"is_active": False}
            accounts.change_user(register, person, closed, who="tests", at=NOW)
        assert client.get("/account").status_code == 303
        assert try_to_sign_in(client, "auditor", PASSWORD).status_code == 401


def test_the_way_on_stays_in_the_house(site: Site) -> None:
    for outside in ("https://example.org/", "//example.org", "/\\example.org"):
        with client_of(site) as client:
            token = csrf_in(client.get("/login", params={"next": outside}).text)
            form = {"name": "clerk", "password": PASSWORD, "csrf": token, "next": outside}
            assert client.post("/login", data=form).headers["location"] == "/"


def test_nobody_clears_others_for_more_than_themselves(own_site: Site, browser: Browser) -> None:
    page = own_site.sign_in(browser, "admin")
    page.goto("/people")
    page.fill("section [name=name]", "spy")
    page.select_option("section [name=clearance]", "3")
    page.click("section button.main")
    expect(page.locator(".problem")).to_be_visible()
    with Register.open(own_site.home / "register.db") as register:
        assert accounts.user_called(register, "spy") is None


def test_another_sites_name_that_leads_here_is_refused(site: Site) -> None:
    answer = httpx.get(f"{site.address}/login", headers={"Host": "attacker.example"})
    assert answer.status_code == 400


def test_every_answer_carries_the_headers(site: Site) -> None:
    for path in ("/login", "/nothing-here", "/static/0/saraban.css"):
        headers = httpx.get(site.address + path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
