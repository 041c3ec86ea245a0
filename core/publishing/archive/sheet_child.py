"""Typesets one sheet in a process of its own: `python -I sheet_child.py pdf|png DPI`, {"html", "css", "pictures"} as JSON on stdin.

The answer is the file on stdout; a PNG is the first page. WeasyPrint stays out of the server's memory this way. Nothing
is fetched: what a sheet shows stands in its own text or in the files that were given with it.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from pathlib import Path
from typing import Any

SCHEME = "sheet:"
MEMORY = 1536 * 1024 * 1024
CPU_SECONDS = 30


def main(kind: str, dpi: int) -> bytes:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    import weasyprint
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    sheet = json.load(sys.stdin)
    given = sheet.get("pictures") or {}

    class OnlyGiven(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            place = given.get(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
            if place is None:
                raise ValueError("nothing is fetched for a sheet")
            return URLFetcherResponse(url, Path(place).read_bytes())

    fetcher = OnlyGiven()
    page = weasyprint.HTML(string=sheet["html"], url_fetcher=fetcher, base_url=SCHEME)
    style = weasyprint.CSS(string=sheet["css"], url_fetcher=fetcher)
    pdf: bytes = page.write_pdf(stylesheets=[style])
    return pdf if kind == "pdf" else _first_page(pdf, dpi)


def _first_page(pdf: bytes, dpi: int) -> bytes:
    import pypdfium2

    out = io.BytesIO()
    pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72).to_pil().save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    sys.stdout.buffer.write(main(sys.argv[1], int(sys.argv[2])))
