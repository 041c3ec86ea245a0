"""Commands to the telephone system: a signed request to the address that is set; without one there are no commands."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.api import (
    Actor,
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    RuleBroken,
    audit,
    db,
    privacy,
    settings,
    unit_of_work,
)

from ..models import Call, Shift
from ..permissions import INTAKE, SERVE, SUPERVISE
from ..rules.telephone import signature

VERBS = ("hold", "mute", "transfer", "hangup", "dial")
#: seconds; an operator waits for it
PATIENCE = 4.0
#: bytes of an answer that are read at most
MOST_READ = 4096


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A signed command goes to the address that was set and nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_LINE = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


def takes_commands() -> bool:
    """Whether a telephone system takes commands: only then are there buttons for them."""
    ours = settings().of("hotline")
    return bool(ours["telephone_url"] and ours["telephone_secret"])


def command(call_id: int, verb: str, *, to: str = "", actor: Actor, now: datetime) -> None:
    """Have the telephone system do something with a call: hold, mute (each again: undone), transfer `to` a seat's number
    or a number, hangup, dial (an outbound call that was begun rings up its number).

    Raises NotFound, NotAllowed, Invalid("telephone_verb", "telephone_to"), Conflict("call_ended"); RuleBroken:
    telephone_no_commands, telephone_away (nobody answers there), telephone_declined (it said no), each with what to do.
    """
    if verb not in VERBS:
        raise Invalid("telephone_verb", field="verb")
    if not takes_commands():
        raise RuleBroken("telephone_no_commands")
    call = db.session.get(Call, call_id)
    if call is None:
        raise NotFound()
    if not any(actor.can(one, campaign_id=call.campaign_id) for one in (INTAKE, SERVE, SUPERVISE)):
        raise NotAllowed(permission=INTAKE)
    if call.state == "ended":
        raise Conflict("call_ended")
    if verb == "dial":
        to = privacy.unseal(call.phone_sealed) if call.phone_sealed else ""
        if call.direction != "out" or not to:
            raise Invalid("telephone_to", field="to")
    elif verb == "transfer" and not (to.isascii() and to.strip("+").isdigit() and len(to) <= 20):
        raise Invalid("telephone_to", field="to")
    name = call.external_id if call.source == "telephone" else f"yangguang-{call.id}"
    wanted = {
        "command_id": f"{call.id}-{verb}-{int(now.timestamp() * 1000)}",
        "verb": verb,
        "call_id": name,
        "seat": _seat(call),
        "to": to,
        "at": now.isoformat(),
    }
    campaign_id = call.campaign_id
    # Nothing is held while the telephone system thinks: its answer may take seconds and may be an event to us.
    db.session.rollback()
    if verb == "dial":
        _name(call_id, str(name), now)
    _send(wanted, now)
    with unit_of_work():
        audit.record(
            actor, now, "hotline.telephone_command", subject=("hotline_call", call_id), campaign_id=campaign_id,
            verb=verb,
        )  # fmt: skip


def _name(call_id: int, name: str, now: datetime) -> None:
    """From now on the telephone system tells what becomes of the call, under the name we give it."""
    with unit_of_work():
        call = db.session.get(Call, call_id, populate_existing=True)
        if call is not None and call.source != "telephone":
            call.source, call.external_id, call.changed_at = "telephone", name, now


def _seat(call: Call) -> int | None:
    if call.shift_id is None:
        return None
    number: int | None = db.session.scalar(select(Shift.seat_number).filter_by(id=call.shift_id))
    return number


def _send(wanted: dict[str, Any], now: datetime) -> None:
    ours = settings().of("hotline")
    body = json.dumps(wanted).encode()
    time_text = str(int(now.timestamp()))
    request = urllib.request.Request(
        ours["telephone_url"],
        data=body,
        method="POST",
        headers={
            "Content-Type": "application/json",
            "X-Yangguang-Time": time_text,
            "X-Yangguang-Signature": f"sha256={signature(ours['telephone_secret'], time_text, body)}",
        },
    )
    try:
        with _LINE.open(request, timeout=PATIENCE) as answer:
            answer.read(MOST_READ)
    except urllib.error.HTTPError as problem:
        raise RuleBroken("telephone_declined", status=problem.code) from problem
    except (OSError, ValueError) as problem:
        raise RuleBroken("telephone_away", seconds=int(PATIENCE)) from problem
