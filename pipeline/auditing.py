"""What an auditor asks of a register: `saraban findings`, of one chain or of everything."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from correspondence_db.findings import FINDINGS, Finding
from correspondence_db.findings import findings as find_all
from correspondence_db.graph import Node, graph_of
from extract.dates import thai_date
from extract.thaitext import unfold_digits
from pipeline.asking import answer, letters_asked, open_register
from pipeline.config import Config
from pipeline.exits import ExitCode
from pipeline.sight import shown_here
from pipeline.wording import letter_name

#: So many offices are named; of more, how many there are.
_NAMED = 5


def findings(config: Config, options: Namespace) -> ExitCode:
    """Say where chains are broken, late, or at odds with themselves."""
    with open_register(config) as register:
        graph = graph_of(register)
        asked = letters_asked(register, options.number) if options.number else tuple(graph.nodes)
        chain = graph.chain_of(asked)
        found = [one for one in find_all(graph) if chain.issuperset(one.letter_ids)]
        shown_here(register, {letter_id for one in found for letter_id in one.letter_ids})
    return answer(found, finding_lines(found, graph.nodes), options)


def finding_lines(found: Sequence[Finding], letters: Mapping[int, Node]) -> Iterator[str]:
    """Findings under the name of their kind, the gravest first."""
    if not found:
        yield "ไม่มีข้อตรวจพบ"
    for kind, group in groupby(found, key=lambda one: one.kind):
        of_kind = list(group)
        yield f"{FINDINGS[kind].thai} ({unfold_digits(str(len(of_kind)))})"
        for one in of_kind:
            yield from _lines(one, letters)
        yield ""


def _lines(one: Finding, letters: Mapping[int, Node]) -> Iterator[str]:
    about, *others = (_letter(letters[letter_id]) for letter_id in one.letter_ids)
    yield f"  • {about}"
    yield from (f"    กับ {other}" for other in others)
    if details := list(_details(one)):
        yield "    " + " · ".join(details)


def _details(one: Finding) -> Iterator[str]:
    if one.seen or (one.offices and one.kind == "fan-out"):
        whole = len(one.seen) + len(one.offices)
        yield unfold_digits(f"เห็นแล้ว {len(one.seen)} จาก {whole} แห่ง")
        yield f"ยังไม่เห็น {_several(one.offices)}"
    elif one.offices:
        yield _several(one.offices)
    if one.numbers:
        yield unfold_digits(" / ".join(one.numbers))
    if one.dates:
        yield " → ".join(map(thai_date, one.dates))
    if one.days is not None:
        yield unfold_digits(f"{one.days} วัน")


def _several(offices: Sequence[str]) -> str:
    more = len(offices) - _NAMED
    named = ", ".join(offices[:_NAMED])
    return named + (unfold_digits(f" และอีก {more} แห่ง") if more > 0 else "")


def _letter(node: Node) -> str:
    return f"{letter_name(node.sender, node.number, node.sent_on, {})} [{node.letter_id}]"
