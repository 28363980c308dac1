"""Receive stamps (ตรารับหนังสือ): shapes, inks and ways of filling in, as offices differ."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal

from benchmarks.heldout.offices import Post
from ocr.training.dice import Dice
from samples.letters import MONTHS, SHORT_MONTHS, Stamp, buddhist, thai

HOW_MANY = (0.12, 0.48, 0.22, 0.11, 0.05, 0.02)
"""The share of letters with no stamp, one, ... five."""
SLOTS = ((143.0, 8.0), (33.0, 7.0), (141.0, 37.0), (148.0, 66.0), (34.0, 240.0))
"""Where a stamp is pressed: in the corners, over the address, into the body, at the foot."""
URGENT_SLOTS = (SLOTS[0], *SLOTS[2:])
SECTIONS = ("งานสารบรรณ", "ฝ่ายบริหารทั่วไป", "กลุ่มงานอำนวยการ", "สำนักปลัด", "กลุ่มงานยุทธศาสตร์")
LABELS = ("เลขรับ", "เลขที่รับ", "รับที่", "เลขที่")
COLOURS: tuple[Literal["blue", "red", "black", "violet", "green"], ...] = (
    "blue", "blue", "blue", "red", "red", "black", "violet", "green",
)  # fmt: skip
FRAMES: tuple[Literal["box", "double", "round", "none"], ...] = (
    "box", "box", "box", "double", "round", "none",
)  # fmt: skip


def receive_stamps(
    dice: Dice, receiver: Post, sent: date, urgent: bool, at_most: date
) -> tuple[Stamp, ...]:
    """The stamps that a letter of `sent` gathers at its receiver, the office's own first."""
    slots = URGENT_SLOTS if urgent else SLOTS
    (count,) = dice.choices(range(len(HOW_MANY)), HOW_MANY)
    sections = dice.sample(SECTIONS, len(SECTIONS))
    day, stamps = sent, list[Stamp]()
    for number, (x, y) in enumerate(slots[:count]):
        day = min(max(day, sent) + timedelta(days=dice.randint(0, 2)), max(at_most, sent))
        office = receiver.name if not number else f"{sections[number]} {receiver.name}"
        printed = receiver.stamp if not number else sections[number]
        place = x + dice.uniform(-5, 4), y + dice.uniform(-3, 4)
        stamps.append(_stamp(dice, office, printed, day, place))
    return tuple(stamps)


def _stamp(dice: Dice, office: str, printed: str, day: date, place: tuple[float, float]) -> Stamp:
    received = datetime.combine(day, time(dice.randint(8, 16), dice.randint(0, 59)))
    number = int(10 ** dice.uniform(0.7, 4))
    tilted = dice.chance(0.15)
    return Stamp(
        office,
        number,
        received,
        place,
        printed=printed,
        colour=dice.choice(COLOURS),
        angle=dice.choice((-1, 1)) * (dice.uniform(5, 20) if tilted else dice.uniform(0, 4)),
        rows=_rows(dice, number, received),
        frame=dice.choice(FRAMES),
        size=dice.uniform(0.82, 1.08),
        by_hand=dice.chance(0.12),
    )


def _rows(dice: Dice, number: int, when: datetime) -> tuple[tuple[str, str], ...]:
    """Number, date and time in Arabic, Thai or mixed digits; a dater prints the date alone."""
    digits = dice.choice(("arabic", "arabic", "thai", "thai", "mixed"))
    counted = str(number) if digits == "arabic" else thai(number)
    year, short = buddhist(when), SHORT_MONTHS[when.month - 1]
    clock = f"{when:%H.%M} น." if dice.chance(0.8) else f"{when:%H:%M}"
    if dice.chance(0.2):
        dater = f"{when.day:02} {short} {year}"
        return ((dice.choice(LABELS), counted), ("", dater), ("เวลา", clock))
    day = dice.choice(
        (
            f"{when.day} {short} {year}",
            f"{when.day} {short} {year}",
            f"{when.day} {MONTHS[when.month - 1]} {year}",
            f"{when.day} {short} {year % 100}",
            f"{when.day}/{when.month}/{year}",
        )
    )
    written = thai if digits == "thai" else str
    return ((dice.choice(LABELS), counted), ("วันที่", written(day)), ("เวลา", written(clock)))
