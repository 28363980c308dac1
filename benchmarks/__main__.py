"""Runs every benchmark, one after the other."""

from benchmarks import ocr, score

score.main()
ocr.main()
