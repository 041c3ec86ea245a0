"""Ticking the channels through which an announcement was made known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import Length, Optional

from core.api import DomainError, Invalid, NotAllowed, NotFound, clock, needs, words

from .forms import DayField, trimmed
from .service import announcements, channels
from .service.channels import ChannelNote
from .views_staff import Page, staff
from .wording_check import CHANNELS


@staff.context_processor
def about_channels() -> dict[str, Any]:
    """`channels_of(id)`, `may_note_channels(id)` and `channel_names` for the announcement's page."""
    return {
        "channels_of": channels.channels_of,
        "channel_names": CHANNELS,
        "may_note_channels": lambda open_day_id: channels.may_note(open_day_id, g.campaign, g.actor),
    }


def channels_form(notes: Iterable[ChannelNote] = ()) -> FlaskForm:
    """A tick, a day, an address and a name for each channel: `on-portal`, `day-portal`, `url-portal`, `note-portal`."""

    class Channels(FlaskForm):
        pass

    for code, name in CHANNELS.items():
        setattr(Channels, f"on-{code}", BooleanField(name))
        setattr(Channels, f"day-{code}", DayField(_l("发布日期")))
        link = StringField(_l("链接"), [Optional(), Length(max=500)], filters=[trimmed])
        setattr(Channels, f"url-{code}", link)
        which = StringField(_l("哪一家、哪一处"), [Optional(), Length(max=120)], filters=[trimmed])
        setattr(Channels, f"note-{code}", which)
    data: dict[str, Any] = {}
    for note in notes:
        data |= {f"on-{note.code}": True, f"day-{note.code}": note.day}
        data |= {f"url-{note.code}": note.url, f"note-{note.code}": note.note}
    return Channels(data=data)


@staff.route("/announcements/<int:open_day_id>/channels", methods=["GET", "POST"])
@needs("open_day.see")
def edit_channels(open_day_id: int) -> Page:
    """Tick, date and link; nothing here stops anything."""
    view = announcements.view_announcement(g.campaign, open_day_id, actor=g.actor, now=clock.now())
    if not channels.may_note(open_day_id, g.campaign, g.actor):
        raise NotAllowed
    form = channels_form(channels.channels_of(open_day_id) if request.method == "GET" else ())
    if request.method == "POST" and form.validate_on_submit():
        try:
            notes = _notes(form)
            channels.save_channels(g.campaign, open_day_id, notes, actor=g.actor, now=clock.now())
            flash(_("已登记发布渠道。"), "ok")
            return redirect(url_for(".announcement", open_day_id=open_day_id, _anchor="channels"), 303)
        except DomainError as refusal:
            if isinstance(refusal, (NotFound, NotAllowed)):
                raise
            field = getattr(refusal, "field", None)
            if field in form:
                form[field].errors = [*form[field].errors, words(refusal)]
            else:
                form.form_errors.append(words(refusal))
    page = render_template(
        "open_day/channels.html", form=form, view=view, names=CHANNELS, today=clock.today().isoformat()
    )
    return page, (422 if request.method == "POST" else 200)


def _notes(form: FlaskForm) -> list[ChannelNote]:
    notes = []
    for code in CHANNELS:
        if not form[f"on-{code}"].data:
            continue
        day = form[f"day-{code}"].data
        if day is None:
            raise Invalid("open_day.channel_day", field=f"day-{code}")
        notes.append(ChannelNote(code, day, form[f"url-{code}"].data or "", form[f"note-{code}"].data or ""))
    return notes
