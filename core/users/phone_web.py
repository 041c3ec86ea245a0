"""A citizen's proven phone in the browser: the cookie carries random ids only, the rows hold the rest.

A view that needs a proven phone asks `current_phone()`. With None it shows step one: `PhoneForm`, then `begin`; then
`CodeForm`, then `finish`. Both raise DomainErrors; `core.users.forms.blame` puts their words at the field. The fields
can stand in the caller's own form too: the functions take plain text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, session

from core.base import clock
from core.base.errors import RuleBroken
from core.base.outbox import can_send as can_send
from core.base.privacy import mask_phone as mask_phone
from core.users import phone
from core.users.contracts import PendingCode, ProvenPhone
from core.users.forms import CodeForm as CodeForm
from core.users.forms import PhoneForm as PhoneForm
from core.users.forms import blame as blame

PROVEN = "phone"
PENDING = "phone_code"


def begin(number: str, *, purpose: str) -> PendingCode:
    """Send a code to the number as typed and remember that it is on its way.

    Raises Invalid("phone_shape"), RuleBroken: no_gateway, code_too_soon, code_too_many.
    """
    now = clock.now()
    session[PENDING] = phone.send_code(number, purpose=purpose, now=now, remote=request.remote_addr or "")
    found = pending()
    if found is None:
        raise RuleBroken("code_expired")
    return found


def pending() -> PendingCode | None:
    """The code on its way to this browser's visitor, None when there is none (any more)."""
    proof_id = session.get(PENDING)
    return phone.pending_code(proof_id, now=clock.now()) if proof_id else None


def finish(code: str) -> ProvenPhone:
    """Check the code as typed; from then on `current_phone` knows the number.

    Raises Invalid: code_shape, code_wrong; RuleBroken: code_expired, code_used_up.
    """
    proven = phone.confirm_code(session.get(PENDING, ""), code, now=clock.now())
    session.pop(PENDING, None)
    remember(proven)
    return proven


def start_over() -> None:
    """Forget the code on its way: the visitor wants another number."""
    session.pop(PENDING, None)


def remember(proven: ProvenPhone) -> None:
    """Keep a proven phone for this browser, for two hours."""
    forget()
    session[PROVEN] = phone.keep_proven(proven, now=clock.now())


def current_phone() -> ProvenPhone | None:
    """The phone that this browser's visitor has proven, while it holds."""
    token = session.get(PROVEN)
    return phone.find_proven(token, now=clock.now()) if token else None


def phones_in(sessions: Sequence[Mapping[str, Any]]) -> list[ProvenPhone | None]:
    """The phone that each of several browsers has proven, by their sessions; asked at once."""
    tokens = [str(one.get(PROVEN) or "") for one in sessions]
    found = phone.find_all_proven({token for token in tokens if token}, now=clock.now())
    return [found.get(token) for token in tokens]


def forget() -> None:
    """End it, here and in the table."""
    token = session.pop(PROVEN, None)
    if token:
        phone.forget_proven(token)
