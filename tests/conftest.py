"""What many tests share: an empty register on disk, and how hard property tests look."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from correspondence_db.store import Register

# Briefly at a desk, as hypothesis itself sees fit under CI.
if not os.environ.get("CI"):
    settings.register_profile("desk", max_examples=25)
    settings.load_profile("desk")


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register.open(tmp_path / "register.db") as opened:
        yield opened
