"""Runs every benchmark, one after the other."""

from benchmarks import score

score.main()
