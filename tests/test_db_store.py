"""The register on a real disk: one letter in many bundles, in any order, all or nothing."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from letters import (
    DISTRICT,
    MINISTRY,
    PROVINCE,
    SUBJECT,
    chain_of_three,
    citation,
    found,
    letter,
    pages,
    receipt,
    scan,
    store,
)

from correspondence_db.migrations import migrations
from correspondence_db.store import Register
from extract.doubts import REASONS
from extract.letter import Letter
from ocr.page import Box, Code, Step

ROOT = Path(__file__).parent.parent


def rows(register: Register, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    return list(register.db.execute(sql, values))


def one(register: Register, sql: str, *values: Any) -> Any:
    ((value,),) = rows(register, sql, *values)
    return value


def dump(register: Register) -> list[str]:
    return list(register.db.conn.iterdump())


def meaning(register: Register) -> dict[str, set[Any]]:
    """Everything that the register says, with identities in place of row ids."""
    named = {
        "letters": "identity, held, number, date, sender, subject FROM letters",
        "copies": """letters.identity, sha256, copies.position, copies.id = best_copy_id FROM copies
            JOIN letters ON letters.id = letter_id JOIN scans ON scans.id = scan_id""",
        "best": """letters.identity, best_readings.field, value, raw, page, sha256
            FROM best_readings JOIN letters ON letters.id = best_readings.letter_id
            JOIN evidence ON evidence.id = evidence_id
            JOIN copies ON copies.id = copy_id JOIN scans ON scans.id = scan_id""",
        "links": """a.identity, b.identity, kind, rule, words, evidence, score FROM links
            JOIN letters AS a ON a.id = letter_id JOIN letters AS b ON b.id = target_id""",
        "citations": """sha256, copies.position, citations.position, letters.identity FROM citations
            JOIN copies ON copies.id = copy_id JOIN scans ON scans.id = scan_id
            LEFT JOIN letters ON letters.id = target_id""",
        "doubts": """sha256, copies.position, field, reason, page, (
                SELECT group_concat(identity) FROM
                    (SELECT identity FROM json_each(letters) JOIN letters AS named
                        ON named.id = value ORDER BY identity)
            ) FROM doubts
            JOIN copies ON copies.id = copy_id JOIN scans ON scans.id = scan_id""",
        "index": """letters.identity, letter_index.number, letter_index.sender, letter_index.subject
            FROM letter_index JOIN letters ON letters.id = letter_index.rowid""",
    }
    return {name: set(rows(register, f"SELECT {what}")) for name, what in named.items()}


# -- one letter, many copies


def test_a_bundle_is_letters_in_order_linked_in_a_chain(register: Register) -> None:
    district, province, ministry = store(register, "bundle", *chain_of_three())
    assert register.letters_of(scan("bundle").sha256) == (district, province, ministry)
    links = rows(register, "SELECT letter_id, target_id, kind FROM links ORDER BY letter_id")
    assert links == [(district, province, "forwards"), (province, ministry, "forwards")]
    assert one(register, "SELECT count(*) FROM letters WHERE NOT held") == 0


def test_one_letter_in_three_bundles_is_one_letter_with_three_copies(register: Register) -> None:
    ids = {store(register, f"bundle {n}", *chain_of_three()) for n in range(3)}
    assert len(ids) == 1
    assert one(register, "SELECT count(*) FROM letters") == 3
    assert one(register, "SELECT count(*) FROM copies") == 9
    assert one(register, "SELECT count(*) FROM links") == 2


def test_the_field_most_confidence_stands_behind_wins(register: Register) -> None:
    for name, day, confidence in (
        ("one", date(2026, 2, 16), 0.6),
        ("two", date(2026, 2, 16), 0.7),
        ("three", date(2026, 2, 10), 0.95),
    ):
        store(register, name, letter("ชร 0017.2/ว 551", day, PROVINCE, confidence=confidence))
    assert rows(register, "SELECT date FROM letters") == [("2026-02-16",)]
    assert one(register, "SELECT count(DISTINCT value) FROM evidence WHERE field = 'date'") == 2


def test_duties_come_from_the_best_copy_alone(register: Register) -> None:
    district = chain_of_three()[0]
    poor = replace(district.number, confidence=0.2)
    store(register, "poor", replace(district, number=poor))
    (letter_id,) = store(register, "good", district)
    best = one(register, "SELECT best_copy_id FROM letters WHERE id = ?", letter_id)
    assert one(register, "SELECT count(*) FROM obligations WHERE copy_id = ?", best) == 1
    sql = "SELECT file FROM copies JOIN scans ON scans.id = scan_id WHERE copies.id = ?"
    assert one(register, sql, best) == "good.pdf"


def test_the_same_number_in_another_year_is_another_letter(register: Register) -> None:
    store(register, "now", letter("ชร 0017.2/ว 551", date(2026, 2, 16), PROVINCE))
    store(register, "then", letter("ชร 0017.2/ว 551", date(2025, 2, 16), PROVINCE))
    assert one(register, "SELECT count(*) FROM letters") == 2


def test_letters_without_a_number_are_one_only_when_all_else_agrees(register: Register) -> None:
    day = date(2026, 2, 16)
    store(register, "one", letter(None, day, PROVINCE))
    store(register, "again", letter(None, day, PROVINCE))
    store(register, "other subject", letter(None, day, PROVINCE, subject="การประชุมประจำเดือน"))
    store(register, "no subject", letter(None, day, PROVINCE, subject=None))
    store(register, "no subject either", letter(None, day, PROVINCE, subject=None))
    assert one(register, "SELECT count(*) FROM letters") == 4


def province_letter(printed: str, day: date = date(2026, 2, 16), **more: Any) -> Letter:
    return letter(printed, day, PROVINCE, **more)


def test_one_digit_misread_in_one_of_two_bundles_leaves_one_letter(register: Register) -> None:
    """The copy that is read worse gives way, and says so; what it prints is kept."""
    _, province, _ = store(register, "bundle", *chain_of_three())
    cites = [citation("ชร 0017.2/ว 551", date(2026, 2, 16), PROVINCE)]
    mae_chan = letter("ชร 0718.1/ว 88", date(2026, 2, 19), "อำเภอแม่จัน", cites=cites)
    to = (found("นายอำเภอ ทุกอำเภอ", page=2),)
    misread = province_letter("ชร 0017.2/ว 557", page=2, confidence=0.6, addressees=to)
    _, again = store(register, "other bundle", mae_chan, misread)
    assert again == province
    assert rows(register, "SELECT number FROM letters WHERE id = ?", again) == [
        ("ชร 0017.2/ว 551",)
    ]
    assert one(register, "SELECT count(*) FROM letters") == 4
    assert one(register, "SELECT count(*) FROM links WHERE target_id = ?", again) == 2
    sql = """
        SELECT file, field, letters, value FROM doubts JOIN copies ON copies.id = copy_id
        JOIN scans ON scans.id = scan_id JOIN evidence USING (copy_id, field)
        WHERE reason = 'number-differs-from-copy'
    """
    told = [("other bundle.pdf", "number", f"[{again}]", "ชร 0017.2/ว 557")]
    assert rows(register, sql) == told


def test_two_numbers_a_digit_apart_on_two_days_stay_two_letters(register: Register) -> None:
    store(register, "one", province_letter("ชร 0017.2/ว 551"))
    store(register, "other", province_letter("ชร 0017.2/ว 552", date(2026, 2, 17)))
    assert one(register, "SELECT count(*) FROM letters") == 2
    assert rows(register, "SELECT * FROM doubts") == []


def test_one_number_on_letters_that_have_nothing_else_in_common_is_not_trusted(
    register: Register,
) -> None:
    """A digit misread may give a letter the number of its neighbour; both stay, and are doubted."""
    (first,) = store(register, "one", province_letter("ชร 0017.2/ว 551"))
    other = province_letter("ชร 0017.2/ว 551", date(2026, 2, 17), subject="การประชุมประจำเดือน")
    (second,) = store(register, "other", other)
    assert first != second


def test_what_may_be_one_letter_is_kept_as_two_and_shown(register: Register) -> None:
    (now,) = store(register, "now", province_letter("ชร 0017.2/ว 551"))
    (then,) = store(register, "then", province_letter("ชร 0017.2/ว 551", date(2025, 2, 16)))
    told = rows(register, "SELECT reason, letters FROM doubts ORDER BY id")
    assert told == [
        ("perhaps-one-letter", f"[{now}, {then}]"),
        ("perhaps-one-letter", f"[{then}, {now}]"),
    ]


def test_a_third_copy_shows_that_two_are_of_different_letters(register: Register) -> None:
    """A copy without its date was one with the only letter of its number, until there are two."""
    undated = replace(province_letter("ชร 0017.2/ว 551"), date=None)
    (first,) = store(register, "dated", province_letter("ชร 0017.2/ว 551"))
    assert store(register, "undated", undated) == (first,)
    (other,) = store(register, "last year", province_letter("ชร 0017.2/ว 551", date(2025, 3, 1)))
    assert one(register, "SELECT count(DISTINCT letter_id) FROM copies") == 3
    assert rows(register, "SELECT letter_id FROM copies ORDER BY id")[0] == (first,) != (other,)


def passing_on(register: Register, running: int, printed: str, day: date) -> None:
    cites = [citation(printed, day, PROVINCE)]
    one = letter(f"ชร {running:02}18/ว 9", date(2026, 2, 19), f"อำเภอที่{running}", cites=cites)
    store(register, f"district {running}", one)


def test_a_digit_that_all_who_cite_a_letter_have_otherwise_is_mended(register: Register) -> None:
    """Not by one word against another's, and what is printed stays beside it."""
    day = date(2026, 2, 16)
    (province,) = store(register, "misread", province_letter("ชร 0017.2/ว 557", confidence=0.7))
    passing_on(register, 1, "ชร 0017.2/ว 551", day)
    assert rows(register, "SELECT number FROM letters WHERE id = ?", province) == [
        ("ชร 0017.2/ว 557",)
    ]
    passing_on(register, 2, "ชร 0017.2/ว 551", day)
    assert rows(register, "SELECT number FROM letters WHERE id = ?", province) == [
        ("ชร 0017.2/ว 551",)
    ]
    assert one(register, "SELECT count(*) FROM links WHERE target_id = ?", province) == 2
    assert one(register, "SELECT value FROM evidence WHERE field = 'number' AND copy_id = 1") == (
        "ชร 0017.2/ว 557"
    )
    reasons = rows(register, "SELECT DISTINCT reason FROM doubts ORDER BY reason")
    assert reasons == [("number-differs-from-citation",), ("settled-by-citations",)]


def test_a_day_that_no_stamp_allows_is_taken_from_nobody(register: Register) -> None:
    stamped = (receipt(DISTRICT, 3, date(2026, 2, 17)),)
    (province,) = store(register, "p", province_letter("ชร 0017.2/ว 551", receipts=stamped))
    for running in (1, 2, 3):
        passing_on(register, running, "ชร 0017.2/ว 551", date(2026, 2, 18))
    assert one(register, "SELECT date FROM letters WHERE id = ?", province) == "2026-02-16"


# -- letters that are only cited


def citing(name: str = "district", **more: Any) -> tuple[str, Letter]:
    cites = [citation("ชร 0017.2/ว 551", date(2026, 2, 16), PROVINCE)]
    return name, letter("ชร 0618.1/ว 353", date(2026, 2, 18), DISTRICT, cites=cites, **more)


def test_a_cited_letter_is_known_until_it_is_held(register: Register) -> None:
    (district,) = store(register, *citing())
    ((cited, held, number, sender),) = rows(
        register, "SELECT id, held, number, sender FROM letters WHERE id <> ?", district
    )
    assert (held, number, sender) == (0, "ชร 0017.2/ว 551", PROVINCE)
    (arrived,) = store(register, "province", letter("ชร 0017.2/ว 551", date(2026, 2, 16), PROVINCE))
    assert arrived == cited
    assert one(register, "SELECT held FROM letters WHERE id = ?", cited) == 1
    assert rows(register, "SELECT letter_id, target_id FROM links") == [(district, cited)]


def test_a_citation_without_a_number_stays_open(register: Register) -> None:
    cites = [citation(None, date(2026, 2, 16), PROVINCE)]
    store(register, "d", letter("ชร 0618.1/ว 353", date(2026, 2, 18), DISTRICT, cites=cites))
    assert one(register, "SELECT count(*) FROM letters") == 1
    assert one(register, "SELECT target_id FROM citations") is None


def test_an_open_citation_is_joined_when_its_letter_arrives(register: Register) -> None:
    cites = [citation(None, date(2026, 2, 16), PROVINCE)]
    store(register, "d", letter("ชร 0618.1/ว 353", date(2026, 2, 18), DISTRICT, cites=cites))
    (province,) = store(register, "p", letter("ชร 0017.2/ว 551", date(2026, 2, 16), PROVINCE))
    assert one(register, "SELECT target_id FROM citations") == province


def test_digits_lost_in_a_citation_make_no_letter_of_their_own(register: Register) -> None:
    cites = [citation("ชร 0011.2/ว 115", date(2055, 2, 15), PROVINCE)]
    bundle = [
        letter("ชร 0518.1/ว 353", date(2026, 2, 18), DISTRICT, cites=cites),
        letter("ชร 0017.2/ว 551", date(2026, 2, 16), PROVINCE, page=2),
    ]
    district, province = store(register, "bundle", *bundle, blind="๔๖๗๘๙")
    assert rows(register, "SELECT letter_id, target_id, kind FROM links") == [
        (district, province, "forwards")
    ]
    assert one(register, "SELECT count(*) FROM letters") == 2
    reasons = {reason for (reason,) in rows(register, "SELECT reason FROM doubts")}
    assert reasons == {"number-differs-from-citation", "date-differs-from-citation"}
    printed = "SELECT value FROM evidence WHERE field IN ('number', 'citations.number')"
    assert {"ชร 0011.2/ว 115", "ชร 0017.2/ว 551"} <= {value for (value,) in rows(register, printed)}


def test_a_body_that_repeats_its_attachment_names_no_second_letter(register: Register) -> None:
    day = date(2026, 2, 16)
    cites = [
        citation("ชร 0017.2/ว 551", day, PROVINCE),
        citation("ชร 0017.2/ว 557", day, PROVINCE, context="body"),
    ]
    store(register, "d", letter("ชร 0618.1/ว 353", date(2026, 2, 18), DISTRICT, cites=cites))
    assert one(register, "SELECT count(*) FROM letters WHERE NOT held") == 1
    assert rows(register, "SELECT kind, json_extract(evidence, '$[1]') FROM links") == [
        ("forwards", "narrative")
    ]


def test_a_reference_refers(register: Register) -> None:
    cites = [citation("ชร 0017.2/ว 551", date(2026, 2, 16), PROVINCE, context="reference")]
    store(register, "d", letter("ชร 0618.1/ว 353", date(2026, 2, 18), DISTRICT, cites=cites))
    assert rows(register, "SELECT kind FROM links") == [("refers",)]


def test_near_ties_are_doubted_and_linked_to_neither(register: Register) -> None:
    day = date(2026, 2, 16)
    for n, subject in ((552, "การประชุมประจำเดือน"), (553, "การสำรวจบ่อน้ำตื้น")):
        store(register, f"p{n}", letter(f"ชร 0017.2/ว {n}", day, PROVINCE, subject=subject))
    store(register, *citing())
    assert rows(register, "SELECT * FROM links") == []
    assert one(register, "SELECT count(*) FROM letters") == 3
    ((reason, field, between),) = rows(register, "SELECT reason, field, letters FROM doubts")
    assert (reason, field) == ("link-ambiguous", "citations")
    assert between.count(",") == 1


def test_a_letter_dated_before_the_one_it_forwards_is_doubted(register: Register) -> None:
    cites = [citation("ชร 0017.2/ว 551", date(2026, 2, 16), PROVINCE)]
    store(
        register,
        "bundle",
        letter("ชร 0618.1/ว 353", date(2026, 2, 1), DISTRICT, cites=cites),
        letter("ชร 0017.2/ว 551", date(2026, 2, 16), PROVINCE, page=2),
    )
    assert rows(register, "SELECT reason, field FROM doubts") == [("date-before-cited", "date")]


def test_every_reason_given_here_can_be_read_by_people() -> None:
    written = (ROOT / "correspondence_db/disagreements.py").read_text("utf-8")
    given_here = {
        "link-ambiguous",
        "number-differs-from-citation",
        "date-differs-from-citation",
        "date-before-cited",
    }
    assert {reason for reason in given_here if reason not in written} == set()
    assert given_here <= set(REASONS)


# -- the order of arrival

_DAY = date(2026, 2, 16)
_numbers = st.sampled_from(
    ["ชร 0017.2/ว 551", "ชร 0017.2/ว 551", "ชร 0017.2/ว 557", "ชร 0017.2/ว 577", "ชร 0618/12", None]
)
_days = st.sampled_from([_DAY, date(2026, 2, 17), date(2025, 2, 16), None])
_offices = st.sampled_from([PROVINCE, DISTRICT, MINISTRY, None])
_contexts = st.sampled_from(["attachment", "reference", "body"])
_relations = st.sampled_from([None, found("reminds"), found("extends"), found("replies")])
_citations = st.builds(
    lambda relation, *args: replace(citation(*args), relation=relation),
    _relations,
    _numbers,
    _days,
    _offices,
    _contexts,
)
_letters = st.builds(
    letter,
    _numbers,
    _days,
    _offices,
    cites=st.lists(_citations, max_size=3),
    subject=st.sampled_from([SUBJECT, "การประชุมประจำเดือน", None]),
    confidence=st.sampled_from([0.3, 0.6, 0.9]),
    addressees=st.sampled_from([(), (found("นายอำเภอ ทุกอำเภอ"),), (found("นายอำเภอพาน"),)]),
)


@st.composite
def _bundles(draw: st.DrawFn) -> list[tuple[str, list[Letter], str]]:
    """A few small bundles that cite each other, well or badly read."""
    bundles = draw(st.lists(st.lists(_letters, min_size=1, max_size=3), min_size=2, max_size=4))
    blind = draw(st.lists(st.sampled_from(["", "๔๖๗๘๙"]), min_size=4, max_size=4))
    return [(f"bundle {n}", letters, blind[n]) for n, letters in enumerate(bundles)]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(bundles=_bundles(), random=st.randoms(use_true_random=False))
def test_the_order_of_arrival_never_matters(
    tmp_path_factory: pytest.TempPathFactory, bundles: Any, random: Any
) -> None:
    folder = tmp_path_factory.mktemp("orders")
    shuffled = random.sample(bundles, len(bundles))
    meanings = []
    for name, order in (("given", bundles), ("shuffled", shuffled)):
        with Register.open(folder / name) as register:
            for scan_name, letters, blind in order:
                store(register, scan_name, *letters, blind=blind)
            assert rows(register, "PRAGMA foreign_key_check") == []
            meanings.append(meaning(register))
    assert meanings[0] == meanings[1]


def _story() -> dict[str, list[Letter]]:
    """A letter misread, passed on thrice and reminded of, and its namesake of last year."""
    day, number = date(2026, 2, 16), "ชร 0017.2/ว 551"
    cites = [citation(number, day, PROVINCE)]
    own = replace(citation(number, day, PROVINCE, context="reference"), relation=found("reminds"))
    districts = {
        office: [letter(f"ชร {code}18/ว 9", date(2026, 2, 19), office, cites=cites)]
        for code, office in (("07", "อำเภอแม่จัน"), ("03", "อำเภอเทิง"))
    }
    return districts | {
        "chain": list(chain_of_three()[:1]),
        "misread": [province_letter("ชร 0017.2/ว 557", confidence=0.7)],
        "last year": [province_letter(number, date(2025, 3, 1))],
        "reminder": [letter("ชร 0017.2/ว 700", date(2026, 4, 1), PROVINCE, cites=[own])],
    }


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations(sorted(_story())))
def test_a_letter_is_put_together_alike_whatever_came_first(
    tmp_path_factory: pytest.TempPathFactory, order: list[str]
) -> None:
    with Register.open(tmp_path_factory.mktemp("story") / "register.db") as register:
        for name in order:
            store(register, name, *_story()[name])
        told = meaning(register)
    kinds = sorted(link[2] for link in told["links"])
    assert kinds == ["forwards", "forwards", "forwards", "reminds"]
    mended = {(letter[2], letter[3]) for letter in told["letters"] if letter[1]}
    assert ("ชร 0017.2/ว 551", "2026-02-16") in mended
    assert "settled-by-citations" in {doubt[3] for doubt in told["doubts"]}
    assert told == _AS_TOLD.setdefault("once", told)


_AS_TOLD: dict[str, dict[str, set[Any]]] = {}


def test_a_scan_stored_twice_changes_nothing(register: Register) -> None:
    first = store(register, "bundle", *chain_of_three())
    before = dump(register)
    assert store(register, "bundle", *chain_of_three()) == first
    assert dump(register) == before


# -- all or nothing


def test_a_letter_that_cannot_be_stored_leaves_nothing_of_its_scan(register: Register) -> None:
    store(register, "before", *chain_of_three())
    before = dump(register)
    on_no_page = letter("ชร 0017.2/ว 600", date(2026, 2, 16), PROVINCE, page=9)
    with pytest.raises(KeyError):
        register.store(scan("broken"), pages(2), [*chain_of_three()[:1], on_no_page])
    assert dump(register) == before
    assert store(register, "after", *chain_of_three())


_KILLED = """
import os, signal, sys
from pathlib import Path
sys.path[:0] = [{root!r}, {tests!r}]
from correspondence_db.store import Register
from letters import chain_of_three, store

register = Register.open(Path({path!r}))
seen = 0

def kill(sql):
    global seen
    seen += sql.lstrip().startswith({statement!r})
    if seen == {times}:
        os.kill(os.getpid(), signal.SIGKILL)

register.db.execute("PRAGMA cache_size = 1")  # spills to disk before the end
register.db.conn.set_trace_callback(kill)
store(register, "killed", *chain_of_three())
"""


@pytest.mark.parametrize(
    ("statement", "times"), [("INSERT", 1), ("INSERT", 20), ("UPDATE", 3), ("COMMIT", 1)]
)
def test_a_killed_store_leaves_the_register_as_it_was(
    tmp_path: Path, statement: str, times: int
) -> None:
    path = tmp_path / "register.db"
    with Register.open(path) as register:
        store(register, "before", letter("ชร 0017.2/ว 551", date(2026, 2, 16), PROVINCE))
        before = dump(register)
    script = _KILLED.format(
        root=str(ROOT),
        tests=str(ROOT / "tests"),
        path=str(path),
        statement=statement,
        times=times,
    )
    died = subprocess.run([sys.executable, "-c", script], check=False)
    assert died.returncode == -signal.SIGKILL
    with Register.open(path) as register:
        assert dump(register) == before
        assert rows(register, "PRAGMA integrity_check") == [("ok",)]
        assert len(store(register, "killed", *chain_of_three())) == 3


# -- the schema


def test_every_table_is_strict_and_foreign_keys_hold(register: Register) -> None:
    tables = rows(
        register,
        """
        SELECT name, strict FROM pragma_table_list
        WHERE schema = 'main' AND type = 'table'
            AND name NOT LIKE 'sqlite_%' AND name <> '_sqlite_migrations'
        """,
    )
    assert len(tables) > 10
    assert [name for name, strict in tables if not strict] == []
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        register.db.execute("INSERT INTO copy_pages VALUES (1, 0, 1, 1)")
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"):
        register.db.execute(
            "INSERT INTO scans (sha256, file, pages, received_on, stored_at)"
            " VALUES (?, 'a.pdf', 'many', '', '')",
            ["0" * 64],
        )


def test_opening_again_keeps_everything(tmp_path: Path) -> None:
    path = tmp_path / "register.db"
    with Register.open(path) as register:
        store(register, "bundle", *chain_of_three())
        before = dump(register)
        assert one(register, "PRAGMA journal_mode") == "wal"
    with Register.open(path) as register:
        assert migrations.pending(register.db) == []
        assert dump(register) == before


def test_a_file_that_is_no_register_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "register.db"
    path.write_text("not a database, but long enough to look at" * 50, "utf-8")
    with pytest.raises(sqlite3.DatabaseError):
        Register.open(path)


def test_two_writers_take_turns(tmp_path: Path) -> None:
    """Both open, both store: the second waits for the first, and finds its letters."""
    path = tmp_path / "register.db"
    with Register.open(path) as one_register, Register.open(path) as other:
        first = store(one_register, "bundle 1", *chain_of_three())
        assert store(other, "bundle 2", *chain_of_three()) == first
        assert one_register.has_scan(scan("bundle 2").sha256)


def test_pages_come_back_as_they_were_read(register: Register) -> None:
    read = tuple(
        replace(
            page,
            codes=(Code("https://example.go.th/form", Box(1, 2, 3, 4)),),
            steps=(Step("turn", "180 degrees"),),
        )
        for page in pages(2, ["หนึ่ง ๑", "สอง"], blind="๔")
    )
    register.store(scan("bundle"), read, [letter("ชร 0618.1/ว 353", date(2026, 2, 18), DISTRICT)])
    assert register.pages_of(scan("bundle").sha256) == read
    assert register.pages_of(scan("another").sha256) == ()


def test_a_register_of_before_copies_were_compared_takes_more(tmp_path: Path) -> None:
    """Its letters were called by what they are, or by their page: one's page is another's place."""
    path = tmp_path / "register.db"
    with Register.open(path) as register:
        _, province, ministry = store(register, "bundle", *chain_of_three())
        place = scan("bundle").sha256
        for letter_id, old in ((province, "ชร|0017.2|ว|551|x|2569"), (ministry, f"{place}|1")):
            register.db.execute("UPDATE letters SET identity = ? WHERE id = ?", [old, letter_id])
        register.db.execute("DELETE FROM _sqlite_migrations WHERE name = '0007_names_of_letters'")
        register.db.conn.commit()
    with Register.open(path) as register:
        assert store(register, "again", chain_of_three()[1]) == (province,)


def test_a_register_of_before_codes_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "register.db"
    with Register.open(path) as register:
        store(register, "bundle", *chain_of_three())
        register.db.execute("ALTER TABLE pages DROP COLUMN codes")
        register.db.execute("DELETE FROM _sqlite_migrations WHERE name = '0002_codes'")
        register.db.conn.commit()
    with Register.open(path) as register:
        assert [page.codes for page in register.pages_of(scan("bundle").sha256)] == [()] * 3


def test_a_commit_that_fails_leaves_no_transaction_open(register: Register) -> None:
    nowhere = "INSERT INTO keeping (scan_id) VALUES (7)"
    with pytest.raises(sqlite3.IntegrityError), register.transaction():
        register.db.execute("PRAGMA defer_foreign_keys = ON")
        register.db.execute(nowhere)
    with register.transaction():
        assert list(register.db.execute("SELECT * FROM keeping")) == []
