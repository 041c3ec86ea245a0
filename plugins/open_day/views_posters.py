"""The poster of a published announcement, as PDF on A4 or A3 and as PNG."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import segno
from flask import Response, abort, g, render_template, request, url_for
from markupsafe import Markup

from core.api import clock, needs, sheets

from .service import announcements, places
from .service.poster_sheet import poster_of
from .views_staff import staff

STYLE = Path(__file__).parent / "templates" / "open_day" / "poster.css"
PAPERS = ("a4", "a3")


@staff.context_processor
def about_posters() -> dict[str, Any]:
    """`poster_lack()`: what this machine lacks for a poster, in words; "" when nothing."""
    return {"poster_lack": sheets.lack}


@staff.get("/announcements/<int:open_day_id>/poster.<kind>")
@needs("open_day.see")
def poster(open_day_id: int, kind: Literal["pdf", "png"]) -> Response:
    """The sheet to print (PDF, `paper` a4 or a3) or to send on (PNG)."""
    paper = request.args.get("paper", "a4")
    if kind not in ("pdf", "png") or paper not in PAPERS:
        abort(404)
    announcements.view_announcement(g.campaign, open_day_id, actor=g.actor, now=clock.now())
    shown = places.public_open_day(g.campaign, open_day_id)
    address = url_for("open_day_public.announcement", open_day_id=open_day_id, lang="zh", _external=True)
    html = render_template(
        "open_day/poster.html", poster=poster_of(shown, address), paper=paper, qr=_qr(address)
    )
    made = sheets.make_sheet(html, STYLE.read_text(encoding="utf-8"), kind)
    name = f"poster-{open_day_id}-{paper}.{kind}"
    media_type = "application/pdf" if kind == "pdf" else "image/png"
    return Response(
        made,
        mimetype=media_type,
        headers={"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"},
    )


def _qr(address: str) -> Markup:
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(svgclass=None, lineclass=None, omitsize=True, border=0, light="#fbf9f4"))
