"""What came with a letter (สิ่งที่ส่งมาด้วย): its items, how many, and the letters among them."""

from __future__ import annotations

import re
from itertools import pairwise

from extract.citations import citations_in, unnumbered_citation
from extract.letter import Attachment
from extract.patterns import ITEM, QUANTITY, URL
from extract.text import Text

#: A number that may open an item: alone, dotted, and followed by a word.
_ITEM_MARK = re.compile(r"(?:^|(?<=\s))(?P<number>\d{1,2})[.)]\s*(?=[^\d\s])")
#: What is shorter than this is dirt between two items.
_SHORTEST = 4
_QUANTITY_END = re.compile(r"จ[ําำ]*นว?น\s*\d{1,4}\s*[ก-๎]{2,12}")


def find_attachments(text: Text) -> tuple[Attachment, ...]:
    """The items of the zone's running text, in order."""
    return tuple(_read(item) for item in _items(text) if item.is_printed)


def _items(text: Text) -> list[Text]:
    """Cut at ๑. ๒. ๓. in sequence, and behind each quantity."""
    cuts = {0, len(text), *_sequence(text.folded)}
    cuts |= {found.end() for found in _QUANTITY_END.finditer(text.folded)}
    edges = sorted(cuts)
    pieces = [text[start:end].strip() for start, end in pairwise(edges)]
    return [piece for piece in pieces if len(piece) >= _SHORTEST]


def _sequence(folded: str) -> list[int]:
    """Where 1., 2., 3. ... stand, each looked for behind the one before."""
    starts: list[int] = []
    for mark in _ITEM_MARK.finditer(folded):
        if int(mark["number"]) == len(starts) + 1:
            starts.append(mark.start())
    return starts


def _read(item: Text) -> Attachment:
    """One item: its title, quantity and unit, the letter it is a copy of, its address."""
    mark = ITEM.match(item.folded)
    body = item[mark.end() :] if mark else item
    counted = QUANTITY.search(body.folded)
    title = body[: counted.start()] if counted else body
    cited = citations_in(title, "attachment")
    url = URL.search(title.string)
    return Attachment(
        title=title.strip().found(title.strip().string, "enclosure.item"),
        quantity=int(counted["quantity"]) if counted and counted["quantity"].isdigit() else None,
        unit=counted["unit"] if counted else None,
        citation=cited[0] if cited else unnumbered_citation(title, "attachment"),
        url=url.group() if url else None,
    )
