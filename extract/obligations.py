"""Duties: who is asked to do what, for whom, by when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from rapidfuzz import fuzz

from extract.actions import DOING, OWED_TO_SENDER, action_of
from extract.clauses import CREDITOR, Clause, clauses, named
from extract.dates import Due, DueSpan, find_dues
from extract.letter import Action, Obligation
from extract.nearby import before_meeting, meeting_day
from extract.offices import find_office
from extract.requests import ABIDE, KINDS, VERB, closing_of, requests
from extract.text import EMPTY, Text
from extract.thaitext import bones, skeleton_pattern
from extract.wear import mended

#: What a closing asks for, behind its words for reading: "ทราบและถือปฏิบัติ", "พิจารณาเข้าร่วม".
_CLOSING_ASKS = skeleton_pattern(
    rf"""^ \W* (?: พิจารณา (?:และ|แล้ว)? | ทราบ (?:และ|แล้ว|เพื่อ|พร้อมทั้ง)? | (?:ขอ)? (?:ได้)? โปรด
    | ขอให้ )* (?P<name> (?! พิจารณา | แจ้ง (?:ให้)? (?:ท่าน)? ทราบ ) (?: {VERB} | {ABIDE} ) .* )"""
)
#: Readers of a letter as its body calls them.
_READERS = skeleton_pattern(r"ท่าน | ^ (?:ทุก)? (?:หน่วยงาน|ส่วนราชการ) (?:ที่เกี่ยวข้อง)? $")
_PROVINCE, _DISTRICT = bones("จังหวัด"), bones("อำเภอ")

#: "ครั้งที่ ๑ ภายในวันที่ ... ครั้งที่ ๒ ภายในวันที่ ...": one duty for each time.
_ROUND = skeleton_pattern(r"(?: ครั้ง | รอบ | งวด | ระยะ ) ที่ \ ? \d")
#: A duty without a deadline is less sure to be one.
_NO_DEADLINE = 0.9
#: "ด่วนภายใน" is when the letter must have come; that its answer is due by then is a guess.
_WANTED = 0.5
#: Two duties as alike as this, of one action and one deadline, are one said twice.
_ALIKE = 85.0


@dataclass(frozen=True, slots=True)
class Asking:
    """What is known of the letter that asks: its sender, its readers, its date.

    `wanted` is the line at its top that wants it answered by a day ("ด่วนภายในวันที่ ..."),
    `meeting` the day of the meeting that it tells of.
    """

    sender: str | None
    addressees: tuple[str, ...]
    sent_on: date | None
    wanted: Text = EMPTY
    meeting: date | None = None


def find_obligations(body: Sequence[Text], asking: Asking) -> tuple[Obligation, ...]:
    """The duties of a letter's body, in print order; () for a letter sent for information."""
    duties: list[Obligation] = []
    meeting = meeting_day((paragraph.string for paragraph in body), asking.sent_on)
    asking = replace(asking, meeting=meeting)
    for request in requests(body, asking.sender):
        around = (request.heading,) if request.heading else ()
        for clause in clauses(request.text, around, asking.sent_on):
            duties += [duty for duty in _duties(clause, asking) if not _is_said(duty, duties)]
    return tuple(duties) or _closing_duty(body, asking)


# --- a duty of a clause


def _duties(clause: Clause, asking: Asking) -> Iterator[Obligation]:
    """The duty of a clause; one for each time where it sets several ("ครั้งที่ ๑ ... ครั้งที่ ๒")."""
    action = _action_owed(clause.text, asking.sender)
    creditor = _creditor(clause.text, action, asking.sender)
    debtors = _debtors(clause.bound, asking.addressees)
    for due, rule, trust in _dues(clause, asking) or [_due_unsaid(action, asking)]:
        phrase = clause.text.found(clause.text.string, rule, trust * clause.trust)
        yield Obligation(action, debtors, creditor, due, phrase)


class _Set(NamedTuple):
    """A deadline as set for a clause: the rule that found it, and how far it is trusted."""

    due: Due
    rule: str
    confidence: float


def _dues(clause: Clause, asking: Asking) -> list[_Set]:
    """The deadline of a clause, one for each of its times, or else the one set around it."""
    for text in (clause.text, *clause.around):
        spans = find_dues(text.string, asking.sent_on)
        dated = [span for span in spans if span.due.kind == "date"]
        times = dated if len(dated) > 1 and text.search(_ROUND) else _surest(spans)
        if times:
            return [_Set(span.due, span.rule, span.confidence) for span in times]
    near = before_meeting(mended(clause.text.string).string, asking.meeting)
    return [_Set(Due("date", near.day), near.rule, near.confidence)] if near else []


def _due_unsaid(action: Action, asking: Asking) -> _Set:
    """The deadline of a duty that sets none: the one at the letter's top, of what is sent back."""
    wanted = find_dues(asking.wanted.string, asking.sent_on)
    if wanted and action in OWED_TO_SENDER - DOING:
        return _Set(wanted[0].due, "wanted", _WANTED)
    return _Set(Due("none"), "request", _NO_DEADLINE)


def _surest(spans: Sequence[DueSpan]) -> list[DueSpan]:
    """The one to go by: a deadline before a continuing duty, then what is surest."""
    deadlines = [span for span in spans if span.due.kind != "ongoing"] or spans
    return sorted(deadlines, key=lambda span: -span.confidence)[:1]


def _action_owed(clause: Text, sender: str | None) -> Action:
    """The action of a duty; to make something and send it to an office is to send it."""
    words = mended(clause.string).string
    action = action_of(words) or "implement"  # whatever else is to be done
    told = named(clause, CREDITOR)
    if action not in ("implement", "disseminate") or not told:
        return action
    sent = action_of(words, ("report", "submit"))
    if not sent and _office(told.string, sender) == sender:
        return "report"  # to tell the office that asks is to report to it
    return sent or action


def _debtors(bound: Text | None, addressees: tuple[str, ...]) -> tuple[str, ...]:
    """Those whom the sentence names, as the letter addresses them if it does."""
    if bound is None or bound.search(_READERS):
        return addressees
    name = bones(bound.string)
    addressed = tuple(one for one in addressees if name in bones(one))
    return addressed or (bound.string,)


def _creditor(clause: Text, action: Action, sender: str | None) -> str | None:
    """Who is owed: the office named in the sentence, else the sender for what is sent back."""
    if action not in OWED_TO_SENDER:
        return None
    office = named(clause, CREDITOR)
    return _office(office.string, sender) if office else sender


def _office(name: str, sender: str | None) -> str | None:
    """The office that a letter of `sender` calls so: "จังหวัด" in a district's is its province."""
    bare = bones(name)
    if sender and bones(sender).startswith(bare):
        return sender
    match = find_office(sender) if sender else None
    province, district = (match.office.province, match.office.district) if match else (None, None)
    place = province if bare.endswith(_PROVINCE) else district if bare.endswith(_DISTRICT) else None
    whole = f"{name}{place}" if place else name
    known = None if whole in KINDS else find_office(whole, province=province)
    return known.office.name if known else whole


def _is_said(duty: Obligation, before: Sequence[Obligation]) -> bool:
    """Whether a duty was said already: one action, one deadline, its words in the other's."""
    return any(
        (duty.action, duty.due, duty.debtors, duty.creditor)
        == (other.action, other.due, other.debtors, other.creditor)
        and fuzz.partial_ratio(_matter(duty), _matter(other)) >= _ALIKE
        for other in before
    )


def _matter(duty: Obligation) -> str:
    """The skeleton of what is to be done, without the office and the deadline behind it."""
    string = bones(duty.phrase.value)
    creditor = CREDITOR.search(string)
    ends = [span.start for span in find_dues(string)] + ([creditor.start()] if creditor else [])
    return string[: min(ends, default=len(string))] or string


def _closing_duty(body: Sequence[Text], asking: Asking) -> tuple[Obligation, ...]:
    """A letter that asks nothing but พิจารณาดำเนินการ is sent to be acted on."""
    closing = closing_of(body)
    asked = named(closing, _CLOSING_ASKS) if closing else None
    action = action_of(mended(asked.string).string) or "implement" if asked else None
    if not closing or action not in DOING:
        return ()
    creditor = _creditor(closing, action, asking.sender)
    phrase = closing.found(closing.string, "closing")
    return (Obligation(action, asking.addressees, creditor, Due("none"), phrase),)
