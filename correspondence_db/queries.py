"""What the register answers: who owes what and who has done it, a letter's chain, what came in,
where words stand, what is doubtful, and on what page everything was read."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
else:
    # A question's module is imported when it is asked: most commands ask one.
    _HOMES = {
        "correspondence_db.book": "Entry book",
        "correspondence_db.catalogue": "Filters Line Listing Order Received catalogue",
        "correspondence_db.chains": "Arrival Hop Mention Trace trace trace_of",
        "correspondence_db.demands": "letters_with",
        "correspondence_db.duties": "Debts Duty Status due duties perhaps_met",
        "correspondence_db.evidence": "Copy Stamp copies",
        "correspondence_db.grid": "Cell Grid GridRow grid standing",
        "correspondence_db.occurrences": "Span",
        "correspondence_db.review": "Question count_review doubts_about review",
        "correspondence_db.search": "Head Hit head_of letters_called places search snippets",
        "extract.periods": "Period",
    }
    _HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

    def __getattr__(name: str) -> Any:
        if name not in _HOME_OF:
            raise AttributeError(name)
        return getattr(import_module(_HOME_OF[name]), name)


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
