"""The typefaces that training draws in, gathered from where they are published.

Needed to make a model, never to read a scan; none of them is part of the project.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from ocr.training.oldtype import AKIN
from ocr.training.page import Face, faces

WHEELS = ("odoo-addon-l10n-th-fonts==18.0.1.0.0.2", "fontpkg-sarabun==1.0")
PACKAGES = (
    "@expo-google-fonts/trirong@0.2.3",
    "@expo-google-fonts/taviraj@0.2.3",
    "@expo-google-fonts/maitree@0.3.0",
    "@expo-google-fonts/pridi@0.2.0",
    "@expo-google-fonts/noto-sans-thai-looped@0.4.2",
    "@expo-google-fonts/ibm-plex-sans-thai-looped@0.4.1",
    "@expo-google-fonts/bai-jamjuree@0.4.1",
)
WEIGHTS = ("400Regular.ttf", "700Bold.ttf")
"""Of each npm package, what is drawn."""
SYSTEM = Path("/usr/share/fonts/truetype")
DEBIAN = {
    "tlwg": "fonts-thai-tlwg",
    "arundina": "fonts-arundina",
    "freefont": "fonts-freefont-ttf",
}
"""Folder of SYSTEM -> the package that fills it."""

NOT_FREE = ("AngsanaNew", "Webdings")
UNSEEN = ("THNiramit", "Waree", "THFahkwang", "THKodchasal")
"""Never trained on, to measure with."""
ODD: tuple[str, ...] = (
    "THCharm",
    "THMali",
    "THSrisakdi",
    "Purisa",
    "Umpush-Light",
    "FreeSans",
    "FreeMono",
)
ODD += tuple(f"Sarabun-{weight}" for weight in ("Thin", "Extra", "Semi"))
"""Handwriting and display faces that no office types in, and faces without Thai letters."""
HANDS = (
    "Purisa.ttf",
    "Umpush-Light.ttf",
    "THMali",
    "THCharmofAU",
    "Sarabun-Light",
    "TlwgTypist.ttf",
)
"""What values are filled into forms and stamps with: pens and thin type."""
THINNEST = "THMali"
SLANTED = re.compile("Oblique|Italic")
OFFICIAL = (
    *("THSarabun", "Sarabun", "Laksaman", "Norasi", "Kinnari", "FreeSerif", "Garuda", "Loma"),
    *("Trirong", "Taviraj", "Maitree"),
)
"""What letters are typed in, and what is akin to older letters: drawn the more often."""


def gather(folder: Path) -> list[Path]:
    """The folders of all typefaces, those on PyPI and npm fetched into `folder`.

    Raises FileNotFoundError, naming the packages, where Debian's are not installed.
    """
    missing = [package for name, package in DEBIAN.items() if not (SYSTEM / name).is_dir()]
    if missing:
        raise FileNotFoundError(f"typefaces are missing: install {' '.join(missing)}")
    folder.mkdir(parents=True, exist_ok=True)
    fetch = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest")
    subprocess.run([*fetch, str(folder), *WHEELS], check=True)
    pack = ("npm", "pack", "--silent", "--pack-destination")
    subprocess.run([*pack, str(folder), *PACKAGES], check=True)
    for name, data in (*_in_wheels(folder), *_in_packages(folder)):
        (folder / Path(name).name).write_bytes(data)
    return [folder, *(SYSTEM / name for name in DEBIAN)]


def _in_wheels(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The font files of the wheels in `folder`: name, content."""
    for wheel in folder.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.endswith(".ttf") and not Path(name).name.startswith(NOT_FREE):
                    yield name, archive.read(name)


def _in_packages(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The font files of the npm packages in `folder`: name, content."""
    for package in folder.glob("*.tgz"):
        with tarfile.open(package) as archive:
            for member in archive:
                content = archive.extractfile(member) if member.name.endswith(WEIGHTS) else None
                if content:
                    yield member.name, content.read()


def training_faces(*folders: Path) -> list[Face]:
    """The faces to train on, upright ones only, as often as letters use them."""
    found = [face for folder in folders for face in faces(folder, (*UNSEEN, *ODD, *NOT_FREE))]
    upright = [face for face in found if not SLANTED.search(face.path.stem)]
    often = [face for face in upright if face.path.name.startswith(OFFICIAL)]
    sarabun = [face for face in upright if face.path.name.startswith(OFFICIAL[0])]
    old = [face for face in upright if face.path.name.startswith(AKIN)]
    return upright + often * 2 + sarabun * 4 + old * 3


def hands(*folders: Path) -> list[Face]:
    """The faces that values are filled in with; the thinnest thrice, being the hardest to read."""
    pens = [face for face in _all_faces(folders) if face.path.name.startswith(HANDS)]
    return pens + 2 * [pen for pen in pens if pen.path.name.startswith(THINNEST)]


def unseen_faces(*folders: Path) -> list[Face]:
    """The faces kept for measuring."""
    return [face for face in _all_faces(folders) if face.path.name.startswith(UNSEEN)]


def _all_faces(folders: Sequence[Path]) -> list[Face]:
    return [face for folder in folders for face in faces(folder, NOT_FREE)]
