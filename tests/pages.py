"""Pages set by hand, for tests of what stands where: no image, no engine, only words and boxes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ocr.page import Box, Ink, OcrPage, Word

WIDTH, HEIGHT, LINE, LETTER = 2480, 3508, 48, 17

#: Where things stand on a letter, as shares of the page's width.
MARGIN, VALUE, INDENT, MIDDLE, RIGHT = 0.15, 0.21, 0.26, 0.5, 0.64

Piece = tuple[float, str]


def words_of(
    text: str, left: float, top: int, line: int, *, ink: Ink = "black", confidence: float = 0.95
) -> list[Word]:
    """One line's words, set from `left` (a share of the width) at `top` (pixels)."""
    at, words = round(left * WIDTH), []
    letter = min(LETTER, (WIDTH - at) // (len(text) + 1))
    for part in text.split():
        right = at + letter * len(part)
        words.append(Word(part, Box(at, top, right, top + LINE), confidence, line, ink))
        at = right + letter
    return words


def page(
    *rows: Piece | Sequence[Piece] | None,
    number: int = 1,
    stamps: Iterable[tuple[float, int, str]] = (),
    ink: Ink = "blue",
    blind: str = "",
    confidence: float = 0.95,
) -> OcrPage:
    """A page of `rows`, each (left, text) or several of them at one height; None is a gap.

    `stamps` are (left, top in pixels, lines joined by a bar) in coloured ink.
    """
    words: list[Word] = []
    line, top = 0, 300
    for row in rows:
        for left, text in [] if row is None else [row] if isinstance(row[0], float) else row:
            words += words_of(text, left, top, line, confidence=confidence)
            line += 1
        top += 70
    for left, above, lines in stamps:
        for index, text in enumerate(lines.split("|")):
            words += words_of(text, left, above + 60 * index, line, ink=ink)
            line += 1
    return OcrPage(number, WIDTH, HEIGHT, 300, tuple(words), (), blind)


def letter_page(
    *body: Piece,
    number: str = "ที่ ชร ๐๐๑๗.๒/ว ๑๒๓๔",
    office: str = "ศาลากลางจังหวัดเชียงราย",
    dated: str = "๑๒ มกราคม ๒๕๖๙",
    subject: str = "การสำรวจบ่อน้ำตื้นประจำปี",
    to: str = "นายอำเภอ ทุกอำเภอ",
    enclosures: Sequence[str] = (),
    closing: Sequence[str] = ("(นายตัวอย่าง หนึ่ง)", "ผู้ว่าราชการจังหวัดเชียงราย"),
    page_number: int = 1,
    **options: object,
) -> OcrPage:
    """A one-page external letter of the usual shape."""
    listed = [
        (INDENT if index else MARGIN, text if index else f"สิ่งที่ส่งมาด้วย {text}")
        for index, text in enumerate(enclosures)
    ]
    signed = [(MIDDLE, text) for text in ("ขอแสดงความนับถือ", *closing)] if closing else []
    return page(
        [(MARGIN, number), (RIGHT, office)],
        (RIGHT, "ถนนทดสอบ ชร ๕๗๐๐๐"),
        (MIDDLE, dated),
        (MARGIN, f"เรื่อง {subject}"),
        (MARGIN, f"เรียน {to}"),
        *listed,
        *body,
        *signed,
        number=page_number,
        **options,  # type: ignore[arg-type]
    )
