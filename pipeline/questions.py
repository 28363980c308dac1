"""Questions to a register: each command asks, prints the answer, and says how it ended."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from correspondence_db import export as exporting
from correspondence_db import queries
from correspondence_db.audit import record_sight
from pipeline.answers import hit_lines, letter_lines, review_lines, trace_lines
from pipeline.asking import answer, now, open_register, operator, today, unknown_letter
from pipeline.config import Config
from pipeline.exits import ExitCode, NotFound
from pipeline.terminal import say, say_json
from pipeline.wording import Standing


def trace(config: Config, options: Namespace) -> ExitCode:
    """Show the chain that a letter belongs to, from its origin down."""
    with open_register(config) as register:
        chains = queries.trace(register, options.number)
        letters = {hop.letter_id for chain in chains for hop in chain.hops}
        doubts = queries.doubts_about(register, letters)
        standing = queries.standing(register, today(), letters)
    if not chains:
        raise unknown_letter(f"เลขที่ {options.number}", f"number {options.number}")
    if options.json:
        say_json([with_standing(chain.to_json(), standing) for chain in chains])
    else:
        say(line for chain in chains for line in trace_lines(chain, doubts, standing))
    return ExitCode.OK


def with_standing(chain: dict[str, Any], standing: Standing) -> dict[str, Any]:
    """A chain whose duties tell how often each is open, late, done and waived, by any office."""
    for duty in (duty for hop in chain["hops"] for duty in hop["duties"]):
        del duty["status"]
        duty["standing"] = standing.get(duty["obligation_id"], {})
    return chain


def show(config: Config, options: Namespace) -> ExitCode:
    """Show a letter: every value with its print, page, box, rule and confidence."""
    with open_register(config) as register:
        letter = exporting.show(register, options.id)
        copies = queries.copies(register, options.id) if options.evidence else []
        what, to = ("export.file", str(options.evidence)) if copies else ("letter.view", None)
        record_sight(register, [options.id], at=now(), who=operator(), what=what, to=to)
    if letter is None:
        raise unknown_letter(f"ลำดับ {options.id}", f"id {options.id}")
    drawn = _draw(copies, config, options) if options.evidence else []
    if options.json:
        say_json(letter)
    else:
        say(letter_lines(letter))
        say(f"วาดหลักฐานไว้ที่ {path}" for path in drawn)
    return ExitCode.OK


def _draw(copies: Sequence[queries.Copy], config: Config, options: Namespace) -> list[Path]:
    """Draw the evidence for a letter on its pages; gives the files written."""
    from pipeline.evidence import write_evidence  # noqa: PLC0415 - the image libraries load slowly

    if not copies:
        raise NotFound(
            f"หนังสือ [{options.id}] ยังไม่มีในทะเบียน มีแต่ที่ฉบับอื่นอ้างถึง จึงไม่มีหน้าให้วาด",
            f"Letter [{options.id}] is only cited by others: there is no page of it to draw.",
        )
    return write_evidence(copies, config.originals, options.evidence)


def review(config: Config, options: Namespace) -> ExitCode:
    """List what is doubtful, least sure first, each with its reason and its place."""
    with open_register(config) as register:
        questions = queries.review(register, options.limit)
    return answer(questions, review_lines(questions), options)


def search(config: Config, options: Namespace) -> ExitCode:
    """Find the places where all words of a text stand, digits in either script."""
    with open_register(config) as register:
        hits = queries.search(register, options.text)
    return answer(hits, hit_lines(hits), options)


def export(config: Config, options: Namespace) -> ExitCode:
    """Print everything the register knows as JSON (saraban-export/1)."""
    with open_register(config) as register:
        record_sight(register, None, at=now(), who=operator(), what="export.file", to="stdout")
        say_json(exporting.export(register, with_text=options.text))
    return ExitCode.OK
