"""The picture of the demo's past open day, drawn here: visitors before the pumps."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

#: as CP-06 wants them at least
SIZE = (1600, 1200)
_COATS = ("#3c6590", "#7a7364", "#a4574c", "#5d7f67", "#8a6a9a", "#c49a4a")


def photo() -> bytes:
    """The pump room with nine visitors in helmets, from behind."""
    picture = Image.new("RGB", SIZE, "#dfe4e2")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 820, 1600, 1200), fill="#b9b4a8")
    for n in range(3):
        left = 140 + 480 * n
        draw.rectangle((left + 150, 120, left + 210, 420), fill="#56788f")
        draw.ellipse((left, 380, left + 360, 740), fill="#3f6b86")
        draw.ellipse((left + 90, 470, left + 270, 650), fill="#cfd8da")
        draw.rectangle((left + 40, 720, left + 320, 830), fill="#47433b")
    draw.rectangle((0, 90, 1600, 140), fill="#6b8ba0")
    for n in range(9):
        _person(draw, 150 + 160 * n, 900 + 40 * (n % 2), 120, _COATS[n % len(_COATS)])
    return _png(picture)


def _person(draw: ImageDraw.ImageDraw, x: int, y: int, size: int, coat: str) -> None:
    """Somebody seen from behind: nobody can be recognised."""
    draw.rounded_rectangle((x - size // 2, y, x + size // 2, y + 2 * size), size // 3, fill=coat)
    draw.ellipse((x - size // 3, y - size // 2, x + size // 3, y + size // 6), fill="#2b2622")
    draw.pieslice((x - size // 2, y - size * 3 // 4, x + size // 2, y + size // 4), 180, 360, fill="#e3b23c")


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
