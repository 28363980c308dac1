"""What came with a letter (สิ่งที่ส่งมาด้วย): its items, how many, and the letters among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from extract.citations import citations_in, unnumbered_citation
from extract.letter import Attachment
from extract.patterns import COUNTED, COUNTED_BARE, ITEM_MARK, URL
from extract.text import Text

#: A number that may open an item: alone, marked as one, and followed by a word.
_MARKED = re.compile(r"(?:^|(?<=\s))\(?(?P<number>\d{1,2})[.)]\s*(?=[^\d\s])")
#: At the start of a row its dot may be lost.
_BARE = re.compile(r"(?P<number>\d{1,2})\s+(?=[ก-ฮเแโใไ])")
#: A row that goes on counting: "จำนวน" ended the row before.
_COUNTING = re.compile(r"จ[ําำ]*[นบ]ว?[นบ]\s*$")
#: What stands behind a quantity and is of the same item: "(QR Code)", an address.
_BEHIND = re.compile(rf"\s*(?:\([^()]{{1,40}}\)|{URL.pattern})", URL.flags)
#: What is shorter than this is dirt between two items.
_SHORTEST = 4


def find_attachments(text: Text) -> tuple[Attachment, ...]:
    """The items of the zone's running text, in order."""
    items = [item for item in _items(text) if item.is_printed]
    return tuple(_read(item, number) for number, item in enumerate(items, 1))


def _items(text: Text) -> list[Text]:
    """Cut at ๑. ๒. ๓. in sequence, and behind each quantity."""
    cuts = {0, len(text), *_sequence(text), *map(_end, COUNTED.finditer(text.folded))}
    pieces = [text[start:end].strip() for start, end in pairwise(sorted(cuts))]
    return [piece for piece in pieces if len(piece) >= _SHORTEST]


def _end(counted: re.Match[str]) -> int:
    behind = _BEHIND.match(counted.string, counted.end())
    return behind.end() if behind else counted.end()


def _sequence(text: Text) -> list[int]:
    """Where 1., 2., 3. ... stand, each looked for behind the one before."""
    starts: list[int] = []
    for at, number in sorted(_numbered(text)):
        if number == len(starts) + 1:
            starts.append(at)
    return starts


def _numbered(text: Text) -> Iterator[tuple[int, int]]:
    """Every number that may open an item, with its place."""
    for mark in _MARKED.finditer(text.folded):
        yield mark.start(), int(mark["number"])
    for start in _row_starts(text):
        bare = _BARE.match(text.folded, start)
        if bare and not _COUNTING.search(text.folded, 0, start):
            yield start, int(bare["number"])


def _row_starts(text: Text) -> Iterator[int]:
    """Where a printed row begins."""
    row = None
    for index, origin in enumerate(text.origins):
        if origin and row != (row := (origin.page, origin.word.line)):
            yield index


def _read(item: Text, number: int) -> Attachment:
    """One item: its title, quantity and unit, the letter it is a copy of, its address."""
    body = item[_mark_end(item.folded, number) :]
    counted = COUNTED.search(body.folded) or COUNTED_BARE.search(body.folded)
    url = URL.search(body.string)
    title = body[: min((found.start() for found in (counted, url) if found), default=len(body))]
    title = title.strip(" :") if title.strip(" :").is_printed else body.strip()
    cited = citations_in(title, "attachment")
    return Attachment(
        title=body.strip().found(title.string, "enclosure.item"),
        quantity=int(counted["quantity"]) if counted and counted["quantity"].isdigit() else None,
        unit=counted["unit"] if counted else None,
        citation=cited[0] if cited else unnumbered_citation(title, "attachment"),
        url=url.group().rstrip(".,);") if url else None,
    )


def _mark_end(folded: str, number: int) -> int:
    """Where the item's mark ends; a number without a dot is one only where it is the next."""
    marked = ITEM_MARK.match(folded) or _MARKED.match(folded)
    bare = _BARE.match(folded)
    if not marked and bare and int(bare["number"]) == number:
        marked = bare
    return marked.end() if marked else 0
