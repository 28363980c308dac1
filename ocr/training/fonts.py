"""The typefaces that training draws in, gathered from where they are published.

Needed to make a model, never to read a scan; none of them is part of the project.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from ocr.training.page import Face, faces

NATIONAL = "odoo-addon-l10n-th-fonts==18.0.1.0.0.2"
TLWG = Path("/usr/share/fonts/truetype/tlwg")

NOT_FREE = ("AngsanaNew", "Webdings")
UNSEEN = ("THNiramit", "Waree", "THFahkwang", "THKodchasal")
"""Never trained on, to measure with."""
ODD = ("THCharm", "THMali", "THSrisakdi", "Purisa", "Umpush-Light")
"""Handwriting and display faces that no office types in."""
OFFICIAL = ("THSarabun", "Sarabun", "Laksaman", "Norasi", "Kinnari", "FreeSerif", "Garuda", "Loma")
"""What letters are typed in: drawn three times as often, and the first five times more."""


def gather(folder: Path) -> Path:
    """Fetches the national fonts into `folder`; raises FileNotFoundError without Debian's."""
    if not TLWG.is_dir():
        raise FileNotFoundError(f"{TLWG} is missing: install fonts-thai-tlwg")
    if not (folder / "THSarabunNew.ttf").exists():
        folder.mkdir(parents=True, exist_ok=True)
        fetch = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest")
        subprocess.run([*fetch, str(folder), NATIONAL], check=True)
        for wheel in folder.glob("*.whl"):
            _unpack(wheel, folder)
    return folder


def _unpack(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(".ttf") and not Path(name).name.startswith(NOT_FREE):
                (folder / Path(name).name).write_bytes(archive.read(name))


def training_faces(*folders: Path) -> list[Face]:
    """The faces to train on, upright ones only, as often as letters use them."""
    left_out = (*UNSEEN, *ODD, *NOT_FREE)
    found = [face for folder in folders for face in faces(folder, left_out)]
    upright = [
        face for face in found if "Oblique" not in face.path.stem and "Italic" not in face.path.stem
    ]
    official = [face for face in upright if face.path.name.startswith(OFFICIAL)]
    sarabun = [face for face in upright if face.path.name.startswith(OFFICIAL[0])]
    return upright + official * 2 + sarabun * 4
