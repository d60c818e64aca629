#!/usr/bin/env python3
"""look_at_png.py FILE light|dark: is there a page in this screenshot? Its ground is light or dark, there is
text on it, and nothing runs out at the right."""

import struct
import sys
import zlib


def read_png(path):
    """Rows of pixels, as bytes; 8 bits for each of 3 or 4 channels, not interlaced."""
    with open(path, "rb") as file:
        data = file.read()
    assert data.startswith(b"\x89PNG"), "no PNG"
    width, height, depth, color, _, _, interlace = struct.unpack(">IIBBBBB", data[16:29])
    assert depth == 8 and color in (2, 6) and interlace == 0, "another kind of PNG"
    packed, at = b"", 8
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        packed += data[at + 8:at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    return width, height, 3 if color == 2 else 4, zlib.decompress(packed)


def paeth(left, up, corner):
    nearest = left + up - corner
    distances = [abs(nearest - left), abs(nearest - up), abs(nearest - corner)]
    return (left, up, corner)[distances.index(min(distances))]


def rows_of(width, height, channels, raw):
    stride = width * channels
    above = bytearray(stride)
    for y in range(height):
        start = y * (stride + 1)
        kind, row = raw[start], bytearray(raw[start + 1:start + 1 + stride])
        for i in range(stride if kind else 0):
            left = row[i - channels] if i >= channels else 0
            corner = above[i - channels] if i >= channels else 0
            up = above[i]
            guess = (left if kind == 1 else up if kind == 2 else
                     (left + up) // 2 if kind == 3 else paeth(left, up, corner))
            row[i] = (row[i] + guess) & 255
        yield row
        above = row


def main():
    width, height, channels, raw = read_png(sys.argv[1])
    rows = list(rows_of(width, height, channels, raw))
    pixel = [[tuple(row[x * channels:x * channels + 3]) for x in range(0, width, 2)] for row in rows[::2]]
    ground = pixel[0][0]
    is_light = sum(ground) > 3 * 128
    assert is_light == (sys.argv[2] == "light"), f"the ground is {ground}"
    other = [p for row in pixel for p in row if p != ground]
    drawn = len(other) / (len(pixel) * len(pixel[0]))
    assert 0.02 < drawn < 0.95, f"{drawn:.0%} of the page are drawn on"
    assert len(set(other)) > 20, "hardly any colour: no text"
    assert all(row[-1] == ground for row in pixel), "something runs out at the right"


if __name__ == "__main__":
    main()
