"""Pages of departments and the openness office."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

staff = Blueprint("assessment_staff", __name__, template_folder="templates", static_folder="static")
Page = str | Response | tuple[str, int]
