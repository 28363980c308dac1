"""Tesseract through its own C interface, held open from image to image.

A program started for every page would load the model each time and be handed every line as a
file. Debian's tesseract-ocr brings this library; its C interface has been the same since 4.0.
"""

from __future__ import annotations

import atexit
import ctypes
import errno
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock

from ocr.clean import Pixels

# Its threads fight over cores that other pages need, and gain little on a single line.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

_LIBRARY = "libtesseract.so.5"
_SINGLE_LINE = 7


class EngineFailed(Exception):
    """The engine cannot load a model, or gave up on an image."""


class Engine:
    """The engine with one model loaded; images of single lines, one at a time.

    `folder` is where the model lies (None: the system's own). Raises EngineFailed.
    """

    def __init__(self, language: str, folder: Path | None, switches: Mapping[str, str]) -> None:
        self._lock, self._handle = Lock(), ctypes.c_void_p(_library().TessBaseAPICreate())
        atexit.register(self._close)
        where = str(folder).encode() if folder else None
        if _library().TessBaseAPIInit3(self._handle, where, language.encode()):
            raise EngineFailed(f"Tesseract cannot load {language} from {folder or 'its folder'}")
        _library().TessBaseAPISetPageSegMode(self._handle, _SINGLE_LINE)
        for name, value in {"debug_file": os.devnull, **switches}.items():
            if not _library().TessBaseAPISetVariable(self._handle, name.encode(), value.encode()):
                raise EngineFailed(f"Tesseract has no switch {name}")

    def hocr(self, image: Pixels) -> str:
        """What a grey line image says, as hOCR. Raises EngineFailed."""
        height, width = image.shape
        with self._lock:
            _library().TessBaseAPISetImage(self._handle, image.tobytes(), width, height, 1, width)
            text = _library().TessBaseAPIGetHOCRText(self._handle, 0)
            if not text:
                raise EngineFailed(f"Tesseract gave up on a line of {width} x {height} pixels")
            try:
                return ctypes.string_at(text).decode()
            finally:
                _library().TessDeleteText(ctypes.c_void_p(text))
                _library().TessBaseAPIClear(self._handle)

    def _close(self) -> None:
        _library().TessBaseAPIDelete(self._handle)


def engine_version() -> str:
    """The version of the engine, as it states it."""
    version: bytes = _library().TessVersion()
    return version.decode()


@cache
def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError as error:
        raise OSError(errno.EIO, "this machine has no Tesseract 5") from error
    library.TessVersion.restype = ctypes.c_char_p
    for function in (library.TessBaseAPICreate, library.TessBaseAPIGetHOCRText):
        function.restype = ctypes.c_void_p
    return library
