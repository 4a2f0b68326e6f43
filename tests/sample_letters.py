"""Letters as a basemap's folder of fonts holds them: signed distance fields in MapLibre's glyph format."""

from collections.abc import Iterable

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import distance_transform_edt

SIZE, BORDER = 24, 3  # pixels: of a letter, and around it
RADIUS, CUTOFF = 8, 0.25  # of the distances: 0.75 of a byte's range is the edge of a letter
FINE = 8  # times finer than it is stored a letter is drawn to be measured


def letters(font: str, name: str, span: str, text: str) -> bytes:
    """A file `SPAN.pbf` of the font in the file `font`: the letters of `text` that belong to the span."""
    first, last = map(int, span.split("-"))
    drawn = ImageFont.truetype(font, SIZE * FINE)
    stack = part(1, name.encode()) + part(2, span.encode())
    for letter in sorted(set(text)):
        if first <= ord(letter) <= last:
            stack += part(3, _letter(drawn, letter))
    return part(1, stack)


def _letter(font: ImageFont.FreeTypeFont, letter: str) -> bytes:
    left, top, right, bottom = (round(edge / FINE) for edge in font.getbbox(letter, anchor="ls"))
    width, height = right - left + 1, bottom - top + 1
    field = _field(font, letter, (left, top, width, height))
    parts = _number(1, ord(letter)) + part(2, field.tobytes()) + _number(3, width) + _number(4, height)
    # `top` counts from the top of the line, 24 pixels above what the letters stand on, upwards.
    parts += _number(5, _zigzag(left)) + _number(6, _zigzag(-top - SIZE))
    return parts + _number(7, round(font.getlength(letter) / FINE))


def _field(font: ImageFont.FreeTypeFont, letter: str, box: tuple[int, int, int, int]) -> np.ndarray:
    """The letter in its border: a byte a pixel, 191 at its edge, more inside."""
    left, top, width, height = box
    across, down = width + 2 * BORDER, height + 2 * BORDER
    ink = Image.new("L", (across * FINE, down * FINE))
    ImageDraw.Draw(ink).text(((BORDER - left) * FINE, (BORDER - top) * FINE), letter, 255, font, anchor="ls")
    inside = np.asarray(ink) > 127
    distance = (distance_transform_edt(~inside) - distance_transform_edt(inside)) / FINE
    middle = distance[FINE // 2 :: FINE, FINE // 2 :: FINE]
    return np.clip(255 - 255 * (middle / RADIUS + CUTOFF), 0, 255).round().astype(np.uint8)


def _zigzag(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


def _number(field: int, value: int) -> bytes:
    return varints([field << 3, value])


def part(field: int, content: bytes) -> bytes:
    """A field of a protocol buffer that holds bytes."""
    return varints([field << 3 | 2, len(content)]) + content


def varints(values: Iterable[int]) -> bytes:
    """Whole numbers as protocol buffers write them."""
    packed = bytearray()
    for value in values:
        while value > 127:
            packed.append(value & 127 | 128)
            value >>= 7
        packed.append(value)
    return bytes(packed)
