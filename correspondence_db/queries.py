"""What the register answers: who owes what, the chain of a letter, and where words stand."""

from __future__ import annotations

from correspondence_db.chains import Arrival, Hop, Trace, trace
from correspondence_db.duties import Debts, Duty, due
from correspondence_db.review import Question, review
from correspondence_db.search import Hit, search

__all__ = [
    "Arrival",
    "Debts",
    "Duty",
    "Hit",
    "Hop",
    "Question",
    "Trace",
    "due",
    "review",
    "search",
    "trace",
]
