"""Pages for staff."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from core.api import needs

from . import service

staff = Blueprint("wishes_staff", __name__, template_folder="templates")


@staff.get("/")
@needs("wishes.read")
def wishes() -> str:
    return render_template("wishes/wishes.html", number=service.unread(g.campaign.id))


@staff.get("/summary/<int:subject_id>")
@needs("wishes.read")
def summary(subject_id: int) -> str:
    return render_template("wishes/wishes.html", number=subject_id)
