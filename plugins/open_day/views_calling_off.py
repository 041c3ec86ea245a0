"""Calling off or moving: first who will be told, then the reason, then a second question; never by one click."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import DomainError, NotAllowed, NotFound, booking, clock, dangerous, needs, words

from . import messages
from . import pack as packs
from .forms_staff import CallOffForm, MoveForm
from .service import calling_off
from .service.at_hand import session_for
from .service.calling_off import MoveSession, WhoIsTold
from .service.places import PublicOpenDay
from .views_staff import Page, staff
from .wording_booking import open_places


@staff.route("/announcements/<int:open_day_id>/call-off", methods=["GET", "POST"])
@needs("open_day.call_off")
@dangerous
def call_off(open_day_id: int) -> Page:
    """Call the whole day off."""
    return _call_off(open_day_id, None)


@staff.route("/announcements/<int:open_day_id>/sessions/<int:session_id>/call-off", methods=["GET", "POST"])
@needs("open_day.call_off")
@dangerous
def call_off_session(open_day_id: int, session_id: int) -> Page:
    """Call one session off."""
    return _call_off(open_day_id, session_id)


def _call_off(open_day_id: int, session_id: int | None) -> Page:
    now = clock.now()
    form = CallOffForm()
    if form.validate_on_submit():
        try:
            told = calling_off.call_off(
                g.campaign, open_day_id, session_id, form.reason.data or "", actor=g.actor, now=now
            )
            flash(
                ngettext(
                    "已取消，正在通知 %(num)d 份报名的人。", "已取消，正在通知 %(num)d 份报名的人。", told
                ),
                "ok",
            )
            return redirect(url_for(".decide", open_day_id=open_day_id), 303)
        except DomainError as refusal:
            _blame(form, refusal)
    shown, who = calling_off.who_is_told(g.campaign, open_day_id, session_id, actor=g.actor, now=now)
    session = session_for(shown, session_id) if session_id is not None else None
    page = render_template(
        "open_day/call_off.html",
        shown=shown,
        session=session,
        when=messages.when(session.starts_at, session.ends_at) if session else "",
        who=who,
        others=_others(shown, who),
        form=form,
        action=url_for(f".{(request.endpoint or '').rpartition('.')[2]}", **(request.view_args or {})),
        may_call=g.actor.can("delivery.call"),
    )
    return page, 422 if form.errors or form.form_errors else 200


@staff.route("/announcements/<int:open_day_id>/sessions/<int:session_id>/move", methods=["GET", "POST"])
@needs("open_day.call_off")
@dangerous
def move(open_day_id: int, session_id: int) -> Page:
    """Give a session another time or place: what it means is shown first, the second press moves it."""
    now = clock.now()
    shown, who = calling_off.who_is_told(g.campaign, open_day_id, session_id, actor=g.actor, now=now)
    session = session_for(shown, session_id)
    form = MoveForm(data=_now_at(session))
    means = None
    if form.validate_on_submit() and form.day.data is not None:
        try:
            means = calling_off.what_moving_means(
                g.campaign, open_day_id, session_id, form.day.data, actor=g.actor, now=now
            )
            if "sure" in request.form and means.lawful:
                done, told = calling_off.move(
                    g.campaign, open_day_id, _command(session_id, form), actor=g.actor, now=now
                )
                flash(
                    ngettext(
                        "已改好，正在通知 %(num)d 份报名的人。", "已改好，正在通知 %(num)d 份报名的人。", told
                    ),
                    "ok",
                )
                if done.anew:
                    flash(_("改了日期，请马上更正公告：提前的天数从更正公告公开起重新算。"), "warn")
                return redirect(url_for(".decide", open_day_id=open_day_id), 303)
            if not means.lawful:
                _too_near(form, means.earliest)
        except DomainError as refusal:
            _blame(form, refusal)
    faulty = bool(form.errors or form.form_errors)
    page = render_template(
        "open_day/move.html",
        shown=shown,
        session=session,
        when=messages.when(session.starts_at, session.ends_at),
        who=who,
        form=form,
        means=means if not faulty else None,
        notice=packs.values_of(g.campaign).notice,
        again=g.campaign.pack.rule("OD-03.again_when_moved"),
        full_day=messages.day_and_weekday,
    )
    return page, 422 if faulty else 200


def _too_near(form: MoveForm, earliest: date | None) -> None:
    form.day.errors = [
        _(
            "改了日期要重新公告，提前的天数从更正公告公开起重新算：今天公开，最早 %(earliest)s。",
            earliest=messages.day_and_weekday(earliest) if earliest else "",
        )
    ]


def _now_at(session: booking.SessionView) -> dict[str, Any]:
    starts, ends = clock.local(session.starts_at), clock.local(session.ends_at)
    return {
        "day": starts.date(),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "place": session.place,
    }


def _command(session_id: int, form: MoveForm) -> MoveSession:
    day = form.day.data
    assert day is not None

    def at(text: str) -> datetime:
        return datetime.combine(day, time.fromisoformat(text), clock.SHANGHAI)

    return MoveSession(
        session_id=session_id,
        starts_at=at(form.starts.data or ""),
        ends_at=at(form.ends.data or ""),
        place=form.place.data or "",
        reason=form.reason.data or "",
    )


def _others(shown: PublicOpenDay, who: WhoIsTold) -> list[tuple[booking.SessionView, str, int]]:
    return [(s, messages.when(s.starts_at, s.ends_at), open_places(shown.event, s)) for s in who.others]


def _blame(form: Any, refusal: DomainError) -> None:
    if isinstance(refusal, (NotFound, NotAllowed)):
        raise refusal
    name = getattr(refusal, "field", None) or ""
    name = {"starts_at": "day"}.get(name, name)
    if name in form:
        form[name].errors = [*form[name].errors, words(refusal)]
    else:
        form.form_errors = [*form.form_errors, words(refusal)]
