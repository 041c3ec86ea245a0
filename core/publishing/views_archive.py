"""Staff pages of the archive: a campaign's published texts and their bundles, volumes, the site copy."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from core.base import clock
from core.base.access import needs
from core.base.errors import NotFound
from core.campaigns import service as campaigns
from core.plugin.contracts import Campaign
from core.publishing.archive import bundles, dossier, messages, orders, store
from core.publishing.archive.contracts import DOSSIER, SITE
from core.publishing.archive.showing import fault_of, lack, order_row, told
from core.publishing.archive.verifying import verify_campaign, verify_document
from core.publishing.permissions import ARCHIVE, VIEW
from core.publishing.views_staff import staff
from core.users import service as users
from core.web.zones import desk_campaign

SHOWN_FINDINGS = 20
STATES = tuple(messages.STATES)


@staff.get("/archive")
@needs(ARCHIVE)
def archive() -> Any:
    """A campaign's archive: by department, by state; what is missing can be made, all of it checked."""
    everything = campaigns.all_campaigns()
    slug = request.args.get("campaign", "")
    here = desk_campaign()
    campaign = next((c for c in everything if c.slug == slug), None) or (
        campaigns.campaign_by_id(here.id) if here else None
    )
    if campaign is None:
        return render_template("publishing/archive.html", campaigns=everything, shown=None)
    lines = bundles.archive_lines(campaign.id, actor=g.actor)
    department = request.args.get("department", type=int)
    state = request.args.get("state", "")
    found = orders.newest_orders(campaign.id, actor=g.actor)
    names = {unit.id: unit.name for unit in users.all_departments()}
    units = {line.department_id: names.get(line.department_id, "") for line in lines}
    shown = [
        line
        for line in lines
        if (department is None or line.department_id == department)
        and (state not in STATES or line.state == state)
    ]
    return render_template(
        "publishing/archive.html",
        shown=campaign,
        campaigns=everything,
        lines=shown,
        total=len(lines),
        missing=sum(line.state in ("none", "missing", "old") for line in lines),
        units=units,
        asked={"campaign": campaign.slug, "department": department, "state": state},
        states=messages.STATES,
        occasions=messages.OCCASIONS,
        volumes=[(id_, name, order_row(found.get((DOSSIER, id_)))) for id_, name in sorted(units.items())],
        site=order_row(found.get((SITE, None))),
        may_site=g.actor.can(ARCHIVE, department_id=None, campaign_id=campaign.id),
        lack=lack(),
    )


@staff.post("/archive/<slug>/make")
@needs(ARCHIVE)
def archive_make(slug: str) -> Any:
    """Make every bundle of a campaign that is missing, lost or out of date."""
    campaign = _campaign(slug)
    made, failed = bundles.make_missing(campaign.id, actor=g.actor, now=clock.now())
    if failed:
        flash(_("有 %(count)s 份没有建成，请再试一次；还不行，请联系管理员。", count=len(failed)), "stop")
    elif made:
        flash(_("已建 %(count)s 个档案包。", count=len(made)), "ok")
    else:
        flash(_("都齐全，没有要补建的。"), "ok")
    return redirect(url_for(".archive", campaign=slug), 303)


@staff.post("/archive/<slug>/verify")
@needs(ARCHIVE)
def archive_verify(slug: str) -> Any:
    """Check a campaign's bundles against their rows and against each other."""
    campaign = _campaign(slug)
    report = verify_campaign(campaign.id, g.actor.departments_for(ARCHIVE, campaign_id=campaign.id))
    return render_template(
        "publishing/archive_report.html",
        report=report,
        lines=[told(finding) for finding in report.findings[:SHOWN_FINDINGS]],
        title=campaign.title,
        back_url=url_for(".archive", campaign=slug),
    )


@staff.post("/archive/<slug>/orders")
@needs(ARCHIVE)
def archive_order(slug: str) -> Any:
    """Have a department's volume or the campaign's site copy made."""
    department = request.form.get("department", type=int)
    order_id = orders.place_order(
        request.form.get("kind", ""), _campaign(slug).id, department, actor=g.actor, now=clock.now()
    )
    return redirect(url_for(".archive_order_page", order_id=order_id), 303)


@staff.get("/archive/orders/<int:order_id>")
@needs(ARCHIVE)
def archive_order_page(order_id: int) -> Any:
    """How far an order is; the page renews itself where scripts run, and has a link where they don't."""
    order = orders.order_view(order_id, actor=g.actor)
    campaign = campaigns.campaign_by_id(order.campaign_id)
    return render_template(
        "publishing/archive_order.html",
        order=order,
        title=messages.ORDER_KINDS[order.kind],
        campaign_of=campaign,
        unit=users.department_name(order.department_id) if order.department_id is not None else "",
        fault=fault_of(order),
    )


@staff.get("/archive/orders/<int:order_id>/file")
@needs(ARCHIVE)
def archive_order_file(order_id: int) -> Any:
    """What was made, as a download."""
    order, place = orders.take_order(order_id, actor=g.actor, now=clock.now())
    campaign = campaigns.campaign_by_id(order.campaign_id)
    if order.department_id is not None:
        name, media_type = dossier.file_name(campaign, order.department_id), "application/pdf"
    else:
        name, media_type = f"{campaign.title}-归档网站.zip", "application/zip"
    return _download(place, media_type, name)


@staff.get("/documents/<int:document_id>/bundles/<int:bundle_id>")
@needs(VIEW)
def bundle_file(document_id: int, bundle_id: int) -> Any:
    """One bundle, as a download."""
    view = bundles.take_bundle(bundle_id, actor=g.actor, now=clock.now())
    if view.document_id != document_id:
        raise NotFound()
    return _download(store.place(view.path), "application/zip", f"{view.title}-档案包{view.seq}.zip")


@staff.post("/documents/<int:document_id>/bundles/verify")
@needs(VIEW)
def bundles_verify(document_id: int) -> Any:
    """Check a document's bundles now."""
    views = bundles.bundle_views(document_id, actor=g.actor)
    report = verify_document(document_id)
    return render_template(
        "publishing/archive_report.html",
        report=report,
        lines=[told(finding) for finding in report.findings[:SHOWN_FINDINGS]],
        title=views[0].title if views else "",
        back_url=url_for(".document", document_id=document_id),
    )


def _campaign(slug: str) -> Campaign:
    found = next((c for c in campaigns.all_campaigns() if c.slug == slug), None)
    if found is None:
        raise NotFound()
    return campaigns.campaign_by_id(found.id)


def _download(place: Any, media_type: str, name: str) -> Any:
    answer = send_file(place, media_type, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
