"""Who writes to whom: real offices of a district, their province and the capital, as letterheads.

Names and codes come from the register in extract/data, postal codes from geothai. Streets, the
numbers of sub-units, telephones and persons are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import geothai

from extract.gazetteer import Agency, agency_named, places, provinces
from ocr.training.dice import Dice
from samples.letters import thai

MINISTRY = "กระทรวงมหาดไทย"
BRANCH_NUMBERS = {
    "สำนักงานพัฒนาสังคมและความมั่นคงของมนุษย์จังหวัด": "0004", "สำนักงานประมงจังหวัด": "0006",
    "สำนักงานปศุสัตว์จังหวัด": "0008", "สำนักงานเกษตรจังหวัด": "0009",
    "สำนักงานขนส่งจังหวัด": "0013", "สำนักงานทรัพยากรธรรมชาติและสิ่งแวดล้อมจังหวัด": "0014",
    "สำนักงานพาณิชย์จังหวัด": "0015", "สำนักงานป้องกันและบรรเทาสาธารณภัยจังหวัด": "0021",
    "สำนักงานโยธาธิการและผังเมืองจังหวัด": "0022",
    "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด": "0023", "สำนักงานจัดหางานจังหวัด": "0026",
    "สำนักงานวัฒนธรรมจังหวัด": "0030", "สำนักงานสาธารณสุขจังหวัด": "0032",
}  # fmt: skip
LOCAL = {
    "อบต.": ("องค์การบริหารส่วนตำบล", "นายกองค์การบริหารส่วนตำบล"),
    "ทต.": ("เทศบาลตำบล", "นายกเทศมนตรีตำบล"),
    "ทม.": ("เทศบาลเมือง", "นายกเทศมนตรีเมือง"),
}
"""Kind of local government: how its name and its head's title begin."""
CAPITAL_STREETS = (
    "ถนนพระรามที่ ๖", "ถนนแจ้งวัฒนะ", "ถนนวิภาวดีรังสิต", "ถนนราชดำเนินนอก", "ถนนพหลโยธิน",
    "ถนนอัษฎางค์", "ถนนนครสวรรค์",
)  # fmt: skip
STREETS = (
    "ถนนประชาพัฒนา", "ถนนราษฎร์บำรุง", "ถนนศรีเมือง", "ถนนสุขสวัสดิ์", "ถนนริมน้ำ", "ถนนเทศบาล ๒",
    "ถนนรอบเมือง", "ถนนร่วมใจ", "หมู่ที่ ๔",
)  # fmt: skip
FIRST_NAMES = ("สมมุติ", "ตัวอย่าง", "ทดลอง", "ทดสอบ", "จำลอง", "นามสมมุติ", "ลองเขียน")
SURNAMES = (
    "ใจทดสอบ", "มีตัวอย่าง", "รักษ์ทดลอง", "วงศ์จำลอง", "ศรีสมมุติ", "ไม่มีจริง", "แก้วตัวอย่าง", "กลางกระดาษ",
)  # fmt: skip


@dataclass(frozen=True)
class Post:
    """An office as it writes letters: `prefix` is what its letter numbers begin with."""

    name: str
    head: str
    address: tuple[str, ...]
    prefix: str
    signs: tuple[str, ...]
    units: tuple[str, ...]
    stamp: str


@dataclass(frozen=True)
class Area:
    """A district, the province that it lies in, and its local governments (kind, name)."""

    province: str
    code: str
    district: str
    local: tuple[tuple[str, str], ...]


def area(dice: Dice) -> Area:
    """Any district outside the capital with at least three local governments."""
    while True:
        code, province = dice.choice(sorted(provinces().items()))
        district = dice.choice([p.name for p in places()["อำเภอ"] if p.province == province])
        local = tuple(
            (kind, place.name)
            for kind in LOCAL
            for place in places()[kind]
            if (place.province, place.district) == (province, district)
        )
        if len(local) >= 3:
            return Area(province, code, district, local)


def ministry(dice: Dice, name: str = MINISTRY) -> Post:
    agency = _agency(name)
    signs = dice.choice(((f"ปลัด{name}",), ("รองปลัดกระทรวง ปฏิบัติราชการแทน", f"ปลัด{name}")))
    prefix = f"{agency.code} 02{dice.randint(2, 29):02}" + _sub(dice)
    units = ("สำนักงานปลัดกระทรวง", dice.choice(("สำนักนโยบายและแผน", "กองกลาง", "กองตรวจราชการ")))
    return Post(name, f"ปลัด{name}", (name, _in_capital(dice)), thai(prefix), signs, units, name)


def department(dice: Dice, name: str) -> Post:
    agency = _agency(name)
    number = agency.number or f"{dice.randint(3, 12):02}"
    prefix = f"{agency.code} {number}{dice.randint(1, 29):02}" + _sub(dice)
    deputies: tuple[str, ...] = ()
    head = name.removeprefix("สำนักงาน")  # the permanent secretary, of สำนักงานปลัดกระทรวง...
    if name.startswith("กรม"):
        head, deputies = f"อธิบดี{name}", ("รองอธิบดี ปฏิบัติราชการแทน",)
    signs = (*deputies, head) if dice.chance(0.5) else (head,)
    units = (dice.choice(("สำนักงานเลขานุการกรม", "กองแผนงาน", "กลุ่มพัฒนาระบบบริหาร")),)
    return Post(name, head, (name, _in_capital(dice)), thai(prefix), signs, units, name)


def province(dice: Dice, area: Area, branch: str) -> Post:
    """The province, through the branch of the ministry that looks after the subject."""
    name = f"จังหวัด{area.province}"
    prefix = f"{area.code} {_branch_number(dice, branch)}" + _sub(dice)
    governor = f"ผู้ว่าราชการจังหวัด{area.province}"
    deputy = dice.choice(("รองผู้ว่าราชการจังหวัด ปฏิบัติราชการแทน", "ปลัดจังหวัด ปฏิบัติราชการแทน"))
    signs = dice.choice(((governor,), (deputy, governor)))
    units = (branch, dice.choice(("กลุ่มงานยุทธศาสตร์", "ฝ่ายบริหารทั่วไป", "กลุ่มงานอำนวยการ")))
    address = (f"ศาลากลางจังหวัด{area.province}", _street(dice, area, capital=True))
    stamp = dice.choice((name, f"สำนักงานจังหวัด{area.province}"))
    return Post(name, governor, address, thai(prefix), signs, units, stamp)


def branch_office(dice: Dice, area: Area, branch: str) -> Post:
    """A ministry's office in the province, writing under its own name."""
    name = branch + area.province
    head = "หัวหน้า" + name
    prefix = f"{area.code} {_branch_number(dice, branch)}" + _sub(dice)
    address = (name, _street(dice, area, capital=True))
    units = (dice.choice(("ฝ่ายบริหารทั่วไป", "กลุ่มยุทธศาสตร์และสารสนเทศ", "กลุ่มงานวิชาการ")),)
    return Post(name, head, address, thai(prefix), (head,), units, name)


def police(dice: Dice, area: Area) -> Post:
    name = f"ตำรวจภูธรจังหวัด{area.province}"
    head = f"ผู้บังคับการตำรวจภูธรจังหวัด{area.province}"
    prefix = f"ตช {dice.randint(15, 25):04}.{dice.randint(10, 99)}" + _sub(dice)
    address = (name, _street(dice, area, capital=True))
    units = ("ฝ่ายอำนวยการ", "งานป้องกันปราบปราม")
    return Post(name, head, address, thai(prefix), (head,), units, name)


def district(dice: Dice, area: Area) -> Post:
    name = f"อำเภอ{area.district}"
    sub = "18" if dice.chance(0.75) else ""
    number = f"{dice.randint(1, 20):02}{sub}" if sub else f"0023.{dice.randint(3, 25)}"
    prefix = f"{area.code} {number}" + (_sub(dice) if sub else "")
    head = f"นายอำเภอ{area.district}"
    deputy = "ปลัดอำเภอ (เจ้าพนักงานปกครองชำนาญการพิเศษ) รักษาราชการแทน"
    signs = dice.choice(((head,), (head,), (deputy, head)))
    units = dice.choice(
        (
            ("ที่ทำการปกครองอำเภอ", "กลุ่มงานบริหารงานปกครอง"),
            ("สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ",),
            ("ที่ทำการปกครองอำเภอ", "ฝ่ายความมั่นคง"),
        )
    )
    address = (f"ที่ว่าการอำเภอ{area.district}", _street(dice, area))
    stamp = dice.choice((name, f"ที่ว่าการอำเภอ{area.district}", f"{name} จังหวัด{area.province}"))
    return Post(name, head, address, thai(prefix), signs, units, stamp)


def provincial_administration(dice: Dice, area: Area) -> Post:
    name = f"องค์การบริหารส่วนจังหวัด{area.province}"
    head = f"นายก{name}"
    prefix = f"{area.code} 51{dice.randint(1, 12):03}"
    address = (name, _street(dice, area, capital=True))
    return Post(name, head, address, thai(prefix), (head,), ("สำนักปลัด", "ฝ่ายนโยบายและแผน"), name)


def local_government(dice: Dice, area: Area) -> Post:
    """One of the district's towns or subdistricts."""
    kind, place = dice.choice(area.local)
    named, titled = LOCAL[kind]
    name, head = named + place, titled + place
    first = 7 if kind == "อบต." else 5
    prefix = f"{area.code} {first}{dice.randint(20, 29)}{dice.randint(1, 20):02}"
    unit = dice.choice(("สำนักปลัด", "กองช่าง", "กองสาธารณสุขและสิ่งแวดล้อม"))
    address = (f"สำนักงาน{name}" if dice.chance(0.4) else name, _street(dice, area))
    return Post(name, head, address, thai(prefix), (head,), (unit,), name)


def person(dice: Dice) -> str:
    """A plainly invented name in the brackets below a signature."""
    title = dice.choice(("นาย", "นาง", "นางสาว", "นาย", "ว่าที่ร้อยตรี "))
    return f"({title}{dice.choice(FIRST_NAMES)} {dice.choice(SURNAMES)})"


def contact(dice: Dice) -> tuple[str, ...]:
    """Telephone and e-mail lines; the numbers belong to nobody."""
    number = f"๐ ๐๐๐๐ {thai(dice.randrange(1000)).rjust(4, '๐')}"
    lines = (dice.choice((f"โทร. {number}", f"โทรศัพท์ {number}", f"โทร. {number} ต่อ ๑๒")),)
    if dice.chance(0.25):
        lines += (dice.choice((f"โทรสาร {number}", f"โทรสาร. {number[:-1]}๙")),)
    if dice.chance(0.25):
        mail = f"saraban{dice.randint(1, 99)}@office.example"
        lines += (dice.choice((f"ไปรษณีย์อิเล็กทรอนิกส์ {mail}", f"E-mail : {mail}")),)
    return lines


def _agency(name: str) -> Agency:
    agency = agency_named(name)
    if agency is None:
        raise KeyError(name)
    return agency


def _branch_number(dice: Dice, branch: str) -> str:
    return BRANCH_NUMBERS.get(branch, f"{dice.randint(24, 39):04}")


def _sub(dice: Dice) -> str:
    """What follows an office's digits: nothing, ".2", ".14", ".001", ".5(2)"."""
    forms = ("", f".{dice.randint(1, 9)}", f".{dice.randint(10, 39)}", f".{dice.randint(1, 9):03}")
    (sub,) = dice.choices((*forms, f".{dice.randint(1, 9)}({dice.randint(1, 9)})"), (5, 9, 3, 1, 1))
    return str(sub)


def _in_capital(dice: Dice) -> str:
    return f"{dice.choice(CAPITAL_STREETS)} กทม. {thai(dice.choice((10200, 10300, 10400, 10900)))}"


def _street(dice: Dice, area: Area, *, capital: bool = False) -> str:
    """Street, province code or name, postal code: "ถนนริมน้ำ นน ๕๕๐๐๐"."""
    postal = thai(_postal_code(area.province, None if capital else area.district))
    place = dice.choice((area.code, area.code, f"จังหวัด{area.province}"))
    return f"{dice.choice(STREETS)} {place} {postal}"


@cache
def _postal_code(province: str, district: str | None) -> str:
    """The postal code of a district, or of the province's capital."""
    (where,) = [p for p in geothai.provinces() if p.name_th == province]
    towns = geothai.districts(where.code)
    town = next((d for d in towns if d.name_th == district), towns[0])
    return str(geothai.subdistricts(town.code)[0].postal_codes[0])
