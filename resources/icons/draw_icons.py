#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws TrayRelay's icon beside this file: PNG in each size, and the .ico that holds them.

The sign: what comes in at the dot goes on by one of several ways, as in the tray's own icon. Every size is
drawn for itself from distances (no scaling), with strokes that keep at least 1.6 pixels. Needs nothing but
Python.
"""
import math
import pathlib
import struct
import zlib

SIZES = (16, 22, 24, 32, 48, 64, 128, 256)
GROUND, INK = (0x2A, 0x5F, 0xCC), (0xFF, 0xFF, 0xFF)
DOT = (0.40, 0.50)
LINES = (((0.17, 0.50), DOT),
         (DOT, (0.58, 0.31), (0.83, 0.31)),
         (DOT, (0.58, 0.69), (0.83, 0.69)))


def to_segment(x, y, a, b):
    dx, dy = b[0] - a[0], b[1] - a[1]
    along = ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy)
    along = min(1.0, max(0.0, along))
    return math.hypot(x - a[0] - along * dx, y - a[1] - along * dy)


def to_line(x, y, points):
    return min(to_segment(x, y, a, b) for a, b in zip(points, points[1:]))


def to_tile(x, y, margin, radius):
    half = 0.5 - margin - radius
    dx, dy = abs(x - 0.5) - half, abs(y - 0.5) - half
    return math.hypot(max(dx, 0.0), max(dy, 0.0)) + min(max(dx, dy), 0.0) - radius


def covered(distance, size):
    """How much of a pixel lies inside a shape whose edge is this far from its middle."""
    return min(1.0, max(0.0, 0.5 - distance * size))


def pixel(x, y, size):
    tile = covered(to_tile(x, y, 0.03 if size > 24 else 0.0, 0.22), size)
    stroke = max(0.085, 1.6 / size) / 2
    ink = max(
        covered(min(to_line(x, y, line) for line in LINES) - stroke, size),
        covered(math.dist((x, y), DOT) - 2.6 * stroke, size))
    return bytes([round(g + (i - g) * ink) for g, i in zip(GROUND, INK)] + [round(255 * tile)])


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(size):
    rows = b"".join(
        b"\0" + b"".join(pixel((column + 0.5) / size, (row + 0.5) / size, size) for column in range(size))
        for row in range(size))
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9))
            + chunk(b"IEND", b""))


def ico(images):
    head = struct.pack("<HHH", 0, 1, len(images))
    offset = len(head) + 16 * len(images)
    entries = b""
    for size, image in images:
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(image), offset)
        offset += len(image)
    return head + entries + b"".join(image for _, image in images)


def main():
    folder = pathlib.Path(__file__).parent
    images = [(size, png(size)) for size in SIZES]
    for size, image in images:
        (folder / f"trayrelay-{size}.png").write_bytes(image)
    (folder / "trayrelay.ico").write_bytes(ico([pair for pair in images if pair[0] != 22]))


if __name__ == "__main__":
    main()
