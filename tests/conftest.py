"""How hard property tests look: briefly at a desk, as hypothesis itself sees fit under CI."""

from __future__ import annotations

import os

from hypothesis import settings

if not os.environ.get("CI"):
    settings.register_profile("desk", max_examples=25)
    settings.load_profile("desk")
