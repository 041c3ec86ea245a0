"""Pictures: checked before they are decoded, turned upright, freed of everything but their pixels, made small.

What a camera writes beside the pixels (place, time, owner, a thumbnail of what was cut away) never reaches the disk:
only the freshly written picture is kept.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageCms, ImageOps, features

from core.base.errors import Invalid
from core.base.files.kinds import FORMATS, WIDTHS

MOST_PIXELS = 64_000_000
LONGEST_SIDE = 20_000
#: more scans than any camera or program writes; each costs a pass over all pixels
MOST_SCANS = 64
_READ = ("JPEG", "PNG", "WEBP", "GIF")


@dataclass(frozen=True)
class Copy:
    """A smaller picture. `format` is avif, webp or jpeg."""

    width: int
    height: int
    format: str
    data: bytes


@dataclass(frozen=True)
class Picture:
    """A clean picture: `kind` png or jpeg, upright size in pixels, its bytes and its smaller copies."""

    kind: str
    width: int
    height: int
    data: bytes
    copies: tuple[Copy, ...]


def clean_picture(path: Path) -> Picture:
    """Read, check and write anew. A picture with see-through parts, and one drawn by a program, stays PNG.

    Raises Invalid: picture_too_many_pixels (before anything is decoded), picture_moves, file_damaged.
    """
    if path.read_bytes().count(b"\xff\xda") > MOST_SCANS and _is_jpeg(path):
        raise Invalid("file_damaged", field="file")
    with _opened(path) as opened:
        lossless = (
            opened.format in ("PNG", "GIF") or "A" in opened.getbands() or "transparency" in opened.info
        )
        try:
            opened.load()
            upright = _upright(opened)
            plain = _in_srgb(upright)
        except (OSError, ValueError, SyntaxError, MemoryError, IndexError) as problem:
            raise Invalid("file_damaged", field="file") from problem
    plain.info.clear()
    kind = "png" if lossless else "jpeg"
    data = _written(plain, kind)
    return Picture(kind, plain.width, plain.height, data, tuple(_copies(plain)))


def _is_jpeg(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(3) == b"\xff\xd8\xff"


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            opened = Image.open(path, formats=_READ)
        except Image.DecompressionBombError as bomb:
            raise _too_many() from bomb
        except (OSError, ValueError, SyntaxError) as problem:
            raise Invalid("file_damaged", field="file") from problem
        with opened:
            if opened.width * opened.height > MOST_PIXELS or max(opened.size) > LONGEST_SIDE:
                raise _too_many()
            # A phone's JPEG may carry a second picture (depth, a burst): the first is the photo.
            if opened.format != "MPO" and getattr(opened, "n_frames", 1) > 1:
                raise Invalid("picture_moves", field="file")
            yield opened


def _too_many() -> Invalid:
    return Invalid(
        "picture_too_many_pixels",
        field="file",
        limit=MOST_PIXELS // 10_000,
        million=MOST_PIXELS // 1_000_000,
        side=LONGEST_SIDE,
    )


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera says. Whoever writes nonsense there gets it as it is."""
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # Pillow raises many kinds on a broken EXIF block
        return picture.copy()


def _in_srgb(picture: Image.Image) -> Image.Image:
    """In the colours of the web; a picture's own profile is applied and dropped."""
    profile = picture.info.get("icc_profile")
    see_through = "A" in picture.getbands() or "transparency" in picture.info
    if picture.mode.startswith("I") or picture.mode == "F":
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if see_through:
        return picture.convert("RGBA")
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        try:
            found = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(
                picture, found, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            if turned is not None:
                return turned
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a broken profile: the plain numbers are the next best
    return picture if picture.mode == "L" else picture.convert("RGB")


def _written(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "png":
        picture.save(out, "PNG", compress_level=6)
    elif kind == "jpeg":
        _on_white(picture).save(out, "JPEG", quality=90, optimize=True)
    return out.getvalue()


def _copies(picture: Image.Image) -> Iterator[Copy]:
    """Narrower ones, each in every format; a width that the picture doesn't have is left out."""
    source = picture
    for width in sorted(WIDTHS, reverse=True):
        if width >= picture.width:
            continue
        height = max(1, round(picture.height * width / picture.width))
        source = source.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        for format in FORMATS:
            out = io.BytesIO()
            if format == "avif":
                if not features.check("avif"):
                    continue
                source.save(out, "AVIF", quality=60, speed=8)
            elif format == "webp":
                source.save(out, "WEBP", quality=80, method=3)
            else:
                _on_white(source).save(out, "JPEG", quality=82, optimize=True, progressive=True)
            yield Copy(width, height, format, out.getvalue())


def _on_white(picture: Image.Image) -> Image.Image:
    """For a format that knows no see-through parts."""
    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white
