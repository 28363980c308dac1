"""A scan's pages -> its letters: the story of `extract` on one screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from extract.attachments import find_attachments
from extract.checks import doubt_subjects, doubts_about
from extract.citations import citations_in
from extract.enclosures import match_enclosures, read_codes
from extract.fields import (
    form_of,
    read_addressees,
    read_date,
    read_date_print,
    read_form,
    read_listed,
    read_number,
    read_number_print,
    read_secrecy,
    read_sender,
    read_subject,
    read_through,
    read_urgency,
    read_wanted,
)
from extract.gaps import doubt_gaps
from extract.layout import Sheet, lay_out
from extract.letter import Letter
from extract.narrative import told_by
from extract.obligations import Asking, find_obligations
from extract.receivers import name_receivers
from extract.reconcile import Prints, reconcile
from extract.relations import relate
from extract.signature import (
    read_acting_for,
    read_contact,
    read_owner_unit,
    read_signature,
    read_title,
)
from extract.split import NOTHING_GIVEN, Given, Section, split
from extract.stamps import find_receipts, without_stamps
from ocr.page import OcrPage


class Draft(NamedTuple):
    """A letter as its own pages have it, before the rest of the bundle is heard."""

    section: Section
    sheet: Sheet
    letter: Letter
    prints: Prints


def read_letters(
    pages: Sequence[OcrPage], given: Mapping[int, Given] = NOTHING_GIVEN
) -> tuple[Letter, ...]:
    """The letters of one scan, in bundle order; none for a scan without print.

    `given` are pages whose role a person has decided (number -> role): pages read once are
    split anew by it, without the engine.
    """
    printed = [page for page in pages if page.words]
    drafts = [read_draft(section) for section in split(printed, given)]
    settled = reconcile([draft.letter for draft in drafts], [draft.prints for draft in drafts])
    named = name_receivers(settled)
    letters = [finish(*pair) for pair in zip(drafts, named, strict=True)]
    matched = match_enclosures(letters, [draft.section.attached for draft in drafts])
    return doubt_gaps(doubt_subjects(matched), pages)


def read_draft(section: Section) -> Draft:
    """What one letter's own pages say, but for its duties, which count from its date."""
    sheet = lay_out(section.pages)
    form = form_of(section, sheet)
    number = read_number(sheet, form)
    sent_on = read_date(sheet, form)
    receipts = tuple(find_receipts(section.pages[0], sent_on.value if sent_on else None))
    sheet = lay_out([without_stamps(section.pages[0], receipts), *section.pages[1:]])
    signature = read_signature(sheet)
    stamps = [receipt.box for receipt in receipts]
    addressees = read_addressees(sheet)
    attachments = find_attachments(sheet.text("enclosure"))
    references = citations_in(sheet.text("reference"), "reference")
    mentions = [cited for paragraph in sheet.body for cited in citations_in(paragraph, "body")]
    letter = Letter(
        form=read_form(section, form, stamps),
        pages=tuple(page.number for page in section.pages),
        attached_pages=tuple(page.number for page in section.attached),
        boundaries=section.boundaries,
        codes=tuple(read_codes((*section.pages, *section.attached))),
        number=number,
        date=sent_on,
        sender=read_sender(sheet, form, number, signature, stamps),
        owner_unit=read_owner_unit(signature),
        subject=read_subject(sheet),
        addressees=addressees,
        listed=read_listed(addressees, section.attached),
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
    )
    prints = Prints(read_number_print(sheet, form), read_date_print(sheet, form))
    return Draft(section, sheet, letter, prints)


def finish(draft: Draft, letter: Letter) -> Letter:
    """A settled letter with its duties and every doubt about it."""
    asking = Asking(
        letter.sender.value if letter.sender else None,
        tuple(found.value for found in letter.listed or letter.addressees),
        letter.date.value if letter.date else None,
        read_wanted(draft.sheet),
    )
    told = told_by(draft.sheet.body, letter.sender)
    related = relate(letter, draft.sheet.body)
    whole = replace(
        related,
        citations=(*related.citations, told) if told else related.citations,
        obligations=find_obligations(draft.sheet.body, asking),
    )
    doubts = (*letter.doubts, *doubts_about(whole, draft.section))
    return replace(whole, doubts=tuple(dict.fromkeys(doubts)))
