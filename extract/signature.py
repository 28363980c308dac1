"""The foot of a letter: who signed it, for whom, which unit owns the matter and how to reach it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from extract.layout import Row, Sheet, is_date_row
from extract.letter import Contact, Found
from extract.patterns import (
    ACTING_FOR,
    EMAIL,
    FAX,
    PERSON,
    SIGNER,
    TELEPHONE,
    TELEPHONE_WORD,
    opens_with,
)
from extract.text import EMPTY, GAP, PlacedLine, Text, of_line
from extract.thaitext import fold_digits
from ocr.page import Line

#: A signer's titles stand right of the margin; the unit that owns the matter stands at it.
TITLE_COLUMN = 0.33
#: A title too long for its place begins right of the one, with its middle right of the other.
_LONG_TITLE, _MIDDLE = 0.2, 0.5
#: A title runs over so many rows at most, the owning unit too.
_TITLE_ROWS, _UNIT_ROWS = 4, 4
#: A name without its brackets, worn away or lost, is taken for the signer's at this trust.
_WITHOUT_BRACKETS = 0.8


class Signature(NamedTuple):
    """Who signed: the name, the lines of the title under it, the lines below at the margin."""

    name: Found[str] | None
    titles: tuple[Text, ...]
    below: tuple[Text, ...]

    @property
    def title(self) -> Text:
        """The title as one running text."""
        return _joined(self.titles)


def read_signature(sheet: Sheet) -> Signature:
    """Who signed, from the closing or, where there is none, from the body's end.

    A stamped letter is signed by nobody: its unit stands below the date under the seal.
    """
    rows = _uncertified([*sheet.zone("body"), *sheet.zone("closing")])
    at, name = _signer(rows, len(sheet.zone("body")))
    if name is None:
        dated = [index for index, row in enumerate(rows) if is_date_row(row)]
        return Signature(None, (), tuple(_at_margin(rows[dated[-1] + 1 :] if dated else ())))
    behind = rows[at + 1 :]
    return Signature(name, tuple(_titles(behind)), tuple(_at_margin(behind)))


def read_title(signature: Signature) -> Found[str] | None:
    """The signer's own title (ตำแหน่ง), without that of whom he acts for."""
    title = signature.title
    acting = title.search(ACTING_FOR)
    own = (title[: acting.start] if acting else title).strip()
    return own.found(own.string, "signer.title") if own.is_printed else None


def read_acting_for(signature: Signature) -> Found[str] | None:
    """The title for which the signer acts (ปฏิบัติราชการแทน, รักษาราชการแทน), or None."""
    title = signature.title
    acting = title.search(ACTING_FOR)
    principal = title[acting.end :].strip() if acting else EMPTY
    return principal.found(principal.string, "signer.acting-for") if principal.is_printed else None


def read_owner_unit(signature: Signature) -> Found[str] | None:
    """The unit that handles the matter (ส่วนราชการเจ้าของเรื่อง): the first line at the margin."""
    units = _units(signature.below)
    return units[0].found(units[0].string, "owner-unit") if units else None


def read_contact(signature: Signature, head: Sequence[Row]) -> Contact:
    """Whom to call: the innermost unit, telephones, fax and e-mail; a memo has them at its top."""
    units = _units(signature.below)
    lines = [*signature.below, *(row.text for row in head if TELEPHONE_WORD.search(row.string))]
    return Contact(
        unit=units[-1].found(units[-1].string, "contact.unit") if units else None,
        telephones=tuple(found for line in lines for found in _numbers(line, "telephone")),
        faxes=tuple(found for line in lines for found in _numbers(line, "fax")),
        emails=tuple(found for line in lines for found in _emails(line)),
    )


def _uncertified(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows without what certifies a copy behind a name: its mark, who made it, his post."""
    names = [at for at, row in enumerate(rows) if any(map(_opens_name, row.texts()))]
    marks = [at for at, row in enumerate(rows) if opens_with(row.string, "สำเนาถูกต้อง", 75)]
    behind = [at for at in marks if names and at > names[0]]
    return rows[: behind[0]] if behind else rows


def _opens_name(text: Text) -> bool:
    return bool(SIGNER.match(text.string))


def _signer(rows: Sequence[Row], closing: int) -> tuple[int, Found[str] | None]:
    """The last name in brackets; else, in the closing, the first line that opens like a name."""
    for at in reversed(range(len(rows))):
        for text in rows[at].texts():
            if SIGNER.match(text.string):
                return at, _named(text, 1.0)
    for at in range(closing, len(rows)):
        for text in rows[at].texts(since=TITLE_COLUMN):
            if PERSON.match(text.string):
                return at, _named(text, _WITHOUT_BRACKETS)
    return 0, None


def _named(text: Text, trust: float) -> Found[str]:
    return text.found(text.string.strip(" ()[].,"), "signer", trust)


def _titles(rows: Sequence[Row]) -> Iterator[Text]:
    """The lines of the title under a name; a date or another name ends it."""
    for row in rows[:_TITLE_ROWS]:
        texts = [of_line(PlacedLine(row.page, line)) for line in row.lines if _centred(row, line)]
        if not texts or is_date_row(row) or SIGNER.match(texts[0].string):
            return
        yield texts[0]


def _at_margin(rows: Sequence[Row]) -> Iterator[Text]:
    for row in rows:
        yield from (
            of_line(PlacedLine(row.page, line)) for line in row.lines if not _centred(row, line)
        )


def _centred(row: Row, line: Line) -> bool:
    """Whether a line is set under the signer's name: a long title begins left of TITLE_COLUMN."""
    left, middle = line.box.left / row.page.width, line.box.centre[0] / row.page.width
    return left >= TITLE_COLUMN or (left >= _LONG_TITLE and middle >= _MIDDLE)


def _units(below: Sequence[Text]) -> list[Text]:
    """The lines at the margin above the telephone; dirt names no unit."""
    above = takewhile(lambda text: not _reaches(text), below)
    return [text for text in above if _is_named(text)][:_UNIT_ROWS]


def _reaches(text: Text) -> bool:
    return bool(TELEPHONE_WORD.search(text.string) or EMAIL.search(text.string))


def _is_named(text: Text) -> bool:
    return bool(re.search("[ก-๎]{3}", text.string))


def _numbers(line: Text, kind: str) -> Iterator[Found[str]]:
    """The telephone or fax numbers of a line: each belongs to the word that stands before it."""
    for match in TELEPHONE.finditer(line.folded):
        words = list(TELEPHONE_WORD.finditer(line.string, 0, match.start()))
        if not words:
            continue
        fax = bool(FAX.search(words[-1][0])) and not _shared(line.string, words)
        if fax == (kind == "fax"):
            digits = re.sub(r"\D", "", match["number"])
            more = f" ต่อ {match['extension']}" if match["extension"] else ""
            yield line[match.start() : match.end()].found(digits + more, f"contact.{kind}")


def _shared(line: str, words: Sequence[re.Match[str]]) -> bool:
    """Whether "โทร/โทรสาร" calls one number by both words."""
    return len(words) > 1 and not re.search(r"[\d๐-๙]", line[words[-2].end() : words[-1].start()])


def _emails(line: Text) -> Iterator[Found[str]]:
    for match in EMAIL.finditer(fold_digits(line.string)):
        found = line[match.start() : match.end()]
        yield found.found(found.string.replace(" ", ""), "contact.email")


def _joined(texts: Sequence[Text]) -> Text:
    running = EMPTY
    for text in texts:
        running = running + GAP + text if running.string else text
    return running
