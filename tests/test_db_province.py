"""A whole province for a year, its due lists held against a count made by hand from the tables."""

from __future__ import annotations

import csv
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import chain
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from letters import MINISTRY, PROVINCE, citation, duty, found, letter, store

from correspondence_db import deeds
from correspondence_db.queries import Span, due, duties, grid
from correspondence_db.store import Register
from extract.dates import Due
from extract.letter import Letter

TABLES = Path(__file__).parent.parent / "extract" / "data"
SENT = date(2026, 1, 5)
BEGAN = date(2026, 2, 20)  # the day of every scan in these tests
TODAY = date(2027, 1, 15)
SOME = Random(1)  # noqa: S311 - the same choices every time

Owed = tuple[str, str, date]  # office, what it owes, by when


# --- the province, as the tables have it


@cache
def rows(table: str) -> list[dict[str, str]]:
    with (TABLES / f"{table}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


DISTRICTS = [f"อำเภอ{row['name']}" for row in rows("districts") if row["province"] == "เชียงราย"]
NAMES = {
    "อบจ.": "องค์การบริหารส่วนจังหวัด",
    "ทน.": "เทศบาลนคร",
    "ทม.": "เทศบาลเมือง",
    "ทต.": "เทศบาลตำบล",
    "อบต.": "องค์การบริหารส่วนตำบล",
}


class Local(NamedTuple):
    """A local office: its kind, its district, and a name that no other office has."""

    kind: str
    district: str
    label: str


@cache
def locals_() -> list[Local]:
    named = [(NAMES.get(row["kind"], "?") + row["name"], row) for row in rows("local_government")]
    everywhere = Counter(name for name, _ in named)
    in_province = Counter((name, row["province"]) for name, row in named)
    found = []
    for name, row in named:
        if row["province"] == "เชียงราย":
            label = name
            if in_province[name, "เชียงราย"] > 1:
                label += f" อำเภอ{row['district']}"
            if everywhere[name] > 1:
                label += " จังหวัดเชียงราย"
            found.append(Local(row["kind"], row["district"], label))
    return found


# --- forty directives

DEEDS = ("การสำรวจ", "งบประมาณด้าน", "แผนป้องกัน", "การประชุมเรื่อง", "การอบรมเรื่อง")
THINGS = ("ภัยแล้ง", "ขยะ", "ไข้เลือดออก", "หมอกควัน", "ยาเสพติด", "ผู้สูงอายุ", "ถนน", "น้ำท่วม")


class Directive(NamedTuple):
    """A directive: its letter, who is bound, and the days of the month on which it falls due."""

    letter: Letter
    text: str
    offices: list[str]
    falls_on: Callable[[date], bool]


def monthly(day: int) -> tuple[str, Callable[[date], bool]]:
    """A rule of every month, and the same by looking at one day."""

    def falls_on(one: date) -> bool:
        last = monthrange(one.year, one.month)[1]
        return one.day == (last if day < 0 else min(day, last))

    return f"FREQ=MONTHLY;BYMONTHDAY={day}", falls_on


def working_day(nth: int) -> tuple[str, Callable[[date], bool]]:
    holidays = {row["date"] for row in rows("government_holidays")}

    def is_open(one: date) -> bool:
        return one.weekday() < 5 and one.isoformat() not in holidays

    def falls_on(one: date) -> bool:
        before = [one.replace(day=day) for day in range(1, one.day + 1)]
        return is_open(one) and sum(map(is_open, before)) == nth

    return f"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS={nth}", falls_on


def groups() -> Iterator[tuple[str, list[str]]]:
    """What a province writes to, and who that is."""
    yield "นายอำเภอ ทุกอำเภอ", DISTRICTS
    yield "องค์กรปกครองส่วนท้องถิ่น ทุกแห่ง", [one.label for one in locals_()]
    for title, kind in (("นายกเทศมนตรีตำบล", "ทต."), ("นายกองค์การบริหารส่วนตำบล", "อบต.")):
        yield f"{title} ทุกแห่ง", [one.label for one in locals_() if one.kind == kind]


def directives() -> Iterator[Directive]:
    """Four of the ministry, each passed on by the province twice; the rest the districts'."""
    topics = (f"{deed}{thing}" for deed in DEEDS for thing in THINGS)
    rules = (monthly(1), working_day(3), monthly(-1), monthly(31))
    for n, rule in enumerate(rules, start=1):
        above = f"มท 0206.2/ว {n}"
        governor = "ผู้ว่าราชการจังหวัดเชียงราย", [PROVINCE]
        yield directive(next(topics), above, MINISTRY, governor, monthly(5))
        for m, group in enumerate(list(groups())[n % 2 * 2 :][:2]):
            number = f"ชร 0017.2/ว {10 * n + m}"
            yield directive(next(topics), number, PROVINCE, group, rule, above=above)
    for n in range(28):
        name = DISTRICTS[n % len(DISTRICTS)]
        kind, title = (("ทต.", "นายกเทศมนตรีตำบล"), ("อบต.", "นายกองค์การบริหารส่วนตำบล"))[n % 2]
        offices = [
            one.label
            for one in locals_()
            if one.kind == kind and one.district == name.removeprefix("อำเภอ")
        ]
        bound = f"{title} ทุกแห่ง", offices
        above = f"ชร 0017.2/ว {20 * (n % 2 + 1)}"
        yield directive(next(topics), f"ชร {n + 100:04}/ว 1", name, bound, monthly(25), above=above)


def directive(
    topic: str,
    number: str,
    sender: str,
    bound: tuple[str, list[str]],
    rule: tuple[str, Callable[[date], bool]],
    *,
    above: str | None = None,
) -> Directive:
    """A directive to those who are `bound`, as it addresses them; it passes on the one `above`."""
    addressee, offices = bound
    text = f"รายงานผล{topic} {number}"
    upper = MINISTRY if above and above.startswith("มท") else PROVINCE
    written = letter(
        number,
        SENT,
        sender,
        subject=topic,
        cites=[citation(above, SENT, upper)] if above else [],
        addressees=(found(addressee),),
        obligations=(duty(text, Due("recurring", rrule=rule[0]), [addressee], sender),),
    )
    return Directive(written, text, offices, rule[1])


def brute_force(asked: list[Directive], since: date, until: date) -> set[Owed]:
    """Everything owed from `since` to `until`, found by looking at each day."""
    days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    return {
        (office, one.text, day)
        for one in asked
        for day in days
        if one.falls_on(day)
        for office in one.offices
    }


@pytest.fixture(scope="module")
def asked() -> list[Directive]:
    return list(directives())


@pytest.fixture(scope="module")
def register(
    tmp_path_factory: pytest.TempPathFactory, asked: list[Directive]
) -> Iterator[Register]:
    with Register.open(tmp_path_factory.mktemp("province") / "register.db") as opened:
        for n, one in enumerate(asked):
            store(opened, f"directive {n}", one.letter)
        yield opened


def everything_owed(register: Register, today: date, **asked: str | date) -> set[Owed]:
    listed = [
        (debts.debtor, duty.text, duty.falls_due)
        for debts in due(register, today, **asked)  # type: ignore[arg-type]
        for duty in debts.duties
    ]
    assert len(set(listed)) == len(listed)
    return {(office, text, day) for office, text, day in listed if day}


def test_the_province_is_as_large_as_it_should_be(asked: list[Directive]) -> None:
    assert len(asked) == 40
    assert len(DISTRICTS) == 18
    assert len(locals_()) >= 120
    assert len({one.label for one in locals_()}) == len(locals_())


def test_a_year_of_due_lists_is_what_looking_at_each_day_finds(
    register: Register, asked: list[Directive]
) -> None:
    before = TODAY + timedelta(days=40)
    expected = brute_force(asked, BEGAN, before - timedelta(days=1))
    assert len(expected) > 5_000
    assert everything_owed(register, TODAY, before=before) == expected


def test_the_time_before_the_register_began_is_left_out_unless_asked_for(
    register: Register, asked: list[Directive]
) -> None:
    since, before = date(2026, 1, 20), date(2026, 3, 2)
    owed = everything_owed(register, BEGAN, since=since, before=before)
    assert owed == brute_force(asked, since, before - timedelta(days=1))
    assert everything_owed(register, BEGAN, before=before) < owed


def test_one_office_owes_what_the_whole_list_says_it_does(register: Register) -> None:
    debts = {one.debtor: one for one in due(register, TODAY)}
    for office in (PROVINCE, *SOME.sample(DISTRICTS, 2), *(one.label for one in locals_()[:9])):
        assert due(register, TODAY, office=office) == (debts[office],)


def test_a_creditor_sees_what_it_is_owed(register: Register, asked: list[Directive]) -> None:
    owed = everything_owed(register, TODAY, before=TODAY, creditor=MINISTRY)
    of_ministry = [
        one for one in asked if one.letter.sender and one.letter.sender.value == MINISTRY
    ]
    assert owed == brute_force(of_ministry, BEGAN, TODAY - timedelta(days=1))


def test_what_is_done_is_owed_no_more(register: Register, asked: list[Directive]) -> None:
    (first, *_) = grid(register, TODAY, [1])
    everything = [duty for duty in duties(register, Span(TODAY)) if duty.status == "late"]
    done = SOME.sample(everything, 40)
    now = datetime(2027, 1, 15, tzinfo=UTC)
    for one in done:
        deeds.record(register, one.owed, TODAY, now, "ส่งแล้ว", who="somsri")
    expected = brute_force(asked, BEGAN, TODAY - timedelta(days=1))
    expected -= {(one.debtor, one.text, one.falls_due) for one in done if one.falls_due}
    assert everything_owed(register, TODAY, before=TODAY) == expected
    cells = chain.from_iterable(row.cells for row in first.rows)
    assert {cell.status for cell in cells if cell} == {"late", "open"}
    for one in done:
        assert deeds.withdraw(register, one.owed, now, who="somsri")
    assert not deeds.withdraw(register, done[0].owed, now, who="somsri")


def test_lower_duties_serve_upper_ones_up_to_the_ministry(register: Register) -> None:
    district = DISTRICTS[1]
    (lowest, *_) = due(register, TODAY, creditor=district, before=date(2026, 3, 1))[0].duties
    assert [(rung.debtor, rung.creditor) for rung in lowest.serves] == [
        (district, PROVINCE),
        (PROVINCE, MINISTRY),
    ]
    days = [lowest.falls_due, *(rung.falls_due for rung in lowest.serves)]
    assert days == sorted(day for day in days if day)


def test_all_due_lists_take_a_handful_of_queries(register: Register) -> None:
    asked: list[str] = []
    register.db.conn.set_trace_callback(asked.append)
    assert due(register, TODAY)
    register.db.conn.set_trace_callback(None)
    assert len([sql for sql in asked if sql.lstrip().startswith(("SELECT", "WITH"))]) < 10
