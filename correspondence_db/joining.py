"""What follows from all scans together: letters, links, and whom each citation names.

Everything here is worked out from what the scans say (`correspondence_db.record`) and from nothing
else, so the order in which they came cannot matter. A new scan changes the letters it holds copies
of; each citation that could name one of those letters, before or after, is resolved anew, and each
letter like one of them is compared with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sqlite_utils import Database

from correspondence_db.best_reading import refresh_cited_only, refresh_held
from correspondence_db.citing import Ambiguous, Named, name, slots_of
from correspondence_db.concern import note
from correspondence_db.decisions import lay_to_rest, person_named
from correspondence_db.disagreements import (
    doubt_ambiguity,
    doubt_copies,
    doubt_differences,
    letters_like,
)
from correspondence_db.grouping import alike, copies_of, forget_empty, letters_of, regroup
from correspondence_db.mending import mend
from correspondence_db.reckoning import climb, name_writers, settle_letters
from extract.relations import bond, strongest

_target = attrgetter("letter_id")


class Left(NamedTuple):
    """What hung together with copies before they were taken away or changed: the letters that they
    were of, the copies that cite those, the letters that those cite, and the letters like them."""

    letters: frozenset[int] = frozenset()
    citing: frozenset[int] = frozenset()
    cited: frozenset[int] = frozenset()
    like: frozenset[int] = frozenset()


NOTHING_LEFT = Left()


def left_by(db: Database, copy_ids: Iterable[int]) -> Left:
    """What hangs together with copies that are about to be taken away or changed."""
    letters = letters_of(db, copy_ids)
    citing = _citing(db, letters)
    like = letters_like(db, letters)
    return Left(*map(frozenset, (letters, citing, _cited(db, citing), like)))


def join(db: Database, copy_ids: Iterable[int], left: Left = NOTHING_LEFT) -> None:
    """Bring letters, links and citations up to date after these new or changed copies, and after
    those that left."""
    copies = alike(db, {*copy_ids, *copies_of(db, left.letters)})
    before = letters_of(db, copies)
    citing, comparable = _citing(db, before) | left.citing, letters_like(db, before) | left.like
    forget_empty(db, left.letters)
    letters = regroup(db, copies)
    for letter_id in letters:
        refresh_held(db, letter_id)
    citing |= _citing(db, letters)
    cited = _cited(db, citing) | left.cited
    for letter_id in sorted(letters_of(db, citing)):
        _refresh_links(db, letter_id)
    cited |= _cited(db, citing)
    for letter_id in sorted(cited):
        _refresh_cited(db, letter_id)
    note(db, letters | cited)
    name_writers(db, letters | cited | letters_of(db, citing))
    settle_letters(db, letters | cited)
    climb(db, letters_of(db, citing))
    comparable |= letters | letters_like(db, letters) | cited
    for letter_id in sorted(_held(db, comparable)):
        doubt_copies(db, letter_id)
    lay_to_rest(db, comparable | letters_of(db, citing))


def _citing(db: Database, letter_ids: Iterable[int]) -> set[int]:
    """The copies with a citation that names one of these letters, or may: the mirror of
    `citing._candidates`."""
    sql = """
        SELECT id FROM copies WHERE scan_id IN
            (SELECT scan_id FROM copies WHERE letter_id = :id)
        UNION
        SELECT copy_id FROM citations WHERE target_id = :id
        UNION
        SELECT copy_id FROM letters
        JOIN citations ON citations.number_key = letters.own_number_key WHERE letters.id = :id
        UNION
        SELECT copy_id FROM letters
        JOIN citations
            ON citations.sender_key = letters.sender_key AND citations.date = letters.own_date
        WHERE letters.id = :id
    """
    return {row[0] for letter_id in letter_ids for row in db.execute(sql, {"id": letter_id})}


def _cited(db: Database, citing: Iterable[int]) -> set[int]:
    """The letters that the letters of these copies cite."""
    sql = """
        SELECT DISTINCT target_id FROM copies JOIN citations ON copy_id = copies.id
        WHERE copies.letter_id = ? AND target_id IS NOT NULL
    """
    return {row[0] for letter_id in letters_of(db, citing) for row in db.execute(sql, [letter_id])}


def _held(db: Database, letter_ids: Iterable[int]) -> set[int]:
    sql = "SELECT id FROM letters WHERE id = ? AND held"
    return {row[0] for letter_id in letter_ids for row in db.execute(sql, [letter_id])}


def _refresh_cited(db: Database, letter_id: int) -> None:
    """Read a letter anew, now that it is known who cites it."""
    if _held(db, [letter_id]):
        refresh_held(db, letter_id)
        mend(db, letter_id)
    else:
        refresh_cited_only(db, letter_id)


def _refresh_links(db: Database, letter_id: int) -> None:
    """Resolve every citation of a letter anew and link the letter to those it names."""
    _reopen(db, letter_id)
    named: list[Named] = []
    for slot in slots_of(db, letter_id):
        match person_named(db, slot) or name(db, letter_id, slot, named):
            case Named() as found:
                named.append(found)
                _point(db, found)
                doubt_differences(db, letter_id, found)
            case Ambiguous() as ambiguous:
                doubt_ambiguity(db, ambiguous)
    for target, group in groupby(sorted(named, key=_target), key=_target):
        _link(db, letter_id, target, list(group))


def _reopen(db: Database, letter_id: int) -> None:
    db.execute("DELETE FROM links WHERE letter_id = ?", [letter_id])
    own = """
        (SELECT citations.id FROM citations JOIN copies ON copies.id = citations.copy_id
         WHERE copies.letter_id = ?)
    """
    db.execute(f"DELETE FROM doubts WHERE citation_id IN {own}", [letter_id])  # noqa: S608
    db.execute(f"UPDATE citations SET target_id = NULL WHERE id IN {own}", [letter_id])  # noqa: S608


def _point(db: Database, named: Named) -> None:
    """Close a citation: every copy's reading of it points to the letter."""
    for row in named.slot.rows:
        db.execute("UPDATE citations SET target_id = ? WHERE id = ?", [named.letter_id, row["id"]])


def _link(db: Database, letter_id: int, target_id: int, named: Sequence[Named]) -> None:
    """One link for all citations of one letter, with all that speaks for it."""
    evidence = dict.fromkeys(word for found in named for word in found.evidence)
    tie = strongest(
        bond(found.slot.context, found.evidence, found.slot.relation) for found in named
    )
    db.table("links").insert(
        {
            "letter_id": letter_id,
            "target_id": target_id,
            "kind": tie.relation,
            "rule": tie.rule,
            "words": tie.words,
            "evidence": list(evidence),
            "score": max(found.score for found in named),
        }
    )
