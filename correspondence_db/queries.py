"""What the register answers: who owes what and who has done it, a letter's chain, what came in,
where words stand, what is doubtful, and on what page everything was read."""

from __future__ import annotations

from correspondence_db.book import Entry, book
from correspondence_db.chains import Arrival, Hop, Trace, trace
from correspondence_db.duties import Debts, Duty, Status, due, duties
from correspondence_db.evidence import Copy, Stamp, copies
from correspondence_db.grid import Cell, Grid, GridRow, grid, standing
from correspondence_db.occurrences import Span
from correspondence_db.review import Question, review
from correspondence_db.search import Hit, letters_called, search

__all__ = [
    "Arrival",
    "Cell",
    "Copy",
    "Debts",
    "Duty",
    "Entry",
    "Grid",
    "GridRow",
    "Hit",
    "Hop",
    "Question",
    "Span",
    "Stamp",
    "Status",
    "Trace",
    "book",
    "copies",
    "due",
    "duties",
    "grid",
    "letters_called",
    "review",
    "search",
    "standing",
    "trace",
]
