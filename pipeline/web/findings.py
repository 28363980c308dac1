"""What an auditor looks for (ข้อสังเกต): where chains are broken, late, or contradict themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from correspondence_db.findings import FINDINGS, Finding
from correspondence_db.owing import is_one_of, labels_of
from pipeline.web.auditing import Cited
from pipeline.web.showing import page
from pipeline.web.sight import note_sight
from pipeline.web.visitor import AnyVisitor

router = APIRouter(prefix="/findings")

_PER_PAGE = 50


class Asked(BaseModel):
    """Findings of one kind, or of any; about one office, or any."""

    kind: Annotated[str, Field(max_length=60)] = ""
    office: Annotated[str, Field(max_length=300)] = ""
    page: Annotated[int, Field(ge=1)] = 1

    def query(self, **other: object) -> str:
        return "?" + urlencode(self.model_dump(exclude_defaults=True) | other)


class Told(NamedTuple):
    """A finding with its letters."""

    finding: Finding
    letters: tuple[Cited, ...]


@router.get("")
def show_findings(
    request: Request, visitor: AnyVisitor, asked: Annotated[Asked, Query()]
) -> Response:
    """What was found, the gravest kind first."""
    house = visitor.house
    found = house.audit.among(visitor.register, house.config.register, visitor.viewer)
    if found is None:
        return page(request, visitor, "findings_sought.html")
    of_office = [one for one in found.findings if _is_about(one, found.letters, asked.office)]
    kept = [one for one in of_office if asked.kind in ("", one.kind)]
    shown = kept[(asked.page - 1) * _PER_PAGE : asked.page * _PER_PAGE]
    note_sight(visitor, {letter for one in shown for letter in one.letter_ids})
    return page(
        request,
        visitor,
        "findings.html",
        asked=asked,
        kinds=FINDINGS,
        counts=Counter(one.kind for one in of_office),
        total=len(of_office),
        shown=[_told(one, found.letters) for one in shown],
        pages=-(-len(kept) // _PER_PAGE),
        at=found.at,
        turn=lambda to: asked.query(page=to),
    )


def _is_about(one: Finding, letters: Mapping[int, Cited], office: str) -> bool:
    """Whether a finding names an office, or is about a letter of one."""
    if not office.strip():
        return True
    labels = labels_of(office.strip())
    senders = (letters[letter_id].sender for letter_id in one.letter_ids)
    return any(is_one_of(name, labels) for name in (*one.offices, *one.seen, *senders))


def _told(one: Finding, letters: Mapping[int, Cited]) -> Told:
    return Told(one, tuple(letters[letter_id] for letter_id in one.letter_ids))
