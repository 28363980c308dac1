"""Who told whom, in the words a body opens with: "ด้วยจังหวัดได้รับแจ้งจาก X ว่า Y แจ้งว่า ..."."""

from __future__ import annotations

from collections.abc import Sequence

from extract.chain import name_key
from extract.letter import Citation, Found
from extract.offices import find_office, office_named
from extract.text import Text
from extract.thaitext import bones, skeleton_pattern

_TOLD = skeleton_pattern(
    r"""^ \W* (?: ด้วย | เนื่องจาก | เนื่องด้วย | ตามที่ )? (?P<first> [ก-ฮะ-ูเ-ไ]{4,60}? )
    (?: ได้รับแจ้งจาก (?P<source> [ก-ฮะ-ูเ-ไ]{3,60}? ) ว่า | (?:ได้)? (?:มีหนังสือ)? แจ้งว่า )"""
)
#: What an office is called in the letters of those under it.
_BARE = {bones(word): word for word in ("จังหวัด", "อำเภอ")}


def told_by(body: Sequence[Text], sender: Found[str] | None) -> Citation | None:
    """The letter by which a matter reached `sender`, named by the office that wrote it alone.

    Who tells that he was told is the teller in a letter of another; in his own it is his source.
    """
    told = body[0].search(_TOLD) if body else None
    if told is None:
        return None
    own = sender.value if sender else None
    for part in ("first", "source"):
        if told.match[part]:
            printed = body[0].group(told, part)
            office = _office(printed.string, own)
            if office and (own is None or name_key(office) != name_key(own)):
                words = body[0][told.start : told.end]
                phrase = words.found(words.string, "narrative")
                return Citation("body", None, None, printed.found(office, "narrative"), phrase)
    return None


def _office(printed: str, own: str | None) -> str | None:
    """The office that a letter of `own` calls so: "จังหวัด" in a district's is its province."""
    if own and bones(own).startswith(bones(printed)):
        return own
    issuer = office_named(own) if own else None
    if bones(printed) in _BARE:
        if issuer is None:
            return None
        place = issuer.province if _BARE[bones(printed)] == "จังหวัด" else issuer.district
        return f"{_BARE[bones(printed)]}{place}" if place else None
    match = find_office(printed, province=issuer.province if issuer else None)
    return match.office.name if match else None
