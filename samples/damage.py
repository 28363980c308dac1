"""What a machine does to a page: clean, office scanner, one-bit copier, phone.

Each takes the drawn page (RGB, 300 dpi), a random source and how much wear there is, and gives
the page as it would be stored, with its resolution in dpi.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageFilter

from samples.paper import DPI


@dataclass(frozen=True)
class Wear:
    """How hard a machine treats a page.

    Blur, specks and grain are of its pixels; `skew` in degrees and `warp` in pixels at most;
    `black` is the grey from which a copier prints; `dim` what the lamp loses across a photograph.
    """

    blur: float
    skew: float = 0.0
    grain: float = 0.0
    specks: int = 0
    dpi: int = 200
    black: int = 150
    warp: float = 16.0
    dim: float = 0.26
    grey: bool = False
    quality: int = 48


Damage = Callable[[Image.Image, np.random.Generator, Wear], tuple[Image.Image, int]]


def _shrink(page: Image.Image, dpi: int) -> Image.Image:
    size = round(page.width * dpi / DPI), round(page.height * dpi / DPI)
    return page.resize(size, Image.Resampling.LANCZOS)


def _skew(page: Image.Image, degrees: float, paper: tuple[int, int, int]) -> Image.Image:
    return page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=paper)


def _grain(pixels: np.ndarray, random: np.random.Generator, strength: float) -> np.ndarray:
    """Sensor noise, the same in all three channels, as JPEG leaves it."""
    noise = random.normal(0, strength, pixels.shape[:2]).astype(np.float32)
    return cv2.GaussianBlur(noise, (0, 0), 0.8)[..., None] if pixels.ndim == 3 else noise  # noqa: PLR2004


def clean(page: Image.Image, random: np.random.Generator, wear: Wear) -> tuple[Image.Image, int]:
    """A good flatbed: a touch of softness."""
    return _shrink(page.filter(ImageFilter.GaussianBlur(wear.blur)), wear.dpi), wear.dpi


def office(page: Image.Image, random: np.random.Generator, wear: Wear) -> tuple[Image.Image, int]:
    """A feeder in daily use: a little skew, greyish paper, noise, dust, a shadow at the edge."""
    turned = _skew(page, float(random.uniform(-wear.skew, wear.skew)), (255, 255, 255))
    soft = turned.filter(ImageFilter.GaussianBlur(wear.blur))
    pixels = np.asarray(_shrink(soft, wear.dpi), np.float32)
    pixels = 18 + pixels * (246 - 18) / 255 + _grain(pixels, random, wear.grain)
    shade = np.clip(np.arange(pixels.shape[1]) / 14, 0, 1)[None, :, None]
    pixels *= 0.55 + 0.45 * shade
    _specks(pixels, random, wear.specks, (90, 170))
    scan = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    return scan.convert("L") if wear.grey else scan, wear.dpi


def copier(page: Image.Image, random: np.random.Generator, wear: Wear) -> tuple[Image.Image, int]:
    """A photocopy of a photocopy in one bit: specks, broken strokes, pale ink gone."""
    degrees = float(random.uniform(-wear.skew, wear.skew))
    turned = _skew(page, degrees, (255, 255, 255)).convert("L")
    pixels = np.asarray(turned.filter(ImageFilter.GaussianBlur(wear.blur)), np.float32)
    pixels = pixels + cv2.GaussianBlur(_grain(pixels, random, wear.grain), (0, 0), 1.2)
    _specks(pixels, random, wear.specks, (0, 60))
    pixels[:, : int(random.integers(6, 14))] = 0
    return Image.fromarray(np.where(pixels < wear.black, 0, 255).astype(np.uint8)).convert("1"), DPI


def phone(page: Image.Image, random: np.random.Generator, wear: Wear) -> tuple[Image.Image, int]:
    """A photograph on a desk: perspective, a turn of a degree or two, uneven light, soft focus."""
    small = np.asarray(_shrink(page, wear.dpi), np.float32)
    high, wide = small.shape[:2]
    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    inset = np.array([(22, 26), (-22, 26), (-22, -26), (22, -26)], np.float32)
    target = corners + inset + random.uniform(-wear.warp, wear.warp, (4, 2)).astype(np.float32)
    desk = (74, 70, 66)
    warped = cv2.warpPerspective(
        small, cv2.getPerspectiveTransform(corners, target), (wide, high),
        flags=cv2.INTER_CUBIC, borderValue=desk,
    )  # fmt: skip
    lit = cv2.GaussianBlur(warped, (0, 0), wear.blur) * _light(high, wide, random, wear.dim) + 6
    lit += _grain(lit, random, wear.grain)
    return Image.fromarray(lit.clip(0, 255).astype(np.uint8)), wear.dpi


def _light(high: int, wide: int, random: np.random.Generator, dim: float) -> np.ndarray:
    """A lamp to one side: from about full brightness down by `dim` and a little more."""
    y, x = np.mgrid[0 : 1 : high * 1j, 0 : 1 : wide * 1j]
    from_left, from_top = random.uniform(0.0, 1.0, 2)
    far = np.hypot(x - from_left, y - from_top)
    return (0.97 - dim * far)[..., None].astype(np.float32)


def _specks(
    pixels: np.ndarray, random: np.random.Generator, count: int, grey: tuple[int, int]
) -> None:
    high, wide = pixels.shape[:2]
    places = zip(random.integers(0, wide, count), random.integers(0, high, count), strict=True)
    for x, y in places:
        shade = int(random.integers(*grey))
        cv2.circle(pixels, (int(x), int(y)), int(random.integers(0, 3)), (shade,) * 3, -1)


LEVELS: dict[str, Damage] = {"clean": clean, "office": office, "copier": copier, "phone": phone}
USUAL = {
    "clean": Wear(blur=0.5),
    "office": Wear(blur=1.0, skew=0.8, grain=4, specks=40),
    "copier": Wear(blur=1.6, skew=0.7, grain=30, specks=170),
    "phone": Wear(blur=0.7, grain=4),
}
