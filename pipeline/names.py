"""Names of files as people give them: shown as text, and made safe to store under."""

from __future__ import annotations

import os
import re
import unicodedata

from pipeline.terminal import HARMLESS

#: How long a stem and a suffix may be, in bytes: every file system takes 255 of both.
_LONGEST, _LONGEST_SUFFIX = 200, 10
_UNSAFE = re.compile(r'[\\/:*?"<>|\ufffd]')


def told(name: str) -> str:
    """A file's name as text: bytes that are no UTF-8 come out as \\xe0.

    >>> told("a\\udce0.pdf")
    'a\\\\xe0.pdf'
    """
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def safe_name(name: str) -> str:
    """A name that no terminal, shell or file system takes for anything else; the suffix is kept.

    >>> safe_name("../a\\nb.pdf"), safe_name("-rf"), safe_name(".."), safe_name("หนังสือ ๑.pdf")
    ('_a_b.pdf', 'rf', '_', 'หนังสือ ๑.pdf')
    """
    plain = unicodedata.normalize("NFC", told(name)).translate(HARMLESS)
    safe = _UNSAFE.sub("_", plain).lstrip(".-~ ") or "_"
    stem, dot, suffix = safe.rpartition(".")
    if len(suffix.encode()) > _LONGEST_SUFFIX:
        stem, dot, suffix = safe, "", ""
    return _cut(stem) + dot + suffix


def _cut(stem: str) -> str:
    """The beginning of a stem, no character in two."""
    return stem.encode()[:_LONGEST].decode(errors="ignore")
