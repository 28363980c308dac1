"""What an auditor looks for (ข้อตรวจพบ): where a chain is broken, late, or at odds with itself.

Pure functions over the graph (`correspondence_db.graph`): each kind of finding is one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise
from types import MappingProxyType
from typing import Any

from rapidfuzz import fuzz

from correspondence_db.graph import Graph
from extract.chain import name_key
from extract.dates import fall_due
from extract.doubts import Reason
from extract.letter import jsonable
from extract.numbers import LetterNumber, parse_number


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, of a kind of `FINDINGS`.

    `letter_ids` begin with the letter that it is about; `offices`, `dates`, `days` and `numbers`
    are what the kind says of them. `seen` are, of the offices that a letter went to, those that
    have it; `offices` then the others.
    """

    kind: str
    letter_ids: tuple[int, ...]
    offices: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()
    days: int | None = None
    numbers: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping, the kind spelled out in Thai and in English."""
        return {**jsonable(self), **FINDINGS[self.kind]._asdict()}


#: Letters of one form go out within so many days.
_TOGETHER = timedelta(days=7)
#: How alike, in percent, two demands or two subjects are when they are the same.
_SAME = 90.0


def findings(graph: Graph) -> tuple[Finding, ...]:
    """Everything found, the gravest kind first, then by letter."""
    order = list(FINDINGS)
    found = (finding for find in _FINDERS for finding in find(graph))
    return tuple(sorted(found, key=lambda one: (order.index(one.kind), one.letter_ids)))


# --- chains


def missing_hops(graph: Graph) -> Iterator[Finding]:
    """Letters that others pass on and nobody has brought."""
    citing = defaultdict(list)
    for node, source in graph.forwarding():
        citing[source.letter_id].append(node.letter_id)
    for letter_id, by in citing.items():
        if not graph.nodes[letter_id].held:
            yield Finding("missing-hop", (letter_id, *sorted(by)))


def fan_out(graph: Graph) -> Iterator[Finding]:
    """Of the offices that a letter went to, who has it: by a stamp, by passing on or answering."""
    acted = defaultdict(set)
    for tie in graph.ties:
        if tie.kind in ("forwards", "replies"):
            acted[tie.target_id].add(graph.nodes[tie.letter_id].sender)
    for node in graph.nodes.values():
        have = node.addressed & {*node.received, *acted[node.letter_id]}
        if node.held and len(node.addressed) > 1 and have != node.addressed:
            unseen = sorted(node.addressed - have)
            yield Finding("fan-out", (node.letter_id,), tuple(unseen), tuple(sorted(have)))


def lags(graph: Graph) -> Iterator[Finding]:
    """How long each hop took: dated, received where a stamp tells, passed on."""
    for node, source in graph.forwarding():
        if node.sent_on and source.sent_on:
            received = source.received.get(node.sender) if node.sender else None
            dates = tuple(day for day in (source.sent_on, received, node.sent_on) if day)
            days = (node.sent_on - source.sent_on).days
            offices = (node.sender,) if node.sender else ()
            ids = (node.letter_id, source.letter_id)
            yield Finding("lag", ids, offices, dates=dates, days=days)


# --- deadlines


def drift(graph: Graph) -> Iterator[Finding]:
    """An office that asks for something later than it must itself hand it on."""
    for node, source in graph.forwarding():
        received = source.received.get(node.sender) if node.sender else None
        for demand in node.demands:
            above = [
                day
                for other in source.demands
                if other.action == demand.action and (day := fall_due(other.due, received))
            ]
            if demand.due.date and above and demand.due.date > min(above):
                yield Finding(
                    "deadline-after-upper",
                    (node.letter_id, source.letter_id),
                    dates=(demand.due.date, min(above)),
                    days=(demand.due.date - min(above)).days,
                )


def late_arrivals(graph: Graph) -> Iterator[Finding]:
    """Letters that reached an office when what they ask was due already."""
    for node in graph.nodes.values():
        days = sorted(demand.due.date for demand in node.demands if demand.due.date)
        for office, received in sorted(node.received.items()):
            if days and received and received > days[0]:
                yield Finding(
                    "received-after-deadline",
                    (node.letter_id,),
                    (office,),
                    dates=(received, days[0]),
                    days=(received - days[0]).days,
                )


def duplicates(graph: Graph) -> Iterator[Finding]:
    """The same thing asked twice by two letters of which neither speaks of the other."""
    tied = {frozenset(tie[:2]) for tie in graph.ties}
    asked = defaultdict(list)
    for node in graph.nodes.values():
        for demand in node.demands:
            asked[demand.creditor, demand.action].append((node, name_key(demand.text)))
    found = {
        tuple(sorted((one.letter_id, other.letter_id)))
        for (creditor, _), demands in asked.items()
        if creditor
        for (one, text), (other, again) in combinations(demands, 2)
        if one.letter_id != other.letter_id
        and frozenset((one.letter_id, other.letter_id)) not in tied
        and one.addressed & other.addressed
        and fuzz.ratio(text, again) >= _SAME
    }
    return (Finding("asked-twice", letters) for letters in found)


# --- readings and order


def disorder(graph: Graph) -> Iterator[Finding]:
    """Letters older than what they pass on, and stamps older than their letters."""
    for node, source in graph.forwarding():
        if node.sent_on and source.sent_on and node.sent_on < source.sent_on:
            ids = (node.letter_id, source.letter_id)
            days = (source.sent_on - node.sent_on).days
            yield Finding(
                "dated-before-source", ids, dates=(node.sent_on, source.sent_on), days=days
            )
    for node in graph.nodes.values():
        for office, received in sorted(node.received.items()):
            if node.sent_on and received and received < node.sent_on:
                yield Finding(
                    "received-before-dated",
                    (node.letter_id,),
                    (office,),
                    dates=(received, node.sent_on),
                    days=(node.sent_on - received).days,
                )


def disagreements(graph: Graph) -> Iterator[Finding]:
    """Letters that their copies, or those who cite them, number or date differently."""
    for node in graph.nodes.values():
        if len(node.numbers) > 1:
            numbers = tuple(sorted(node.numbers))
            yield Finding("numbers-differ", (node.letter_id,), numbers=numbers)
        if len(node.dates) > 1:
            one_day = len({(day.month, day.day) for day in node.dates}) == 1
            kind = "year-differs" if one_day else "dates-differ"
            yield Finding(kind, (node.letter_id,), dates=tuple(sorted(node.dates)))


def out_of_order(graph: Graph) -> Iterator[Finding]:
    """Letters of one office and year of which the higher number bears the earlier date."""
    series = defaultdict(list)
    for node in graph.nodes.values():
        number = parse_number(node.number) if node.number else None
        if number and number.running and node.sent_on and node.sender:
            key = (
                node.sender,
                number.code,
                number.agency,
                number.series,
                _year(number, node.sent_on),
            )
            series[key].append((int(number.running), node.sent_on, node.letter_id))
    for letters in series.values():
        for (low, earlier, one), (high, later, other) in pairwise(sorted(letters)):
            if high > low and later < earlier:
                days = (earlier - later).days
                yield Finding("out-of-order", (other, one), dates=(later, earlier), days=days)


def forms(graph: Graph) -> Iterator[Finding]:
    """Letters of one office and subject, sent out together under different numbers."""
    sent = defaultdict(list)
    for node in graph.nodes.values():
        if node.held and node.sender and node.subject and node.sent_on and node.number:
            sent[node.sender].append(
                (node.sent_on, node.letter_id, node.number, name_key(node.subject))
            )
    for letters in sent.values():
        for one, other in combinations(sorted(letters), 2):
            together = other[0] - one[0] <= _TOGETHER and one[2] != other[2]
            if together and fuzz.ratio(one[3], other[3]) >= _SAME:
                yield Finding("same-form", (one[1], other[1]), numbers=(one[2], other[2]))


def _year(number: LetterNumber, day: date) -> int:
    return number.year or day.year


_FINDERS: tuple[Callable[[Graph], Iterable[Finding]], ...] = (
    missing_hops, disorder, drift, late_arrivals, disagreements, out_of_order, duplicates, forms,
    fan_out, lags,
)  # fmt: skip

#: The gravest first.
FINDINGS: Mapping[str, Reason] = MappingProxyType(
    {
        "dated-before-source": Reason(
            "หนังสือลงวันที่ก่อนหนังสือที่ตนส่งต่อ",
            "The letter is dated before the one that it passes on.",
        ),
        "received-before-dated": Reason(
            "รับหนังสือก่อนวันที่ของหนังสือ",
            "The letter was received before it was dated.",
        ),
        "received-after-deadline": Reason(
            "ได้รับหนังสือเมื่อพ้นกำหนดในหนังสือแล้ว",
            "The letter was received when what it asks was already due.",
        ),
        "deadline-after-upper": Reason(
            "กำหนดที่ให้หน่วยงานล่างส่งอยู่หลังกำหนดที่ต้องส่งต่อหน่วยงานบน",
            "The office asks for this later than it must itself hand it on.",
        ),
        "missing-hop": Reason(
            "หนังสือที่มีผู้ส่งต่อ แต่ยังไม่มีในทะเบียน",
            "A letter that others pass on is not in the register.",
        ),
        "year-differs": Reason(
            "ปีของหนังสือไม่ตรงกันระหว่างสำเนาหรือหนังสือที่อ้างถึง",
            "Copies of the letter, or letters that cite it, give it different years.",
        ),
        "dates-differ": Reason(
            "วันที่ของหนังสือไม่ตรงกันระหว่างสำเนาหรือหนังสือที่อ้างถึง",
            "Copies of the letter, or letters that cite it, give it different dates.",
        ),
        "numbers-differ": Reason(
            "เลขที่หนังสือไม่ตรงกันระหว่างสำเนาหรือหนังสือที่อ้างถึง",
            "Copies of the letter, or letters that cite it, give it different numbers.",
        ),
        "out-of-order": Reason(
            "เลขที่สูงกว่าแต่ลงวันที่ก่อนหนังสือเลขที่ต่ำกว่าของหน่วยงานเดียวกัน",
            "The number is higher but the date earlier than another letter's of the same office.",
        ),
        "asked-twice": Reason(
            "เรียกเรื่องเดียวกันซ้ำในหนังสือมากกว่าหนึ่งฉบับ",
            "The same thing is asked by more than one letter.",
        ),
        "same-form": Reason(
            "หนังสือเรื่องเดียวกันของหน่วยงานเดียวกัน ออกในเวลาใกล้กันคนละเลขที่",
            "Letters of one office on one subject went out together under different numbers.",
        ),
        "fan-out": Reason(
            "หน่วยงานที่หนังสือส่งถึง แต่ยังไม่เห็นในทะเบียนว่าได้รับ",
            "Offices that the letter went to, and that are not seen to have it.",
        ),
        "lag": Reason(
            "เวลาที่ใช้ในการส่งต่อ",
            "How long it took to pass the letter on.",
        ),
    }
)
