"""How much of a sample's truth was read: one figure a field, by the rules of the scoring tool."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from ocr.page import OcrPage

Json = Mapping[str, Any]
ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


class Figure(NamedTuple):
    """`hit` of `gold` things that are there, with `given` things claimed; figures add up."""

    hit: float
    gold: float
    given: float

    def __add__(self, other: tuple[Any, ...]) -> Figure:
        return Figure(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    @property
    def share(self) -> float:
        """From 0 to 1 (F1): 1 when everything was found and nothing else was claimed."""
        return 2 * self.hit / (self.gold + self.given) if self.gold + self.given else 1.0


NOTHING = Figure(0, 0, 0)


def key(text: object) -> str:
    """What is compared: digits folded, spaces and the dots at the ends dropped."""
    return re.sub(r"\s+", "", str(text or "").translate(ARABIC)).strip(".")


def figures(truth: Json, letters: Sequence[Json], pages: Sequence[OcrPage]) -> dict[str, Figure]:
    """Field -> figure of one sample. `letters` are `Letter.to_json()`, `pages` the words read."""
    by_first_page = {letter["pages"][0]: letter for letter in letters}
    tally = {"text": _text(truth["text"], pages), "letter": _split(truth, letters)}
    for gold in truth["letters"]:
        letter = by_first_page.get(gold["pages"][0], {})
        for field, figure in _fields(gold, letter, truth["level"]).items():
            tally[field] = tally.get(field, NOTHING) + figure
    return tally


def total(samples: Iterable[Mapping[str, Figure]]) -> dict[str, Figure]:
    """The figures of several samples, added up field by field."""
    sums: dict[str, Figure] = {}
    for sample in samples:
        for field, figure in sample.items():
            sums[field] = sums.get(field, NOTHING) + figure
    return sums


def _text(blocks: Sequence[Sequence[str]], pages: Sequence[OcrPage]) -> Figure:
    """Characters of the printed blocks, each held against its best place on the page."""
    read = {page.number: key("".join(line.text for line in page.lines)) for page in pages}
    hit, gold = 0.0, 0
    for number, printed in enumerate(blocks, 1):
        for block in map(key, printed):
            gold += len(block)
            hit += len(block) * fuzz.partial_ratio(block, read.get(number, "")) / 100
    return Figure(round(hit, 2), gold, gold)


def _split(truth: Json, letters: Sequence[Json]) -> Figure:
    claimed = [list(letter["pages"]) for letter in letters]
    hit = sum(gold["pages"] in claimed for gold in truth["letters"])
    return Figure(hit, len(truth["letters"]), len(claimed))


def _fields(gold: Json, letter: Json, level: str) -> dict[str, Figure]:
    addressees = "".join(found["value"] for found in letter.get("addressees", ()))
    read = {field: _value(letter, field) for field in ("form", "number", "date", "urgency")}
    fields = {field: _one(key(read[field]) == key(gold[field])) for field in read}
    fields["sender"] = _one(_alike(gold["sender"], _value(letter, "sender"), 97))
    fields["subject"] = _one(_alike(gold["subject"], _value(letter, "subject"), 96))
    fields["addressees"] = _one(_alike(gold["to_text"], addressees, 88))
    fields["attachments"] = _matched(gold["attachments"], letter.get("attachments", ()), _titled)
    if level != "copier":  # one bit leaves too little of a stamp's ink
        fields["receipts"] = _matched(gold["receipts"], letter.get("receipts", ()), _received)
    owed = [duty for duty in gold["obligations"] if _dated(duty)]
    found = [duty for duty in letter.get("obligations", ()) if _dated(duty)]
    return fields | {"duties": _matched(owed, found, _owed)}


def _value(item: Json, field: str) -> Any:
    found = item.get(field)
    return found and found["value"]


def _one(hit: bool) -> Figure:
    return Figure(hit, 1, 1)


def _alike(gold: str | None, read: str | None, at_least: float) -> bool:
    return fuzz.ratio(key(gold), key(read)) >= at_least


def _titled(gold: Json, read: Json) -> bool:
    return _alike(gold["title"], _value(read, "title"), 85)


def _received(gold: Json, read: Json) -> bool:
    return all(_value(read, field) == gold[field] for field in ("number", "date"))


def _dated(duty: Json) -> bool:
    return duty["due"]["kind"] not in ("none", "ongoing")


def _owed(gold: Json, read: Json) -> bool:
    """The same deadline, owed to the same office; a printed time and a worked-out date aside."""
    ignored = {"time"} | ({"date"} if gold["due"]["kind"] == "relative" else set())
    mine, theirs = (
        {name: value for name, value in duty["due"].items() if name not in ignored}
        for duty in (gold, read)
    )
    return mine == theirs and _alike(gold["creditor"], read["creditor"], 90)


def _matched(
    gold: Sequence[Json], read: Sequence[Json], same: Callable[[Json, Json], bool]
) -> Figure:
    left = list(read)
    hit = 0
    for wanted in gold:
        match = next((item for item in left if same(wanted, item)), None)
        if match is not None:
            left.remove(match)
            hit += 1
    return Figure(hit, len(gold), len(read))
