"""The golden files beside a sample: what the engine read, and what was understood of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ocr.page import OcrPage

SAMPLES = Path(__file__).parent
FLOORS = SAMPLES / "floors.json"


@dataclass(frozen=True)
class Sample:
    """One folder of samples/: scan and truth made by hand, words and letters by the product."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def scan(self) -> Path:
        return self.folder / f"{self.name}.pdf"

    @property
    def words(self) -> Path:
        return self.folder / "ocr.json"

    @property
    def letters(self) -> Path:
        return self.folder / "letter.json"

    @property
    def truth(self) -> dict[str, Any]:
        truth: dict[str, Any] = json.loads((self.folder / "truth.json").read_text("utf-8"))
        return truth


def samples() -> list[Sample]:
    return [Sample(truth.parent) for truth in sorted(SAMPLES.glob("*/truth.json"))]


def fingerprint(scan: Path) -> str:
    return hashlib.sha256(scan.read_bytes()).hexdigest()


def save_words(sample: Sample, pages: list[OcrPage], engine: str) -> None:
    """Writes ocr.json: which engine read which scan, then one line for each word."""
    head = {"engine": engine, "sha256": fingerprint(sample.scan)}
    body = ",\n".join(_page_text(page.to_json()) for page in pages)
    sample.words.write_text(f'{_line(head)[:-1]}, "pages": [\n{body}\n]}}\n', "utf-8")


def _page_text(page: dict[str, Any]) -> str:
    words = ",\n".join(_line(word) for word in page.pop("words"))
    return f'{_line(page)[:-1]}, "words": [\n{words}\n]}}'


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def load_words(sample: Sample) -> tuple[list[OcrPage], dict[str, str]]:
    """The recorded pages, and the record's head: `engine` and the scan's `sha256`."""
    record = json.loads(sample.words.read_text("utf-8"))
    pages = [OcrPage.from_json(page) for page in record.pop("pages")]
    return pages, record


def save_letters(sample: Sample, letters: list[dict[str, Any]]) -> None:
    text = json.dumps(letters, ensure_ascii=False, indent=1)
    sample.letters.write_text(text + "\n", "utf-8")


def load_letters(sample: Sample) -> list[dict[str, Any]]:
    letters: list[dict[str, Any]] = json.loads(sample.letters.read_text("utf-8"))
    return letters
