"""The telephone system's address: no session, no form token, a signature instead."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from core.api import DomainError, clock, open_to_all, words

from .rules.telephone import LONGEST
from .service import telephone_events

telephone = Blueprint("hotline_api", __name__)

#: code → HTTP status, where it isn't the error's own
STATUSES = {
    "telephone_unsigned": 401,
    "telephone_signature": 401,
    "telephone_time": 401,
    "telephone_time_shape": 401,
    "telephone_json": 400,
    "telephone_long": 413,
}


@telephone.post("/telephone")
@open_to_all
def take_event() -> Response:
    """One event. 200 {"ok": true, "call": id, "state": "queued", "again": false}; a refusal: {"error": sentence, "code": …}."""
    try:
        # One byte more than is allowed is enough to know that it is too long.
        body = request.stream.read(LONGEST + 1)
        taken = telephone_events.take(
            body,
            time_text=request.headers.get("X-Yangguang-Time", "")[:20],
            signature=request.headers.get("X-Yangguang-Signature", "")[:100],
            now=clock.now(),
        )
    except DomainError as problem:
        answer = jsonify(ok=False, error=words(problem), code=problem.code)
        answer.status_code = STATUSES.get(problem.code, problem.status)
        return answer
    return jsonify(ok=True, call=taken.call_id, state=taken.state, again=taken.again)
