"""Takes the pictures of the pages in docs/screens, over the samples: `make screens`.

Each page once as a desktop shows it and once as a phone does.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from playwright.sync_api import Browser  # noqa: E402
from site_of_samples import Site, chromium, furnish, served  # noqa: E402

FOLDER = ROOT / "docs" / "screens"
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
CHAIN = sha256((ROOT / "samples/monthly_chain/monthly_chain.pdf").read_bytes()).hexdigest()
#: picture -> who looks at which page
PAGES = {
    "inbox": ("clerk", "/inbox"),
    "register": ("clerk", "/register"),
    "letter": ("clerk", "/letters/8"),
    "review": ("clerk", "/review?after=0.7:1"),
    "splits": ("clerk", f"/splits/{CHAIN}?move=3"),
    "due": ("officer", "/due"),
    "trace": ("auditor", "/trace/6"),
    "grid": ("auditor", "/grid/7"),
    "findings": ("auditor", "/findings"),
    "people": ("admin", "/people"),
}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        furnish(home)
        with served(home) as site, chromium() as browser:
            for size in SIZES:
                take(site, browser, size)


def take(site: Site, browser: Browser, size: str) -> None:
    """All pages at one size, as far down as one sees without scrolling."""
    width, height = SIZES[size]
    for picture, (person, path) in PAGES.items():
        viewport = {"width": width, "height": height}
        page = site.sign_in(browser, person, viewport=viewport, device_scale_factor=1)
        page.goto(path)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=FOLDER / f"{picture}-{size}.png")
        page.context.close()


if __name__ == "__main__":
    main()
