"""The whole feedback as .docx: figures, questions, tables, every comment with its number, end and reason."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from core.api import text_files

from .document_feedback import END_WORDS, UNLISTED, counts_table, counts_words, line_row
from .document_meeting import held_words
from .rules.feedback import DRAWN, Asked, Counted, Tally

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#: stands where the comments come; no text can hold it, because what isn't printable is left out
_COMMENTS_HERE = "\ue000comments\ue000"
COMMENT_HEAD = ("编号", "问题", "条款", "意见", "结果", "理由和答复")
COMMENT_WIDTHS = (1500, 1300, 1100, 2700, 1000, 2400)
COUNT_HEAD = ("采纳", "部分采纳", "不采纳", "其他", "合计")


def feedback_docx(
    *,
    title: str,
    issuer: str,
    day: str,
    intro: str,
    closing: str,
    questions: Sequence[Asked],
    counted: Counted,
    authors: int,
    paragraphs: Sequence[tuple[str, Tally]],
    lines: Iterable[Sequence[Any]],
    names: dict[str, str],
    minutes: Sequence[Mapping[str, Any]] = (),
    at: datetime,
) -> bytes:
    """`lines` as store.every_line gives them; `names` what paragraphs are called. `day` in words, "" before publication.

    python-docx makes the document; the table of comments is written into the finished file, because adding tens of
    thousands of rows cell by cell takes minutes.
    """
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    paper = Document()
    paper.core_properties.created = paper.core_properties.modified = at.replace(tzinfo=None)
    paper.core_properties.title, paper.core_properties.author = (
        text_files.for_xml(title),
        text_files.for_xml(issuer),
    )
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
        fonts = paper.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), "宋体" if name == "Normal" else "黑体")
    paper.add_heading(text_files.for_xml(title), 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in (intro, counts_words(counted.all, authors)):
        for line in text.splitlines():
            if line.strip():
                paper.add_paragraph(text_files.for_xml(line.strip()))

    paper.add_heading("一、我们问了什么、您说了什么、我们做了什么", 1)
    for n, one in enumerate(questions, 1):
        paper.add_heading(text_files.for_xml(f"{n}. {one.asked}"), 2)
        tally = counted.question(n)
        ends = "，".join(f"{END_WORDS[end]}{count}条" for end, count in tally.ends.items() if count)
        paper.add_paragraph(
            text_files.for_xml(f"您说，{tally.total}条{f'（{ends}）' if ends else ''}：{one.said}")
        )
        paper.add_paragraph(text_files.for_xml(f"我们做：{one.did}"))
    paper.add_heading("二、按问题统计", 1)
    table = counts_table(questions, counted)
    body = paper.element.body
    end = body.sectPr

    def put(head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
        end.addprevious(parse_xml(_table(head, rows, widths)))
        end.addprevious(parse_xml(f'<w:p xmlns:w="{_W}"/>'))

    put(table["head"], [*table["rows"], table["foot"]], [3600, *[1200] * (len(table["head"]) - 1)])
    if paragraphs:
        paper.add_heading("三、按条款统计", 1)
        rows = [
            [name, *(str(tally.of(e)) for e in DRAWN), str(tally.total - tally.drawn), str(tally.total)]
            for name, tally in paragraphs
        ]
        put(["条款", *COUNT_HEAD], rows, [3600, *[1200] * 5])
    paper.add_heading(f"{'四' if paragraphs else '三'}、每条意见的结果和理由", 1)
    short = {n: one.name for n, one in enumerate(questions, 1)}
    paper.add_paragraph(_COMMENTS_HERE)
    if minutes:
        paper.add_heading(f"{'五' if paragraphs else '四'}、会议纪要", 1)
        for held in minutes:
            paper.add_heading(text_files.for_xml(str(held["title"])), 2)
            for line in str(held["text"]).splitlines():
                if line.strip():
                    paper.add_paragraph(text_files.for_xml(line.strip()))
            paper.add_paragraph(held_words(held))
    for line in closing.splitlines():
        if line.strip():
            paper.add_paragraph(text_files.for_xml(line.strip()))
    for line in (issuer, day):
        if line:
            paper.add_paragraph(text_files.for_xml(line)).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    made = io.BytesIO()
    paper.save(made)
    return _with_comments(made, (_comment(line, short, names) for line in lines))


def _with_comments(paper: io.BytesIO, rows: Iterator[Sequence[str]]) -> bytes:
    """The document with the table of comments in place of its mark, written row by row: as a tree of XML tens of thousands of
    rows would take most of a gigabyte."""
    made = io.BytesIO()
    with ZipFile(paper) as old, ZipFile(made, "w") as new:
        for item in old.infolist():
            if item.filename != "word/document.xml":
                new.writestr(item, old.read(item))
                continue
            whole = old.read(item).decode()
            mark = whole.index(_COMMENTS_HERE)
            start = max(whole.rindex("<w:p>", 0, mark), whole.rfind("<w:p ", 0, mark))
            entry = ZipInfo(item.filename, item.date_time)
            entry.compress_type = ZIP_DEFLATED
            with new.open(entry, "w", force_zip64=True) as body:
                body.write(whole[:start].encode())
                for piece in _comment_table(rows):
                    body.write(piece.encode())
                body.write(whole[whole.index("</w:p>", mark) + len("</w:p>") :].encode())
    return made.getvalue()


def _comment_table(rows: Iterator[Sequence[str]]) -> Iterator[str]:
    first = next(rows, None)
    if first is None:
        yield "<w:p><w:r><w:t>没有收到意见。</w:t></w:r></w:p>"
        return
    before, after = _table(COMMENT_HEAD, (), COMMENT_WIDTHS).rsplit("</w:tbl>", 1)
    yield before
    for row in chain((first,), rows):
        yield f"<w:tr>{_cells(row, COMMENT_WIDTHS)}</w:tr>"
    yield f"</w:tbl>{after}<w:p/>"


def _comment(line: Sequence[Any], questions: dict[int, str], names: dict[str, str]) -> list[str]:
    number, head, question, anchor, end, text, reason, passed_to = line
    about = [questions.get(question, "—"), names.get(anchor, anchor) if anchor else "整个草案"]
    if head:
        return [number, *about, f"和 {head} 相同，一并答复", END_WORDS[end], f"见 {head}"]
    if end == "withdrawn":
        return [number, *about, UNLISTED, END_WORDS[end], "本人撤回"]
    row = line_row(
        {"number": number, "voices": 1, "end": end, "text": text, "reason": reason, "passed_to": passed_to}
    )
    return [row[0], *about, row[1], row[2], row[3]]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> str:
    """A table with a repeated head row, fixed widths (twentieths of a point) and thin lines."""
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    made = [
        f'<w:tbl xmlns:w="{_W}"><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>',
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>',
        f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{_cells(head, widths, bold=True)}</w:tr>",
    ]
    made += [f"<w:tr>{_cells(row, widths)}</w:tr>" for row in rows]
    made.append("</w:tbl>")
    return "".join(made)


def _cells(cells: Sequence[str], widths: Sequence[int], bold: bool = False) -> str:
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_lines(str(cell), look)}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )


def _lines(text: str, look: str) -> str:
    return "".join(
        f'<w:p><w:r>{look}<w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in text_files.for_xml(text).split("\n")
    )
