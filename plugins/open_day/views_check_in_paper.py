"""The printed roster, keyed in afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core.api import Invalid, clock, needs, words

from . import wording_door
from .door_at_hand import BASE, categories, door_at, eligibility
from .forms_check_in import PaperForm, paper_form
from .service import check_in
from .service.check_in import Act, Found
from .views_staff import Page, staff


@staff.route(f"{BASE}/paper", methods=["GET", "POST"])
@needs(check_in.CHECK_IN)
def check_in_paper(open_day_id: int) -> Page:
    """A list with a box and a number for everybody who was on the printed roster, and the true time."""
    now = clock.now()
    door = door_at(open_day_id)
    sessions = {s.id: s for s in door.event.sessions if s.starts_at <= now}
    wanted = request.values.get("session", type=int)
    chosen = sessions.get(wanted or 0) or (
        max(sessions.values(), key=lambda s: s.starts_at) if sessions else None
    )
    people = [
        check_in.find(door, p, None)
        for p in (check_in.expected(door, actor=g.actor, now=now) if chosen else ())
        if chosen and p.session.id == chosen.id and p.state == "booked"
    ]
    people.sort(key=lambda one: one.person.number)
    form = paper_form([(one.person.id, one.person.party) for one in people if one.came is None])
    form.category.choices = categories()
    if request.method == "GET":
        form.category.data = form.category.choices[-1][0]
        form.at.data = clock.local(chosen.starts_at).time() if chosen else None
    rule = eligibility()
    if chosen and form.validate_on_submit():
        if rule and not form.confirmed.data:
            form.confirmed.errors = [words(Invalid("open_day.door_unconfirmed"))]
        else:
            at = datetime.combine(clock.local(chosen.starts_at).date(), form.at.data, clock.SHANGHAI)
            done = _key_in(open_day_id, form, people, chosen.id, at, now)
            if done is not None:
                return done
    return render_template(
        "open_day/check_in_paper.html",
        door=door,
        form=form,
        people=people,
        chosen=chosen,
        sessions=sorted(sessions.values(), key=lambda s: s.ordinal),
        checked=wording_door.checked_words(rule) if rule else "",
    ), (422 if request.method == "POST" else 200)


def _key_in(
    open_day_id: int, form: PaperForm, people: list[Found], session_id: int, at: datetime, now: datetime
) -> Response | None:
    """Enter what was ticked; None when something was refused and is told on the form."""
    common: dict[str, Any] = {"at": at, "confirmed": bool(form.confirmed.data), "way": "paper", "away": True}
    acts = []
    for one in people:
        if one.came is None and form.line(one.person.id)[0].data:
            count = form.line(one.person.id)[1].data or one.person.party
            key = f"{form.key.data}-{one.person.id}"
            acts.append(Act("arrive", key, booking=one.person.id, people=count, **common))
    if form.walk_ins.data:
        acts.append(
            Act(
                "walk_in",
                f"{form.key.data}-w",
                session_id=session_id,
                people=form.walk_ins.data,
                category=form.category.data or "",
                **common,
            )
        )
    count, refused = check_in.key_in(g.campaign, open_day_id, acts, actor=g.actor, now=now)
    if refused:
        form.form_errors = list(dict.fromkeys(words(error) for _act, error in refused))
        return None
    flash(ngettext("已登记 %(num)d 人到场。", "已登记 %(num)d 人到场。", count), "ok")
    return redirect(url_for(".check_in_paper", open_day_id=open_day_id, session=session_id), 303)
