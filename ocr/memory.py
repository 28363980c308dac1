"""Memory that is free goes back to the system, page by page."""

from __future__ import annotations

import ctypes

#: glibc's M_TRIM_THRESHOLD and M_MMAP_THRESHOLD.
_TRIM, _MAP = -1, -3


def keep_little() -> None:
    """Hand large pieces back as they are freed: what the allocator would keep for later, an image's
    size and more, adds up over the workers. It costs a few parts of a hundred in time."""
    library = ctypes.CDLL(None)
    library.mallopt(_MAP, 8 << 20)
    library.mallopt(_TRIM, 16 << 20)
