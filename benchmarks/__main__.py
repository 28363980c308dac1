"""Runs every benchmark, one after the other."""

from benchmarks import ocr, pages, queries, reliability, score, speed

score.main()
reliability.main()
ocr.main()
pages.main()
queries.main()
speed.main()
