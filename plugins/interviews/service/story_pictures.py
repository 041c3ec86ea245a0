"""Two pictures and a recording for the demo, made here: a studio, a hall of residents, a few seconds without sound."""

from __future__ import annotations

import io
import math

from PIL import Image, ImageDraw

SIZE = (1600, 1200)
PAPER, INK, SEAL, SAND = "#f4f0e6", "#1c1a17", "#b42a1d", "#c9bda3"
COATS = ("#2a4a7f", "#47433b", "#2a6649", "#85530a", "#861d3f", "#5a82a8")
#: one frame of MPEG audio, layer III, 32 kbit/s, 44.1 kHz, one channel; it lasts 26.122 ms and says nothing
FRAME, FRAME_MS = b"\xff\xfb\x10\xc4" + bytes(100), 26.122


def studio() -> bytes:
    """Two armchairs, a small table with microphones, the word 访谈's place on the wall as a seal."""
    picture = Image.new("RGB", SIZE, "#e6dfce")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 860, 1600, 1200), fill="#b8aa8c")
    for x in range(0, 1600, 160):
        draw.rectangle((x + 12, 90, x + 148, 700), fill="#d9cfb8", outline=SAND, width=4)
    draw.rectangle((640, 170, 960, 490), fill="#2a4a7f")
    for n in range(5):
        wave = [(x, 420 - 26 * n + 14 * math.sin(x / 40 + n)) for x in range(640, 961, 8)]
        draw.line(wave, fill="#9fb9cf", width=6)
    for left, coat in ((300, COATS[0]), (980, COATS[1])):
        draw.rounded_rectangle((left - 50, 600, left + 370, 1000), 60, fill="#7a7364")
        draw.rounded_rectangle((left + 60, 560, left + 260, 900), 70, fill=coat)
        draw.ellipse((left + 95, 400, left + 225, 560), fill="#d7b692")
        draw.pieslice((left + 88, 385, left + 232, 520), 180, 360, fill=INK)
    draw.rounded_rectangle((640, 860, 960, 900), 16, fill=INK)
    draw.rectangle((780, 900, 820, 1060), fill=INK)
    for x in (700, 890):
        draw.line((x, 860, x + 10, 780), fill=INK, width=8)
        draw.ellipse((x - 14, 740, x + 34, 790), fill=INK)
    draw.rectangle((60, 60, 130, 165), outline=SEAL, width=6)
    return _png(picture)


def hall() -> bytes:
    """Rows of residents seen from behind, a speaker in front of the screen."""
    picture = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((350, 110, 1250, 560), fill="#fffefb", outline=INK, width=8)
    for n in range(5):
        draw.rectangle((430, 180 + 66 * n, 430 + 620 - 90 * (n % 3), 200 + 66 * n), fill=SAND)
    draw.rounded_rectangle((1310, 420, 1440, 700), 50, fill=COATS[0])
    draw.ellipse((1325, 300, 1425, 420), fill="#d7b692")
    for row in range(3):
        top = 700 + 150 * row
        for n in range(7 + row):
            x = 60 + (1480 // (7 + row)) * n + 40 * (row % 2)
            draw.rounded_rectangle((x - 30, top + 90, x + 150, top + 300), 60, fill=COATS[(n + row) % 6])
            draw.ellipse((x + 5, top, x + 115, top + 125), fill="#3a332b" if (n + row) % 3 else "#8b8374")
    return _png(picture)


def silence(seconds: int) -> bytes:
    """A recording of so many seconds in which nobody speaks (mp3)."""
    return FRAME * int(seconds * 1000 / FRAME_MS)


def _png(picture: Image.Image) -> bytes:
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()
