"""Questions to a register: each command asks, prints the answer, and says how it ended."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from correspondence_db import export as exporting
from correspondence_db import queries
from pipeline.answers import hit_lines, letter_lines, review_lines, trace_lines
from pipeline.asking import answer, open_register, today, unknown_letter
from pipeline.config import Config
from pipeline.exits import ExitCode, NotFound
from pipeline.sight import letters_told_of, shown_here, taken_out
from pipeline.terminal import say, say_json
from pipeline.wording import Standing


def trace(config: Config, options: Namespace) -> ExitCode:
    """Show the chain that a letter belongs to, from its origin down."""
    with open_register(config) as register:
        chains = queries.trace(register, options.number)
        letters = {hop.letter_id for chain in chains for hop in chain.hops}
        doubts = queries.doubts_about(register, letters)
        standing = queries.standing(register, today(), letters)
        shown_here(register, letters | _mentioned(chains))
    if not chains:
        raise unknown_letter(f"เลขที่ {options.number}", f"number {options.number}")
    if options.json:
        say_json([with_standing(chain.to_json(), standing) for chain in chains])
    else:
        say(line for chain in chains for line in trace_lines(chain, doubts, standing))
    return ExitCode.OK


def _mentioned(chains: Sequence[queries.Trace]) -> set[int]:
    """The letters beside a chain that are named in it."""
    hops = [hop for chain in chains for hop in chain.hops]
    mentioned = {one.letter_id for hop in hops for one in hop.mentions}
    return mentioned | letters_told_of(duty for hop in hops for duty in hop.duties)


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
        shown_here(register, [options.id], options.evidence if copies else None)
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
        others = {one.letter_id for each in questions for one in each.candidates}
        shown_here(register, others | {each.letter_id for each in questions})
    return answer(questions, review_lines(questions), options)


def search(config: Config, options: Namespace) -> ExitCode:
    """Find the places where all words of a text stand, digits in either script."""
    with open_register(config) as register:
        hits = queries.search(register, options.text)
        shown_here(register, {hit.letter_id for hit in hits if hit.letter_id is not None})
    return answer(hits, hit_lines(hits), options)


def export(config: Config, options: Namespace) -> ExitCode:
    """Print everything the register knows as JSON (saraban-export/1)."""
    with open_register(config) as register:
        taken_out(register, None, to="stdout")
        say_json(exporting.export(register, with_text=options.text))
    return ExitCode.OK
