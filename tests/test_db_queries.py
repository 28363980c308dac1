"""What the register answers, asked of a register on disk."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest
from letters import (
    BOX,
    DISTRICT,
    MINISTRY,
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

from correspondence_db.owing import label_of
from correspondence_db.queries import Duty, book, due, grid, review, search, trace
from correspondence_db.store import Register
from extract.dates import Due
from extract.letter import Doubt
from extract.offices import Group, Kind, Office, members_of
from ocr.page import Alternative, OcrPage, Word

TODAY = date(2026, 2, 20)


def owed(register: Register, office: str, before: date | None = None) -> tuple[Duty, ...]:
    """The duties of one office, which must be listed under that one name."""
    debts = due(register, TODAY, office=office, before=before)
    assert [one.debtor for one in debts] in ([], [office])
    return debts[0].duties if debts else ()


def test_a_member_owes_what_its_group_was_asked(register: Register) -> None:
    store(register, "bundle", *chain_of_three())
    (monthly,) = owed(register, TOWN)
    assert (monthly.creditor, monthly.via) == (DISTRICT, "นายกเทศมนตรีตำบล ทุกแห่ง")
    assert (monthly.falls_due, monthly.received_on) == (date(2026, 2, 25), date(2026, 2, 19))
    assert (monthly.file, monthly.page) == ("bundle.pdf", 1)


def test_a_member_without_a_stamp_owes_too_and_one_elsewhere_does_not(register: Register) -> None:
    store(register, "bundle", *chain_of_three())
    (relative,) = owed(register, "อำเภอแม่จัน")
    assert relative.via == "นายอำเภอ ทุกอำเภอ"
    assert relative.falls_due is None  # it has not been seen to receive the letter
    assert owed(register, "อำเภอเมืองลำพูน") == ()
    assert owed(register, "เทศบาลตำบลบ้านดู่") == ()  # in the province, in another district


def test_days_run_from_the_debtors_own_receipt(register: Register) -> None:
    store(register, "bundle", *chain_of_three())
    (relative,) = owed(register, DISTRICT)
    assert relative.received_on == date(2026, 2, 17)
    assert relative.falls_due == date(2026, 3, 4)


def test_the_first_of_several_receipts_counts(register: Register) -> None:
    district, province, ministry = chain_of_three()
    later = replace(province, receipts=(receipt(DISTRICT, 1300, date(2026, 2, 27), page=2),))
    store(register, "second", district, later, ministry)
    store(register, "first", district, province, ministry)
    (relative,) = owed(register, DISTRICT)
    assert relative.received_on == date(2026, 2, 17)


def test_a_title_owes_as_its_office(register: Register) -> None:
    asked = duty("แจ้งผล", Due("date", date(2026, 3, 1)), ["นายอำเภอพาน"], PROVINCE)
    store(register, "one", letter("ชร 0017/1", date(2026, 2, 16), PROVINCE, obligations=(asked,)))
    (one,) = owed(register, DISTRICT)
    assert (one.debtor, one.via, one.falls_due) == (DISTRICT, None, date(2026, 3, 1))
    assert due(register, TODAY, office="นายอำเภอพาน") == due(register, TODAY, office=DISTRICT)


def test_who_tells_others_owes_the_telling_and_they_the_doing(register: Register) -> None:
    telling = duty("แจ้งองค์กรปกครองส่วนท้องถิ่น", Due("none"), ["นายอำเภอพาน"], action="disseminate")
    doing = duty("ดำเนินการ", Due("none"), ["องค์กรปกครองส่วนท้องถิ่น"], action="implement")
    store(register, "one", letter("ชร 0017/2", TODAY, PROVINCE, obligations=(telling, doing)))
    assert [one.action for one in owed(register, DISTRICT)] == ["disseminate"]
    assert [one.action for one in owed(register, TOWN)] == ["implement"]
    assert owed(register, "เทศบาลเมืองลำพูน") == ()


def test_receivers_of_a_list_at_the_back_are_on_it(register: Register) -> None:
    asked = duty("รายงาน", Due("ongoing"), ["รายชื่อตามบัญชีแนบท้าย"], PROVINCE)
    listed = letter(
        "ชร 0017/3",
        date(2026, 2, 16),
        PROVINCE,
        receipts=(receipt(TOWN, 9, date(2026, 2, 18)),),
        obligations=(asked,),
    )
    store(register, "one", listed)
    assert [one.via for one in owed(register, TOWN)] == ["รายชื่อตามบัญชีแนบท้าย"]
    assert owed(register, DISTRICT) == ()


def test_a_group_is_all_its_members_under_the_office_that_asks(register: Register) -> None:
    store(register, "bundle", *chain_of_three())
    debts = {one.debtor: one.duties for one in due(register, TODAY)}
    assert len([debtor for debtor in debts if debtor.startswith("จังหวัด")]) == 76
    assert len([debtor for debtor in debts if debtor.startswith("อำเภอ")]) == 18
    assert {TOWN, "เทศบาลตำบลสันมะเค็ด"} == set(debts) - {
        debtor for debtor in debts if debtor.startswith(("จังหวัด", "อำเภอ"))
    }
    assert [one.due.kind for one in debts[PROVINCE]] == ["date", "ongoing"]


def test_no_two_offices_have_one_label() -> None:
    kinds = get_args(Kind)
    under = Office("กระทรวงมหาดไทย", "ministry")
    offices = members_of(Group(frozenset(kinds)), under)
    assert len(offices) > 20_000
    assert len({label_of(office) for office in offices}) == len(offices)


def test_two_offices_of_one_name_in_one_province_are_two(register: Register) -> None:
    asked = duty("ส่งแผน", Due("date", date(2026, 3, 1)), ["นายกเทศมนตรีตำบล ทุกแห่ง"], PROVINCE)
    store(register, "all", letter("ชร 0017/5", TODAY, PROVINCE, obligations=(asked,)))
    stamped = receipt("เทศบาลตำบลเวียง", 7, TODAY)
    own = duty("แจ้งผล", Due("relative", days=7), ["นายกเทศมนตรีตำบลเวียง"], "อำเภอเชียงแสน")
    district = letter("ชร 0818/1", TODAY, "อำเภอเชียงแสน", obligations=(own,), receipts=(stamped,))
    store(register, "one", district)
    wiang = [one for one in due(register, TODAY) if one.debtor.startswith("เทศบาลตำบลเวียง ")]
    assert {one.debtor: len(one.duties) for one in wiang} == {
        "เทศบาลตำบลเวียง อำเภอเชียงของ จังหวัดเชียงราย": 1,
        "เทศบาลตำบลเวียง อำเภอเชียงแสน จังหวัดเชียงราย": 2,
    }
    assert wiang[1].duties[0].falls_due == TODAY + timedelta(days=7)
    assert due(register, TODAY, office="เทศบาลตำบลเวียง") == tuple(wiang)
    assert due(register, TODAY, office=wiang[0].debtor) == (wiang[0],)


def test_before_keeps_the_overdue_and_drops_the_undated(register: Register) -> None:
    store(register, "bundle", *chain_of_three())
    (nominate,) = owed(register, "จังหวัดเชียงราย", before=date(2026, 2, 11))
    assert nominate.falls_due == date(2026, 2, 10)
    assert owed(register, "จังหวัดเชียงราย", before=date(2026, 2, 10)) == ()


def test_a_copy_more_asks_nothing_more(register: Register) -> None:
    store(register, "bundle 1", *chain_of_three())
    store(register, "bundle 2", *chain_of_three())
    assert len(owed(register, TOWN)) == 1


@pytest.mark.parametrize(
    "spelling", ["ชร 0017.2/ว 551", "ชร ๐๐๑๗.๒/ว๕๕๑", "ชร ๐๐๑๗.๒/ว ๕๕๑", "ที่ ชร 0017.2/ว551"]
)
def test_a_chain_from_its_origin_to_its_last_hop(register: Register, spelling: str) -> None:
    district, province, ministry = store(register, "bundle", *chain_of_three())
    (chain,) = trace(register, spelling)
    assert chain.letter_id == province
    hops = [(hop.letter_id, hop.depth, hop.from_id, hop.sender) for hop in chain.hops]
    assert hops == [
        (ministry, 0, None, MINISTRY),
        (province, 1, ministry, PROVINCE),
        (district, 2, province, DISTRICT),
    ]
    (arrival,) = chain.hops[1].receipts
    assert (arrival.office, arrival.number, arrival.lag_days) == (DISTRICT, 1204, 1)
    assert [one.due.kind for one in chain.hops[0].duties] == ["date", "ongoing"]
    assert "attachment" in chain.hops[2].evidence


def test_a_hop_that_is_cited_but_not_held(register: Register) -> None:
    store(register, "bundle", *chain_of_three()[:2])
    (chain,) = trace(register, "ชร 0618.1/ว 353")
    assert [(hop.number, hop.held) for hop in chain.hops] == [
        ("มท 0206.2/ว 852", False),
        ("ชร 0017.2/ว 551", True),
        ("ชร 0618.1/ว 353", True),
    ]


def test_a_hop_tells_who_reminds_of_it_and_who_answers(register: Register) -> None:
    _, province, _ = store(register, "bundle", *chain_of_three())
    day = date(2026, 2, 16)
    for number, sender, relation, sent in (
        ("ชร 0618/40", DISTRICT, "replies", date(2026, 4, 2)),
        ("ชร 0017.2/ว 700", PROVINCE, "reminds", date(2026, 4, 1)),
    ):
        cited = citation("ชร 0017.2/ว 551", day, PROVINCE, context="reference")
        cites = [replace(cited, relation=found(relation))]
        store(register, number, letter(number, sent, sender, cites=cites))
    (chain,) = trace(register, "ชร 0618.1/ว 353")
    (hop,) = (hop for hop in chain.hops if hop.letter_id == province)
    assert [(one.kind, one.sender) for one in hop.mentions] == [
        ("reminds", PROVINCE),
        ("replies", DISTRICT),
    ]
    assert len(chain.hops) == 3


def test_other_districts_are_no_hops_of_this_one(register: Register) -> None:
    store(register, "bundle", *chain_of_three())
    cites = [citation("ชร 0017.2/ว 551", date(2026, 2, 16), PROVINCE)]
    store(register, "other", letter("ชร 0718/ว 9", date(2026, 2, 20), "อำเภอแม่จัน", cites=cites))
    (from_below,) = trace(register, "ชร 0618.1/ว 353")
    assert len(from_below.hops) == 3
    (from_above,) = trace(register, "มท 0206.2/ว 852")
    assert [hop.depth for hop in from_above.hops] == [0, 1, 2, 2]


def test_one_number_in_two_years_is_two_chains(register: Register) -> None:
    for year in (2025, 2026):
        store(register, str(year), letter("ชร 0017.2/ว 551", date(year, 2, 16), PROVINCE))
    assert len(trace(register, "ชร 0017.2/ว 551")) == 2


@pytest.mark.parametrize("number", ["ชร 0017.2/ว 999", "ไม่ใช่เลขที่หนังสือ", ""])
def test_a_number_that_is_not_there(register: Register, number: str) -> None:
    store(register, "bundle", *chain_of_three())
    assert trace(register, number) == ()


def test_letters_that_cite_each_other_still_end(register: Register) -> None:
    first, second = ("ชร 0017.2/ว 551", PROVINCE), ("ชร 0618.1/ว 353", DISTRICT)
    day = date(2026, 2, 16)
    for (number, sender), other in ((first, second), (second, first)):
        cites = [citation(other[0], day, other[1])]
        store(register, number[:2] + sender, letter(number, day, sender, cites=cites))
    (chain,) = trace(register, first[0])
    assert len(chain.hops) == 2


TEXTS = ("เรื่อง การป้องกัน ไข้เลือด ออกในฤดูฝน ปี ๒๕๖๙", "แบบรายงาน 100% ของ อำเภอ")


@pytest.mark.parametrize(
    ("words", "pages"),
    [
        ("ไข้เลือดออก", [1]),  # inside a run, over a space that the scan put there
        ("2569", [1]),
        ("๒๕๖๙", [1]),
        ("ไข้เลือดออก ฤดูฝน", [1]),
        ("ปี", [1]),  # shorter than the index knows
        ("ปี ฤดูฝน", [1]),
        ("แบบรายงาน", [2]),
        ("100%", [2]),
        ("%", [2]),
        ('"', []),
        ("ไข้หวัดใหญ่", []),
        ("ฤดูฝน แบบรายงาน", []),
        ("   ", []),
    ],
)
def test_words_are_found_on_pages(register: Register, words: str, pages: list[int]) -> None:
    store(register, "one", letter(None, None, None, subject=None, pages=(1, 2)), texts=TEXTS)
    assert [hit.page for hit in search(register, words)] == pages


def test_a_hit_shows_the_print_around_it_as_it_stands(register: Register) -> None:
    store(register, "one", letter(None, None, None, subject=None), texts=TEXTS[:1])
    (hit,) = search(register, "เลือดออก 2569")
    assert "ไข้เลือด ออกในฤดูฝน ปี ๒๕๖๙" in hit.snippet


@pytest.mark.parametrize(
    "words", ["ชร 0017.2/ว 551", "ชร๐๐๑๗.๒/ว๕๕๑", "0017.2/ว551", PROVINCE, "ภัยแล้ง เชียงราย"]
)
def test_a_letter_is_found_by_its_fields(register: Register, words: str) -> None:
    (letter_id,) = store(register, "p", letter("ชร 0017.2/ว 551", date(2026, 2, 16), PROVINCE))
    (hit,) = search(register, words)
    assert (hit.letter_id, hit.file, hit.page) == (letter_id, "p.pdf", 1)


def test_a_letter_that_is_only_cited_is_found(register: Register) -> None:
    cites = [citation("ชร 0017.2/ว 551", date(2026, 2, 16), PROVINCE)]
    store(register, "d", letter("ชร 0618.1/ว 353", date(2026, 2, 18), DISTRICT, cites=cites))
    (hit,) = search(register, "0017.2/ว 551")
    assert (hit.file, hit.page, hit.sender) == (None, None, PROVINCE)


def test_answers_are_json(register: Register) -> None:
    store(register, "bundle", *chain_of_three(), texts=TEXTS)
    answers = [
        *due(register, TODAY),
        *trace(register, "ชร 0017.2/ว 551"),
        *search(register, "ภัยแล้ง"),
    ]
    for answer in answers:
        assert json.loads(json.dumps(answer.to_json())) == answer.to_json()


# -- every question has an index

_BOUNDLESS = {
    "SCAN links",
    "SCAN copies",
    "SCAN receipts",
    "SCAN citations",
    "SCAN obligations",
    "SCAN letters",
    "SCAN pages",
    "SCAN scans",
    "SCAN evidence",
    "SCAN debtors",
}


@pytest.mark.parametrize(
    "ask",
    [
        lambda register: due(register, TODAY, office=TOWN),
        lambda register: trace(register, "ชร 0017.2/ว 551"),
        lambda register: search(register, "0017.2/ว551"),
        lambda register: grid(register, TODAY, [1]),
        lambda register: book(register, TODAY, office=TOWN),
    ],
    ids=["due of an office", "trace", "search", "grid", "the register of an office"],
)
def test_no_question_reads_a_whole_table(register: Register, ask) -> None:  # type: ignore[no-untyped-def]
    store(register, "bundle", *chain_of_three(), texts=TEXTS)
    asked: list[str] = []
    register.db.conn.set_trace_callback(asked.append)
    assert ask(register)
    register.db.conn.set_trace_callback(None)
    queries = {sql for sql in asked if sql.lstrip().startswith(("SELECT", "WITH"))}
    assert queries
    for sql in queries:
        plan = [row[3] for row in register.db.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert not _BOUNDLESS & set(plan), (sql, plan)


def test_the_least_sure_comes_first_in_review(register: Register) -> None:
    doubt = Doubt("number", "low-confidence", 1, BOX)
    for running, confidence in [(1, 0.5), (2, 0.3), (3, 0.4)]:
        worn = letter(f"ชร 0017/{running}", TODAY, PROVINCE, confidence=confidence, doubts=(doubt,))
        store(register, f"worn-{running}", worn)
    assert [one.confidence for one in review(register)] == [0.3, 0.4, 0.5]
    assert [one.confidence for one in review(register, limit=2)] == [0.3, 0.4]


def test_several_doubts_about_one_reading_are_one_question(register: Register) -> None:
    reasons = ("digits-mixed", "number-differs-from-citation")
    doubts = tuple(Doubt("number", reason, 1, BOX) for reason in reasons)
    store(register, "one", letter("ชร 0017/1", TODAY, PROVINCE, doubts=doubts))
    (question,) = review(register)
    assert question.reasons == reasons


def test_review_offers_what_another_copy_has(register: Register) -> None:
    sound = letter("ชร 0017/1", TODAY, PROVINCE)
    doubt = Doubt("subject", "low-confidence", 1, BOX)
    worn = letter("ชร 0017/1", TODAY, PROVINCE, subject="การเตรียมความพร้", doubts=(doubt,))
    store(register, "sound", sound)
    store(register, "worn", worn)
    (question,) = review(register)
    assert (question.field, question.file) == ("subject", "worn.pdf")
    assert sound.subject
    assert question.alternatives == (sound.subject.value,)


def test_review_shows_both_letters_that_a_citation_may_name(register: Register) -> None:
    for running, subject in ((552, "การประชุมประจำเดือน"), (553, "การสำรวจบ่อน้ำตื้น")):
        one = letter(f"ชร 0017.2/ว {running}", date(2026, 2, 16), PROVINCE, subject=subject)
        store(register, str(running), one)
    store(register, "bundle", chain_of_three()[0])
    (question,) = (one for one in review(register) if "link-ambiguous" in one.reasons)
    assert [one.number for one in question.candidates] == ["ชร 0017.2/ว 552", "ชร 0017.2/ว 553"]
    assert {one.sender for one in question.candidates} == {PROVINCE}


def test_review_offers_the_digits_that_compete_in_the_print(register: Register) -> None:
    words = (
        Word("ที่", BOX, 0.9, 0),
        Word("ชร", BOX, 0.9, 0),
        Word("๐๐๑๗/๑๕", BOX, 0.5, 0, alternatives=(Alternative(5, "๔", 0.4),)),
    )
    doubt = Doubt("number", "low-confidence", 1, BOX)
    one = replace(letter("ชร 0017/15", TODAY, PROVINCE), doubts=(doubt,))
    assert one.number
    one = replace(one, number=replace(one.number, raw="ชร ๐๐๑๗/๑๕"))
    register.store(scan("worn"), [OcrPage(1, 2480, 3508, 300, words)], [one])
    (question,) = review(register)
    assert question.alternatives == ("ชร ๐๐๑๗/๔๕",)
