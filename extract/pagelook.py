"""What one page shows of where a letter begins, goes on and ends, seen without its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from extract.layout import Row, continuation_of, is_date_row, page_number_of, rows_of
from extract.numbers import find_numbers
from extract.patterns import (
    ITEM,
    MEMO,
    ORDER_HEADS,
    SIGNER,
    TABLE_HEADS,
    TITLES,
    Heading,
    enclosure_mark,
    heading_of,
    opens_with,
    stands_alone,
)
from extract.thaitext import fold_digits
from ocr.page import OcrPage

#: A letter's header stands in this upper share of its page, its first headings in that.
_HEADER, _OPENING = 0.5, 0.4
#: Above a letter's first row the emblem stands.
_EMBLEM = 0.125
#: Headings begin left of this share of the width; the letterhead right of that.
_MARGIN, _LETTERHEAD = 0.35, 0.55
#: A letter's number is among the first rows at the margin; an order's heading among all.
_NUMBER_ROWS, _HEAD_ROWS = 4, 5
#: A page is opened by so many rows.
_TOP_ROWS = 3
#: So many rows of running text make prose, each at least so wide; so many cells make a table's.
_PROSE_ROWS, _WIDE, _CELLS = 3, 0.55, 3
#: A page of fewer words is a picture, a cover, the last lines of something.
_FEW_WORDS = 12
#: The middle of a centred row lies between these shares of the width.
_CENTRED = (0.44, 0.56)


@dataclass(frozen=True)
class PageLook:
    """A page and the signs on it: the keys of the weights in `extract.split`.

    `promises` are the words that its continuation mark names (None: no mark).
    """

    page: OcrPage

    @cached_property
    def rows(self) -> list[Row]:
        return rows_of(self.page)

    @cached_property
    def number(self) -> int | None:
        """The number printed on it: "- ๒ -" is 2."""
        return next(filter(None, map(page_number_of, self.rows)), None)

    @cached_property
    def top(self) -> list[Row]:
        """Its first rows of words, without the page number and specks."""
        words = [row for row in self.rows if len(row.string) > 1 and not page_number_of(row)]
        return words[:_TOP_ROWS]

    @property
    def opening(self) -> list[str]:
        return [row.string for row in self.top]

    @cached_property
    def promises(self) -> str | None:
        return next(filter(None, map(continuation_of, self.rows)), None)

    @cached_property
    def first_item(self) -> int | None:
        return next(filter(None, map(_item_number, self.opening)), None)

    @cached_property
    def last_item(self) -> int | None:
        items = [number for row in self.rows if (number := _item_number(row.string))]
        return items[-1] if items else None

    @cached_property
    def headings(self) -> list[Heading | None]:
        """The heading that each row opens with."""
        found = [heading_of(row.string) for row in self.rows]
        return [one.heading if one else None for one in found]

    @cached_property
    def is_closed(self) -> bool:
        """Whether a letter is signed here: its closing, a name in brackets, a seal's date."""
        if "closing" in self.headings or any(SIGNER.match(row.string) for row in self.rows):
            return True
        if "subject" in self.headings or "salutation" in self.headings:
            return False  # in these forms a date stands in the header and closes nothing
        behind = self.headings.index("to") if "to" in self.headings else 0
        return any(is_date_row(row) for row in self.rows[behind:])

    @cached_property
    def signs(self) -> tuple[str, ...]:
        header = [row for row in self.rows if row.top < _HEADER]
        at_margin = [row for row in header if row.left < _MARGIN]
        shown = {
            **_head_signs(header, at_margin),
            "page-number": (self.number or 0) > 1,
            "form-title": any(_is_title(row) and _names_form(row) for row in self.top),
            "enclosure-mark": any(enclosure_mark(text) for text in self.opening),
            "titled": bool(self.top) and _is_title(self.top[0]),
            "table": _is_table(self.rows),
            "prose": sum(map(_is_running, self.rows)) >= _PROSE_ROWS,
            "few-words": len(self.page.words) < _FEW_WORDS,
            "signed-here": self.is_closed,
        }
        headed = tuple(kind for kind, word in ORDER_HEADS if _is_headed(header, word))
        return headed + tuple(sign for sign, is_shown in shown.items() if is_shown)


def _head_signs(header: Sequence[Row], at_margin: Sequence[Row]) -> dict[str, bool]:
    headings = {
        found.heading
        for row in at_margin
        if (found := heading_of(row.string)) and (found.heading != "to" or row.top < _OPENING)
    }
    numbered = [row for row in at_margin[:_NUMBER_ROWS] if find_numbers(row.string)]
    return {
        "number": bool(numbered),
        "letterhead": any(
            row.lines[-1].box.left > _LETTERHEAD * row.page.width for row in numbered
        ),
        "emblem": bool(header) and header[0].top > _EMBLEM,
        "date": any(is_date_row(row) for row in header),
        "memo": any(stands_alone(row.string, (MEMO,)) for row in header),
        **{heading: heading in headings for heading in ("subject", "salutation", "to")},
    }


def _is_headed(header: Sequence[Row], word: str) -> bool:
    """Whether one of the first rows is a centred heading that opens with `word`."""
    first = [row for row in header[:_HEAD_ROWS] if row.left > _MARGIN / 2]
    return any(opens_with(row.string, word, 90) for row in first)


def _is_title(row: Row) -> bool:
    low, high = _CENTRED
    centred = low < (row.left + row.right) / 2 < high and row.left > _MARGIN / 2
    return centred and len(row.lines) == 1


def _names_form(row: Row) -> bool:
    return any(opens_with(row.string, word, 90) for word in TITLES)


def _is_table(rows: Sequence[Row]) -> bool:
    """Whether rows fall into cells: a head that begins with ลำดับ, or several rows of them."""
    celled = [row for row in rows if len(row.lines) >= _CELLS]
    headed = any(opens_with(row.string, word, 90) for row in celled for word in TABLE_HEADS)
    return headed or len(celled) >= _PROSE_ROWS


def _is_running(row: Row) -> bool:
    return len(row.lines) == 1 and row.right - row.left > _WIDE


def _item_number(text: str) -> int | None:
    item = ITEM.match(fold_digits(text))
    return int(item["number"]) if item and item["number"].isdigit() else None
