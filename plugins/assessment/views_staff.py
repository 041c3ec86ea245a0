"""Pages of departments and the openness office."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

staff = Blueprint("assessment_staff", __name__, template_folder="templates", static_folder="static")
Page = str | Response | tuple[str, int]


def number_of(text: str | None) -> int:
    """A version from a form; -1 for what isn't one, which matches none."""
    text = text or ""
    return int(text) if text.isdecimal() and len(text) < 10 else -1
