"""The draw of departments for everybody: list, commitment, seed, result, and how to do it again."""

from __future__ import annotations

from flask import Response, g, render_template

from core.api import open_to_all

from .service import inspection
from .views_public import public


@public.get("/draws/<int:number>/")
@open_to_all
def draw(number: int) -> str:
    """What was told before the draw, and what came of it."""
    return render_template("assessment/draw_public.html", shown=inspection.public_draw(g.campaign, number))


@public.get("/draws/<int:number>/list.csv")
@open_to_all
def draw_list(number: int) -> Response:
    """The list as it was frozen: the file that the command draws from."""
    shown = inspection.public_draw(g.campaign, number)
    return Response(shown.text, mimetype="text/csv")
