"""Files as people hand them in, and as people build them to do harm; all made on the spot, all small."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image, ImageDraw

_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">%s</Types>'
_WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'


def photo(width: int = 1600, height: int = 1200, format: str = "JPEG", colour: str = "#7fa8c9") -> bytes:
    """A picture with something on it, as wide and high as asked."""
    picture = Image.new("RGB", (width, height), colour)
    ImageDraw.Draw(picture).rectangle((0, 0, width // 4, height // 8), fill="#b42a1d")
    out = io.BytesIO()
    picture.save(out, format)
    return out.getvalue()


def phone_photo(width: int = 640, height: int = 480, orientation: int = 6) -> bytes:
    """As a phone writes it: turned by EXIF, with a place, an owner, a comment and XMP beside the pixels."""
    picture = Image.new("RGB", (width, height), "#7fa8c9")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 4, height // 8), fill="#b42a1d")
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = "OWNER-NAME"
    exif[0x010F] = "PHONE-MAKER"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (41.0, 36.0, 12.5)
    gps[3], gps[4] = "E", (120.0, 27.0, 3.25)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"SECRET-COMMENT", xmp=b"<x:xmpmeta>XMP-TRACE</x:xmpmeta>")
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A few hundred bytes that say they are a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 100_000))
        + chunk(b"IEND", b"")
    )


def pdf(text: str = "", pages: int = 1, drawing: bytes = b"") -> bytes:
    """A PDF of empty pages, the first with a line of ASCII; with `drawing`, each is drawn by that, packed."""
    kids = " ".join(f"{n + 4} 0 R" for n in range(pages))
    packed = zlib.compress(drawing)
    stream = packed if drawing else f"BT /F1 18 Tf 20 100 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for n in range(pages):
        more = f"/Contents {pages + 4} 0 R" if n == 0 or drawing else ""
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]/Resources<</Font<</F1 3 0 R>>>>{more}>>".encode()
        )
    filtered = b"/Filter/FlateDecode" if drawing else b""
    objects.append(b"<</Length %d%s>>stream\n%s\nendstream" % (len(stream), filtered, stream))
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def package(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in parts.items():
            bundle.writestr(name, data)
    return out.getvalue()


def docx(
    *paragraphs: str, header: str = "", more: Mapping[str, bytes | str] | None = None, types: str = ""
) -> bytes:
    """A Word file with these paragraphs and, if wanted, a line in its header and further parts."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    parts: dict[str, bytes | str] = {"[Content_Types].xml": _TYPES % types, "word/document.xml": _WORD % body}
    if header:
        parts["word/header1.xml"] = (_WORD % f"<w:p><w:r><w:t>{header}</w:t></w:r></w:p>").replace(
            "document", "hdr"
        )
    return package({**parts, **(more or {})})


def xlsx(rows: list[list[object]]) -> bytes:
    """A workbook as a spreadsheet program writes it."""
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
