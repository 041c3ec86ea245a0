"""What pixels tell: the look of a picture for finding similar ones, and how large it truly is (decision 0025)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..rules.photos import look_of

#: parts of its own size that a picture is reduced to and enlarged again from, to see what is lost
_PARTS = (0.45, 0.55, 0.62, 0.7, 0.8)
#: the part against which all are measured: here every picture loses its details
_ALL = 0.3
#: of that, a true picture still loses more than this at four fifths of its size (measured: 0.38 and more; enlarged ones,
#: from ×1.3 on, 0.28 and less)
_FINEST = 0.33
#: and the size whose loss falls below this is about the one that it truly has
_TRUE = 0.37
#: a picture with less detail than this says nothing (a clear sky, a slide), in grey values
_PLAIN = 1.0
#: the middle of a picture that is looked at, in pixels
_WINDOW = 1024


def look_at(path: Path) -> tuple[str, int | None]:
    """(look, true width in pixels) of a picture file; the width is None where nothing speaks against the file's own."""
    from PIL import Image

    with Image.open(path) as picture:
        gray = picture.convert("L")
        small = gray.resize((9, 8), Image.Resampling.BOX)
        pixels = list(small.tobytes())
        look = look_of([pixels[n * 9 : n * 9 + 9] for n in range(8)])
        part = true_part(gray)
        return look, None if part is None else round(picture.width * part)


def true_part(gray: Any) -> float | None:
    """About what part of its size a picture truly has; None where nothing speaks against its own.

    Enlarging adds no detail: reduced a little and enlarged again, an enlarged picture loses hardly anything of what it has,
    while a true one loses its finest detail.
    """
    window = _middle(gray)
    every = _lost(window, _ALL)
    if every < _PLAIN or _lost(window, _PARTS[-1]) >= _FINEST * every:
        return None
    return next(part for part in _PARTS if part == _PARTS[-1] or _lost(window, part) < _TRUE * every)


def _middle(gray: Any) -> Any:
    wide, high = min(gray.width, _WINDOW), min(gray.height, _WINDOW)
    left, top = (gray.width - wide) // 2, (gray.height - high) // 2
    return gray.crop((left, top, left + wide, top + high))


def _lost(window: Any, part: float) -> float:
    """How far a picture differs from itself reduced to `part` and enlarged again: root of the mean square, in grey values."""
    from PIL import ImageChops, ImageStat

    small = max(round(window.width * part), 1), max(round(window.height * part), 1)
    back = window.resize(small, _lanczos()).resize(window.size, _lanczos())
    return float(ImageStat.Stat(ImageChops.difference(window, back)).rms[0])


def _lanczos() -> Any:
    from PIL import Image

    return Image.Resampling.LANCZOS
