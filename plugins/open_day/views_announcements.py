"""The announcement's pages for staff: the check with the chain and the time line, the form, the roster."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import (
    DomainError,
    NotAllowed,
    NotFound,
    clock,
    needs,
    opinions,
    pictures,
    publishing,
    timeline,
    words,
)

from . import chain, messages
from . import pack as packs
from .forms import SubmitForm
from .forms_announcement import AnnouncementForm, announcement_form
from .opinions import CODE
from .rules.dates import earliest_open_day, latest_publish_day
from .rules.sessions import common
from .rules.taking_part import categories_of
from .service import announcements, places
from .service.announcements import AnnouncementView, SaveAnnouncement
from .service.freezing import SessionDraft
from .views_staff import Page, inbox_of, lines_of, staff


@staff.post("/plans/<int:plan_id>/announcement")
@needs("open_day.edit")
def start_announcement(plan_id: int) -> Page:
    """Draft the announcement from the approved plan."""
    open_day_id = announcements.start_announcement(g.campaign, plan_id, actor=g.actor, now=clock.now())
    return redirect(url_for(".announcement", open_day_id=open_day_id), 303)


@staff.get("/announcements/<int:open_day_id>")
@needs("open_day.see")
def announcement(open_day_id: int) -> Page:
    """The check of an announcement, the chain, and the time line."""
    view = _announcement(open_day_id)
    return _show_announcement(view)


def _show_announcement(view: AnnouncementView, refusal: str = "", status: int = 200) -> Page:
    values = packs.values_of(g.campaign)
    other = [f for f in view.check.findings if not f.code.startswith("OD-04.")]
    broken = {f.code for f in other}
    kept = [
        rule_id
        for rule_id, rule in (
            ("OD-08", values.refused_names),
            ("OD-05", values.min_people),
            ("OD-09", values.dialogue),
            ("OD-06", values.eligibility),
            ("OD-03", values.notice),
        )
        if rule is not None and rule_id not in broken
    ]
    return (
        render_template(
            "open_day/announcement.html",
            view=view,
            title=messages.phrases(view.content.title, view.department),
            rows=[(item, [messages.told(f) for f in item.findings]) for item in view.check.items],
            item_states=messages.ITEM_STATES,
            notes=[(f, messages.told(f), messages.cited(f)) for f in other],
            kept=kept,
            line=_line(view),
            pace=_pace(view),
            may_edit=announcements.may_edit(view, g.actor),
            may_roster=view.published_at is not None
            and g.actor.can(places.ROSTER, department_id=view.department_id, campaign_id=g.campaign.id),
            opinion_counts=opinions.counts_for(CODE, view.id) if view.published_at is not None else None,
            opinions_url=inbox_of(view.id),
            values=values,
            rooms=[(s, common(s.capacity, s.quotas)) for s in view.content.sessions],
            needs=messages.NEEDS,
            refusal=refusal,
            submit_form=SubmitForm(),
            waivers=publishing.waivers(chain.ANNOUNCEMENT.code, view.id),
            may_except=g.actor.can(
                "publishing.make_exception", department_id=view.department_id, campaign_id=g.campaign.id
            ),
            kind=chain.ANNOUNCEMENT.code,
            happened=publishing.happened(chain.ANNOUNCEMENT.code, view.id),
            steps=_steps(view),
            chain_rule=g.campaign.pack.rule("PB-01"),
            returned=view.document.returned if view.document else None,
        ),
        status,
    )


@staff.route("/announcements/<int:open_day_id>/edit", methods=["GET", "POST"])
@needs("open_day.edit")
def edit_announcement(open_day_id: int) -> Page:
    """Change the draft; a row for one more session is added without losing anything."""
    view = _announcement(open_day_id)
    if not announcements.may_edit(view, g.actor):
        return redirect(url_for(".announcement", open_day_id=open_day_id), 303)
    drawer = pictures.pictures_of(view.department_id)
    choices = [*view.content.pictures, *(picture.id for picture in drawer)]
    categories = categories_of(packs.values_of(g.campaign))
    form = announcement_form(
        view.item_names,
        categories,
        dict.fromkeys(choices),
        data=_form_data(view, categories) if request.method == "GET" else None,
    )
    if "add_session" in request.form:
        last = form.sessions.entries[-1].form
        if len(form.sessions.entries) < form.sessions.max_entries:
            form.sessions.append_entry({"place": last.place.data, "day": last.day.data})
        return _render_announcement_form(form, view)
    if "remove_session" in request.form:
        form.sessions.entries = [
            entry for entry in form.sessions.entries if entry.name != request.form["remove_session"]
        ]
        if not form.sessions.entries:
            form.sessions.append_entry()
        return _render_announcement_form(form, view)
    if request.method == "POST" and form.validate_on_submit():
        try:
            announcements.save_announcement(
                g.campaign, open_day_id, _announcement_command(form, view), actor=g.actor, now=clock.now()
            )
        except DomainError as error:
            if isinstance(error, (NotFound, NotAllowed)):
                raise
            field = getattr(error, "field", None)
            if field and field in form:
                form[field].errors = [words(error)]
            else:
                form.form_errors.append(words(error))
            return _render_announcement_form(form, view), 422
        flash(_("已保存，检查结果在下面。"), "ok")
        return redirect(url_for(".announcement", open_day_id=open_day_id), 303)
    return _render_announcement_form(form, view), (422 if request.method == "POST" else 200)


def _render_announcement_form(form: AnnouncementForm, view: AnnouncementView) -> str:
    hints = {
        f.item: messages.told(f) for f in view.check.findings if f.item and f.code.startswith("OD-")
    } if request.method == "GET" else {}  # fmt: skip
    return render_template(
        "open_day/announcement_form.html",
        form=form,
        view=view,
        hints=hints,
        values=packs.values_of(g.campaign),
        gate_list=view.gate_list,
        drawer=pictures.items([int(field.name.removeprefix("picture-")) for field in form.picture_fields()]),
        action=url_for(".edit_announcement", open_day_id=view.id),
    )


@staff.post("/announcements/<int:open_day_id>/submit")
@needs("open_day.edit")
def submit_announcement(open_day_id: int) -> Page:
    """Send the announcement into the chain."""
    view = _announcement(open_day_id)
    form = SubmitForm()
    if not form.validate_on_submit():
        return _show_announcement(view, status=422)
    try:
        announcements.submit_announcement(
            g.campaign, open_day_id, actor=g.actor, now=clock.now(), correction=form.correction.data or ""
        )
    except DomainError as error:
        if isinstance(error, (NotFound, NotAllowed)):
            raise
        return _show_announcement(view, words(error), 422)
    flash(_("已送审，下一步是初审。"), "ok")
    return redirect(url_for(".announcement", open_day_id=open_day_id), 303)


def _announcement(open_day_id: int) -> AnnouncementView:
    return announcements.view_announcement(g.campaign, open_day_id, actor=g.actor, now=clock.now())


def _form_data(view: AnnouncementView, categories: Sequence[str]) -> dict[str, Any]:
    content = view.content
    sessions = []
    for session in content.sessions:
        places_of = dict(session.quotas)
        kept = {f"quota_{n}": places_of.get(name) for n, name in enumerate(categories)}
        sessions.append({**session.__dict__, **kept})
    fields: dict[str, Any] = {
        "title": content.title,
        "doc_number": content.doc_number,
        "companions": content.companions,
        "offer_hours": content.offer_hours,
        "needs": list(content.needs),
        "opens_at": content.opens_at,
        "closes_at": content.closes_at,
        "sessions": sessions or [{}],
    }
    for item in view.check.items:
        fields[f"item-{item.key}"] = content.items.get(item.name, "")
    for place, picture_id in enumerate(content.pictures, 1):
        fields[f"picture-{picture_id}"] = place
    return fields


def _announcement_command(form: AnnouncementForm, view: AnnouncementView) -> SaveAnnouncement:
    sessions = [entry.form for entry in form.sessions.entries if not entry.form.is_empty]
    return SaveAnnouncement(
        title=form.title.data.strip(),
        doc_number=(form.doc_number.data or "").strip(),
        items={item.name: lines_of(form[f"item-{item.key}"].data) for item in view.check.items},
        sessions=tuple(
            SessionDraft(
                title=(s.title.data or "").strip() or _("第 %(n)s 场", n=n),
                day=s.day.data,
                starts=s.starts.data,
                ends=s.ends.data,
                place=(s.place.data or "").strip(),
                capacity=s.capacity.data,
                recommended=s.recommended.data or 0,
                quotas=s.quotas(),
            )
            for n, s in enumerate(sessions, 1)
        ),
        companions=form.companions.data or 0,
        offer_hours=form.offer_hours.data or 0,
        needs=tuple(form.needs.data or ()),
        opens_at=form.opens_at.data,
        closes_at=form.closes_at.data,
        pictures=form.chosen_pictures,
    )


def _line(view: AnnouncementView) -> timeline.Timeline | None:
    """The drawing 照这个节奏，来得及吗."""
    if not view.milestones:
        return None
    today = clock.today()
    marks = []
    by_code = {m.code: m for m in view.milestones}
    for m in view.milestones:
        if m.code == "open_day":
            kind: timeline.Kind = "day"
        elif m.code in ("plan_filed", "published"):
            kind = "done"
        elif m.code in ("plan_due", "publish_by") and m.day < today:
            kind = "late"
        else:
            kind = "due"
        marks.append(timeline.Milestone(m.day, messages.by_code(messages.MILESTONES, m.code), kind))
    span = None
    notice = packs.values_of(g.campaign).notice
    start = by_code.get("publish_by")
    if notice is not None and start is not None:
        words_ = ngettext("不少于 %(num)d 天", "不少于 %(num)d 天", notice.value.n)
        span = timeline.Span(start.day, by_code["open_day"].day, words_)
    return timeline.layout(marks, today, span, day_text=messages.short_day)


def _steps(view: AnnouncementView) -> list[dict[str, Any]]:
    """The chain to draw: who and when, and how long the step at hand has been waiting."""
    if view.document is None:
        return []
    drawn = []
    for step in view.document.steps:
        waits = step.state == "now" and view.document.under_way
        drawn.append(
            {
                "code": step.code,
                "name": str(messages.STEPS.get(step.code, step.code)),
                "state": step.state,
                "who": step.who,
                "way": step.way,
                "when": messages.moment(step.at) if step.at else "",
                "when_iso": step.at.isoformat() if step.at else "",
                "note": _("%(since)s 送来", since=messages.moment(view.document.waiting_since))
                if waits
                else "",
            }
        )
    return drawn


def _pace(view: AnnouncementView) -> str:
    """One sentence under the time line: what publishing today allows, and the last day to publish."""
    notice = packs.values_of(g.campaign).notice
    first: date | None = view.first_day
    if notice is None or first is None or view.published_at is not None:
        return ""
    today = clock.today()
    workday = g.campaign.calendar.is_working_day
    earliest = earliest_open_day(today, notice.value, workday)
    latest = latest_publish_day(first, notice.value, workday)
    return _(
        "今天公开，最早 %(earliest)s 可以开放（OD-03）；%(latest)s 以后公开，%(day)s 就开不成",
        earliest=messages.short_day(earliest),
        latest=messages.short_day(latest),
        day=messages.short_day(first),
    )
