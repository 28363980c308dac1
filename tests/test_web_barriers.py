"""Everyone can use it: no page has a barrier that axe knows of, none loads from another host."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request
from site_of_samples import Site
from sources import ROOT

CHAIN = sha256((ROOT / "samples/monthly_chain/monthly_chain.pdf").read_bytes()).hexdigest()
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PATHS = [
    "/inbox",
    "/people",
    "/account",
    "/password",
    "/nothing-here",
    "/register?q=วัชพืช",
    "/register?since=งง",
    "/due",
    "/due/office?name=อำเภอกันทรวิชัย",
    "/due/office?name=อำเภอกันทรวิชัย&side=owed",
    "/due/office?name=อำเภอกันทรวิชัย&side=done",
    "/letters/8",
    "/letters/12",
    "/letters/14",
    "/review",
    "/review?after=0.7:1",
    "/review?office=งง",
    f"/splits/{CHAIN}",
    f"/splits/{CHAIN}?move=3",
    "/trace/6",
    "/trace/11",
    "/grid/7",
    "/findings",
    "/log?verify=true",
    "/api/docs",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def barriers(page: Page) -> list[str]:
    """What axe calls serious or critical on the page as it stands."""
    page.add_script_tag(path=AXE)
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    return [
        f"{each['id']}: {each['help']} {[node['html'][:120] for node in each['nodes'][:3]]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]


@pytest.fixture(scope="module")
def visit(site: Site, browser: Browser) -> Page:
    """An administrator's page, the policy set aside so that axe may run in it."""
    return site.sign_in(browser, "admin", bypass_csp=True)


@pytest.mark.parametrize("path", PATHS)
def test_no_page_has_a_barrier(visit: Page, path: str) -> None:
    visit.goto(path)
    assert barriers(visit) == []


def test_the_page_of_a_duty_has_no_barrier(visit: Page) -> None:
    visit.goto("/due/office?name=อำเภอกันทรวิชัย")
    visit.locator(".duty .text a").first.click()
    assert "/due/duty?" in visit.url
    assert barriers(visit) == []


def test_the_door_has_no_barrier(site: Site, browser: Browser) -> None:
    page = browser.new_context(base_url=site.address, bypass_csp=True).new_page()
    page.goto("/login")
    assert barriers(page) == []


@pytest.mark.parametrize("path", PATHS)
def test_no_page_is_wider_than_a_phone(visit: Page, path: str) -> None:
    visit.set_viewport_size({"width": 360, "height": 740})
    visit.goto(path)
    assert visit.evaluate("document.documentElement.scrollWidth") <= 360


def test_nothing_comes_from_another_host(site: Site, browser: Browser) -> None:
    page, asked = site.sign_in(browser, "admin"), []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    for path in PATHS:
        page.goto(path)
    assert asked
    assert [url for url in asked if not url.startswith((site.address, "data:"))] == []
