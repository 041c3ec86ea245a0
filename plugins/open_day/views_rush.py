"""The last press of booking when many press at once: answered together, and a page for those whose session is full.

What isn't plain here is left to the view itself (views_booking.confirm), which decides it by the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import g, render_template, url_for
from markupsafe import Markup, escape

from core.api import Asked, DomainError, Told, clock, phones, piece, words

from . import messages, visitor
from .forms_booking import ConfirmForm
from .service import choices, places
from .service.places import BookRequest

#: stand in the kept page where each visitor's own goes
_TOKEN, _KEY = "{own token}", "{own key}"
#: stands for a booking's own token where its address is built once for all
_TICKET = "TICKET"


def confirm_together(asked: Sequence[Asked]) -> list[Told | None]:
    """Book for each what the view would book; None where the view has to look itself."""
    now = clock.now()
    told: list[Told | None] = [None] * len(asked)
    requests: dict[int, BookRequest] = {}
    form = ConfirmForm(meta={"csrf": False})  # the tokens were checked before
    for n, proven in enumerate(phones.phones_in([one.session for one in asked])):
        request = _request_of(asked[n], form, proven.phone) if proven is not None else None
        if request is not None:
            requests[n] = request
    tickets = {
        first: url_for(".ticket", token=_TICKET, fresh=1 if first else None) for first in (True, False)
    }
    answers = places.book_together(g.campaign, list(requests.values()), now=now)
    for (n, request), answer in zip(requests.items(), answers, strict=True):
        if isinstance(answer, DomainError):
            told[n] = _refused(asked[n], request, answer, now)
        else:
            visitor.drop_in(asked[n].session)
            told[n] = Told(tickets[answer.first_time].replace(_TICKET, answer.token))
    return told


def _request_of(asked: Asked, form: ConfirmForm, phone: str) -> BookRequest | None:
    """What somebody wants whose draft is complete and who takes the session that stands in it."""
    open_day_id = int(asked.values["open_day_id"])
    kept = visitor.draft_in(asked.session, open_day_id)
    form.process(asked.form)
    if "agreed_at" not in kept or not form.validate() or form.session.data:
        return None
    try:
        return replace(book_request(kept, phone, open_day_id), may_wait=bool(form.may_wait.data))
    except (
        KeyError,
        TypeError,
        ValueError,
    ):  # a draft of an older version: nobody else's answer waits for it
        return None


def book_request(kept: Mapping[str, Any], phone: str, open_day_id: int) -> BookRequest:
    """What a visitor's draft asks for."""
    return BookRequest(
        open_day_id=open_day_id,
        session_id=int(kept["session"]),
        phone=phone,
        category=str(kept["category"]),
        call_name=str(kept["call_name"]),
        declared=tuple(code for code in ("age_capacity", "ties") if kept.get(code)),
        needs=tuple(code for code in messages.NEEDS if kept.get(code)),
        photo_consent=bool(kept.get("photo")),
        notice_agreed_at=datetime.fromisoformat(kept["agreed_at"]),
        key=str(kept["key"]),
        party=int(kept.get("party") or 1),
        full_name=str(kept.get("full_name") or ""),
    )


def _refused(asked: Asked, request: BookRequest, refusal: DomainError, now: datetime) -> Told | None:
    if not is_full(refusal):
        return None
    page = full_page(request, refusal, asked.form.get("csrf_token", ""), now)
    return Told(status=refusal.status, page=page) if page else None


def is_full(refusal: DomainError) -> bool:
    """Whether a session was refused for want of places: the answer that most of a rush gets."""
    return refusal.code.startswith("session_full")


def full_page(request: BookRequest, refusal: DomainError, token: str, now: datetime) -> str:
    """The page of a full session: what else there is, each by one press; "" where the session is gone.

    It is drawn once for all who asked for the same; only the form's token and key are each visitor's own.
    """
    sentence = words(refusal)
    drawn = piece(
        "open_day.full", request.open_day_id, request.session_id, request.category, request.party, sentence,
        caller=lambda: _draw_full(request, sentence, now),
    )  # fmt: skip
    return drawn.replace(_TOKEN, escape(token)).replace(_KEY, escape(request.key))


def _draw_full(request: BookRequest, sentence: str, now: datetime) -> str:
    shown = places.public_open_day(g.campaign, request.open_day_id)
    picked = shown.event.session(request.session_id)
    if picked is None:
        return ""
    others = [
        other
        for session in shown.event.sessions
        if session.id != picked.id and session.starts_at > now
        for other in [choices.choice(shown.event, session, request.category)]
        if other.free >= request.party
    ]
    return render_template(
        "open_day/book_full.html",
        shown=shown,
        picked=picked,
        category=request.category,
        mine=choices.choice(shown.event, picked, request.category),
        others=others,
        refusal=sentence,
        token=Markup(_TOKEN),
        key=Markup(_KEY),
        phone_link=messages.phone_link(shown.phone),
    )
