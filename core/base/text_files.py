"""Text out of files that people hand in: .txt in the encodings of Chinese offices, .docx, .pdf.

The kind is told from the content, never from the name. Raises UnreadableFile, whose codes are `file_empty`,
`file_too_large` (params `limit`, `unit` "bytes" or "characters"), `file_binary`, `file_damaged` (params `kind`),
`file_kind_unknown` (params `kind`, such as an old .doc), `pdf_has_no_text` (params `pages`), `pdf_locked`.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import Any

from core.base.errors import Invalid

MAX_BYTES = 20 * 1024 * 1024
MAX_CHARACTERS = 2_000_000
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_PDF_PAGES = 500


class UnreadableFile(Invalid):
    """The file holds no text that can be read; the code says why."""


def decode_text(data: bytes) -> str:
    """Text of a plain file: UTF-8 (with or without BOM), UTF-16 with BOM, GB18030. A BOM is not part of the text.

    Offsets that other commands print count the Unicode characters of exactly this text."""
    if not data:
        raise UnreadableFile("file_empty")
    if len(data) > MAX_BYTES:
        raise UnreadableFile("file_too_large", limit=MAX_BYTES, unit="bytes")
    text = _decoded(data)
    if len(text) > MAX_CHARACTERS:
        raise UnreadableFile("file_too_large", limit=MAX_CHARACTERS, unit="characters")
    if not text.strip():
        raise UnreadableFile("file_empty")
    return text


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return _printable(data.decode("utf-16"))
        except UnicodeDecodeError as error:
            raise UnreadableFile("file_binary") from error
    if b"\x00" in data[:65536]:
        raise UnreadableFile("file_binary")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return _printable(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return _printable(_with_few_errors(data))


def _with_few_errors(data: bytes) -> str:
    """A text with a handful of broken bytes is still a text; they become U+FFFD, which the hygiene check reports."""
    best = min(
        (data.decode(name, errors="replace") for name in ("utf-8-sig", "gb18030")),
        key=lambda t: t.count("\ufffd"),
    )
    if best.count("\ufffd") > max(2, len(best) // 200):
        raise UnreadableFile("file_binary")
    return best


def _printable(text: str) -> str:
    """Refuse what decodes by chance: control characters, private and unassigned code points in number."""
    sample = text[:20_000]
    odd = sum(
        1
        for char in sample
        if unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs") and char not in "\r\n\t\f\v"
    )
    if odd > max(1, len(sample) // 100):
        raise UnreadableFile("file_binary")
    return text


def extract_text(data: bytes, filename: str = "") -> str:
    """Text of a .txt, .docx or .pdf. `filename` is only named in errors; the content decides.

    .docx: paragraphs, automatic numbers and tables (cells parted by tabs) in document order. .pdf: lines joined back
    into paragraphs."""
    if not data:
        raise UnreadableFile("file_empty", filename=filename)
    if len(data) > MAX_BYTES:
        raise UnreadableFile("file_too_large", limit=MAX_BYTES, unit="bytes", filename=filename)
    if data[:1024].lstrip().startswith(b"%PDF-"):
        text = _pdf_text(data)
    elif data.startswith(b"PK\x03\x04"):
        text = _docx_text(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile("file_kind_unknown", kind="doc", filename=filename)
    elif data.lstrip().startswith(b"{\\rtf"):
        raise UnreadableFile("file_kind_unknown", kind="rtf", filename=filename)
    else:
        return decode_text(data)
    if len(text) > MAX_CHARACTERS:
        raise UnreadableFile("file_too_large", limit=MAX_CHARACTERS, unit="characters", filename=filename)
    if not text.strip():
        raise UnreadableFile("file_empty", filename=filename)
    return text


def _docx_text(data: bytes) -> str:
    """Paragraphs and tables in document order."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {info.filename for info in archive.infolist()}
            unpacked = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableFile("file_damaged", kind="docx") from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise UnreadableFile("file_too_large", limit=MAX_UNPACKED_BYTES, unit="bytes")
    if "word/document.xml" not in names:
        raise UnreadableFile("file_kind_unknown", kind="zip")
    from docx import Document

    try:
        document = Document(io.BytesIO(data))
        return "\n".join(_docx_lines(document))
    except UnreadableFile:
        raise
    except Exception as error:  # python-docx raises many kinds on damaged parts
        raise UnreadableFile("file_damaged", kind="docx") from error


def _docx_lines(document: Any) -> Iterator[str]:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    numbering = _Numbering(document)
    for kind, element in _blocks(document.element.body):
        if kind == "tbl":
            yield from _table_lines(Table(element, document))
        else:
            yield numbering.label(Paragraph(element, document)) + _text(element)


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CUT = {f"{_W}{name}" for name in ("del", "moveFrom", "txbxContent", "pPr")}
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}ptab": "\t"}


def _blocks(parent: Any) -> Iterator[tuple[str, Any]]:
    """Paragraphs and tables in order, also those inside content controls and tracked insertions."""
    for child in parent:
        name = child.tag.removeprefix(_W) if isinstance(child.tag, str) else ""
        if name in ("p", "tbl"):
            yield name, child
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _blocks(child)


def _text(element: Any) -> str:
    """What a paragraph shows: tracked insertions are in it, deletions aren't."""
    found = []
    for child in element:
        if child.tag in _CUT:
            continue
        if child.tag == f"{_W}t":
            found.append(child.text or "")
        elif child.tag in _SIGNS:
            found.append(_SIGNS[child.tag])
        else:
            found.append(_text(child))
    return "".join(found)


def _table_lines(table: Any) -> Iterator[str]:
    for row in table.rows:
        cells: list[str] = []
        previous = None
        for cell in row.cells:
            if cell._tc is previous:  # a merged cell is handed out once per grid column
                continue
            previous = cell._tc
            cells.append(re.sub(r"\s*\n\s*", " ", cell.text.strip()))
        if any(cells):
            yield "\t".join(cells)


_CHINESE = "〇一二三四五六七八九"


def _chinese(number: int) -> str:
    if number < 10:
        return _CHINESE[number]
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        between = "零" if 0 < rest < 10 else "一" if 10 <= rest < 20 else ""
        return f"{_CHINESE[hundreds % 10]}百{between}{_chinese(rest) if rest else ''}"
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _CHINESE[tens % 10]) + "十" + (_CHINESE[ones] if ones else "")


def _formatted(number: int, style: str) -> str:
    if style in (
        "chineseCounting",
        "chineseCountingThousand",
        "ideographTraditional",
        "japaneseCounting",
        "taiwaneseCountingThousand",
    ):
        return _chinese(number)
    if style in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and number <= 20:
        return chr(ord("①") + number - 1)
    if style in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter if style == "lowerLetter" else letter.upper()
    return str(number)


class _Numbering:
    """Automatic list numbers of a Word document, which are not in its text (“%1、” counts 一、二、…)."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._abstract: dict[str, str] = {}
        self._overrides: dict[str, dict[int, int]] = {}
        #: levels that count on when an outer level does: 第六条 after 第二章
        self._goes_on: dict[str, set[int]] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
        definitions: dict[str, dict[int, tuple[str, str, int]]] = {}
        for abstract in root.iter(f"{w}abstractNum"):
            levels: dict[int, tuple[str, str, int]] = {}
            for level in abstract.iter(f"{w}lvl"):
                values = {child.tag.removeprefix(w): child.get(f"{w}val") for child in level}
                start = values.get("start") or "1"
                if values.get("lvlRestart") == "0":
                    restarts = self._goes_on.setdefault(abstract.get(f"{w}abstractNumId"), set())
                    restarts.add(int(level.get(f"{w}ilvl") or 0))
                levels[int(level.get(f"{w}ilvl") or 0)] = (
                    values.get("numFmt") or "decimal",
                    values.get("lvlText") or "",
                    int(start) if start.isdigit() else 1,
                )
            definitions[abstract.get(f"{w}abstractNumId")] = levels
        for num in root.iter(f"{w}num"):
            reference = num.find(f"{w}abstractNumId")
            if reference is not None:
                number = num.get(f"{w}numId")
                self._abstract[number] = reference.get(f"{w}val")
                self._levels[number] = definitions.get(reference.get(f"{w}val"), {})
                for override in num.iter(f"{w}lvlOverride"):
                    begins = override.find(f"{w}startOverride")
                    if begins is not None and (begins.get(f"{w}val") or "").isdigit():
                        level = int(override.get(f"{w}ilvl") or 0)
                        self._overrides.setdefault(number, {})[level] = int(begins.get(f"{w}val"))

    def label(self, paragraph: Any) -> str:
        """The number Word would print before the paragraph, or ""."""
        if not paragraph.text.strip():
            return ""
        properties = paragraph._p.pPr
        numbered = properties.numPr if properties is not None else None
        given = numbered.ilvl if numbered is not None else None
        style = paragraph.style
        while style is not None and (numbered is None or numbered.numId is None):
            inherited = style.element.pPr
            numbered = inherited.numPr if inherited is not None else None
            given = given if given is not None or numbered is None else numbered.ilvl
            style = style.base_style
        if numbered is None or numbered.numId is None:
            return ""
        key = str(numbered.numId.val)
        depth = int(given.val) if given is not None else 0
        levels = self._levels.get(key)
        if not levels or depth not in levels:
            return ""
        style_name, pattern, start = levels[depth]
        if style_name in ("bullet", "none"):
            return ""
        counters = self._counters.setdefault(self._abstract[key], {})
        again = self._overrides.get(key, {}).pop(depth, None)  # the list begins anew with its first paragraph
        counters[depth] = again if again is not None else counters.get(depth, start - 1) + 1
        for deeper in [level for level in counters if level > depth]:
            if deeper not in self._goes_on.get(self._abstract[key], ()):
                del counters[deeper]

        def value(match: re.Match[str]) -> str:
            level = int(match.group(1)) - 1
            known = levels.get(level, (style_name, "", 1))
            return _formatted(counters.get(level, known[2]), known[0])

        return re.sub(r"%(\d)", value, pattern)


def _pdf_text(data: bytes) -> str:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = "pdf_locked" if "password" in str(error).lower() else "file_damaged"
        raise UnreadableFile(code, kind="pdf") from error
    try:
        pages = len(document)
        if pages > MAX_PDF_PAGES:
            raise UnreadableFile("file_too_large", limit=MAX_PDF_PAGES, unit="pages")
        texts: list[str] = []
        total = 0
        for index in range(pages):
            page = document[index]
            text_page = page.get_textpage()
            text = text_page.get_text_range()
            text_page.close()
            page.close()
            total += len(text)
            if total > MAX_CHARACTERS:
                raise UnreadableFile("file_too_large", limit=MAX_CHARACTERS, unit="characters")
            texts.append(text)
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile("file_damaged", kind="pdf") from error
    finally:
        document.close()
    if not any(re.search(r"\w", text) for text in texts):
        raise UnreadableFile("pdf_has_no_text", pages=pages)
    return join_pdf_lines("\n".join(texts))


_PAGE_NUMBER = re.compile(r"^(?:[-—–·\s]{0,4}\d{1,3}[-—–·\s]{0,4}|第\s?\d{1,3}\s?页.{0,10})$")
_BEGINS_ANEW = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}\s?[、.．]|第[一二三四五六七八九十]{1,3}[条章部]|[(（]\s?[一二三四五六七八九十\d]{1,3}\s?[)）]|\d{1,2}\s?(?:[.．](?!\d)|、)|[①-⑳]"
    r"|附\s?件|联系人|联系电话|电子邮箱|抄送|[一-鿿]{2,6}\s?[:：]|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日\s*$)"
)


def join_pdf_lines(text: str) -> str:
    """Printed lines back into paragraphs. A line goes on when it fills the page's width, ends without a full stop,
    and the next line begins nothing new. Page numbers are dropped where they stand between two halves."""
    radicals = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2E80, 0x2FE0)}
    text = text.translate(radicals).replace("\ufffe", "").replace("\x02", "")
    lines = [line.strip() for line in re.split(r"\r\n|\r|\n", text)]
    widths = sorted(len(line) for line in lines if line)
    if not widths:
        return ""
    full = widths[int(len(widths) * 0.9)] if len(widths) > 5 else widths[-1]
    joined: list[str] = []
    open_line = False
    for line in lines:
        if not line or (_PAGE_NUMBER.match(line) and open_line):
            continue
        if open_line and not _BEGINS_ANEW.match(line):
            glue = (
                " "
                if joined[-1][-1:].isascii()
                and joined[-1][-1:].isalpha()
                and line[:1].isascii()
                and line[:1].isalpha()
                else ""
            )
            joined[-1] += glue + line
        else:
            joined.append(line)
        open_line = len(line) >= full - 4 and full >= 16 and line[-1] not in "。！？；："
    return "\n".join(joined)


#: what XML 1.0 can't hold
_UNPRINTABLE = {n: None for n in range(32) if n not in (9, 10, 13)}


def for_xml(text: str) -> str:
    """A text that a .docx can hold: signs that XML or no printer knows are left out."""
    if text.isprintable():
        return text
    return "".join(
        sign for sign in text.translate(_UNPRINTABLE) if sign.isprintable() or sign in "\n\t\u3000"
    )
