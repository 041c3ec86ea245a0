"""Who comes to a meeting: the list, booking for somebody, one booking, the door, the minutes."""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.api import DomainError, NotAllowed, NotFound, booking_pages, clock, needs, personal, words

from . import wording_meetings
from .forms_meetings import (
    ForSomebodyForm,
    LetInForm,
    LookUpForm,
    MinutesForm,
    PaperAnswerForm,
    PressForm,
    fitted,
)
from .permissions import MEET
from .service import keeping_meetings, meeting_door, meeting_places, minutes
from .service.meeting_places import Wish
from .service.telling_meetings import TICKET
from .views_meetings_staff import blame
from .views_staff import Page, staff


# ── the list, and booking for somebody ──────────────────────────────────────────────────────────────────────────────
@staff.get("/meetings/<int:meeting_id>/people")
@needs(MEET)
def meeting_people(meeting_id: int) -> Page:
    """Who has a place, who waits; the look is on record. It prints as the gate list."""
    found = meeting_places.roster(g.campaign, meeting_id, actor=g.actor, now=clock.now())
    return render_template(
        "decisions/meetings_people.html",
        found=found,
        shown=found.shown,
        needs=wording_meetings.NEEDS,
        undrawn=found.shown.event.undrawn,
        may_call=g.actor.can("delivery.call"),
        now=clock.now(),
    )


@staff.route("/meetings/<int:meeting_id>/book", methods=["GET", "POST"])
@needs(MEET)
def meeting_book_for(meeting_id: int) -> Page:
    """Book for somebody; the notice is read aloud."""
    now = clock.now()
    shown = meeting_places.for_clerk(g.campaign, meeting_id, g.actor)
    form = fitted(ForSomebodyForm, shown.told.companions, shown.told.gate_list)
    if form.validate_on_submit():
        wish = Wish(
            meeting_id, form.phone.data or "", form.call_name.data or "", form.key.data, now,
            full_name=form.full_name.data if "full_name" in form else "",
            party=form.party.data if "party" in form else 1,
            needs=form.needs, reach=form.reach.data, contact=form.contact.data or "",
            notice_read=bool(form.notice.data),
        )  # fmt: skip
        try:
            got = meeting_places.book_for(g.campaign, wish, actor=g.actor, now=now)
            flash(_("已登记，编号 %(number)s。", number=got.number), "ok")
            return redirect(url_for(".meeting_booking", meeting_id=meeting_id, booking_id=got.id), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as problem:
            blame(form, problem)
    names = (keeping_meetings.NOTICE, keeping_meetings.GATE_NOTICE)
    page = render_template(
        "decisions/meetings_book_for.html",
        form=form,
        shown=shown,
        notices=[
            personal.notice(name, who=shown.department, pack=g.campaign.pack)
            for name in (names if shown.told.gate_list else names[:1])
        ],
    )
    return page, 422 if request.method == "POST" else 200


@staff.get("/meetings/<int:meeting_id>/people/<int:booking_id>")
@needs(MEET)
def meeting_booking(meeting_id: int, booking_id: int) -> Page:
    """One booking, with what the clerk can do for its holder; it prints as a ticket."""
    return _booking(meeting_id, booking_id)


def _booking(meeting_id: int, booking_id: int, refusal: DomainError | None = None) -> Page:
    shown, got = meeting_places.held(g.campaign, meeting_id, booking_id, actor=g.actor, now=clock.now())
    entered = shown.event.undrawn and got.state == "waiting"
    page = render_template(
        "decisions/meetings_booking.html",
        shown=shown,
        got=got,
        state=wording_meetings.ENTERED if entered else booking_pages.STATES[got.state],
        refusal=words(refusal) if refusal else "",
        qr=booking_pages.qr_of(booking_pages.manage_url(TICKET, got.token, g.campaign.slug, "zh")),
        when=wording_meetings.when(got.session.starts_at, got.session.ends_at),
        needs=wording_meetings.NEEDS,
    )
    return page, (refusal.status if refusal else 200)


@staff.post("/meetings/<int:meeting_id>/people/<int:booking_id>/<any(cancel, accept):what>")
@needs(MEET)
def meeting_settle_for(meeting_id: int, booking_id: int, what: str) -> Page:
    """Cancel for somebody, or take the place that is kept for them."""
    if not PressForm().validate_on_submit():
        return _booking(meeting_id, booking_id)
    try:
        meeting_places.settle_for(g.campaign, meeting_id, booking_id, what, actor=g.actor, now=clock.now())
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        return _booking(meeting_id, booking_id, problem)
    flash(_("已取消。") if what == "cancel" else _("位子定下来了。"), "ok")
    return redirect(url_for(".meeting_booking", meeting_id=meeting_id, booking_id=booking_id), 303)


# ── the door ────────────────────────────────────────────────────────────────────────────────────────────────────────
@staff.route("/meetings/<int:meeting_id>/door", methods=["GET", "POST"])
@needs(MEET)
def meeting_door_page(meeting_id: int) -> Page:
    """Look somebody up by scanned code, number or last digits; who came so far."""
    now = clock.now()
    door = meeting_door.open_door(g.campaign, meeting_id, actor=g.actor, now=now)
    form = LookUpForm()
    found: tuple[meeting_door.Found, ...] | None = None
    if form.validate_on_submit():
        try:
            found = meeting_door.look_up(door, form.text.data or "", actor=g.actor, now=now)
        except DomainError as problem:
            blame(form, problem)
    page = render_template(
        "decisions/meetings_door.html",
        door=door,
        shown=door.shown,
        form=form,
        found=found,
        walk_in=LetInForm(formdata=None),
        key=secrets.token_hex(12),
        cards=wording_meetings.DOOR,
        when=wording_meetings.when(door.shown.session.starts_at, door.shown.session.ends_at),
    )
    return page, 422 if form.errors else 200


@staff.post("/meetings/<int:meeting_id>/door/in")
@needs(MEET)
def meeting_let_in(meeting_id: int) -> Page:
    """Let somebody in, with or without a booking."""
    form = LetInForm()
    back = redirect(url_for(".meeting_door_page", meeting_id=meeting_id), 303)
    if not form.validate_on_submit():
        flash(next((e for field in form for e in field.errors), _("没有送到，请再试一次。")), "stop")
        return back
    shown = str(form.booking.data or "")
    try:
        came = meeting_door.let_in(
            g.campaign, meeting_id, key=form.key.data or "", people=form.people.data or 1,
            booking_id=int(shown) if shown.isdigit() else None, actor=g.actor, now=clock.now(),
        )  # fmt: skip
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        flash(words(problem), "stop")
        return back
    at = wording_meetings.hour(came.at)
    if came.outcome == "in":
        flash(_("已签到，%(people)s 人，%(at)s。", people=came.people, at=at), "ok")
    elif came.outcome == "duplicate":
        flash(
            _(
                "已经签到过了：%(at)s，%(people)s 人，经手人 %(who)s。",
                at=at,
                people=came.people,
                who=came.by,
            ),
            "warn",
        )
    else:
        flash(_("这份报名现在没有位子，不能进。"), "stop")
    return back


@staff.post("/meetings/<int:meeting_id>/door/undo")
@needs(MEET)
def meeting_undo(meeting_id: int) -> Page:
    """Take an arrival back."""
    try:
        if PressForm().validate_on_submit():
            arrival = request.form.get("arrival", 0, int)
            meeting_door.undo(g.campaign, meeting_id, arrival, actor=g.actor, now=clock.now())
            flash(_("已撤销。"), "ok")
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        flash(words(problem), "stop")
    return redirect(url_for(".meeting_door_page", meeting_id=meeting_id), 303)


# ── the minutes ─────────────────────────────────────────────────────────────────────────────────────────────────────
@staff.route("/meetings/<int:meeting_id>/minutes", methods=["GET", "POST"])
@needs(MEET)
def meeting_minutes(meeting_id: int) -> Page:
    """Write the minutes; who was present and what they said of them."""
    form = MinutesForm()
    if form.validate_on_submit():
        try:
            version = int(form.version.data) if str(form.version.data).isdigit() else 0
            minutes.save(
                g.campaign, meeting_id, version, form.text.data or "", actor=g.actor, now=clock.now()
            )
            flash(_("纪要已保存。"), "ok")
            return redirect(url_for(".meeting_minutes", meeting_id=meeting_id), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as problem:
            blame(form, problem)
    return _minutes(meeting_id, form=form if request.method == "POST" else None)


def _minutes(
    meeting_id: int,
    *,
    form: MinutesForm | None = None,
    paper: PaperAnswerForm | None = None,
    refusal: DomainError | None = None,
) -> Page:
    now = clock.now()
    view = minutes.view(g.campaign, meeting_id, actor=g.actor, now=now)
    paper = paper or PaperAnswerForm(formdata=None)
    paper.who.choices = _signers(view)
    page = render_template(
        "decisions/meetings_minutes.html",
        view=view,
        shown=view.shown,
        form=form or MinutesForm(formdata=None, data={"text": view.text, "version": str(view.version)}),
        paper=paper,
        refusal=words(refusal) if refusal else "",
        state=wording_meetings.MINUTES_STATES[view.state],
        verdicts=wording_meetings.VERDICTS,
        moment=wording_meetings.moment,
        early=view.shown.session.starts_at > now,
    )
    wrong = refusal is not None or (form is not None and form.errors) or paper.errors
    return page, (refusal.status if refusal else 422 if wrong else 200)


def _signers(view: minutes.MinutesView) -> list[tuple[int, str]]:
    found = [(p.booking_id, f"{p.number} {p.call_name}") for p in view.present]
    return [*found, (0, _("没有报名、当天来的人"))] if view.walk_ins else found


@staff.post("/meetings/<int:meeting_id>/minutes/<any(send, close):what>")
@needs(MEET)
def meeting_minutes_act(meeting_id: int, what: str) -> Page:
    """Send the minutes to those who were present, or end the confirming."""
    version = request.form.get("version", 0, int)
    if not PressForm().validate_on_submit():
        return _minutes(meeting_id)
    try:
        if what == "send":
            told = minutes.send(g.campaign, meeting_id, version, actor=g.actor, now=clock.now())
            flash(_("纪要已送出，通知 %(count)s 份报名。没有短信的人在电话通知清单里。", count=told), "ok")
        else:
            minutes.close(g.campaign, meeting_id, version, actor=g.actor, now=clock.now())
            flash(_("确认已结束。纪要和意见采纳情况一起公开。"), "ok")
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        return _minutes(meeting_id, refusal=problem)
    return redirect(url_for(".meeting_minutes", meeting_id=meeting_id), 303)


@staff.post("/meetings/<int:meeting_id>/minutes/paper")
@needs(MEET)
def meeting_minutes_paper(meeting_id: int) -> Page:
    """Enter what somebody signed on paper."""
    form: Any = PaperAnswerForm()
    form.who.choices = _signers(minutes.view(g.campaign, meeting_id, actor=g.actor, now=clock.now()))
    if form.validate_on_submit():
        try:
            minutes.answer_on_paper(
                g.campaign, meeting_id, form.who.data or None, form.verdict.data, form.remark.data or "",
                actor=g.actor, now=clock.now(),
            )  # fmt: skip
            flash(_("已登记纸质确认。"), "ok")
            return redirect(url_for(".meeting_minutes", meeting_id=meeting_id), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as problem:
            blame(form, problem)
    return _minutes(meeting_id, paper=form)
