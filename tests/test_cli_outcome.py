"""What is said of a file that was handed in."""

from __future__ import annotations

from pathlib import Path

from correspondence_db.kinship import Kin
from pipeline.outcome import Outcome


def test_a_copy_and_a_form_are_told_apart_on_the_screen() -> None:
    kin = (Kin(1, 1, ()), Kin(2, 3, ()), Kin(4, 1, (3,)))
    head, copy, form = Outcome(Path("a.pdf"), "stored", None, (1, 2, 4), kin=kin).lines()
    assert head.endswith("a.pdf [1] [2] [4]")
    assert copy.startswith("  [2] เป็นสำเนา")
    assert form.startswith("  [4] แบบเดียวกับ [3] คนละเลขที่")


def test_a_program_is_told_the_same() -> None:
    outcome = Outcome(Path("a.pdf"), "stored", None, (2,), kin=(Kin(2, 3, (5,)),)).to_json()
    assert outcome["kin"] == [{"letter_id": 2, "copies": 3, "forms": (5,)}]
