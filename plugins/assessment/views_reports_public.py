"""Published summary reports for everybody: to read, to take along."""

from __future__ import annotations

import io
from typing import Any

from flask import g, render_template, send_file

from core.api import NotFound, kept_sheets, open_to_all, sheets

from . import report_sheets
from .service import report_content
from .views_public import public


@public.get("/reports/")
@open_to_all
def reports() -> str:
    """All of the campaign."""
    return render_template(
        "assessment/reports_public_index.html", found=report_content.public_reports(g.campaign)
    )


@public.get("/reports/<int:report_id>/")
@open_to_all
def report(report_id: int) -> str:
    """One report with its charts."""
    shown = report_content.public_report(g.campaign, report_id)
    revision = shown.out.revision
    return render_template(
        "assessment/reports_public.html",
        shown=shown,
        doc={
            "head": revision.issuer,
            "number": revision.doc_number,
            "title": revision.title,
            "blocks": [dict(block) for block in revision.blocks],
        },
        charts=report_sheets.pictures_of(shown.charts),
        pdf_lack=sheets.lack(),
    )


@public.get("/reports/<int:report_id>/report.<kind>")
@open_to_all
def report_file(report_id: int, kind: str) -> Any:
    """The same as .docx or PDF; each is made once for a text."""
    shown = report_content.public_report(g.campaign, report_id)
    revision = shown.out.revision
    if kind not in ("docx", "pdf"):
        raise NotFound()

    def make() -> bytes:
        return report_sheets.file_of(
            kind, revision.title, revision.issuer, dict(revision.data), shown.out.published_at
        )

    made = kept_sheets.sheet(revision, [], make, kind)
    return send_file(io.BytesIO(made), download_name=f"{revision.title}.{kind}", as_attachment=True)
