"""How SQLite answers each question: by an index, and never by going through a large table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from benchmarks.country import TODAY, Country
from benchmarks.registers import Writer
from correspondence_db.access import Viewer, may_see_page, viewer_of_office
from correspondence_db.audit import MACHINE, events
from correspondence_db.board import board
from correspondence_db.catalogue import Filters, catalogue
from correspondence_db.docket import Asking, Place, count, item
from correspondence_db.dossier import dossier
from correspondence_db.export import show
from correspondence_db.kinship import kin_of
from correspondence_db.queries import (
    Span,
    book,
    copies,
    doubts_about,
    due,
    duties,
    grid,
    head_of,
    letters_called,
    letters_with,
    perhaps_met,
    review,
    search,
    snippets,
    standing,
    trace,
    trace_of,
)
from correspondence_db.scans import laid_out, letters_on
from correspondence_db.store import Register

SEED = 15
PROVINCE = Country(1, SEED).provinces[0]
DISTRICT, TOWN = PROVINCE.below[0].office.name, PROVINCE.below[0].below[0].office.name
OFFICER = viewer_of_office(PROVINCE.office.name, 0)

ASKING = range(1, 40)  # the first letters, of which some ask for something

#: These grow with the register. What is not named here is small, or SQLite's own.
LARGE = {
    "scans", "pages", "letters", "copies", "copy_pages", "evidence", "best_readings", "receipts",
    "citations", "links", "attachments", "obligations", "debtors", "doubts", "deeds", "offices",
    "demands", "debts", "proposals", "letter_offices", "events",
    "about", "asking", "other", "answers", "seen", "concerned",
}  # fmt: skip
#: Letters of which it was not written down yet how secret they are: none, but in an old register.
FEW = {"SCAN letters USING INDEX letters_unnoted"}
#: Read in the order of an index, and only until the page is full.
IN_ORDER = {
    "review": {"SCAN doubts USING INDEX doubts_open"},
    "questions left": {"SCAN doubts USING INDEX doubts_in_turn"},
    "the next question": {"SCAN doubts USING INDEX doubts_in_turn"},
    "the log": {"SCAN events"},
    "the register": {"SCAN letters USING INDEX letters_held_by_date"},
    "the register, an officer's": {"SCAN letters USING INDEX letters_held_by_date"},
    # what is open, as the index has it: what the board counts
    "the board": {
        "SCAN debts USING COVERING INDEX debts_listed",
        "SCAN debts USING COVERING INDEX debts_recurring",
    },
}

QUESTIONS: dict[str, Callable[[Register], Any]] = {
    "due of a district": lambda register: due(register, TODAY, office=DISTRICT),
    "due of a town": lambda register: due(register, TODAY, office=TOWN),
    "due until a day": lambda register: due(
        register, TODAY, creditor=DISTRICT, before=date(2027, 9, 1)
    ),
    "due to a creditor": lambda register: due(register, TODAY, creditor=DISTRICT),
    "due of a district, as its province sees it": lambda register: due(
        register, TODAY, office=DISTRICT, viewer=OFFICER
    ),
    "due by a letter": lambda register: due(register, TODAY, letters=ASKING),
    "all duties of a town": lambda register: list(duties(register, Span(TODAY), TOWN)),
    "the board": lambda register: board(register, TODAY),
    "the board, an officer's": lambda register: board(register, TODAY, OFFICER),
    "trace": lambda register: trace(register, number_of(register)),
    "trace, an officer's": lambda register: trace(register, number_of(register), OFFICER),
    "number": lambda register: letters_called(register, number_of(register)),
    "grid": lambda register: grid(register, TODAY, ASKING),
    "show": lambda register: show(register, 3),
    "words": lambda register: search(register, "รายงานผล"),
    "words, not cleared": lambda register: search(register, "รายงานผล", viewer=Viewer(None, 0)),
    "review": lambda register: review(register, 5),
    "the register": lambda register: catalogue(register, today=TODAY),
    "the register, an officer's": lambda register: catalogue(register, OFFICER, today=TODAY),
    "the register, by words": lambda register: catalogue(
        register, OFFICER, Filters(text="รายงาน"), today=TODAY
    ),
    "the register, received": lambda register: catalogue(
        register, filters=Filters(received_by=DISTRICT), today=TODAY
    ),
    "the register, sent": lambda register: catalogue(
        register, filters=Filters(sender=DISTRICT, form="external"), today=TODAY
    ),
    "the register, of an office": lambda register: catalogue(
        register, filters=Filters(concerning=TOWN), today=TODAY, order="oldest"
    ),
    "the register, urgent": lambda register: catalogue(
        register, filters=Filters(urgency="ด่วนที่สุด"), today=TODAY
    ),
    "the receive register": lambda register: book(register, TODAY, DISTRICT),
    "how duties stand": lambda register: standing(register, TODAY, ASKING),
    "what letters may have met": lambda register: [perhaps_met(register, TODAY, ASKING)],
    "the letters around a letter": lambda register: trace_of(register, 3),
    "the letter of a duty": lambda register: letters_with(register, 1),
    "a letter on its page": lambda register: dossier(register, 3, OFFICER),
    "the copies of a letter": lambda register: copies(register, 3, OFFICER),
    "its kin": lambda register: kin_of(register, [3]),
    "its head": lambda register: head_of(register, 3),
    "the doubts of letters": lambda register: [doubts_about(register, ASKING)],
    "where words stand": lambda register: [snippets(register, "รายงาน", ASKING, OFFICER)],
    "questions left": lambda register: count(register, Asking()),
    "the next question": lambda register: item(register, Asking()),
    "the next question, an officer's": lambda register: item(
        register, Asking(OFFICER, DISTRICT), Place(0.5, 3)
    ),
    "the questions of a letter": lambda register: [count(register, Asking(letter_id=3))],
    "a scan with its letters": lambda register: laid_out(register, scan_of(register), OFFICER),
    "a page": lambda register: [
        may_see_page(register, OFFICER, scan_of(register), 1),
        letters_on(register, scan_of(register), 1),
    ],
    "the log": events,
    "the log of a scan": lambda register: events(register, f"scan {scan_of(register)}"),
    "the log of a person": lambda register: events(register, who=MACHINE),
    "the log of a day": lambda register: [events(register, day=TODAY)],
    "the register of half a year": lambda register: catalogue(
        register, filters=Filters(since=date(2026, 1, 1), until=date(2026, 6, 1)), today=TODAY
    ),
}


def number_of(register: Register) -> str:
    (number,) = register.db.execute("SELECT number FROM letters WHERE id = 2").fetchone()
    return str(number)


def scan_of(register: Register) -> str:
    (sha256,) = register.db.execute("SELECT sha256 FROM scans WHERE id = 2").fetchone()
    return str(sha256)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with Register.open(tmp_path_factory.mktemp("plans") / "register.db") as opened:
        writer = Writer(opened)
        opened.db.execute("PRAGMA foreign_keys = OFF")
        with opened.transaction():
            for affair in Country(1, SEED).affairs(300):
                writer.add(affair)
            writer.flush()
        yield opened


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_goes_through_a_large_table(register: Register, question: str) -> None:
    asked: list[str] = []
    register.db.conn.set_trace_callback(asked.append)
    assert QUESTIONS[question](register)
    register.db.conn.set_trace_callback(None)
    queries = {sql for sql in asked if sql.lstrip().startswith(("SELECT", "WITH"))}
    assert queries
    for sql in queries:
        steps = [row[3] for row in register.db.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
        scans = {step for step in steps if step.startswith("SCAN") and step.split()[1] in LARGE}
        assert scans <= IN_ORDER.get(question, set()) | FEW, (sql, steps)
