"""Two pictures for the demo, drawn here: Yunchuan's skyline over its river, and the path of a drop of water."""

from __future__ import annotations

import io
import math

from PIL import Image, ImageDraw

SIZE = (1600, 1200)
PAPER, INK, SEAL = "#f4f0e6", "#1c1a17", "#b42a1d"
WATER = ("#9fb9cf", "#7d9fbd", "#5a82a8", "#3c6590", "#2a4a7f")


def skyline() -> bytes:
    """Houses, a water tower and hills behind the river, with the two characters 云川 as a seal."""
    picture = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((1160, 150, 1380, 370), fill="#e9c9a6")
    for depth, colour in enumerate(("#d9d3c3", "#c4c2b4", "#a9b0a6")):
        ridge = [
            (x, 560 + 50 * depth + 70 * math.sin(x / (210 - 35 * depth) + depth)) for x in range(0, 1601, 10)
        ]
        draw.polygon([*ridge, (1600, 900), (0, 900)], fill=colour)
    for n, (left, width, height) in enumerate(
        ((90, 110, 260), (215, 80, 340), (310, 150, 210), (480, 90, 420), (590, 130, 300), (860, 120, 360),
         (1000, 170, 240), (1190, 90, 400), (1300, 140, 280), (1460, 90, 330))
    ):  # fmt: skip
        top = 860 - height
        draw.rectangle((left, top, left + width, 860), fill=("#655f54", "#47433b", "#7a7364")[n % 3])
        for row in range(top + 26, 830, 44):
            for column in range(left + 16, left + width - 18, 30):
                draw.rectangle(
                    (column, row, column + 12, row + 18), fill="#f9efd9" if (row + column) % 3 else "#8b8374"
                )
    draw.rectangle((752, 560, 776, 860), fill=INK)
    draw.rounded_rectangle((690, 450, 838, 580), 40, fill=SEAL)
    for n, colour in enumerate(WATER):
        wave = [(x, 860 + 66 * n + 12 * math.sin(x / 90 + n)) for x in range(0, 1601, 10)]
        draw.polygon([*wave, (1600, 1200), (0, 1200)], fill=colour)
    _seal(draw, 110, 120)
    return _png(picture)


def journey() -> bytes:
    """A drop that grows along its way."""
    picture = Image.new("RGB", SIZE, "#fffefb")
    draw = ImageDraw.Draw(picture)
    path = [(x, 820 - 330 * math.sin(x / 480)) for x in range(100, 1501, 8)]
    draw.line(path, fill="#dcd5c6", width=10)
    for n, colour in enumerate(WATER):
        x = 200 + 300 * n
        y, size = 820 - 330 * math.sin(x / 480), 34 + 18 * n
        draw.polygon(
            [(x, y - 2.2 * size), (x + size * 0.92, y - 0.4 * size), (x - size * 0.92, y - 0.4 * size)],
            fill=colour,
        )
        draw.ellipse((x - size, y - size, x + size, y + size), fill=colour)
    _seal(draw, 110, 120)
    return _png(picture)


def _seal(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    """云川, one above the other, by its strokes: no font of the machine is asked."""
    draw.rectangle((x, y, x + 150, y + 290), fill=SEAL)
    for stroke in (
        [(40, 45), (110, 45)], [(22, 78), (128, 78)], [(72, 78), (42, 126), (108, 118)], [(92, 98), (112, 130)],
        [(45, 170), (45, 215), (34, 255)], [(75, 175), (75, 240)], [(105, 165), (105, 258)],
    ):  # fmt: skip
        draw.line([(x + a, y + b) for a, b in stroke], fill=PAPER, width=11, joint="curve")


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
