"""Which letter numbers an office uses: its code, and the digits that stand for it (เลขประจำ).

A province writes 00xx, its districts NN18 (or their part of the province's 0023), a ministry's
departments each their own first two digits, a local government five digits from 50000 on.
"""

from __future__ import annotations

import re
from functools import cache

from extract.gazetteer import Office, agencies, agency_named, provinces
from extract.numbers import LetterNumber

#: The agency digits of each kind of office in a province, as far as they are a rule.
_AGENCY_DIGITS = {
    "province": re.compile(r"00\d\d"),
    "provincial_office": re.compile(r"00\d\d"),
    "district": re.compile(r"\d\d18|0023"),
    "provincial_administration": re.compile(r"51\d{3}"),
    "city": re.compile(r"5[2-9]\d{3}"),
    "town": re.compile(r"5[2-9]\d{3}"),
    "subdistrict_municipality": re.compile(r"5[2-9]\d{3}"),
    "subdistrict_administration": re.compile(r"[678]\d{4}"),
}


def is_of(number: LetterNumber, office: Office) -> bool | None:
    """Whether an office's letters are numbered so; None where no rule tells."""
    if not number.code:
        return None
    if office.province:
        digits = _AGENCY_DIGITS.get(office.kind)
        fits = digits.fullmatch(number.agency.split(".")[0]) if digits else True
        return number.code == code_of(office) and bool(fits)
    agency = agency_named(office.name)
    if agency is None or agency.code is None:
        return None
    fitting = number.agency.startswith(agency.number or "")
    return number.code == agency.code and fitting


def code_of(office: Office) -> str | None:
    """The letter code of an office: its province's, or a central office's own."""
    if office.province:
        return _codes_by_province().get(office.province)
    agency = agency_named(office.name)
    return agency.code if agency else None


def department_of(number: LetterNumber) -> Office | None:
    """The one central office whose letters are numbered so: "มท 0810.7/ว 1" is of สถ."""
    fitting = {
        agency.office
        for agency in agencies()
        if agency.number and agency.code == number.code and number.agency.startswith(agency.number)
    }
    return fitting.pop() if len(fitting) == 1 else None


@cache
def _codes_by_province() -> dict[str, str]:
    return {province: code for code, province in provinces().items()}
