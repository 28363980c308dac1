"""The register as a list: filtered, ordered, page by page, and found at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letters import (
    BOX,
    DISTRICT,
    PROVINCE,
    TOWN,
    chain_of_three,
    citation,
    duty,
    found,
    letter,
    receipt,
    scan,
    store,
)

from correspondence_db.access import ALL_SEEING, Viewer, viewer_of_office
from correspondence_db.catalogue import Filters, Listing, catalogue
from correspondence_db.export import export, show
from correspondence_db.graph import graph_of
from correspondence_db.queries import book, copies, due, grid, letters_called, search, trace
from correspondence_db.store import Register
from extract.dates import Due
from extract.letter import Doubt

DAY = date(2026, 2, 16)
TODAY = date(2026, 2, 20)
WORD = "รักษ์น้ำคำ"


def listed(register: Register, viewer: Viewer = ALL_SEEING, **filters: Any) -> list[int]:
    listing = catalogue(register, viewer, Filters(**filters), today=TODAY)
    ids = [line.letter_id for line in listing.rows]
    assert (listing.total, listing.more) == (len(ids), False)
    return ids


# --- what a line tells


def test_a_line_has_what_the_columns_of_the_form_need(register: Register) -> None:
    district, province, ministry = store(register, "bundle", *chain_of_three())
    listing = catalogue(register, today=TODAY)
    assert [line.letter_id for line in listing.rows] == [district, province, ministry]
    assert (listing.total, listing.page, listing.pages) == (3, 1, 1)
    line = listing.rows[1]
    assert (line.number, line.date, line.sender) == ("ชร 0017.2/ว 551", DAY, PROVINCE)
    assert [(one.office, one.number, one.date) for one in line.received] == [
        (DISTRICT, 1204, date(2026, 2, 17))
    ]
    assert (line.addressees, line.doubts) == (("นายอำเภอ ทุกอำเภอ",), ("number",))
    assert [one.due.kind for one in line.duties] == ["relative"]
    assert (line.file, line.page, line.form) == ("bundle.pdf", 2, "external")
    assert line.sha256 == scan("bundle").sha256
    assert Listing.to_json(listing)["rows"][0]["date"] == "2026-02-18"


def test_for_one_office_the_duties_are_its_own_as_they_stand(register: Register) -> None:
    store(register, "bundle", *chain_of_three())
    (line,) = catalogue(register, filters=Filters(received_by=DISTRICT), today=TODAY).rows
    assert [(one.debtor, one.falls_due) for one in line.duties] == [(DISTRICT, date(2026, 3, 4))]


def test_a_stamp_that_two_bundles_show_stands_once(register: Register) -> None:
    for name in ("a", "b"):
        store(register, name, *chain_of_three())
    assert len(catalogue(register, today=TODAY).rows[1].received) == 1


# --- filters


def test_filters_keep_what_they_say(register: Register) -> None:
    urgent = letter("ชร 0618/7", DAY, DISTRICT, urgency=found("ด่วนที่สุด"), subject=f"ค่าย{WORD}")
    memo = letter("ชร 0618/8", DAY + timedelta(days=3), TOWN, page=2, form="memo")
    doubted = letter(
        "ชร 0017/9", None, PROVINCE, page=3, doubts=(Doubt("date", "no-date", 3, BOX),)
    )
    stamped = replace(memo, receipts=(receipt(DISTRICT, 5, DAY, page=2),))
    one, two, three = store(register, "bundle", urgent, stamped, doubted)
    assert listed(register) == [two, one, three]
    assert listed(register, urgency="ด่วนที่สุด") == [one]
    assert listed(register, form="memo") == [two]
    assert listed(register, doubtful=True) == [three]
    assert listed(register, doubtful=False) == [two, one]
    assert listed(register, sender="นายอำเภอพาน") == [one]
    assert listed(register, received_by=DISTRICT) == [two]
    assert listed(register, received_by=PROVINCE) == []
    assert listed(register, concerning=DISTRICT) == [two, one]
    assert listed(register, since=DAY, until=DAY) == [one]
    assert listed(register, text="น้ำคำ") == [one]
    assert listed(register, text="น้ำคำ", urgency="ด่วน") == []
    assert listed(register, text=" ") == [two, one, three]


def test_a_group_concerns_each_of_its_members(register: Register) -> None:
    ids = store(register, "bundle", *chain_of_three())
    assert set(listed(register, concerning=DISTRICT)) == set(ids)
    assert set(listed(register, concerning="อำเภอแม่จัน")) == set(ids[1:])


@pytest.mark.parametrize("text", ["0618.1/ว 353", "๐๖๑๘.๑/ว ๓๕๓", "ชร ๐๖๑๘.๑", "ว353", "353"])
def test_a_number_is_found_in_either_kind_of_digits(register: Register, text: str) -> None:
    district, *_ = store(register, "bundle", *chain_of_three())
    assert listed(register, text=text) == [district]


def test_words_are_found_inside_a_run_and_on_pages(register: Register) -> None:
    texts = (f"ด้วยอำเภอได้จัดค่ายเยาวชน{WORD}ขึ้น", "บัญชีแนบท้ายสับปะรด")
    first = letter("ชร 0618/7", DAY, DISTRICT, attached_pages=(2,))
    (one,) = store(register, "bundle", first, texts=texts)
    store(register, "other", letter("ชร 0618/8", DAY, DISTRICT, subject="อื่น"))
    assert listed(register, text=WORD) == [one]
    assert listed(register, text="สับปะรด") == [one]
    assert listed(register, text="น้ำ สับปะรด") == []
    assert listed(register, text="กก") == []


def test_short_words_alone_are_looked_for_in_the_fields(register: Register) -> None:
    (one,) = store(register, "bundle", letter("ชร 0618/7", DAY, DISTRICT, subject="ส้ม"))
    assert listed(register, text="ส้") == [one]
    assert listed(register, text="ชร") == [one]


# --- pages of the list


@settings(deadline=None)
@given(size=st.integers(1, 7), order=st.sampled_from(["newest", "oldest", "arrived"]))
def test_the_pages_together_are_the_list(size: int, order: Any) -> None:
    with Register.open(":memory:") as register:  # type: ignore[arg-type]
        for n in range(5):
            day = DAY + timedelta(days=n % 3) if n else None
            store(register, f"bundle {n}", letter(f"ชร 0618/{n}", day, DISTRICT))
        whole = catalogue(register, today=TODAY, order=order)
        first = catalogue(register, today=TODAY, order=order, size=size)
        parts = [
            catalogue(register, today=TODAY, order=order, page=page, size=size).rows
            for page in range(1, first.pages + 1)
        ]
        assert [line for part in parts for line in part] == list(whole.rows)
        past = catalogue(register, today=TODAY, order=order, page=99, size=size)
        assert past.page == past.pages == first.pages


def plan(register: Register, viewer: Viewer, filters: Filters, order: str) -> str:
    """How SQLite goes about a page of the list."""
    asked: list[str] = []
    register.db.conn.set_trace_callback(asked.append)
    catalogue(register, viewer, filters, today=TODAY, order=order)  # type: ignore[arg-type]
    register.db.conn.set_trace_callback(None)
    (paged,) = [sql for sql in asked if "row_number()" in sql]
    rows = register.db.execute(f"EXPLAIN QUERY PLAN {paged}")
    return "\n".join(row[3] for row in rows)


@pytest.mark.parametrize("order", ["newest", "oldest", "arrived"])
@pytest.mark.parametrize("viewer", [ALL_SEEING, Viewer(None, 0), viewer_of_office(DISTRICT, 0)])
def test_no_page_of_the_list_goes_through_every_letter(
    register: Register, viewer: Viewer, order: str
) -> None:
    store(register, "bundle", *chain_of_three())
    steps = plan(register, viewer, Filters(), order)
    assert "SCAN letters\n" not in steps + "\n" or order == "arrived"
    if viewer.offices is None:
        assert "USE TEMP B-TREE FOR ORDER BY" not in steps.split("SCAN (subquery", 1)[0]


# --- what may not be seen is nowhere


def secret_register(register: Register) -> int:
    """A secret letter on a page of its own, between two open ones that it is linked with."""
    district, province, ministry = chain_of_three()
    secret = replace(province, secrecy=found("ลับมาก", page=2), subject=found(f"เรื่อง{WORD}", page=2))
    texts = ("-", f"ความลับ{WORD}", "-")
    _, hidden, _ = store(register, "bundle", district, secret, ministry, texts=texts)
    return hidden


OFFICER = viewer_of_office(PROVINCE, 1)


def test_a_secret_letter_is_in_no_list_and_no_count(register: Register) -> None:
    hidden = secret_register(register)
    for viewer in (Viewer(None, 1), OFFICER):
        assert hidden not in listed(register, viewer)
        assert len(listed(register, viewer)) == 2
        assert listed(register, viewer, text=WORD) == []
        assert search(register, WORD, viewer=viewer) == ()
        assert letters_called(register, "ชร 0017.2/ว 551", viewer) == ()
        assert letters_called(register, str(hidden), viewer) == ()
        assert trace(register, "ชร 0017.2/ว 551", viewer) == ()
        assert copies(register, hidden, viewer) == []
        assert show(register, hidden, viewer) is None
        assert hidden not in graph_of(register, viewer).nodes
        assert all(entry.letter_id != hidden for entry in book(register, TODAY, viewer=viewer))
        assert grid(register, TODAY, [hidden], viewer=viewer) == grid(
            register, TODAY, [hidden - 1], viewer=viewer
        )
        owed = due(register, TODAY, office=DISTRICT, viewer=viewer)
        assert all(one.letter_id != hidden for debts in owed for one in debts.duties)
    assert len(search(register, WORD)) == 2
    assert hidden in listed(register, viewer_of_office(PROVINCE, 2))


def test_an_export_for_those_not_cleared_tells_nothing_of_it(register: Register) -> None:
    hidden = secret_register(register)
    exported = export(register, with_text=True, viewer=Viewer(None, 1))
    assert [one["id"] for one in exported["letters"]] == [hidden - 1, hidden + 1]
    assert exported["links"] == []
    assert WORD not in str(exported)
    assert WORD in str(export(register, with_text=True))


def test_a_chain_goes_through_what_may_not_be_seen(register: Register) -> None:
    hidden = secret_register(register)
    (chain,) = trace(register, "ชร 0618.1/ว 353", Viewer(None, 1))
    hops = {hop.letter_id: hop for hop in chain.hops}
    assert [hop.restricted for hop in chain.hops] == [False, True, False]
    bare = replace(hops[hidden], letter_id=0, depth=0, from_id=None)
    told = {name: value for name, value in bare.to_json().items() if value}
    assert told == {"held": True, "restricted": True}
    (open_to_all,) = trace(register, "ชร 0618.1/ว 353")
    assert not any(hop.restricted for hop in open_to_all.hops)


def test_a_duty_tells_nothing_of_a_secret_letter_that_moved_it(register: Register) -> None:
    asked = duty("รายงานผล", Due("date", date(2026, 3, 1)), ["นายอำเภอพาน"], PROVINCE)
    moving = duty("รายงานผล", Due("date", date(2026, 4, 1)), ["นายอำเภอพาน"], PROVINCE)
    first = letter("ชร 0017/7", DAY, PROVINCE, obligations=(asked,))
    (asking,) = store(register, "first", first)
    cited = replace(
        citation("ชร 0017/7", DAY, PROVINCE, "reference"), relation=found("extends", "ขยายเวลา")
    )
    extending = letter(
        "ชร 0017/8", TODAY, PROVINCE, cites=[cited], obligations=(moving,), secrecy=found("ลับ")
    )
    store(register, "second", extending)
    for viewer, number in ((ALL_SEEING, "ชร 0017/8"), (viewer_of_office(DISTRICT, 0), None)):
        (debts,) = due(register, TODAY, office=DISTRICT, viewer=viewer)
        (owed,) = debts.duties
        assert (owed.letter_id, owed.falls_due) == (asking, date(2026, 4, 1))
        assert owed.change is not None
        assert owed.change.number == number


def test_a_secret_letter_makes_nobody_else_find_two_dates(register: Register) -> None:
    cited = citation("ชร 0017/7", DAY + timedelta(days=1), PROVINCE, "reference")
    (shown,) = store(register, "open", letter("ชร 0017/7", DAY, PROVINCE))
    secret = letter("ชร 0618/8", TODAY, DISTRICT, cites=[cited], secrecy=found("ลับ"))
    store(register, "secret", secret)
    assert len(graph_of(register).nodes[shown].dates) == 2
    assert graph_of(register, Viewer(None, 0)).nodes[shown].dates == {DAY}


def test_a_page_shared_with_a_secret_letter_is_left_out(register: Register) -> None:
    district = replace(chain_of_three()[0], attached_pages=(2,))
    secret = replace(chain_of_three()[1], secrecy=found("ลับ", page=2))
    shown, _ = store(register, "bundle", district, secret, texts=("-", f"ความลับ{WORD}"))
    (copy,) = copies(register, shown, Viewer(None, 0))
    assert [page.number for page in (*copy.own, *copy.attached)] == [1]
    (whole,) = copies(register, shown)
    assert [page.number for page in (*whole.own, *whole.attached)] == [1, 2]
    assert search(register, WORD, viewer=Viewer(None, 0)) == ()
    assert listed(register, Viewer(None, 0), text=WORD) == []
