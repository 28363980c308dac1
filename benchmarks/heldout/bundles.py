"""A bundle by chance: one matter handed down from office to office, newest letter on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from benchmarks.heldout import offices
from benchmarks.heldout.bodies import Body, announcement_body, letter_body, order_body
from benchmarks.heldout.deadlines import workday
from benchmarks.heldout.offices import Area, Post
from benchmarks.heldout.stamps import receive_stamps
from benchmarks.heldout.topics import Form, Topic, topics
from ocr.training.dice import Dice
from samples.letters import (
    MONTHS,
    SHORT_MONTHS,
    Attachment,
    Bundle,
    Cited,
    Letter,
    Level,
    Stamp,
    Style,
    Table,
    buddhist,
    thai,
    written,
)

HOPS = (0.28, 0.24, 0.24, 0.14, 0.1)
"""The share of bundles of one letter, of two, ... of five."""
FIRST_DAY, DAYS = date(2024, 2, 1), 1000
URGENCIES = (None, "ด่วน", "ด่วนมาก", "ด่วนที่สุด")
URGENT = (0.62, 0.1, 0.1, 0.18)
UNITS = ("ฉบับ", "ชุด", "แผ่น", "ชุด")
LINK = "https://forms.office.example/{}"
LISTED = 24
"""As many names as fit on the page of a list."""
LEADERS = "." * 46


@dataclass(frozen=True)
class _Hop:
    """One letter to be written: who writes on what day, after whom, to whom."""

    writer: Post
    above: Post | None
    receiver: Post
    day: date
    next_day: date
    cited: Cited | None
    urgency: str | None


def invent(dice: Dice, name: str, level: Level, style: Style) -> Bundle:
    """A bundle of one to five letters with the papers attached to them."""
    topic, area = dice.choice(topics()), offices.area(dice)
    *writers, last = _route(dice, area, topic)
    if len(writers) == 1 and dice.chance(0.4):
        contents = _alone(dice, area, topic)
    else:
        contents = _chain(dice, area, topic, (*writers, last))
    return Bundle(name, last.name, level, tuple(contents), style, seed=dice.randrange(10**6))


def _route(dice: Dice, area: Area, topic: Topic) -> tuple[Post, ...]:
    """The offices that a matter passes through, from the top; the last only receives it."""
    top = dice.choice((offices.department(dice, topic.department), offices.ministry(dice)))
    province = offices.province(dice, area, topic.branch)
    district = offices.district(dice, area)
    local = offices.local_government(dice, area)
    beside = dice.choice(
        (offices.police(dice, area), offices.branch_office(dice, area, topic.branch))
    )
    (hops,) = dice.choices(range(1, 6), HOPS)
    if hops == 1:
        own = offices.provincial_administration(dice, area)
        return dice.choice(
            (
                (top, province),
                (province, district),
                (district, local),
                (own, local),
                (beside, province),
            )
        )
    if hops == 2:
        return dice.choice(
            ((province, district, local), (top, province, district), (beside, province, district))
        )
    if hops == 3:
        return dice.choice(((top, province, district, local), (beside, province, district, local)))
    origin = offices.department(dice, topic.department)
    route = (origin, offices.ministry(dice), province, district, local)
    return route if hops == 4 else (*route, _villages(local))


def _villages(local: Post) -> Post:
    """The headmen of a subdistrict, who receive and keep no register."""
    return Post("ผู้ใหญ่บ้าน", "กำนัน ผู้ใหญ่บ้าน ทุกหมู่บ้าน", (), local.prefix, (), (), "")


def _chain(dice: Dice, area: Area, topic: Topic, route: Sequence[Post]) -> list[Letter | Table]:
    """Each office forwards a copy of the letter that it received, with its own request."""
    day = workday(dice, FIRST_DAY, 0, DAYS)
    contents: list[Letter | Table] = []
    cited: Cited | None = None
    (urgency,) = dice.choices(URGENCIES, URGENT)
    for number, (writer, receiver) in enumerate(pairwise(route)):
        next_day = workday(dice, day, 4, 9)
        above = route[number - 1] if number else None
        hop = _Hop(writer, above, receiver, day, next_day, cited, urgency)
        letter, papers = _letter(dice, area, topic, hop)
        contents = [letter, *papers, *contents]
        cited, day = Cited(letter.sender, letter.number, letter.date), next_day
        urgency = urgency if dice.chance(0.7) else None
    return contents


def _letter(dice: Dice, area: Area, topic: Topic, hop: _Hop) -> tuple[Letter, list[Table]]:
    """A letter as its office sends it, then its forms and lists."""
    to, members = _readers(dice, area, hop)
    body = letter_body(dice, hop.writer, hop.above, topic, hop.day)
    forms = dice.sample(topic.forms, dice.randint(0, len(topic.forms)))
    copies = (_copy(dice, hop.cited, hop.urgency),) if hop.cited else ()
    linked = dice.chance(0.12)
    letter = Letter(
        form="external",
        number=_number(dice, hop.writer, circular="ทุก" in to or bool(members)),
        date=hop.day,
        sender=hop.writer.name,
        to=to,
        body=body.paragraphs,
        address=hop.writer.address,
        subject=topic.subject,
        refers=_refers(dice, hop),
        attachments=(*copies, *(_attached(dice, f.title) for f in forms), *_qr(linked)),
        signed=(offices.person(dice), *hop.writer.signs),
        owner=(*hop.writer.units, *offices.contact(dice)),
        urgency=hop.urgency,
        stamps=_stamps(dice, hop),
        duties=body.duties,
        pen_note=_pen_note(dice, hop.next_day) if dice.chance(0.15) else (),
        dated=_dated(dice, hop.day),
        list_numbers=dice.chance(0.8),
        copy_mark=_copy_mark(dice) if dice.chance(0.15) else (),
    )
    if hop.cited is None and dice.chance(0.12):
        letter = _sealed(letter)
    tables = [_table(dice, form) for form in forms if letter.attachments and dice.chance(0.6)]
    lists = [_members(letter, members)] if members else []
    codes = [_code(dice)] if linked and letter.attachments else []
    return letter, [*tables, *codes, *lists]


def _sealed(letter: Letter) -> Letter:
    """The same as a stamped letter (หนังสือประทับตรา): no subject, list of papers or signature."""
    *said, last = letter.body
    closing = last.replace("จึงเรียน", "จึงแจ้ง")
    return replace(
        letter, form="stamped", subject=None, attachments=(), refers=(), signed=(), address=(),
        body=(*said, closing), copy_mark=(), pen_note=(),
    )  # fmt: skip


def _alone(dice: Dice, area: Area, topic: Topic) -> list[Letter | Table]:
    """A memo, an order or an announcement of one office of the district."""
    writer = dice.choice(
        (
            offices.district(dice, area),
            offices.local_government(dice, area),
            offices.branch_office(dice, area, topic.branch),
        )
    )
    day = workday(dice, FIRST_DAY, 0, DAYS)
    (form,) = dice.choices(("memo", "order", "announcement"), (5, 3, 2))
    letter = _memo(dice, writer, topic, day) if form == "memo" else None
    return [letter or _public(dice, form, writer, topic, day)]


def _memo(dice: Dice, writer: Post, topic: Topic, day: date) -> Letter:
    body = letter_body(dice, writer, None, topic, day)
    short = f"{day.day} {SHORT_MONTHS[day.month - 1]} {buddhist(day)}"
    return Letter(
        form="memo",
        number=_number(dice, writer, circular=dice.chance(0.5)),
        date=day,
        sender=writer.name,
        to=dice.choice(("หัวหน้ากลุ่มงานทุกกลุ่มงาน", "ผู้อำนวยการกองทุกกอง", writer.head)),
        body=body.paragraphs,
        address=(writer.name, " ".join((writer.units[-1], offices.contact(dice)[0]))),
        subject=topic.subject,
        signed=(offices.person(dice), "หัวหน้า" + writer.units[-1]),
        duties=body.duties,
        dated=dice.choice((None, thai(short))),
        pen_note=_pen_note(dice, day + timedelta(days=1)) if dice.chance(0.5) else (),
    )


def _public(dice: Dice, form: str, writer: Post, topic: Topic, day: date) -> Letter:
    order = form == "order"
    body: Body
    body = order_body(dice, writer, topic, day) if order else announcement_body(dice, writer, topic)
    running = thai(f"{dice.randint(2, 900)}/{buddhist(day)}")
    return Letter(
        form="order" if order else "announcement",
        number=running if order or dice.chance(0.3) else "",
        date=day,
        sender=writer.name,
        to="",
        body=body.paragraphs,
        subject=topic.subject,
        signed=(offices.person(dice), *writer.signs),
        duties=body.duties,
    )


def _readers(dice: Dice, area: Area, hop: _Hop) -> tuple[str, tuple[str, ...]]:
    """The addressees as printed, and the names of the list where a list is attached."""
    receiver = hop.receiver
    provinces = ("ผู้ว่าราชการจังหวัด ทุกจังหวัด", "ผู้ว่าราชการจังหวัดทุกจังหวัด")
    central = not hop.writer.name.endswith(area.province)
    heads = {
        "จังหวัด": (*(provinces if central else ()), receiver.head),
        "อำเภอ": (
            "นายอำเภอ ทุกอำเภอ",
            "นายอำเภอทุกอำเภอ",
            "หัวหน้าส่วนราชการประจำจังหวัด และนายอำเภอทุกอำเภอ",
            receiver.head,
        ),
    }
    for kind, groups in heads.items():
        if receiver.name.startswith(kind):
            return dice.choice(groups), ()
    if receiver.name.startswith(("เทศบาล", "องค์การ")):
        return _local_readers(dice, area, receiver)
    return receiver.head, ()


def _local_readers(dice: Dice, area: Area, receiver: Post) -> tuple[str, tuple[str, ...]]:
    titles = [offices.LOCAL[kind][1] + name for kind, name in area.local]
    others = [title for title in titles if title != receiver.head]
    some = (receiver.head, *dice.sample(others, 2))
    group = dice.choice(("ทุกแห่ง", f"ทุกแห่งในเขตอำเภอ{area.district}"))
    form = dice.randrange(6)
    if form == 0:
        return "รายชื่อตามบัญชีแนบท้าย", (receiver.head, *others)
    return (
        receiver.head,
        f"{some[0]} {some[1]} และ{some[2]}",
        "/".join(some),
        f"นายกเทศมนตรีตำบล และนายกองค์การบริหารส่วนตำบล{group}",
        f"ผู้บริหารองค์กรปกครองส่วนท้องถิ่น{group}",
    )[form - 1], ()


def _number(dice: Dice, writer: Post, *, circular: bool) -> str:
    running = thai(int(10 ** dice.uniform(0.5, 4.2)))
    mark = dice.choice(("ว ", "ว ", "ว ", "ว")) if circular else ""
    return f"{writer.prefix}/{mark}{running}"


def _dated(dice: Dice, day: date) -> str | None:
    if dice.chance(0.9):
        return None
    return thai(f"{day.day} {MONTHS[day.month - 1]} พ.ศ. {buddhist(day)}")


def _refers(dice: Dice, hop: _Hop) -> tuple[str, ...]:
    """อ้างถึง: earlier letters of the same office, not in the bundle."""
    if dice.chance(0.75):
        return ()
    return tuple(
        f"หนังสือ{hop.writer.name} ที่ {_number(dice, hop.writer, circular=True)} "
        f"ลงวันที่ {written(hop.day - timedelta(days=dice.randint(20, 200)))}"
        for _ in range(dice.choice((1, 1, 2)))
    )


def _copy(dice: Dice, cited: Cited, urgency: str | None) -> Attachment:
    """สำเนาหนังสือ...: the letter passed on; its urgency may stand before its number."""
    before = f"{urgency} ที่" if urgency and dice.chance(0.5) else "ที่"
    title = f"สำเนาหนังสือ{cited.sender} {before} {cited.number} ลงวันที่ {written(cited.date)}"
    return Attachment(title, 1, dice.choice(("ฉบับ", "ชุด")), cited)


def _attached(dice: Dice, title: str) -> Attachment:
    return Attachment(title, dice.choice((1, 1, 1, 2, 3)), dice.choice(UNITS))


def _qr(linked: bool) -> tuple[Attachment, ...]:
    return (Attachment("QR Code สำหรับรายงานผล", 1, "แผ่น"),) if linked else ()


def _stamps(dice: Dice, hop: _Hop) -> tuple[Stamp, ...]:
    if not hop.receiver.stamp:
        return ()
    latest = hop.next_day - timedelta(days=1)
    return receive_stamps(dice, hop.receiver, hop.day, bool(hop.urgency), latest)


def _pen_note(dice: Dice, day: date) -> tuple[str, ...]:
    said = dice.choice(("ทราบ ดำเนินการ", "แจ้งผู้เกี่ยวข้อง", "เห็นชอบ", "มอบงานสารบรรณ"))
    return (said, thai(f"{day.day} {SHORT_MONTHS[day.month - 1]} {buddhist(day) % 100}"))


def _copy_mark(dice: Dice) -> tuple[str, ...]:
    return ("สำเนาถูกต้อง", offices.person(dice), "เจ้าพนักงานธุรการชำนาญงาน")


def _table(dice: Dice, form: Form) -> Table:
    """A form as a grid with empty rows, or as lines of dotted leaders."""
    signed = (f"ลงชื่อ {LEADERS[:30]} ผู้รายงาน", f"ตำแหน่ง {LEADERS[:30]}")
    if dice.chance(0.3):
        return Table((form.title,), (), (), (*(f"{c} {LEADERS}" for c in form.columns), *signed))
    first, *others = form.columns
    columns = ((first, 22.0), *((title, 143.0 / len(others)) for title in others))
    empty = ("",) * len(others)
    rows = tuple((thai(n), *empty) for n in range(1, dice.randint(4, 11)))
    where = f"หน่วยงาน {LEADERS[:30]} ประจำเดือน {LEADERS[:16]}"
    return Table((form.title, where), columns, rows, signed if dice.chance(0.7) else ())


def _members(letter: Letter, members: tuple[str, ...]) -> Table:
    """The list of addressees that a letter to รายชื่อตามบัญชีแนบท้าย brings along."""
    heading = ("บัญชีรายชื่อแนบท้าย", f"หนังสือ{letter.sender} ที่ {letter.number}")
    rows = tuple((thai(number), name) for number, name in enumerate(members[:LISTED], 1))
    return Table(heading, (("ลำดับ", 22.0), ("หน่วยงาน", 143.0)), rows)


def _code(dice: Dice) -> Table:
    return Table(("QR Code สำหรับรายงานผล",), (), (), (), LINK.format(dice.randint(100, 999)))
