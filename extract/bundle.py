"""A scan's pages -> its letters: the story of `extract` on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.attachments import find_attachments
from extract.checks import doubts_about
from extract.citations import citations_in
from extract.fields import (
    read_addressees,
    read_date,
    read_form,
    read_listed,
    read_number,
    read_secrecy,
    read_sender,
    read_subject,
    read_through,
    read_urgency,
)
from extract.layout import lay_out
from extract.letter import Letter
from extract.obligations import Asking, find_obligations
from extract.signature import (
    read_acting_for,
    read_contact,
    read_owner_unit,
    read_signature,
    read_title,
)
from extract.split import Section, split
from extract.stamps import find_receipts
from ocr.page import OcrPage


def read_letters(pages: Sequence[OcrPage]) -> tuple[Letter, ...]:
    """The letters of one scan, in bundle order; none for a scan without print."""
    printed = [page for page in pages if page.words]
    return tuple(read_letter(section) for section in split(printed))


def read_letter(section: Section) -> Letter:
    """Everything that one letter's own pages say, with its doubts."""
    sheet = lay_out(section.pages)
    form = read_form(section, sheet)
    number = read_number(sheet, form.value)
    sent_on = read_date(sheet, form.value)
    receipts = tuple(find_receipts(section.pages[0], sent_on.value if sent_on else None))
    signature = read_signature(sheet)
    stamps = [receipt.box for receipt in receipts]
    sender = read_sender(sheet, form.value, number, signature, stamps)
    addressees = read_addressees(sheet)
    listed = read_listed(addressees, section.attached)
    attachments = find_attachments(sheet.text("enclosure"))
    references = citations_in(sheet.text("reference"), "reference")
    body = sheet.body
    mentions = [cited for paragraph in body for cited in citations_in(paragraph, "body")]
    asking = Asking(
        sender.value if sender else None,
        tuple(found.value for found in listed or addressees),
        sent_on.value if sent_on else None,
    )
    letter = Letter(
        form=form,
        pages=tuple(page.number for page in section.pages),
        attached_pages=tuple(page.number for page in section.attached),
        number=number,
        date=sent_on,
        sender=sender,
        owner_unit=read_owner_unit(signature),
        subject=read_subject(sheet),
        addressees=addressees,
        listed=listed,
        through=read_through(sheet),
        signer=signature.name,
        signer_title=read_title(signature),
        acting_for=read_acting_for(signature),
        contact=read_contact(signature, sheet.head),
        urgency=read_urgency(section.pages[0]),
        secrecy=read_secrecy(section.pages),
        receipts=receipts,
        attachments=attachments,
        citations=(
            *(item.citation for item in attachments if item.citation),
            *references,
            *mentions,
        ),
        obligations=find_obligations(body, asking),
    )
    return replace(letter, doubts=doubts_about(letter, section))
