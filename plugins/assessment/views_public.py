"""What everybody may read."""

from __future__ import annotations

from flask import Blueprint

public = Blueprint("assessment_public", __name__, template_folder="templates", static_folder="static")
