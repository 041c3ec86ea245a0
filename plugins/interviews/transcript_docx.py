"""A published transcript as .docx: facts, lead, every turn with its speaker, pictures, what was answered afterwards."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from core.api import text_files

from .document_transcript import numeral
from .service.transcript_public import PublicTranscript, PublicTurnOfTranscript


def transcript_docx(
    shown: PublicTranscript,
    *,
    title: str,
    issuer: str,
    facts: Sequence[tuple[str, str]],
    day: str,
    pictures: Mapping[int, Path],
    answers: Iterable[tuple[str, str, str]],
    answers_head: str,
    at: datetime,
) -> bytes:
    """`pictures` by file; `answers` as (number, question, answer); `day` in words, as the signature has it."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    paper = Document()
    core = paper.core_properties
    core.title, core.author = text_files.for_xml(title), text_files.for_xml(issuer)
    core.created = core.modified = at.replace(tzinfo=None)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Caption"):
        fonts = paper.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), "宋体" if name in ("Normal", "Caption") else "黑体")
    paper.styles["Normal"].font.size = Pt(12)
    paper.add_heading(text_files.for_xml(title), 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for label, value in facts:
        line = paper.add_paragraph()
        line.add_run(text_files.for_xml(f"{label}：")).bold = True
        line.add_run(text_files.for_xml(value))
    for text in shown.lead:
        paper.add_paragraph(text_files.for_xml(text)).paragraph_format.first_line_indent = Pt(24)
    for turn in shown.turns:
        _turn(paper, turn)
        place = pictures.get(int(turn.picture["file"])) if turn.picture is not None else None
        if turn.picture is not None and place is not None:
            middle = paper.add_paragraph()
            middle.alignment = WD_ALIGN_PARAGRAPH.CENTER
            middle.add_run().add_picture(str(place), width=Cm(13))
            caption = paper.add_paragraph(text_files.for_xml(str(turn.picture["text"])), style="Caption")
            caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    told = list(answers)
    if told:
        paper.add_heading(text_files.for_xml(answers_head), 1)
        for number, question, answer in told:
            paper.add_heading(text_files.for_xml(f"{number} {question}"), 2)
            for text in answer.splitlines():
                if text.strip():
                    paper.add_paragraph(text_files.for_xml(text.strip()))
    for text in (issuer, day):
        if text:
            paper.add_paragraph(text_files.for_xml(text)).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


def _turn(paper: Any, turn: PublicTurnOfTranscript) -> None:
    if turn.question:
        paper.add_heading(text_files.for_xml(f"{numeral(turn.question)}、{' '.join(turn.paragraphs)}"), 1)
        return
    for n, text in enumerate(turn.paragraphs):
        line = paper.add_paragraph()
        if n == 0 and turn.speaker != "note":
            line.add_run(text_files.for_xml(f"{turn.who}：")).bold = True
        line.add_run(text_files.for_xml(text))
