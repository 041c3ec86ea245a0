"""What the scripts of the door ask for: today's list, a fresh token, one act at a time, the files that a device keeps."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Response as FileResponse
from flask import current_app, g, jsonify, request, send_from_directory, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from core.api import DomainError, Invalid, NotFound, clock, needs, words

from . import messages
from .door_at_hand import BASE, door_at, refused
from .service import check_in, check_in_device
from .service.check_in import Act
from .views_staff import staff

HERE = Path(__file__).parent / "static" / "check_in"
#: The page's own files, in the order in which a device fetches them.
FILES = ("main.js", "store.js", "list.js", "sending.js", "camera.js", "decoder.js", "cards.js")
SHARED = (
    "vendor/bootstrap.min.css",
    "yangguang.css",
    "favicon.svg",
    "js/forms.js",
    "js/page.js",
    "js/live.js",
    "vendor/jsqr.js",
)


@staff.get(f"{BASE}/list.json")
@needs(check_in.CHECK_IN)
def check_in_list(open_day_id: int) -> Response:
    """What this device may keep for today."""
    door = door_at(open_day_id)
    listed = check_in_device.device_list(door, actor=g.actor, now=clock.now())
    for person in listed["people"]:
        person["title"] = messages.known(person["title"])
    return jsonify(listed)


@staff.get(f"{BASE}/token.json")
@needs(check_in.CHECK_IN)
def check_in_token(open_day_id: int) -> Response:
    """A fresh token for what waits to be sent, and what time it is here."""
    door_at(open_day_id)
    return jsonify(token=generate_csrf(), user=g.actor.user_id, now=clock.now().isoformat())


@staff.post(f"{BASE}/act.json")
@needs(check_in.CHECK_IN)
def check_in_act(open_day_id: int) -> Response:
    """One act of a device, at once or after the network was away. The same key again answers the first result."""
    now = clock.now()
    try:
        came = check_in.do_act(
            g.campaign, open_day_id, _act_of(request.get_json(silent=True)), actor=g.actor, now=now
        )
    except NotFound:
        raise
    except DomainError as error:
        told = jsonify(error=words(error), code=error.code)
        told.status_code = error.status
        return told
    if came is None:
        return jsonify(outcome="done", now=now.isoformat())
    return jsonify(
        outcome=came.outcome,
        sentence="" if came.outcome == "in" else refused(came),
        id=came.id,
        booking=came.booking_id,
        number=came.number,
        people=came.people,
        at=came.at.isoformat(),
        by=came.by,
        now=now.isoformat(),
    )


def _act_of(given: Any) -> Act:
    """What a device sent, checked for shape. Raises Invalid."""
    try:
        at = datetime.fromisoformat(given["at"])
        booking = given.get("booking")
        act = Act(
            kind=str(given["kind"]),
            key=str(given["key"]),
            at=at.astimezone(UTC),
            booking=booking[:300] if isinstance(booking, str) else booking,
            session_id=given.get("session"),
            people=given.get("people", 1),
            category=str(given.get("category") or ""),
            confirmed=given.get("confirmed") is True,
            way=str(given.get("way") or "list"),
            arrival=given.get("arrival"),
            away=given.get("away") is True,
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as fault:
        raise Invalid("open_day.door_unreadable") from fault
    numbers = (act.booking if not isinstance(act.booking, str) else None, act.session_id, act.arrival)
    sound = (
        at.tzinfo is not None
        and all(n is None or (type(n) is int and 0 < n < 2**31) for n in numbers)
        and type(act.people) is int
        and act.way in ("qr", "digits", "list", "walk_in")
    )
    if not sound:
        raise Invalid("open_day.door_unreadable")
    return act


# -- files of the page


@staff.get(f"{BASE}/worker.js")
@needs(check_in.CHECK_IN)
def check_in_worker(open_day_id: int) -> FileResponse:
    """The service worker. It stands in the page's own folder, so it can serve this page and no other."""
    home = url_for(".check_in_page", open_day_id=open_day_id)
    files = [
        *(url_for(".check_in_files", open_day_id=open_day_id, stamp=stamp_of_files(), name=n) for n in FILES),
        *(url_for("static", filename=name) for name in SHARED),
    ]
    facts = json.dumps({"stamp": stamp_of_files(), "home": home, "files": files})
    code = (HERE / "worker.js").read_text("utf-8")
    answer = FileResponse(f"self.DOOR = {facts};\n{code}", mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@staff.get(f"{BASE}/files/<stamp>/<name>")
@needs(check_in.CHECK_IN)
def check_in_files(open_day_id: int, stamp: str, name: str) -> FileResponse:
    """The page's scripts; the stamp in the address changes with them."""
    if name not in FILES:
        raise NotFound
    answer = send_from_directory(HERE, name, mimetype="text/javascript")
    answer.headers["Cache-Control"] = (
        "private, max-age=31536000, immutable" if stamp == stamp_of_files() else "no-store"
    )
    return answer


@lru_cache(maxsize=1)
def stamp_of_files() -> str:
    """Changes with every file that a device keeps."""
    shared = Path(current_app.static_folder or "")
    together = hashlib.sha256()
    for path in (*(HERE / name for name in (*FILES, "worker.js")), *(shared / name for name in SHARED)):
        together.update(path.read_bytes())
    return together.hexdigest()[:16]
