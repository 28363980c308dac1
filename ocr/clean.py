"""Named image -> image steps: grey paper made white, pages turned upright and level.

Images are numpy arrays of uint8, rows first: (height, width) when grey, (height, width, 3) as RGB.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

#: Bytes, though OpenCV's own types do not promise it.
Pixels = NDArray[Any]

WHITE = 255
#: The background is looked for in an image this many times smaller: print vanishes, shade stays.
_SHADE_SCALE = 8
#: Paper so even, in every eighth row and column, may be blank; what is paler than this stays paper,
#: however sharp `ocr.blobs.ink_of` makes it.
_EVEN, _PALEST = 0.8, 246


def grey(image: Pixels) -> Pixels:
    """The image in grey; one that is grey already is handed back as it is."""
    return image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)  # noqa: PLR2004


def flatten(image: Pixels, blur: float = 1) -> Pixels:
    """Grey image with the paper's own shade divided out and the grain blurred away, by `blur`
    pixels.

    Uneven light and grey paper become white while faint strokes keep their share of darkness;
    a threshold would lose them, a median filter would eat one-bit strokes.
    """
    small = rescale(image, 1 / _SHADE_SCALE)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 15)
    shade = cv2.resize(paper, image.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return cv2.GaussianBlur(cv2.divide(image, shade, scale=WHITE), (0, 0), blur)


def is_blank(image: Pixels) -> bool:
    """Whether nothing on a page is so dark that it could be ink: its lines need not be sought."""
    some = image[::_SHADE_SCALE, ::_SHADE_SCALE]
    if some.min() < _EVEN * some.max():
        return False
    return int(flatten(grey(image)).min()) >= _PALEST


def rescale(image: Pixels, factor: float) -> Pixels:
    """The image `factor` times as large; blurred first when it grows, so that grain does not."""
    size = [max(1, round(length * factor)) for length in image.shape[1::-1]]
    if factor > 1:
        smooth = cv2.GaussianBlur(image, (0, 0), 0.7)
        return cv2.resize(smooth, size, interpolation=cv2.INTER_CUBIC)
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)


def level(image: Pixels, degrees: float) -> Pixels:
    """The image turned by `degrees` counter-clockwise about its centre, its size kept."""
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(
        image, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
