"""Invented lines of official Thai: the grammar of phrases.toml, its slots filled at random.

Words and their frequencies come from PyThaiNLP, place names from geothai; the same seed gives
the same lines. Digits are drawn evenly, so that no numeral is rarer than another.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import geothai
from pythainlp import corpus
from pythainlp.corpus import tnc
from pythainlp.util import bahttext

from ocr.training.characters import PUNCTUATION, RARE_THAI
from ocr.training.dice import Dice

THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม",
    "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
SHORT_MONTHS = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.",
    "ธ.ค.",
)  # fmt: skip
WEEKDAYS = (
    "จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์",
)  # fmt: skip
CODES = (
    "มท", "กค", "ศธ", "สธ", "ยธ", "ตช", "กษ", "คค", "ทส", "ดศ", "พม", "รง", "พณ", "อก", "วธ",
    "นร", "สผ", "ตผ", "ลต", "ปช", "กท", "กบ", "กพ", "กจ", "กส", "ขก", "จบ", "ฉช", "ชบ", "ชน",
    "ชย", "ชพ", "ชร", "ชม", "ตง", "ตร", "ตก", "นย", "นฐ", "นพ", "นม", "นศ", "นว", "นบ", "นธ",
    "นน", "บก", "บร", "ปท", "ปข", "ปจ", "ปน", "อย", "พย", "พง", "พท", "พจ", "พล", "พบ", "พช",
    "พร", "ภก", "มค", "มห", "มส", "ยส", "ยล", "รอ", "รน", "รย", "รบ", "ลบ", "ลป", "ลพ", "ลย",
    "ศก", "สน", "สข", "สต", "สป", "สส", "สค", "สก", "สห", "สท", "สพ", "สฎ", "สร", "สบ", "สม",
    "หค", "นภ", "อท", "อด", "อต", "อน", "อจ", "อบ", "สว", "สธ", "สพร", "ศร", "พว", "วท", "อว",
    "กห", "กต",
)  # fmt: skip
RARE = 21
"""A word seen less often in the Thai National Corpus is no common word."""
SLOT = re.compile(r"{(\w+)}")
ALIKE = ("379", "379", "37", "45", "459", "206", "0169", "28")
"""Thai digits that differ in a stroke only."""
LETTER_STYLES = (str.lower, str.capitalize, str.upper)


class Words(NamedTuple):
    """What the slots draw from; `weights` are cumulative frequencies of `common`."""

    common: Sequence[str]
    weights: Sequence[float]
    every: Sequence[str]
    first_names: Sequence[str]
    surnames: Sequence[str]
    provinces: Sequence[str]
    districts: Sequence[str]
    subdistricts: Sequence[str]
    english: Sequence[str]


@cache
def words() -> Words:
    """The word lists, read once."""
    provinces = geothai.provinces()
    districts = [d for p in provinces for d in geothai.districts(p.code)]
    subdistricts = [s for d in districts for s in geothai.subdistricts(d.code)]
    ours = re.compile("[ก-๎]+").fullmatch
    frequent = sorted((w, n) for w, n in tnc.word_freqs() if n >= RARE and ours(w))
    english = sorted(w for w, n in tnc.word_freqs() if re.fullmatch("[A-Za-z]{2,12}", w))
    return Words(
        common=[w for w, _ in frequent],
        weights=list(accumulate(n**0.7 for _, n in frequent)),
        every=sorted(w for w in corpus.thai_words() if ours(w)),
        first_names=sorted(corpus.thai_male_names() | corpus.thai_female_names()),
        surnames=sorted(corpus.thai_family_names()),
        provinces=sorted(province.name_th for province in provinces),
        districts=sorted({district.name_th for district in districts}),
        subdistricts=sorted({place.name_th for place in subdistricts}),
        english=english,
    )


def dictionary() -> list[str]:
    """The words that a page may hold, without digits: those of Thai, months and places."""
    lists = words()
    places = (*lists.provinces, *lists.districts, *lists.subdistricts)
    return sorted({word for word in (*lists.every, *lists.common, *MONTHS, *places) if word[1:]})


@cache
def phrases() -> dict[str, list[str]]:
    """The grammar: slot name -> its alternatives."""
    return tomllib.loads((Path(__file__).parent / "phrases.toml").read_text("utf-8"))


class Writer:
    """Writes lines, one after the other, from one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = Dice(seed)
        self.words = words()
        self.thai = True
        self.depth = 0

    def line(self, longest: int = 110) -> str:
        """One printed line of at most `longest` characters, in Thai digits eight times in ten."""
        self.thai = self.rng.chance(0.8)
        line = " ".join(self.expand("{line}").split())
        return line if len(line) <= longest else self._cut(line, longest)

    def filled(self) -> str:
        """A line of a receive stamp or form with its value filled in."""
        self.thai = self.rng.chance(0.6)
        return " ".join(self.expand("{filled}").split())

    def expand(self, text: str) -> str:
        """`text` with its slots filled, and theirs."""
        return SLOT.sub(lambda slot: self._fill(slot[1]), text)

    def _fill(self, slot: str) -> str:
        own: Callable[[], str] | None = getattr(self, f"slot_{slot}", None)
        return own() if own else self.expand(self.rng.choice(phrases()[slot]))

    def _cut(self, line: str, longest: int) -> str:
        """A stretch of `line` such as a line break leaves, never beginning with a mark."""
        start = self.rng.randrange(len(line) - longest + 1)
        length = self.rng.randint(longest // 2, longest)
        return re.sub("^[ะ-ฺๅ-๎ ]+", "", line[start : start + length]).rstrip()

    def _digits(self, count: int) -> str:
        """`count` even digits, in the line's numerals (in the others one time in twelve)."""
        plain = "".join(self.rng.choices("0123456789", k=count))
        thai = self.thai != (self.rng.chance(1) / 12)
        return plain.translate(THAI_DIGITS) if thai else plain

    def _number(self, low: int, high: int, width: int = 0) -> str:
        plain = f"{self.rng.randint(low, high):0{width}d}"
        return plain.translate(THAI_DIGITS) if self.thai else plain

    def slot_digit(self) -> str:
        return self._digits(1)

    def slot_digits(self) -> str:
        return self._digits(self.rng.choice((1, 2, 2, 3)))

    def slot_run(self) -> str:
        return self._digits(self.rng.choice((1, 2, 3, 3, 4, 4, 5)))

    def slot_long(self) -> str:
        return self._digits(self.rng.randint(6, 14))

    def slot_decimal(self) -> str:
        return f"{self._digits(self.rng.randint(1, 3))}.{self._digits(self.rng.randint(1, 2))}"

    def slot_ordinal(self) -> str:
        return self._number(1, self.rng.choice((9, 20)))

    def slot_year(self) -> str:
        years = (2560, 2579) if self.rng.chance(0.6) else (2475, 2599)
        return self._number(*years)

    def slot_money(self) -> str:
        groups = [self._digits(self.rng.randint(1, 3))]
        groups += [self._digits(3) for _ in range(self.rng.randint(0, 2))]
        pennies = self.rng.choice(("", ".-", f".{self._digits(2)}", f".{self._number(0, 0, 2)}"))
        return ",".join(groups) + pennies

    def slot_money_words(self) -> str:
        return str(bahttext(self.rng.randint(1, 10 ** self.rng.randint(2, 7))))

    def slot_citizen(self) -> str:
        return "-".join(self._digits(count) for count in (1, 4, 5, 2, 1))

    def slot_account(self) -> str:
        return "-".join(self._digits(count) for count in (3, 1, 5, 1))

    def slot_postcode(self) -> str:
        return self._digits(5)

    def slot_phone(self) -> str:
        gap = self.rng.choice((" ", " ", "-", "-", ""))
        groups = self.rng.choice(((4, 4), (4, 4), (2, 3, 4), (2, 4, 4)))
        return gap.join([self._number(0, 0), *map(self._digits, groups)])

    def slot_time(self) -> str:
        hour, minute = self._number(0, 23, 2), self._number(0, 59, 2)
        return f"{hour}{self.rng.choice('.:.')}{minute} น."

    def slot_number(self) -> str:
        """A letter number (เลขที่หนังสือ): code, agency, part, circular mark, running number."""
        code = self.rng.choice(CODES)
        agency = self._digits(self.rng.choice((4, 4, 4, 4, 5, 5, 3, 2)))
        part = self.rng.choice(("", "", ".{0}", ".{0}", ".{1}", "({0})", ".{0}.{0}", ".{0}/{0}"))
        part = part.format(self._digits(1), self._digits(2))
        mark = self.rng.choice(("", "", "ว ", "ว ", "ว", "ว."))
        return f"{code} {agency}{part}/{mark}{self.slot_run()}"

    def slot_alike(self) -> str:
        """Digits that are easily taken for one another, side by side."""
        pool = self.rng.choice(ALIKE)
        digits = "".join(self.rng.choices(pool, k=self.rng.choice((1, 2, 3, 4))))
        return digits.translate(THAI_DIGITS)

    def slot_code(self) -> str:
        return self.rng.choice(CODES)

    def slot_date(self) -> str:
        day, month = self._number(1, 31), self.rng.choice(MONTHS)
        year = ("", "", "", "พ.ศ. ")[self.rng.randrange(4)] + self.slot_year()
        return f"{day} {month} {year}"

    def slot_date_short(self) -> str:
        day, month, year = self._number(1, 31), self.rng.choice(SHORT_MONTHS), self.slot_year()
        gap = self.rng.choice((" ", " ", ""))
        numeric = f"{day}/{self._number(1, 12)}/{year}"
        short = f"{day}{gap}{month}{gap}{year[self.rng.choice((0, 2)) :]}"
        return numeric if self.rng.chance(0.2) else short

    def slot_month(self) -> str:
        return self.rng.choice(MONTHS)

    def slot_weekday(self) -> str:
        return self.rng.choice(WEEKDAYS)

    def slot_word(self) -> str:
        if self.rng.chance(0.3):
            return self.rng.choice(self.words.every)
        return self.rng.choices(self.words.common, cum_weights=self.words.weights)[0]

    def slot_leader(self) -> str:
        """The dotted rule of a form, as often short as long."""
        length = self.rng.choice((3, 5, 8, 10, 12, 16, 20, 24, 28, 32, 36, 40, 50))
        return "." * self.rng.randint(length * 3 // 4, length)

    def slot_symbol(self) -> str:
        return self.rng.choice(RARE_THAI + PUNCTUATION + "<>«»'!?\"ฃฅ“”ํ๊๋")

    def slot_prose(self) -> str:
        """Running words, spaced as Thai is: between phrases, not between words."""
        count = self.rng.randint(3, 22)
        pieces = (self.slot_word() + (" " if self.rng.chance(0.15) else "") for _ in range(count))
        return "".join(pieces).strip()

    def slot_jumble(self) -> str:
        """Letters without sense, the rare ones as often as the others."""
        tokens = []
        for _ in range(self.rng.randint(1, 5)):
            letters = self.rng.choices("กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮฤ", k=3)
            marks = self.rng.choices(("", "ิ", "ี", "ึ", "ื", "ุ", "ู", "ั", "็", "า", "ำ"), k=3)
            tones = self.rng.choices(("", "", "่", "้", "๊", "๋", "์"), k=3)
            tokens.append("".join(map(_cluster, letters, marks, tones)))
        return self.rng.choice(("", " ", " ฯ ", " ๆ ")).join(tokens)

    def slot_person(self) -> str:
        title = self.rng.choice(("นาย", "นาย", "นาง", "นางสาว", "ดร.", "ว่าที่ร้อยตรี ", "พ.ต.อ. "))
        first = self.rng.choice(self.words.first_names)
        return f"{title}{first} {self.rng.choice(self.words.surnames)}"

    def slot_province(self) -> str:
        return self.rng.choice(self.words.provinces)

    def slot_district(self) -> str:
        return self.rng.choice(self.words.districts)

    def slot_subdistrict(self) -> str:
        return self.rng.choice(self.words.subdistricts)

    def slot_english(self) -> str:
        return self.rng.choice(LETTER_STYLES)(self.rng.choice(self.words.english))

    def slot_English(self) -> str:  # noqa: N802 - the slot's name shows its case
        return self.slot_english().capitalize()

    def slot_ENGLISH(self) -> str:  # noqa: N802
        return self.slot_english().upper()[:8]

    def slot_letters(self) -> str:
        """Latin letters without sense, the rare ones as often as the others."""
        return "".join(self.rng.choices("abcdefghijklmnopqrstuvwxyz", k=self.rng.randint(2, 9)))

    def slot_LETTERS(self) -> str:  # noqa: N802
        return self.slot_letters().upper()

    def slot_handle(self) -> str:
        pool = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"
        return "".join(self.rng.choices(pool, k=self.rng.randint(4, 12)))

    def slot_email(self) -> str:
        name = self.rng.choice(self.words.english).lower()
        digits = "".join(self.rng.choices("0123456789", k=self.rng.choice((0, 2, 4))))
        return f"{name}{self.rng.choice(('', '.', '_'))}{digits}@{self._host()}"

    def slot_url(self) -> str:
        path = "".join(f"/{self.slot_handle()}" for _ in range(self.rng.choice((0, 1, 2))))
        return f"{self.rng.choice(('https://', 'http://', 'www.', 'https://www.'))}{self._host()}{path}"

    def _host(self) -> str:
        ends = ("go.th", "or.th", "ac.th", "co.th", "com", "mail.go.th", "net", "in.th")
        return f"{self.rng.choice(self.words.english).lower()}.{self.rng.choice(ends)}"


def _cluster(letter: str, mark: str, tone: str) -> str:
    """One Thai cluster in Unicode order: a tone stands above its vowel, but before า and ำ."""
    if mark in ("า", "ำ"):
        return letter + (tone if tone != "์" else "") + mark
    return letter + mark + ("" if mark == "็" else tone)
