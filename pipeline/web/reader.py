"""How a person reads: Thai or English, ๑๒๓ or 123, days in the Buddhist Era."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from correspondence_db.accounts import Digits, Language
from correspondence_db.queries import Duty, Period
from extract.dates import thai_date, thai_date_short
from extract.doubts import REASONS
from extract.letter import Relation
from extract.thaitext import fold_digits, unfold_digits
from pipeline import wording
from pipeline.answers import MENTIONED
from pipeline.log import DONE
from pipeline.web import english

_BUDDHIST = 543


@dataclass(frozen=True, slots=True)
class Reader:
    """Puts words, numbers and days as one person reads them."""

    language: Language = "th"
    digits: Digits = "thai"

    def t(self, thai: str, english_text: str) -> str:
        """The words in the person's language."""
        return thai if self.language == "th" else english_text

    def num(self, value: Any) -> str:
        """A number, or text with numbers in it, in the person's digits; None is nothing."""
        if value is None:
            return ""
        return (unfold_digits if self.digits == "thai" else fold_digits)(str(value))

    def day(self, day: date | str | None, *, short: bool = False) -> str:
        """A day in the Buddhist Era: "๑๘ กุมภาพันธ์ ๒๕๖๙"; one that is not known says so."""
        if isinstance(day, str):
            day = date.fromisoformat(day[:10])
        if day is None:
            return self.t(wording.UNKNOWN, "(unknown)")
        if self.language == "th":
            return self.num((thai_date_short if short else thai_date)(day))
        month = (calendar.month_abbr if short else calendar.month_name)[day.month]
        return self.num(f"{day.day} {month} {day.year + _BUDDHIST}")

    def moment(self, at: datetime | str) -> str:
        """A day and an hour, in the office's own time zone."""
        moment = (datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone()
        hour = self.num(f"{moment:%H.%M}")
        return f"{self.day(moment.date(), short=True)} {hour}{self.t(' น.', '')}"

    def field(self, name: str) -> str:
        """A field of the register: "receipts.number" is เลขรับ."""
        return self.t(wording.field_name(name), english.FIELDS.get(name, name))

    def reason(self, key: str) -> str:
        """Why a value is doubted."""
        reason = REASONS[key]
        return self.t(reason.thai, reason.english)

    def letter(self, letter: Any, doubts: Mapping[str, Sequence[str]] | None = None) -> str:
        """A letter as officials cite it; `letter` has sender, number and date."""
        if self.language == "th":
            name = wording.letter_name(letter.sender, letter.number, letter.date, doubts or {})
        else:
            name = english.letter_name(letter.sender, letter.number, self.day(letter.date))
        return self.num(name)

    def when(self, duty: Duty, *, first: bool = False) -> str:
        """When a duty falls due, as far as it is known; or, of one that recurs, first fell due."""
        thai = (
            wording.when(duty, "ครั้งแรก" if first else None)
            if self.language == "th"
            else english.when(duty, self.day)
        )
        return self.num(thai)

    def left(self, day: date, today: date) -> str:
        """How far off a day is: "อีก ๓ วัน", "เกินมา ๒ วัน"."""
        days = (day - today).days
        if days == 0:
            return self.t("วันนี้", "today")
        many = abs(days)
        unit = "day" if many == 1 else "days"
        if days > 0:
            return self.num(self.t(f"อีก {many} วัน", f"in {many} {unit}"))
        return self.num(self.t(f"เกินมา {many} วัน", f"{many} {unit} overdue"))

    def period(self, period: Period) -> str:
        """What a round of a recurring duty is about: "งวดมีนาคม ๒๕๖๙"."""
        if self.language == "th":
            return self.num(wording.period_text(period))
        return self.num(english.period(period, self.day))

    def change(self, duty: Duty) -> str:
        """Which letter moved or ended a duty."""
        thai = self.language == "th"
        return self.num(wording.change_text(duty) if thai else english.change(duty, self.day))

    def deed(self, what: str) -> str:
        """What an event of the log was: "duty.done"."""
        return self.t(DONE.get(what, what), english.DONE.get(what, what))

    def relation(self, kind: Relation) -> str:
        """What another letter is to one: "ตอบโดย"."""
        return self.t(f"{MENTIONED[kind]}โดย", english.RELATIONS[kind])

    def status(self, status: str) -> str:
        """How a duty stands."""
        return self.t(dict(wording.STATUSES)[status], english.STATUSES[status])  # type: ignore[index]
