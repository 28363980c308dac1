"""The English of what `pipeline.wording` says in Thai, for whoever switches to it."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from correspondence_db.queries import Duty, Period

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
    "attachments.quantity": "How many",
    "citations": "Letters cited",
    "citations.number": "Cited number",
    "citations.date": "Cited date",
    "citations.sender": "Cited sender",
    "citations.phrase": "Cited words",
    "citations.relation": "Why cited",
    "obligations": "Duties",
    "obligations.action": "What to do",
    "obligations.due": "Due",
    "obligations.creditor": "Owed to",
    "obligations.debtors": "Owed by",
    "codes": "QR code",
    "pages": "Pages",
}
STATUSES = {"open": "not yet due", "late": "overdue", "done": "done", "waived": "cancelled"}
RELATIONS = {
    "forwards": "passed on by",
    "replies": "answered by",
    "refers": "referred to by",
    "reminds": "reminded of by",
    "amends": "amended by",
    "extends": "extended by",
    "cancels": "cancelled by",
}
DONE = {
    "scan.stored": "stored a scan",
    "duty.done": "marked a duty as done",
    "duty.undone": "took the mark back",
    "letter.view": "opened a secret letter",
    "letter.correct": "corrected a value",
    "letter.confirm": "confirmed a value",
    "letter.add": "added a value",
    "letter.remove": "took a value out",
    "letter.withdraw": "took a correction back",
    "letter.settle": "settled a doubt",
    "scan.split": "split a scan anew",
    "scan.reread": "read pages that could not be read before",
    "export.file": "exported a secret letter",
    "user.add": "added a person",
    "user.change": "changed a person's rights",
    "user.password": "set a password",
    "user.sign-in": "signed in",
    "token.add": "made a key",
    "token.revoke": "ended a key",
}
UNKNOWN = "(unknown)"
_BUDDHIST = 543
_LONGEST_MONTH = 31


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


def period(period: Period, day_text: Callable[[date], str]) -> str:
    """What a round is about: a month by its name, else its first and last days."""
    after = period.end + timedelta(days=1)
    if period.start.day == after.day == 1 and (after - period.start).days <= _LONGEST_MONTH:
        return f"for {calendar.month_name[period.end.month]} {period.end.year + _BUDDHIST}"
    days = [period.start, period.end] if period.start < period.end else [period.end]
    return "for " + " to ".join(map(day_text, days))


def change(duty: Duty, day_text: Callable[[date], str]) -> str:
    """Which letter moved or ended a duty."""
    moved = duty.change
    if moved is None:
        return ""
    day = day_text(moved.sent_on) if moved.sent_on else UNKNOWN
    by = letter_name(moved.sender, moved.number, day)
    if moved.kind == "cancels":
        return f"cancelled by {by}"
    since = f" from {day_text(moved.before)}" if moved.due and moved.before else ""
    return f"extended{since} by {by}"
