"""The server: its pages, who may open them, and what every answer carries."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

from fastapi import Depends, FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import FileResponse, RedirectResponse, Response

from pipeline.config import Config
from pipeline.web import (
    api,
    calendars,
    chains,
    door,
    due,
    duty,
    findings,
    inbox,
    letters,
    log,
    people,
    register,
    review,
    scans,
    splits,
)
from pipeline.web.darkroom import Darkroom
from pipeline.web.errors import ANSWERED, headers_of, status_of, words_for, words_of
from pipeline.web.headers import SecurityHeaders
from pipeline.web.house import House, Registers, signing_secret
from pipeline.web.showing import asset, page
from pipeline.web.visitor import AnyVisitor, NotSignedIn, PasswordDue, check_form

ROUTERS = (
    calendars.router,
    chains.router,
    door.router,
    due.router,
    duty.router,
    findings.router,
    inbox.router,
    letters.router,
    log.router,
    people.router,
    register.router,
    review.router,
    scans.router,
    splits.router,
)
#: A working day; whoever comes back tomorrow signs in again.
SESSION_SECONDS = 12 * 60 * 60
_FOR_EVER = "public, max-age=31536000, immutable"


def create_app(config: Config, *, https_only: bool = False) -> FastAPI:
    """The pages over the register of `config`; with `https_only` sessions never go in the clear."""
    app = FastAPI(
        title="saraban",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(check_form)],
        lifespan=_closing,
    )
    app.state.house = House(config, Registers(config.register), Darkroom(config.views))
    for router in ROUTERS:
        app.include_router(router)
    app.get("/api/docs")(api.show_docs)
    app.mount("/api", api.create_api(app.state.house))
    app.get("/")(home)
    app.get("/static/{version}/{name}")(static)
    _answer_errors(app)
    app.add_middleware(
        SessionMiddleware,
        secret_key=signing_secret(config.home),
        session_cookie="saraban",
        max_age=SESSION_SECONDS,
        https_only=https_only,
    )
    app.add_middleware(SecurityHeaders)
    return app


@asynccontextmanager
async def _closing(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.house.darkroom.close()
    app.state.house.audit.close()
    app.state.house.registers.close()


def home(visitor: AnyVisitor) -> Response:
    """The first page: a clerk's doubts, an officer's debts, an auditor's findings."""
    first = {"clerk": "/inbox", "auditor": "/findings"}
    return RedirectResponse(first.get(visitor.user.role, "/due"), 303)


def static(version: str, name: str) -> Response:
    """A file of ours, kept by the browser until it changes."""
    place = files("pipeline.web").joinpath("static", name)
    if not place.is_file() or asset(name) != f"/static/{version}/{name}":
        raise HTTPException(404)
    return FileResponse(str(place), headers={"Cache-Control": _FOR_EVER})


# --- what goes wrong, said in both languages


def _answer_errors(app: FastAPI) -> None:
    app.add_exception_handler(NotSignedIn, _to_the_door)
    app.add_exception_handler(PasswordDue, _to_a_password)
    for error in ANSWERED:
        app.add_exception_handler(error, _told)
    app.add_exception_handler(Exception, _failed)


async def _to_the_door(request: Request, error: Exception) -> Response:
    asked = request.url.path if request.method == "GET" else "/"
    return RedirectResponse(f"/login?next={asked}", 303)


async def _to_a_password(request: Request, error: Exception) -> Response:
    return RedirectResponse("/password", 303)


async def _told(request: Request, error: Exception) -> Response:
    """What ends a command ends a page: nothing of that name, a wrong value, a failing disk."""
    answer = page(request, None, "problem.html", status_of(error), problem=words_of(error))
    answer.headers.update(headers_of(error) or {})
    return answer


async def _failed(request: Request, error: Exception) -> Response:
    """A fault of ours: its trace is in the server's log, and nothing of it on the page."""
    return page(request, None, "problem.html", 500, problem=words_for(500))
