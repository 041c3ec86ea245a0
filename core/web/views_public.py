"""Pages for everybody that belong to no single room: the column, the list of campaigns, elder mode, notices, health."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.base import clock, personal
from core.base.access import open_to_all
from core.base.registry import registry
from core.web.home import column as build_column
from core.web.theme import ELDER_COOKIE

public = Blueprint("web_public", __name__, template_folder="templates")
YEAR = 365 * 24 * 3600


@public.get("/")
@open_to_all
def home() -> AnyResponse | str:
    """The newest public campaign's column; a page that says so when there is none."""
    current = next((c for c in registry().load_campaigns() if c.is_public), None)
    if current is not None:
        return redirect(url_for("web_public.column", campaign=current.slug))
    return render_template("web/no_campaign.html")


@public.get("/c/<campaign>/")
@open_to_all
def column() -> str:
    """A campaign's column; in elder mode fewer things, larger."""
    elder = request.cookies.get(ELDER_COOKIE) == "1"
    page = build_column(g.campaign, clock.now())
    return render_template("web/column_elder.html" if elder else "web/column.html", column=page)


@public.get("/campaigns")
@open_to_all
def campaigns() -> str:
    """Every public campaign, newest first."""
    return render_template(
        "web/campaigns.html", campaigns=[c for c in registry().load_campaigns() if c.is_public]
    )


@public.get("/elder")
@open_to_all
def elder_mode() -> AnyResponse:
    """Switch elder mode with one cookie and go back to where one was."""
    target = request.args.get("next", "")
    if not target.startswith(("/zh/", "/en/")) or "\\" in target:
        target = url_for("web_public.home")
    answer = redirect(target, 303)
    answer.headers["Cache-Control"] = "no-store"
    if request.args.get("on") == "1":
        answer.set_cookie(ELDER_COOKIE, "1", max_age=YEAR, samesite="Lax", httponly=True, path="/")
    else:
        answer.delete_cookie(ELDER_COOKIE, path="/", samesite="Lax", httponly=True)
    return answer


@public.get("/privacy")
@open_to_all
def privacy() -> str:
    """Every notice before collecting, generated from what rooms and plugins declare."""
    current = next((c for c in registry().load_campaigns() if c.is_public), None)
    notices = personal.all_notices(current.pack if current is not None else None)
    return render_template("web/privacy.html", notices=notices)


@public.get("/accessibility")
@open_to_all
def accessibility() -> str:
    return render_template("web/accessibility.html")


@open_to_all
def root() -> AnyResponse:
    """`/` has no language: Chinese, unless the browser asks for English before it."""
    best = request.accept_languages.best_match(["zh-CN", "zh", "en"], default="zh")
    answer = redirect(f"/{'en' if best == 'en' else 'zh'}/")
    answer.vary.add("Accept-Language")
    return answer
