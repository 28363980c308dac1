"""The English of what `pipeline.wording` says in Thai, for whoever switches to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from correspondence_db.queries import Duty

FIELDS = {
    "form": "Form",
    "number": "Number",
    "date": "Dated",
    "sender": "From",
    "owner_unit": "Unit in charge",
    "subject": "Subject",
    "addressees": "To",
    "listed": "Listed at the back",
    "through": "Through",
    "signer": "Signed by",
    "signer_title": "Signer's title",
    "acting_for": "Signed for",
    "contact.unit": "Contact",
    "contact.telephones": "Telephone",
    "contact.faxes": "Fax",
    "contact.emails": "E-mail",
    "urgency": "Urgency",
    "secrecy": "Secrecy",
    "receipts": "Receive stamp",
    "receipts.office": "Received by",
    "receipts.number": "Receive number",
    "receipts.date": "Received on",
    "receipts.time": "Received at",
    "attachments": "Enclosures",
    "citations": "Letters cited",
    "citations.number": "Cited number",
    "citations.date": "Cited date",
    "citations.sender": "Cited sender",
    "citations.phrase": "Cited words",
    "citations.relation": "Why cited",
    "obligations": "Duties",
    "codes": "QR code",
    "pages": "Pages",
}
STATUSES = {"open": "not yet due", "late": "overdue", "done": "done", "waived": "cancelled"}
UNKNOWN = "(unknown)"


def letter_name(sender: str | None, number: str | None, day: str) -> str:
    """A letter as it is cited."""
    return f"{sender or UNKNOWN} no. {number or UNKNOWN}, dated {day}"


def when(duty: Duty, day_text: Callable[[date], str]) -> str:
    """When a duty falls due."""
    match duty.due.kind, duty.falls_due:
        case "ongoing", _:
            return "continuing"
        case "relative", None:
            unit = "working days" if duty.due.business else "days"
            return f"within {duty.due.days} {unit} of receipt"
        case "recurring", None:
            return "each period"
        case _, None:
            return "no date given"
        case "recurring", day:
            return f"each period, {day_text(day)}"
        case _, day:
            hour = duty.due.time
            return day_text(day) + (f", {hour:%H.%M}" if hour else "")
