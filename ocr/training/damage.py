"""What happens to a page between the printer and the recogniser.

Each kind of damage is one small step image -> image on 8-bit grey pages; `scanned` strings the
steps of one kind of scanner together and gives the page as `ocr` hands it to Tesseract.
"""

from __future__ import annotations

import cv2
import numpy as np

from ocr.training.dice import Dice
from ocr.training.page import Pixels

LEVELS = ("clean", "office", "copier", "phone")
WEIGHTS = (2, 3, 4, 3)
Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]


def scanned(pixels: Pixels, level: str, rng: Dice) -> tuple[Pixels, Matrix]:
    """`pixels` after a scan of `level`, prepared as for reading, and the 3x3 move of its points."""
    noise = np.random.default_rng(rng.getrandbits(32))
    pixels = marked(pixels, rng) if rng.chance(0.25) else pixels
    pixels, move = turned(pixels, level, rng)
    pixels = weighted(pixels, rng)
    pixels = {"clean": _clean, "office": _office, "copier": _copier, "phone": _phone}[level](
        pixels, rng, noise
    )
    return prepared(pixels, rng), move


def _clean(pixels: Pixels, rng: Dice, noise: np.random.Generator) -> Pixels:
    return speckled(softened(pixels, rng.uniform(0.2, 0.7)), noise, rng.uniform(0, 4))


def _office(pixels: Pixels, rng: Dice, noise: np.random.Generator) -> Pixels:
    pixels = coarse(pixels, rng) if rng.chance(0.7) else pixels
    pixels = softened(pixels, rng.uniform(0.4, 1.1))
    pixels = shaded(faded(pixels, rng, 90), rng, 25)
    return squeezed(speckled(pixels, noise, rng.uniform(2, 9)), rng.randint(45, 90))


def _phone(pixels: Pixels, rng: Dice, noise: np.random.Generator) -> Pixels:
    pixels = coarse(pixels, rng) if rng.chance(0.8) else pixels
    pixels = softened(pixels, rng.uniform(0.6, 1.6))
    pixels = shaded(faded(pixels, rng, 110), rng, 110)
    return squeezed(speckled(pixels, noise, rng.uniform(4, 14)), rng.randint(35, 80))


def _copier(pixels: Pixels, rng: Dice, noise: np.random.Generator) -> Pixels:
    """One-bit: toner comes and goes in patches, dust stays."""
    pixels = softened(pixels, rng.uniform(0.5, 1.3))
    pixels = speckled(faded(pixels, rng, 70), noise, rng.uniform(8, 40))
    patches = _patches(pixels.shape, noise, rng.choice((8, 16, 40)))
    level = rng.uniform(125, 195) + patches * rng.uniform(0, 30)
    black = pixels < level
    dust, holes = rng.uniform(0, 0.0015), rng.choice((0, 0, 0.01, 0.04))
    black |= noise.random(pixels.shape) < dust
    black &= noise.random(pixels.shape) >= holes
    return _thickened_dust(np.where(black, 0, 255).astype(np.uint8), noise, dust)


def _thickened_dust(pixels: Pixels, noise: np.random.Generator, share: float) -> Pixels:
    """Some specks are two or three pixels wide."""
    seeds = (noise.random(pixels.shape) < share / 8).astype(np.uint8)
    spots = cv2.dilate(seeds, np.ones((3, 2), np.uint8))
    return np.where(spots > 0, 0, pixels).astype(np.uint8)


def _patches(shape: tuple[int, ...], noise: np.random.Generator, grain: int) -> Matrix:
    """Smooth random field of about -1 to 1, its patches `grain` times smaller than the page."""
    small = noise.normal(size=(shape[0] // grain + 2, shape[1] // grain + 2)).astype(np.float32)
    return np.asarray(cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC))


def turned(pixels: Pixels, level: str, rng: Dice) -> tuple[Pixels, Matrix]:
    """A little skew, letters a little narrower, and for a phone a little perspective."""
    height, width = pixels.shape
    narrow = np.diag([rng.choice((1, 1, 0.95, 0.9, 0.82)), 1, 1])
    skew = rng.gauss(0, 0.25) if rng.chance(0.8) else rng.uniform(-1.3, 1.3)
    move = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1), [0, 0, 1]])
    move = move @ narrow
    if level == "phone":
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        shift = [[rng.gauss(0, 5), rng.gauss(0, 5)] for _ in corners]
        bent = (corners + np.array(shift)).astype(np.float32)
        move = cv2.getPerspectiveTransform(corners, bent) @ move
    return moved(pixels, move, cv2.INTER_LINEAR, 255), move


def moved(pixels: Pixels, move: Matrix, way: int, border: int) -> Pixels:
    """`pixels` with every point moved by the 3x3 matrix `move`."""
    size = pixels.shape[::-1]
    return cv2.warpPerspective(pixels, move, size, flags=way, borderValue=border).astype(np.uint8)


def weighted(pixels: Pixels, rng: Dice) -> Pixels:
    """Thicker or thinner strokes, as bold print, worn toner and ink spread have them."""
    amount = rng.choice((0, 0, 0, 0.5, 1, 1, -0.4, -0.25))
    change = cv2.erode if amount > 0 else cv2.dilate
    reach = rng.choice(((2, 2), (2, 2), (2, 3), (3, 3))) if amount > 0 else (2, 2)
    other = change(pixels, np.ones(reach, np.uint8))
    return cv2.addWeighted(pixels, 1 - abs(amount), other, abs(amount), 0).astype(np.uint8)


def coarse(pixels: Pixels, rng: Dice) -> Pixels:
    """Scanned at a lower resolution, brought back to 300 dpi."""
    height, width = pixels.shape
    share = rng.choice((200, 200, 200, 240, 170)) / 300
    small = cv2.resize(pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.uint8)


def softened(pixels: Pixels, sigma: float) -> Pixels:
    return cv2.GaussianBlur(pixels, (0, 0), sigma).astype(np.uint8)


def faded(pixels: Pixels, rng: Dice, lightest: int) -> Pixels:
    """Black ink becomes grey, up to `lightest`."""
    black = rng.uniform(0, lightest)
    return (black + pixels * ((255 - black) / 255)).astype(np.uint8)


def shaded(pixels: Pixels, rng: Dice, depth: float) -> Pixels:
    """Paper that is not white: a slope of light over the page, as dark as `depth`."""
    height, width = pixels.shape
    corners = np.array([[rng.uniform(0, depth) for _ in range(3)] for _ in range(3)], np.float32)
    shade = cv2.resize(corners, (width, height), interpolation=cv2.INTER_LINEAR)
    return (pixels * (1 - shade / 255)).astype(np.uint8)


def speckled(pixels: Pixels, noise: np.random.Generator, strength: float) -> Pixels:
    """The sensor's grain."""
    grain = noise.standard_normal(pixels.shape, np.float32) * np.float32(strength)
    return np.clip(pixels + grain, 0, 255).astype(np.uint8)


def squeezed(pixels: Pixels, quality: int) -> Pixels:
    """JPEG, out and back."""
    _, packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


def marked(pixels: Pixels, rng: Dice) -> Pixels:
    """What is left of stamps, pens and fingers after their colour was taken out."""
    overlay = np.full_like(pixels, 255)
    height, width = pixels.shape
    for _ in range(rng.randint(1, 5)):
        x, y = rng.randrange(width), rng.randrange(height)
        ink, thick = rng.randint(60, 225), rng.randint(1, 4)
        reach = rng.randint(100, 500)
        match rng.randrange(3):
            case 0:
                cv2.circle(overlay, (x, y), reach // 2, ink, thick)
            case 1:
                turned_box = ((x, y), (reach * 1.5, reach * 0.6), rng.uniform(-8, 8))
                cv2.polylines(overlay, [cv2.boxPoints(turned_box).astype(int)], True, ink, thick)
            case _:
                points = [[x + rng.gauss(0, reach / 2), y + rng.gauss(0, 60)] for _ in range(7)]
                cv2.polylines(overlay, [np.array(points, int)], False, ink, thick, cv2.LINE_AA)
    return np.minimum(pixels, overlay)


def prepared(pixels: Pixels, rng: Dice) -> Pixels:
    """The page as it is read: paper divided out, lightly blurred; now and then not quite so."""
    small = cv2.resize(pixels, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    paper = cv2.resize(paper, pixels.shape[::-1], interpolation=cv2.INTER_LINEAR)
    flat = np.asarray(cv2.divide(pixels, paper, scale=255), np.uint8)
    return softened(flat if rng.chance(0.9) else pixels, rng.choice((0.5, 1, 1, 1, 1.2)))
