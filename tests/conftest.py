"""What many tests share: an empty register on disk, and how hard property tests look."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from correspondence_db.store import Register

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from site_of_samples import Site

# Briefly at a desk, as hypothesis itself sees fit under CI.
if not os.environ.get("CI"):
    settings.register_profile("desk", max_examples=25)
    settings.load_profile("desk")


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register.open(tmp_path / "register.db") as opened:
        yield opened


# A server and a browser take a while to start: all tests that only look share one of each.


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with every sample and some people; to be looked at, or copied."""
    from site_of_samples import furnish

    home = tmp_path_factory.mktemp("site") / "home"
    furnish(home)
    return home


@pytest.fixture(scope="session")
def site(furnished: Path) -> Iterator[Site]:
    """A server over that home, for tests that change nothing in it."""
    from site_of_samples import served

    with served(furnished) as running:
        yield running


@pytest.fixture
def own_site(furnished: Path, tmp_path: Path) -> Iterator[Site]:
    """A server over a copy of that home, for a test to change as it likes."""
    from site_of_samples import copied, served

    with served(copied(furnished, tmp_path / "home")) as running:
        yield running


@pytest.fixture(scope="session")
def desk(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server over the samples with some work to do; each test does work of its own."""
    from desks import lay_out
    from site_of_samples import copied, served

    home = copied(furnished, tmp_path_factory.mktemp("desk") / "home")
    lay_out(home)
    with served(home) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from site_of_samples import chromium

    with chromium() as running:
        yield running
