"""The programs beside Python that saraban calls, and the Debian packages that have them."""

from __future__ import annotations

import shutil

from pipeline.exits import ToolMissing

PACKAGES = {"tesseract": "tesseract-ocr", "pdftoppm": "poppler-utils"}


def require(*programs: str) -> None:
    """Raises ToolMissing, naming the packages, where one of PACKAGES' programs is not installed."""
    if missing := [program for program in programs if shutil.which(program) is None]:
        packages = " ".join(PACKAGES[program] for program in missing)
        raise ToolMissing(
            f"ไม่พบ {' '.join(missing)} ติดตั้งด้วย apt-get install {packages}",
            f"Missing: {' '.join(missing)}. Run apt-get install {packages}.",
        )
