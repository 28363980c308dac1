"""What the register answers: who owes what, a letter's chain, where words stand, what is doubtful,
and on what page everything was read."""

from __future__ import annotations

from correspondence_db.chains import Arrival, Hop, Trace, trace
from correspondence_db.duties import Debts, Duty, due
from correspondence_db.evidence import Copy, Stamp, copies
from correspondence_db.review import Question, review
from correspondence_db.search import Hit, search

__all__ = [
    "Arrival",
    "Copy",
    "Debts",
    "Duty",
    "Hit",
    "Hop",
    "Question",
    "Stamp",
    "Trace",
    "copies",
    "due",
    "review",
    "search",
    "trace",
]
