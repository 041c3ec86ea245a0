"""Reads one document in a process of its own: `python -I reading_child.py KIND PATH`, JSON on stdout.

KIND is pdf or zip. The answer is {"kind", "text", "pages"} or {"refused": code}. It runs under limits of time and
memory (see `reading.py`), so that a file built to exhaust its reader exhausts only this. It imports nothing of the
house: it must start fast and hold no secrets.
"""

from __future__ import annotations

import json
import posixpath
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

MOST_PAGES = 500
MOST_CHARACTERS = 2_000_000
MOST_ENTRIES = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
#: XML packs to a few per cent; what packs a thousandfold was built to
HIGHEST_RATIO = 300
RATIO_COUNTS_FROM = 5 * 1024 * 1024
MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 10


class Refused(Exception):
    """The code says why."""


def main(kind: str, path: str) -> dict[str, Any]:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        return read_pdf(path) if kind == "pdf" else read_office(path)
    except Refused as refusal:
        return {"refused": str(refusal)}
    except MemoryError:
        return {"refused": "document_too_hard"}


# ── PDF ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def read_pdf(path: str) -> dict[str, Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as problem:
        raise Refused(
            "document_locked" if "password" in str(problem).lower() else "file_damaged"
        ) from problem
    pages = len(document)
    if pages == 0:
        raise Refused("file_damaged")
    if pages > MOST_PAGES:
        raise Refused("document_too_long")
    kept = Text()
    for number in range(pages):
        try:
            page = document[number]
            text_page = page.get_textpage()
            kept.add(text_page.get_text_range().replace("\r\n", "\n") + "\n")
            text_page.close()
            page.close()
        except pypdfium2.PdfiumError:
            continue  # a page that can't be drawn has no text; the others still count
    return {"kind": "pdf", "text": kept.whole(), "pages": pages}


class Text:
    """Collects text up to the limit; beyond it the document is refused, since the rest would go unread."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = 0

    def add(self, part: str) -> None:
        self.size += len(part)
        if self.size > MOST_CHARACTERS:
            raise Refused("document_too_long")
        self.parts.append(part)

    def whole(self) -> str:
        return "".join(self.parts)


# ── Word and Excel ──────────────────────────────────────────────────────────────────────────────────────────────────
def read_office(path: str) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(path) as parts:
            kind = office_kind(parts.infolist())
            refuse_active_parts(parts)
            text = word_text(parts) if kind == "docx" else sheet_text(parts)
    except (
        zipfile.BadZipFile,
        expat.ExpatError,
        NotImplementedError,
        EOFError,
        OSError,
        KeyError,
    ) as problem:
        raise Refused("file_damaged") from problem
    except RuntimeError as problem:  # an encrypted entry
        raise Refused("document_locked") from problem
    return {"kind": kind, "text": text, "pages": None}


def office_kind(entries: list[zipfile.ZipInfo]) -> str:
    """docx or xlsx by the parts inside, from the list of contents alone. Raises Refused."""
    if len(entries) > MOST_ENTRIES:
        raise Refused("document_bomb")
    unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if unpacked > MOST_UNPACKED or (unpacked > RATIO_COUNTS_FROM and unpacked > packed * HIGHEST_RATIO):
        raise Refused("document_bomb")
    names = {e.filename for e in entries}
    for name in names:
        plain = name.replace("\\", "/")
        if plain.startswith("/") or ".." in plain.split("/") or ":" in plain or "\x00" in plain:
            raise Refused("document_unsafe")
    if len(names) != len(entries):
        raise Refused("document_unsafe")  # two parts of one name: readers disagree which counts
    if "[Content_Types].xml" not in names:
        raise Refused("file_kind")
    found = [
        kind for kind, part in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")) if part in names
    ]
    if len(found) != 1:
        raise Refused("file_kind")
    if any(n.lower().endswith("vbaproject.bin") or "/activex/" in f"/{n.lower()}" for n in names):
        raise Refused("document_macros")
    return found[0]


_ACTIVE_TARGETS = ("attachedTemplate", "oleObject", "frame", "subDocument", "image")


def refuse_active_parts(parts: zipfile.ZipFile) -> None:
    """Macros under another name, and parts that the reader's program would fetch from elsewhere on opening."""
    if b"macroenabled" in parts.read("[Content_Types].xml").lower():
        raise Refused("document_macros")
    for name in parts.namelist():
        if name.endswith(".rels"):
            for _name, attributes in elements(parts.read(name), "Relationship"):
                kind = attributes.get("Type", "").rsplit("/", 1)[-1]
                if attributes.get("TargetMode") == "External" and kind in _ACTIVE_TARGETS:
                    raise Refused("document_reaches_out")


def parser() -> Any:
    """An XML reader that knows no entities of the file's own: those can blow up or fetch."""
    reader = expat.ParserCreate()

    def refuse(*_: Any) -> Any:
        raise Refused("document_unsafe")

    reader.EntityDeclHandler = refuse
    reader.ExternalEntityRefHandler = refuse
    reader.buffer_text = True
    return reader


def elements(data: bytes, wanted: str) -> Iterator[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    reader = parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append((name, attributes))

    reader.StartElementHandler = start
    reader.Parse(data, True)
    return iter(found)


def word_text(parts: zipfile.ZipFile) -> str:
    """The body, then headers, footers, notes and comments: a mark of 密级 often stands in a header."""
    kept = Text()
    names = sorted(n for n in parts.namelist() if re.fullmatch(r"word/[^/]+\.xml", n))
    others = [n for n in names if re.match(r"word/(header|footer|footnotes|endnotes|comments)\d*\.xml", n)]
    for name in ("word/document.xml", *others):
        _paragraphs(parts, name, kept)
    for name in ("docProps/core.xml", "docProps/custom.xml", "docProps/app.xml"):
        if name in parts.namelist():
            _properties(parts, name, kept)
    return kept.whole()


def _paragraphs(parts: zipfile.ZipFile, name: str, kept: Text) -> None:
    inside = [0]
    row_depth = [0]

    def start(tag: str, _attributes: dict[str, str]) -> None:
        plain = tag.rpartition(":")[2]
        if plain in ("t", "delText"):
            inside[0] += 1
        elif plain == "tab":
            kept.add("\t")
        elif plain in ("br", "cr"):
            kept.add("\n")
        elif plain == "tr":
            row_depth[0] += 1

    def end(tag: str) -> None:
        plain = tag.rpartition(":")[2]
        if plain in ("t", "delText"):
            inside[0] -= 1
        elif plain == "p":
            kept.add("\n" if row_depth[0] == 0 else " ")
        elif plain == "tc":
            kept.add("\t")
        elif plain == "tr":
            row_depth[0] -= 1
            kept.add("\n")

    def text(data: str) -> None:
        if inside[0]:
            kept.add(data)

    _parse(parts, name, start, end, text)


def _properties(parts: zipfile.ZipFile, name: str, kept: Text) -> None:
    def text(data: str) -> None:
        if data.strip():
            kept.add(data.strip() + "\n")

    _parse(parts, name, lambda *_: None, lambda *_: None, text)


def sheet_text(parts: zipfile.ZipFile) -> str:
    """Every sheet row by row, cells parted by tabs; the sheets' names stand before, headers and notes after."""
    shared = _shared_strings(parts)
    kept = Text()
    for _tag, attributes in elements(parts.read("xl/workbook.xml"), "sheet"):
        kept.add(attributes.get("name", "") + "\n")
    names = parts.namelist()
    for name in sorted(n for n in names if posixpath.dirname(n) in ("xl/worksheets", "xl/chartsheets")):
        _sheet(parts, name, shared, kept)
    for name in sorted(
        n for n in names if re.match(r"xl/(comments\d*|drawings/drawing\d*|threadedComments/.*)\.xml", n)
    ):
        _properties(parts, name, kept)
    return kept.whole()


def _shared_strings(parts: zipfile.ZipFile) -> list[str]:
    strings: list[str] = []
    if "xl/sharedStrings.xml" not in parts.namelist():
        return strings
    current: list[str] = []
    inside = [False]
    total = [0]

    def start(tag: str, _attributes: dict[str, str]) -> None:
        inside[0] = tag.rpartition(":")[2] == "t"

    def end(tag: str) -> None:
        plain = tag.rpartition(":")[2]
        if plain == "t":
            inside[0] = False
        elif plain == "si":
            strings.append("".join(current))
            current.clear()

    def text(data: str) -> None:
        if inside[0]:
            total[0] += len(data)
            if total[0] > MOST_CHARACTERS:
                raise Refused("document_too_long")
            current.append(data)

    _parse(parts, "xl/sharedStrings.xml", start, end, text)
    return strings


def _sheet(parts: zipfile.ZipFile, name: str, shared: list[str], kept: Text) -> None:
    kind, value, inside = [""], list[str](), [False]

    def start(tag: str, attributes: dict[str, str]) -> None:
        plain = tag.rpartition(":")[2]
        if plain == "c":
            kind[0] = attributes.get("t", "n")
            value.clear()
        elif plain in (
            "v",
            "t",
            "oddHeader",
            "oddFooter",
            "evenHeader",
            "evenFooter",
            "firstHeader",
            "firstFooter",
        ):
            inside[0] = True

    def end(tag: str) -> None:
        plain = tag.rpartition(":")[2]
        if plain in ("v", "t"):
            inside[0] = False
        elif plain.endswith(("Header", "Footer")):
            inside[0] = False
            # &C and &"font" are codes of the sheet's header, not words
            kept.add(re.sub(r'&("[^"]*"|[LCRABDFNPTZ])', " ", "".join(value)).strip() + "\n")
            value.clear()
        elif plain == "c":
            said = "".join(value)
            value.clear()
            if kind[0] == "s" and said.isdigit() and int(said) < len(shared):
                said = shared[int(said)]
            if said:
                kept.add(said + "\t")
        elif plain == "row":
            kept.add("\n")

    def text(data: str) -> None:
        if inside[0]:
            value.append(data)

    _parse(parts, name, start, end, text)


def _parse(
    parts: zipfile.ZipFile,
    name: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    reader = parser()
    reader.StartElementHandler, reader.EndElementHandler, reader.CharacterDataHandler = start, end, text
    with parts.open(name) as stream:
        while chunk := stream.read(65536):
            reader.Parse(chunk, False)
    reader.Parse(b"", True)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], sys.argv[2])))
