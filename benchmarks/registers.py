"""A register of any size, made up by seed: what storing the same letters would give, in bulk.

    python -m benchmarks.registers FILE --letters 100000 [--seed 1]

The letters are those of `benchmarks.country`: 8 provinces for up to 100,000 of them, a province
more for each 12,500, the whole country for a million. Rows are written affair by affair in the
schema's own terms, with what joining would find worked out beforehand, since it is known who
cites whom; tests/test_benchmarks_registers.py holds a small one against Register.store. To keep
the file small, the copy's reading as JSON and the words of pages without a doubt are left out.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.country import (
    Affair,
    Bundle,
    Country,
    Draft,
    Seat,
    Stamp,
    label,
    letter_of,
    page_of,
)
from correspondence_db import audit, changes, ladder, reckoning, record
from correspondence_db.best_reading import _CITED_PARTS
from correspondence_db.concern import keys_near, level_of
from correspondence_db.owing import issuer_of, label_near
from correspondence_db.record import SINGLE_FIELDS
from correspondence_db.store import Register
from extract.chain import Candidate, Cited, Context, Naming, Place, judge, name_key, number_key
from extract.identity import cited_identity, letter_identity
from extract.letter import Letter
from extract.numbers import LetterNumber
from extract.offices import Office
from extract.relations import Bond, bond

#: So many letters for each province, and at least so many provinces.
_A_PROVINCE, _FEWEST = 12_500, 8
#: Rows that wait until they are written.
_AT_ONCE = 200_000
_MENTIONED = ("citations.number", "citations.date", "citations.sender")

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--letters", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.monotonic()
    made = build(options.file, options.letters, options.seed)
    size = options.file.stat().st_size / 2**20
    print(f"{made:,} letters in {time.monotonic() - started:.0f} s, {size:,.0f} MB")


def build(file: Path, letters: int, seed: int = 1) -> int:
    """Write a register of about so many letters; gives how many there are."""
    country = Country(max(_FEWEST, letters // _A_PROVINCE), seed)
    with Register.open(file) as register:
        connection = register.db.conn
        for pragma in (
            "journal_mode = OFF",
            "synchronous = OFF",
            "foreign_keys = OFF",
            "cache_size = -4000000",
        ):
            connection.execute(f"PRAGMA {pragma}")
        writer = Writer(register)
        # words gathered in large heaps are merged seldom
        connection.execute(
            "INSERT INTO page_index (page_index, rank) VALUES ('hashsize', 200000000)"
        )
        for affair in country.affairs(letters):
            writer.add(affair)
        writer.flush()
        connection.execute("INSERT INTO page_index (page_index, rank) VALUES ('hashsize', 1048576)")
        connection.commit()
        connection.execute("PRAGMA journal_mode = WAL")
    return writer.ids["letters"]


class Read(NamedTuple):
    """What every copy of a letter says: rows of evidence without a copy, the print of its page."""

    letter: Letter
    evidence: Sequence[Row]
    quality: float
    identity: str | None
    text: str
    text_key: str
    words: str


class Spot(NamedTuple):
    """Which letter a copy is of, and where it lies."""

    letter_id: int
    page_id: int
    place: Place


class Copied(NamedTuple):
    """A copy as it was written: its row, where it lies, and the rows of what was read in it."""

    id: int
    sha256: str
    place: Place
    stored_on: str
    file: str
    evidence: Mapping[tuple[str, int], int]
    citations: Sequence[Row]
    obligations: Sequence[Row]
    receipts: Sequence[tuple[str, date]]


class Held(NamedTuple):
    """A letter of an affair: its row, and its copies by the hash of their scans."""

    id: int
    draft: Draft
    copies: Sequence[Copied]

    @property
    def best(self) -> Copied:
        return self.copies[0]


class Writer:
    """Writes affairs into a register, many rows at a time."""

    def __init__(self, register: Register) -> None:
        self.db = register.db
        self.ids: defaultdict[str, int] = defaultdict(int)
        self.rows: defaultdict[str, list[Row]] = defaultdict(list)
        self.read: dict[Draft, Read] = {}
        self.waiting = 0
        self.seal = audit.GENESIS
        self.began: date | None = None

    def add(self, affair: Affair) -> None:
        """Write one affair: its scans, then what follows from all of them."""
        self.read.clear()
        ids = {draft: self._id("letters") for draft in affair.drafts}
        copies: defaultdict[Draft, list[Copied]] = defaultdict(list)
        for bundle in affair.bundles:
            for draft, copied in self._bundle(bundle, ids):
                copies[draft].append(copied)
        letters = {
            draft: Held(ids[draft], draft, sorted(copies[draft], key=lambda one: one.sha256))
            for draft in affair.drafts
        }
        citing: defaultdict[Draft, list[Held]] = defaultdict(list)
        for letter in letters.values():
            for cite in letter.draft.cites:
                citing[cite.letter].append(letter)
        for letter in letters.values():
            self._letter(letter, letters, citing[letter.draft])
        self._concerned(letters)
        self._owed(affair, letters)
        if self.waiting > _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        for table, rows in self.rows.items():
            columns = list(rows[0])
            marks = ", ".join("?" * len(columns))
            sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
            self.db.conn.executemany(sql, [tuple(row.values()) for row in rows])
        self.rows.clear()
        self.waiting = 0

    def _put(self, table: str, **row: Any) -> Row:
        """A row to be written, its values as the register stores them."""
        self.rows[table].append(row)
        self.waiting += 1
        return row

    def _id(self, table: str) -> int:
        self.ids[table] += 1
        return self.ids[table]

    # --- what scans say

    def _bundle(self, bundle: Bundle, ids: Mapping[Draft, int]) -> Iterator[tuple[Draft, Copied]]:
        scan, scan_id = bundle.scan, self._id("scans")
        self.began = self.began or scan.received_on
        self._put(
            "scans",
            id=scan_id,
            sha256=scan.sha256,
            file=scan.file,
            pages=len(bundle.letters),
            received_on=scan.received_on.isoformat(),
            stored_at=scan.stored_at.isoformat(),
        )
        for position, (draft, stamps) in enumerate(bundle.letters):
            read, place = self._read(draft), Place(scan_id, position)
            page_id = self._page(draft, read, place)
            yield draft, self._copy(bundle, read, stamps, Spot(ids[draft], page_id, place))
        self._event(bundle)

    def _read(self, draft: Draft) -> Read:
        """What all copies of a letter say, worked out once."""
        if draft not in self.read:
            letter = letter_of(draft, 1, ())
            page = page_of(draft, 1)
            text = record.printed_text(page)
            self.read[draft] = Read(
                letter,
                [record.evidence_row(0, reading) for reading in record.readings_of(letter)],
                record.quality_of(letter),
                letter_identity(draft.number, draft.seat.office.name, draft.day),
                text,
                name_key(text),
                _json(page.to_json()["words"]) if letter.doubts else "[]",
            )
        return self.read[draft]

    def _page(self, draft: Draft, read: Read, place: Place) -> int:
        page_id = self._id("pages")
        self._put(
            "pages",
            id=page_id,
            scan_id=place.scan,
            number=place.position + 1,
            width=2480,
            height=3508,
            dpi=300,
            blind="",
            text=read.text,
            words=read.words,
            steps="[]",
            codes="[]",
        )
        self._put("page_index", rowid=page_id, text=read.text_key)
        return page_id

    def _copy(
        self,
        bundle: Bundle,
        read: Read,
        stamps: Sequence[Stamp],
        spot: Spot,
    ) -> Copied:
        place = spot.place
        copy_id, page = self._id("copies"), place.position + 1
        self._put(
            "copies",
            id=copy_id,
            letter_id=spot.letter_id,
            scan_id=place.scan,
            position=place.position,
            first_page=page,
            quality=read.quality,
            blind=0,
            reading='{"boundaries": []}',
            identity=read.identity,
        )
        self._put("copy_pages", copy_id=copy_id, position=0, page_id=spot.page_id, own=1)
        stamped = letter_of(_NOBODYS, page, stamps)
        evidence, written = {}, []
        parts = (one for one in record.readings_of(stamped) if one.field.startswith("receipts"))
        for row in (*read.evidence, *(record.evidence_row(0, reading) for reading in parts)):
            evidence[row["field"], row["position"]] = evidence_id = self._id("evidence")
            again = {"id": evidence_id, "copy_id": copy_id, "page": page, "box": _box(row["box"])}
            written.append(self._put("evidence", **row | again))
        for at, stamp in enumerate(stamped.receipts):
            receipt = record._receipt(copy_id, at, stamp)
            again = {"date": receipt["date"].isoformat(), "box": _box(receipt["box"])}
            self._put("receipts", **receipt | again)
        for doubt in read.letter.doubts:
            box = _box(doubt.box.as_list()) if doubt.box else None
            self._put("doubts", copy_id=copy_id, field=doubt.field, reason=doubt.reason,
                      page=page, box=box, **_about(doubt.field, box, written))  # fmt: skip
        return Copied(
            copy_id,
            bundle.scan.sha256,
            place,
            bundle.scan.received_on.isoformat(),
            bundle.scan.file,
            evidence,
            self._cited(copy_id, read.letter),
            self._asked(copy_id, read.letter, page),
            [(stamp.seat.office.name, stamp.day) for stamp in stamps],
        )

    def _cited(self, copy_id: int, letter: Letter) -> list[Row]:
        """Write the citations, still open, and the attachments; gives the citations' rows."""
        rows = []
        for position, cited in enumerate(letter.citations):
            row = self._put(
                "citations",
                id=self._id("citations"),
                copy_id=copy_id,
                position=position,
                context=cited.context,
                slot=position,
                target_id=None,
                **record.citation_names(cited),
            )
            rows.append(row)
        for position, item in enumerate(letter.attachments):
            self._put(
                "attachments",
                copy_id=copy_id,
                position=position,
                title=item.title.value,
                quantity=item.quantity,
                unit=item.unit,
                url=item.url,
                pages="[]",
                citation_id=rows[position]["id"],
            )
        return rows

    def _asked(self, copy_id: int, letter: Letter, page: int) -> list[Row]:
        rows = []
        for position, duty in enumerate(letter.obligations):
            row = {"id": self._id("obligations")} | record.duty_row(copy_id, position, duty)
            row["page"] = page
            self._put("obligations", **row)
            for at, name in enumerate(duty.debtors):
                self._put("debtors", obligation_id=row["id"], position=at, name=name)
            rows.append(row)
        return rows

    def _event(self, bundle: Bundle) -> None:
        scan = bundle.scan
        told = {"file": scan.file, "pages": len(bundle.letters), "letters": len(bundle.letters)}
        row = [self._id("events"), scan.stored_at.isoformat(), audit.MACHINE, "scan.stored",
               f"scan {scan.sha256}", None, audit._spelled(told)]  # fmt: skip
        names = ("id", "at", "who", "what", "subject", "before", "after")
        previous, self.seal = self.seal, audit._seal(row, self.seal)
        self._put("events", **dict(zip(names, row, strict=True)), previous=previous, hash=self.seal)

    # --- what follows from them

    def _letter(self, letter: Held, letters: Mapping[Draft, Held], citing: Sequence[Held]) -> None:
        draft = letter.draft
        name, number = draft.seat.office.name, str(draft.number)
        key, day = number_key(draft.number), draft.day.isoformat()
        first = letter.best if draft.held else None
        self._put(
            "letters",
            id=letter.id,
            identity=f"{first.sha256}|{first.place.position}"
            if first
            else cited_identity(draft.number, name, draft.day),
            held=draft.held,
            best_copy_id=first.id if first else None,
            number=number,
            number_key=key,
            date=day,
            sender=name,
            sender_key=name_key(name),
            subject=draft.subject if first else None,
            own_number_key=key,
            own_date=day,
            urgency=draft.urgency if first else None,
            form="external" if first else None,
            secrecy=draft.secrecy,
            secrecy_level=level_of(draft.secrecy),
        )
        subject = name_key(draft.subject) if first else ""
        self._put("letter_index", rowid=letter.id, number=name_key(number), sender=name_key(name),
                  subject=subject)  # fmt: skip
        self._best(letter, citing)
        for at, cite in enumerate(draft.cites):
            self._link(letter, at, letters[cite.letter], cite.relation)

    def _best(self, letter: Held, citing: Sequence[Held]) -> None:
        """The best reading of each field: of equals that of the first scan."""
        if letter.draft.held:
            fields = {field for field, _ in letter.best.evidence} & {"form", *SINGLE_FIELDS}
            chosen = {field: letter.best.evidence[field, 0] for field in fields}
        else:
            copies = [copy for one in citing for copy in one.copies]
            first = min(copies, key=lambda copy: (copy.sha256, copy.place.position))
            chosen = {_CITED_PARTS[field]: first.evidence[field, 0] for field in _MENTIONED}
        for field, row in sorted(chosen.items()):
            self._put("best_readings", letter_id=letter.id, field=field, evidence_id=row)

    def _link(self, letter: Held, at: int, target: Held, relation: str | None) -> None:
        for copy in letter.copies:
            copy.citations[at]["target_id"] = target.id
        places = {copy.place for copy in target.copies}
        behind = any(copy.place._replace(position=copy.place.position + 1) in places
                     for copy in letter.copies)  # fmt: skip
        evidence, score = _judged(
            "reference" if relation else "attachment",
            letter.draft.subject,
            target.draft.subject if target.draft.held else None,
            behind,
        )
        said = Bond(relation, _RULE, "ตามที่") if relation else None  # type: ignore[arg-type]
        tie = bond("reference" if relation else "attachment", evidence, said)
        self._put(
            "links",
            letter_id=letter.id,
            target_id=target.id,
            kind=tie.relation,
            rule=tie.rule,
            words=tie.words,
            evidence=_json(list(evidence)),
            score=score,
            writer_id=self._office(_label_of(letter.draft)),
        )

    def _concerned(self, letters: Mapping[Draft, Held]) -> None:
        """Whom each letter names, and whom it reached by those who pass it on."""
        own = {draft: _concerned_by(letter) for draft, letter in letters.items()}
        reached: defaultdict[Draft, set[str]] = defaultdict(set)
        for draft in reversed(letters):  # those below come behind those above
            for cite in draft.cites:
                if cite.relation is None:
                    reached[cite.letter] |= own[draft] | reached[draft]
        for draft, letter in letters.items():
            for is_own, keys in ((True, own[draft]), (False, reached[draft] - own[draft])):
                for key in sorted(keys):
                    self._put("letter_offices", letter_id=letter.id, office_key=key, own=is_own)

    # --- who owes what

    def _owed(self, affair: Affair, letters: Mapping[Draft, Held]) -> None:
        held = [letter for letter in letters.values() if letter.draft.held]
        duties = [row for letter in held for row in _duty_rows(letter)]
        facts = reckoning._Facts(
            began=self.began,
            received=_received(held),
            changes=_changes(held, letters, duties),
            replies=_replies(held, letters),
            done=defaultdict(set),
            latest={},
            met_by=defaultdict(set),
        )
        for deed in affair.deeds:
            self._deed(deed, letters, facts)
        owings = [(duty, owing) for duty in duties for owing in reckoning._owings(duty, facts)]
        serves = _served(held, letters, owings)
        for duty in duties:
            row = reckoning._demand(duty, facts.changes)._asdict()
            creditor = row.pop("creditor")
            row["creditor_id"] = self._office(creditor) if creditor else None
            self._put("demands", **row, serves_id=serves(duty, creditor))
        for duty, owing in owings:
            row = owing._asdict()
            self._put("debts", office_id=self._office(row.pop("office")), **row)
            for found in reckoning._proposals(duty, owing.office, facts):
                self._put("proposals", office_id=self._office(found.office),
                          obligation_id=found.obligation_id, letter_id=found.letter_id)  # fmt: skip

    def _deed(self, deed: Any, letters: Mapping[Draft, Held], facts: reckoning._Facts) -> None:
        row = letters[deed.letter].best.obligations[deed.duty]
        done: Any = facts.done
        latest: Any = facts.latest
        met_by: Any = facts.met_by
        met_by[row["id"], label(deed.seat)].add(letters[deed.by].id if deed.by else None)
        done[row["id"], label(deed.seat)].add(deed.due)
        latest[row["id"]] = max(deed.due or date.min, latest.get(row["id"], date.min))
        self._put(
            "deeds",
            obligation_id=row["id"],
            office=label(deed.seat),
            due=deed.due.isoformat() if deed.due else None,
            done_on=deed.done_on.isoformat(),
            copy_id=letters[deed.by].best.id if deed.by else None,
            note=None if deed.by else "ส่งแล้ว",
            recorded_at=f"{deed.done_on}T09:00:00+00:00",
        )

    @cache  # noqa: B019 - one writer a register
    def _office(self, name: str) -> int:
        office_id = self._id("offices")
        self._put("offices", id=office_id, name=name, key=name_key(name))
        return office_id


_RULE = "made up"
#: A letter that says nothing, to read stamps on.
_NOBODYS = Draft(
    Seat(Office("-", "agency"), "", "", ()), LetterNumber("", "", "", "1"), date.min, "-", ()
)


def _json(value: Any) -> str:
    """Lists and mappings as the register stores them."""
    return json.dumps(value, default=repr, ensure_ascii=False)


def _about(field: str, box: str | None, written: Iterable[Row]) -> Row:
    """The reading that a doubt is about, and how sure it is: the first of its field in its box."""
    for row in written:
        if row["box"] == box and f"{row['field']}.".startswith(f"{field}."):
            sure = {"asked": row["field"], "sureness": row["confidence"]}
            return {"evidence_id": row["id"]} | sure
    return {"evidence_id": None, "asked": field, "sureness": 0.0}


def _box(sides: Sequence[int]) -> str:
    return _spelled(tuple(sides))


@cache
def _spelled(sides: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, sides))}]"


@cache
def _judged(
    context: Context, citing: str, cited: str | None, behind: bool
) -> tuple[tuple[str, ...], float]:
    """Why a citation is found to name a letter that agrees with it in all but its subject."""
    if cited is None:
        return (context,), 0.9
    number, day, sender = "x|1|x|1", date(2026, 1, 1), "x"
    naming = Naming(number, day, sender, name_key(citing))
    place = Place(1, 0)
    found = judge(
        Cited(context, naming, place),
        Candidate(1, naming.__class__(number, day, sender, name_key(cited)),
                  (place._replace(position=1) if behind else Place(2, 0),)),
    )  # fmt: skip
    return found.evidence, found.score


def _label_of(draft: Draft) -> str:
    name = draft.seat.office.name
    return label_near(name, issuer_of(name, str(draft.number)))


def _concerned_by(letter: Held) -> set[str]:
    draft = letter.draft
    names = {draft.seat.office.name}
    if draft.held:
        names |= {*draft.addressees, *(duty.whom for duty in draft.duties)}
        names |= {office for copy in letter.copies for office, _ in copy.receipts}
    issuer = issuer_of(draft.seat.office.name, str(draft.number))
    return {key for name in names for key in keys_near(name, issuer)}


def _duty_rows(letter: Held) -> Iterator[Row]:
    """The duties of a letter's best copy, as `demands.obligations_with_names` gives them."""
    draft = letter.draft
    for row, duty in zip(letter.best.obligations, draft.duties, strict=True):
        yield row | {
            "letter_id": letter.id,
            "letter_date": draft.day.isoformat(),
            "stored_on": letter.best.stored_on,
            "sender": draft.seat.office.name,
            "number": str(draft.number),
            "subject": draft.subject,
            "file": letter.best.file,
            "debtors": [duty.whom],
            "listed": [],
            "addressees": list(draft.addressees),
        }


def _received(held: Sequence[Held]) -> dict[int, dict[str, date | None]]:
    """What `owing.holders_of` would give: who stamped a letter, and who passes it on."""
    found: dict[int, dict[str, date | None]] = {}
    by_draft = {letter.draft: letter for letter in held}
    for letter in held:
        stamps = sorted(
            (name_key(office), day, office)
            for copy in letter.copies
            for office, day in copy.receipts
        )
        first = {key: next(group) for key, group in groupby(stamps, key=lambda one: one[0])}
        found[letter.id] = {office: day for _, day, office in first.values()}
    passing: defaultdict[int, set[str]] = defaultdict(set)
    for letter in held:
        for cite in letter.draft.cites:
            if cite.relation is None and cite.letter in by_draft:
                passing[by_draft[cite.letter].id].add(letter.draft.seat.office.name)
    for letter_id, offices in passing.items():
        for office in sorted(offices):
            found[letter_id].setdefault(office, None)
    return found


def _changes(
    held: Sequence[Held], letters: Mapping[Draft, Held], duties: Iterable[Row]
) -> changes.Changes:
    of_letter: defaultdict[int, list[Row]] = defaultdict(list)
    for duty in duties:
        of_letter[duty["letter_id"]].append(duty)
    found: defaultdict[int, list[changes.Change]] = defaultdict(list)
    movers: set[int] = set()
    for letter in held:
        for cite in letter.draft.cites:
            if cite.relation in ("extends", "cancels"):
                fellows = of_letter[letters[cite.letter].id]
                dated = [duty for duty in of_letter[letter.id] if duty["kind"] == "date"]
                link = {"letter_id": letter.id, "kind": cite.relation,
                        "number": str(letter.draft.number), "date": letter.draft.day.isoformat(),
                        "sender": letter.draft.seat.office.name}  # fmt: skip
                for duty in fellows:
                    mover = changes._mover(duty, fellows, dated)
                    movers |= {mover["id"]} if mover else set()
                    found[duty["id"]].append(changes._change(link, duty, mover))
    return changes.Changes(found, movers)


def _replies(held: Sequence[Held], letters: Mapping[Draft, Held]) -> changes.Replies:
    """What `changes.replies_to` would give of an affair."""
    found: defaultdict[tuple[int, str, bool], list[changes.Reply]] = defaultdict(list)
    for letter in held:
        draft = letter.draft
        for cite in draft.cites:
            asking = cite.letter
            link = {"asked_by": asking.seat.office.name, "asked_in": str(asking.number),
                    "addressees": _json(list(draft.addressees))}  # fmt: skip
            passes_on = cite.relation is None
            if passes_on or (cite.relation in ("replies", "refers") and changes._goes_back(link)):
                reply = changes.Reply(letter.id, str(draft.number), draft.day, draft.subject)
                found[letters[asking].id, _label_of(draft), passes_on].append(reply)
    return found


def _served(
    held: Sequence[Held], letters: Mapping[Draft, Held], owings: Iterable[tuple[Row, Any]]
) -> Callable[[Row, str | None], int | None]:
    """What `ladder.served` would give: a duty, and who is owed it -> the duty that it serves."""
    bound = [(duty, owing.office) for duty, owing in owings]
    above: defaultdict[int, list[Row]] = defaultdict(list)
    for letter in held:
        passed_on = sorted(letters[cite.letter].id for cite in letter.draft.cites
                           if cite.relation is None)  # fmt: skip
        for target in passed_on:
            own = ((duty, office) for duty, office in bound if duty["letter_id"] == target)
            for duty, office in sorted(own, key=lambda one: one[0]["id"]):
                if office == _label_of(letter.draft):
                    above[letter.id].append(duty | {"writer_id": office})

    def serves(duty: Row, creditor: str | None) -> int | None:
        return ladder.served_of(duty | {"creditor_id": creditor}, above[duty["letter_id"]])

    return serves


if __name__ == "__main__":
    main()
