"""Templates into pages, each in the language and the digits of whoever reads it."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse

from pipeline.web.reader import Reader
from pipeline.web.visitor import Visitor, csrf_of

_FLASHES = "flashes"


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("pipeline.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def asset(name: str) -> str:
    """The address of a file of ours; it changes with the file, so that it may be kept for ever."""
    content = files("pipeline.web").joinpath("static", name).read_bytes()
    return f"/static/{hashlib.sha256(content).hexdigest()[:12]}/{name}"


def page(
    request: Request, visitor: Visitor | None, template: str, status: int = 200, **facts: Any
) -> HTMLResponse:
    """A page; `visitor` is None where nobody is signed in."""
    reader = visitor.reader if visitor else Reader()
    text = (
        _templates()
        .get_template(template)
        .render(
            facts
            | {
                "visitor": visitor,
                "reader": reader,
                "t": reader.t,
                "num": reader.num,
                "day": reader.day,
                "csrf": csrf_of(request),
                "asset": asset,
                "path": request.url.path,
                "flashes": request.session.pop(_FLASHES, []),
            }
        )
    )
    return HTMLResponse(text, status)


def go(request: Request, to: str, thai: str = "", english: str = "") -> RedirectResponse:
    """On to a page of ours after a form, with a word on what was done."""
    if thai:
        said = request.session.get(_FLASHES, [])
        request.session[_FLASHES] = [*said, [thai, english]]
    return RedirectResponse(to, 303)


def back(wanted: str, otherwise: str = "/") -> str:
    """The page that a form names to go on to, if it is one of ours."""
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_ours else otherwise
