"""What people say a letter says (การแก้ไขค่าที่อ่าน): confirmed, corrected, added, removed, taken back.

A correction is about one copy of a letter: what is on that paper. The machine's reading stays as it
was, beside it; the copy is written down anew as both have it, and joined anew, so that a corrected
number or day finds the letter's other copies and those who cite it. Saying the same twice changes
nothing, and the order in which things are said of different values does not matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlite_utils import Database

from correspondence_db.audit import record_event
from correspondence_db.decisions import TARGET
from correspondence_db.joining import join, left_by
from correspondence_db.record import (
    Row,
    bundle_of,
    fill_pages,
    gaps_of,
    insert,
    pages_of,
    places_in,
)
from correspondence_db.retention import is_retired
from correspondence_db.rewriting import rebuild, rewrite
from correspondence_db.said import (
    WHOLE_SCAN,
    Saying,
    as_said,
    machine_reading,
    standing,
    write_down,
)
from correspondence_db.store import Register
from extract.bundle import read_letters
from extract.corrected import (
    ADDED,
    LISTS,
    Corrected,
    Correction,
    Kind,
    parted,
    places_of,
    words_of,
)
from extract.letter import Found, Letter, jsonable
from extract.split import Given, given_starts
from extract.values import FIELDS, WrongValue, no_field, read_value
from ocr.page import Box, OcrPage

Place = tuple[int, Box]


class NotThere(LookupError):
    """Nothing of the kind is in the register: what, in Thai and in English."""

    def __init__(self, thai: str, english: str) -> None:
        super().__init__(english)
        self.thai = thai
        self.english = english


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a person said of a letter; `before` is what stood there."""

    field: str
    position: int
    kind: str
    value: Any
    before: Any
    page: int
    who: str
    at: datetime
    withdrawn_at: datetime | None

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping, moments in ISO 8601."""
        taken_back = self.withdrawn_at.isoformat() if self.withdrawn_at else None
        return asdict(self) | {"at": self.at.isoformat(), "withdrawn_at": taken_back}


# --- values


def correct(
    register: Register,
    letter_id: int,
    field: str,
    position: int,
    value: str,
    *,
    who: str,
    at: datetime,
    sha256: str | None = None,
    place: Place | None = None,
) -> int:
    """Take it from a person what a field is; gives the letter that the copy is of from now on.

    `field` is a name of `extract.values.FIELDS`, `position` the item's in its list (0 for a field
    of one value). `sha256` says which copy is meant, else it is the one that the register shows;
    `place` where the value stands, where nothing was read. Raises WrongValue, NotThere.
    """
    wish = _Wish(field, "correct", position, value, sha256, place)
    return _say(register, letter_id, wish, Saying(who, at)).letter_id


def confirm(
    register: Register,
    letter_id: int,
    field: str,
    position: int = 0,
    *,
    who: str,
    at: datetime,
    sha256: str | None = None,
) -> int:
    """Take the value that the register has for the person's own. Raises NotThere for none."""
    wish = _Wish(field, "confirm", position, sha256=sha256)
    return _say(register, letter_id, wish, Saying(who, at)).letter_id


def remove(
    register: Register,
    letter_id: int,
    field: str,
    position: int = 0,
    *,
    who: str,
    at: datetime,
    sha256: str | None = None,
) -> int:
    """Take it from a person that the letter has no such value, or no such item."""
    wish = _Wish(field, "remove", position, sha256=sha256)
    return _say(register, letter_id, wish, Saying(who, at)).letter_id


def add(
    register: Register,
    letter_id: int,
    field: str,
    value: str,
    *,
    who: str,
    at: datetime,
    sha256: str | None = None,
    place: Place | None = None,
) -> int:
    """Add an item to a list; gives its position, by which its parts are corrected."""
    if parted(field) not in [(name, "") for name in LISTS]:
        raise no_field(field)
    wish = _Wish(field, "add", 0, value, sha256, place)
    return _say(register, letter_id, wish, Saying(who, at)).position


def withdraw(
    register: Register,
    letter_id: int,
    field: str,
    position: int = 0,
    *,
    who: str,
    at: datetime,
    sha256: str | None = None,
) -> bool:
    """Take back what was said last of a value: what was said before, or read, stands again.

    False where nothing was said of it.
    """
    with _rewriting(register) as db:
        for copy in list(_copies_meant(db, letter_id, sha256)):
            for row in standing(db, copy["scan_id"], copy["first_page"]):
                if (row["field"], row["position"]) == (field, position):
                    _withdraw(db, letter_id, row, Saying(who, at))
                    _written_anew(db, copy["id"])
                    return True
    return False


def _withdraw(db: Database, letter_id: int, row: Row, saying: Saying) -> None:
    sql = "UPDATE corrections SET withdrawn_at = ? WHERE id = ?"
    db.execute(sql, [saying.at.astimezone(UTC).isoformat(), row["id"]])
    record_event(
        db,
        at=saying.at,
        who=saying.who,
        what="letter.withdraw",
        subject=f"letter {letter_id}",
        before={
            "field": row["field"],
            "position": row["position"],
            "value": _loaded(row["value"]),
        },
    )


class _Wish(NamedTuple):
    """What a person wants to be said, before it is known of what."""

    field: str
    kind: Kind
    position: int = 0
    value: Any = ""
    sha256: str | None = None
    place: Place | None = None


class _Done(NamedTuple):
    """The letter that the copy is of now, and the position of what was said."""

    letter_id: int
    position: int


def _say(register: Register, letter_id: int, wish: _Wish, saying: Saying) -> _Done:
    value = read_value(wish.field, wish.value) if wish.kind in ("correct", "add") else None
    if wish.field not in FIELDS:
        raise no_field(wish.field)
    with _rewriting(register) as db:
        copy = _copy_meant(db, letter_id, wish.field, wish.sha256)
        said = standing(db, copy["scan_id"], copy["first_page"])
        read = machine_reading(db, copy["id"])
        seen = _seen(read, as_said(read, said), wish)
        each = _correction(db, copy, wish._replace(value=value), seen, wish.value)
        if not _is_said(said, each):
            write_down(db, copy, each, seen.value, saying)
            _record(db, letter_id, each, seen.value, saying)
            _written_anew(db, copy["id"])
        return _Done(_letter_now(db, copy["id"]), each.position)


def _record(db: Database, letter_id: int, each: Correction, before: Any, saying: Saying) -> None:
    record_event(
        db,
        at=saying.at,
        who=saying.who,
        what=f"letter.{each.kind}",
        subject=f"letter {letter_id}",
        before={"value": jsonable(before)},
        after={"field": each.field, "position": each.position, "value": jsonable(each.value)},
    )


def _is_said(said: Sequence[Row], each: Correction) -> bool:
    """Whether the very same stands already."""
    for row in said:
        if (row["field"], row["position"]) == (each.field, each.position):
            same = _loaded(row["value"]) == jsonable(each.value)
            return bool(same and row["kind"] == each.kind)
    return False


class _Seen(NamedTuple):
    """What stands at a place: where it was read, if anywhere, the item it is of, its value; and the
    words of the item, the machine's where it read any."""

    found: Found[Any] | None = None
    item: Any = None
    value: Any = None
    was: str | None = None


def _seen(read: Letter, told: Corrected, wish: _Wish) -> _Seen:
    root, part = parted(wish.field)
    if wish.kind == "add":
        return _Seen()
    if root not in LISTS:
        found = _single(told.letter, wish.field)
        return _Seen(found, None, found.value if found else None)
    item = _item(told, root, wish.position)
    found, value = _part_of(item, part)
    machine = _listed(read, root)
    first = machine[wish.position] if wish.position < len(machine) else item
    return _Seen(found, item, value, words_of(first))


def _correction(db: Database, copy: Row, wish: _Wish, seen: _Seen, text: str) -> Correction:
    """What is said, with the place that it is said of."""
    if wish.kind == "add":
        wish = wish._replace(position=_next_added(db, copy, wish.field))
    if wish.kind == "confirm":
        wish = wish._replace(value=seen.value)
    if wish.kind == "confirm" and seen.value is None:
        raise NotThere(
            f"ยังไม่มีค่าของ {wish.field} ให้ยืนยัน กรอกค่าแทน",
            f"There is no value of {wish.field} to confirm. Say what it is instead.",
        )
    page, box = _place(db, copy, wish, seen)
    return Correction(
        field=wish.field,
        position=wish.position,
        kind=wish.kind,
        value=wish.value,
        was=seen.was,
        raw=seen.found.raw if seen.found else text,
        page=page,
        box=box,
    )


def _place(db: Database, copy: Row, wish: _Wish, seen: _Seen) -> Place:
    """Where a value stands: where it was read or is shown to be, else somewhere on the page."""
    if seen.found:
        return seen.found.page, seen.found.box
    if wish.place:
        return wish.place
    for place in places_of(seen.item) if seen.item is not None else ():
        return place
    ((width, height),) = db.execute(
        "SELECT width, height FROM pages WHERE scan_id = ? AND number = ?",
        [copy["scan_id"], copy["first_page"]],
    )
    return copy["first_page"], Box(0, 0, width, height)


def _single(letter: Letter, field: str) -> Found[Any] | None:
    holder: Any = letter.contact if field == "contact.unit" else letter
    found: Found[Any] | None = getattr(holder, field.removeprefix("contact."))
    return found


def _item(told: Corrected, root: str, position: int) -> Any:
    """The item of a list at a position; raises NotThere for none."""
    items = _listed(told.letter, root)
    for at, item in zip(places_in(root, items, told.positions), items, strict=True):
        if at == position:
            return item
    raise NotThere(f"หนังสือนี้ไม่มี {root} ลำดับ {position}", f"The letter has no {root} at {position}.")


def _listed(letter: Letter, root: str) -> Sequence[Any]:
    holder: Any = letter.contact if root.startswith("contact.") else letter
    items: Sequence[Any] = getattr(holder, root.removeprefix("contact."))
    return items


_WHOLE = {"receipts": "office", "attachments": "title", "obligations": "phrase"}


def _part_of(item: Any, part: str) -> tuple[Found[Any] | None, Any]:
    """A part of an item, or all of it: where it was read, if anywhere, and its value."""
    value = item if isinstance(item, Found) else getattr(item, part or _WHOLE[_name_of(item)])
    if isinstance(value, Found):
        return value, value.value
    return None, value


def _name_of(item: Any) -> str:
    return {"Receipt": "receipts", "Attachment": "attachments"}.get(
        type(item).__name__, "obligations"
    )


def _next_added(db: Database, copy: Row, field: str) -> int:
    ((last,),) = db.execute(
        """
        SELECT max(position) FROM corrections
        WHERE scan_id = ? AND page = ? AND field = ? AND kind = 'add'
        """,
        [copy["scan_id"], copy["first_page"], field],
    )
    return ADDED if last is None else int(last) + 1


# --- doubts


def settle(
    register: Register,
    letter_id: int,
    field: str,
    reason: str,
    *,
    who: str,
    at: datetime,
    page: int | None = None,
    box: Box | None = None,
    sha256: str | None = None,
    choice: int | None = None,
) -> int:
    """Lay the doubts of a letter about a field to rest, for one reason; gives how many there were.

    `page`, `box` and `sha256` keep those in one place. `choice` is the letter that an ambiguous
    citation names. What is settled comes back only where another letter comes between. Raises
    NotThere where nothing of the kind is doubted.
    """
    with register.transaction():
        db = register.db
        doubts = [
            row
            for row in db.query(_DOUBTED, {"letter": letter_id, "field": field, "reason": reason})
            if page in (None, row["page"])
            and sha256 in (None, row["sha256"])
            and (box is None or row["box"] == json.dumps(box.as_list()))
        ]
        if not doubts:
            raise NotThere(
                f"ไม่มีข้อสงสัย {reason} ที่ {field} ของหนังสือ [{letter_id}] ที่ยังไม่ยุติ",
                f"No doubt {reason} about {field} of letter [{letter_id}] is open.",
            )
        chosen = _first_copy(db, choice) if choice is not None else None
        for doubt in doubts:
            _settle(db, doubt, chosen, Saying(who, at))
        after = {"field": field, "reason": reason, "choice": choice}
        subject = f"letter {letter_id}"
        record_event(db, at=at, who=who, what="letter.settle", subject=subject, after=after)
        join(db, {doubt["copy_id"] for doubt in doubts})
        return len(doubts)


_DOUBTED = """
    SELECT doubts.*, sha256, scan_id, first_page, citations.position AS citing FROM doubts
    JOIN copies ON copies.id = doubts.copy_id JOIN scans ON scans.id = scan_id
    LEFT JOIN citations ON citations.id = citation_id
    WHERE letter_id = :letter AND field = :field AND reason = :reason AND NOT settled
    ORDER BY doubts.id
"""


def _settle(db: Database, doubt: Row, chosen: Row | None, saying: Saying) -> None:
    common = {
        "scan_id": doubt["scan_id"],
        "page": doubt["first_page"],
        "kind": "settle",
        "raw": "",
        "at_page": doubt["page"],
        "who": saying.who,
        "at": saying.at.astimezone(UTC).isoformat(),
    }
    value = {"reason": doubt["reason"], "letters": json.loads(doubt["letters"])}
    insert(
        db, "corrections", field=doubt["field"], position=0, value=value, box=doubt["box"], **common
    )
    if chosen and doubt["citing"] is not None:
        position = doubt["citing"]
        insert(db, "corrections", field=TARGET, position=position, value=chosen, **common)


def reopen(
    register: Register, letter_id: int, field: str, reason: str, *, who: str, at: datetime
) -> bool:
    """Ask again what was settled, a chosen letter taken back with it; False where nothing was."""
    with register.transaction():
        db = register.db
        rows = db.execute(_SETTLED, {"letter": letter_id, "field": field, "reason": reason})
        settled = rows.fetchall()
        for row_id, _ in settled:
            sql = "UPDATE corrections SET withdrawn_at = ? WHERE id = ?"
            db.execute(sql, [at.astimezone(UTC).isoformat(), row_id])
        if settled:
            before = {"field": field, "reason": reason}
            subject = f"letter {letter_id}"
            record_event(db, at=at, who=who, what="letter.reopen", subject=subject, before=before)
            join(db, {copy_id for _, copy_id in settled})
        return bool(settled)


_SETTLED = f"""
    SELECT corrections.id, copies.id FROM corrections
    JOIN copies ON copies.scan_id = corrections.scan_id AND first_page = page
    WHERE letter_id = :letter AND kind = 'settle' AND withdrawn_at IS NULL AND (
        (field = :field AND json_extract(value, '$.reason') = :reason)
        OR (field = '{TARGET}' AND :reason = 'link-ambiguous')
    )
"""  # noqa: S608 - our own name of a field


def _first_copy(db: Database, letter_id: int) -> Row:
    """Where a held letter begins; raises NotThere for any other."""
    rows = db.query(
        """
        SELECT sha256, first_page AS page FROM copies JOIN scans ON scans.id = scan_id
        WHERE letter_id = ? ORDER BY sha256, position LIMIT 1
        """,
        [letter_id],
    )
    for row in rows:
        return row
    raise _no_letter(letter_id)


# --- boundaries


def resplit(
    register: Register, sha256: str, starts: Sequence[int], *, who: str, at: datetime
) -> tuple[int, ...]:
    """Split a stored scan at the pages on which, a person says, its letters begin.

    The pages are not read again; what was said of a letter stays with its first page, what was done
    stays with the duty where it is found again. Gives the letters' ids in bundle order. To undo it,
    split at the machine's own boundaries. Raises WrongValue for pages that are not there, NotThere.
    """
    pages = pages_of(register.db, sha256)
    numbers = {page.number for page in pages}
    if not pages:
        raise NotThere(f"ไม่มีแฟ้มสแกน {sha256}", f"There is no scan {sha256}.")
    if is_retired(register, sha256):
        raise NotThere(f"แฟ้มสแกน {sha256} ทำลายแล้ว", f"The scan {sha256} was retired.")
    if not starts or not numbers.issuperset(starts):
        raise WrongValue(
            f"ไม่มีหน้า {', '.join(map(str, sorted({*starts} - numbers)))} ในแฟ้มนี้",
            f"The scan has no such pages: {sorted({*starts} - numbers)}.",
        )
    letters = read_letters(pages, given_starts(pages, starts))
    with _rewriting(register) as db:
        before = starts_of(db, sha256)
        bundle = bundle_of(db, sha256)
        insert(
            db,
            "corrections",
            scan_id=bundle.scan_id,
            page=WHOLE_SCAN,
            field="boundaries",
            position=0,
            kind="split",
            value=sorted(set(starts)),
            before=before,
            raw="",
            at_page=WHOLE_SCAN,
            who=who,
            at=at.astimezone(UTC).isoformat(),
        )
        subject, after = f"scan {sha256}", sorted(set(starts))
        record_event(
            db, at=at, who=who, what="scan.split", subject=subject, before=before, after=after
        )
        _rebuilt(db, sha256, letters)
    return register.letters_of(sha256)


def reread(register: Register, sha256: str, letters: Sequence[Letter]) -> tuple[int, ...]:
    """Put new machine readings of a stored scan in place of the old; people's words stay.

    The scan must have been read with `boundaries_of` it given: raises ValueError where letters
    begin on other pages than a person said, or a letter is gone of which people said something.
    """
    with _rewriting(register) as db:
        _reread(db, sha256, letters)
    return register.letters_of(sha256)


def fill_gaps(
    register: Register,
    sha256: str,
    pages: Sequence[OcrPage],
    letters: Sequence[Letter],
    *,
    who: str,
    at: datetime,
) -> tuple[int, ...]:
    """Put pages of a stored scan that can be read now in place of its gaps; people's words stay.

    `letters` are what the scan reads as with them. Gives the letters' ids in bundle order. Raises
    ValueError as `reread` does, and where a page is no gap of the scan.
    """
    with _rewriting(register) as db:
        before = gaps_of(db, sha256)
        filled = {page.number for page in pages}
        if not filled <= set(before):
            raise ValueError(f"not gaps of the scan: {sorted(filled - set(before))}")
        fill_pages(db, bundle_of(db, sha256), pages, letters)
        _reread(db, sha256, letters)
        record_event(
            db,
            at=at,
            who=who,
            what="scan.reread",
            subject=f"scan {sha256}",
            before={"gaps": before},
            after={"gaps": gaps_of(db, sha256)},
        )
    return register.letters_of(sha256)


def _reread(db: Database, sha256: str, letters: Sequence[Letter]) -> None:
    said, starts = split_said(db, sha256), [letter.pages[0] for letter in letters]
    if (said is not None and said != starts) or not _spoken_of(db, sha256) <= set(starts):
        raise ValueError(f"read with other boundaries than people set: {starts}")
    _rebuilt(db, sha256, letters)


def boundaries_of(register: Register, sha256: str) -> dict[int, Given]:
    """What people decided of a scan's pages, as `extract.bundle.read_letters` takes it.

    Where they have said something of a letter, it begins where it began.
    """
    said = split_said(register.db, sha256)
    if said is not None:
        return given_starts(pages_of(register.db, sha256), said)
    return dict.fromkeys(sorted(_spoken_of(register.db, sha256)), "first")


def _spoken_of(db: Database, sha256: str) -> set[int]:
    """The first pages of the letters of a scan of which people said something that stands."""
    rows = db.execute(
        """
        SELECT first_page FROM copies JOIN scans ON scans.id = scan_id
        WHERE sha256 = ? AND EXISTS (
            SELECT 1 FROM corrections WHERE corrections.scan_id = copies.scan_id
                AND page = first_page AND withdrawn_at IS NULL
        )
        """,
        [sha256],
    )
    return {page for (page,) in rows}


def scan_called(register: Register, name: str) -> str:
    """The scan of a file name, or whose hash begins so; raises NotThere for none, or several."""
    rows = register.db.execute(
        "SELECT sha256 FROM scans WHERE file = :name OR sha256 LIKE :begins ESCAPE '~'",
        {"name": name, "begins": f"{name.replace('~', '~~').replace('%', '~%')}%"},
    ).fetchall()
    if len(rows) != 1:
        raise NotThere(
            f"มีแฟ้มสแกนชื่อ {name} {len(rows)} แฟ้ม ใช้ SHA-256 ตามที่ saraban show --json แสดง",
            f"There are {len(rows)} scans called {name}. Use the SHA-256 that show --json tells.",
        )
    return str(rows[0][0])


def starts_of(db: Database, sha256: str) -> list[int]:
    """The pages on which a scan's letters begin now."""
    rows = db.execute(
        """
        SELECT first_page FROM copies JOIN scans ON scans.id = scan_id
        WHERE sha256 = ? ORDER BY position
        """,
        [sha256],
    )
    return [page for (page,) in rows]


def split_said(db: Database, sha256: str) -> list[int] | None:
    """Where a person last said that the letters of a scan begin; None where nobody did."""
    rows = db.execute(
        """
        SELECT value FROM corrections JOIN scans ON scans.id = scan_id
        WHERE sha256 = ? AND kind = 'split' AND withdrawn_at IS NULL
        ORDER BY at DESC, corrections.id DESC LIMIT 1
        """,
        [sha256],
    )
    return next((json.loads(value) for (value,) in rows), None)


def _rebuilt(db: Database, sha256: str, letters: Sequence[Letter]) -> None:
    bundle = bundle_of(db, sha256)
    rows = db.execute("SELECT id FROM copies WHERE scan_id = ?", [bundle.scan_id])
    left = left_by(db, [copy_id for (copy_id,) in rows])
    join(db, rebuild(db, bundle, letters), left)


# --- what was said


def history(register: Register, letter_id: int) -> tuple[Said, ...]:
    """Everything that people said of a letter's copies, what was taken back too; oldest first."""
    rows = register.db.query(
        """
        SELECT DISTINCT corrections.* FROM corrections
        JOIN copies ON copies.scan_id = corrections.scan_id AND first_page = page
        WHERE letter_id = ? ORDER BY at, corrections.id
        """,
        [letter_id],
    )
    return tuple(
        Said(
            field=row["field"],
            position=row["position"],
            kind=row["kind"],
            value=_loaded(row["value"]),
            before=_loaded(row["before"]),
            page=row["at_page"],
            who=row["who"],
            at=datetime.fromisoformat(row["at"]),
            withdrawn_at=_moment(row["withdrawn_at"]),
        )
        for row in rows
    )


def _loaded(value: str | None) -> Any:
    return None if value is None else json.loads(value)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


# --- which copy


def _copy_meant(db: Database, letter_id: int, field: str, sha256: str | None) -> Row:
    """The copy that a correction is about; raises NotThere where there is none.

    Without a scan it is the one whose reading of the field the register shows.
    """
    shown = db.execute(
        """
        SELECT copy_id FROM best_readings JOIN evidence ON evidence.id = evidence_id
        WHERE letter_id = ? AND best_readings.field = ?
        """,
        [letter_id, field],
    ).fetchone()
    copies = list(_copies_meant(db, letter_id, sha256))
    if not copies:
        raise _no_letter(letter_id)
    return next((copy for copy in copies if shown and copy["id"] == shown[0]), copies[0])


def _copies_meant(db: Database, letter_id: int, sha256: str | None) -> Iterator[Row]:
    """The copies of a letter, the best first; those in one scan."""
    return db.query(
        """
        SELECT copies.* FROM copies JOIN letters ON letters.id = letter_id
        JOIN scans ON scans.id = scan_id
        WHERE letter_id = :letter AND (:sha256 IS NULL OR sha256 = :sha256)
        ORDER BY copies.id = best_copy_id DESC, position
        """,
        {"letter": letter_id, "sha256": sha256},
    )


def _no_letter(letter_id: int) -> NotThere:
    return NotThere(
        f"ไม่มีหนังสือ [{letter_id}] ที่มีหน้าในทะเบียน",
        f"The register has no pages of a letter [{letter_id}].",
    )


def _letter_now(db: Database, copy_id: int) -> int:
    ((letter_id,),) = db.execute("SELECT letter_id FROM copies WHERE id = ?", [copy_id])
    return int(letter_id)


@contextmanager
def _rewriting(register: Register) -> Iterator[Database]:
    """A transaction in which rows may point nowhere until its end."""
    with register.transaction():
        register.db.execute("PRAGMA defer_foreign_keys = ON")
        yield register.db


def _written_anew(db: Database, copy_id: int) -> None:
    left = left_by(db, [copy_id])
    rewrite(db, copy_id)
    join(db, [copy_id], left)
