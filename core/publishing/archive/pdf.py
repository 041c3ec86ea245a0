"""WeasyPrint, imported on use. Without Pango or a CJK font a clear refusal says what to install; nothing is ever fetched."""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from core.base.errors import Conflict

#: Debian's packages, as the refusal names them
PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
FONT = ("fonts-noto-cjk",)
SCHEME = "archive:"
LIBRARIES = (
    "libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz.so.0", "libfontconfig.so.1",
)  # fmt: skip


class _FontSet(ctypes.Structure):
    _fields_ = [("nfont", ctypes.c_int), ("sfont", ctypes.c_int), ("fonts", ctypes.c_void_p)]


def missing() -> tuple[str, tuple[str, ...]] | None:
    """(code of messages.FAULTS, Debian packages) of what this machine lacks for a PDF; None when it can make one.

    It looks for the libraries without importing WeasyPrint, which would stay in the web server's memory.
    """
    if importlib.util.find_spec("weasyprint") is None or not all(_opens(name) for name in LIBRARIES):
        return "pdf_needs_pango", PANGO
    return None if chinese_fonts() else ("pdf_needs_font", FONT)


def _opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def chinese_fonts() -> int:
    """How many faces on this machine can draw Simplified Chinese, as fontconfig counts them."""
    try:
        library = ctypes.CDLL(ctypes.util.find_library("fontconfig") or "libfontconfig.so.1")
    except OSError:
        return 0
    library.FcNameParse.restype = library.FcObjectSetCreate.restype = ctypes.c_void_p
    library.FcFontList.restype = ctypes.POINTER(_FontSet)
    pattern = ctypes.c_void_p(library.FcNameParse(b":lang=zh-cn"))
    wanted = ctypes.c_void_p(library.FcObjectSetCreate())
    library.FcObjectSetAdd(wanted, b"family")
    found = library.FcFontList(None, pattern, wanted)
    number = int(found.contents.nfont) if found else 0
    if found:
        library.FcFontSetDestroy(found)
    library.FcObjectSetDestroy(wanted)
    library.FcPatternDestroy(pattern)
    return number


def require() -> None:
    """Raise Conflict(pdf_needs_pango or pdf_needs_font) when no PDF can be made here."""
    lack = missing()
    if lack is not None:
        raise Conflict(lack[0], packages=" ".join(lack[1]))


def write_pdf(out: IO[bytes], html: str, css: str, pictures: Mapping[str, Path]) -> None:
    """Typeset a page. `pictures` are what `archive:<name>` in its text stands for; any other address is refused."""
    require()
    try:
        import weasyprint
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except (ImportError, OSError) as lack:
        # OSError: WeasyPrint is there, a library that it opens is not.
        raise Conflict("pdf_needs_pango", packages=" ".join(PANGO)) from lack

    class OnlyOurs(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            place = pictures.get(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
            if place is None:
                raise ValueError("nothing is fetched for a PDF")
            return URLFetcherResponse(url, place.read_bytes())

    fetcher = OnlyOurs()
    page = weasyprint.HTML(string=html, url_fetcher=fetcher, base_url=SCHEME)
    sheet = weasyprint.CSS(string=css, url_fetcher=fetcher)
    page.write_pdf(out, stylesheets=[sheet], pdf_variant="pdf/a-3u")
