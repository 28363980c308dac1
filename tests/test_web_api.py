"""The register for programs: the answers of the command line, within a person's limits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from desks import HUSHED, OFFICE, SECRET, TOWN, visiting
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from site_of_samples import NOW, Site, add_person

from correspondence_db import accounts
from correspondence_db.audit import events
from correspondence_db.queries import letters_called
from correspondence_db.store import Register
from pipeline.cli import main
from pipeline.web.api import router
from pipeline.web.passwords import key_hash

NUMBER = "มค ๐๒๑๘.๒/ว ๔๑๗"


def key_of(site: Site, name: str, scope: Any = "api") -> str:
    """A key of somebody's, the same for the same person."""
    key = f"key-of-{name}-for-{scope}"
    with Register.open(site.home / "register.db") as register:
        user = accounts.user_called(register, name)
        assert user
        if accounts.user_of_token(register, key_hash(key), scope) is None:
            accounts.add_token(
                register, user, label="tests", scope=scope, token_hash=key_hash(key), at=NOW
            )
    return key


def asking(site: Site, name: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {key_of(site, name)}"}
    return httpx.Client(base_url=f"{site.address}/api", headers=headers, timeout=60)


@pytest.fixture(scope="module")
def programs(desk: Site) -> Iterator[httpx.Client]:
    """Somebody's program that may see everything."""
    with asking(desk, "cleared") as client:
        yield client


@pytest.mark.parametrize(
    "question",
    [
        ("/due", {"office": OFFICE}, ["due", "--office", OFFICE, "--json"]),
        ("/due", {"creditor": OFFICE}, ["due", "--creditor", OFFICE, "--json"]),
        ("/due", {"letter": NUMBER}, ["due", "--letter", NUMBER, "--json"]),
        ("/grid", {"letter": NUMBER}, ["grid", NUMBER, "--json"]),
        ("/register", {}, ["register", "--json"]),
        ("/register", {"office": TOWN}, ["register", "--office", TOWN, "--json"]),
        ("/letters/6", {}, ["show", "6", "--json"]),
        ("/trace", {"letter": NUMBER}, ["trace", NUMBER, "--json"]),
        ("/findings", {}, ["findings", "--json"]),
        ("/findings", {"letter": NUMBER}, ["findings", NUMBER, "--json"]),
        ("/review", {"limit": 3}, ["review", "--limit", "3", "--json"]),
        ("/search", {"text": "ตบชวา"}, ["search", "ตบชวา", "--json"]),
        ("/export", {"text": True}, ["export", "--text"]),
    ],
)
def test_an_answer_is_that_of_the_command(
    desk: Site,
    programs: httpx.Client,
    capsys: pytest.CaptureFixture[str],
    question: tuple[str, dict[str, Any], list[str]],
) -> None:
    path, asked, command = question
    given = programs.get(path, params=asked)
    assert given.status_code == 200, given.text
    assert main(["--home", str(desk.home), *command]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told
    assert given.json() == told
    shape = next(
        route.response_model
        for route in router.routes
        if isinstance(route, APIRoute) and route.path_regex.match(path)
    )
    TypeAdapter(shape).validate_json(given.content)


def test_the_description_tells_of_every_question(programs: httpx.Client, desk: Site) -> None:
    described = programs.get("/openapi.json").json()
    routes = {route.path for route in router.routes if isinstance(route, APIRoute)}
    assert described["paths"].keys() == routes
    assert all(list(operations) == ["get"] for operations in described["paths"].values())
    assert described["servers"] == [{"url": "/api"}]
    with visiting(desk, "officer") as visit:
        page = visit.get("/api/docs").text
    assert all(f"GET /api{path}" in page for path in routes)
    assert "://" not in page.replace(f"{desk.address}/", "")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/letters/9999", 404), ("/trace?letter=xx", 404), ("/due?before=xx", 400), ("/nope", 404),
     ("/letters/x", 400), ("/grid", 400), ("/review?limit=0", 400)],
)  # fmt: skip
def test_what_goes_wrong_is_said_in_json(programs: httpx.Client, path: str, status: int) -> None:
    given = programs.get(path)
    assert given.status_code == status
    assert given.json().keys() == {"thai", "english"}


def test_nothing_but_reading_is_answered(programs: httpx.Client) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert programs.request(method, "/due").status_code in (403, 405), method


def test_a_key_that_does_not_fit_opens_nothing(desk: Site) -> None:
    keys = ("Basic eDp5", "Bearer", "Bearer wrong", f"Bearer {key_of(desk, 'cleared', 'calendar')}")
    for authorization in keys:
        given = httpx.get(f"{desk.address}/api/due", headers={"Authorization": authorization})
        assert given.status_code == 401, authorization
        assert given.headers["www-authenticate"] == "Bearer"
    with visiting(desk, "officer") as visit:
        assert visit.get("/api/search", params={"text": "ตบชวา"}).status_code == 200


def test_a_closed_account_closes_its_keys(desk: Site) -> None:
    with asking(desk, "admin") as client:
        assert client.get("/search", params={"text": "x"}).status_code == 200
        for is_active in (False, True):
            with Register.open(desk.home / "register.db") as register:
                person = accounts.user_called(register, "admin")
                assert person
                change = {"is_active": is_active}
                accounts.change_user(register, person, change, who="tests", at=NOW)
            status = client.get("/search", params={"text": "x"}).status_code
            assert status == (200 if is_active else 401)


def test_a_program_sees_what_its_bearer_sees(desk: Site) -> None:
    with asking(desk, "town") as client:
        owing = [each["debtor"] for each in client.get("/due").json()]
        letters = client.get("/export").json()["letters"]
        (grid, *_) = client.get("/grid", params={"letter": NUMBER}).json()
        assert client.get("/letters/15").status_code == 404
    assert owing == [TOWN]
    assert [row["office"] for row in grid["rows"]] == [TOWN]
    numbers = {letter["number"] for letter in letters}
    assert "มค 0218.2/ว 417" in numbers
    assert not numbers & {"พท 51005/ว 92", SECRET}


def test_a_secret_letter_goes_to_the_cleared_alone_and_into_the_log(desk: Site) -> None:
    paths = ("/export?text=true", f"/search?text={HUSHED}", f"/due?office={OFFICE}", "/register")
    for name, is_seen in (("officer", False), ("auditor", False), ("boss", True)):
        with asking(desk, name) as client:
            told = [HUSHED in json.dumps(client.get(p).json(), ensure_ascii=False) for p in paths]
        assert told == [is_seen, is_seen, is_seen, False], name
    with Register.open(desk.home / "register.db") as register:
        to_api = [event.who for event in events(register) if event.after == {"to": "API"}]
    assert "boss" in to_api
    assert not {"officer", "auditor"} & set(to_api)


@pytest.mark.parametrize(
    ("path", "asked"),
    [("/search", {"text": HUSHED}), ("/due", {"office": OFFICE}), ("/trace", {"letter": SECRET})],
)
def test_a_secret_letter_in_a_list_leaves_its_trace_too(
    desk: Site, path: str, asked: dict[str, str]
) -> None:
    name = f"reader of {path}"
    with desk.register() as register:
        add_person(register, name, "officer", OFFICE, 3)
        (letter_id,) = letters_called(register, SECRET)
    with asking(desk, name) as client:
        for question in (("/search", {"text": "ตบชวา"}), (path, asked), (path, asked)):
            assert client.get(question[0], params=question[1]).status_code == 200
    with desk.register() as register:
        seen = [event for event in events(register, who=name) if event.what == "letter.view"]
    assert [(event.subject, event.after) for event in seen] == [
        (f"letter {letter_id}", {"to": "API"})
    ]


def test_a_letter_does_not_lead_to_a_secret_one_that_it_passes_on(desk: Site) -> None:
    leads = {}
    for name in ("officer", "boss"):
        with asking(desk, name) as client:
            letters = client.get("/export").json()["letters"]
        (item,) = [
            item for one in letters for item in one["attachments"] if SECRET in item["title"]
        ]
        leads[name] = item["letter_id"]
    assert leads["officer"] is None
    assert leads["boss"] is not None


def test_no_answer_names_this_machine(programs: httpx.Client, desk: Site) -> None:
    assert str(Path(desk.home)) not in programs.get("/export").text
