"""Pages of operators, experts, supervisors and departments."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

staff = Blueprint("hotline_staff", __name__, template_folder="templates", static_folder="static")
Page = str | Response | tuple[str, int]
