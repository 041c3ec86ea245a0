"""Two pictures of the demo's past open day, drawn here: visitors before the pumps, and a round of people at a table."""

from __future__ import annotations

import io
import math

from PIL import Image, ImageDraw

#: as CP-06 wants them at least
SIZE = (1600, 1200)
_COATS = ("#3c6590", "#7a7364", "#a4574c", "#5d7f67", "#8a6a9a", "#c49a4a")


def photos() -> tuple[tuple[bytes, str, str], ...]:
    """(picture, file name, caption) of each."""
    return (
        (
            _pumps(),
            "泵房参观.png",
            "群众代表戴着安全帽站在城北加压泵站的泵房里，听技术员讲解三台水泵怎样轮流把水送上高层。",
        ),
        (
            _table(),
            "座谈问答.png",
            "参观以后的座谈问答：群众代表和水务局工作人员围坐一桌，就水压、噪声和停水通知提问。",
        ),
    )


def _pumps() -> bytes:
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
        _person(draw, 150 + 160 * n, 900 + 40 * (n % 2), 120, helmet=True, coat=_COATS[n % len(_COATS)])
    return _png(picture)


def _table() -> bytes:
    picture = Image.new("RGB", SIZE, "#f1ebdd")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((180, 90, 1420, 330), fill="#7d9fbd")
    for n in range(10):
        _person(draw, 200 + 133 * n, 470, 84, helmet=False, coat=_COATS[(n + 2) % len(_COATS)])
    draw.ellipse((160, 560, 1440, 980), fill="#9b7350")
    draw.ellipse((210, 580, 1390, 930), fill="#b98c63")
    for n in range(12):
        angle = 2 * math.pi * n / 12
        x, y = 800 + 480 * math.cos(angle), 755 + 130 * math.sin(angle)
        draw.rectangle((x - 34, y - 22, x + 34, y + 22), fill="#fffefb")
    for n in range(8):
        _person(draw, 270 + 150 * n, 1010, 104, helmet=False, coat=_COATS[n % len(_COATS)])
    return _png(picture)


def _person(draw: ImageDraw.ImageDraw, x: int, y: int, size: int, *, helmet: bool, coat: str) -> None:
    """Somebody seen from behind: nobody can be recognised."""
    draw.rounded_rectangle((x - size // 2, y, x + size // 2, y + 2 * size), size // 3, fill=coat)
    draw.ellipse((x - size // 3, y - size // 2, x + size // 3, y + size // 6), fill="#2b2622")
    if helmet:
        draw.pieslice(
            (x - size // 2, y - size * 3 // 4, x + size // 2, y + size // 4), 180, 360, fill="#e3b23c"
        )


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
