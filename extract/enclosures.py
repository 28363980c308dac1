"""What was listed (สิ่งที่ส่งมาด้วย) and what lies there: each item's pages, and what does not match.

A listed copy of a letter is that letter, where it lies in the bundle. Anything else is looked for
among the attached pages of the bundle: by the mark over it ("สิ่งที่ส่งมาด้วย ๑"), by its
title, by how both open, and where one item and one document are left over, by that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from extract.letter import Attachment, Doubt, Found, Letter
from extract.pagelook import PageLook
from extract.patterns import TITLES, URL, enclosure_mark, opens_with
from extract.reconcile import Mention, mentions_among
from extract.thaitext import bones
from ocr.page import OcrPage

#: A document's title is the listed one when they are so alike.
_SAME_TITLE = 78
#: Letters that an item and a document must share from the start to go together.
_OPENING = 7
#: An item that says where it is to be had.
_BY_CODE = re.compile(r"คิวอาร์|Q\s?R", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Document:
    """Attached pages that belong together: what they are headed by, and the number over them."""

    pages: tuple[int, ...]
    headings: tuple[str, ...]
    mark: int | None


def read_codes(pages: Sequence[OcrPage]) -> Iterator[Found[str]]:
    """What the QR codes on the pages say; a code decodes wholly or not at all."""
    for page in pages:
        for code in page.codes:
            yield Found(code.text, code.text, page.number, code.box, 1.0, "qr")


def match_enclosures(
    letters: Sequence[Letter], attached: Sequence[Sequence[OcrPage]]
) -> tuple[Letter, ...]:
    """The letters of a bundle with the pages of what they list, and doubts about the rest.

    `attached` are the pages attached behind each letter.
    """
    documents = [documents_of(pages) for pages in attached]
    mentions = mentions_among(letters)
    found = [
        {**_copies(at, letters, mentions), **_located(at, letter, documents)}
        for at, letter in enumerate(letters)
    ]
    claimed = {page for items in found for pages in items.values() for page in pages}
    claimed |= {office.page for letter in letters for office in letter.listed}
    return tuple(
        _with_findings(letter, items, [one for one in behind if claimed.isdisjoint(one.pages)])
        for letter, items, behind in zip(letters, found, documents, strict=True)
    )


def documents_of(pages: Sequence[OcrPage]) -> list[Document]:
    """Attached pages parted where a mark or a title begins another document."""
    documents: list[Document] = []
    for look in map(PageLook, pages):
        marks = [mark for text in look.opening if (mark := enclosure_mark(text))]
        goes_on = (look.number or 0) > 1 or not (marks or "titled" in look.signs)
        if documents and goes_on:
            last = documents.pop()
            documents.append(replace(last, pages=(*last.pages, look.page.number)))
        else:
            headings = tuple(text for text in look.opening if not enclosure_mark(text))
            documents.append(Document((look.page.number,), headings, _numbered(marks)))
    return documents


def _numbered(marks: Sequence[re.Match[str]]) -> int | None:
    number = marks[0]["number"] if marks else None
    return int(number) if number and number.isdigit() else None


def _copies(
    at: int, letters: Sequence[Letter], mentions: Sequence[Mention]
) -> dict[int, tuple[int, ...]]:
    """The listed letters that lie in the bundle: item -> pages."""
    named = {
        mention.citation: letters[mention.of].pages for mention in mentions if mention.by == at
    }
    items = enumerate(letters[at].attachments)
    return {n: named[item.citation] for n, item in items if item.citation in named}


def _located(
    at: int, letter: Letter, documents: Sequence[Sequence[Document]]
) -> dict[int, tuple[int, ...]]:
    """The listed documents that lie in the bundle: behind the letter, or behind another of its
    chain, which passes it on or is passed on by it."""
    wanted = {n: item for n, item in enumerate(letter.attachments) if not item.citation}
    own = documents[at]
    bundle = [one for those in (*documents[at:], *documents[:at]) for one in those]
    found: dict[int, Document] = {}
    for n, item in wanted.items():
        left = [one for one in bundle if one not in found.values()]
        marked = [one for one in left if one in own and one.mark == n + 1]
        titled = [one for one in left if _likeness(item, one) >= _SAME_TITLE]
        if best := marked or sorted(titled, key=lambda one: -_likeness(item, one)):
            found[n] = best[0]
    left = [one for one in own if one not in found.values()]
    rest = {n: item for n, item in wanted.items() if n not in found}
    found |= _left_over(rest, left)
    return {n: document.pages for n, document in found.items()}


def _left_over(items: Mapping[int, Attachment], left: Sequence[Document]) -> dict[int, Document]:
    """The one item and the one document that open alike, or that alone are left."""
    alike = [(n, one) for n, item in items.items() for one in left if _open_alike(item, one)]
    if not alike and len(items) == len(left) == 1:
        alike = [(n, one) for n, item in items.items() for one in left if _may_be(item, one)]
    return dict(alike) if len(alike) == 1 else {}


def _open_alike(item: Attachment, document: Document) -> bool:
    """Whether title and heading begin with the same words: แบบรายงานผล..., แบบรายงานการ..."""
    opening = bones(item.title.value)[:_OPENING]
    return any(bones(row).startswith(opening) for row in document.headings)


def _likeness(item: Attachment, document: Document) -> float:
    """How alike the listed title and a document's first rows are, 0 to 100."""
    if not _may_be(item, document):
        return 0.0
    title = bones(item.title.value)
    rows = [bones("".join(document.headings[:count])) for count in (1, 2, 3)]
    return max(fuzz.ratio(title, row) for row in (*rows, *map(bones, document.headings)))


def _may_be(item: Attachment, document: Document) -> bool:
    """Whether the kinds agree, as far as both are named: a form is no guide."""
    listed, printed = _kind(item.title.value), [_kind(row) for row in document.headings]
    return listed is None or listed in printed or not any(printed)


def _kind(title: str) -> str | None:
    return next((word for word in TITLES if opens_with(title, word, 90)), None)


def _with_findings(
    letter: Letter, found: Mapping[int, tuple[int, ...]], unlisted: Sequence[Document]
) -> Letter:
    items = tuple(
        replace(item, pages=found.get(n, ())) for n, item in enumerate(letter.attachments)
    )
    items = _with_addresses(items, letter.codes)
    # Forms other than the external letter need not list what they send.
    lists = letter.form.value == "external" or bool(items)
    doubts = (
        *letter.doubts,
        *(_missing(item.title) for item in items if not item.pages and not item.url),
        *(_unlisted(document) for document in unlisted if lists),
    )
    return replace(letter, attachments=items, doubts=doubts)


def _unlisted(document: Document) -> Doubt:
    return Doubt("attachments", "enclosure-unlisted", document.pages[0], None)


def _missing(title: Found[str]) -> Doubt:
    return Doubt("attachments", "enclosure-missing", title.page, title.box)


def _with_addresses(
    items: tuple[Attachment, ...], codes: Sequence[Found[str]]
) -> tuple[Attachment, ...]:
    """Items that are to be had by a QR code, with its address."""
    addresses = [code.value for code in codes if URL.match(code.value)]
    given = dict(_given(items, addresses))
    return tuple(replace(item, url=given.get(n, item.url)) for n, item in enumerate(items))


def _given(items: Sequence[Attachment], addresses: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Those that say so in order, or all of them by one code; else the one that is not there."""
    absent = [n for n, item in enumerate(items) if not item.pages and not item.url]
    saying = [n for n in absent if _BY_CODE.search(items[n].title.raw)]
    wanting = saying or absent
    if len(addresses) == 1 and (saying or len(absent) == 1):
        yield from ((n, addresses[0]) for n in wanting)
    elif len(addresses) == len(wanting):
        yield from zip(wanting, addresses, strict=True)
