"""The letters of a country, made up by seed: who writes what to whom, passes it on, asks, answers.

Offices are those of the tables, letters and figures are invented. A directive (`Affair`) starts
at a ministry, a province or a district, goes down office by office, is stamped where it arrives,
stapled on or not, asks for something or not; some of those who owe answer, some letters remind,
extend or cancel.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from random import Random
from typing import Any, NamedTuple

from correspondence_db.owing import label_of
from correspondence_db.record import ScanRecord
from extract.almanac import thai_date
from extract.dates import Due
from extract.letter import (
    Action,
    Attachment,
    Citation,
    Doubt,
    Found,
    Letter,
    Obligation,
    Receipt,
    Relation,
    Secrecy,
    Urgency,
)
from extract.numbers import LetterNumber
from extract.offices import Office, all_offices, letter_codes, office_named
from extract.periods import due_days
from extract.thaitext import unfold_digits
from ocr.page import Box, OcrPage, Word

BEGAN, TODAY = date(2024, 10, 1), date(2026, 11, 26)
#: Running numbers this far apart are never one digit apart.
_STRIDE = 37
_CENTRAL = (
    ("กระทรวงมหาดไทย", "มท", "0206"), ("กรมส่งเสริมการปกครองท้องถิ่น", "มท", "0810"),
    ("กรมการปกครอง", "มท", "0305"), ("กรมป้องกันและบรรเทาสาธารณภัย", "มท", "0601"),
    ("กระทรวงการคลัง", "กค", "0402"), ("กรมบัญชีกลาง", "กค", "0433"),
    ("กระทรวงสาธารณสุข", "สธ", "0203"), ("กรมควบคุมโรค", "สธ", "0410"),
    ("กระทรวงเกษตรและสหกรณ์", "กษ", "0206"), ("กระทรวงคมนาคม", "คค", "0202"),
)  # fmt: skip
_DEEDS = (
    "การสำรวจข้อมูล", "การรายงานผลการดำเนินงานด้าน", "การจัดทำแผนปฏิบัติการ", "การเตรียมความพร้อมรับ",
    "การประชุมคณะกรรมการด้าน", "การฝึกอบรมหลักสูตร", "การเบิกจ่ายงบประมาณโครงการ", "การคัดเลือกผู้แทนด้าน",
    "การประชาสัมพันธ์", "การตรวจติดตาม", "แนวทางการดำเนินการเกี่ยวกับ", "การซักซ้อมความเข้าใจเรื่อง",
    "การขอรับการสนับสนุน", "มาตรการป้องกันและแก้ไขปัญหา",
)  # fmt: skip
_THINGS = (
    "ภัยแล้ง", "ขยะมูลฝอย", "โรคไข้เลือดออก", "หมอกควันและไฟป่า", "ยาเสพติด", "ผู้สูงอายุ", "ถนนสายรอง",
    "น้ำท่วมฉับพลัน", "ศูนย์พัฒนาเด็กเล็ก", "เบี้ยความพิการ", "การเลือกตั้งท้องถิ่น", "ภาษีที่ดินและสิ่งปลูกสร้าง",
    "น้ำประปาหมู่บ้าน", "อุบัติเหตุทางถนน", "การจัดซื้อจัดจ้าง", "หนี้นอกระบบ", "โคกหนองนา", "กองทุนสุขภาพ",
    "การท่องเที่ยวชุมชน", "ตลาดประชารัฐ", "โรคพิษสุนัขบ้า", "ทะเบียนราษฎร", "ป่าชุมชน", "พลังงานทดแทน",
    "สหกรณ์การเกษตร", "ข้าวหอมมะลิ", "ลำไยนอกฤดู", "แรงงานต่างด้าว", "ธรรมาภิบาลข้อมูล", "อาสาสมัครหมู่บ้าน",
)  # fmt: skip
_ASKED: tuple[tuple[Action, str], ...] = (
    ("report", "รายงานผลการดำเนินการ"), ("submit", "จัดส่งแบบสำรวจ"), ("nominate", "แจ้งรายชื่อผู้แทน"),
    ("reply", "แจ้งความประสงค์"), ("submit", "ส่งแผนปฏิบัติการ"),
)  # fmt: skip
_RULES = (
    "FREQ=MONTHLY;BYMONTHDAY=25", "FREQ=MONTHLY;BYMONTHDAY=5", "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10", "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=30",
)  # fmt: skip
_GROUPS = {
    "province": "ผู้ว่าราชการจังหวัด ทุกจังหวัด",
    "district": "นายอำเภอ ทุกอำเภอ",
    "local": "นายกเทศมนตรีตำบล และนายกองค์การบริหารส่วนตำบล ทุกแห่ง",
}
_URGENCIES: tuple[Urgency, ...] = ("ด่วน", "ด่วนมาก", "ด่วนที่สุด")
_SECRECIES: tuple[Secrecy, ...] = ("ลับ", "ลับ", "ลับมาก")
_CHANGES: tuple[Relation, ...] = ("reminds", "extends", "cancels")
_LOCAL = ("subdistrict_municipality", "subdistrict_administration")
_TITLES = {"จังหวัด": "ผู้ว่าราชการจังหวัด", "อำเภอ": "นายอำเภอ"}


class Seat(NamedTuple):
    """An office and how its letters are numbered; `below` are those that it writes to."""

    office: Office
    code: str
    agency: str
    below: tuple[Seat, ...]

    @property
    def title(self) -> str:
        """Whom one writes to there."""
        name = self.office.name
        return next(
            (name.replace(of, head, 1) for of, head in _TITLES.items() if name.startswith(of)), name
        )


class Duty(NamedTuple):
    """What a letter asks: of a group or an office (`whom`), whose `members` are seats."""

    action: Action
    text: str
    whom: str
    members: tuple[Seat, ...]
    due: Due


class Cite(NamedTuple):
    """A letter named in another, and what the one is to the other (None: it is passed on)."""

    letter: Draft
    relation: Relation | None = None


@dataclass(eq=False, slots=True)
class Draft:
    """A letter as it was written; one that is not `held` is only known by those who cite it."""

    seat: Seat
    number: LetterNumber
    day: date
    subject: str
    addressees: tuple[str, ...]
    duties: tuple[Duty, ...] = ()
    cites: tuple[Cite, ...] = ()
    urgency: Urgency | None = None
    secrecy: Secrecy | None = None
    doubt: str | None = None
    held: bool = True


class Stamp(NamedTuple):
    """Where a letter was received, under what number, when."""

    seat: Seat
    number: int
    day: date


class Bundle(NamedTuple):
    """A scan: letters, each with its stamps, stapled together in order."""

    scan: ScanRecord
    letters: tuple[tuple[Draft, tuple[Stamp, ...]], ...]


class Deed(NamedTuple):
    """That a seat did a duty of a letter (its place there): by a letter, or as a note tells."""

    letter: Draft
    duty: int
    seat: Seat
    due: date | None
    done_on: date
    by: Draft | None


@dataclass(slots=True)
class Affair:
    """All that became of one directive: its letters, upper ones first, their scans, the deeds.

    `room` is how many letters it may have at most.
    """

    room: int
    drafts: list[Draft] = field(default_factory=list)
    bundles: list[Bundle] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        return len(self.drafts) >= self.room


class Topic(NamedTuple):
    """What a directive is about, in what way it asks for something (None: it does not)."""

    subject: str
    kind: str | None
    urgency: Urgency | None
    secrecy: Secrecy | None


class Country:
    """So many provinces with all below them, and ministries; the same seed, the same letters."""

    def __init__(self, provinces: int, seed: int = 1) -> None:
        self.dice = Random(seed)  # noqa: S311 - the same choices every time
        self.provinces = _provinces()[:provinces]
        self.ministries = tuple(_central(self.provinces))
        self._issued: Counter[tuple[str, str]] = Counter()
        self._received: Counter[Office] = Counter()
        self._scans = 0

    def affairs(self, letters: int) -> Iterator[Affair]:
        """Directives from the first day to the last, until there are so many letters."""
        made = 0
        span = (TODAY - BEGAN).days
        while made < letters:
            day = BEGAN + timedelta(days=int(span * made / letters))
            affair = self._affair(day, letters - made)
            made += len(affair.drafts)
            yield affair

    def _affair(self, day: date, room: int) -> Affair:
        affair = Affair(room)
        roll = self.dice.random()
        if roll < 0.25:
            self._single(affair, self.dice.choice(self.provinces), day)
            return affair
        if roll < 0.6:
            origin = self.dice.choice(self.ministries)
        else:
            origin = self.dice.choice(self.provinces)
            origin = self.dice.choice(origin.below) if roll > 0.85 else origin
        topic = f"{self.dice.choice(_DEEDS)}{self.dice.choice(_THINGS)}"
        kind = self._kind()
        urgent = self.dice.choice(_URGENCIES) if self._chance(0.08) else None
        secret = self.dice.choice(_SECRECIES) if self._chance(0.005) else None
        self._pass_down(affair, origin, None, day, Topic(topic, kind, urgent, secret))
        return affair

    def _pass_down(
        self, affair: Affair, seat: Seat, above: Draft | None, day: date, topic: Topic
    ) -> None:
        """Write a directive to all below, and let those pass it on in their turn."""
        if day > TODAY or affair.is_full:
            return
        draft = self._directive(seat, above, day, topic)
        draft.held = above is not None or not seat.below[0].below or self._chance(0.93)
        affair.drafts.append(draft)
        if draft.held:
            self._scan(affair, draft)
        for lower in seat.below:
            if lower.below and self._chance(0.75 if above is None else 0.6):
                self._pass_down(affair, lower, draft, day + self._days(2, 9), topic)
        if draft.held:
            self._change(affair, draft)
            self._do(affair, draft)
        elif not any(cite.letter is draft for one in affair.drafts for cite in one.cites):
            affair.drafts.remove(draft)

    def _directive(self, seat: Seat, above: Draft | None, day: date, topic: Topic) -> Draft:
        lower = seat.below[0].office.kind
        whom = _GROUPS["local" if lower in _LOCAL else lower]
        return Draft(
            seat,
            self._number(seat, "ว"),
            day,
            topic.subject,
            (whom,),
            self._duties(seat, whom, topic.subject, topic.kind, day) if topic.kind else (),
            (Cite(above),) if above else (),
            topic.urgency,
            topic.secrecy,
            self._doubt(),
        )

    def _duties(
        self, seat: Seat, whom: str, subject: str, kind: str, day: date
    ) -> tuple[Duty, ...]:
        action, words = self.dice.choice(_ASKED)
        if kind in ("ongoing", "none"):
            action, words = "implement", "ถือปฏิบัติ"
        due, when = self._due(kind, day)
        text = f"ให้{words}{subject}ให้{seat.office.name}ทราบ{when}"
        return (Duty(action, text, whom, seat.below, due),)

    def _due(self, kind: str, day: date) -> tuple[Due, str]:
        if kind == "date":
            last = day + self._days(15, 60)
            return Due("date", last), f"ภายในวันที่ {thai_date(last)}"
        if kind == "relative":
            days = self.dice.choice((7, 15, 30))
            return Due("relative", days=days, start="receipt"), f"ภายใน {days} วัน"
        if kind == "recurring":
            return Due("recurring", rrule=self.dice.choice(_RULES)), "เป็นประจำทุกงวด"
        return (Due("ongoing"), "อย่างต่อเนื่อง") if kind == "ongoing" else (Due("none"), "")

    def _kind(self) -> str | None:
        kinds = ("date", "relative", "recurring", "none", "ongoing", None)
        return self.dice.choices(kinds, (30, 6, 3, 11, 5, 45))[0]

    def _single(self, affair: Affair, province: Seat, day: date) -> None:
        """A letter to one office that asks that one alone."""
        district = self.dice.choice(province.below)
        seat, to = self.dice.choice(((province, district), (district, province)))
        subject = f"{self.dice.choice(_DEEDS)}{self.dice.choice(_THINGS)}"
        duty = self._duties(seat, to.title, subject, "date", day) if self._chance(0.5) else ()
        duties = tuple(one._replace(members=(to,)) for one in duty)
        number = self._number(seat, "")
        draft = Draft(seat, number, day, subject, (to.title,), duties, doubt=self._doubt())
        affair.drafts.append(draft)
        self._scan(affair, draft, to)
        self._do(affair, draft)

    # --- what becomes of it

    def _change(self, affair: Affair, draft: Draft) -> None:
        """Now and then a directive is moved, reminded of, or cancelled."""
        day = draft.day + self._days(10, 25)
        if not draft.duties or not self._chance(0.06) or day > TODAY or affair.is_full:
            return
        duty = draft.duties[0]
        relation = self.dice.choice(_CHANGES)
        moved = duty._replace(due=Due("date", day + self._days(20, 40)))
        draft_of_change = Draft(
            draft.seat,
            self._number(draft.seat, "ว"),
            day,
            f"ขอแจ้งเพิ่มเติมเรื่อง{draft.subject}",
            draft.addressees,
            (moved,) if relation == "extends" and duty.due.kind == "date" else (),
            (Cite(draft, relation),),
        )
        affair.drafts.append(draft_of_change)
        self._scan(affair, draft_of_change)

    def _do(self, affair: Affair, draft: Draft) -> None:
        """Most of those who owe do what is asked; some by a letter of their own."""
        for at, duty in enumerate(draft.duties):
            for member in duty.members:
                for day in self._rounds_done(duty.due, draft.day):
                    by = None
                    done_on = min(TODAY, draft.day + self._days(5, 40)) if day is None else day
                    if self._chance(0.06) and not affair.is_full:
                        by = self._answer(affair, draft, member, done_on)
                    affair.deeds.append(Deed(draft, at, member, day, done_on, by))

    def _rounds_done(self, due: Due, first: date) -> list[date | None]:
        """The rounds that an office has done: all but the last few, and now and then not one."""
        if due.rrule:
            days = due_days(due.rrule, first, TODAY - timedelta(days=1))
            done = days[: max(0, len(days) - self.dice.choice((0, 0, 0, 0, 1, 1, 2)))]
            gap = self.dice.randrange(len(done)) if done and self._chance(0.05) else None
            return [day for at, day in enumerate(done) if at != gap]
        share = {"date": 0.97, "relative": 0.95, "none": 0.9, "ongoing": 0.5}[due.kind]
        if TODAY - first < timedelta(days=45):
            share /= 4
        return [None] if self._chance(share) else []

    def _answer(self, affair: Affair, draft: Draft, member: Seat, day: date) -> Draft:
        answer = Draft(
            member,
            self._number(member, ""),
            day,
            f"รายงานผล{draft.subject}",
            (draft.seat.title,),
            cites=(Cite(draft, "replies"),),
        )
        affair.drafts.append(answer)
        self._scan(affair, answer, draft.seat)
        return answer

    # --- scans

    def _scan(self, affair: Affair, draft: Draft, to: Seat | None = None) -> None:
        """Scan a letter where it arrived: alone, or with what it passes on stapled behind it."""
        for receiver in [to] if to else self._receivers(draft):
            received = min(TODAY, draft.day + self._days(1, 6))
            letters = [(draft, (self._stamp(receiver, received),))]
            stapled = draft
            while self._chance(0.15) and stapled.cites and stapled.cites[0].relation is None:
                stapled = stapled.cites[0].letter
                if not stapled.held:
                    break
                above = self._stamp(draft.seat, draft.day)
                letters.append((stapled, (above,) if len(letters) == 1 else ()))
            affair.bundles.append(Bundle(self._record(received), tuple(letters)))

    def _receivers(self, draft: Draft) -> list[Seat]:
        return self.dice.sample(
            draft.seat.below, min(len(draft.seat.below), self.dice.choice((1, 1, 1, 1, 1, 2)))
        )

    def _record(self, received: date) -> ScanRecord:
        self._scans += 1
        name = f"{self._scans}-{self.dice.random()}"
        day = received if self._scans > 1 else BEGAN
        stored = datetime.combine(day, time(9), UTC)
        return ScanRecord(sha256(name.encode()).hexdigest(), f"{self._scans:07}.pdf", day, stored)

    def _stamp(self, seat: Seat, day: date) -> Stamp:
        self._received[seat.office] += 1
        return Stamp(seat, self._received[seat.office], day)

    def _number(self, seat: Seat, series: str) -> LetterNumber:
        key = seat.agency, seat.code
        self._issued[key] += 1
        return LetterNumber(seat.code, seat.agency, series, str(1000 + _STRIDE * self._issued[key]))

    def _days(self, low: int, high: int) -> timedelta:
        return timedelta(days=self.dice.randint(low, high))

    def _chance(self, share: float) -> bool:
        return self.dice.random() < share

    def _doubt(self) -> str | None:
        return self.dice.choice(("number", "date", "sender")) if self._chance(0.06) else None


# --- the offices

Spot = tuple[str | None, str | None]  # province, district


def _provinces() -> list[Seat]:
    """Every province with its districts and their local offices, large and small ones mixed."""
    local: dict[Spot, list[Office]] = {}
    districts: dict[str | None, list[Office]] = {}
    for office in all_offices():
        if office.kind in _LOCAL and office.district:
            local.setdefault((office.province, office.district), []).append(office)
        if office.kind == "district":
            districts.setdefault(office.province, []).append(office)
    codes = [(code, name) for code, (kind, name) in letter_codes().items() if kind == "province"]
    found = []
    for code, name in codes:
        province = office_named(name)
        if province and province.kind == "province" and districts.get(province.province):
            below = _districts(code, districts[province.province], local)
            found.append(Seat(province, code, "0017.2", tuple(below)))
    return sorted(found, key=lambda seat: sha256(seat.code.encode()).digest())


def _districts(
    code: str, districts: Sequence[Office], local: Mapping[Spot, Sequence[Office]]
) -> Iterator[Seat]:
    for n, district in enumerate(districts, start=1):
        offices = local.get((district.province, district.district), ())
        towns = tuple(Seat(office, code, f"5{n:02}{m:02}", ()) for m, office in enumerate(offices))
        if towns:
            yield Seat(district, code, f"{n:02}18.1", towns)


def _central(provinces: Sequence[Seat]) -> Iterator[Seat]:
    for name, code, agency in _CENTRAL:
        office = office_named(name)
        if office:
            yield Seat(office, code, f"{agency}.3", tuple(provinces))


# --- as they are read

_RULE = "made up"
Reader = Callable[..., Found[Any]]  # (line, value, print) -> what is found there
_LINES = {name: Box(200, 200 + 100 * at, 2200, 270 + 100 * at) for at, name in enumerate((
    "number", "sender", "date", "subject", "addressees", "cited", "asked", "receipt", "form",
    "urgency", "secrecy", "body",
))}  # fmt: skip


def letter_of(draft: Draft, page: int, stamps: Sequence[Stamp]) -> Letter:
    """A draft as one copy of it is read, on one page of a scan."""

    def found(line: str, value: Any, raw: str | None = None) -> Found[Any]:
        return Found(value, raw or str(value), page, _LINES[line], 0.9, _RULE)

    citations = tuple(_citation(cite, found) for cite in draft.cites)
    return Letter(
        form=found("form", "external"),
        pages=(page,),
        number=found("number", draft.number, unfold_digits(str(draft.number))),
        date=found("date", draft.day, thai_date(draft.day)),
        sender=found("sender", draft.seat.office.name),
        subject=found("subject", draft.subject),
        addressees=tuple(found("addressees", name) for name in draft.addressees),
        urgency=found("urgency", draft.urgency) if draft.urgency else None,
        secrecy=found("secrecy", draft.secrecy) if draft.secrecy else None,
        receipts=tuple(_receipt(stamp, page, found) for stamp in stamps),
        attachments=tuple(
            Attachment(found("cited", f"สำเนา{one.phrase.value}"), 1, "ฉบับ", one)
            for one in citations
            if one.context == "attachment"
        ),
        citations=citations,
        obligations=tuple(
            Obligation(duty.action, (duty.whom,), draft.seat.office.name, duty.due,
                       found("asked", duty.text))
            for duty in draft.duties
        ),
        doubts=tuple(
            Doubt(name, "low-confidence", page, _LINES[name]) for name in (draft.doubt,) if name
        ),
    )  # fmt: skip


def _citation(cite: Cite, found: Reader) -> Citation:
    cited = cite.letter
    name = cited.seat.office.name
    phrase = f"หนังสือ{name} ที่ {unfold_digits(str(cited.number))} ลงวันที่ {thai_date(cited.day)}"
    return Citation(
        context="reference" if cite.relation else "attachment",
        number=found("cited", cited.number),
        date=found("cited", cited.day),
        sender=found("cited", name),
        phrase=found("cited", phrase),
        relation=found("cited", cite.relation, "ตามที่") if cite.relation else None,
    )


def _receipt(stamp: Stamp, page: int, found: Reader) -> Receipt:
    return Receipt(
        office=found("receipt", stamp.seat.office.name),
        number=found("receipt", stamp.number),
        date=found("receipt", stamp.day),
        time=None,
        page=page,
        box=_LINES["receipt"],
    )


def page_of(draft: Draft, number: int) -> OcrPage:
    """The page of a letter, a word a line: short, and with its words in it."""
    asked = [duty.text for duty in draft.duties] or [f"จึงเรียนมาเพื่อทราบเรื่อง{draft.subject}"]
    lines = (
        f"ที่ {unfold_digits(str(draft.number))}",
        draft.seat.office.name,
        thai_date(draft.day),
        f"เรื่อง {draft.subject}",
        f"เรียน {draft.addressees[0]}",
        *asked,
    )
    words = (
        Word(text, Box(300, 300 + 90 * at, 2100, 360 + 90 * at), 0.9, at)
        for at, text in enumerate(lines)
    )
    return OcrPage(number, 2480, 3508, 300, tuple(words))


def label(seat: Seat) -> str:
    return label_of(seat.office)
