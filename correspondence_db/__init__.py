"""Meaning <-> SQLite. The only package that imports sqlite_utils."""
