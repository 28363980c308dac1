"""Meaning <-> SQLite. The only package that imports sqlite_utils."""

import sys

# sqlite_utils loads numpy wherever it is installed, to store its numbers. There are none here, and
# that takes longer than answering a question: it is told that there is no numpy.
if "numpy" not in sys.modules:
    sys.modules["numpy"] = None  # type: ignore[assignment]
    try:
        import sqlite_utils  # noqa: F401
    finally:
        del sys.modules["numpy"]
