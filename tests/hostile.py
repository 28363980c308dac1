"""Files that mean harm, or might as well: made here, none taken from anywhere.

Each maker gives the bytes of one file. None is large itself; what it would unpack to may be.
"""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path

import pikepdf
from PIL import Image

Make = Callable[[], bytes]


def pdf(*contents: bytes, pages: int = 1, box: str = "0 0 595 842", extra: bytes = b"") -> bytes:
    """A PDF by hand: `pages` pages of the given content streams, `extra` in the catalogue."""
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(pages)).encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % extra,
        b"<< /Type /Pages /Count %d /Kids [%s] /MediaBox [%s] >>" % (pages, kids, box.encode()),
    ]
    for n in range(pages):
        content = contents[n % len(contents)] if contents else b""
        objects.append(b"<< /Type /Page /Parent 2 0 R /Contents %d 0 R >>" % (4 + 2 * n))
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _file_of(objects)


def _file_of(objects: list[bytes]) -> bytes:
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(
        b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    )
    return out.getvalue()


def picture_pdf(
    width: int, height: int, stream: bytes, filters: str, colours: str = "/DeviceGray"
) -> bytes:
    """A PDF whose page is one picture that says it is so large."""
    picture = (
        (
            f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8 "
            f"/ColorSpace /DeviceGray /Filter {filters} /Length {len(stream)} >>\nstream\n"
        ).encode()
        + stream
        + b"\nendstream"
    )
    show = b"q 595 0 0 842 0 0 cm /Im Do Q"
    return _file_of([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 595 842] >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /Im 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(show), show),
        picture,
    ])  # fmt: skip


def image(kind: str, size: tuple[int, int] = (60, 80), mode: str = "L", **more: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(out, kind, **more)
    return out.getvalue()


def encrypted(owner_only: bool = False) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(b""))) as opened:
        user = "" if owner_only else "secret"
        opened.save(out, encryption=pikepdf.Encryption(owner="owner", user=user, R=6))
    return out.getvalue()


def with_attachment() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(b""))) as opened:
        opened.attachments["../../run.sh"] = b"#!/bin/sh\ntouch /tmp/owned\n"
        opened.save(out)
    return out.getvalue()


@lru_cache
def zeros(count: int, times: int = 1) -> bytes:
    """So many bytes of nothing, packed so many times."""
    squeezer = zlib.compressobj(9)
    block = bytes(1 << 20)
    packed = b"".join(squeezer.compress(block) for _ in range(count >> 20)) + squeezer.flush()
    for _ in range(times - 1):
        packed = zlib.compress(packed, 9)
    return packed


def flate_page(packed: bytes, filters: str) -> bytes:
    """A page whose content unpacks to far more than it is."""
    return _file_of([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 595 842] >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
        b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(packed), filters.encode(), packed),
    ])  # fmt: skip


def png(width: int, height: int, data: bytes, *, kind: int = 0) -> bytes:
    """A PNG by hand, its sums right whatever it says."""
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))


def _chunk(chunk: tuple[bytes, bytes]) -> bytes:
    name, data = chunk
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def tiff(*entries: tuple[int, int, int, int], following: int = 0, data: bytes = b"") -> bytes:
    """A TIFF of one directory by hand: (tag, type, count, value) each, then `data`."""
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return (
        b"II*\0" + struct.pack("<IH", 8, len(entries)) + body + struct.pack("<I", following) + data
    )


def plain_tiff(width: int, height: int, compression: int, data: bytes, **more: int) -> bytes:
    at = 8 + 2 + 12 * 9 + 4
    return tiff(
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, compression),
        (262, 3, 1, 1), (273, 4, 1, more.get("at", at)), (277, 3, 1, 1), (278, 4, 1, height),
        (279, 4, 1, more.get("length", len(data))),
        following=more.get("following", 0), data=data,
    )  # fmt: skip


def mangled(whole: bytes, seed: int) -> bytes:
    """A good file with some of its bytes changed, the same each time."""
    dice = random.Random(seed)  # noqa: S311 - files, not secrets
    changed = bytearray(whole)
    for _ in range(max(3, len(whole) // 400)):
        changed[dice.randrange(8, len(changed))] = dice.randrange(256)
    return bytes(changed)


def cut(whole: bytes, share: float) -> bytes:
    return whole[: int(len(whole) * share)]


JAVASCRIPT = b"/OpenAction << /S /JavaScript /JS (app.launchURL\\('http://x.test'\\)) >>"
LAUNCH = b"/OpenAction << /S /Launch /F (/bin/sh) >>"
NESTED = b"[" * 20_000 + b"]" * 20_000
HOSTILE_TEXT = (
    b"BT /F1 12 Tf (<script>alert\\(1\\)</script> '; DROP TABLE letters;-- =cmd|A0) Tj ET"
)
LOOP = b"q 1 0 0 1 0 0 cm " * 50_000
STROKES = b"0 0 m 595 842 l S " * 200_000

SPECIAL: Mapping[str, Make] = {
    "zero-byte.pdf": lambda: b"",
    "zero-byte.png": lambda: b"",
    "one-byte.tif": lambda: b"I",
    "spaces.pdf": lambda: b" " * 5_000,
    "text-as.pdf": lambda: "หนังสือราชการ".encode() * 99,
    "text-as.tif": lambda: b"not a picture",
    "html-as.jpg": lambda: b"<html><script>alert(1)</script>",
    "exe-as.png": lambda: b"MZ\x90\0" + bytes(300),
    "zip-as.pdf": lambda: b"PK\x03\x04" + bytes(300),
    "png-as.pdf": lambda: image("PNG"),
    "pdf-as.png": lambda: pdf(b""),
    "gif-as.png": lambda: image("GIF"),
    "bmp-as.jpg": lambda: image("BMP"),
    "svg-as.png": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "eps-as.tif": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (w) file\n",
    "encrypted.pdf": encrypted,
    "owner-locked.pdf": partial(encrypted, owner_only=True),
    "header-only.pdf": lambda: b"%PDF-1.7\n",
    "header-and-end.pdf": lambda: b"%PDF-1.7\n%%EOF\n",
    "no-pages.pdf": lambda: pdf(pages=0),
    "10000-pages.pdf": partial(pdf, b"", pages=10_000),
    "2001-pages.pdf": partial(pdf, b"", pages=2_001),
    "javascript.pdf": partial(pdf, b"", extra=JAVASCRIPT),
    "launch.pdf": partial(pdf, b"", extra=LAUNCH),
    "attachment.pdf": with_attachment,
    "hostile-text.pdf": partial(pdf, HOSTILE_TEXT),
    "huge-page.pdf": partial(pdf, b"", box="0 0 2000000 2000000"),
    "thin-page.pdf": partial(pdf, b"", box="0 0 1 14400"),
    "no-size.pdf": partial(pdf, b"", box="0 0 0 0"),
    "negative-page.pdf": partial(pdf, b"", box="595 842 -595 -842"),
    "not-a-number-page.pdf": partial(pdf, b"", box="0 0 nan inf"),
    "many-states.pdf": partial(pdf, LOOP),
    "many-strokes.pdf": partial(pdf, STROKES),
    "deep-arrays.pdf": partial(pdf, b"", extra=b"/Deep " + NESTED),
    "deep-content.pdf": partial(pdf, NESTED),
    "page-of-itself.pdf": lambda: _file_of([
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>",
    ]),
    "count-lies.pdf": lambda: pdf(b"").replace(b"/Count 1", b"/Count 999999999"),
    "count-below-zero.pdf": lambda: pdf(b"").replace(b"/Count 1", b"/Count -5"),
    "flate-bomb-1g.pdf": lambda: flate_page(zeros(1 << 30), "/FlateDecode"),
    "flate-bomb-twice.pdf": lambda: flate_page(zeros(1 << 30, 2), "[/FlateDecode /FlateDecode]"),
    "gigapixel.pdf": lambda: picture_pdf(40_000, 30_000, zeros(1 << 20), "/FlateDecode"),
    "gigapixel-full.pdf": lambda: picture_pdf(32_768, 32_768, zeros(1 << 30), "/FlateDecode"),
    "size-overflows.pdf": lambda: picture_pdf(2**31 - 1, 2**31 - 1, zeros(1 << 20), "/FlateDecode"),
    "no-picture-data.pdf": lambda: picture_pdf(600, 800, b"", "/FlateDecode"),
    "dct-lies.pdf": lambda: picture_pdf(10, 10, image("JPEG", (900, 900)), "/DCTDecode"),
    "jpx-garbage.pdf": lambda: picture_pdf(60, 80, b"\0\0\0\x0cjP  " + bytes(99), "/JPXDecode"),
    "jbig2-garbage.pdf": lambda: picture_pdf(60, 80, bytes(range(256)), "/JBIG2Decode"),
    "ccitt-garbage.pdf": lambda: picture_pdf(60, 80, bytes(range(256)), "/CCITTFaxDecode"),
    "unknown-filter.pdf": lambda: picture_pdf(60, 80, b"x", "/NoSuchDecode"),
    "gigapixel.png": lambda: png(40_000, 30_000, zeros(1 << 30)),
    "png-bomb-150m.png": lambda: png(12_000, 12_000, zeros(145 << 20)),
    "png-size-overflows.png": lambda: png(2**31 - 1, 2**31 - 1, zeros(1 << 20)),
    "png-no-size.png": lambda: png(0, 0, b""),
    "png-no-data.png": lambda: png(60, 80, b""),
    "png-half-data.png": lambda: png(600, 800, zeros(1 << 20)[:60]),
    "png-odd-colours.png": lambda: png(60, 80, zeros(1 << 20), kind=7),
    "png-text-bomb.png": lambda: image("PNG").replace(
        b"IEND", b"IEND", 1)[:-12] + _chunk((b"zTXt", b"a\0\0" + zeros(256 << 20))) + _chunk((b"IEND", b"")),
    "gigapixel.tif": lambda: plain_tiff(40_000, 30_000, 1, b"x"),
    "tiff-bomb.tif": lambda: plain_tiff(32_768, 32_768, 8, zeros(1 << 30)),
    "tiff-circle.tif": lambda: plain_tiff(8, 8, 1, bytes(64), following=8),
    "tiff-outside.tif": lambda: plain_tiff(60, 80, 1, b"x", at=2**31, length=2**31),
    "tiff-no-entries.tif": tiff,
    "tiff-odd-compression.tif": lambda: plain_tiff(60, 80, 31_337, b"x" * 999),
    "tiff-following-outside.tif": lambda: plain_tiff(8, 8, 1, bytes(64), following=2**31),
    "tiff-10000-frames.tif": lambda: _many_frames(10_000),
    "big-tiff-head.tif": lambda: b"II+\0\x08\0\0\0" + struct.pack("<Q", 16) + struct.pack("<Q", 2**60),
    "jpeg-gigapixel.jpg": lambda: _jpeg_sized(65_500, 65_500),
    "jpeg-no-size.jpg": lambda: _jpeg_sized(0, 0),
    "jpeg-head.jpg": lambda: b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    "jpeg-ends-at-once.jpg": lambda: b"\xff\xd8\xff\xd9",
}  # fmt: skip


def _many_frames(count: int) -> bytes:
    """A TIFF of so many small frames, each directory pointing to the next."""
    entries = [(256, 8), (257, 8), (258, 8), (259, 1), (262, 1), (273, 8), (278, 8), (279, 64)]
    size = 2 + 12 * len(entries) + 4
    packed = struct.pack("<H", len(entries))
    packed += b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    first = 8 + 64
    follow = [first + size * n for n in range(1, count)] + [0]
    directories = b"".join(packed + struct.pack("<I", at) for at in follow)
    return b"II*\0" + struct.pack("<I", first) + bytes(64) + directories


def _jpeg_sized(width: int, height: int) -> bytes:
    """A small JPEG that says it is so large."""
    whole = image("JPEG")
    at = whole.index(b"\xff\xc0") + 5
    return whole[:at] + struct.pack(">HH", height, width) + whole[at + 4 :]


def everything() -> Iterator[tuple[str, Make]]:
    """All hostile files: those above, good ones cut short, and good ones with bytes changed."""
    yield from SPECIAL.items()
    good: Mapping[str, Make] = {
        "pdf": partial(picture_pdf, 60, 80, zlib.compress(bytes(4800)), "/FlateDecode"),
        "png": partial(image, "PNG"),
        "jpg": partial(image, "JPEG"),
        "tif": partial(image, "TIFF", compression="tiff_lzw"),
    }
    for suffix, make in good.items():
        for n, share in enumerate((0.02, 0.3, 0.6, 0.95)):
            yield f"cut-{n}.{suffix}", partial(lambda make, share: cut(make(), share), make, share)
        for seed in range(6):
            yield (
                f"mangled-{seed}.{suffix}",
                partial(lambda make, n: mangled(make(), n), make, seed),
            )


def write_all(folder: Path) -> list[Path]:
    """Every hostile file, in `folder`."""
    for name, make in everything():
        (folder / name).write_bytes(make())
    return sorted(folder.iterdir())
