"""What pixels tell: the looks of a picture for finding similar ones, and how large it truly is (decision 0025)."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..rules import photo_signs as signs

#: parts of its own size that a picture is reduced to and enlarged again from, to see what is lost
_PARTS = (0.45, 0.55, 0.62, 0.7, 0.8)
#: the part against which all are measured: here every picture loses its details
_ALL = 0.3
#: of that, a true picture still loses more than this at four fifths of its size
_FINEST = 0.28
#: and the size whose loss falls below this is about the one that it truly has
_TRUE = 0.37
#: a picture with less detail than this says nothing (a clear sky, a slide), in grey values
_PLAIN = 1.0
#: the middle of a picture that is looked at, in pixels
_WINDOW = 1024
#: under this width nobody asks any more how much smaller it truly is
_SMALLEST = 500

#: parts of a picture whose looks are kept beside the whole one's: how much of each side, and where (0 left or top, 1 right or
#: bottom); they find a picture that was cut by a tenth
_CUTS = (
    (0.95, 0.5, 0.5), (0.9, 0.5, 0.5), (0.92, 0.0, 0.0), (0.92, 1.0, 0.0), (0.92, 0.0, 1.0), (0.92, 1.0, 1.0),
    (0.95, 0.5, 0.0), (0.95, 0.5, 1.0),
)  # fmt: skip
#: width and height of the picture in little that is kept for the close comparison
SMALL = 48
#: stretches of a side that are laid over the other picture, as parts of it
_STRETCHES = (
    (0.0, 1.0), (0.0, 0.95), (0.05, 1.0), (0.025, 0.975), (0.0, 0.925), (0.075, 1.0), (0.0, 0.9), (0.1, 1.0), (0.05, 0.95),
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """`looks` of the whole picture and its parts and `mirrored` ones (rules.photo_signs), the picture in `small` (base64 of
    SMALL×SMALL grey values), and its true width in pixels, None where nothing speaks against the file's own."""

    looks: str
    mirrored: str
    small: str
    true_width: int | None


def look_at(path: Path) -> Look:
    """Look at a picture file; takes a tenth of a second, a large one more."""
    from PIL import Image, ImageOps

    with Image.open(path) as picture:
        gray = picture.convert("L")
        width = picture.width
    reduced = gray.reduce(max(1, min(gray.size) // 256))
    part = true_part(gray)
    small = reduced.resize((SMALL, SMALL), Image.Resampling.BOX)
    return Look(
        _looks(reduced),
        _looks(ImageOps.mirror(reduced)),
        base64.b64encode(small.tobytes()).decode(),
        None if part is None else round(width * part),
    )


def _looks(gray: Any) -> str:
    from PIL import Image

    found = []
    for keep, left, top in ((1.0, 0.0, 0.0), *_CUTS):
        wide, high = gray.width * keep, gray.height * keep
        x, y = (gray.width - wide) * left, (gray.height - high) * top
        pixels = list(gray.resize((9, 8), Image.Resampling.BOX, (x, y, x + wide, y + high)).tobytes())
        found.append(signs.look_of([pixels[n * 9 : n * 9 + 9] for n in range(8)]))
    return "".join(found)


def likeness(one: str, other: str) -> float:
    """How far two pictures in little show the same, whichever of them was cut or mirrored: 1 entirely. Two plain ones: 0."""
    from PIL import Image, ImageOps

    first, second = (Image.frombytes("L", (SMALL, SMALL), base64.b64decode(text)) for text in (one, other))
    best = 0.0
    for moved, still in (
        (first, second), (ImageOps.mirror(first), second), (second, first), (ImageOps.mirror(second), first),
    ):  # fmt: skip
        goal = _grid(still)
        if goal is None:
            return 0.0
        for box in _boxes():
            grid = _grid(moved, box)
            if grid is not None:
                best = max(best, signs.together(grid, goal))
    return best


def _boxes() -> Iterator[tuple[float, float, float, float]]:
    for left, right in _STRETCHES:
        for top, bottom in _STRETCHES:
            yield left * SMALL, top * SMALL, right * SMALL, bottom * SMALL


def _grid(small: Any, box: tuple[float, float, float, float] | None = None) -> list[float] | None:
    from PIL import Image

    return signs.evened(small.resize((16, 16), Image.Resampling.BOX, box).tobytes())


def true_part(gray: Any) -> float | None:
    """About what part of its size a picture truly has; None where nothing speaks against its own.

    Enlarging adds no detail: reduced a little and enlarged again, an enlarged picture loses hardly anything of what it has,
    while a true one loses its finest detail. And pixels that were made up beat between the true ones, most of all where they
    were simply repeated. The smaller part of both counts.
    """
    parts = [part for part in (_part_by_detail(gray), _part_by_beat(gray)) if part is not None]
    return min(parts, default=None)


def _part_by_detail(gray: Any) -> float | None:
    part = _part_by_loss(gray)
    if part != _PARTS[0] or gray.width * part < _SMALLEST:
        return part
    # Smaller still, perhaps: what is left is looked at in the same way.
    size = round(gray.width * part), max(round(gray.height * part), 1)
    return part * (_part_by_detail(gray.resize(size, _lanczos())) or 1.0)


def _part_by_loss(gray: Any) -> float | None:
    window = _middle(gray)
    every = _lost(window, _ALL)
    if every < _PLAIN or _lost(window, _PARTS[-1]) >= _FINEST * every:
        return None
    return next(part for part in _PARTS if part == _PARTS[-1] or _lost(window, part) < _TRUE * every)


def _part_by_beat(gray: Any) -> float | None:
    from PIL import Image

    found = []
    for turned in (gray, gray.transpose(Image.Transpose.ROTATE_90)):
        window = _middle(turned)
        for lines in (_steps(window), _bends(window)):
            often = signs.beat(lines)
            if often is not None:
                found.append(signs.part_of_beat(often))
    return min(found, default=None)


def _steps(window: Any) -> list[float]:
    """How far each column of pixels differs from the next one, in grey values."""
    from PIL import ImageChops

    wide, high = window.size
    return _by_column(
        ImageChops.difference(window.crop((0, 0, wide - 1, high)), window.crop((1, 0, wide, high)))
    )


def _bends(window: Any) -> list[float]:
    """How far each column differs from the mean of its two neighbours."""
    from PIL import ImageChops

    wide, high = window.size
    before, here, after = (window.crop((n, 0, wide - 2 + n, high)) for n in (0, 1, 2))
    return _by_column(ImageChops.difference(here, ImageChops.add(before, after, 2)))


def _by_column(difference: Any) -> list[float]:
    from PIL import Image

    columns = difference.convert("F").resize((difference.width, 1), Image.Resampling.BOX)
    # As bytes of 32-bit floats: Pillow's own list of pixels changes its name in version 14.
    return [float(one) for one in memoryview(columns.tobytes()).cast("f")]


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
