"""Deadlines as letters word them, each with what it means in the gold format."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from ocr.training.dice import Dice
from samples.letters import MONTHS, buddhist, thai, written

WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์")
CODES = ("MO", "TU", "WE", "TH", "FR")
MIDDLE = 15
NUMBERS_IN_WORDS = {7: "เจ็ด", 10: "สิบ", 15: "สิบห้า", 30: "สามสิบ"}
SINCE_RECEIPT = (
    "นับแต่วันที่ได้รับหนังสือ",
    "นับแต่วันที่ได้รับหนังสือนี้",
    "นับจากวันที่ได้รับหนังสือฉบับนี้",
    "นับถัดจากวันที่ได้รับหนังสือ",
)


class Deadline(NamedTuple):
    """The words behind a duty, and its `due` in the gold format."""

    words: str
    due: dict[str, Any]


def deadline(dice: Dice, sent: date) -> Deadline:
    """One of all the forms, about as often as letters use them."""
    forms: tuple[Callable[[Dice, date], Deadline], ...] = (_on_a_day, _in_days, _again, _undated)
    (form,) = dice.choices(forms, (50, 16, 26, 8))
    return form(dice, sent)


def workday(dice: Dice, after: date, soonest: int, latest: int) -> date:
    """A day from Monday to Friday, so many days after another."""
    day = after + timedelta(days=dice.randint(soonest, latest))
    return day - timedelta(days=max(0, day.weekday() - 4))


def _on_a_day(dice: Dice, sent: date) -> Deadline:
    day = workday(dice, sent, 9, 75)
    last = date(day.year, day.month, monthrange(day.year, day.month)[1])
    month = f"{MONTHS[day.month - 1]} {thai(buddhist(day))}"
    weekday = f"วัน{WEEKDAYS[day.weekday()]}ที่ {written(day)}"
    era = f"{thai(day.day)} {MONTHS[day.month - 1]} พ.ศ. {thai(buddhist(day))}"
    hour, minute = dice.choice(((12, "00"), (15, "00"), (16, "30")))
    clock = f"เวลา {thai(hour)}.{thai(minute)} น."
    middle = f"ภายในกลางเดือน{month}" if day.day <= MIDDLE else f"ภายในสิ้นเดือน{month}"
    near = workday(dice, sent, 1, 6)
    this_week = f"ภายในวัน{WEEKDAYS[near.weekday()]}นี้"
    on, at = _date(day), _date(day) | {"time": f"{hour}:{minute}"}
    return dice.choice(
        (
            Deadline(f"ภายในวันที่ {written(day)}", on),
            Deadline(f"ภายในวันที่ {written(day)}", on),
            Deadline(f"ภายในวันที่ {era}", on),
            Deadline(f"ภายใน{weekday}", on),
            Deadline(f"ภายในวันที่ {written(day)} {clock}", at),
            Deadline(f"ภายใน{weekday} {clock}", at),
            Deadline(f"ก่อนวันที่ {written(day)}", _date(day - timedelta(days=1))),
            Deadline(f"ไม่เกินวันที่ {written(day)}", on),
            Deadline(f"อย่างช้าไม่เกินวันที่ {written(day)}", on),
            Deadline(f"อย่างช้าภายใน{weekday}", on),
            Deadline(f"ไม่ช้ากว่าวันที่ {written(day)}", on),
            Deadline(f"ภายในเดือน{month}", _date(last)),
            Deadline(f"ภายในสิ้นเดือน{month}", _date(last)),
            Deadline(middle, _date(day.replace(day=MIDDLE) if day.day <= MIDDLE else last)),
            Deadline(this_week, _date(near)),
        )
    )


def _in_days(dice: Dice, _sent: date) -> Deadline:
    days, since = dice.choice((3, 5, 7, 10, 15, 30, 45, 60)), dice.choice(SINCE_RECEIPT)
    business = days <= 15 and dice.chance(0.5)
    number = thai(days) if dice.chance(0.7) else NUMBERS_IN_WORDS.get(days, thai(days))
    gap = " " if number[0] in "๐๑๒๓๔๕๖๗๘๙" else ""
    unit = "วันทำการ" if business else "วัน"
    due = {"kind": "relative", "days": days, "business": business, "from": "receipt"}
    return Deadline(f"ภายใน{gap}{number}{gap}{unit} {since}", due)


def _again(dice: Dice, _sent: date) -> Deadline:
    day, weekday = dice.randint(1, 28), dice.randrange(5)
    monthly, end = f"FREQ=MONTHLY;BYMONTHDAY={day}", "FREQ=MONTHLY;BYMONTHDAY=-1"
    weekly = f"FREQ=WEEKLY;BYDAY={CODES[weekday]}"
    words, rule = dice.choice(
        (
            (f"ภายในวันที่ {thai(day)} ของทุกเดือน", monthly),
            (f"ภายในวันที่ {thai(day)} ของทุกเดือน", monthly),
            (f"ทุกวันที่ {thai(day)} ของเดือน", monthly),
            (f"เป็นประจำทุกเดือน ภายในวันที่ {thai(day)} ของเดือน", monthly),
            (f"ภายในวันที่ {thai(day)} ของเดือนถัดไป", monthly),
            ("ทุกสิ้นเดือน", end),
            ("ภายในวันสุดท้ายของทุกเดือน", end),
            (f"ทุกวัน{WEEKDAYS[weekday]}", weekly),
            (f"ภายในวัน{WEEKDAYS[weekday]}ของทุกสัปดาห์", weekly),
            ("ทุกไตรมาส", "FREQ=YEARLY;BYMONTH=12,3,6,9;BYMONTHDAY=-1"),
            ("ทุกรอบ ๖ เดือน", "FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=-1"),
            ("ทุกสิ้นปีงบประมาณ", "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=30"),
        )
    )
    return Deadline(words, {"kind": "recurring", "rrule": rule})


def _undated(dice: Dice, _sent: date) -> Deadline:
    return Deadline(dice.choice(("โดยด่วน", "โดยเร็ว", "ในโอกาสแรก")), {"kind": "none"})


def _date(day: date) -> dict[str, Any]:
    return {"kind": "date", "date": day.isoformat()}
