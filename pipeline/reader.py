"""Whoever reads pages: how, with what, and what was read last."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from ocr.page import OcrPage
from ocr.read import Settings
from ocr.scan import Submit
from ocr.timing import Spent, Stages

#: Pages that may come again: what is forwarded through offices is bundled again within days.
_REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads pages: `submit` runs a task elsewhere, `ahead` of them are under way at a time."""

    submit: Submit
    settings: Settings
    fingerprint: str
    ahead: int
    spent: dict[str, Spent] = field(default_factory=dict)
    seen: OrderedDict[str, OcrPage] = field(default_factory=OrderedDict)

    def add(self, stages: Stages) -> None:
        """Count what a page took."""
        for name, spent in stages.items():
            self.spent[name] = self.spent.get(name, Spent()).plus(spent)

    def remember(self, mark: str, page: OcrPage) -> None:
        """Keep the page for others of the same mark, as one of the last so many."""
        if mark and not page.gap:
            self.seen[mark] = page
            if len(self.seen) > _REMEMBERED:
                self.seen.popitem(last=False)
