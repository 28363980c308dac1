"""Whatever page names a secret letter, that its reader saw it is on record."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from desks import HUSHED, OFFICE, SECRET, number_of, visiting
from site_of_samples import Site, add_person

from correspondence_db.audit import events
from correspondence_db.queries import letters_called

BOARD = {"name": OFFICE}
PAGES = (
    f"/register?{urlencode({'q': SECRET})}",
    f"/due/office?{urlencode(BOARD)}",
    f"/due/office?{urlencode({**BOARD, 'part': 'late'})}",
    "/due/duty?{duty}",
    "/trace/{letter}",
    "/grid/{letter}",
    "/letters/{letter}",
)


@pytest.mark.parametrize("page", PAGES)
def test_who_reads_of_a_secret_letter_is_recorded(desk: Site, page: str) -> None:
    who = f"reader {PAGES.index(page)}"
    with desk.register() as register:
        (letter,) = letters_called(register, SECRET)
        add_person(register, who, "auditor", None, 3)
    time = {"duty": number_of(desk.home, HUSHED), "office": OFFICE, "day": "2026-04-01"}
    with visiting(desk, who) as visit:
        shown = visit.get(page.format(letter=letter, duty=urlencode(time)))
    assert HUSHED in shown.text
    with desk.register() as register:
        seen = [event for event in events(register, who=who) if event.what == "letter.view"]
    assert [event.subject for event in seen] == [f"letter {letter}"]


def test_who_may_not_see_it_sees_nothing_to_record(desk: Site) -> None:
    with visiting(desk, "clerk") as visit:
        for page in ("/register", f"/due/office?{urlencode(BOARD)}", "/findings", "/inbox"):
            assert visit.get(page).status_code == 200
    with desk.register() as register:
        assert not [each for each in events(register, who="clerk") if each.what == "letter.view"]
