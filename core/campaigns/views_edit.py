"""Staff pages that change a campaign, part by part; the version seen on the page guards against overwriting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.base import clock
from core.base.access import needs
from core.base.errors import DomainError, Invalid, RuleBroken
from core.campaigns import rules, service
from core.campaigns.activity_lines import department_names
from core.campaigns.contracts import ActivityDraft, CampaignDraft, CampaignFile, DutyDraft
from core.campaigns.forms import CampaignForm, PlainForm, blame
from core.campaigns.forms_rows import (
    ActivitiesForm,
    DutiesForm,
    WordsForm,
    activities_in,
    activity_data,
    contacts_in,
    duties_in,
    duty_data,
    with_blank,
)
from core.campaigns.service.reading import with_departments
from core.campaigns.views_notice import pack_choices
from core.users import service as users


def edit_views(staff: Blueprint) -> None:
    """Hang these pages into the staff blueprint."""
    both = ["GET", "POST"]
    staff.add_url_rule("/campaigns/new", "new", new, methods=both)
    staff.add_url_rule("/campaigns/<slug>/facts", "edit_facts", edit_facts, methods=both)
    staff.add_url_rule("/campaigns/<slug>/participants", "edit_participants", edit_participants, methods=both)
    staff.add_url_rule("/campaigns/<slug>/activities", "edit_activities", edit_activities, methods=both)
    staff.add_url_rule("/campaigns/<slug>/duties", "edit_duties", edit_duties, methods=both)
    staff.add_url_rule("/campaigns/<slug>/words", "edit_words", edit_words, methods=both)


@needs("campaigns.manage")
def new() -> Any:
    """A campaign by hand, without a notice."""
    form = CampaignForm()
    _offer(form)
    if form.validate_on_submit():
        try:
            made = service.create_campaign(_with_facts(None, form), actor=g.actor, now=clock.now())
            flash(_("已新建。下一步：选参加单位，写活动内容和期限。公众还看不到。"), "ok")
            return redirect(url_for(".campaign", slug=made.slug), 303)
        except DomainError as refusal:
            blame(form, refusal)
    status = 422 if request.method == "POST" else 200
    return render_template("campaigns/facts.html", form=form, file=None), status


@needs("campaigns.manage")
def edit_facts(slug: str) -> Any:
    """Title, days, pack and the like."""
    file = _changeable(slug)
    data = {
        **{name: getattr(file, name) or "" for name in CampaignForm()._fields if hasattr(file, name)},
        "starts_on": file.starts_on.isoformat(),
        "ends_on": file.ends_on.isoformat(),
        "host_department_id": str(file.host_department_id or ""),
        "version": file.version,
    }
    form = CampaignForm(data=data)
    _offer(form, file)
    if form.validate_on_submit():
        if file.state != "draft" and form.slug.data != file.slug:
            blame(form, Invalid("slug_fixed", field="slug"))
        else:
            saved = _save(file, form, lambda: _with_facts(file, form))
            if saved is not None:
                return saved
    status = 422 if request.method == "POST" else 200
    return render_template("campaigns/facts.html", form=form, file=file), status


@needs("campaigns.manage")
def edit_participants(slug: str) -> Any:
    """A list to tick. Filtering keeps the ticks: those out of sight travel along."""
    file = _changeable(slug)
    departments = users.all_departments(include_inactive=True)
    departments = [d for d in departments if d.active or d.id in file.department_ids]
    known = {d.id for d in departments}
    text, chosen, version = "", set(file.department_ids), str(file.version)
    form, status = PlainForm(), 200
    if request.method == "POST":
        text = request.form.get("q", "").strip()
        given = request.form.getlist("chosen") + request.form.getlist("kept")
        chosen = {int(i) for i in given if i.isascii() and i.isdecimal()} & known
        version = request.form.get("version", "")
        if "save" in request.form:
            ordered = tuple(d.id for d in departments if d.id in chosen)
            draft = replace(file.draft(), department_ids=ordered)
            saved = _save(file, form, lambda: draft, version)
            if saved is not None:
                return saved
            status = 422
    shown = [d for d in departments if not text or any(text in w for w in (d.name, d.short_name, *d.aliases))]
    hidden = sorted(chosen - {d.id for d in shown})
    return (
        render_template(
            "campaigns/participants.html",
            form=form,
            file=file,
            shown=shown,
            chosen=chosen,
            hidden_ids=hidden,
            text=text,
            total=len(departments),
            version=version,
        ),
        status,
    )


@needs("campaigns.manage")
def edit_activities(slug: str) -> Any:
    """The numbered activities."""
    file = _changeable(slug)
    names = department_names()
    rows = [
        activity_data(
            {
                "heading": a.heading, "body": a.body, "place": a.place, "periods": a.periods, "sentence": a.sentence,
                "units": "、".join(names.get(i, "") for i in a.department_ids),
            }
        )
        for a in file.activities
    ]  # fmt: skip
    form = ActivitiesForm(data={"activities": rows, "version": file.version})

    def draft() -> CampaignDraft:
        drafts = [
            ActivityDraft(
                heading=a["heading"], body=a["body"], place=a["place"], periods=tuple(a["periods"]),
                department_names=tuple(rules.names_in(a["units"])), sentence=a["sentence"],
            )
            for a in activities_in(form)
        ]  # fmt: skip
        return replace(file.draft(), activities=with_departments(drafts))

    return _rows_page(file, form, draft, "activities", "campaigns/activities.html")


@needs("campaigns.manage")
def edit_duties(slug: str) -> Any:
    """The deadlines."""
    file = _changeable(slug)
    rows = [
        duty_data(
            {
                "what": d.what, "day": d.day.isoformat() if d.day else "", "rule": d.rule, "sender": d.sender,
                "receiver": d.receiver, "sentence": d.sentence,
            }
        )
        for d in file.duties
    ]  # fmt: skip
    form = DutiesForm(data={"duties": rows, "version": file.version})

    def draft() -> CampaignDraft:
        duties = tuple(
            DutyDraft(
                what=d["what"],
                day=date.fromisoformat(d["day"]) if d["day"] else None,
                rule=d["rule"],
                sender=d["sender"],
                receiver=d["receiver"],
                sentence=d["sentence"],
            )
            for d in duties_in(form)
        )
        return replace(file.draft(), duties=duties)

    return _rows_page(file, form, draft, "duties", "campaigns/duties.html")


@needs("campaigns.manage")
def edit_words(slug: str) -> Any:
    """Slogans, requirements, contacts."""
    file = _changeable(slug)
    data = {
        "slogans": "\n".join(file.slogans),
        "requirements": "\n".join(file.requirements),
        "contacts": [dict(contact) for contact in file.contacts],
        "version": file.version,
    }
    form = WordsForm(data=data)

    def draft() -> CampaignDraft:
        kept = ("name", "phone", "email")
        return replace(
            file.draft(),
            slogans=tuple(rules.lines_of(form.slogans.data or "")),
            requirements=tuple(rules.lines_of(form.requirements.data or "")),
            contacts=tuple({k: c[k] for k in kept if c[k]} for c in contacts_in(form)),
        )

    return _rows_page(file, form, draft, "contacts", "campaigns/words.html")


def _rows_page(file: CampaignFile, form: Any, draft: Any, rows: str, template: str) -> Any:
    """A form with rows: 再加一行 shows it again with everything typed and one more row, 保存 saves."""
    status = 200
    if request.method == "POST" and "add" not in request.form:
        status = 422
        if form.validate():
            saved = _save(file, form, draft)
            if saved is not None:
                return saved
    with_blank(form, rows)
    return render_template(template, form=form, file=file), status


def _save(file: CampaignFile, form: Any, draft: Any, version: str | None = None) -> Any:
    """Save and go back to the campaign; None when refused, with the reason in the form."""
    seen = version if version is not None else str(form.version.data)
    try:
        made = service.update_campaign(
            file.slug, draft(), int(seen) if seen.isdecimal() else 0, actor=g.actor, now=clock.now()
        )
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        blame(form, refusal)
        return None
    flash(_("已保存。"), "ok")
    return redirect(url_for(".campaign", slug=made.slug), 303)


def _changeable(slug: str) -> CampaignFile:
    """Raises NotFound, RuleBroken("campaign_archived")."""
    file = service.campaign_file(slug)
    if file.state == "archived":
        raise RuleBroken("campaign_archived")
    return file


def _offer(form: CampaignForm, file: CampaignFile | None = None) -> None:
    packs = pack_choices()
    if file is not None and file.pack_id not in dict(packs):
        packs.append((file.pack_id, _("%(pack)s（不在或有错）", pack=file.pack_id)))
    form.offer(packs)
    form.host_department_id.choices = [
        ("", _l("不写")),
        *((str(d.id), d.label) for d in users.all_departments()),
    ]


def _with_facts(file: CampaignFile | None, form: CampaignForm) -> CampaignDraft:
    host = form.host_department_id.data or ""
    known = {str(d.id) for d in users.all_departments()}
    facts: dict[str, Any] = {
        "slug": form.slug.data,
        "title": form.title.data,
        "theme": form.theme.data or "",
        "starts_on": date.fromisoformat(form.starts_on.data or ""),
        "ends_on": date.fromisoformat(form.ends_on.data or ""),
        "pack_id": form.pack_id.data,
        "edition": int(form.edition.data) if form.edition.data else None,
        "form": form.form.data or "",
        "summary": form.summary.data or "",
        "issuer": form.issuer.data or "",
        "number": form.number.data or "",
        "host_department_id": int(host) if host in known else None,
    }
    return CampaignDraft(**facts) if file is None else replace(file.draft(), **facts)
