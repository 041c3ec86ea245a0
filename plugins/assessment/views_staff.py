"""Pages of departments and the openness office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

staff = Blueprint("assessment_staff", __name__, template_folder="templates", static_folder="static")
Page = str | Response | tuple[str, int]


def paged(found: Sequence[Any], most: int) -> tuple[Sequence[Any], dict[str, Any]]:
    """The lines of the page that was asked for, at most so many, and what the pager needs; the address's filters stay."""
    pages = max(1, -(-len(found) // most))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    given = {**(request.view_args or {}), **request.args.to_dict()}

    def turn(to: int) -> str | None:
        return url_for(request.endpoint or "", **{**given, "page": to}) if 1 <= to <= pages else None

    pager = {
        "number": number, "pages": pages, "total": len(found), "previous_url": turn(number - 1),
        "next_url": turn(number + 1),
    }  # fmt: skip
    return found[(number - 1) * most : number * most], pager


def number_of(text: str | None) -> int:
    """A version from a form; -1 for what isn't one, which matches none."""
    text = text or ""
    return int(text) if text.isdecimal() and len(text) < 10 else -1
