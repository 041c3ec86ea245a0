"""Staff pages of campaigns: the list, one campaign, its states, its plugins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, session, url_for
from flask_babel import gettext as _

from core.base import clock
from core.base.access import needs
from core.base.errors import DomainError, NotFound
from core.base.registry import registry
from core.base.wording import phrase, words
from core.campaigns import rules, service
from core.campaigns.activity_lines import activity_lines, department_names
from core.campaigns.contracts import CampaignFile
from core.campaigns.forms import PlainForm, ReasonForm, blame
from core.campaigns.messages import MOVES, STATES, rule_words
from core.campaigns.service import copying
from core.campaigns.service import reading as readings
from core.plugin.contracts import Blocker, Campaign

staff = Blueprint("campaigns_staff", __name__, template_folder="templates")


@dataclass(frozen=True)
class DutyLine:
    """A row of the table of deadlines: what, its day if it comes to one, the term in words, how many days are left."""

    what: str
    day: date | None
    term: str
    left: int | None
    sender: str
    receiver: str
    sentence: str
    rule_id: str = ""


@staff.get("/campaigns")
@needs("campaigns.view")
def campaigns() -> Any:
    """Every campaign, newest first."""
    found = service.all_campaigns()
    manages = g.actor.can("campaigns.manage")
    return render_template(
        "campaigns/campaigns.html",
        campaigns=found,
        units=service.participant_counts(),
        waiting=readings.open_readings(actor=g.actor) if manages else [],
        states=STATES,
    )


@staff.get("/campaigns/<slug>")
@needs("campaigns.view")
def campaign(slug: str) -> Any:
    """One campaign with all its parts."""
    file, view = opened(slug)
    session["campaign"] = slug
    names = department_names()
    following = rules.NEXT_STATE.get(file.state)
    manages = g.actor.can("campaigns.manage")
    return render_template(
        "campaigns/campaign.html",
        file=file,
        view=view,
        names=names,
        activities=activity_lines(file, names),
        checks=copying.open_checks(file.id),
        units=[(i, names.get(i, "")) for i in file.department_ids],
        duties=duty_lines(file, view),
        blockers=told_blockers(view, following) if following and manages else [],
        following=following,
        moves=MOVES,
        state=STATES[file.state],
        plugins=plugin_lines(file),
        editable=manages and file.state != "archived",
    )


@staff.route("/campaigns/<slug>/state/<wanted>", methods=["GET", "POST"])
@needs("campaigns.manage")
def move(slug: str, wanted: str) -> Any:
    """Ask, listing what stands in the way, then move."""
    file, view = opened(slug)
    if wanted not in MOVES:
        raise NotFound()
    if not rules.may_follow(file.state, wanted):
        flash(phrase("campaign_state"), "warn")
        return redirect(url_for(".campaign", slug=slug), 303)
    form, status = PlainForm(), 200
    _button, question, consequence, done = MOVES[wanted]
    if form.validate_on_submit():
        try:
            service.move_campaign(slug, wanted, actor=g.actor, now=clock.now())
            flash(str(done), "ok")
            return redirect(url_for(".campaign", slug=slug), 303)
        except DomainError as refusal:
            blame(form, refusal)
            status = 422
    return (
        render_template(
            "campaigns/move.html",
            form=form,
            file=file,
            question=question,
            consequence=consequence,
            button=MOVES[wanted][0],
            wanted=wanted,
            blockers=told_blockers(view, wanted),
        ),
        status,
    )


@staff.route("/campaigns/<slug>/plugins/<name>/off", methods=["GET", "POST"])
@needs("campaigns.plugins")
def plugin_off(slug: str, name: str) -> Any:
    """Ask for the reason, then leave the plugin out of this campaign."""
    file, _view = opened(slug)
    form, status = ReasonForm(), 200
    line = next((line for line in plugin_lines(file) if line["name"] == name), None)
    if line is None:
        raise NotFound()
    if form.is_submitted():
        status = 422
    if form.validate_on_submit():
        try:
            service.switch_plugin(slug, name, False, form.reason.data or "", actor=g.actor, now=clock.now())
            flash(_("这届活动不再用“%(title)s”。已有的内容都留着。", title=line["title"]), "ok")
            return redirect(url_for(".campaign", slug=slug, _anchor="plugins"), 303)
        except DomainError as refusal:
            blame(form, refusal)
    return render_template("campaigns/plugin_off.html", form=form, file=file, line=line), status


@staff.post("/campaigns/<slug>/plugins/<name>/on")
@needs("campaigns.plugins")
def plugin_on(slug: str, name: str) -> Any:
    """Take the plugin in again."""
    try:
        service.switch_plugin(slug, name, True, "", actor=g.actor, now=clock.now())
        flash(_("已启用，原来的内容都在。"), "ok")
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        flash(words(refusal), "stop")
    return redirect(url_for(".campaign", slug=slug, _anchor="plugins"), 303)


def opened(slug: str) -> tuple[CampaignFile, Campaign]:
    """A campaign with its parts, and its view with pack and calendar. Raises NotFound."""
    file = service.campaign_file(slug)
    return file, service.campaign_by_id(file.id)


def duty_lines(file: CampaignFile, view: Campaign) -> list[DutyLine]:
    """The notice's deadlines, those with a day first; without any, the pack's fixed days."""
    today = clock.today()
    lines = []
    for duty in file.duties:
        day = service.day_of(view, duty.day, duty.rule)
        left = (day - today).days if day else None
        term = "" if duty.day else rule_words(duty.rule)
        lines.append(DutyLine(duty.what, day, term, left, duty.sender, duty.receiver, duty.sentence))
    if not lines:
        lines = [
            DutyLine(d.title, d.day, "", (d.day - today).days, "", "", "", d.rule_id)
            for d in service.deadlines_of(view)
        ]
    return sorted(lines, key=lambda line: (line.day is None, line.day or date.max))


def told_blockers(view: Campaign, wanted: str) -> list[tuple[str, Blocker]]:
    """What stands in the way, each with its sentence."""
    found = service.state_blockers(view, wanted, now=clock.now())
    return [(phrase(blocker.code, blocker.params), blocker) for blocker in found]


def plugin_lines(file: CampaignFile) -> list[dict[str, Any]]:
    """The plugins a campaign may use: name, title, summary, state and reason."""
    return [
        {
            "name": plugin.name,
            "title": str(plugin.info.title),
            "summary": str(plugin.info.summary),
            "quarantined": plugin.quarantined,
            "off": plugin.name in file.plugins_off,
            "reason": file.plugins_off.get(plugin.name, ""),
        }
        for plugin in registry().host.plugins.values()
        if not plugin.is_room and plugin.info.scope == "campaign" and (plugin.enabled or plugin.quarantined)
    ]
