"""A report's files: .docx, and the PDF with the same layout."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import render_template
from flask_babel import force_locale
from markupsafe import Markup

from core.api import NotFound, files, sheets

from . import document_report, report_docx
from .rules import charts as drawn
from .rules.charts import Chart
from .rules.reports import date_in_full, signature_indents
from .service.report_content import charts_of, texts_of_data

STYLE = Path(__file__).parent / "templates" / "assessment" / "reports_sheet.css"
_CHART_STYLE = "@page{size:160mm %dmm;margin:2mm}body{margin:0}svg{width:156mm;font-family:'Noto Sans CJK SC',sans-serif}"


_DRAFT_STYLE = "@page{@top-center{content:'草稿 未经审核';font-size:14pt}}"


def file_of(
    kind: str, title: str, issuer: str, data: Mapping[str, Any], at: datetime, *, draft: bool = False
) -> bytes:
    """`kind` is docx or pdf; `data` as the chain freezes it; a `draft` says so at the head of every page.

    Raises NotFound for another kind, Conflict where this machine can't typeset."""
    if kind == "docx":
        return docx(title, issuer, data, at, draft=draft)
    if kind == "pdf":
        return pdf(title, data, draft=draft)
    raise NotFound()


def docx(title: str, issuer: str, data: Mapping[str, Any], at: datetime, *, draft: bool = False) -> bytes:
    """Charts are pictures in it; where this machine can't draw them, the table of figures says the same."""
    texts, figures = texts_of_data(title, data)
    images = data["photos"]
    pictures = [] if sheets.lack() else [(one.title, _png(one)) for one in charts_of(data)]
    return report_docx.report_docx(
        texts,
        figures,
        images,
        places=_places(images),
        charts=pictures,
        issuer=issuer,
        at=at,
        draft=draft,
    )


def pdf(title: str, data: Mapping[str, Any], *, draft: bool = False) -> bytes:
    texts, figures = texts_of_data(title, data)
    images = data["photos"]
    places = _places(images)
    day = date_in_full(texts.signed_on) if texts.signed_on is not None else ""
    with force_locale("zh"):
        html = render_template(
            "assessment/reports_sheet.html",
            texts=texts,
            blocks=document_report.outline(texts, figures, images),
            charts=pictures_of(charts_of(data)),
            places=places,
            day=day,
        )
    given = {str(number): place for number, place in places.items()}
    by, on = signature_indents(texts.signer, day)
    head = _DRAFT_STYLE if draft else ""
    signed = f".sign .by {{ margin-right: {by}em }} .sign .on {{ margin-right: {on}em }}"
    return sheets.make_sheet(html, STYLE.read_text(encoding="utf-8") + signed + head, "pdf", pictures=given)


def pictures_of(found: tuple[Chart, ...]) -> list[tuple[str, Markup]]:
    """Charts as (title, SVG); everything in them is escaped there."""
    return [(one.title, Markup(drawn.svg(one, f"chart{n}"))) for n, one in enumerate(found)]


def _png(chart: Chart) -> bytes:
    high = (drawn.LINE * len(chart.bars) + 8) * 156 // drawn.WIDTH + 6
    return sheets.make_sheet(drawn.svg(chart, "chart"), _CHART_STYLE % high, "png", dpi=200)


def _places(images: list[dict[str, Any]]) -> dict[int, Path]:
    found = files.infos([int(one["file"]) for one in images])
    return {number: files.path_of(file) for number, file in found.items() if not file.blanked}
