"""What an auditor is told: each finding of a register on disk, and of nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from letters import (
    DISTRICT,
    PROVINCE,
    TOWN,
    chain_of_three,
    citation,
    duty,
    found,
    letter,
    receipt,
    store,
)

from correspondence_db.findings import FINDINGS, Finding, findings
from correspondence_db.graph import graph_of
from correspondence_db.store import Register
from extract.dates import Due
from extract.letter import Letter

DISTRICTS = "นายอำเภอ ทุกอำเภอ"
PARENT = citation("ชร 0017.2/ว 551", date(2026, 2, 16), PROVINCE)


def of_kind(register: Register, kind: str) -> list[Finding]:
    return [one for one in findings(graph_of(register)) if one.kind == kind]


def kinds(register: Register) -> set[str]:
    return {one.kind for one in findings(graph_of(register))}


def upper(day: date = date(2026, 2, 16), **more: Any) -> Letter:
    return letter("ชร 0017.2/ว 551", day, PROVINCE, **more)


def lower(day: date = date(2026, 2, 18), **more: Any) -> Letter:
    return letter("ชร 0618.1/ว 353", day, DISTRICT, cites=[PARENT], **more)


def report(due: date, creditor: str, text: str = "รายงานผลการสำรวจ") -> Any:
    return duty(text, Due("date", due), [DISTRICTS], creditor)


def test_a_sound_chain_has_only_its_lags_and_who_is_not_seen_to_have_it(register: Register) -> None:
    store(register, "bundle", *chain_of_three())
    assert kinds(register) == {"lag", "fan-out"}


def test_lag_is_told_hop_by_hop_with_the_day_of_receipt(register: Register) -> None:
    district, province, ministry = store(register, "bundle", *chain_of_three())
    to_district, to_province = of_kind(register, "lag")
    dates = (date(2026, 2, 16), date(2026, 2, 17), date(2026, 2, 18))
    assert to_district == Finding("lag", (district, province), (DISTRICT,), dates=dates, days=2)
    dates = (date(2026, 1, 30), date(2026, 2, 16))  # no stamp tells when the province had it
    assert to_province == Finding("lag", (province, ministry), (PROVINCE,), dates=dates, days=17)


def test_who_of_the_addressed_is_not_seen_to_have_a_letter(register: Register) -> None:
    _, province, _ = store(register, "bundle", *chain_of_three())
    (fan,) = (one for one in of_kind(register, "fan-out") if one.letter_ids == (province,))
    assert fan.seen == (DISTRICT,)
    assert "อำเภอแม่จัน" in fan.offices
    assert len(fan.offices) + len(fan.seen) == 18  # the districts of the province


def test_who_answers_a_letter_has_it(register: Register) -> None:
    (province,) = store(register, "province", upper(addressees=(found(DISTRICTS),)))
    (fan,) = of_kind(register, "fan-out")
    assert fan.seen == ()
    cited = replace(PARENT, context="reference", relation=found("replies"))
    store(register, "answer", letter("ชร 0618/40", date(2026, 3, 2), DISTRICT, cites=[cited]))
    (fan,) = of_kind(register, "fan-out")
    assert (fan.letter_ids, fan.seen) == ((province,), (DISTRICT,))


def test_a_letter_passed_on_and_not_held_is_missing(register: Register) -> None:
    (district,) = store(register, "district", lower())
    (missing,) = of_kind(register, "missing-hop")
    assert missing.letter_ids[1:] == (district,)
    store(register, "province", upper())
    assert "missing-hop" not in kinds(register)


def test_a_deadline_behind_the_one_above_it_drifts(register: Register) -> None:
    above = upper(obligations=(report(date(2026, 3, 5), PROVINCE),))
    below = lower(obligations=(report(date(2026, 3, 9), DISTRICT),))
    district, province = store(register, "bundle", below, replace(above, pages=(2,)))
    (drifts,) = of_kind(register, "deadline-after-upper")
    assert (drifts.letter_ids, drifts.days) == ((district, province), 4)


def test_a_deadline_before_the_one_above_it_does_not(register: Register) -> None:
    above = upper(obligations=(report(date(2026, 3, 5), PROVINCE),))
    below = lower(obligations=(report(date(2026, 3, 2), DISTRICT),))
    store(register, "bundle", below, replace(above, pages=(2,)))
    assert "deadline-after-upper" not in kinds(register)


def test_days_from_receipt_above_count_from_the_stamp_of_who_passes_on(register: Register) -> None:
    fortnight = duty("รายงานผล", Due("relative", days=15, start="receipt"), [DISTRICTS], PROVINCE)
    stamped = (receipt(DISTRICT, 1204, date(2026, 2, 17), page=2),)
    above = upper(obligations=(fortnight,), receipts=stamped, pages=(2,))
    store(register, "bundle", lower(obligations=(report(date(2026, 3, 5), DISTRICT),)), above)
    (drifts,) = of_kind(register, "deadline-after-upper")
    assert drifts.dates == (date(2026, 3, 5), date(2026, 3, 4))


def test_a_letter_received_after_its_own_deadline(register: Register) -> None:
    late = (receipt(TOWN, 9, date(2026, 3, 11)),)
    asked = (report(date(2026, 3, 9), DISTRICT),)
    (district,) = store(register, "one", lower(receipts=late, obligations=asked))
    (found_,) = of_kind(register, "received-after-deadline")
    assert (found_.letter_ids, found_.offices, found_.days) == ((district,), (TOWN,), 2)


def test_what_goes_back_in_time(register: Register) -> None:
    stamped = (receipt(TOWN, 9, date(2026, 2, 1)),)
    district, province = store(
        register, "bundle", lower(date(2026, 2, 10), receipts=stamped), upper(pages=(2,))
    )
    (before,) = of_kind(register, "dated-before-source")
    assert (before.letter_ids, before.days) == ((district, province), 6)
    (early,) = of_kind(register, "received-before-dated")
    assert (early.letter_ids, early.offices, early.days) == ((district,), (TOWN,), 9)


def test_a_citation_with_the_wrong_year(register: Register) -> None:
    cites = [citation("ชร 0017.2/ว 551", date(2025, 2, 16), PROVINCE)]
    district = letter("ชร 0618.1/ว 353", date(2026, 2, 18), DISTRICT, cites=cites)
    _, province = store(register, "bundle", district, upper(pages=(2,)))
    (differs,) = of_kind(register, "year-differs")
    assert differs.letter_ids == (province,)
    assert differs.dates == (date(2025, 2, 16), date(2026, 2, 16))


def test_copies_with_two_numbers(register: Register) -> None:
    to = (found(DISTRICTS),)
    (first,) = store(register, "one", upper(addressees=to))
    day = date(2026, 2, 16)
    misread = letter("ชร 0017.2/ว 557", day, PROVINCE, confidence=0.5, addressees=to)
    assert store(register, "other", misread) == (first,)
    (differs,) = of_kind(register, "numbers-differ")
    assert differs.numbers == ("ชร 0017.2/ว 551", "ชร 0017.2/ว 557")


def test_numbers_that_do_not_follow_the_days(register: Register) -> None:
    for running, day in ((10, 3), (11, 5), (12, 4), (13, 9)):
        one = letter(f"ชร 0618/{running}", date(2026, 3, day), DISTRICT, subject=str(running))
        store(register, str(running), one)
    (found_,) = of_kind(register, "out-of-order")
    assert (found_.dates, found_.days) == ((date(2026, 3, 4), date(2026, 3, 5)), 1)


def asking(running: int, day: date, subject: str, **more: Any) -> Letter:
    asked = (report(date(2026, 4, 1), PROVINCE, "รายงานจำนวนบ่อน้ำตื้นในพื้นที่ให้จังหวัดทราบ"),)
    number = f"ชร 0017.2/ว {running}"
    to = (found(DISTRICTS),)
    return letter(number, day, PROVINCE, subject=subject, addressees=to, obligations=asked, **more)


def test_the_same_thing_asked_twice(register: Register) -> None:
    (one,) = store(register, "one", asking(61, date(2026, 1, 6), "การสำรวจบ่อน้ำตื้น"))
    (again,) = store(register, "again", asking(90, date(2026, 2, 6), "การเตรียมรับภัยแล้ง"))
    (twice,) = of_kind(register, "asked-twice")
    assert twice.letter_ids == (one, again)


def test_a_letter_that_speaks_of_the_other_does_not_ask_twice(register: Register) -> None:
    store(register, "one", asking(61, date(2026, 1, 6), "การสำรวจบ่อน้ำตื้น"))
    cites = [citation("ชร 0017.2/ว 61", date(2026, 1, 6), PROVINCE, context="reference")]
    store(register, "again", asking(90, date(2026, 2, 6), "เร่งรัดการรายงาน", cites=cites))
    assert "asked-twice" not in kinds(register)


def test_a_form_sent_to_two_offices(register: Register) -> None:
    for running, office in ((61, "นายอำเภอพาน"), (62, "นายอำเภอแม่จัน")):
        to = (found(office),)
        one = letter(f"ชร 0017.2/{running}", date(2026, 1, 6), PROVINCE, addressees=to)
        store(register, office, one)
    (form,) = of_kind(register, "same-form")
    assert form.numbers == ("ชร 0017.2/61", "ชร 0017.2/62")


def test_the_gravest_come_first_and_all_are_json(register: Register) -> None:
    store(register, "bundle", lower(date(2026, 2, 10)), upper(pages=(2,)))
    told = findings(graph_of(register))
    assert [one.kind for one in told] == sorted(
        (one.kind for one in told), key=list(FINDINGS).index
    )
    for one in told:
        as_json = json.loads(json.dumps(one.to_json()))
        assert as_json["thai"]
        assert as_json["english"].isascii()


def test_an_empty_register_has_none(register: Register) -> None:
    assert findings(graph_of(register)) == ()
