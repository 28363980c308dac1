"""A letter as people say it is: the machine's reading with their corrections in it.

What a person says or confirms has the rule "person" and a confidence of 1, and is doubted no more.
A correction is about one value in one place of the reading that the person saw. A newer reading may
have it at another position: it is found again by its box or by its words. One that is found nowhere
stands for itself, so that no reading undoes what a person said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal, NamedTuple

from rapidfuzz import fuzz

from extract.dates import Due, find_dues
from extract.letter import Attachment, Doubt, Found, Letter, Obligation, Receipt
from ocr.page import Box

Kind = Literal["confirm", "correct", "remove", "add"]
Place = tuple[int, Box]

PERSON = "person"
#: Positions of what people added, and of what a newer reading has no more.
ADDED, ASTRAY = 1000, 2000
#: Two readings of one item share this much of their words.
_SAME_WORDS = 70.0
#: What the same place on the page counts, beside that.
_SAME_PLACE = 50.0
#: What a right title cannot settle.
_NOT_OF_THE_VALUE = frozenset({"enclosure-missing", "enclosure-unlisted"})


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says of a field; of those about one value the last alone is given.

    `field` may be a part behind a dot ("receipts.number"); `position` is the item's among its kind.
    `value` is None where it is removed. `was` are the words of the item as the person saw it;
    `raw`, `page` and `box` are those of the value, or of where it is to be seen.
    """

    field: str
    position: int
    kind: Kind
    value: Any
    was: str | None
    raw: str
    page: int
    box: Box

    @property
    def root(self) -> str:
        return parted(self.field)[0]

    @property
    def part(self) -> str:
        return parted(self.field)[1]

    @property
    def found(self) -> Found[Any] | None:
        """The value with the person behind it."""
        if self.kind == "remove":
            return None
        return Found(self.value, self.raw, self.page, self.box, 1.0, PERSON)


def parted(field: str) -> tuple[str, str]:
    """A field and its part: ("receipts", "number"); "" for the whole of it."""
    root = field if field in LISTS else field.partition(".")[0]
    return (field, "") if root == "contact" else (root, field[len(root) + 1 :])


class Corrected(NamedTuple):
    """A letter, and the position of each item of its lists: those of the reading keep theirs."""

    letter: Letter
    positions: Mapping[str, tuple[int, ...]]


def corrected(letter: Letter, corrections: Sequence[Correction]) -> Corrected:
    """The letter as the corrections have it, in whatever order they are given."""
    singles = [each for each in corrections if each.root not in LISTS]
    of_list: defaultdict[str, list[Correction]] = defaultdict(list)
    for each in corrections:
        if each.root in LISTS:
            of_list[each.root].append(each)
    said, positions = _with_singles(letter, singles), {}
    settled: set[tuple[str, Place]] = set()
    for name in sorted(of_list):
        slots = _Slots(name, _items(letter, name), said)
        slots.take(of_list[name])
        said = _with_items(said, name, slots)
        positions[name] = tuple(sorted(slots.items))
        settled |= {(name, place) for place in slots.settled}
    known = {each.field for each in singles}
    doubts = (doubt for doubt in letter.doubts if _stays(doubt, known, settled, said))
    return Corrected(replace(said, doubts=tuple(doubts)), positions)


def _with(item: Any, **values: Any) -> Any:  # Any: names of fields are not known to the checker
    return replace(item, **values)


# --- fields of one value


def _with_singles(letter: Letter, corrections: Iterable[Correction]) -> Letter:
    for each in corrections:
        if each.field == "contact.unit":
            letter = replace(letter, contact=replace(letter.contact, unit=each.found))
        elif each.field != "form" or each.found:  # whatever it is, a letter has a form
            letter = _with(letter, **{each.field: each.found})
    return letter


# --- fields of several


class _Slots:
    """The items of one list by position, and the places where nothing is doubted any more."""

    def __init__(self, name: str, items: Sequence[Any], letter: Letter) -> None:
        self.read = dict(enumerate(items))
        self.items: dict[int, Any] = dict(self.read)
        self.settled: set[Place] = set()
        self._list = LISTS[name]
        self._letter = letter

    def take(self, corrections: Iterable[Correction]) -> None:
        """Work corrections in: what is said of a whole item before what is said of its parts."""
        by_item: defaultdict[int, list[Correction]] = defaultdict(list)
        for each in sorted(corrections, key=lambda one: (one.position, one.part)):
            by_item[each.position].append(each)
        for position, target in self._targets(by_item).items():
            whole = [each for each in by_item[position] if each.kind == "remove" and not each.part]
            for each in whole or by_item[position]:
                self._apply(target, each)

    def _targets(self, by_item: Mapping[int, Sequence[Correction]]) -> dict[int, int]:
        """Where the item of each position is now, the likest first; ASTRAY where it is nowhere."""
        targets = {at: at for at in by_item if at >= ADDED}
        likely = sorted(
            (
                (max(likeness_to(item, each) for each in said), -abs(at - other), at, other)
                for at, said in by_item.items()
                for other, item in self.read.items()
            ),
            reverse=True,
        )
        for likeness, _, at, other in likely:
            if likeness > 0 and at not in targets and other not in targets.values():
                targets[at] = other
        return {at: targets.get(at, ASTRAY + at) for at in by_item}

    def _apply(self, position: int, each: Correction) -> None:
        item = self.items.get(position)
        if each.kind == "remove" and not each.part:
            self.items.pop(position, None)
        else:
            base = item if item is not None else self._list.new(each, self._letter)
            self.items[position] = self._list.say(base, each)
        read = self.read.get(position)
        if read is not None:
            self.settled |= set(_settled_places(read, each.part))
            self.settled |= set(_whole_stamp(self.items.get(position)))


def likeness_to(item: Any, each: Correction) -> float:
    """How sure it is that an item of a reading is the one that a correction is about, above 0."""
    same_place = (each.page, each.box) in set(places_of(item))
    return likeness([words_of(item)], each.was or "", same_place=same_place)


def likeness(words: Iterable[str], was: str, *, same_place: bool) -> float:
    """How sure it is that two readings are of one item, above 0 where they may be: by words, and
    by their place."""
    ratio = max(fuzz.ratio(each, was) for each in words)
    return (ratio if ratio >= _SAME_WORDS else 0.0) + (_SAME_PLACE if same_place else 0.0)


def words_of(item: Any) -> str:
    """The words by which an item of a letter is known again."""
    for name in ("phrase", "title"):
        if hasattr(item, name):
            return str(getattr(item, name).value)
    if isinstance(item, Found):
        return str(item.value)
    parts = (getattr(item, field.name) for field in fields(item))
    return " ".join(part.raw for part in parts if isinstance(part, Found))


def places_of(item: Any) -> Iterator[Place]:
    """Every place of an item: its own, and those of its values."""
    if isinstance(item, Found | Receipt):
        yield item.page, item.box
    if is_dataclass(item) and not isinstance(item, Found):
        parts = (getattr(item, field.name) for field in fields(item))
        yield from ((part.page, part.box) for part in parts if isinstance(part, Found))


def _settled_places(item: Any, part: str) -> Iterator[Place]:
    """Where a doubt about a part of an item stands, or about all of it."""
    value = getattr(item, part, None) if part else None
    if isinstance(value, Found):
        yield value.page, value.box
    elif not isinstance(item, Receipt) or not part:
        yield from places_of(item)


def _whole_stamp(item: Any) -> Iterator[Place]:
    """Of a stamp that tells its number and its day nothing is unreadable."""
    if isinstance(item, Receipt) and item.number and item.date:
        yield item.page, item.box


# --- what is said of an item


class _List(NamedTuple):
    """How the items of a list are made, and how a correction is worked into one."""

    new: Callable[[Correction, Letter], Any]
    say: Callable[[Any, Correction], Any]


def _new_plain(each: Correction, _: Letter) -> Any:
    return each.found


def _say_plain(_: Any, each: Correction) -> Any:
    return each.found


def _new_receipt(each: Correction, _: Letter) -> Receipt:
    return Receipt(None, None, None, None, each.page, each.box)


def _say_receipt(item: Receipt, each: Correction) -> Any:
    if each.part:
        return _with(item, **{each.part: each.found})
    if each.kind != "confirm":
        return replace(item, office=each.found)
    parts = {name: getattr(item, name) for name in ("office", "number", "date", "time")}
    return _with(item, **{name: part and _confirmed(part) for name, part in parts.items()})


def _new_attachment(each: Correction, _: Letter) -> Attachment:
    return Attachment(_headline(each))


def _say_attachment(item: Attachment, each: Correction) -> Any:
    if not each.part:
        return _with(item, title=each.found)
    return _with(item, title=_confirmed(item.title), **{each.part: each.value})


def _new_obligation(each: Correction, letter: Letter) -> Obligation:
    """A duty as its words alone tell it: whoever is written to owes it."""
    phrase = _headline(each)
    dues = find_dues(phrase.value, letter.date.value if letter.date else None)
    readers = tuple(found.value for found in letter.listed or letter.addressees)
    return Obligation("other", readers, None, dues[0].due if dues else Due("none"), phrase)


def _say_obligation(item: Obligation, each: Correction) -> Any:
    if not each.part:
        return _with(item, phrase=each.found)
    nothing = {"due": Due("none"), "debtors": (), "creditor": None, "action": "other"}
    value = nothing[each.part] if each.kind == "remove" else each.value
    return _with(item, phrase=_confirmed(item.phrase), **{each.part: value})


def _say_citation(item: Any, each: Correction) -> Any:
    return _with(item, **{each.part: each.found})


def _no_citation(each: Correction, _: Letter) -> Any:
    raise ValueError(f"no citation is added by hand: {each.field}")


def _headline(each: Correction) -> Found[str]:
    """The words of a new item: those said, or those by which it was known."""
    words = each.was or each.raw if each.part else each.value
    return Found(str(words), each.raw, each.page, each.box, 1.0, PERSON)


def _confirmed(found: Found[Any]) -> Found[Any]:
    return replace(found, confidence=1.0, rule=PERSON)


_PLAIN = _List(_new_plain, _say_plain)
LISTS: Mapping[str, _List] = {
    "addressees": _PLAIN,
    "listed": _PLAIN,
    "contact.telephones": _PLAIN,
    "contact.faxes": _PLAIN,
    "contact.emails": _PLAIN,
    "receipts": _List(_new_receipt, _say_receipt),
    "attachments": _List(_new_attachment, _say_attachment),
    "obligations": _List(_new_obligation, _say_obligation),
    "citations": _List(_no_citation, _say_citation),
}


def _items(letter: Letter, name: str) -> Sequence[Any]:
    holder: Any = letter.contact if name.startswith("contact.") else letter
    items: Sequence[Any] = getattr(holder, name.removeprefix("contact."))
    return items


def _with_items(letter: Letter, name: str, slots: _Slots) -> Letter:
    items = tuple(item for _, item in sorted(slots.items.items()))
    said: Letter
    if name.startswith("contact."):
        contact = _with(letter.contact, **{name.removeprefix("contact."): items})
        return replace(letter, contact=contact)
    if name == "citations":  # an attached letter is cited in its attachment, too
        now = {read: slots.items[at] for at, read in slots.read.items()}
        enclosed = tuple(
            replace(item, citation=now.get(item.citation) if item.citation else None)
            for item in letter.attachments
        )
        letter = replace(letter, attachments=enclosed)
    said = _with(letter, **{name: items})
    return said


# --- what is still doubted


def _stays(doubt: Doubt, known: set[str], settled: set[tuple[str, Place]], letter: Letter) -> bool:
    if doubt.field in known:
        return False
    root, _ = parted(doubt.field)
    if doubt.box and (root, (doubt.page, doubt.box)) in settled:
        return doubt.reason in _NOT_OF_THE_VALUE and _is_listed(doubt, letter)
    return _holds(doubt, letter)


def _is_listed(doubt: Doubt, letter: Letter) -> bool:
    """Whether the item that a doubt is about is still there."""
    return any((doubt.page, doubt.box) in set(places_of(item)) for item in letter.attachments)


def _holds(doubt: Doubt, letter: Letter) -> bool:
    """Whether a doubt about two days in order is one for the days as they are now."""
    sent = letter.date.value if letter.date else None
    if sent is None or letter.date is None or letter.date.rule != PERSON:
        return True
    if doubt.reason == "received-before-sent":
        days = [one.date for one in letter.receipts if one.date and one.date.box == doubt.box]
        return any(day.value < sent for day in days)
    if doubt.reason == "deadline-before-letter":
        dues = [one.due.date for one in letter.obligations if one.phrase.box == doubt.box]
        return any(day is not None and day < sent for day in dues)
    return True
