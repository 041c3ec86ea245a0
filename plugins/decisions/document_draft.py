"""The announcement of a consultation as an official document, and the draft as a Word file. Always in Chinese, as documents are."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from .rules.comparing import Text

_WAYS = (("phone", "电话"), ("email", "电子邮箱"), ("post", "信函"), ("place", "当面提交"))
PURPOSES = {"consult": "征求意见稿", "revised": "征求意见后修改稿", "final": "定稿"}
_HEADINGS = ("chapter", "section", "annex")


def title(preview_title: str, purpose: str) -> str:
    """关于公开征求《…》意见的公告; later versions are named by what they are."""
    named = preview_title if "《" in preview_title else f"《{preview_title}》"
    return f"关于公开征求{named}意见的公告" if purpose == "consult" else f"{named}（{PURPOSES[purpose]}）"


def blocks(data: Mapping[str, Any], issuer: str) -> list[dict[str, Any]]:
    """What is published: why and how to comment, until when, the draft, its explanation."""
    preview, draft = data["preview"], data["draft"]
    paragraphs = [Text(*one) for one in draft["paragraphs"]]
    found: list[dict[str, Any]] = [_said(line) for line in _lines(preview["summary"])]
    found.append({"kind": "heading1", "text": "一、意见提出的期限和方式"})
    found += [_said(line) for line in how(preview)]
    found.append(
        {"kind": "heading1", "text": f"二、草案（{PURPOSES[draft['purpose']]}，第{draft['number']}稿）"}
    )
    if draft["note"]:
        found += [_said(line) for line in _lines(draft["note"])]
    for one in paragraphs:
        kind = "heading2" if one.kind in _HEADINGS and len(one.text) <= 40 and one.depth < 3 else "paragraph"
        found.append({"kind": kind, "text": line_of(one), "id": one.anchor})
    found.append({"kind": "heading1", "text": "三、起草说明"})
    found += [_said(line) for line in _lines(draft["explanation"])]
    found.append({"kind": "sign", "lines": [issuer]})
    return found


def how(preview: Mapping[str, Any]) -> list[str]:
    """Until when and in which ways comments are taken, a sentence each."""
    first, last = preview["comment_from"], preview["comment_until"]
    said = []
    if last:
        begin = f"{day_words(first)}至" if first else "即日起至"
        said.append(f"征求意见的期限：{begin}{day_words(last)}。")
    if preview["shorter_reason"]:
        said.append(f"缩短期限的理由：{preview['shorter_reason']}")
    ways = preview["ways"]
    if ways.get("web"):
        said.append("网上：在本页面逐条提出意见。")
    said += [f"{name}：{ways[code]}" for code, name in _WAYS if ways.get(code)]
    return said


def line_of(one: Text) -> str:
    """第一条　为了…, （一）…"""
    return f"{one.number}{'　' if one.number.startswith('第') and one.text else ''}{one.text}"


def day_words(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


def plain(title_text: str, paragraphs: Sequence[Text]) -> str:
    """The draft as a text file."""
    return "\r\n".join([title_text, "", *(line_of(one) for one in paragraphs), ""])


def docx(title_text: str, subtitle: str, paragraphs: Sequence[Text], head: Sequence[str] = ()) -> bytes:
    """The draft as a Word file; `head` are lines before it."""
    from docx import Document  # heavy, and seldom asked for
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    style = document.styles["Normal"]
    style.font.name = "FangSong"
    style.font.size = Pt(16)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋_GB2312")
    top = document.add_paragraph()
    top.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = top.add_run(title_text)
    run.bold, run.font.size = True, Pt(22)
    if subtitle:
        document.add_paragraph(subtitle).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for line in head:
        document.add_paragraph(line)
    for one in paragraphs:
        _add(document, one, WD_ALIGN_PARAGRAPH.CENTER, Pt(32))
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _add(document: Any, one: Text, centre: Any, indent: Any) -> None:
    rows = [line.split("\t") for line in one.text.split("\n")]
    if len(rows) > 1 and "\t" in one.text:
        table = document.add_table(rows=0, cols=max(len(row) for row in rows), style="Table Grid")
        for row in rows:
            for cell, words in zip(table.add_row().cells, row, strict=False):
                cell.text = words
        return
    paragraph = document.add_paragraph()
    if one.kind == "chapter":
        paragraph.alignment = centre
        paragraph.add_run(f"{one.number}　{one.text}").bold = True
        return
    paragraph.paragraph_format.first_line_indent = indent
    if one.number:
        paragraph.add_run(one.number).bold = one.kind == "article"
        if one.number.startswith("第") and one.text:
            paragraph.add_run("　")
    paragraph.add_run(one.text)


def _said(line: str) -> dict[str, Any]:
    return {"kind": "paragraph", "text": line}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
