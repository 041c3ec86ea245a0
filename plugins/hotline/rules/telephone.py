"""What a telephone system tells: is it signed, is it whole, and what became of the call. Standard library only.

A call's times and state are a function of the set of its events: in which order they came in and how often makes no
difference. Events may be late, doubled or overtaken by others.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

RINGING, QUEUED, ANSWERED, HUNG_UP, RECORDING, KEY = (
    "ringing", "queued", "answered", "hung_up", "recording", "key",
)  # fmt: skip
#: in the order in which they follow each other when they bear the same moment
KINDS = (RINGING, QUEUED, ANSWERED, HUNG_UP, RECORDING, KEY)
#: a request whose time differs more from ours is refused: it may have been heard by somebody and sent again
WINDOW = timedelta(minutes=5)
#: an event may be told late, after the line was down; never from the future by more than clocks differ
OLDEST = timedelta(days=7)
#: bytes; a longer body is none of ours
LONGEST = 16_384
FIELDS = (
    "event_id", "call_id", "event", "at", "campaign", "direction", "from", "topic", "seat", "language", "url", "digit",
    "order",
)  # fmt: skip
_ID = re.compile(r"[A-Za-z0-9_.:@+/-]{1,80}")


class Refused(ValueError):
    """Why an event isn't taken: a code, and the field or figure that it is about."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


# ── the signature ───────────────────────────────────────────────────────────────────────────────────────────────────
def signature(secret: str, time_text: str, body: bytes) -> str:
    """HMAC-SHA256 (hex, 64) over the time as sent, a full stop, and the body byte by byte."""
    return hmac.new(secret.encode(), time_text.encode() + b"." + body, hashlib.sha256).hexdigest()


def check_signed(secret: str, time_text: str, given: str, body: bytes, now: datetime) -> None:
    """Raise Refused unless the request was signed with the secret, just now.

    `time_text` is Unix time in seconds. The signature is looked at first: who can't sign isn't told what time we have.
    """
    bare = given.strip().lower().removeprefix("sha256=")
    if not time_text or not bare:
        raise Refused("telephone_unsigned")
    expected = signature(secret, time_text, body)
    if not hmac.compare_digest(expected.encode(), bare.encode("utf-8", "replace")):
        raise Refused("telephone_signature")
    if not re.fullmatch(r"\d{1,12}", time_text):
        raise Refused("telephone_time_shape")
    seconds = int((datetime.fromtimestamp(int(time_text), UTC) - now).total_seconds())
    if abs(seconds) > WINDOW.total_seconds():
        raise Refused("telephone_time", seconds=abs(seconds), window=int(WINDOW.total_seconds()))


# ── the shape ───────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Reading:
    """One event as sent. `topic` is a name or a number as text, `seat` a seat's number; "" and None: not given."""

    event_id: str
    call_id: str
    kind: str
    at: datetime
    campaign: str = ""
    direction: str = ""
    phone: str = ""
    topic: str = ""
    seat: int | None = None
    language: str = ""
    url: str = ""
    digit: str = ""
    order: str = ""


def read(body: bytes, now: datetime) -> Reading:
    """The event in a body. Raises Refused: telephone_json, telephone_field (with `field`), telephone_unknown_field,
    telephone_event, telephone_future, telephone_old."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise Refused("telephone_json") from problem
    if not isinstance(given, dict):
        raise Refused("telephone_json")
    for name in given:
        if name not in FIELDS:
            raise Refused("telephone_unknown_field", field=str(name)[:40], known=", ".join(FIELDS))
    kind = _text(given, "event", 20)
    if kind not in KINDS:
        raise Refused("telephone_event", known=", ".join(KINDS))
    direction = _text(given, "direction", 3)
    if direction not in ("", "in", "out"):
        raise Refused("telephone_field", field="direction")
    digit = _text(given, "digit", 1)
    if (kind == KEY) != bool(digit) or (digit and digit not in "0123456789*#"):
        raise Refused("telephone_field", field="digit")
    url = _text(given, "url", 1000)
    if (kind == RECORDING) != bool(url) or (url and not re.fullmatch(r"https?://[^\s\"'<>]+", url)):
        raise Refused("telephone_field", field="url")
    return Reading(
        event_id=_id(given, "event_id"),
        call_id=_id(given, "call_id"),
        kind=kind,
        at=_moment(given, now),
        campaign=_text(given, "campaign", 80),
        direction=direction,
        phone=_phone(given),
        topic=_text(given, "topic", 60),
        seat=_seat(given),
        language=_text(given, "language", 20),
        url=url,
        digit=digit,
        order=_text(given, "order", 60),
    )


def _text(given: Mapping[str, Any], name: str, longest: int) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or len(value) > longest or "\x00" in value or not _is_unicode(value):
        raise Refused("telephone_field", field=name)
    return value.strip()


def _is_unicode(text: str) -> bool:
    """A lone half of a surrogate pair is valid JSON and can't be stored."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _id(given: Mapping[str, Any], name: str) -> str:
    value = _text(given, name, 80)
    if not _ID.fullmatch(value):
        raise Refused("telephone_field", field=name)
    return value


def _phone(given: Mapping[str, Any]) -> str:
    """As the telephone network shows it; "" for a caller who hides the number."""
    value = _text(given, "from", 40)
    if value and not re.fullmatch(r"\+?[0-9*# ()-]{2,30}", value):
        if re.fullmatch(r"[A-Za-z ]{2,30}", value):  # anonymous, restricted, unavailable …
            return ""
        raise Refused("telephone_field", field="from")
    return value


def _seat(given: Mapping[str, Any]) -> int | None:
    value = _text(given, "seat", 6)
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", value):
        raise Refused("telephone_field", field="seat")
    return int(value)


def _moment(given: Mapping[str, Any], now: datetime) -> datetime:
    value = given.get("at")
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            found = datetime.fromtimestamp(value, UTC)
        elif isinstance(value, str) and re.fullmatch(r"\d{9,11}(\.\d{1,6})?", value):
            found = datetime.fromtimestamp(float(value), UTC)
        elif isinstance(value, str):
            found = datetime.fromisoformat(value)
        else:
            raise Refused("telephone_field", field="at")
        found = found.astimezone(UTC) if found.tzinfo else found
    except (ValueError, OverflowError, OSError) as problem:
        raise Refused("telephone_field", field="at") from problem
    if found.tzinfo is None:
        raise Refused("telephone_zone")
    if found > now + WINDOW:
        raise Refused("telephone_future")
    if found < now - OLDEST:
        raise Refused("telephone_old", days=OLDEST.days)
    return found


# ── what became of the call ─────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Event:
    """An event that was taken; `phone` and `url` are about the caller and lie sealed in the store."""

    id: str
    kind: str
    at: datetime
    direction: str = ""
    topic_id: int | None = None
    seat: int | None = None
    language: str = ""
    phone: str = ""
    url: str = ""


@dataclass(frozen=True)
class CallState:
    """A call as its events tell it; `state`: ringing, queued, talking, ended."""

    state: str
    outcome: str
    direction: str
    arrived_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    topic_id: int | None
    seat: int | None
    language: str
    phone: str
    url: str


def fold(events: Iterable[Event], *, outbound: bool = False) -> CallState:
    """What the events of one call make of it; at least one. Their order and repeats don't matter.

    `outbound`: we know already that it is a call of ours to a citizen.

    The first of several ringing, queued or answered events counts, and the last hanging up: a call that is passed on
    ends with its last leg. Nothing ends before it was answered, whatever the clocks of two machines say.
    """
    ordered = sorted(set(events), key=lambda e: (e.at, KINDS.index(e.kind), e.id))
    queued = _first(ordered, QUEUED)
    answered = _first(ordered, ANSWERED)
    hung_up = [event.at for event in ordered if event.kind == HUNG_UP]
    ended = max((max(hung_up), answered or hung_up[0])) if hung_up else None
    direction = "out" if outbound or any(event.direction == "out" for event in ordered) else "in"
    only_after = all(event.kind in (RECORDING, KEY) for event in ordered)
    if ended is not None or only_after:
        state = "ended"
    else:
        state = "talking" if answered else "queued" if queued else "ringing"
    if ended is None:
        outcome = ""
    elif answered:
        outcome = "answered"
    else:
        outcome = "abandoned" if direction == "in" else "no_answer"
    seats = [event.seat for event in ordered if event.kind == ANSWERED and event.seat is not None]
    return CallState(
        state=state,
        outcome=outcome,
        direction=direction,
        arrived_at=ordered[0].at,
        queued_at=queued,
        answered_at=answered,
        ended_at=ended,
        topic_id=next((event.topic_id for event in reversed(ordered) if event.topic_id is not None), None),
        seat=seats[-1] if seats else None,
        language=next((event.language for event in reversed(ordered) if event.language), ""),
        phone=next((event.phone for event in ordered if event.phone), ""),
        url=next((event.url for event in reversed(ordered) if event.url), ""),
    )


def _first(ordered: Iterable[Event], kind: str) -> datetime | None:
    return next((event.at for event in ordered if event.kind == kind), None)
