"""Whole bundles of real shape with invented words: every field that a careful reader gives."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from extract.bundle import read_letters
from extract.letter import Attachment, Citation, Letter, Receipt
from ocr.page import OcrPage
from tests.pages import INDENT, MARGIN, MIDDLE, RIGHT, Piece, page
from tests.test_extract_obligations import told

BUNDLES = [
    bundle
    for name in ("lookalikes.toml", "everyday_letters.toml")
    for bundle in tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))["bundle"]
]

PLACES = {"M": MARGIN, "I": INDENT, "C": MIDDLE, "R": RIGHT}
FOOT_ROW, FOOT = 38, 0.8
ROW = re.compile(r".{1,88}(?=[ก-ฮเ-ไ ]|$)")


def set_rows(rows: str) -> list[list[Piece] | None]:
    """The rows of a page as lookalikes.toml and everyday_letters.toml write them."""
    placed: list[list[Piece] | None] = []
    for row in rows.strip().splitlines():
        place, text = row.split(" ", 1)
        if place == "P":
            placed += paragraph(text)
        elif place == "L":
            placed += [None] * (FOOT_ROW - len(placed)) + [[(FOOT, text)]]
        else:
            pieces = [piece.split(" ", 1) for piece in row.split(" || ")]
            placed.append([(PLACES[at], piece) for at, piece in pieces])
    return placed


def paragraph(text: str) -> list[list[Piece] | None]:
    """A paragraph over as many rows as it needs, broken where a Thai line may break."""
    return [[(MARGIN if n else INDENT, row.strip())] for n, row in enumerate(ROW.findall(text))]


def scan(bundle: dict[str, Any]) -> list[OcrPage]:
    return [
        page(
            *set_rows(one["rows"]), number=number, stamps=[tuple(s) for s in one.get("stamps", [])]
        )
        for number, one in enumerate(bundle["page"], 1)
    ]


def spoken(letter: Letter) -> dict[str, Any]:
    """A letter as lookalikes.toml writes it; what it lacks is left out."""
    readers = tuple(found.value for found in letter.addressees)
    said: dict[str, Any] = {
        "form": letter.form.value,
        "pages": list(letter.pages),
        "attached": list(letter.attached_pages),
        "number": letter.number and str(letter.number.value),
        "date": letter.date and letter.date.value.isoformat(),
        "sender": letter.sender and letter.sender.value,
        "subject": letter.subject and letter.subject.value,
        "to": list(readers),
        "urgency": letter.urgency and letter.urgency.value,
        "receipts": sorted(map(received, letter.receipts)),
        "references": [cited(c) for c in letter.citations if c.context == "reference" and c.number],
        "attachments": [enclosed(item) for item in letter.attachments],
    }
    duties = [told(duty, readers) for duty in letter.obligations]
    return {name: value for name, value in said.items() if value} | {"duties": duties}


def received(receipt: Receipt) -> str:
    parts = (receipt.office, receipt.number, receipt.date)
    return " ".join(str(part.value) if part else "?" for part in parts)


def cited(citation: Citation) -> str:
    parts = (citation.sender, citation.number, citation.date)
    return " ".join(str(part.value) if part else "?" for part in parts)


def enclosed(item: Attachment) -> str:
    printed = f"{item.title.value} {item.quantity} {item.unit}"
    return f"{printed} < {cited(item.citation)}" if item.citation else printed


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: bundle["name"])
def test_a_bundle_says_what_a_careful_reader_finds(bundle: dict[str, Any]) -> None:
    assert [spoken(letter) for letter in read_letters(scan(bundle))] == bundle["letter"]
