"""Units of offices (งาน, ฝ่าย, กลุ่มงาน, กอง): what a stamp names that is no office by itself."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from extract.gazetteer import Office, table
from extract.thaitext import bones, skeleton, skeleton_pattern

#: So like a unit's name, from 0 to 1, print was meant to be it.
_ALIKE = 0.8
#: Units that bear their place's name: สำนักงานจังหวัด of จังหวัดเชียงราย is สำนักงานจังหวัดเชียงราย.
_PLACED = ("จังหวัด", "อำเภอ")
#: สำนักปลัด and its office are written as one word: สำนักปลัดเทศบาล...
_JOINED = "ปลัด"
_DIRT = " .|:"
#: How the names of units open, and those of the offices that they may be named by.
_UNITS = r"งาน | ฝ่าย | กลุ่ม | กอง | แผนก | หน่วย | ส่วน"
_OPENS_UNIT = skeleton_pattern(_UNITS)
_OPENS = skeleton_pattern(
    rf"""(?: {_UNITS} | สำนัก | ศูนย์ | คณะ | ที่ทำการ | ที่ว่าการ | สถา | ท้องถิ่น | เทศบาล | องค์การ
    | อำเภอ | จังหวัด | กรม | กระทรวง | ตำรวจ | โรง | วิทยาลัย | โครงการ )"""
)
#: How far the print of a unit that no table lists is trusted.
_UNLISTED = 0.6


class Unit(NamedTuple):
    """A unit as it was read: its name, how like it the print is (0 to 1), and what follows it."""

    name: str
    likeness: float
    behind: str

    def of(self, office: Office) -> str | None:
        """Its full name in an office; None where only offices of another kind have it."""
        for form in _PLACED:
            if self.name.endswith(form):
                place = office.name.removeprefix(form)
                return self.name + place if place != office.name else None
        gap = "" if self.name.endswith(_JOINED) else " "
        return self.name + gap + office.name


def unit_of(text: str) -> Unit | None:
    """The unit that a printed line opens with, else the one that the whole line is like; its print
    where it is named as a unit and no table lists it."""
    marked = skeleton(text.strip(_DIRT).replace(".", ""))
    key = max((key for key in _units() if marked.string.startswith(key)), key=len, default=None)
    if key is not None:
        behind = marked.source[marked.span(0, len(key))[1] :]
        return Unit(_units()[key], 1.0, behind.strip(_DIRT))
    alike = [(Levenshtein.normalized_similarity(marked.string, key), key) for key in _units()]
    likeness, key = max(alike)
    if likeness >= _ALIKE:
        return Unit(_units()[key], round(likeness, 3), "")
    return Unit(text.strip(_DIRT), _UNLISTED, "") if _OPENS_UNIT.match(marked.string) else None


def is_named_as_unit(text: str) -> bool:
    """Whether a printed line opens as the name of a unit does, known or not."""
    return bool(_OPENS.match(skeleton(text.strip(_DIRT)).string))


@cache
def _units() -> dict[str, str]:
    """How a unit is printed (a skeleton without dots) -> its name."""
    return {
        bones(printed.replace(".", "")): row["unit"]
        for row in table("office_units")
        for printed in (row["unit"], *filter(None, row["short"].split(" / ")))
    }
