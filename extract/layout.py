"""Where things stand on a letter's page: rows, zones and paragraphs.

A row is everything printed at one height. A zone is the run of rows that a heading opens: เรื่อง,
เรียน, สิ่งที่ส่งมาด้วย, the body, the closing. Stamps are no part of this: see `extract.stamps`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from extract.days import find_dates
from extract.numbers import find_numbers
from extract.patterns import (
    BARE_PAGE_NUMBER,
    CONTINUATION,
    LISTED,
    PAGE_NUMBER,
    Heading,
    heading_of,
    is_counted,
    opens_body,
)
from extract.text import EMPTY, PlacedLine, Text, join, of_line
from extract.thaitext import fold_digits
from ocr.page import Box, Line, OcrPage

Zone = Literal["head", "subject", "salutation", "to", "reference", "enclosure", "body", "closing"]

#: Rows of a page's top tenth may hold its number, of its bottom fifth its continuation mark.
_TOP, _FOOT = 0.16, 0.78
#: A page number without dashes has its middle between these shares of the width.
_MIDDLE = (0.45, 0.57)
#: An indented first line stands this share of the page's width right of the margin.
_INDENT = 0.04
#: A letter's date begins between these shares of the width; a grey stamp's date right of them.
_DATE_COLUMN = (0.3, 0.6)


class Row(NamedTuple):
    """Everything printed at one height of one page, left to right."""

    page: OcrPage
    lines: tuple[Line, ...]

    @property
    def text(self) -> Text:
        running = EMPTY
        for line in self.lines:
            running = join(running, of_line(PlacedLine(self.page, line)))
        return running

    @property
    def string(self) -> str:
        return " ".join(line.text for line in self.lines)

    def texts(
        self, since: float = 0.0, until: float = 1.0, stamps: Sequence[Box] = ()
    ) -> list[Text]:
        """The lines that begin between these shares of the width and lie in no stamp."""
        return [
            of_line(PlacedLine(self.page, line))
            for line in self.lines
            if since <= line.box.left / self.page.width < until
            and not any(line.box.lies_in(stamp) for stamp in stamps)
        ]

    @property
    def left(self) -> float:
        """Left edge as a share of the page's width."""
        return min(line.box.left for line in self.lines) / self.page.width

    @property
    def right(self) -> float:
        return max(line.box.right for line in self.lines) / self.page.width

    @property
    def top(self) -> float:
        """Upper edge as a share of the page's height."""
        return min(line.box.top for line in self.lines) / self.page.height

    @property
    def bottom(self) -> float:
        return max(line.box.bottom for line in self.lines) / self.page.height


def rows_of(page: OcrPage) -> list[Row]:
    """The page's black print in rows, top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted((x for x in page.lines if x.ink == "black"), key=_height):
        if rows and _same_height(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [Row(page, tuple(sorted(row, key=lambda line: line.box.left))) for row in rows]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A letter's own pages, row by row, page numbers and continuation marks set aside."""

    head: tuple[Row, ...]
    zones: dict[Zone, tuple[Row, ...]]
    margins: dict[int, float]

    def zone(self, name: Zone) -> tuple[Row, ...]:
        return self.zones.get(name, ())

    def text(self, name: Zone) -> Text:
        """The zone's running text, its heading left off."""
        return without_heading(self.zone(name))

    @property
    def body(self) -> list[Text]:
        """The paragraphs of the body and the closing: each begins at an indented row."""
        texts: list[Text] = []
        for row in (*self.zone("body"), *self.zone("closing")):
            if not texts or row.left > self.margins[row.page.number] + _INDENT:
                texts.append(row.text)
            else:
                texts[-1] = join(texts[-1], row.text)
        return texts


def lay_out(pages: Sequence[OcrPage]) -> Sheet:
    """Sort the rows of a letter's own pages into its zones."""
    rows = [row for page in pages for row in running_rows(page)]
    starts = _named_starts(rows)
    starts |= _placed_starts(rows, starts)
    starts |= _body_start(rows, starts)
    edges = sorted((start, zone) for zone, start in starts.items())
    ends = [*(start for start, _ in edges[1:]), len(rows)]
    zones = {
        zone: tuple(_own(zone, rows[at:end])) for (at, zone), end in zip(edges, ends, strict=True)
    }
    return Sheet(tuple(rows[: edges[0][0]] if edges else rows), zones, _margins(rows))


def _own(zone: Zone, rows: Sequence[Row]) -> Iterator[Row]:
    """A zone's rows without the stamp that stands at the right of a subject or of addressees: its
    print is far from theirs, or in a row of its own."""
    for row in rows:
        near = [line for before, line in pairwise(row.lines) if not _is_aside(row, before, line)]
        if zone not in _BESIDE_STAMPS:
            yield row
        elif row.left < _ASIDE:
            yield row._replace(lines=(row.lines[0], *near))


def _is_aside(row: Row, before: Line, line: Line) -> bool:
    apart, left = line.box.left - before.box.right, line.box.left
    return apart >= _FAR * row.page.width and left >= _ASIDE * row.page.width


def running_rows(page: OcrPage) -> list[Row]:
    """The page's rows without its page number and its continuation mark."""
    rows = rows_of(page)
    return [row for row in rows if not is_page_number(row) and not continuation_of(row)]


def is_page_number(row: Row) -> bool:
    """Whether the row is "- ๒ -" at the top of a page."""
    return page_number_of(row) is not None


def page_number_of(row: Row) -> int | None:
    """The number that the row gives its page, at the top: "- ๒ -", or "๒" in the middle."""
    if row.top > _TOP:
        return None
    folded = fold_digits(row.string)
    low, high = _MIDDLE
    is_central = low < (row.left + row.right) / 2 < high
    number = PAGE_NUMBER.match(folded) or (BARE_PAGE_NUMBER.match(folded) if is_central else None)
    return int(number[1]) if number else None


def is_date_row(row: Row) -> bool:
    """Whether the row is a date and little else, right of the margin, as letters are dated; a
    stamp may stand at its height."""
    low, high = _DATE_COLUMN
    first = row.lines[0].text if low < row.left < high else ""
    spans = find_dates(first)
    return bool(spans) and len(first) < 2 * (spans[0].end - spans[0].start)


def continuation_of(row: Row) -> str | None:
    """The words that a continuation mark at the page's foot promises, or None."""
    mark = CONTINUATION.match(row.string)
    return mark["words"] if mark and row.top > _FOOT and row.left > 0.5 else None  # noqa: PLR2004


def without_heading(rows: Sequence[Row]) -> Text:
    """Running text of rows whose first opens with a heading."""
    if not rows:
        return EMPTY
    first = rows[0].text
    heading = heading_of(first.string)
    text = first[heading.end if heading else _first_word(first.string) :]
    for row in rows[1:]:
        text = join(text, row.text)
    return text.strip(" :;.")


def _first_word(string: str) -> int:
    """Where a heading too worn to read ends: at the first space."""
    return string.find(" ") + 1


def _margins(rows: Sequence[Row]) -> dict[int, float]:
    """Each page's left margin, where the first of its longer rows begins, as a share."""
    margins: dict[int, float] = {}
    for row in rows:
        if len(row.string) > _SHORTEST_HEADED:
            number = row.page.number
            margins[number] = min(row.left, margins.get(number, 1.0))
    return {row.page.number: margins.get(row.page.number, row.left) for row in rows}


def _named_starts(rows: Sequence[Row]) -> dict[Zone, int]:
    """Where each zone begins by its printed heading, in the order that zones have."""
    starts: dict[Zone, int] = {}
    last = -1
    for index, row in enumerate(rows):
        heading = heading_of(row.string)
        zone = _ZONES.get(heading.heading) if heading else None
        if not heading or not zone or row.left > _MARGIN[heading.heading]:
            continue
        if zone == "to" and "salutation" in starts:  # no letter has both
            continue
        if _ORDER.index(zone) > last and (zone == "closing" or row.page is rows[0].page):
            starts[zone] = index
            last = _ORDER.index(zone)
    return starts


def _placed_starts(rows: Sequence[Row], named: dict[Zone, int]) -> dict[Zone, int]:
    """Where a heading is too worn to read, its place tells: เรื่อง stands at the margin below the
    date, or below the number where the date is unread, and เรียน at the margin below that. Orders,
    whose number is centred, have neither."""
    before = min(named.values(), default=len(rows))
    dated = [index for index, row in enumerate(rows[:before]) if is_date_row(row)]
    numbered = [index for index, row in enumerate(rows[:before]) if _is_numbered(row)]
    above = dated or (numbered if "salutation" in named else [])
    placed: dict[Zone, int] = {}
    if "subject" not in named and "to" not in named and above:
        placed |= _at_margin(rows, above[-1] + 1, before, "subject")
    subject = placed.get("subject", named.get("subject"))
    if subject is not None and "salutation" not in named and numbered:
        after = min((at for at in named.values() if at > subject), default=len(rows))
        placed |= _at_margin(rows, subject + 1, after, "salutation")
    return placed


def _is_numbered(row: Row) -> bool:
    """Whether the row holds a letter number at the margin."""
    return row.left < _HEADING_COLUMN and bool(find_numbers(row.lines[0].text))


def _at_margin(rows: Sequence[Row], since: int, until: int, zone: Zone) -> dict[Zone, int]:
    for index in range(since, until):
        row = rows[index]
        if row.left < _HEADING_COLUMN and len(row.string) > _SHORTEST_HEADED:
            return {zone: index}
    return {}


def _body_start(rows: Sequence[Row], starts: dict[Zone, int]) -> dict[Zone, int]:
    """The first row behind เรียน, ถึง, อ้างถึง or สิ่งที่ส่งมาด้วย that is none of theirs."""
    last = max((at for zone, at in starts.items() if zone != "closing"), default=None)
    if last is None:
        return {"body": 0} if not starts else {}
    for index in range(last + 1, starts.get("closing", len(rows))):
        if _leaves_list(rows[last:index], rows[index]):
            return {"body": index}
    return {}


def _leaves_list(so_far: Sequence[Row], row: Row) -> bool:
    """Whether a row behind a list of addressees or enclosures is the body's first."""
    if row.page is not so_far[0].page or row.left < so_far[0].left + _INDENT / 2:
        return True
    if opens_body(row.string):
        return True
    is_item = bool(LISTED.match(fold_digits(row.string))) or is_counted(row.string)
    complete = is_counted(so_far[-1].string)
    return not is_item and (complete or row.left > _value_column(so_far[0]) + _INDENT)


def _value_column(row: Row) -> float:
    """Where the value behind a row's heading begins; the list's further rows begin there too."""
    value = without_heading([row])
    return value.found(None, "layout").box.left / row.page.width if value.is_printed else row.right


_ZONES: dict[Heading, Zone] = {
    "subject": "subject",
    "salutation": "salutation",
    "to": "to",
    "reference": "reference",
    "enclosure": "enclosure",
    "closing": "closing",
}
_ORDER: tuple[Zone, ...] = (
    "head", "subject", "salutation", "to", "reference", "enclosure", "body", "closing",
)  # fmt: skip
#: Headings begin left of this share of the width; a row of less than this many characters is noise.
_HEADING_COLUMN, _SHORTEST_HEADED = 0.25, 12
#: Zones that leave room for a stamp at their right, how far off it stands (a share of the width),
#: and right of where.
_BESIDE_STAMPS: frozenset[Zone] = frozenset({"subject", "salutation", "to"})
_FAR, _ASIDE = 0.05, 0.55
#: Headings stand at the left margin, but an order's เรื่อง is centred and the closing is right.
_MARGIN: dict[Heading, float] = {
    "subject": 0.55, "salutation": 0.3, "to": 0.3, "reference": 0.3,
    "enclosure": 0.3, "unit": 0.3, "closing": 0.9,
}  # fmt: skip


def _height(line: Line) -> float:
    return line.box.centre[1]


def _same_height(one: Line, other: Line) -> bool:
    near = min(one.box.height, other.box.height) / 2
    return abs(_height(one) - _height(other)) < near
