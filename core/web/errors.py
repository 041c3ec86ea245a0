"""Errors as pages: a domain error says its own sentence, everything else is told in plain words and logged."""

from __future__ import annotations

import errno
from typing import Any

import structlog
from flask import Flask, current_app, g, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, ProgrammingError
from werkzeug.exceptions import HTTPException

from core.base.db import db
from core.base.errors import DomainError
from core.base.wording import phrase, words
from core.plugin import migrations
from core.web.zones import zone_of

log = structlog.get_logger(__name__)


def register(app: Flask) -> None:
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _domain(error: DomainError) -> Any:
    return _page(error.status, detail=words(error))


def _stale_form(error: CSRFError) -> Any:
    return _page(400)


def _http(error: HTTPException) -> Any:
    if error.code is not None and 300 <= error.code < 400:
        return error
    return _page(error.code or 500)


def _unexpected(error: Exception) -> Any:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        # The disk is full before any code of ours writes: the server puts large uploads down while reading them.
        db.session.rollback()
        log.error("request.disk_full", endpoint=request.endpoint)
        return _page(507, detail=phrase("disk_full"))
    log.error("request.failed", endpoint=request.endpoint, exc_info=error)
    db.session.rollback()
    if isinstance(error, OperationalError | ProgrammingError) and _tables_are_behind():
        return _page(503, what_code="migration_missing")
    return _page(500, number=g.get("request_number", ""))


def _tables_are_behind() -> bool:
    """Whether some history of migrations is not at its end; false when even that can't be found out."""
    try:
        return any(standing.pending for standing in migrations.standings(current_app))
    except Exception:
        return False


def _page(status: int, detail: str = "", number: str = "", what_code: str = "") -> Any:
    if "lang" not in g:
        g.lang = "zh"
    if (
        zone_of(request.endpoint) == "api"
        or request.path.startswith("/api/")
        or request.accept_mimetypes.best == "application/json"
    ):
        return jsonify(error=detail or status), status
    what = phrase(what_code) if what_code else ""
    try:
        body = render_template("errors/page.html", code=status, detail=detail, what=what, number=number)
    except Exception as problem:
        # The frame itself fails (its data may be what is broken): a page without it is better than none.
        log.error("error_page.failed", fault=type(problem).__name__)
        # Past render_template, which would ask the frame for its data once more.
        bare = current_app.jinja_env.get_template("errors/bare.html")
        body = bare.render(code=status, detail=detail or what, lang=g.lang)
    return body, status
