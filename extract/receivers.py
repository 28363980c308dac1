"""Which office took a letter in, where its receive stamp alone does not say.

A stamp may name but a unit (งานสารบรรณ, สำนักปลัด), or an office that no table lists. Whose it is,
three others tell: the stamps beside it, whom the letter is for, and who passes it on. What two of
them name is taken; what one names is taken and doubted; where they name several, the print stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from extract.gazetteer import places
from extract.letter import Found, Letter, Receipt
from extract.offices import Office, find_office, group_of, includes, office_named, office_of_title
from extract.reconcile import mentions_among
from extract.thaitext import bones
from extract.units import Unit, unit_of

Voice = Literal["beside", "addressed", "passing"]

#: What is left of the engine's trust where two voices agree, and where there is but one, or none.
_AGREED, _ALONE = 0.97, 0.6
#: Where a province takes its letters in.
_HOUSE = "สำนักงานจังหวัด"
#: Print of fewer letters behind a unit's name is dirt.
_SHORTEST_OFFICE = 4
#: Local governments are named after their subdistrict; one that was raised in rank keeps the name.
_LOCAL = ("เทศบาลตำบล", "องค์การบริหารส่วนตำบล")


class Receiver(NamedTuple):
    """An office that may have taken a letter in, and who says so."""

    office: Office
    voices: tuple[Voice, ...]

    @property
    def trust(self) -> float:
        return _AGREED if len(self.voices) > 1 else _ALONE


def name_receivers(letters: Sequence[Letter]) -> tuple[Letter, ...]:
    """The letters of one bundle, the offices of their receive stamps named as far as known."""
    passing: dict[int, list[str]] = {}
    for mention in mentions_among(letters):
        sender = letters[mention.by].sender
        if sender and mention.citation.context == "attachment":
            passing.setdefault(mention.of, []).append(sender.value)
    return tuple(
        replace(letter, receipts=tuple(_named(letter, passing.get(at, []))))
        for at, letter in enumerate(letters)
    )


def _named(letter: Letter, passing: Sequence[str]) -> Iterator[Receipt]:
    issuer = office_named(letter.sender.value) if letter.sender else None
    receiver = _receiver(letter, issuer, passing)
    for receipt in letter.receipts:
        office = receipt.office
        if office and office.rule == "receipt.print":
            office = _office(office, receiver, issuer)
        yield replace(receipt, office=office)


def _office(printed: Found[str], receiver: Receiver | None, issuer: Office | None) -> Found[str]:
    """The office of a stamp that no table names: of a unit the receiver, of a new local
    government its subdistrict."""
    unit = unit_of(printed.value)
    if unit:
        return _of_unit(printed, unit, receiver)
    local = _local(printed.value, issuer)
    if local:
        return replace(printed, value=local, rule="receipt.subdistrict")
    return _weighed(printed, _ALONE)


def _of_unit(printed: Found[str], unit: Unit, receiver: Receiver | None) -> Found[str]:
    """A unit's stamp: of the office that it goes on to name, or of the letter's receiver."""
    named = find_office(unit.behind) if len(unit.behind) >= _SHORTEST_OFFICE else None
    full = unit.of(named.office) if named else None
    if named and full:
        return _weighed(replace(printed, value=full, rule="receipt.unit"), named.score)
    full = unit.of(receiver.office) if receiver else None
    if receiver and full:
        rule = f"receipt.unit: {', '.join(receiver.voices)}"
        return _weighed(replace(printed, value=full, rule=rule), receiver.trust * unit.likeness)
    return _weighed(printed, _ALONE)


def _weighed(found: Found[str], trust: float) -> Found[str]:
    return replace(found, confidence=round(found.confidence * trust, 4))


def _local(name: str, issuer: Office | None) -> str | None:
    """The local government of a subdistrict near the issuing office that print names."""
    near = [
        place
        for place in places()["ตำบล"]
        if issuer and issuer.province == place.province
        if issuer.district in (None, place.district)
    ]
    names = {bones(form + place.name): form + place.name for place in near for form in _LOCAL}
    return names.get(bones(name))


# --- who took the letter in


def _receiver(letter: Letter, issuer: Office | None, passing: Sequence[str]) -> Receiver | None:
    """The office that most voices name; None where none or several are named as often."""
    said: dict[Voice, set[str]] = {
        "beside": set(_beside(letter.receipts)),
        "addressed": set(_addressed(letter)),
        "passing": set(passing),
    }
    votes = Counter(name for names in said.values() for name in names).most_common(2)
    if not votes or (len(votes) > 1 and votes[0][1] == votes[1][1]):
        return None
    name = votes[0][0]
    office = office_named(name) or office_named(name, issuer.province if issuer else None)
    if office is None:
        return None
    if issuer and _is_of_group(office, letter, issuer):
        said["addressed"].add(name)
    return Receiver(office, tuple(voice for voice, names in said.items() if name in names))


def _beside(receipts: Iterable[Receipt]) -> Iterator[str]:
    """The offices that a letter's stamps name by themselves; its house is the province."""
    for receipt in receipts:
        if receipt.office and receipt.office.rule == "receipt.register":
            name = receipt.office.value
            yield name.replace(_HOUSE, "จังหวัด") if name.startswith(_HOUSE) else name


def _addressed(letter: Letter) -> Iterator[str]:
    for found in (*letter.addressees, *letter.listed):
        office = office_of_title(found.value)
        if office:
            yield office


def _is_of_group(office: Office, letter: Letter, issuer: Office) -> bool:
    groups = filter(None, (group_of(found.value) for found in letter.addressees))
    return any(includes(group, office, issuer) for group in groups)
