"""What is not type: the emblem, receive stamps, the seal, signatures and pen notes.

Stamps and pens lie over the print as ink does: they darken it and never hide it.
"""

from __future__ import annotations

import math
from itertools import pairwise

import cv2
import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from samples.letters import SHORT_MONTHS, Stamp, buddhist, thai
from samples.paper import Sheet, font, pixels, width

INKS = {
    "blue": (44, 62, 160),
    "red": (196, 34, 44),
    "black": (40, 40, 46),
    "violet": (104, 52, 150),
    "green": (24, 112, 70),
    "pen": (28, 48, 140),
}
Colour = tuple[int, int, int]
STAMP_SIZE = (50.0, 27.0)
ROW = 5.6
SEAL_SIZE = 36.0
PEN = "Purisa"


def emblem(sheet: Sheet, centre: float, top: float, height: float) -> None:
    """A plain bird on a shield of our own drawing, where an office has its Garuda."""
    unit = height / 30

    def points(*pairs: tuple[float, float]) -> list[tuple[int, int]]:
        return [(pixels(centre + x * unit), pixels(top + y * unit)) for x, y in pairs]

    draw = sheet.draw
    for side in (-1, 1):
        for feather in range(5):
            tip = 7 + feather * 4.2, 13 - feather * 0.6 + abs(feather - 2) * 1.5
            wing = points((side * 1.5, 9), (side * (5 + feather * 1.6), 5), (side * tip[1], tip[0]))
            draw.polygon(wing, fill=(40, 40, 42), outline="white", width=3)
    draw.polygon(points((-4, 10), (4, 10), (3.4, 20), (0, 24), (-3.4, 20)), fill=(30, 30, 32))
    draw.polygon(points((-2.2, 12), (2.2, 12), (1.8, 18.5), (0, 21), (-1.8, 18.5)), fill="white")
    draw.ellipse([*points((-2.6, 4)), *points((2.6, 9.2))], fill=(30, 30, 32))
    draw.polygon(points((-2, 4.6), (0, 0), (2, 4.6)), fill=(30, 30, 32))
    for side in (-1, 1):
        draw.polygon(points((0, 22), (side * 5, 30), (side * 1.5, 29)), fill=(30, 30, 32))


def receive_stamp(sheet: Sheet, stamp: Stamp, random: np.random.Generator) -> None:
    """A frame with the office's name, the labels of the rubber, and what a clerk filled in."""
    rows = stamp.rows or _filled_in(stamp)
    layer = _layer(STAMP_SIZE[0], STAMP_SIZE[1] + ROW * (len(rows) - 3))
    draw, colour = ImageDraw.Draw(layer), INKS[stamp.colour]
    _frame(draw, stamp.frame, layer.size, colour)
    office = stamp.printed or stamp.office
    points = min(12.0, 12.0 * 45 / width(office, "Garuda", 12))
    draw.text((layer.width / 2, pixels(1.6)), office, colour, font("Garuda", points), "ma")
    entry, hand = (INKS["pen"], font(PEN, 13)) if stamp.by_hand else (colour, font("Garuda", 12))
    for row, (label, value) in enumerate(rows):
        y = pixels(7.8 + row * ROW)
        if not label:
            draw.text((layer.width / 2, y), value, colour, font("Garuda-Bold", 12), "ma")
            continue
        draw.text((pixels(3), y), label, colour, font("Garuda", 11), language="th")
        start = pixels(3.8 + width(label, "Garuda", 11))
        draw.text((start, y), value, entry, hand, language="th")
    if stamp.size != 1:
        layer = layer.resize((round(layer.width * stamp.size), round(layer.height * stamp.size)))
    _press(sheet, layer, stamp.at, stamp.angle, random)


def _frame(draw: ImageDraw.ImageDraw, kind: str, size: tuple[int, int], colour: Colour) -> None:
    """The rubber's edge: one line, two, rounded corners, or none."""
    box = [8, 8, size[0] - 8, size[1] - 8]
    if kind == "round":
        draw.rounded_rectangle(box, 40, outline=colour, width=5)
    elif kind != "none":
        draw.rectangle(box, outline=colour, width=5)
    if kind == "double":
        draw.rectangle([18, 18, size[0] - 18, size[1] - 18], outline=colour, width=2)


def _filled_in(stamp: Stamp) -> list[tuple[str, str]]:
    when = stamp.received
    short = f"{when.day} {SHORT_MONTHS[when.month - 1]} {buddhist(when)}"
    if stamp.style == "thai":
        clock = f"{when:%H.%M} น."
        return [("เลขรับ", thai(stamp.number)), ("วันที่", thai(short)), ("เวลา", thai(clock))]
    clock = f"{when:%H.%M} น."
    if stamp.style == "arabic":
        return [("รับที่", str(stamp.number)), ("วันที่", short), ("เวลา", clock)]
    slashes = f"{when.day}/{when.month}/{buddhist(when)}"
    return [("เลขที่รับ", str(stamp.number)), ("วันที่", slashes), ("เวลา", clock)]


def seal(sheet: Sheet, text: str, at: tuple[float, float], random: np.random.Generator) -> None:
    """The red ring of a stamped letter (ตราประทับ): the office's name around a small bird."""
    layer = _layer(SEAL_SIZE, SEAL_SIZE)
    draw, colour, size = ImageDraw.Draw(layer), INKS["red"], layer.width
    for inset, thick in ((8, 6), (88, 4)):
        draw.ellipse([inset, inset, size - inset, size - inset], outline=colour, width=thick)
    _around(layer, text, colour)
    middle = size / 2
    for side in (-1, 1):
        wing = [(0, -30), (side * 78, -52), (side * 66, 8), (side * 18, 30)]
        draw.polygon([(middle + x, middle + y) for x, y in wing], fill=colour)
    draw.ellipse([middle - 20, middle - 84, middle + 20, middle - 44], fill=colour)
    draw.polygon([(middle, middle), (middle - 40, middle + 84), (middle + 40, middle + 84)], colour)
    _press(sheet, layer, at, float(random.uniform(-9, 9)), random)


def _around(layer: Image.Image, text: str, colour: Colour) -> None:
    """Sets `text` along the upper arc, one cluster (letter with its marks) after the other."""
    face, middle = font("Garuda", 10), layer.width / 2
    clusters: list[str] = []
    for letter in text:
        if clusters and (letter in "ัิีึืฺุู็่้๊๋์ํ" or letter == "ำ"):
            clusters[-1] += letter
        else:
            clusters.append(letter)
    step = 230 / len(clusters)
    for number, cluster in enumerate(clusters):
        turn = -115 + step * (number + 0.5)
        tile = Image.new("RGB", layer.size, "white")
        ImageDraw.Draw(tile).text((middle, 12), cluster, colour, face, "ma", language="th")
        turned = tile.rotate(-turn, Image.Resampling.BICUBIC, fillcolor="white")
        layer.paste(ImageChops.multiply(layer, turned))


def initials(sheet: Sheet, at: tuple[float, float], random: np.random.Generator) -> None:
    """Two short pen strokes across the seal: the hand that vouches for it."""
    _pen_stroke(sheet, at, (16, 9), 2.2, random)


def signature(sheet: Sheet, centre: float, top: float, random: np.random.Generator) -> None:
    """A flowing scribble in blue ink with a line through its end."""
    _pen_stroke(sheet, (centre - 24, top - 2), (44, 17), float(random.uniform(3.5, 6)), random)


def _pen_stroke(
    sheet: Sheet, at: tuple[float, float], size: tuple[float, float], loops: float,
    random: np.random.Generator,
) -> None:  # fmt: skip
    layer = _layer(size[0] + 6, size[1] + 6)
    draw = ImageDraw.Draw(layer)
    phase, lean = random.uniform(0, 2 * math.pi), random.uniform(0.8, 1.4)
    along = np.linspace(0, 1, 600)
    swing = np.sin(2 * np.pi * loops * along + phase)
    height = (0.95 - 0.7 * along) * (0.6 + 0.4 * np.sin(7 * along + phase * 2))
    x = 3 + size[0] * (0.1 + 0.85 * along + 0.07 * np.cos(2 * np.pi * loops * along * lean))
    y = 3 + size[1] * (0.5 - 0.5 * swing * height)
    path = [(pixels(a), pixels(b)) for a, b in zip(x, y, strict=True)]
    for number, (start, end) in enumerate(pairwise(path)):
        draw.line([start, end], INKS["pen"], 5 + round(2 * math.sin(number / 40)))
    _press(sheet, layer, at, float(random.uniform(-3, 8)), random, worn=0.1)


def pen_note(
    sheet: Sheet, lines: tuple[str, ...], at: tuple[float, float], random: np.random.Generator
) -> None:
    """What a chief writes on a letter: a few words by hand, sloping upwards."""
    layer = _layer(60, 9 * len(lines) + 4)
    for number, text in enumerate(lines):
        where = (pixels(2), pixels(1 + 9 * number))
        ImageDraw.Draw(layer).text(where, text, INKS["pen"], font(PEN, 17), language="th")
    _press(sheet, layer, at, 4.0, random, worn=0.1)


def copy_mark(
    sheet: Sheet, lines: tuple[str, ...], at: tuple[float, float], random: np.random.Generator
) -> None:
    """สำเนาถูกต้อง, and who vouches for it, pressed at the foot of a copied page."""
    layer = _layer(64, 7 * len(lines) + 4)
    for number, text in enumerate(lines):
        where = (layer.width / 2, pixels(1 + 7 * number))
        ImageDraw.Draw(layer).text(where, text, INKS["blue"], font("Garuda", 12), "ma")
    _press(sheet, layer, at, float(random.uniform(-4, 4)), random)
    _pen_stroke(sheet, (at[0] + 20, at[1] + 3), (26, 9), 3.0, random)


def qr_code(sheet: Sheet, address: str, at: tuple[float, float]) -> None:
    """An address as a QR code, 40 millimetres wide, its corner at `at`."""
    code = Image.fromarray(cv2.QRCodeEncoder.create().encode(address))
    side = pixels(40)
    place = pixels(at[0]), pixels(at[1])
    sheet.picture.paste(code.resize((side, side), Image.Resampling.NEAREST).convert("RGB"), place)


def _layer(wide: float, high: float) -> Image.Image:
    return Image.new("RGB", (pixels(wide), pixels(high)), "white")


def _press(
    sheet: Sheet, layer: Image.Image, at: tuple[float, float], angle: float,
    random: np.random.Generator, *, worn: float = 0.35,
) -> None:  # fmt: skip
    """Multiplies the layer into the page, turned, its ink thinner in places."""
    coarse = random.uniform(1 - worn, 1, (max(2, layer.height // 40), max(2, layer.width // 40)))
    coverage = Image.fromarray((coarse * 255).astype(np.uint8)).resize(layer.size)
    coverage = coverage.filter(ImageFilter.GaussianBlur(6))
    thinned = Image.composite(layer, Image.new("RGB", layer.size, "white"), coverage)
    turned = thinned.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    corner = pixels(at[0]), pixels(at[1])
    box = (*corner, corner[0] + turned.width, corner[1] + turned.height)
    sheet.picture.paste(ImageChops.multiply(sheet.picture.crop(box), turned), corner)
