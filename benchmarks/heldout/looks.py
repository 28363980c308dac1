"""How a bundle looks: the typeface and the spacing of its offices, and what a scanner did to it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from ocr.training.dice import Dice
from ocr.training.fonts import ODD, SLANTED, UNSEEN
from samples.damage import Wear
from samples.letters import Level, Style
from samples.paper import width

UNSUITED = (*ODD, "Tlwg", "Webdings")
"""Handwriting, display and typewriter faces: no office sets a letter in them."""
ALPHABET = "ที่ ด้วยจังหวัดและอำเภอได้รับแจ้งว่า กระทรวงมหาดไทย ๑๒๓๔๕๖๗๘๙๐"
SHARE_UNSEEN, SHARE_ARABIC = 0.5, 0.2


class Faces(NamedTuple):
    """Typefaces by the paths of their upright cuts, without ".ttf"."""

    unseen: tuple[str, ...]
    usual: tuple[str, ...]


@cache
def office_faces(folders: tuple[Path, ...]) -> Faces:
    """The typefaces in `folders` that a letter may be set in."""
    stems = {path.stem: str(path.with_suffix("")) for f in folders for path in f.glob("*.ttf")}
    fit = {
        stem: path
        for stem, path in sorted(stems.items())
        if not stem.startswith(UNSUITED) and "Bold" not in stem and not SLANTED.search(stem)
    }
    unseen = tuple(path for stem, path in fit.items() if stem.startswith(UNSEEN))
    return Faces(unseen, tuple(path for path in fit.values() if path not in unseen))


def style(dice: Dice, faces: Faces) -> Style:
    """A typeface about as wide as TH Sarabun, and margins, pitch and numerals as offices differ."""
    choices = faces.unseen if faces.unseen and dice.chance(SHARE_UNSEEN) else faces.usual
    face = dice.choice(choices)
    size = dice.uniform(0.92, 1.08)
    return Style(
        face=face,
        size=size * _as_wide_as_usual(face),
        pitch=dice.uniform(6.4, 8.2) * size,
        left=dice.uniform(25, 33),
        right=dice.uniform(186, 193),
        indent=dice.choice((20.0, 25.0, 25.0, 30.0)),
        arabic=dice.chance(SHARE_ARABIC),
        folio=dice.choice(("- {} -", "- {} -", "-{}-", "{}")),
        continued=dice.choice(("/{} ...", "/{}...", "/{}…", "")),
    )


@cache
def _as_wide_as_usual(face: str) -> float:
    return width(ALPHABET, "Laksaman", 16) / width(ALPHABET, face, 16)


def wear(dice: Dice, level: Level) -> Wear:
    """The damage of a level, each measure of it drawn at random around what is usual."""
    if level == "clean":
        return Wear(blur=dice.uniform(0.2, 0.7), dpi=dice.choice((200, 200, 300)), quality=70)
    if level == "office":
        return Wear(
            blur=dice.uniform(0.6, 1.3), skew=dice.uniform(0.2, 1.5), grain=dice.uniform(2, 7),
            specks=dice.randint(10, 120), dpi=dice.choice((200, 200, 300)),
            grey=dice.chance(0.3), quality=dice.randint(35, 70),
        )  # fmt: skip
    if level == "copier":
        return Wear(
            blur=dice.uniform(1.2, 1.7), skew=dice.uniform(0.2, 1.5), grain=dice.uniform(18, 32),
            specks=dice.randint(60, 350), black=dice.randint(148, 185),
        )  # fmt: skip
    return Wear(
        blur=dice.uniform(0.5, 1.1), grain=dice.uniform(3, 7), dpi=dice.choice((200, 300)),
        warp=dice.uniform(8, 22), dim=dice.uniform(0.15, 0.38), quality=dice.randint(40, 75),
    )  # fmt: skip
