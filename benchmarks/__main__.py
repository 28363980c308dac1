"""Runs every benchmark, one after the other."""

from benchmarks import ocr, reliability, score

score.main()
reliability.main()
ocr.main()
