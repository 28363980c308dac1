"""What people say a letter says: it stands in any order, and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from letters import (
    BOX,
    DISTRICT,
    MINISTRY,
    PROVINCE,
    SUBJECT,
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

from correspondence_db import deeds
from correspondence_db.audit import events
from correspondence_db.corrections import (
    NotThere,
    add,
    confirm,
    correct,
    history,
    remove,
    reopen,
    reread,
    settle,
    withdraw,
)
from correspondence_db.export import show
from correspondence_db.queries import doubts_about, due, review
from correspondence_db.store import Register
from extract.dates import Due
from extract.letter import Doubt, Letter
from extract.reading import letter_from_json
from extract.values import WrongValue
from ocr.page import Box

DAY = date(2026, 2, 16)
TODAY = date(2026, 2, 20)
NOON = datetime(2026, 2, 20, 12, tzinfo=UTC)
WHO = {"who": "somsri", "at": NOON}


def shown(register: Register, letter_id: int) -> Any:
    told = show(register, letter_id)
    assert told is not None
    return told


def rows(register: Register, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    return list(register.db.execute(sql, values))


def doubtful(of: Letter) -> Letter:
    """A letter of which every shown value is doubted where it stands."""
    fields = ("number", "date", "sender", "subject")
    doubts = tuple(Doubt(field, "low-confidence", of.pages[0], BOX) for field in fields)
    return replace(of, doubts=doubts)


# --- fields of one value


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("number", "ชร ๐๖๑๘.๑/ว ๙๙", "ชร 0618.1/ว 99"),
        ("date", "๒๕/๒/๒๕๖๙", "2026-02-25"),
        ("date", "2026-02-25", "2026-02-25"),
        ("sender", "อำเภอ  แม่จัน", "อำเภอ แม่จัน"),
        ("subject", "การประชุม", "การประชุม"),
        ("urgency", "ด่วนที่สุด", "ด่วนที่สุด"),
        ("form", "บันทึกข้อความ", "memo"),
        ("signer", "นายใจดี มีสุข", "นายใจดี มีสุข"),
        ("owner_unit", "กองช่าง", "กองช่าง"),
    ],
)
def test_a_field_is_what_a_person_says(
    register: Register, field: str, text: str, value: str
) -> None:
    (letter_id,) = store(register, "one", doubtful(letter("ชร 0618.1/ว 353", DAY, DISTRICT)))
    assert correct(register, letter_id, field, 0, text, **WHO) == letter_id
    told = shown(register, letter_id)
    assert told[field] == value
    (said,) = [one for one in told["evidence"] if one["field"] == field]
    assert (said["rule"], said["confidence"]) == ("person", 1.0)
    assert field not in doubts_about(register, [letter_id])[letter_id]
    assert {question.field for question in review(register)} == {
        "number", "date", "sender", "subject",
    } - {field}  # fmt: skip


def test_the_machines_reading_stays_beside(register: Register) -> None:
    one = letter("ชร 0618.1/ว 353", DAY, DISTRICT)
    (letter_id,) = store(register, "one", one)
    correct(register, letter_id, "number", 0, "ชร 0618.1/ว 355", **WHO)
    ((reading,),) = rows(register, "SELECT reading FROM copies")
    assert letter_from_json(json.loads(reading)) == one
    assert shown(register, letter_id)["number_printed"] == "ชร 0618.1/ว 353"


def test_confirming_takes_the_machines_value_for_ones_own(register: Register) -> None:
    (letter_id,) = store(register, "one", doubtful(letter("ชร 0618.1/ว 353", DAY, DISTRICT)))
    for field in ("number", "date", "sender", "subject"):
        confirm(register, letter_id, field, **WHO)
    assert review(register) == ()
    assert shown(register, letter_id)["number"] == "ชร 0618.1/ว 353"
    with pytest.raises(NotThere):
        confirm(register, letter_id, "urgency", **WHO)


def test_a_value_the_letter_does_not_have_is_removed(register: Register) -> None:
    (letter_id,) = store(register, "one", letter("ชร 0618/1", DAY, DISTRICT, secrecy=found("ลับ")))
    remove(register, letter_id, "secrecy", **WHO)
    assert shown(register, letter_id)["secrecy"] is None
    assert rows(register, "SELECT secrecy_level FROM letters") == [(0,)]


def test_a_value_that_was_not_read_gets_a_place(register: Register) -> None:
    (letter_id,) = store(
        register,
        "one",
        letter(None, DAY, DISTRICT, doubts=(Doubt("number", "no-number", 1, None),)),
    )
    box = Box(10, 20, 300, 60)
    correct(register, letter_id, "number", 0, "ชร 0618/7", place=(1, box), **WHO)
    (said,) = [one for one in shown(register, letter_id)["evidence"] if one["field"] == "number"]
    assert (said["page"], said["box"]) == (1, box.as_list())
    assert review(register) == ()


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("number", "ไม่มี"),
        ("date", "31 กุมภาพันธ์ 2569"),
        ("secrecy", "ปกปิด"),
        ("subject", "  "),
        ("receipts.number", "สิบ"),
        ("obligations.due", "เมื่อไรก็ได้"),
        ("no_such_field", "x"),
    ],
)
def test_what_a_field_cannot_hold_is_refused_and_nothing_written(
    register: Register, field: str, text: str
) -> None:
    district, *_ = store(register, "bundle", *chain_of_three())
    with pytest.raises(WrongValue) as refused:
        correct(register, district, field, 0, text, **WHO)
    assert refused.value.thai
    assert refused.value.english
    assert rows(register, "SELECT * FROM corrections") == []


def test_of_what_is_not_there_nothing_is_said(register: Register) -> None:
    district, *_ = store(register, "bundle", *chain_of_three())
    for wrong in (
        lambda: correct(register, 99, "number", 0, "ชร 0618/7", **WHO),
        lambda: correct(register, district, "obligations", 7, "x", **WHO),
        lambda: correct(register, district, "number", 0, "ชร 0618/7", sha256="0" * 64, **WHO),
        lambda: settle(register, district, "pages", "split-uncertain", **WHO),
    ):
        with pytest.raises(NotThere):
            wrong()


# --- one letter or another


def test_a_corrected_number_finds_the_other_copies(register: Register) -> None:
    right = letter("ชร 0618.1/ว 353", DAY, DISTRICT)
    wrong = letter("ชร 0618.1/ว 853", DAY, DISTRICT, subject="เรื่องที่อ่านผิดไปหมดทั้งบรรทัด")
    (first,) = store(register, "right", right, texts=["หนึ่ง"])
    (second,) = store(register, "wrong", wrong, texts=["สอง"])
    assert first != second
    assert correct(register, second, "number", 0, "ชร 0618.1/ว 353", **WHO) == first
    assert rows(register, "SELECT count(*) FROM letters") == [(1,)]
    assert withdraw(register, first, "number", sha256=scan("wrong").sha256, **WHO)
    assert rows(register, "SELECT count(*) FROM letters") == [(2,)]


def test_a_corrected_number_finds_those_who_cite_it(register: Register) -> None:
    citing = letter(
        "ชร 0618.1/ว 353", DAY, DISTRICT, cites=[citation("ชร 0017.2/ว 551", None, PROVINCE)]
    )
    (lower,) = store(register, "lower", citing)
    (upper,) = store(register, "upper", letter("ชร 0017.2/ว 888", DAY, PROVINCE, subject="อื่น"))
    assert rows(register, "SELECT * FROM links WHERE target_id = ?", upper) == []
    correct(register, upper, "number", 0, "ชร 0017.2/ว 551", **WHO)
    ((link,),) = rows(register, "SELECT target_id FROM links WHERE letter_id = ?", lower)
    assert link == upper
    assert rows(register, "SELECT count(*) FROM letters WHERE NOT held") == [(0,)]


def test_a_persons_word_outweighs_any_number_of_copies(register: Register) -> None:
    (letter_id,) = store(register, "first", letter("ชร 0618.1/ว 353", DAY, DISTRICT))
    correct(register, letter_id, "subject", 0, "การเตรียมความพร้อมรับสถานการณ์อุทกภัย", **WHO)
    for name in ("b", "c", "d"):
        store(register, name, letter("ชร 0618.1/ว 353", DAY, DISTRICT, confidence=0.99))
    assert shown(register, letter_id)["subject"] == "การเตรียมความพร้อมรับสถานการณ์อุทกภัย"


def test_the_last_word_of_two_copies_counts(register: Register) -> None:
    (letter_id,) = store(register, "a", letter("ชร 0618.1/ว 353", DAY, DISTRICT))
    store(register, "b", letter("ชร 0618.1/ว 353", DAY, DISTRICT))
    for name, subject, hours in (("a", "ใหม่กว่า", 1), ("b", "เก่ากว่า", 0)):
        at = NOON + timedelta(hours=hours)
        sha256 = scan(name).sha256
        correct(register, letter_id, "subject", 0, subject, who="a", at=at, sha256=sha256)
    assert shown(register, letter_id)["subject"] == "ใหม่กว่า"


# --- lists, stamps and duties


def asked(text: str = "รายงานผล", day: date = date(2026, 3, 1), page: int = 1) -> Any:
    return duty(text, Due("date", day), ["นายอำเภอพาน"], PROVINCE, page=page)


def test_a_duty_is_put_right_and_keeps_what_was_done_about_it(register: Register) -> None:
    (letter_id,) = store(
        register, "one", letter("ชร 0017/1", DAY, PROVINCE, obligations=(asked(),))
    )
    (debts,) = due(register, TODAY)
    deeds.record(register, debts.duties[0].owed, TODAY, NOON, "ส่งแล้ว", who="somsri")
    assert due(register, TODAY) == ()
    correct(register, letter_id, "obligations", 0, "ส่งแบบสำรวจ", **WHO)
    correct(register, letter_id, "obligations.due", 0, "๑๕ มีนาคม ๒๕๖๙", **WHO)
    assert due(register, TODAY) == ()
    (told,) = shown(register, letter_id)["obligations"]
    assert (told["text"], told["due"]["date"]) == ("ส่งแบบสำรวจ", "2026-03-15")
    correct(register, letter_id, "obligations.debtors", 0, "นายอำเภอแม่จัน; นายอำเภอพาน", **WHO)
    correct(register, letter_id, "obligations.creditor", 0, "กระทรวงมหาดไทย", **WHO)
    (debts,) = due(register, TODAY)
    (owed,) = debts.duties
    assert (owed.debtor, owed.creditor, owed.falls_due) == (
        "อำเภอแม่จัน", MINISTRY, date(2026, 3, 15),
    )  # fmt: skip


def test_a_false_duty_is_removed_and_a_missing_one_added(register: Register) -> None:
    false = letter(
        "ชร 0017/1", DAY, PROVINCE, obligations=(asked(),), addressees=(found("นายอำเภอพาน"),)
    )
    (letter_id,) = store(register, "one", false)
    ((duty_id,),) = rows(register, "SELECT id FROM obligations")
    remove(register, letter_id, "obligations", 0, **WHO)
    assert due(register, TODAY) == ()
    position = add(register, letter_id, "obligations", "ส่งรายชื่อภายในวันที่ ๕ มีนาคม ๒๕๖๙", **WHO)
    correct(register, letter_id, "obligations.action", position, "submit", **WHO)
    (debts,) = due(register, TODAY)
    (owed,) = debts.duties
    assert (owed.debtor, owed.action, owed.falls_due) == (DISTRICT, "submit", date(2026, 3, 5))
    assert withdraw(register, letter_id, "obligations", 0, **WHO)
    assert {one.obligation_id for one in due(register, TODAY)[0].duties} == {
        duty_id, owed.obligation_id,
    }  # fmt: skip


def test_a_stamp_is_put_right_part_by_part(register: Register) -> None:
    stamped = receipt(DISTRICT, 1204, date(2026, 2, 1))
    doubts = (Doubt("receipts", "received-before-sent", 1, BOX),)
    (letter_id,) = store(
        register, "one", letter("ชร 0017/1", DAY, PROVINCE, receipts=(stamped,), doubts=doubts)
    )
    correct(register, letter_id, "receipts.date", 0, "๑๗ ก.พ. ๖๙", **WHO)
    correct(register, letter_id, "receipts.time", 0, "๐๙.๓๐ น.", **WHO)
    correct(register, letter_id, "receipts.number", 0, "๑๒๐๕", **WHO)
    (copy,) = shown(register, letter_id)["copies"]
    assert copy["receipts"] == [
        {"office": DISTRICT, "number": 1205, "date": "2026-02-17", "time": "09:30"}
    ]
    assert review(register) == ()
    position = add(register, letter_id, "receipts", TOWN, **WHO)
    correct(register, letter_id, "receipts.number", position, "7", **WHO)
    (copy,) = shown(register, letter_id)["copies"]
    assert [(one["office"], one["number"]) for one in copy["receipts"]] == [
        (DISTRICT, 1205), (TOWN, 7),
    ]  # fmt: skip
    remove(register, letter_id, "receipts", 0, **WHO)
    (copy,) = shown(register, letter_id)["copies"]
    assert [one["office"] for one in copy["receipts"]] == [TOWN]


def test_addressees_and_enclosures_are_put_right_one_by_one(register: Register) -> None:
    one = letter(
        "ชร 0017/1",
        DAY,
        PROVINCE,
        addressees=(found("นายอำเภอพาม"), found("ขยะ")),
        cites=[citation("มท 0206/ว 1", DAY, MINISTRY)],
    )
    (letter_id,) = store(register, "one", one)
    correct(register, letter_id, "addressees", 0, "นายอำเภอพาน", **WHO)
    remove(register, letter_id, "addressees", 1, **WHO)
    add(register, letter_id, "addressees", "นายอำเภอแม่จัน", **WHO)
    correct(register, letter_id, "attachments.quantity", 0, "๓", **WHO)
    add(register, letter_id, "attachments", "แบบรายงาน", **WHO)
    told = shown(register, letter_id)
    assert told["addressees"] == ["นายอำเภอพาน", "นายอำเภอแม่จัน"]
    assert [(one["quantity"], one["letter_id"] is None) for one in told["attachments"]] == [
        (3, False), (None, True),
    ]  # fmt: skip
    correct(register, letter_id, "citations.number", 0, "มท 0206/ว 2", **WHO)
    assert [row[0] for row in rows(register, "SELECT number FROM letters WHERE NOT held")] == [
        "มท 0206/ว 2"
    ]


def test_a_copy_whose_duties_were_put_right_stays_the_one_they_are_taken_from(
    register: Register,
) -> None:
    poor = letter("ชร 0017/1", DAY, PROVINCE, obligations=(asked(),), confidence=0.5)
    (letter_id,) = store(register, "poor", poor)
    correct(register, letter_id, "obligations.due", 0, "๑๕/๓/๒๕๖๙", **WHO)
    store(register, "good", letter("ชร 0017/1", DAY, PROVINCE, obligations=(asked(),)))
    (told,) = shown(register, letter_id)["obligations"]
    assert told["due"]["date"] == "2026-03-15"


# --- taken back, and on record


def told_of(register: Register) -> list[str]:
    """What people did to letters, as it is on record."""
    what = [event.what for event in events(register)]
    return [verb for verb in reversed(what) if verb.startswith("letter.")]


def test_what_is_taken_back_leaves_what_was_said_before(register: Register) -> None:
    (letter_id,) = store(register, "one", letter("ชร 0618.1/ว 353", DAY, DISTRICT))
    before = meaning(register)
    for minutes, subject in enumerate(("แรก", "หลัง")):
        at = NOON + timedelta(minutes=minutes)
        correct(register, letter_id, "subject", 0, subject, who="somsri", at=at)
    assert shown(register, letter_id)["subject"] == "หลัง"
    assert withdraw(register, letter_id, "subject", **WHO)
    assert shown(register, letter_id)["subject"] == "แรก"
    assert withdraw(register, letter_id, "subject", **WHO)
    assert meaning(register) == before
    assert not withdraw(register, letter_id, "subject", **WHO)
    said = history(register, letter_id)
    assert [(one.value, one.before, bool(one.withdrawn_at)) for one in said] == [
        ("แรก", SUBJECT, True), ("หลัง", "แรก", True),
    ]  # fmt: skip
    assert json.dumps(said[0].to_json())
    assert told_of(register) == ["letter.correct"] * 2 + ["letter.withdraw"] * 2


def test_saying_the_same_twice_changes_nothing(register: Register) -> None:
    (letter_id,) = store(register, "one", letter("ชร 0618.1/ว 353", DAY, DISTRICT))
    for _ in range(2):
        correct(register, letter_id, "subject", 0, "ใหม่", **WHO)
    assert len(history(register, letter_id)) == 1
    assert told_of(register) == ["letter.correct"]


# --- readings to come


def meaning(register: Register) -> set[Any]:
    """Everything that the letters say, with names in place of ids."""
    names = dict(rows(register, "SELECT id, coalesce(number, '-') || identity FROM letters"))
    said = {
        (*row[1:], names[row[0]])
        for row in rows(
            register,
            """
            SELECT letter_id, sha256, copies.position, field, evidence.position, value, rule
            FROM evidence JOIN copies ON copies.id = copy_id JOIN scans ON scans.id = scan_id
            """,
        )
    }
    links = rows(register, "SELECT letter_id, target_id, kind FROM links")
    doubts = rows(
        register,
        """
        SELECT letter_id, field, reason, page, settled FROM doubts
        JOIN copies ON copies.id = copy_id
        """,
    )
    duties = rows(
        register,
        """
        SELECT letter_id, sha256, copies.position, obligations.position, action, text, date,
            (SELECT group_concat(name) FROM debtors WHERE obligation_id = obligations.id)
        FROM obligations JOIN copies ON copies.id = copy_id JOIN scans ON scans.id = scan_id
        WHERE NOT removed
        """,
    )
    tied = {("link", names[one], names[other], kind) for one, other, kind in links}
    doubted = {("doubt", names[row[0]], *row[1:]) for row in doubts}
    owed = {("duty", names[row[0]], *row[1:]) for row in duties}
    heads = {
        ("letter", names[row[0]], *row[1:])
        for row in rows(register, "SELECT id, held, number, date, sender, subject FROM letters")
    }
    return said | tied | doubted | owed | heads


def test_a_new_reading_never_undoes_what_a_person_said(register: Register) -> None:
    one = letter(
        "ชร 0017/1", DAY, PROVINCE, obligations=(asked(), asked("ส่งแผน")),
        addressees=(found("นายอำเภอพาม"),),
    )  # fmt: skip
    (letter_id,) = store(register, "one", one)
    correct(register, letter_id, "number", 0, "ชร 0017/7", **WHO)
    correct(register, letter_id, "addressees", 0, "นายอำเภอพาน", **WHO)
    correct(register, letter_id, "obligations.due", 1, "๑๕/๓/๒๕๖๙", **WHO)
    remove(register, letter_id, "obligations", 0, **WHO)
    ((kept,),) = rows(register, "SELECT id FROM obligations WHERE NOT removed")
    elsewhere = replace(found("ส่งแผนงาน"), box=Box(1, 2, 3, 4))
    apart = replace(found("รายงานผลฯ"), box=Box(5, 6, 7, 8))
    anew = letter(
        "ชร 0017/2", DAY, PROVINCE, subject="อ่านใหม่",
        obligations=(
            replace(asked(), phrase=elsewhere), replace(asked(), phrase=apart), asked("เพิ่มมา"),
        ),
    )  # fmt: skip
    for _ in range(2):
        assert reread(register, scan("one").sha256, [anew]) == (letter_id,)
    told = shown(register, letter_id)
    assert (told["number"], told["subject"]) == ("ชร 0017/7", "อ่านใหม่")
    assert told["addressees"] == ["นายอำเภอพาน"]
    assert [(one["text"], one["due"]["date"]) for one in told["obligations"]] == [
        ("ส่งแผนงาน", "2026-03-15"), ("เพิ่มมา", "2026-03-01"),
    ]  # fmt: skip
    assert told["obligations"][0]["id"] == kept


def test_the_same_reading_again_changes_nothing(register: Register) -> None:
    ids = store(register, "bundle", *chain_of_three())
    store(register, "other", *chain_of_three()[1:])
    correct(register, ids[1], "date", 0, "๑๗/๒/๒๕๖๙", **WHO)
    before = meaning(register)
    assert reread(register, scan("bundle").sha256, chain_of_three()) == ids
    assert meaning(register) == before
    assert rows(register, "PRAGMA foreign_key_check") == []


# --- in any order

BUNDLES: tuple[tuple[str, Sequence[Letter]], ...] = (
    ("a", chain_of_three()),
    ("b", chain_of_three()[1:]),
    ("c", (letter("ชร 0017.2/ว 851", DAY, PROVINCE, obligations=(asked(),)),)),
)
SAID: tuple[tuple[str, int, str, str], ...] = (
    ("c", 0, "number", "ชร 0017.2/ว 551"),
    ("a", 1, "date", "๑๗ กุมภาพันธ์ ๒๕๖๙"),
    ("b", 0, "subject", "การเตรียมความพร้อม"),
    ("c", 0, "obligations.due", "ต่อเนื่อง"),
)


def play(order: Sequence[int]) -> set[Any]:
    """Store the bundles and say what is said as soon as its bundle is there, in an order."""
    steps: list[Callable[[Register], object]] = []
    for name, letters in BUNDLES:
        steps.append(lambda register, name=name, letters=letters: store(register, name, *letters))
    for name, at, field, value in SAID:
        steps.append(
            lambda register, name=name, at=at, field=field, value=value: correct(
                register, register.letters_of(scan(name).sha256)[at], field, 0, value,
                sha256=scan(name).sha256, **WHO,
            )
        )  # fmt: skip
    with Register.open(":memory:") as register:  # type: ignore[arg-type]
        waiting = list(order)
        while waiting:
            at = next(
                one for one in waiting
                if one < len(BUNDLES) or register.has_scan(scan(SAID[one - len(BUNDLES)][0]).sha256)
            )  # fmt: skip
            waiting.remove(at)
            steps[at](register)
        assert rows(register, "PRAGMA foreign_key_check") == []
        return meaning(register)


IN_ORDER = range(len(BUNDLES) + len(SAID))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(order=st.permutations(IN_ORDER))
def test_the_order_of_arrival_and_of_words_does_not_matter(order: list[int]) -> None:
    assert play(order) == play(IN_ORDER)


# --- doubts between letters


def ambiguous(register: Register) -> tuple[int, int, int]:
    """A letter that cites one of two, and there is no telling which."""
    one, other = (
        store(register, name, letter(f"ชร 0017.2/ว {name}", DAY, PROVINCE, subject=subject))[0]
        for name, subject in (("552", "เรื่องหนึ่ง"), ("553", "อีกเรื่อง"))
    )
    cited = citation("ชร 0017.2/ว 551", DAY, PROVINCE)
    (citing,) = store(register, "citing", letter("ชร 0618/7", TODAY, DISTRICT, cites=[cited]))
    return citing, one, other


def test_of_doubts_on_one_page_the_one_in_a_box_is_settled(register: Register) -> None:
    places = (Box(10, 20, 30, 40), Box(10, 60, 30, 80))
    doubts = tuple(Doubt("attachments", "enclosure-missing", 1, place) for place in places)
    one = replace(letter("ชร 0017/1", TODAY, PROVINCE), doubts=doubts)
    (letter_id,) = store(register, "one", one)
    settle(register, letter_id, "attachments", "enclosure-missing", page=1, box=places[0], **WHO)
    assert [question.box for question in review(register)] == [places[1]]
    with pytest.raises(NotThere):
        settle(register, letter_id, "attachments", "enclosure-missing", box=places[0], **WHO)


def test_an_ambiguous_citation_is_settled_for_good(register: Register) -> None:
    citing, one, other = ambiguous(register)
    (question,) = [q for q in review(register) if "link-ambiguous" in q.reasons]
    assert {candidate.letter_id for candidate in question.candidates} == {one, other}
    settle(register, citing, "citations", "link-ambiguous", choice=other, **WHO)
    assert [q for q in review(register) if "link-ambiguous" in q.reasons] == []
    links = rows(register, "SELECT target_id, kind FROM links WHERE letter_id = ?", citing)
    assert links == [(other, "forwards")]
    store(register, "later", letter("ชร 0017.2/ว 554", DAY, PROVINCE, subject="ค"))
    links = rows(register, "SELECT target_id FROM links WHERE letter_id = ?", citing)
    assert links == [(other,)]
    assert reopen(register, citing, "citations", "link-ambiguous", **WHO)
    assert rows(register, "SELECT * FROM links WHERE letter_id = ?", citing) == []
    assert not reopen(register, citing, "citations", "link-ambiguous", **WHO)


def test_a_doubt_about_a_whole_letter_is_laid_to_rest(register: Register) -> None:
    doubts = (
        Doubt("pages", "split-uncertain", 1, None),
        Doubt("attachments", "enclosure-missing", 1, BOX),
    )
    (letter_id,) = store(register, "one", letter("ชร 0618/7", DAY, DISTRICT, doubts=doubts))
    settle(register, letter_id, "pages", "split-uncertain", page=1, **WHO)
    assert [question.field for question in review(register)] == ["attachments"]
    correct(register, letter_id, "subject", 0, "ใหม่", **WHO)
    store(register, "two", letter("ชร 0618/7", DAY, DISTRICT))
    assert [question.field for question in review(register)] == ["attachments"]
    settle(register, letter_id, "attachments", "enclosure-missing", **WHO)
    assert review(register) == ()
