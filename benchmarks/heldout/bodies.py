"""What a letter says between its head and its signature, and the duties in it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from benchmarks.heldout.deadlines import deadline
from benchmarks.heldout.offices import Post
from benchmarks.heldout.topics import Asked, Topic, background, traps
from ocr.training.dice import Dice
from samples.letters import Duty, buddhist, thai, written

INFORMS_ONLY = 0.12
LONG = 0.3
MARKS = ("{}. ", "{}. ", "{}. ", "{}) ", "({}) ", "ข้อ {} ")
OPENINGS = (
    "ในการนี้ ",
    "เพื่อให้การทำงานเป็นไปในทางเดียวกัน ",
    "พิจารณาแล้วเพื่อประโยชน์ของประชาชน ",
    "ดังนั้น ",
    "",
)
LIST_REQUESTS = (
    "จึงขอให้ดำเนินการ ดังนี้",
    "จึงขอความร่วมมือดำเนินการ ดังนี้",
    "จึงขอให้ท่านดำเนินการ ดังต่อไปนี้",
)
REQUESTS = (
    "จึงขอให้ท่าน",
    "จึงขอให้",
    "จึงขอความร่วมมือ",
    "ขอได้โปรด",
    "ขอให้",
    "จึงขอความอนุเคราะห์",
    "จึงขอกำชับให้",
    "เห็นสมควรให้",
)
TIES = ("และ", "และ", "และ", "และ", "พร้อมทั้ง", "ตลอดจน", "รวมทั้ง", "แล้ว")
ALSO_NONE = "หากไม่มีให้รายงานด้วย"
CLOSINGS = (
    "จึงเรียนมาเพื่อพิจารณาดำเนินการ",
    "จึงเรียนมาเพื่อโปรดพิจารณาดำเนินการต่อไป",
    "จึงเรียนมาเพื่อทราบและดำเนินการ",
)
TO_KNOW = ("จึงเรียนมาเพื่อโปรดทราบ", "จึงเรียนมาเพื่อทราบ")


class Body(NamedTuple):
    """Paragraphs as printed, and what they ask for."""

    paragraphs: tuple[str, ...]
    duties: tuple[Duty, ...] = ()


def letter_body(dice: Dice, writer: Post, above: Post | None, topic: Topic, sent: date) -> Body:
    """A body that tells why, asks in a list or in a sentence or not at all, and closes."""
    why = (*_why(dice, writer, above, topic), *_background(dice, sent))
    if dice.chance(INFORMS_ONLY):
        return Body((*why, *_trap(dice, sent, 0.7), dice.choice(TO_KNOW)))
    duties = _duties(dice, writer, topic, sent)
    ask = _listed if dice.chance(0.55) else _in_a_sentence
    asked = ask(dice, writer, above, duties)
    return Body((*why, *asked, *_trap(dice, sent, 0.35), dice.choice(CLOSINGS)), duties)


def order_body(dice: Dice, writer: Post, topic: Topic, sent: date) -> Body:
    """An order (คำสั่ง): who is appointed, and what they must do."""
    duties = _duties(dice, writer, topic, sent)
    members = ("ปลัดอำเภอ", "ผู้แทนสถานีตำรวจภูธร", "ผู้แทนองค์กรปกครองส่วนท้องถิ่น", "กำนันในพื้นที่")
    return Body(
        (
            f"ด้วย{dice.choice(topic.why)} จึงแต่งตั้งคณะทำงาน ดังนี้",
            *(
                thai(f"{number}. {member} เป็น{'หัวหน้า' if number == 1 else ''}คณะทำงาน")
                for number, member in enumerate(members[: dice.randint(2, 4)], 1)
            ),
            f"ให้คณะทำงาน{_joined(dice, duties)}",
            "ทั้งนี้ ตั้งแต่บัดนี้เป็นต้นไป",
        ),
        duties,
    )


def announcement_body(dice: Dice, writer: Post, topic: Topic) -> Body:
    """An announcement (ประกาศ): the public is told, no office owes anything."""
    return Body(
        (
            f"ด้วย{dice.choice(topic.why)}",
            f"เพื่อประโยชน์ของประชาชน {writer.name}จึงประกาศให้ทราบโดยทั่วกัน",
        )
    )


def _why(dice: Dice, writer: Post, above: Post | None, topic: Topic) -> tuple[str, ...]:
    reasons = dice.sample(topic.why, dice.randint(1, len(topic.why)))
    retold = " ".join((reasons[0], *(f"ประกอบกับ{reason}" for reason in reasons[1:])))
    if above is None:
        return (f"ด้วย{retold}",)
    return (
        dice.choice(
            (
                f"ด้วย{above.name}แจ้งว่า {retold}",
                f"ด้วย{writer.name}ได้รับแจ้งจาก{above.name}ว่า {retold}",
                f"ตามที่{above.name}แจ้งว่า {retold} นั้น",
            )
        ),
    )


def _duties(dice: Dice, writer: Post, topic: Topic, sent: date) -> tuple[Duty, ...]:
    steps = dice.sample(topic.steps, dice.randint(0, len(topic.steps)))
    owed = dice.sample(topic.owed, dice.choice((1, 1, 2)))
    return (*map(_step, steps), *(_owed(dice, each, writer, sent) for each in owed))


def _step(step: Asked) -> Duty:
    kind = "ongoing" if step.text.endswith("อย่างต่อเนื่อง") else "none"
    return Duty(step.action, step.text, None, {"kind": kind})


def _owed(dice: Dice, asked: Asked, writer: Post, sent: date) -> Duty:
    """A duty towards the writer, who may call itself จังหวัด or อำเภอ for short."""
    due = deadline(dice, sent)
    short = next((kind for kind in ("จังหวัด", "อำเภอ") if writer.name.startswith(kind)), None)
    office = short if short and dice.chance(0.3) else writer.name
    gap = dice.choice((" ", " ", ""))
    return Duty(
        asked.action, asked.text.format(office=office) + gap + due.words, writer.name, due.due
    )


def _listed(
    dice: Dice, writer: Post, above: Post | None, duties: tuple[Duty, ...]
) -> tuple[str, ...]:
    if len(duties) == 1:
        return _in_a_sentence(dice, writer, above, duties)
    mark = dice.choice(MARKS)
    who = dice.choice((writer.name, ""))
    items = (
        thai(mark.format(n)) + duty.text + (f" {ALSO_NONE}" if dice.chance(0.1) else "")
        for n, duty in enumerate(duties, 1)
    )
    return (f"{dice.choice(OPENINGS)}{who}{dice.choice(LIST_REQUESTS)}", *items)


def _in_a_sentence(
    dice: Dice, writer: Post, above: Post | None, duties: tuple[Duty, ...]
) -> tuple[str, ...]:
    request = dice.choice(REQUESTS)
    reason = ""
    if above and dice.chance(0.4):
        reason = f" เพื่อ{writer.name}จะได้รวบรวมรายงาน{above.name}ต่อไป"
    return (f"{dice.choice(OPENINGS)}{writer.name}{request}{_joined(dice, duties)}{reason}",)


def _joined(dice: Dice, duties: tuple[Duty, ...]) -> str:
    *others, last = (duty.text for duty in duties)
    return f"{' '.join(others)} {dice.choice(TIES)}{last}" if others else last


def _trap(dice: Dice, sent: date, share: float) -> tuple[str, ...]:
    if not dice.chance(share):
        return ()
    return (dice.choice(traps()).format(**_slots(dice, sent)),)


def _background(dice: Dice, sent: date) -> tuple[str, ...]:
    """What makes some letters run on to a second page or a third."""
    if not dice.chance(LONG):
        return ()
    told = dice.sample(background(), dice.randint(2, len(background())))
    return tuple(paragraph.format(**_slots(dice, sent)) for paragraph in told)


def _slots(dice: Dice, sent: date) -> dict[str, str]:
    past = written(sent - timedelta(days=dice.randint(20, 700)))
    return {"past": past, "year": thai(buddhist(sent)), "n": thai(dice.randint(1, 9))}
