"""A published summary report as .docx in the layout of GB/T 9704-2012: A4, a body of 156 × 225 mm with 22 lines of 28
characters, title 2号, body 3号, 一、（一）1. in their own faces, page numbers outside, signature and date.

Fonts are named, not embedded: first a free one, and in the font table what it may be replaced by (仿宋, 黑体, 楷体), which every
office machine has.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from core.api import text_files

from .document_report import outline
from .rules.reports import Figure, Texts, date_in_full, signature_indents

SONG, FANG, HEI, KAI = "Noto Serif CJK SC", "FandolFang R", "Noto Sans CJK SC", "FandolKai R"
#: font → what stands for it where it isn't installed
INSTEAD = {SONG: "方正小标宋简体", FANG: "仿宋", HEI: "黑体", KAI: "楷体"}
#: 2号, 3号, 4号 in points; one line of the grid: 225 mm in 22 lines
TITLE, BODY, SMALL, LINE = 22, 16, 14, 225 / 22 / 25.4 * 72
#: a line has 28 characters in 156 mm: each stands this much nearer than 3号 is wide, in 1/20 point. Not by a grid of
#: characters: some programs then give every sign that is wider than its cell two cells.
_NEARER = -5
#: a document's properties take so many characters
_CORE = 255
#: the widest and highest that a photo stands in the body, in mm
_PHOTO = (140, 105)
#: the table of figures, in mm: a share with five digits each way stands on one line
_COLUMNS = (42, 62, 16, 36)


def report_docx(
    texts: Texts,
    figures: Sequence[Figure],
    images: Sequence[Mapping[str, Any]],
    *,
    places: Mapping[int, Path],
    charts: Sequence[tuple[str, bytes]],
    issuer: str,
    at: datetime,
    draft: bool = False,
) -> bytes:
    """`places` are the photos' files; `charts` are (title, PNG); a `draft` says so at the head of every page."""
    from docx import Document
    from docx.shared import Mm

    paper = Document()
    core = paper.core_properties
    core.title, core.author, core.language = (
        text_files.for_xml(texts.title)[:_CORE],
        text_files.for_xml(issuer)[:_CORE],
        "zh-CN",
    )
    core.created = core.modified = at.replace(tzinfo=None)
    _page(paper)
    _styles(paper)
    if draft:
        _mark_draft(paper)
    _line(paper, texts.title, "title")
    _line(paper, "", "body")
    for block in outline(texts, figures, images):
        kind = block["kind"]
        if kind == "table":
            _table(paper, block["head"], block["rows"])
            for title, picture in charts:
                _line(paper, title, "caption").paragraph_format.keep_with_next = True
                paper.add_picture(io.BytesIO(picture), width=Mm(_PHOTO[0]))
                _middle(paper.paragraphs[-1])
        elif kind == "image":
            _photo(paper, block, places.get(int(block["file"])))
        else:
            _line(paper, block["text"], _FACES.get(kind, "body"), indent=kind != "noindent")
    _signature(paper, texts)
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


def _mark_draft(paper: Any) -> None:
    section = paper.sections[0]
    for head in (section.header, section.even_page_header):
        head.paragraphs[0].text = "草稿 未经审核"
        _middle(head.paragraphs[0])


_FACES = {"heading1": "head1", "heading2": "head2", "heading3": "head3"}
#: face → (font, points, bold)
_LOOKS = {
    "title": (SONG, TITLE, True), "head1": (HEI, BODY, False), "head2": (KAI, BODY, False), "head3": (FANG, BODY, True),
    "body": (FANG, BODY, False), "caption": (KAI, SMALL, False), "cell": (FANG, SMALL, False),
}  # fmt: skip


def _page(paper: Any) -> None:
    """Page, grid and numbers: — 1 — at the right of odd pages and at the left of even ones."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin, section.right_margin, section.bottom_margin = (
        Mm(37), Mm(28), Mm(26), Mm(35),
    )  # fmt: skip
    section.footer_distance = Mm(24)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(LINE * 20)))
    paper.settings.odd_and_even_pages_header_footer = True
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):  # fmt: skip
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.alignment = side
        # one character from the edge
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(SMALL)
        for kind, text in (("text", "— "), ("begin", ""), ("code", "PAGE"), ("end", ""), ("text", " —")):
            run = line.add_run(text if kind == "text" else "")
            _face(run, SONG, SMALL, False)
            if kind in ("begin", "end"):
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
                run._r.append(mark)
            elif kind == "code":
                code = OxmlElement("w:instrText")
                code.text = text
                run._r.append(code)


def _styles(paper: Any) -> None:
    """The body's style, and the font table's replacements."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    normal = paper.styles["Normal"]
    normal.font.size = Pt(BODY)
    look = normal.element.get_or_add_rPr()
    nearer = OxmlElement("w:spacing")
    nearer.set(qn("w:val"), str(_NEARER))
    look.append(nearer)
    fonts = look.get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), FANG)
    told = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in INSTEAD.items()
    )
    for part in paper.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            part._blob = part.blob.replace(b"</w:fonts>", told.encode() + b"</w:fonts>")


def _face(run: Any, font: str, points: float, bold: bool) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run.font.size, run.font.bold = Pt(points), bold
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(name), font)


def _line(paper: Any, text: str, look: str, indent: bool = True) -> Any:
    """One paragraph on the grid."""
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Pt

    font, points, bold = _LOOKS[look]
    line = paper.add_paragraph()
    form = line.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(LINE * 1.2) if look == "title" else Pt(LINE)
    if look in ("title", "caption"):
        _middle(line)
    elif indent:
        form.first_line_indent = Pt(points * 2)
    form.keep_with_next = look in ("head1", "head2", "head3")
    if text:
        _face(line.add_run(text_files.for_xml(text)), font, points, bold)
    return line


def _middle(line: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    line.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _table(paper: Any, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    table = paper.add_table(rows=0, cols=len(head))
    table.style = "Table Grid"
    table.autofit = False
    for column, wide in zip(table.columns, _COLUMNS, strict=True):
        column.width = Mm(wide)
    for n, cells in enumerate((head, *rows)):
        row = table.add_row()
        unsplit = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(unsplit)
        if n == 0:
            repeated = OxmlElement("w:tblHeader")
            repeated.set(qn("w:val"), "true")
            row._tr.get_or_add_trPr().append(repeated)
        for cell, text, wide in zip(row.cells, cells, _COLUMNS, strict=True):
            cell.width = Mm(wide)
            line = cell.paragraphs[0]
            line.paragraph_format.space_after = Pt(0)
            _face(line.add_run(text_files.for_xml(text)), HEI if n == 0 else FANG, SMALL, False)
    _line(paper, "", "body")


def _photo(paper: Any, block: Mapping[str, Any], place: Path | None) -> None:
    from docx.shared import Mm

    wide, high = int(block.get("width") or 4), int(block.get("height") or 3)
    if place is not None:
        width = min(_PHOTO[0], _PHOTO[1] * wide / high)
        paper.add_picture(str(place), width=Mm(width))
        _middle(paper.paragraphs[-1])
        paper.paragraphs[-1].paragraph_format.keep_with_next = True
    _line(paper, str(block.get("text", "")), "caption")


def _signature(paper: Any, texts: Texts) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    if texts.signed_on is None and not texts.signer:
        return
    day = date_in_full(texts.signed_on) if texts.signed_on is not None else ""
    _line(paper, "", "body")
    for text, characters in zip((texts.signer, day), signature_indents(texts.signer, day), strict=True):
        line = _line(paper, text, "body", indent=False)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Pt(BODY * characters)
        line.paragraph_format.keep_with_next = text is texts.signer
