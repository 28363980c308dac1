"""Can a value be trusted that is not marked doubtful? Each value read is held against the truth.

    python -m benchmarks.reliability [FOLDER ...] [--cache FOLDER] [--wrong]

Scans are read anew, or taken from a cache of pages, which fills as they are read. A value is sure
where no doubt of its letter stands at its place. Letters, names and deadlines are matched with the
truth as ../shared/score does; what has no counterpart in it is wrong. Tables go into
docs/benchmarks.md, unless the values that are sure and wrong were asked for, which are printed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from math import sqrt
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.score import DEV, heading, put, score_tool
from extract.bundle import read_letters
from extract.letter import Doubt, Found, Letter, Obligation, Receipt
from ocr.page import OcrPage
from ocr.read import read_pages

SCORE = score_tool()
FIELDS = (
    "number", "date", "sender", "subject", "addressees", "urgency",
    "receipt office", "receipt number", "receipt date", "receipt time",
    "attachment", "attachment quantity", "duty due", "duty creditor",
)  # fmt: skip
BANDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
#: How like the truth a name must be, in percent, as ../shared/score has it.
ALIKE = {"sender": 97, "subject": 96, "addressees": 88, "receipt office": 90, "creditor": 90}
DATED = ("date", "recurring", "relative")
#: 95 % of a normal distribution lie within so many standard deviations.
DEVIATIONS = 1.96

Truth = Mapping[str, Any]  # a letter, stamp or duty of the truth


class Value(NamedTuple):
    """One value that was read: where from, whether it is right, and why it is doubtful, if so."""

    field: str
    level: str
    place: str
    confidence: float
    reasons: tuple[str, ...]
    right: bool
    read: str
    true: str

    @property
    def sure(self) -> bool:
        return not self.reasons


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="*", default=[DEV])
    parser.add_argument("--cache", type=Path, help="where pages are kept once they are read")
    parser.add_argument("--wrong", action="store_true", help="print what is sure and wrong")
    options = parser.parse_args()
    values = [value for folder in options.folders for value in values_of(folder, options.cache)]
    if options.wrong:
        print(*(value for value in values if value.sure and not value.right), sep="\n")
    else:
        names = ", ".join(folder.resolve().name for folder in options.folders)
        record(f"{heading()}, on {names}", report(values))


def record(title: str, lines: Iterable[str]) -> None:
    """Print the tables, and put them in place of the last ones."""
    section = "\n".join([title, "", *lines, ""])
    put("reliability", section)
    print(section)


def values_of(folder: Path, cache: Path | None) -> Iterator[Value]:
    """Every value of every bundle of a folder."""
    for gold in sorted(folder.glob("*.json")):
        truth = json.loads(gold.read_text("utf-8"))
        letters = read_letters(pages_of(folder / truth["file"], cache))
        left = {true["pages"][0]: true for true in truth["letters"]}
        for letter in letters:
            yield from judged(letter, left.pop(letter.pages[0], {}), truth)


def pages_of(scan: Path, cache: Path | None) -> list[OcrPage]:
    """The pages of a scan, from the cache if they are in it; put there if there is one."""
    kept = cache / f"{scan.stem}.json" if cache else None
    if kept and kept.exists():
        return [OcrPage.from_json(page) for page in json.loads(kept.read_text("utf-8"))]
    pages = list(read_pages(scan))
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps([page.to_json() for page in pages]), "utf-8")
    return pages


# --- one letter against the truth


class Claim(NamedTuple):
    """A value as it was read, its evidence, and the true one beside it."""

    field: str
    found: Found[Any]
    right: bool
    true: Any
    about: str
    """The field that a doubt about it names."""


def judged(letter: Letter, true: Truth, bundle: Truth) -> Iterator[Value]:
    """Each value of one letter; of a letter that the truth does not have, each is wrong."""
    place = f"{bundle['file']}#{letter.pages[0]}"
    for claim in (
        *single_claims(letter, true),
        *receipt_claims(letter, true),
        *attachment_claims(letter, true),
        *duty_claims(letter, true),
    ):
        found = claim.found
        reasons = tuple(doubt.reason for doubt in letter.doubts if stands(doubt, claim))
        read = f"{found.value} <- {found.raw} ({found.rule})"
        yield Value(
            claim.field, bundle["level"], place, found.confidence, reasons,
            claim.right, read, str(claim.true),
        )  # fmt: skip


def stands(doubt: Doubt, claim: Claim) -> bool:
    """Whether a doubt is about this value: its field, and where it has a box, its place."""
    if doubt.field != claim.about or doubt.box is None:
        return doubt.field == claim.about
    return doubt.page == claim.found.page and claim.found.box.lies_in(doubt.box)


def single_claims(letter: Letter, true: Truth) -> Iterator[Claim]:
    """The fields that a letter has once; its addressees are one, as in the score."""
    checks: Mapping[str, Callable[[Any], bool]] = {
        "number": lambda value: SCORE.key(str(value)) == SCORE.key(true.get("number")),
        "date": lambda value: value.isoformat() == true.get("date"),
        "sender": lambda value: same("sender", value, true.get("sender")),
        "subject": lambda value: same("subject", value, true.get("subject")),
        "urgency": lambda value: value == true.get("urgency"),
    }
    for field, right in checks.items():
        found = getattr(letter, field)
        if found:
            yield Claim(field, found, right(found.value), true.get(field), field)
    if letter.addressees:
        named = "".join(found.value for found in letter.addressees)
        right_names = same("addressees", named, true.get("to_text"))
        worst = min(letter.addressees, key=lambda found: found.confidence)
        yield Claim("addressees", worst, right_names, true.get("to_text"), "addressees")


def same(field: str, read: str | None, true: str | None) -> bool:
    return bool(SCORE.same(read, true, ALIKE[field]))


def receipt_claims(letter: Letter, true: Truth) -> Iterator[Claim]:
    """What each receive stamp says, part by part, against the stamp that it has most in common
    with; those that have most in common find each other first."""
    stamps = true.get("receipts") or []
    pairs = [(receipt, stamp) for receipt in letter.receipts for stamp in stamps]
    pairs.sort(key=lambda pair: -sum(parts_right(*pair).values()))
    matched: dict[int, Truth] = {}
    for receipt, stamp in pairs:
        free = id(receipt) not in matched and not any(stamp is one for one in matched.values())
        if free and any(parts_right(receipt, stamp).values()):
            matched[id(receipt)] = stamp
    for receipt in letter.receipts:
        stamp = matched.get(id(receipt), {})
        for part, right in parts_right(receipt, stamp).items():
            if found := getattr(receipt, part):
                yield Claim(f"receipt {part}", found, right, stamp.get(part), "receipts")


def parts_right(receipt: Receipt, stamp: Truth) -> dict[str, bool]:
    """Which parts of a stamp are read as they are in truth."""

    def spelled(part: str) -> Any:
        found = getattr(receipt, part)
        value = found.value if found else None
        if isinstance(value, time):
            return value.strftime("%H:%M")
        return value.isoformat() if isinstance(value, date) else value

    right = {part: spelled(part) == stamp.get(part, "") for part in ("number", "date", "time")}
    office, true = spelled("office"), stamp.get("office")
    house = bool(true) and office == f"สำนักงาน{true}"  # where a province takes its letters in
    return right | {"office": bool(office) and (house or same("receipt office", office, true))}


def attachment_claims(letter: Letter, true: Truth) -> Iterator[Claim]:
    titles = [(item, item.title.value) for item in letter.attachments]
    pairs = SCORE.match_all(true.get("attachments") or [], titles, alike_title)
    matched = {id(item): gold for gold, (item, _) in pairs}
    for item in letter.attachments:
        gold = matched.get(id(item))
        yield Claim("attachment", item.title, gold is not None, gold, "attachments")
        if gold and item.quantity is not None:
            right = item.quantity == gold["quantity"]
            yield Claim("attachment quantity", item.title, right, gold["quantity"], "attachments")


def alike_title(gold: Truth, read: tuple[Any, str]) -> bool:
    title, given = SCORE.key(gold["title"]), SCORE.key(read[1])
    goes_on = given.startswith(title[:30])  # with the number and date of the letter that it is
    return bool(SCORE.same(title, given, 85)) or goes_on


def duty_claims(letter: Letter, true: Truth) -> Iterator[Claim]:
    """When each duty with a deadline is due, and to whom the rightly dated ones are owed."""
    duties = [duty for duty in letter.obligations if duty.due.kind in DATED]
    golds = [gold for gold in true.get("obligations") or [] if gold["due"]["kind"] in DATED]
    pairs = SCORE.match_all(golds, duties, due_alike)
    matched = {id(duty): gold for gold, duty in pairs}
    for duty in duties:
        gold = matched.get(id(duty))
        dues = [gold["due"]] if gold else [one["due"] for one in golds]
        yield Claim("duty due", duty.phrase, gold is not None, dues, "obligations")
        if gold and gold.get("creditor"):
            right = same("creditor", duty.creditor, gold["creditor"])
            yield Claim("duty creditor", duty.phrase, right, gold["creditor"], "obligations")


def due_alike(gold: Truth, duty: Obligation) -> bool:
    return bool(SCORE.due_key(gold["due"]) == SCORE.due_key(duty.due.to_json()))


# --- tables


def report(values: Sequence[Value]) -> Iterator[str]:
    yield from by_field(values)
    yield ""
    yield from by_band(values)


def by_field(values: Sequence[Value]) -> Iterator[str]:
    """How many values of each field are sure and doubtful, and what share of each is right."""
    yield "| field | values | doubtful | sure and right | 95 % interval | doubtful and right |"
    yield "|---|---|---|---|---|---|"
    for field in FIELDS:
        yield field_row(field, [value for value in values if value.field == field])
    yield field_row("**all**", values)


def field_row(name: str, values: Sequence[Value]) -> str:
    sure = [value for value in values if value.sure]
    doubtful = [value for value in values if not value.sure]
    cells = [str(len(values)), percent(len(doubtful), len(values)), share(sure), interval(sure)]
    return f"| {name} | {' | '.join([*cells, share(doubtful)])} |"


def by_band(values: Sequence[Value]) -> Iterator[str]:
    """How often a value is right at each confidence."""
    yield "| confidence | values | right | sure | sure and right |"
    yield "|---|---|---|---|---|"
    for low, high in zip(BANDS, (*BANDS[1:], None), strict=True):
        band = [v for v in values if v.confidence >= low and (high is None or v.confidence < high)]
        sure = [value for value in band if value.sure]
        name = f"{low:.2f} to {high:.2f}" if high else f"{low:.2f} and more"
        yield f"| {name} | {len(band)} | {share(band)} | {len(sure)} | {share(sure)} |"


def share(values: Sequence[Value]) -> str:
    """ "118 of 120 (98.3 %)"."""
    right = sum(value.right for value in values)
    return f"{right} of {len(values)} ({percent(right, len(values))})" if values else ""


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""


def interval(values: Sequence[Value]) -> str:
    """Between which shares right the truth lies with 95 % certainty (E. B. Wilson, 1927)."""
    if not values:
        return ""
    low, high = wilson(sum(value.right for value in values), len(values))
    return f"{100 * low:.1f} to {100 * high:.1f} %"


def wilson(right: int, asked: int) -> tuple[float, float]:
    """The bounds of a share of `asked` > 0, from 0 to 1."""
    rate, square = right / asked, DEVIATIONS**2
    middle = (rate + square / (2 * asked)) / (1 + square / asked)
    spread = sqrt(rate * (1 - rate) / asked + square / (4 * asked**2)) / (1 + square / asked)
    return middle - spread * DEVIATIONS, middle + spread * DEVIATIONS


if __name__ == "__main__":
    main()
