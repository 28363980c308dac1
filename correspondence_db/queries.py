"""What the register answers: who owes what and who has done it, a letter's chain, what came in,
where words stand, what is doubtful, and on what page everything was read."""

from __future__ import annotations

from correspondence_db.book import Entry, book
from correspondence_db.catalogue import Filters, Line, Listing, Order, Received, catalogue
from correspondence_db.chains import Arrival, Hop, Mention, Trace, trace, trace_of
from correspondence_db.demands import letters_with
from correspondence_db.duties import Debts, Duty, Status, due, duties, perhaps_met
from correspondence_db.evidence import Copy, Stamp, copies
from correspondence_db.grid import Cell, Grid, GridRow, grid, standing
from correspondence_db.occurrences import Span
from correspondence_db.review import Question, count_review, doubts_about, review
from correspondence_db.search import (
    Head,
    Hit,
    head_of,
    letters_called,
    places,
    search,
    snippets,
)
from extract.periods import Period

__all__ = [
    "Arrival",
    "Cell",
    "Copy",
    "Debts",
    "Duty",
    "Entry",
    "Filters",
    "Grid",
    "GridRow",
    "Head",
    "Hit",
    "Hop",
    "Line",
    "Listing",
    "Mention",
    "Order",
    "Period",
    "Question",
    "Received",
    "Span",
    "Stamp",
    "Status",
    "Trace",
    "book",
    "catalogue",
    "copies",
    "count_review",
    "doubts_about",
    "due",
    "duties",
    "grid",
    "head_of",
    "letters_called",
    "letters_with",
    "perhaps_met",
    "places",
    "review",
    "search",
    "snippets",
    "standing",
    "trace",
    "trace_of",
]
