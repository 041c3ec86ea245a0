"""Pages for everybody, and one for machines."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template

from core.api import open_to_all

from . import service

public = Blueprint("wishes_public", __name__, template_folder="templates", static_folder="static")
api = Blueprint("wishes_api", __name__)


@public.get("/")
@open_to_all
def wishes() -> str:
    return render_template("wishes/wishes.html", number=service.number(g.campaign.id))


@public.get("/summary/<int:subject_id>")
@open_to_all
def summary(subject_id: int) -> str:
    return render_template("wishes/wishes.html", number=subject_id)


@api.get("/number")
@open_to_all
def number() -> dict[str, Any]:
    return {"wishes": service.number(None)}
