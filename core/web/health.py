"""For those who run the site: is it alive, can it serve, how much waits. Addresses outside languages and zones."""

from __future__ import annotations

import hmac
import os
import shutil
from collections.abc import Callable, Sequence

from flask import Response, current_app, jsonify, request
from flask_babel import gettext as _
from sqlalchemy import func, select, text

from core.base import clock, heartbeat, metrics
from core.base.access import open_to_all
from core.base.db import db
from core.base.errors import NotFound
from core.base.jobs import JobRow
from core.base.registry import registry, settings
from core.plugin import migrations
from core.plugin.contracts import HealthNote

LEAST_SPACE = 500 * 1024 * 1024  # bytes


@open_to_all
def healthz() -> tuple[Response, int]:
    """Liveness, for the supervisor: can the database be reached, which plugins are out."""
    reached = _holds(_database)
    out = sorted(p.name for p in registry().host.plugins.values() if p.quarantined)
    return jsonify(database="ok" if reached else "unreachable", quarantined=out), 200 if reached else 503


@open_to_all
def readyz() -> tuple[Response, int]:
    """Readiness, for the load balancer: 200 when requests can be served, 503 with what is missing.

    A silent worker is told but is no reason to turn visitors away: what they hand in waits as rows.
    """
    needed = {"database": _database, "tables": _tables, "files": _files, "space": _space}
    checks = {name: "ok" if _holds(check) else "fail" for name, check in needed.items()}
    ready = "fail" not in checks.values()
    checks["worker"] = "ok" if _holds(_worker) else "silent"
    return jsonify(ready=ready, **checks), 200 if ready else 503


@open_to_all
def metrics_page() -> Response:
    """Prometheus' figures, for the machine itself or whoever bears METRICS_TOKEN; to others there is no such page."""
    if not _may_measure():
        raise NotFound()
    answer = Response(metrics.text_now(), content_type="text/plain; version=0.0.4; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def notes() -> Sequence[HealthNote]:
    """The house's own state for the plugin page."""
    found = []
    if not _holds(_worker):
        found.append(HealthNote("fail", _("后台进程没有动静：短信、检索和归档都在等它。请重新启动。")))
    if not _holds(_space):
        found.append(HealthNote("fail", _("磁盘快满了，上传和归档可能失败。请清理或扩容。")))
    failed = db.session.scalar(select(func.count()).where(JobRow.state == "failed")) or 0
    if failed:
        found.append(HealthNote("warn", _("有 %(n)s 件后台工作多次没有做成。", n=failed)))
    return found


def _may_measure() -> bool:
    token = settings().metrics_token
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    # Without a token: only from this machine, and not through a proxy that stands on it.
    forwarded = {"X-Forwarded-For", "Forwarded", "X-Real-Ip"} & set(request.headers.keys())
    return request.remote_addr in ("127.0.0.1", "::1") and not forwarded


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        db.session.rollback()
        return False


def _database() -> bool:
    db.session.execute(text("SELECT 1"))
    return True


def _tables() -> bool:
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return not any(standing.pending for standing in migrations.standings(app))


def _files() -> bool:
    folder = settings().files_dir
    folder.mkdir(parents=True, exist_ok=True)
    return os.access(folder, os.W_OK)


def _space() -> bool:
    return shutil.disk_usage(settings().instance).free >= LEAST_SPACE


def _worker() -> bool:
    seen = heartbeat.last_beat()
    return seen is not None and abs(clock.now() - seen) < heartbeat.SILENT
