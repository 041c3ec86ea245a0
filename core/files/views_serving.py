"""How the bytes of a file go out: never run, never guessed at, never kept longer than the file may be seen."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from flask import Response, send_file

from core.base import files
from core.base.errors import NotFound
from core.base.files import FileInfo

#: nothing in a file may run, load or frame anything, even where a browser opens it by itself
FILE_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"
VARIANT = re.compile(r"(\d{2,4})\.(avif|webp|jpeg)")
WHOLE = "whole"


def answer(file: FileInfo, variant: str, *, public: bool) -> Any:
    """A file or, of a picture, `<width>.<format>`; a copy that was never made is answered with the picture itself.

    Public ones are asked for again each time (`no-cache` + ETag), so that a withdrawn one vanishes at once.
    """
    path, media_type, digest = files.path_of(file), file.media_type, file.sha256
    if variant != WHOLE:
        wanted = VARIANT.fullmatch(variant)
        if wanted is None or not file.is_picture or int(wanted[1]) not in files.WIDTHS:
            raise NotFound()
        found = files.copy_of(file, int(wanted[1]), wanted[2])
        if found is not None:
            path, media_type, digest = found
    name = file.name if variant == WHOLE else f"{file.name.rpartition('.')[0]}.{variant.rpartition('.')[2]}"
    sent: Response = send_file(path, media_type, etag=digest, conditional=True)
    sent.headers["Content-Disposition"] = _disposition(file, name)
    del sent.headers["Expires"]
    sent.headers["Cache-Control"] = "public, no-cache" if public else "no-store"
    return guarded(sent)


def _disposition(file: FileInfo, name: str) -> str:
    """A picture and a recording may show themselves, everything else is fetched; the name in full (RFC 5987) and for old programs by number."""
    way = "inline" if file.is_picture or file.is_media else "attachment"
    plain = f"file-{file.id}.{name.rpartition('.')[2]}"
    return f"{way}; filename={plain}; filename*=UTF-8''{quote(name, safe='')}"


def guarded(sent: Response) -> Response:
    """With the headers under which any file goes out."""
    sent.headers["Content-Security-Policy"] = FILE_CSP
    sent.headers["X-Content-Type-Options"] = "nosniff"
    sent.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    sent.headers["X-Robots-Tag"] = "noindex"
    return sent
