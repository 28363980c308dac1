"""The whole register, or one letter of it, as the export contract (`saraban-export/1`) has it."""

from __future__ import annotations

from typing import Any

from correspondence_db.store import Register


def export(register: Register, with_text: bool = False) -> dict[str, Any]:
    """Everything the register knows, as the export contract (`saraban-export/1`) has it."""
    raise NotImplementedError


def show(register: Register, letter_id: int) -> dict[str, Any] | None:
    """One letter with everything known: the contract's letter object, and under "evidence" each
    reading of each copy ({"field", "value", "raw", "file", "page", "box", "rule", "confidence"}).

    None when there is no such letter.
    """
    raise NotImplementedError
