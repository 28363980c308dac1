"""The register for programs (JSON API): the questions of the command line, to read alone.

A program asks in a person's name, with a key of that person's, and sees what the person sees.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from correspondence_db import accounts, queries
from correspondence_db import export as exporting
from correspondence_db.audit import record_sight
from correspondence_db.findings import findings as find_all
from correspondence_db.graph import graph_of
from pipeline.asking import Told, day_asked, letters_asked, now, unknown_letter
from pipeline.questions import with_standing
from pipeline.sight import SEEN, TAKEN, letters_named, note_sight
from pipeline.web import shapes
from pipeline.web.errors import ANSWERED, headers_of, status_of, words_for, words_of
from pipeline.web.house import House
from pipeline.web.limits import own_debts, own_grids, own_standing
from pipeline.web.passwords import key_hash
from pipeline.web.reader import Reader
from pipeline.web.showing import page
from pipeline.web.visitor import (
    AnyVisitor,
    NotSignedIn,
    PasswordDue,
    Visitor,
    house_of,
    viewer_of,
    visitor_in,
)

router = APIRouter()

UNKNOWN_ASKER = 401
_KEY = HTTPBearer(
    auto_error=False, description="A key of scope API, made under /account. ออกกุญแจได้ที่ /account"
)
#: Where the log says that a program was shown letters.
WHERE = "API"
#: So many questions are answered with at most.
_QUESTIONS = 1000

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": shapes.Problem} for status in (400, 401, 403, 404, 405, 503)
}


def asker(
    request: Request, key: Annotated[HTTPAuthorizationCredentials | None, Depends(_KEY)]
) -> Iterator[Visitor]:
    """Whose key it is; without a key, whoever is signed in. Raises NotSignedIn, PasswordDue."""
    house = house_of(request)
    with house.registers.lend() as register:
        if key is None:
            visitor = visitor_in(request, register)
            if visitor.user.must_change:
                raise PasswordDue
            yield visitor
            return
        user = accounts.user_of_token(register, key_hash(key.credentials), "api")
        if user is None:
            raise NotSignedIn
        reader = Reader(user.language, user.digits)
        yield Visitor(user, register, viewer_of(user), reader, house, now(), csrf="")


Asker = Annotated[Visitor, Depends(asker)]
Letter = Annotated[str, Field(description="Its number in any spelling, or its id", max_length=200)]
Day = Annotated[
    str | None, Field(description="2026-12-25, ๒๕/๑๒/๒๕๖๙, 25 ธันวาคม 2569", max_length=60)
]
Office = Annotated[str | None, Field(description="Its name in full", max_length=300)]


def create_api(house: House) -> FastAPI:
    """The API as an application of its own, to be mounted under /api; its errors are JSON."""
    api = FastAPI(
        title="saraban",
        version="1",
        description="Who owes what, to whom, by when. ใครค้างอะไร ต่อใคร ภายในเมื่อใด",
        servers=[{"url": "/api"}],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        responses=PROBLEMS,
    )
    api.state.house = house
    api.include_router(router)
    api.get("/openapi.json", include_in_schema=False)(describe)
    for error in (NotSignedIn, PasswordDue, *ANSWERED):
        api.add_exception_handler(error, _refused)
    return api


def describe(request: Request, visitor: Asker) -> Response:
    """The OpenAPI description of this API."""
    return JSONResponse(request.app.openapi())


async def _refused(request: Request, error: Exception) -> Response:
    """An error in Thai and English; one without a good key asks for one."""
    if isinstance(error, NotSignedIn):
        return _problem(UNKNOWN_ASKER, words_for(UNKNOWN_ASKER), {"WWW-Authenticate": "Bearer"})
    if isinstance(error, PasswordDue):
        return _problem(403, words_for(403))
    return _problem(status_of(error), words_of(error), headers_of(error))


def _problem(
    status: int, words: tuple[str, str], headers: Mapping[str, str] | None = None
) -> Response:
    thai, english = words
    return JSONResponse({"thai": thai, "english": english}, status, headers)


# --- what is owed


class Owed(BaseModel):
    """What `office` owes, what is owed to `creditor`, what `letter` asks; else anything."""

    office: Office = None
    creditor: Office = None
    letter: Annotated[str | None, Field(max_length=200)] = None
    before: Day = None
    since: Day = None


@router.get("/due", response_model=list[shapes.Debts])
def due(visitor: Asker, asked: Annotated[Owed, Query()]) -> Response:
    """Who owes what, to whom, by when: `saraban due --json`."""
    register, viewer = visitor.register, visitor.viewer
    debts = queries.due(
        register,
        visitor.now.date(),
        asked.office,
        day_asked(asked.before),
        creditor=asked.creditor,
        letters=_letters(visitor, asked.letter) if asked.letter else None,
        since=day_asked(asked.since),
        viewer=viewer,
    )
    return _told(visitor, own_debts(viewer, debts))


@router.get("/grid", response_model=list[shapes.Grid])
def grid(visitor: Asker, letter: Letter, before: Day = None, since: Day = None) -> Response:
    """Who has done what a directive asks, period by period: `saraban grid LETTER --json`."""
    grids = queries.grid(
        visitor.register,
        visitor.now.date(),
        _letters(visitor, letter),
        since=day_asked(since),
        before=day_asked(before),
        viewer=visitor.viewer,
    )
    return _told(visitor, own_grids(visitor.viewer, grids))


# --- letters


@router.get("/register", response_model=list[shapes.Entry])
def receive_register(visitor: Asker, office: Office = None) -> Response:
    """The receive register (แบบที่ 13), of one office or of all: `saraban register --json`."""
    today, viewer = visitor.now.date(), visitor.viewer
    return _told(visitor, queries.book(visitor.register, today, office, viewer))


@router.get("/letters/{letter_id}", response_model=dict[str, Any])
def letter(visitor: Asker, letter_id: int) -> Response:
    """A letter with every value and its evidence: `saraban show ID --json`."""
    found = exporting.show(visitor.register, letter_id, visitor.viewer)
    if found is None:
        raise unknown_letter(f"ลำดับ {letter_id}", f"id {letter_id}")
    _note_sight(visitor, [letter_id], SEEN)
    return JSONResponse(found)


@router.get("/trace", response_model=list[dict[str, Any]])
def trace(visitor: Asker, letter: Letter) -> Response:
    """The chain that a letter belongs to, from its origin down: `saraban trace NUMBER --json`."""
    register, viewer = visitor.register, visitor.viewer
    asked = (queries.trace_of(register, one, viewer) for one in _letters(visitor, letter))
    chains = [chain for chain in asked if chain]
    letters = {hop.letter_id for chain in chains for hop in chain.hops if not hop.restricted}
    standing = own_standing(visitor, letters)
    return _answered(visitor, [with_standing(chain.to_json(), standing) for chain in chains])


@router.get("/search", response_model=list[shapes.Hit])
def search(visitor: Asker, text: Annotated[str, Query(max_length=300)]) -> Response:
    """Where all words of a text stand: `saraban search TEXT --json`."""
    return _told(visitor, queries.search(visitor.register, text, viewer=visitor.viewer))


# --- what is doubtful, what is odd, and everything


@router.get("/review", response_model=list[shapes.Question])
def review(visitor: Asker, limit: Annotated[int, Query(ge=1, le=_QUESTIONS)] = 100) -> Response:
    """What is doubtful, least sure first, and why: `saraban review --json`."""
    return _told(visitor, queries.review(visitor.register, limit, viewer=visitor.viewer))


@router.get("/findings", response_model=list[shapes.Finding])
def findings(
    visitor: Asker, letter: Annotated[str | None, Query(max_length=200)] = None
) -> Response:
    """Where chains are broken, late or at odds: `saraban findings --json`."""
    graph = graph_of(visitor.register, visitor.viewer)
    asked = _letters(visitor, letter) if letter else tuple(graph.nodes)
    chain = graph.chain_of(asked)
    found = (one for one in find_all(graph) if chain.issuperset(one.letter_ids))
    return _told(visitor, found)


@router.get("/export", response_model=dict[str, Any])
def export(visitor: Asker, text: bool = False) -> Response:
    """Everything that one may see (saraban-export/1): `saraban export`, `--text` with `text`."""
    exported = exporting.export(visitor.register, text, visitor.viewer)
    _note_sight(visitor, [each["id"] for each in exported["letters"]], TAKEN)
    return JSONResponse(exported)


def _letters(visitor: Visitor, name: str) -> tuple[int, ...]:
    return letters_asked(visitor.register, name, visitor.viewer)


def _told(visitor: Visitor, found: Iterable[Told]) -> Response:
    return _answered(visitor, [each.to_json() for each in found])


def _answered(visitor: Visitor, told: list[dict[str, Any]]) -> Response:
    """What was found; secret letters that are named in it leave a trace in the log."""
    if visitor.user.clearance:
        who, at = visitor.user.name, visitor.now
        note_sight(visitor.register, letters_named(told), who=who, at=at, to=WHERE)
    return JSONResponse(told)


def _note_sight(visitor: Visitor, letters: Collection[int], what: str) -> None:
    """Secret letters leave a trace in the log."""
    who, at = visitor.user.name, visitor.now
    record_sight(visitor.register, letters, at=at, who=who, what=what, to=WHERE)


# --- the description as a page


def show_docs(request: Request, visitor: AnyVisitor) -> Response:
    """How to ask, made of the API's own description."""
    described = create_api(visitor.house).openapi()
    questions = [
        (path, operation)
        for path, operations in described["paths"].items()
        for operation in operations.values()
    ]
    shapes_told = described["components"]["schemas"]
    return page(
        request,
        visitor,
        "api.html",
        questions=questions,
        shapes=shapes_told,
        request_base=str(request.base_url),
    )
