"""What becomes of duties: moved, ended, met, and on whose word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from letters import DISTRICT, PROVINCE, TOWN, chain_of_three, citation, duty, found, letter, store

from correspondence_db import deeds
from correspondence_db.export import export
from correspondence_db.queries import Duty, Span, book, due, duties, perhaps_met, standing
from correspondence_db.store import Register
from extract.dates import Due
from extract.letter import Citation, Letter, Obligation, Relation

TODAY = date(2026, 4, 30)
NOW = datetime(2026, 4, 30, 9, tzinfo=UTC)
ASKED_ON, ASKED_IN = date(2026, 2, 16), "ชร 0017.2/ว 551"
BY_MARCH = Due("date", date(2026, 3, 20))
MONTHLY = Due("recurring", rrule="FREQ=MONTHLY;BYMONTHDAY=25")


def report(when: Due, text: str = "รายงานผลให้จังหวัดทราบ") -> Obligation:
    return duty(text, when, ["นายอำเภอ ทุกอำเภอ"], PROVINCE)


def directive(*asked: Obligation, confidence: float = 0.9) -> Letter:
    return letter(ASKED_IN, ASKED_ON, PROVINCE, obligations=asked, confidence=confidence)


def naming(relation: Relation | None = None, context: str = "reference") -> Citation:
    """A citation of the directive, with what the citing letter is to it."""
    cited = citation(ASKED_IN, ASKED_ON, PROVINCE, context=context)
    return replace(cited, relation=found(relation)) if relation else cited


def later(number: str, day: date, relation: Relation, asked: Sequence[Obligation] = ()) -> Letter:
    """A letter of the province that changes its directive."""
    return letter(number, day, PROVINCE, cites=[naming(relation)], obligations=tuple(asked))


def answer(number: str, day: date, to: str = "ผู้ว่าราชการจังหวัดเชียงราย") -> Letter:
    """A letter of the district that cites the directive."""
    return letter(number, day, DISTRICT, cites=[naming()], addressees=(found(to),))


def times(register: Register, office: str = DISTRICT) -> list[Duty]:
    return list(duties(register, Span(TODAY), office))


def test_an_extension_moves_the_day_and_says_why(register: Register) -> None:
    store(register, "asked", directive(report(BY_MARCH)))
    (late,) = times(register)
    assert late.status == "late"
    moved = report(Due("date", date(2026, 5, 15)))
    extension = later("ชร 0017.2/ว 700", date(2026, 3, 2), "extends", [moved])
    (extending,) = store(register, "moved", extension)
    (one,) = times(register)  # the extension itself asks for nothing more
    assert (one.status, one.falls_due) == ("open", date(2026, 5, 15))
    assert one.change
    assert (one.change.letter_id, one.change.before) == (extending, date(2026, 3, 20))


def test_an_extension_whose_day_is_unread_moves_nothing_and_is_shown(register: Register) -> None:
    store(register, "asked", directive(report(BY_MARCH)))
    store(register, "moved", later("ชร 0017.2/ว 700", date(2026, 3, 2), "extends"))
    (one,) = times(register)
    assert (one.status, one.falls_due) == ("late", date(2026, 3, 20))
    assert one.change
    assert one.change.kind == "extends"


def test_what_is_cancelled_is_owed_no_more(register: Register) -> None:
    store(register, "asked", directive(report(BY_MARCH)))
    store(register, "off", later("ชร 0017.2/ว 700", date(2026, 3, 2), "cancels"))
    assert [one.status for one in times(register)] == ["waived"]
    assert due(register, TODAY, office=DISTRICT) == ()


def test_a_cancelled_recurring_duty_stays_owed_for_the_time_before(register: Register) -> None:
    store(register, "asked", directive(report(MONTHLY)))
    store(register, "off", later("ชร 0017.2/ว 700", date(2026, 4, 1), "cancels"))
    assert [(one.falls_due, one.status) for one in times(register)] == [
        (date(2026, 2, 25), "late"),
        (date(2026, 3, 25), "late"),
        (date(2026, 4, 25), "waived"),
        (date(2026, 5, 25), "waived"),
    ]


def test_an_answer_is_proposed_for_the_nearest_time_and_closes_nothing(register: Register) -> None:
    store(register, "asked", directive(report(MONTHLY)))
    (reply,) = store(register, "answer", answer("ชร 0618/90", date(2026, 3, 27)))
    proposed = {one.falls_due: [each.letter_id for each in one.proposed] for one in times(register)}
    assert proposed[date(2026, 3, 25)] == [reply]
    assert sum(map(len, proposed.values())) == 1
    assert {one.status for one in times(register)} == {"late", "open"}
    assert not any(one.proposed for one in times(register, "อำเภอแม่จัน"))


def test_a_scan_just_stored_tells_what_it_may_have_met(register: Register) -> None:
    store(register, "asked", directive(report(BY_MARCH)))
    stored = store(register, "answer", answer("ชร 0618/90", date(2026, 3, 18)))
    (met,) = perhaps_met(register, TODAY, stored)
    assert (met.debtor, met.status) == (DISTRICT, "late")
    assert perhaps_met(register, TODAY, [met.letter_id]) == ()


def test_a_letter_down_the_line_is_no_answer(register: Register) -> None:
    store(register, "asked", directive(report(BY_MARCH)))
    store(register, "down", answer("ชร 0618/91", date(2026, 3, 1), to="นายกเทศมนตรีตำบลเมืองพาน"))
    assert not any(one.proposed for one in times(register))


def test_passing_a_letter_on_may_meet_the_duty_to_tell(register: Register) -> None:
    telling = duty("แจ้งเทศบาลทราบ", Due("none"), ["นายอำเภอพาน"], action="disseminate")
    store(register, "asked", directive(telling, report(BY_MARCH)))
    passed = letter(
        "ชร 0618.1/ว 353", date(2026, 2, 18), DISTRICT, cites=[naming(context="attachment")]
    )
    (passed_on,) = store(register, "passed", passed)
    proposed = {one.action: [each.letter_id for each in one.proposed] for one in times(register)}
    assert proposed == {"disseminate": [passed_on], "report": []}


def test_a_letter_that_did_it_is_named_and_proposed_no_more(register: Register) -> None:
    store(register, "asked", directive(report(BY_MARCH)))
    (reply,) = store(register, "answer", answer("ชร 0618/90", date(2026, 3, 18)))
    (one,) = times(register)
    deeds.record(register, one.owed, date(2026, 3, 18), NOW, reply, who="somsri")
    (one,) = times(register)
    assert one.deed
    assert (one.status, one.deed.letter_id, one.deed.number) == ("done", reply, "ชร 0618/90")
    assert one.proposed == ()
    assert standing(register, TODAY, [one.letter_id])[one.obligation_id] == {"late": 17, "done": 1}


def test_what_is_done_stays_done_when_a_better_copy_comes(register: Register) -> None:
    store(register, "worn", directive(report(BY_MARCH, "รายงานผลใหจังหวัดทราบ"), confidence=0.4))
    (worn,) = times(register)
    deeds.record(register, worn.owed, TODAY, NOW, "ส่งแล้ว", who="somsri")
    store(register, "sound", directive(duty("แจ้งผล", Due("none"), [TOWN]), report(BY_MARCH)))
    (sound,) = times(register)
    assert sound.obligation_id != worn.obligation_id
    assert sound.status == "done"
    assert deeds.withdraw(register, sound.owed, NOW, who="somsri")
    assert [one.status for one in times(register)] == ["late"]


def test_a_withdrawn_deed_is_kept_and_exported(register: Register) -> None:
    store(register, "asked", directive(report(BY_MARCH)))
    (one,) = times(register)
    deeds.record(register, one.owed, TODAY, NOW, "ส่งแล้ว", who="somsri")
    deeds.withdraw(register, one.owed, NOW, who="somsri")
    (deed,) = export(register)["deeds"]
    assert (deed["note"], deed["withdrawn_at"]) == ("ส่งแล้ว", NOW.isoformat())


def test_those_listed_at_the_back_owe(register: Register) -> None:
    asked = duty("ส่งแบบ", BY_MARCH, ["รายชื่อตามบัญชีแนบท้าย"], PROVINCE)
    listed = (found("นายอำเภอพาน"), found("เทศบาลตำบลเมืองพาน"))
    store(register, "asked", replace(directive(asked), listed=listed))
    debts = due(register, TODAY)
    assert {one.debtor: one.duties[0].via for one in debts} == {
        DISTRICT: "รายชื่อตามบัญชีแนบท้าย",
        TOWN: "รายชื่อตามบัญชีแนบท้าย",
    }


@pytest.mark.parametrize(
    ("debtor", "bound"), [("อำเภอ", 18), ("จังหวัด", 1), ("หน่วยงานในสังกัดกระทรวงมหาดไทย", 19)]
)
def test_words_for_offices_are_those_of_the_letters_place(
    register: Register, debtor: str, bound: int
) -> None:
    """The ones under the province that writes, itself, and its readers."""
    asked = directive(duty("รายงานผล", BY_MARCH, [debtor], PROVINCE))
    readers = (found("นายอำเภอ ทุกอำเภอ"), found("พัฒนาการจังหวัดเชียงราย"))
    store(register, "asked", replace(asked, addressees=readers))
    debts = due(register, TODAY)
    assert len(debts) == bound
    assert due(register, TODAY, office=debts[0].debtor) == debts[:1]


def test_units_addressed_as_units_stand_for_themselves(register: Register) -> None:
    units = "หน่วยงานในสังกัดกระทรวงมหาดไทย"
    asked = directive(duty("รายงานผล", BY_MARCH, [units], PROVINCE))
    store(register, "asked", replace(asked, addressees=(found(units),)))
    assert [one.debtor for one in due(register, TODAY)] == [units]


def test_who_passes_a_letter_on_is_on_the_list_that_it_went_to(register: Register) -> None:
    asked = directive(duty("รายงานผล", MONTHLY, ["หน่วยงานในสังกัดกระทรวงมหาดไทย"], PROVINCE))
    store(register, "asked", replace(asked, addressees=(found("รายชื่อตามบัญชีแนบท้าย"),)))
    own = duty("รายงานผลให้อำเภอทราบ", MONTHLY, ["นายกเทศมนตรีตำบลเมืองพาน"], DISTRICT)
    cites = [naming(context="attachment")]
    below = letter("ชร 0618.1/ว 353", date(2026, 2, 18), DISTRICT, cites=cites, obligations=(own,))
    store(register, "below", below)
    assert {one.creditor for one in times(register)} == {PROVINCE}
    assert {one.serves[0].debtor for one in times(register, TOWN)} == {DISTRICT}


def test_an_unknown_issuer_leaves_a_group_a_group(register: Register) -> None:
    everyone = "นายอำเภอ ทุกอำเภอ"
    store(register, "asked", letter("กก 1/1", ASKED_ON, None, obligations=(report(BY_MARCH),)))
    assert [one.debtor for one in due(register, TODAY)] == [everyone]


def test_an_issuer_is_told_from_its_namesakes_by_the_letters_code(register: Register) -> None:
    asked = duty("ส่งแบบ", BY_MARCH, ["องค์การบริหารส่วนตำบล ทุกแห่ง"], "อำเภอเฉลิมพระเกียรติ")
    store(
        register, "asked", letter("นม 0018/1", ASKED_ON, "อำเภอเฉลิมพระเกียรติ", obligations=(asked,))
    )
    debtors = [one.debtor for one in due(register, TODAY)]
    assert "องค์การบริหารส่วนตำบล ทุกแห่ง" not in debtors
    assert len(debtors) > 1


def test_the_receive_register_has_each_stamp_once(register: Register) -> None:
    store(register, "one", *chain_of_three())
    store(register, "two", *chain_of_three())
    entries = book(register, TODAY)
    assert [(one.office, one.received_number) for one in entries] == [
        (DISTRICT, 1204),
        (TOWN, 253),
    ]
    (own,) = book(register, TODAY, office=TOWN)
    assert own.sender == DISTRICT
    assert {one.debtor for one in own.duties} == {TOWN}
