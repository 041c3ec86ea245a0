"""What everybody may read and take part in."""

from __future__ import annotations

from flask import Blueprint

public = Blueprint("interviews_public", __name__, template_folder="templates", static_folder="static")
