"""Bundles of our own making: what a scan looks like, what it says, what was read from it."""
