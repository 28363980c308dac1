"""Every door of the house, tried by those who have no business there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from fastapi.routing import APIRoute
from site_of_samples import PASSWORD, Site
from starlette.routing import BaseRoute, Mount

from pipeline.config import Config
from pipeline.web.app import create_app

#: What may be asked for by anybody: the sign-in itself, and files of ours without any data.
OPEN = {("GET", "/login"), ("POST", "/login"), ("POST", "/logout"), ("GET", "/static/1/1")}
#: What one needs a key for; without one they are as if not there, or say so in JSON.
KEYED = ("/api", "/calendar")
#: How to use a key is a page for people.
DOCS = "/api/docs"


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """Method and path of every route, its parameters filled in."""
    app = create_app(Config(tmp_path_factory.mktemp("routes")))
    return list(_doors(app.routes))


def _doors(routes: list[BaseRoute], above: str = "") -> Iterator[tuple[str, str]]:
    for route in routes:
        if inner := getattr(route, "original_router", None):  # as FastAPI keeps a router
            yield from _doors(inner.routes, above)
        elif isinstance(route, Mount):
            yield from _doors(route.routes, above + route.path)
        elif isinstance(route, APIRoute):
            path = re.sub(r"\{sha256\}", "0" * 64, above + route.path)
            for method in route.methods:
                yield method, re.sub(r"\{[^}]+\}", "1", path)


@contextmanager
def signed_in(site: Site, name: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.address) as client:
        token = re.findall(r'name="csrf" value="([^"]+)"', client.get("/login").text)[0]
        client.post("/login", data={"name": name, "password": PASSWORD, "csrf": token})
        yield client


def test_there_are_doors_to_try(doors: list[tuple[str, str]]) -> None:
    assert len(doors) > len(OPEN)


def test_without_a_session_every_door_is_closed(site: Site, doors: list[tuple[str, str]]) -> None:
    with httpx.Client(base_url=site.address) as client:
        for method, path in doors:
            if (method, path) in OPEN:
                continue
            answer = client.request(method, path)
            if path.startswith(KEYED) and path != DOCS:
                assert answer.status_code in (401, 404), (method, path)
            elif method == "POST":
                assert answer.status_code == 403, (method, path)
            else:
                assert answer.status_code == 303, (method, path)
                assert answer.headers["location"].startswith("/login"), (method, path)


def test_without_its_forms_secret_nothing_can_be_posted(
    site: Site, doors: list[tuple[str, str]]
) -> None:
    with signed_in(site, "admin") as client:
        posts = [path for method, path in doors if method == "POST"]
        assert posts
        for path in posts:
            assert client.post(path, data={"csrf": "of-another-site"}).status_code == 403, path


@pytest.mark.parametrize(
    ("name", "closed"),
    [
        ("auditor", ["/inbox", "/people"]),
        ("clerk", ["/people", "/log"]),
        ("officer", ["/inbox", "/people", "/log"]),
    ],
)
def test_a_role_opens_its_own_doors_alone(site: Site, name: str, closed: list[str]) -> None:
    with signed_in(site, name) as client:
        for path in closed:
            assert client.get(path).status_code in (403, 404), path
        assert client.get("/account").status_code == 200


def test_no_path_leads_out_of_the_house(site: Site) -> None:
    with signed_in(site, "admin") as client:
        secret = (site.home / "session-secret").read_text()
        for path in (
            "/static/1/..%2f..%2f..%2fsession-secret",
            "/static/1/%2e%2e/session-secret",
            "/scans/..%2f..%2fsession-secret/1.jpg",
            "/..%2fsession-secret",
        ):
            answer = client.get(path)
            assert answer.status_code in (400, 403, 404, 422), path
            assert secret not in answer.text
    assert Path(site.home / "session-secret").exists()
