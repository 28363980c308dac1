"""Chance with a seed: the same seed gives the same training data."""

from __future__ import annotations

import random


class Dice(random.Random):
    """Random choices, and whether something that happens now and then happens now."""

    def chance(self, share: float) -> bool:
        return self.random() < share
