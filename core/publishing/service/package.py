"""The package for the portal's CMS and the 公众号 (PB-04): clean HTML, .docx, plain text, and a note on what goes where."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from html import escape
from typing import Any

from core.base import audit
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import NotFound
from core.plugin.contracts import RevisionView
from core.publishing import pictures as carried_files
from core.publishing.errors import Hidden
from core.publishing.models import DocumentRow, PublicationRow, RevisionRow
from core.publishing.service.carried import carried
from core.publishing.service.persons import sees
from core.publishing.service.views import signed_view

NOTE = """这个压缩包是给门户网站后台和公众号用的，内容与平台上公开的版本完全一致。

正文.html    粘贴到门户网站后台（选“粘贴为 HTML”或“源代码”）
正文.docx    需要 Word 稿时用，也可以直接上传
正文.txt     粘贴到公众号、短信等只收文字的地方
{pictures}
标题：{title}
版本：第 {version} 版
文字摘要（SHA-256）：{digest}

发到门户以后，请回到平台登记门户网址和发布时间，时限从那时算起（看规则包）。
"""

PICTURES_NOTE = """图片、附件   按正文里的顺序编号。先把它们传到门户后台，再放到正文里写着文件名的地方

"""


def take_package(document_id: int, *, actor: Actor, now: datetime) -> tuple[str, bytes]:
    """(file name, zip) of the version that is public now, for staff; who took it is recorded."""
    with unit_of_work():
        made = build_package(document_id, actor=actor)
        row = db.session.get_one(DocumentRow, document_id)
        audit.record(
            actor, now, "publishing.package_taken", subject=("document", row.id),
            campaign_id=row.campaign_id, department_id=row.department_id, publication=row.publication_id,
        )  # fmt: skip
    return made


def build_package(document_id: int, *, actor: Actor) -> tuple[str, bytes]:
    """(file name, zip) of the version that is public now. The same version always gives the same bytes."""
    row = db.session.get(DocumentRow, document_id)
    if row is None or not sees(actor, row):
        raise NotFound()
    if row.hidden_at is not None:
        raise Hidden(row.id)
    if row.publication_id is None:
        raise NotFound()
    publication = db.session.get_one(PublicationRow, row.publication_id)
    revision = signed_view(row, db.session.get_one(RevisionRow, publication.revision_id), publication)
    # A photo that somebody took consent back for leaves the house no more, nor does its caption (PI-04).
    revision = replace(revision, blocks=tuple(carried_files.readable(revision.blocks)))
    day = publication.published_at
    held = [one for one in carried(revision.blocks) if one.path is not None]
    names = {one.id: one.name for one in held}
    note = NOTE.format(
        title=revision.title,
        version=publication.version,
        digest=revision.digest,
        pictures=PICTURES_NOTE if held else "",
    )
    packed = _zip(
        {
            "正文.html": as_html(revision, names).encode(),
            "正文.docx": as_docx(revision, day),
            "正文.txt": as_text(revision, names).encode(),
            "说明.txt": note.encode(),
            **{one.name: one.path.read_bytes() for one in held if one.path is not None},
        },
        day,
    )
    plain = "".join(sign for sign in revision.title if sign not in '\\/:*?"<>|' and sign.isprintable())
    return f"{plain}-第{publication.version}版.zip", packed


def _zip(entries: Mapping[str, bytes], at: datetime) -> bytes:
    """A zip in which every entry bears the same moment, so that the same entries give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in entries.items():
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, data)
    return packed.getvalue()


def list_lines(block: Mapping[str, Any]) -> list[str]:
    """The entries of a list: its `lines`, or its text line by line."""
    return [str(line) for line in block.get("lines") or str(block.get("text", "")).splitlines()]


def table_rows(block: Mapping[str, Any]) -> list[Sequence[Any]]:
    """The rows of a table under its head, the sums at its foot among them."""
    return [*(block.get("rows") or ()), *([block["foot"]] if block.get("foot") else [])]


def as_html(revision: RevisionView, names: Mapping[int, str] | None = None) -> str:
    """The text as bare HTML: headings, paragraphs, lists, tables and pictures, no classes, no styles.

    `names`: file id → where a picture or attachment lies beside it; without one its caption stands for it.
    """
    lines = [f"<h1>{escape(revision.title)}</h1>"]
    if revision.doc_number:
        lines.append(f"<p>{escape(revision.doc_number)}</p>")
    lines += [_html_block(block, names or {}) for block in revision.blocks]
    return "\n".join(lines) + "\n"


def _html_block(block: Mapping[str, Any], names: Mapping[int, str]) -> str:
    kind, text = block.get("kind"), escape(str(block.get("text", "")))
    if kind in ("image", "file"):
        place = names.get(block.get("file", 0))
        if place is None:
            return f"<p>{text}</p>"
        where = escape(place)
        if kind == "image":
            return f'<p><img src="{where}" alt="{text}"></p>\n<p>{text}</p>'
        return f'<p><a href="{where}">{text}</a></p>'
    if kind in ("heading1", "heading2"):
        level = "2" if kind == "heading1" else "3"
        return f"<h{level}>{text}</h{level}>"
    if kind == "table":
        head = "".join(f"<th>{escape(str(cell))}</th>" for cell in block.get("head", ()))
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>"
            for row in table_rows(block)
        )
        note = f"<p>{escape(str(block['note']))}</p>" if block.get("note") else ""
        return f"<table>{f'<tr>{head}</tr>' if head else ''}{body}</table>{note}"
    if kind == "sign":
        return "".join(f"<p>{escape(str(line))}</p>" for line in block.get("lines", ()))
    if kind == "list":
        return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in list_lines(block))}</ul>"
    return f"<p>{text}</p>"


def as_text(revision: RevisionView, names: Mapping[int, str] | None = None) -> str:
    """The text as plain lines; table cells are separated by tabs, a picture is named where it stands."""
    lines = [revision.title, *([revision.doc_number] if revision.doc_number else []), ""]
    for block in revision.blocks:
        if block.get("kind") == "table":
            lines += [
                "\t".join(map(str, row)) for row in (block.get("head") or (), *table_rows(block)) if row
            ]
            lines += [str(block["note"])] if block.get("note") else []
        elif block.get("kind") == "sign":
            lines += [str(line) for line in block.get("lines", ())]
        elif block.get("kind") == "list":
            lines += list_lines(block)
        elif block.get("kind") in ("image", "file"):
            place = (names or {}).get(block.get("file", 0))
            lines.append(f"〔{place or '图片'}〕{block.get('text', '')}")
        else:
            lines.append(str(block.get("text", "")))
    return "\n".join(lines) + "\n"


def as_docx(revision: RevisionView, at: datetime) -> bytes:
    """The text as a Word document."""
    from docx import Document  # heavy: only when somebody asks for a package
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    paper = Document()
    # Without these the file would carry the moment of packing, and two packages of one version would differ.
    paper.core_properties.created = paper.core_properties.modified = at.replace(tzinfo=None)
    paper.core_properties.title, paper.core_properties.author = revision.title, revision.issuer
    paper.add_heading(revision.title, 0)
    if revision.doc_number:
        paper.add_paragraph(revision.doc_number)
    pictures = {one.id: one for one in carried(revision.blocks) if one.is_picture}
    for block in revision.blocks:
        kind = block.get("kind")
        if kind == "image":
            picture = pictures.get(block.get("file", 0))
            if picture is not None and picture.path is not None:
                paper.add_picture(str(picture.path), width=Cm(15))
                paper.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
            paper.add_paragraph(str(block.get("text", ""))).alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif kind in ("heading1", "heading2"):
            paper.add_heading(str(block.get("text", "")), 1 if kind == "heading1" else 2)
        elif kind == "table":
            rows = [list(block["head"])] if block.get("head") else []
            rows += [list(row) for row in table_rows(block)]
            if rows:
                table = paper.add_table(len(rows), max(len(row) for row in rows), style="Table Grid")
                for y, row in enumerate(rows):
                    for x, cell in enumerate(row):
                        table.cell(y, x).text = str(cell)
            if block.get("note"):
                paper.add_paragraph(str(block["note"]))
        elif kind == "sign":
            for line in block.get("lines", ()):
                paper.add_paragraph(str(line)).alignment = WD_ALIGN_PARAGRAPH.RIGHT
        elif kind == "list":
            for line in list_lines(block):
                paper.add_paragraph(line, style="List Bullet")
        else:
            paper.add_paragraph(str(block.get("text", "")))
    written = io.BytesIO()
    paper.save(written)
    with zipfile.ZipFile(written) as parts:
        return _zip({name: parts.read(name) for name in parts.namelist()}, at)
