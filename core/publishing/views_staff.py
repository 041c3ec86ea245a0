"""Staff pages of the publishing chain: the list, one document with what this person may do, its revisions, its slip."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from core.base import clock, files
from core.base.access import needs
from core.base.errors import NotFound
from core.base.i18n import LANGUAGES
from core.campaigns import service as campaigns
from core.publishing import service
from core.publishing.archive.showing import bundle_rows
from core.publishing.contracts import DocumentView, Happened, Publication, Remark, Withdrawal
from core.publishing.hygiene_shown import finding_rows
from core.publishing.messages import BUTTONS, PURPOSES, STEP_NAMES, VERDICTS
from core.publishing.permissions import EXCEPT, PORTAL, SUBMIT, TAKE_DOWN, VIEW
from core.publishing.rules import ENDED, PUBLISH, REVIEWS, SECRECY, SUSPECTED, TO_WITHDRAW, WITHDRAWN
from core.publishing.service.hygiene import check_revision
from core.publishing.views_acts import Acts
from core.publishing.views_shown import (
    difference_to,
    public_page,
    shown,
    staff_page,
    step_tag,
    summary,
    verdicts,
)
from core.users import roles
from core.users import service as users
from core.web.theme import full_day, hhmm

staff = Blueprint("publishing_staff", __name__, template_folder="templates")
PER_PAGE = 50
STEPS = ("drafting", *REVIEWS, PUBLISH, "published", WITHDRAWN, *ENDED)


@staff.get("/documents")
@needs(VIEW)
def documents() -> Any:
    """Documents of my departments: by step, by campaign, pages of 50."""
    step = request.args.get("step", "")
    campaign_id = request.args.get("campaign", type=int)
    number = max(request.args.get("page", 1, type=int), 1)
    found, total = service.list_documents(
        actor=g.actor,
        steps=[step] if step in STEPS else None,
        campaign_id=campaign_id,
        limit=PER_PAGE,
        offset=(min(number, 100_000) - 1) * PER_PAGE,
    )
    everything = campaigns.all_campaigns()
    mine = {line.id for c in everything if c.state == "open" for line in service.waiting_for(g.actor, c.id)}
    units = {unit.id: unit.name for unit in users.all_departments()}
    return render_template(
        "publishing/documents.html",
        lines=[(line, units.get(line.department_id, ""), step_tag(line, line.id in mine)) for line in found],
        total=total,
        asked={"step": step, "campaign": campaign_id},
        steps=[(code, STEP_NAMES[code]) for code in STEPS],
        campaigns=everything,
        pager_data=_pager(number, total, step=step or None, campaign=campaign_id),
    )


@staff.get("/documents/<int:document_id>")
@needs(VIEW)
def document(document_id: int) -> Any:
    """One document: the frozen text, how far it is, and what is this person's to do now."""
    service.document_view(document_id, actor=g.actor)
    service.note_opened(document_id, actor=g.actor, now=clock.now())
    return _document_page(Acts(document_id), 200)


@staff.post("/documents/<int:document_id>")
@needs(VIEW)
def act(document_id: int) -> Any:
    """Sign, return, enter a paper signature, publish or record the portal's address. A refusal stays on the page."""
    acts = Acts(document_id)
    if request.form.get("verdict-verdict") == SUSPECTED:
        # It can be taken back on a written instruction only: asked once more, on a page of its own.
        return redirect(url_for(".hide", document_id=document_id), 303)
    done = acts.perform(request.form)
    if done:
        flash(done, "ok")
        return redirect(url_for(".document", document_id=document_id), 303)
    return _document_page(acts, acts.status)


@staff.post("/documents/<int:document_id>/package")
@needs(VIEW)
def package(document_id: int) -> Any:
    """The package for the portal and the 公众号 (PB-04)."""
    name, data = service.take_package(document_id, actor=g.actor, now=clock.now())
    return _private(io.BytesIO(data), "application/zip", name)


@staff.get("/documents/<int:document_id>/files/<int:file_id>")
@needs(VIEW)
def file(document_id: int, file_id: int) -> Any:
    """A scan or a screenshot, always as a download."""
    found = service.document_file(document_id, file_id, actor=g.actor)
    return _private(files.path_of(found), found.media_type, found.name)


def _in_chinese(when_iso: str) -> str:
    """When a step was signed, for a form that is Chinese for every reader: a day from paper, a moment from here."""
    if "T" not in when_iso:
        return full_day(date.fromisoformat(when_iso), "zh") if when_iso else ""
    at = datetime.fromisoformat(when_iso)
    return f"{full_day(at, 'zh')} {hhmm(at)}"


@staff.get("/documents/<int:document_id>/slip")
@needs(VIEW)
def slip(document_id: int) -> Any:
    """The A4 审批单 to sign by hand (PB-03), in Chinese for every reader."""
    view = service.document_view(document_id, actor=g.actor)
    service.note_opened(document_id, actor=g.actor, now=clock.now())
    if view.revision is None:
        raise NotFound()
    number, frozen_at, drafter = next(
        (r.number, at, name) for r, at, name in service.revision_views(view.id) if r.id == view.revision.id
    )
    with force_locale(LANGUAGES["zh"]):
        steps = [
            {**step, "name": str(step["name"]), "when": _in_chinese(step["when_iso"])}
            for step in service.chain_steps(view)
            if step["code"] not in ("draft", "archive")
        ]
    return render_template(
        "publishing/slip.html",
        view=view,
        number=number,
        frozen_at=frozen_at,
        drafter=drafter,
        unit=users.department_name(view.department_id),
        summary=summary(view.revision),
        steps=steps,
        clause=service.clause_of(campaigns.campaign_by_id(view.campaign_id), "PB-03"),
        waivers=service.waivers(view.kind, view.subject_id),
        happened=service.happened(view.kind, view.subject_id),
    )


@staff.get("/documents/<int:document_id>/revisions/<int:number>")
@needs(VIEW)
def revision(document_id: int, number: int) -> Any:
    """A revision with what changed since the one before."""
    view = service.document_view(document_id, actor=g.actor)
    service.note_opened(document_id, actor=g.actor, now=clock.now())
    found = {r.number: (r, at, name) for r, at, name in service.revision_views(view.id)}
    if number not in found:
        raise NotFound()
    this, frozen_at, drafter = found[number]
    before = found.get(number - 1)
    return render_template(
        "publishing/revision.html",
        view=view,
        revision=this,
        frozen_at=frozen_at,
        drafter=drafter,
        text=shown(this),
        changes=difference_to(before[0], this) if before else None,
        remark=next((r for r in view.remarks if r.revision == number), None),
        numbers=sorted(found),
    )


def _private(what: Any, media_type: str, name: str) -> Any:
    """A download for this reader alone: never shown inside the site, never kept on the way."""
    answer = send_file(what, media_type, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _document_page(acts: Acts, status: int) -> Any:
    """The page, with the forms as they came back."""
    view = service.document_view(acts.document_id, actor=g.actor)
    campaign = campaigns.campaign_by_id(view.campaign_id)
    turn = service.turn(view.id, actor=g.actor)
    now = clock.now()
    versions = service.publication_views(view.id)
    live = next((version for version in versions if version.is_live), None)
    owner = service.owner_of(view.kind, campaign)
    place = {"department_id": view.department_id, "campaign_id": view.campaign_id}
    may_draft = g.actor.can(SUBMIT, **place)
    happened = service.happened(view.kind, view.subject_id)
    withdrawn = service.withdrawal_of(view.id)
    demand = _demand(view)
    text_check = check_revision(view.revision, campaign) if view.revision and view.under_way else None
    acts.prepare(view, turn, live)
    body = render_template(
        "publishing/document.html",
        view=view,
        campaign_of=campaign,
        unit=users.department_name(view.department_id),
        kind=owner.title if owner else _("文稿"),
        text=shown(view.revision, _day_out(view, live)) if view.revision else None,
        steps=service.chain_steps(view),
        step_names=STEP_NAMES,
        button=_button(view, happened),
        step_roles="、".join(roles.titles(turn.roles)) if turn else "",
        turn=turn,
        blockers=verdicts(service.publish_verdict(view.id, now=now)) if view.step == PUBLISH else [],
        revisions=list(reversed(service.revision_views(view.id))),
        versions=versions,
        live=live,
        may_portal=g.actor.can(PORTAL, **place),
        public_url=public_page(owner, view.subject_id, campaign) if owner and live else None,
        staff_url=staff_page(owner, view.subject_id, campaign) if owner and may_draft else None,
        versions_url=url_for("publishing_public.versions", campaign=campaign.slug, document_id=view.id)
        if live
        else None,
        clause=service.clause_of(campaign, "PB-01"),
        paper_clause=service.clause_of(campaign, "PB-03"),
        portal_clause=service.clause_of(campaign, "PB-04"),
        acts=acts,
        **_further(view, withdrawn, live is not None, may_draft),
        purpose=PURPOSES.get(view.purpose),
        demand=demand,
        text_check=text_check,
        text_check_rows=[row for row in finding_rows(text_check) if not row["overrule"]][:5]
        if text_check
        else [],
        demand_changes=_changes(view) if demand and view.step == SECRECY else None,
        happened=happened,
        withdrawn=withdrawn,
        bundles=bundle_rows(view.id, actor=g.actor) if versions else None,
        waited=(clock.local(now).date() - clock.local(view.waiting_since).date()).days,
    )
    return body, status


def _further(
    view: DocumentView, withdrawn: Withdrawal | None, public: bool, may_draft: bool
) -> dict[str, Any]:
    """What is open to this reader beside the step at hand: hiding, waiving, taking down."""
    place = {"department_id": view.department_id, "campaign_id": view.campaign_id}
    campaign = campaigns.campaign_by_id(view.campaign_id)
    waits = withdrawn is not None and withdrawn.waits
    return {
        "verdict_notes": {code: str(follows) for code, (_name, follows) in VERDICTS.items()},
        "waivers": service.waivers(view.kind, view.subject_id),
        "waivable": {rule_id for rule_id, _title, _clause in service.waivable_rules(campaign)},
        "may_hide": service.may_hide(g.actor, view.department_id, view.campaign_id),
        "may_except": g.actor.can(EXCEPT, **place),
        "may_take_down": g.actor.can(TAKE_DOWN, **place),
        "may_ask_withdrawal": may_draft and not view.under_way and (public or waits),
        "sc_clause": service.clause_of(campaign, "SC-01"),
    }


def _button(view: DocumentView, happened: Happened | None) -> Any:
    """The words on the button that passes the step at hand."""
    if view.step == PUBLISH and view.purpose == TO_WITHDRAW:
        return BUTTONS["withdraw"]
    if view.step == PUBLISH and happened is not None and not happened.used:
        return BUTTONS["happened"]
    return BUTTONS.get(view.step)


def _day_out(view: DocumentView, live: Publication | None) -> date | None:
    """The day under the signature: of the revision that is public, none for one that isn't yet."""
    here = live is not None and view.revision is not None and live.revision_number == view.revision.number
    return clock.local(live.published_at).date() if live is not None and here else None


def _demand(view: DocumentView) -> Remark | None:
    """What the secrecy review asked to remove from the revision before this one (删改后公开)."""
    if view.revision is None or not view.under_way:
        return None
    earlier = [r for r in view.remarks if r.verdict == "redact" and r.revision == view.revision.number - 1]
    return earlier[-1] if earlier else None


def _changes(view: DocumentView) -> Any:
    found = {r.number: r for r, _at, _name in service.revision_views(view.id)}
    if view.revision is None or view.revision.number - 1 not in found:
        return None
    return difference_to(found[view.revision.number - 1], view.revision)


def _pager(number: int, total: int, **given: Any) -> dict[str, Any]:
    pages = max((total + PER_PAGE - 1) // PER_PAGE, 1)
    return {
        "number": number,
        "pages": pages,
        "total": total,
        "previous_url": url_for(".documents", **given, page=number - 1) if number > 1 else None,
        "next_url": url_for(".documents", **given, page=number + 1) if number < pages else None,
    }
