"""Print and coloured ink apart: a stamp across the sender's address must harm neither."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.blobs import pieces_of
from ocr.clean import WHITE, Pixels, flatten, grey, rescale
from ocr.page import Ink

Mask = NDArray[np.bool_]
Shades = NDArray[Any]

#: Colour is the distance from grey in Lab units, and that as a share of the darkness: black print
#: has little of both, even as the fringe of a JPEG. Ink is more than faint, and somewhere strong.
_FAINT, _STRONG = (4.0, 0.06), (10.0, 0.12)
#: As dark as this, only a larger share is ink: the rest is print that ink runs across.
_DARK, _DARK_INK = 120, 0.15
#: Red turns to violet, and so to blue, at this share of blue to red.
_VIOLET = 0.35
#: The palest ink, and the least part of an inked area that is strongly coloured.
_PALEST, _SEEDED = 235, 0.12
#: Less ink than this share of the page is no stamp.
_TRACE = 0.0002
#: Strokes are darker than this; a letter's piece is no higher, and no wider.
_STROKE, _HIGHEST, _WIDEST = 225, 110, 260
#: A piece of ink has this share of colour to darkness, a piece of print less; where both touch,
#: this part of the darkness is dark and without colour.
_INKED, _PART = 0.05, 0.25
#: Ink stands this near, in pixels, to ink that is strongly coloured.
_BESIDE = 61
#: Ink may show as far beside its mask.
_RIM = np.ones((9, 9), np.uint8)
#: Of red, green and blue, the channel that sees through an ink best and the one that does least.
_CHANNELS: dict[Ink, tuple[int, int]] = {"blue": (2, 0), "red": (0, 2)}
#: The least density that a share is told from; ink that lets no more through hides all beneath.
_FAINT_DENSITY, _MOST_CLEAR = 0.05, 0.8
#: How dense each shade of a channel is: the negative logarithm of the light that it lets through.
_DENSITY = -np.log(np.maximum(np.arange(WHITE + 1), 1) / WHITE)
#: Print seen through ink is darker than this.
_FRINGE = 175


class Layer(NamedTuple):
    """The ink of one colour on white paper, as large as the page, grey."""

    ink: Ink
    pixels: Pixels


class Tint(NamedTuple):
    """Red-green and yellow-blue against the paper's own; both are 0 for black and grey."""

    a: Shades
    b: Shades

    def is_red(self) -> Mask:
        return np.asarray((self.a > 0) & (self.b > -_VIOLET * self.a))


def separate(image: Pixels) -> tuple[Layer, ...]:
    """The page's layers: print always, blue and red when the page bears such ink."""
    flat = flatten(grey(image))
    masks = _coloured(image, flat) if image.ndim == 3 else {}  # noqa: PLR2004
    layers = [Layer("black", _without(image, flat, masks))]
    layers += [Layer(ink, _only(flat, mask)) for ink, mask in masks.items()]
    return tuple(layers)


def _coloured(image: Pixels, flat: Pixels) -> dict[Ink, Pixels]:
    """Where the ink is red, and where blue or otherwise cool: masks of 0 and 1, none if unused."""
    half = _tint(image)
    ink = _grown(*_more_than((_STRONG, _FAINT), half, flat))
    if ink.mean() <= _TRACE:
        return {}
    blue, red = _hues(ink, half)
    del ink
    masks = _by_piece(flat, half, blue, red)
    return {name: mask for name, mask in masks.items() if mask.mean() > _TRACE}


def _hues(ink: Pixels, half: Tint) -> tuple[Pixels, Pixels]:
    """Where ink is blue, and where it is red, seen pixel by pixel: 1, the rest 0."""
    # The hue of a thin stroke flickers from pixel to pixel: its surroundings decide.
    near = Tint(*(cv2.GaussianBlur(channel, (0, 0), 2) for channel in half))
    warm = near.is_red().astype(np.uint8)
    red = cv2.resize(warm, ink.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return ink & (1 - red), ink & red


def _more_than(bounds: Sequence[tuple[float, float]], half: Tint, flat: Pixels) -> Iterator[Mask]:
    """For each of the bounds where there is more colour."""
    tint = np.minimum(cv2.magnitude(*half), WHITE).astype(np.uint8)
    colour = cv2.resize(tint, flat.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return (colour > _least(each, flat) for each in bounds)


def _by_piece(flat: Pixels, half: Tint, blue: Pixels, red: Pixels) -> dict[Ink, Pixels]:
    """The masks with each piece of a letter's size wholly in one of them, or in none.

    JPEG blurs colour from stroke to stroke, so that single pixels lose or gain it; summed over a
    piece it tells ink from print. Pieces where ink and print touch stay as they are.
    """
    beside = cv2.dilate(cv2.bitwise_or(blue, red), np.ones((_BESIDE, _BESIDE), np.uint8))
    at, piece, stats = _strokes(flat, beside)
    around = beside.ravel()[at]
    dark = (WHITE - flat.ravel()[at]).astype(np.float32)

    def total(values: Shades) -> Shades:
        return np.bincount(piece, values, len(stats))

    full = [cv2.resize(channel, flat.shape[::-1]).ravel()[at] for channel in half]
    tint, darkness = Tint(*map(total, full)), np.maximum(total(dark), 1)
    inked = np.hypot(*tint) > _INKED * darkness
    black = (flat.ravel()[at] < _DARK) & ((blue | red).ravel()[at] == 0)
    mixed = total(dark * black) > _PART * darkness
    letter = (stats[:, cv2.CC_STAT_HEIGHT] <= _HIGHEST) & (stats[:, cv2.CC_STAT_WIDTH] <= _WIDEST)
    whole = letter & ~(inked & mixed) & (total(around) > 0)
    whole[0] = False
    decided, of_decided, warm = at[whole[piece]], piece[whole[piece]], tint.is_red()

    def mask(rough: Pixels, of_ink: Mask) -> Pixels:
        refined = rough.copy()
        refined.ravel()[decided] = (inked & of_ink)[of_decided]
        return refined

    return {"blue": mask(blue, ~warm), "red": mask(red, warm)}


def _strokes(flat: Pixels, near: Pixels) -> tuple[Shades, Shades, Shades]:
    """The places of the strokes' pixels, for each the piece that it belongs to, and the pieces'
    places, sizes and areas.

    Those further from all that is `near` than a letter reaches are left out: of a larger piece
    enough is seen to tell that it is larger.
    """
    x, y, width, height = cv2.boundingRect(near)
    left, top = max(0, x - _WIDEST - 1), max(0, y - _HIGHEST - 1)
    part = flat[top : y + height + _HIGHEST + 1, left : x + width + _WIDEST + 1]
    strokes = (part < _STROKE).astype(np.uint8)
    labels, stats = pieces_of(strokes)
    rows, columns = np.nonzero(strokes)
    return (rows + top) * flat.shape[1] + columns + left, labels[rows, columns], stats


def _tint(image: Pixels) -> Tint:
    """Red-green and yellow-blue against the paper's own tint, at half the size.

    A lamp or a phone shifts all colours of a page, and not evenly. JPEG keeps colour at half
    the resolution anyway.
    """
    half = rescale(image, 0.5)
    channels = []
    for channel in cv2.split(cv2.cvtColor(half, cv2.COLOR_RGB2LAB))[1:]:
        small = rescale(channel, 1 / 8)
        paper = cv2.resize(cv2.medianBlur(small, 15), channel.shape[::-1])
        channels.append(channel.astype(np.float32) - paper)
    return Tint(*channels)


def _least(bounds: tuple[float, float], flat: Pixels) -> Pixels:
    """The colour that each pixel must exceed, by its darkness; nothing pale is ink."""
    shade = np.arange(WHITE + 1)
    share = np.where(shade < _DARK, np.maximum(bounds[1], _DARK_INK), bounds[1])
    least = np.maximum(bounds[0], share * (WHITE - shade))
    least[_PALEST:] = WHITE
    return cv2.LUT(flat, least.astype(np.uint8))


def _grown(seeds: Mask, faint: Mask) -> Pixels:
    """The connected faint areas that are strongly coloured in a good part: 1, the rest 0."""
    if not seeds.any():
        return np.zeros(faint.shape, np.uint8)
    near = cv2.dilate(faint.astype(np.uint8), np.ones((21, 21), np.uint8))
    count, labels = cv2.connectedComponentsWithAlgorithm(near, 8, cv2.CV_16U, cv2.CCL_BBDT)
    at = np.flatnonzero(faint)
    area = labels.ravel()[at]
    size = np.bincount(area, minlength=count)
    strong = np.bincount(labels[seeds], minlength=count)
    grown = np.zeros(faint.shape, np.uint8)
    grown.ravel()[at[(strong > _SEEDED * np.maximum(size, 1))[area]]] = 1
    return grown


def _without(image: Pixels, flat: Pixels, masks: Mapping[Ink, Pixels]) -> Pixels:
    """The print alone, also where ink runs across it."""
    print_ = flat.copy()
    for ink, mask in masks.items():
        left, top, width, height = cv2.boundingRect(cv2.dilate(mask, _RIM))
        place = np.s_[top : top + height, left : left + width]
        rim = cv2.dilate(mask[place], _RIM)
        alone = (mask[place] > 0) & (flat[place] > _DARK)
        around = rim > 0
        beneath = _beneath(image[place], ink, alone, around)
        print_[place][around] = np.maximum(beneath, flat[place][around])
    return print_


def _beneath(image: Pixels, ink: Ink, alone: Mask, around: Mask) -> Pixels:
    """What is printed `around` coloured ink, seen through it; `alone` is where nothing is.

    Densities add up: print darkens all channels alike, ink each by its own share, so two channels
    tell how much of the darkness is print (colour deconvolution after Ruifrok and Johnston, 2001).
    """
    clear, opaque = (
        flatten(np.ascontiguousarray(image[..., channel])) for channel in _CHANNELS[ink]
    )
    shares = _DENSITY[clear[alone]] / np.maximum(_DENSITY[opaque[alone]], _FAINT_DENSITY)
    share = min(float(np.median(shares)), _MOST_CLEAR) if shares.size else 0.0
    through = _DENSITY[clear[around]] - share * _DENSITY[opaque[around]]
    density = np.maximum(through, 0) / (1 - share)
    beneath = WHITE * np.exp(-density)
    # What is as pale is the fringe that JPEG and the scanner leave around ink.
    return np.where(beneath > _FRINGE, WHITE, beneath).astype(np.uint8)


def _only(flat: Pixels, mask: Pixels) -> Pixels:
    near = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    return np.where(near > 0, flat, WHITE).astype(np.uint8)
