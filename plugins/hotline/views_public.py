"""What everybody may read or ask for: coming seats, published answers, a callback."""

from __future__ import annotations

from flask import Blueprint

public = Blueprint("hotline_public", __name__, template_folder="templates", static_folder="static")
