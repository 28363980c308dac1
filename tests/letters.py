"""Letters made by hand, for tests of what comes after reading: real places, invented letters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from correspondence_db.store import Register, ScanRecord
from extract.dates import Due
from extract.letter import (
    Action,
    Attachment,
    Citation,
    Doubt,
    Found,
    Letter,
    Obligation,
    Receipt,
)
from extract.numbers import LetterNumber
from extract.thaitext import fold_digits
from ocr.page import Box, OcrPage, Word

BOX = Box(100, 200, 900, 260)
SUBJECT = "การเตรียมความพร้อมรับสถานการณ์ภัยแล้ง"
MINISTRY = "กระทรวงมหาดไทย"
PROVINCE = "จังหวัดเชียงราย"
DISTRICT = "อำเภอพาน"
TOWN = "เทศบาลตำบลเมืองพาน"


def number(printed: str) -> LetterNumber:
    """ "ชร 0017.2/ว 551" taken apart, without the reader of numbers; "" for a blank running."""
    head, _, tail = fold_digits(printed).partition("/")
    code, _, agency = head.partition(" ")
    series = "ว" if tail.startswith("ว") else ""
    return LetterNumber(code, agency, series, tail.removeprefix("ว").strip() or None)


def found(value: Any, raw: str | None = None, page: int = 1, confidence: float = 0.9) -> Found[Any]:
    return Found(value, raw or str(value), page, BOX, confidence, "by-hand")


def citation(
    printed: str | None,
    day: date | None = None,
    sender: str | None = None,
    context: Any = "attachment",
    page: int = 1,
) -> Citation:
    return Citation(
        context=context,
        number=found(number(printed), printed, page) if printed else None,
        date=found(day, page=page) if day else None,
        sender=found(sender, page=page) if sender else None,
        phrase=found(f"หนังสือ{sender} ที่ {printed}", page=page),
    )


def receipt(office: str, running: int, day: date, page: int = 1) -> Receipt:
    return Receipt(
        office=found(office, page=page),
        number=found(running, page=page),
        date=found(day, page=page),
        time=None,
        page=page,
        box=BOX,
    )


def duty(
    text: str,
    due: Due,
    debtors: Sequence[str],
    creditor: str | None = None,
    *,
    action: Action = "report",
    page: int = 1,
) -> Obligation:
    return Obligation(action, tuple(debtors), creditor, due, found(text, page=page))


def letter(
    printed: str | None,
    day: date | None,
    sender: str | None,
    *,
    page: int = 1,
    cites: Sequence[Citation] = (),
    subject: str | None = SUBJECT,
    confidence: float = 0.9,
    **more: Any,
) -> Letter:
    """A letter of one page; attachments are made for the citations in สิ่งที่ส่งมาด้วย."""
    attachments = tuple(
        Attachment(found(f"สำเนา{cited.phrase.value}", page=page), 1, "ชุด", cited)
        for cited in cites
        if cited.context == "attachment"
    )
    return Letter(
        form=found(more.pop("form", "external"), page=page),
        pages=more.pop("pages", (page,)),
        number=found(number(printed), printed, page, confidence) if printed else None,
        date=found(day, page=page, confidence=confidence) if day else None,
        sender=found(sender, page=page, confidence=confidence) if sender else None,
        subject=found(subject, page=page) if subject else None,
        attachments=attachments,
        citations=tuple(cites),
        **more,
    )


def pages(count: int, texts: Sequence[str] = (), blind: str = "") -> tuple[OcrPage, ...]:
    """`count` pages, with one line of print each."""
    return tuple(
        OcrPage(n, 2480, 3508, 300, _line(texts[n - 1] if n <= len(texts) else "-"), blind=blind)
        for n in range(1, count + 1)
    )


def _line(text: str) -> tuple[Word, ...]:
    return tuple(
        Word(word, Box(100 + 200 * n, 1000, 290 + 200 * n, 1050), 0.9, 0)
        for n, word in enumerate(text.split())
    )


def scan(name: str) -> ScanRecord:
    """A scan whose content is its name."""
    day = date(2026, 2, 20)
    noon = datetime(2026, 2, 20, 12, tzinfo=UTC)
    return ScanRecord(sha256(name.encode()).hexdigest(), f"{name}.pdf", day, noon)


def store(
    register: Register, name: str, *letters: Letter, texts: Sequence[str] = (), blind: str = ""
) -> tuple[int, ...]:
    """Store letters as the bundle `name`, with as many pages as they need."""
    count = max([1, *(page for one in letters for page in (*one.pages, *one.attached_pages))])
    return register.store(scan(name), pages(count, texts, blind), letters)


def chain_of_three() -> tuple[Letter, ...]:
    """Ministry, province and district, stapled the way a town hall receives them."""
    everyone = "นายกเทศมนตรีตำบล ทุกแห่ง"
    monthly = Due("recurring", rrule="FREQ=MONTHLY;BYMONTHDAY=25")
    return (
        letter(
            "ชร 0618.1/ว 353",
            date(2026, 2, 18),
            DISTRICT,
            cites=[citation("ชร 0017.2/ว 551", date(2026, 2, 16), PROVINCE)],
            addressees=(found(everyone),),
            receipts=(receipt(TOWN, 253, date(2026, 2, 19)),),
            obligations=(
                duty("รายงานผลให้อำเภอทราบภายในวันที่ ๒๕ ของทุกเดือน", monthly, [everyone], DISTRICT),
            ),
        ),
        letter(
            "ชร 0017.2/ว 551",
            date(2026, 2, 16),
            PROVINCE,
            page=2,
            cites=[citation("มท 0206.2/ว 852", date(2026, 1, 30), MINISTRY, page=2)],
            addressees=(found("นายอำเภอ ทุกอำเภอ", page=2),),
            receipts=(receipt(DISTRICT, 1204, date(2026, 2, 17), page=2),),
            obligations=(
                duty(
                    "รายงานให้จังหวัดทราบภายใน ๑๕ วันนับแต่วันที่ได้รับหนังสือ",
                    Due("relative", days=15, start="receipt"),
                    ["นายอำเภอ ทุกอำเภอ"],
                    PROVINCE,
                    page=2,
                ),
            ),
            doubts=(Doubt("number", "low-confidence", 2, BOX),),
        ),
        letter(
            "มท 0206.2/ว 852",
            date(2026, 1, 30),
            MINISTRY,
            page=3,
            addressees=(found("ผู้ว่าราชการจังหวัด ทุกจังหวัด", page=3),),
            obligations=(
                duty(
                    "มอบหมายข้าราชการภายในวันที่ ๑๐ กุมภาพันธ์ ๒๕๖๙",
                    Due("date", date(2026, 2, 10)),
                    ["ผู้ว่าราชการจังหวัด ทุกจังหวัด"],
                    MINISTRY,
                    action="nominate",
                    page=3,
                ),
                duty(
                    "ประชาสัมพันธ์อย่างต่อเนื่อง",
                    Due("ongoing"),
                    ["ผู้ว่าราชการจังหวัด ทุกจังหวัด"],
                    action="disseminate",
                    page=3,
                ),
            ),
        ),
    )
